/**
 * Contract: a driver writes what the plan gives it and nothing else: a dry run and a refused all-or-nothing batch
 * leave no trace, a recorded batch leaves its record, and operations on an order's state leave its document alone.
 * Run by contract.ts for every driver.
 * Part of the suite in src/store/contract.ts, which calls it once for every way a driver can be opened.
 */
import { expect, test } from 'vitest';
import type { BatchItem, BatchRules } from '../../core/batch.ts';
import type { Operation } from '../../core/operation.ts';
import { refusalOf } from '../../core/outcome.ts';
import { idsOf, itemOf, type OpenShop, told } from './shop.ts';

const rules = (fields: Partial<BatchRules>): BatchRules => ({
  policy: 'independent',
  isDryRun: false,
  onDuplicate: 'sequence',
  isRecorded: false,
  ...fields,
});
const unknown = { orderId: 404 * 10 ** 12 };
const BATCH_ID = 'c0ffee00-0000-4000-8000-000000000001';

export function describeBatches(open: OpenShop): void {
  test('a dry run answers what a real run would, and leaves no order, no event, no receipt and no gap', async () => {
    const shop = await open();
    const items = [itemOf({ orderKey: 'a' }, 0), itemOf({ orderKey: 'a', content: { giftMessage: 'x' } }, 1)];
    const dry = { items, receiptKey: 'r', rules: rules({ isDryRun: true, isRecorded: true }), batchId: BATCH_ID };
    const foreseen = (await shop.takeBatch(dry)).outcomes;
    expect(told(foreseen)).toEqual(['created r1', 'replaced r2']);
    expect(foreseen.flatMap(idsOf)).toEqual([0, 0]);
    expect(await shop.list()).toEqual({ orders: [], total: 0 });
    expect(await shop.events()).toEqual([]);
    expect(await shop.store.findBatch(shop.accountId, BATCH_ID)).toBeNull();
    expect(told(await shop.take(items, 'r'))).toEqual(['created r1', 'replaced r2']);
  });

  test('an all-or-nothing batch is stored whole, or leaves nothing and can be sent again', async () => {
    const shop = await open();
    const all = rules({ policy: 'all_or_nothing' });
    const good: BatchItem[] = [itemOf({ orderKey: 'a' }, 0), itemOf({ orderKey: 'b' }, 1)];
    const bad = { items: [...good, itemOf(unknown, 2)], receiptKey: 'r', rules: all };
    expect(told((await shop.takeBatch(bad)).outcomes)).toEqual(['batch_refused', 'batch_refused', 'order_unknown']);
    expect(await shop.list()).toEqual({ orders: [], total: 0 });
    expect(await shop.events()).toEqual([]);
    const taken = (await shop.takeBatch({ items: good, receiptKey: 'r', rules: all })).outcomes;
    expect(told(taken)).toEqual(['created r1', 'created r1']);
    expect((await shop.takeBatch({ items: good, receiptKey: 'r', rules: all })).outcomes).toEqual(taken);
    expect((await shop.list()).total).toBe(2);
  });

  test('a recorded batch is found by its id, by its account alone, and a retry takes the place of its record', async () => {
    const [shop, neighbor] = [await open(), await open()];
    const refusal = refusalOf([{ code: 'field_type', pointer: '/1', expected: 'x', given: 'y' }]);
    const items: BatchItem[] = [itemOf({ orderKey: 'a' }, 0), { label: 1, refusal }, itemOf(unknown, 2)];
    const batch = { receiptKey: 'r', rules: rules({ isRecorded: true }), batchId: BATCH_ID };
    await shop.takeBatch({ ...batch, items });
    const record = await shop.store.findBatch(shop.accountId, BATCH_ID);
    expect(record).toMatchObject({
      batchId: BATCH_ID,
      at: shop.now,
      policy: 'independent',
      counts: { created: 1, replaced: 0, kept: 0, refused: 2 },
      refusedByCode: { field_type: 1, order_unknown: 1 },
      refused: [{ label: 1, refusal }, { label: 2 }],
    });
    expect(await neighbor.store.findBatch(neighbor.accountId, BATCH_ID)).toBeNull();
    shop.now += 1;
    await shop.takeBatch({ ...batch, items: [itemOf({ orderKey: 'a' }, 0), itemOf({ orderKey: 'b' }, 1)] });
    const counts = { created: 2, replaced: 0, kept: 0, refused: 0 };
    expect(await shop.store.findBatch(shop.accountId, BATCH_ID)).toMatchObject({ at: shop.now, counts, refused: [] });
    expect((await shop.list({ batchId: BATCH_ID })).total).toBe(2);
  });

  test('a batch in which reading refused everything is recorded too; one not to be recorded is not', async () => {
    const shop = await open();
    const refusal = refusalOf([{ code: 'field_type', pointer: '/0', expected: 'x', given: 'y' }]);
    const batch = { items: [{ label: 0, refusal }], receiptKey: null, batchId: BATCH_ID };
    await shop.takeBatch(batch);
    expect(await shop.store.findBatch(shop.accountId, BATCH_ID)).toBeNull();
    await shop.takeBatch({ ...batch, rules: rules({ isRecorded: true }) });
    expect(await shop.store.findBatch(shop.accountId, BATCH_ID)).toMatchObject({ refused: [{ label: 0, refusal }] });
  });

  test('records are forgotten with the receipts of their time', async () => {
    const shop = await open();
    while ((await shop.store.forgetReceipts(Number.MAX_SAFE_INTEGER)) > 0);
    await shop.takeBatch({
      items: [itemOf({}, 0)],
      receiptKey: 'r',
      rules: rules({ isRecorded: true }),
      batchId: BATCH_ID,
    });
    expect(await shop.store.forgetReceipts(shop.now)).toBe(0);
    expect(await shop.store.forgetReceipts(shop.now + 1)).toBe(2);
    expect(await shop.store.findBatch(shop.accountId, BATCH_ID)).toBeNull();
  });

  test('hold, tags and shipping change the state alone; history tells each, and the document stays', async () => {
    const shop = await open();
    const orderId = await shop.create({ orderKey: 'k', content: { giftMessage: 'hi' } });
    const operate = async (fields: object) => {
      const operation = { pointer: '', target: { orderId }, ...fields } as Operation;
      return told(await shop.take([{ label: 0, operation }])).join();
    };
    expect(await operate({ kind: 'hold', ifRevision: 9 })).toBe('revision_differs');
    expect(await operate({ kind: 'hold', ifRevision: 1 })).toBe('replaced r2');
    expect(await operate({ kind: 'tag', tagIds: [4] })).toBe('replaced r3');
    expect(await operate({ kind: 'tag', tagIds: [4] })).toBe('kept r3');
    expect(await operate({ kind: 'ship', shipment: { trackingNumber: 'T' } })).toBe('replaced r4');
    expect(await operate({ kind: 'cancel' })).toBe('order_locked');
    const order = await shop.order(orderId);
    expect([order.status, order.revision, order.content.giftMessage]).toEqual(['shipped', 4, 'hi']);
    expect(order.state).toMatchObject({ tagIds: [4], shipment: { trackingNumber: 'T' } });
    const formers = await shop.revisions(orderId);
    expect(formers.map(({ status, content }) => [status, JSON.parse(content ?? '').giftMessage])).toEqual([
      ['open', 'hi'],
      ['held', 'hi'],
      ['held', 'hi'],
    ]);
    expect(formers.map(({ state }) => JSON.parse(state).tagIds)).toEqual([undefined, undefined, [4]]);
    const kinds = (await shop.events()).map(({ kind }) => kind);
    expect(kinds).toEqual(['order.created', 'order.held', 'order.tagged', 'order.shipped']);
  });
}
