/**
 * Contract: what an idempotency key has finished is answered again without being done again, item by item; what was
 * refused is tried again; a finished item that now differs is refused. Labels keep their text and their type.
 * Part of the suite in src/store/contract.ts, which calls it once for every way a driver can be opened.
 */
import { expect, test } from 'vitest';
import { type Entry, type OpenShop, told } from './shop.ts';

const draft = (orderKey: string | null, internalNote?: string): Entry => ({ orderKey, content: { internalNote } });

export function describeReceipts(open: OpenShop): void {
  test('a retry is answered as the first time, and nothing is done again', async () => {
    const shop = await open();
    const first = await shop.send([draft(null), draft('k'), draft('k', 'x')], 'retry-1');
    shop.now += 5;
    const second = await shop.send([draft(null), draft('k'), draft('k', 'x')], 'retry-1');
    expect(second).toEqual(first);
    expect((await shop.list()).total).toBe(2);
    expect(await shop.events()).toHaveLength(3);
  });

  test('without a key, or with another one, the same batch is taken anew', async () => {
    const shop = await open();
    for (const key of ['one', 'two', null, null, '']) await shop.send([draft(null)], key);
    expect((await shop.list()).total).toBe(5);
  });

  test('what was refused is tried again, what is new is done', async () => {
    const shop = await open();
    const claim = { isNumberClaimed: true, content: { number: 'N' } };
    const holder = await shop.create(claim);
    expect(told(await shop.send([draft(null), claim], 'r'))).toEqual(['created r1', 'order_number_taken']);
    await shop.send([{ ...claim, orderId: holder, content: { number: 'M' } }]);
    const retried = await shop.send([draft(null), claim, draft(null)], 'r');
    expect(told(retried)).toEqual(['created r1', 'created r1', 'created r1']);
    expect((await shop.list()).total).toBe(4);
    expect(await shop.send([draft(null), claim, draft(null)], 'r')).toEqual(retried);
  });

  test('a finished item that now differs is refused, the others are answered', async () => {
    const shop = await open();
    await shop.send([draft('a'), draft('b')], 'r');
    const outcomes = await shop.send([draft('a'), draft('b', 'other')], 'r');
    expect(told(outcomes)).toEqual(['created r1', 'receipt_differs']);
    expect(told(await shop.send([draft('b', 'other')], 'another'))).toEqual(['replaced r2']);
  });

  test('labels come back with their text and their type, also from a receipt', async () => {
    const shop = await open();
    const labels = ['__proto__', 'constructor', '', '1', 1, 0, 'x.y', '"', 'å\u0000\n', 'n'.repeat(10_000)];
    const entries = labels.map((label) => ({ label }));
    const first = await shop.send(entries, 'r');
    expect(first.map(({ label }) => label)).toEqual(labels);
    expect(await shop.send(entries, 'r')).toEqual(first);
    expect(await shop.send(entries.toReversed(), 'r')).toEqual(first.toReversed());
    expect((await shop.list()).total).toBe(labels.length);
  });

  test('two at once under one key are one after the other: the second is answered from the first', async () => {
    const shop = await open();
    const answers = await Promise.all(Array.from({ length: 20 }, () => shop.send([draft(null), draft(null)], 'r')));
    expect(new Set(answers.map((outcomes) => JSON.stringify(outcomes))).size).toBe(1);
    expect((await shop.list()).total).toBe(2);
  });

  test('a receipt outlives changes and the deletion of its order', async () => {
    const shop = await open();
    const first = await shop.send([draft('k')], 'r');
    await shop.send([draft('k', 'x')]);
    expect(await shop.send([draft('k')], 'r')).toEqual(first);
  });

  test('forgotten receipts are done anew; the newer ones are kept', async () => {
    const shop = await open();
    while ((await shop.store.forgetReceipts(Number.MAX_SAFE_INTEGER)) > 0);
    await shop.send([draft(null)], 'old');
    shop.now += 1_000;
    await shop.send([draft(null)], 'new');
    expect(await shop.store.forgetReceipts(shop.now - 1_000)).toBe(0);
    expect(await shop.store.forgetReceipts(shop.now)).toBe(1);
    await shop.send([draft(null)], 'old');
    await shop.send([draft(null)], 'new');
    expect((await shop.list()).total).toBe(3);
    expect(await shop.store.forgetReceipts(Number.MAX_SAFE_INTEGER)).toBe(2);
  });

  test('many receipts are forgotten in bounded steps', async () => {
    const shop = await open();
    while ((await shop.store.forgetReceipts(Number.MAX_SAFE_INTEGER)) > 0);
    await Promise.all(Array.from({ length: 1_500 }, (_, index) => shop.send([draft('k')], `r${index}`)));
    const steps: number[] = [];
    for (let count = -1; count !== 0; steps.push(count)) count = await shop.store.forgetReceipts(shop.now + 1);
    expect(steps.reduce((sum, count) => sum + count)).toBe(1_500);
    expect(Math.max(...steps)).toBeLessThan(1_500);
  });
}
