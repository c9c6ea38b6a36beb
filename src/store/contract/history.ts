/**
 * Contract: every former document of an order is kept whole and in order; an event exists if and only if its change
 * was committed, in the order of the commits.
 * Part of the suite in src/store/contract.ts, which calls it once for every way a driver can be opened.
 */
import { expect, test } from 'vitest';
import { StoreFault } from '../../core/store.ts';
import { contentOf, type OpenShop, Shop } from './shop.ts';

const note = (internalNote: string) => ({ orderKey: 'k', content: { internalNote } });
const contents = (formers: readonly { content: string | null }[]) =>
  formers.map(({ content }) => JSON.parse(content ?? ''));

export function describeHistory(open: OpenShop): void {
  test('former documents are kept, whether they were replaced one by one or within one batch', async () => {
    const shop = await open();
    const orderId = await shop.create(note('1'));
    expect(await shop.revisions(orderId)).toEqual([]);
    shop.now += 1;
    await shop.send([note('2'), note('3')]);
    shop.now += 1;
    await shop.send([note('4')]);
    const formers = await shop.revisions(orderId);
    expect(contents(formers)).toEqual(['1', '2', '3'].map((internalNote) => contentOf({ internalNote })));
    expect(formers.map(({ orderId: id, revision, status }) => [id, revision, status])).toEqual([
      [orderId, 1, 'open'],
      [orderId, 2, 'open'],
      [orderId, 3, 'open'],
    ]);
    expect(formers.map(({ replacedAt }) => replacedAt - shop.now)).toEqual([-1, -1, 0]);
    expect(formers.map(({ modifiedAt }) => modifiedAt - shop.now)).toEqual([-2, -1, -1]);
    const batches = (await shop.events()).map(({ batchId }) => batchId);
    expect(formers.map(({ batchId }) => batchId)).toEqual(batches.slice(0, 3));
    const { state } = await shop.order(orderId);
    expect(formers.map((former) => JSON.parse(former.state))).toEqual([state, state, state]);
    expect(new Set(formers.map(({ fingerprint }) => fingerprint)).size).toBe(3);
  });

  test('an order created and changed in one batch keeps the documents in between', async () => {
    const shop = await open();
    await shop.send([note('1'), note('2'), note('3')]);
    const [order] = await shop.find({ orderKey: 'k' });
    expect(order?.revision).toBe(3);
    expect(contents(await shop.revisions(order?.orderId ?? 0))).toEqual([
      contentOf({ internalNote: '1' }),
      contentOf({ internalNote: '2' }),
    ]);
  });

  test('events tell every change once, with its batch and its time, in the order of the commits', async () => {
    const shop = await open();
    const orderId = await shop.create(note('1'));
    shop.now += 1;
    await shop.send([note('1'), note('2'), { orderId: 404 * 10 ** 12 }, note('3')]);
    const order = await shop.order(orderId);
    const events = await shop.events();
    expect(events.map(({ kind, revision, orderId: id, at }) => [kind, revision, id, at - shop.now])).toEqual([
      ['order.created', 1, orderId, -1],
      ['order.replaced', 2, orderId, 0],
      ['order.replaced', 3, orderId, 0],
    ]);
    expect(events.map(({ batchId }) => batchId === order.batchId)).toEqual([false, true, true]);
    const eventIds = events.map(({ eventId }) => eventId);
    expect(eventIds).toEqual([...new Set(eventIds)].sort((a, b) => a - b));
  });

  test('events are read in pages', async () => {
    const shop = await open();
    await shop.send(Array.from({ length: 7 }, () => ({})));
    const all = await shop.events();
    const paged = [];
    for (let eventId = 0; ; ) {
      const page = await shop.store.listEvents(shop.accountId, { eventId, limit: 3 });
      paged.push(...page);
      eventId = page.at(-1)?.eventId ?? 0;
      if (page.length < 3) break;
    }
    expect(paged).toEqual(all);
    expect(paged).toHaveLength(7);
  });

  test('a command that cannot be stored is rejected with a fault and leaves no order and no event', async () => {
    const shop = await open();
    const nowhere = new Shop(shop.store, { accountId: 404_404_404, name: 'nobody', settings: {} });
    const [broken, whole] = await Promise.allSettled([nowhere.send([{}, {}]), shop.send([{}])]);
    expect(broken).toMatchObject({ status: 'rejected', reason: expect.any(StoreFault) });
    expect(whole.status).toBe('fulfilled');
    expect(await nowhere.list()).toEqual({ orders: [], total: 0 });
    expect(await nowhere.events()).toEqual([]);
    expect((await shop.list()).total).toBe(1);
  });
}
