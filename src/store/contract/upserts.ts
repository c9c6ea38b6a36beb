/**
 * Contract: one order per key and account; sameness is asked before status; a later item of a batch sees the
 * earlier ones; ids are never given twice; what was stated comes back as it was stated.
 * Part of the suite in src/store/contract.ts, which calls it once for every way a driver can be opened.
 */
import { expect, test } from 'vitest';
import { contentOf, deletionOf, type Entry, idsOf, itemOf, type OpenShop, onlyId, told } from './shop.ts';

const note = (internalNote: string, status: 'open' | 'shipped' | 'canceled' | 'held' = 'open') => ({
  content: { internalNote, status },
});

const k = (...stated: Parameters<typeof note>): Entry => ({ orderKey: 'k', ...note(...stated) });

/** What is sent, one after the other, and what each must be answered. */
const SEQUENCES: readonly (readonly [string, readonly Entry[], readonly string[]])[] = [
  ['a new key', [k('x')], ['created r1']],
  ['the same again', [k('x'), k('x')], ['created r1', 'kept r1']],
  ['a change', [k('x'), k('y')], ['created r1', 'replaced r2']],
  ['two keys', [k('x'), { ...k('x'), orderKey: 'K' }], ['created r1', 'created r1']],
  ['no key, the same content', [{}, {}], ['created r1', 'created r1']],
  ['a change and back', [k('x'), k('y'), k('x')], ['created r1', 'replaced r2', 'replaced r3']],
  ['the same, shipped meanwhile', [k('x', 'shipped'), k('x', 'shipped')], ['created r1', 'kept r1']],
  ['a change of what was shipped', [k('x', 'shipped'), k('y', 'shipped')], ['created r1', 'order_locked']],
  ['a change of what was canceled', [k('x', 'canceled'), k('x')], ['created r1', 'order_locked']],
  ['held, open, shipped', [k('x', 'held'), k('x'), k('x', 'shipped')], ['created r1', 'replaced r2', 'replaced r3']],
  ['an id that no order has', [{ orderId: 9_007_199_254_740_991 }], ['order_unknown']],
];

export function describeUpserts(open: OpenShop): void {
  test.each(SEQUENCES)('%s, in one batch or one by one', async (_name, entries, expected) => {
    const batch = await open();
    expect(told(await batch.send(entries))).toEqual(expected);
    const single = await open();
    const outcomes = [];
    for (const entry of entries) outcomes.push(...(await single.send([entry])));
    expect(told(outcomes)).toEqual(expected);
    const kept = async (shop: typeof batch) =>
      (await shop.list()).orders.map(({ revision, content, number }) => ({
        revision,
        content,
        hasNumber: number !== '',
      }));
    expect(await kept(batch)).toEqual(await kept(single));
  });

  test('an order is read back by id and by key with all that was stated and what the server keeps', async () => {
    const shop = await open();
    const lines = [
      { key: 'a', sku: 'S"1', name: 'Ünïcødé 👕 \u0000 \\ %_', quantity: 3, unitPriceE4: -205_500 },
      { quantity: 1, options: [{ name: 'Size', value: 'L' }], extras: { one: { deep: [1, null, { x: '' }] } } },
    ];
    const content = {
      number: 'A 1',
      lines,
      tagIds: [7, 5],
      placedAt: { at: 5, wall: '1970-01-01T00:00:00', zone: 'UTC' },
    };
    const orderId = await shop.create({ orderKey: "k'1", content });
    const order = await shop.order(orderId);
    expect(order).toEqual({
      orderId,
      orderKey: "k'1",
      number: 'A 1',
      isNumberClaimed: false,
      status: 'open',
      revision: 1,
      batchId: order.batchId,
      createdAt: shop.now,
      modifiedAt: shop.now,
      content: { status: 'open', ...content },
      state: {
        lines: [
          { id: expect.any(Number), key: 'a', sku: 'S"1', createdAt: shop.now },
          { id: expect.any(Number), createdAt: shop.now },
        ],
        tagIds: [7, 5],
      },
    });
    expect(await shop.find({ orderKey: "k'1" })).toEqual([order]);
    expect(JSON.stringify(order.content)).toBe(JSON.stringify(contentOf(content)));
  });

  test('a replacement keeps id, key, line ids and the time of creation, and takes the batch that did it', async () => {
    const shop = await open();
    const orderId = await shop.create({ orderKey: 'k', content: { number: '1' } });
    const before = await shop.order(orderId);
    shop.now += 5;
    expect(told(await shop.send([{ orderKey: 'k', ...note('x') }]))).toEqual(['replaced r2']);
    const after = await shop.order(orderId);
    expect(after).toEqual({
      ...before,
      revision: 2,
      batchId: after.batchId,
      modifiedAt: before.createdAt + 5,
      content: { ...before.content, number: undefined, internalNote: 'x' },
    });
    expect(after.batchId).not.toBe(before.batchId);
  });

  test('what is kept or refused leaves the order as it was', async () => {
    const shop = await open();
    const orderId = await shop.create({ orderKey: 'k', ...note('x', 'shipped') });
    const before = await shop.order(orderId);
    shop.now += 5;
    const entries = [{ orderKey: 'k', ...note('x', 'shipped') }, { orderKey: 'k' }];
    expect(told(await shop.send(entries))).toEqual(['kept r1', 'order_locked']);
    expect(await shop.order(orderId)).toEqual(before);
  });

  test('an id names the order, with its key or without; another key is refused', async () => {
    const shop = await open();
    const orderId = await shop.create({ orderKey: 'k' });
    const entries = [
      { orderId, ...note('a') },
      { orderId, orderKey: 'k', ...note('b') },
      { orderId, orderKey: 'other', ...note('c') },
    ];
    expect(told(await shop.send(entries))).toEqual(['replaced r2', 'replaced r3', 'order_key_differs']);
    expect((await shop.order(orderId)).content.internalNote).toBe('b');
    expect(await shop.find({ orderKey: 'other' })).toEqual([]);
  });

  test('a key is free again once its order is deleted, also within one batch', async () => {
    const shop = await open();
    const first = await shop.create({ orderKey: 'k' });
    const items = [deletionOf({ orderId: first }), itemOf({ orderKey: 'k' }, 1), itemOf({ orderId: first }, 2)];
    const outcomes = await shop.take(items);
    expect(told(outcomes)).toEqual(['replaced r2', 'created r1', 'order_unknown']);
    const second = onlyId(outcomes[1]);
    expect(second).toBeGreaterThan(first);
    expect((await shop.find({ orderKey: 'k' })).map((order) => order.orderId)).toEqual([second]);
    expect(told(await shop.take([itemOf({ orderKey: 'new' }, 0), deletionOf({ orderId: second }, 1)]))).toEqual([
      'created r1',
      'replaced r2',
    ]);
    expect(told(await shop.send([{ orderKey: 'k' }]))).toEqual(['created r1']);
  });

  test('order ids and line ids ascend and are never given twice', async () => {
    const shop = await open();
    const lines = [{ quantity: 1 }, { quantity: 2 }];
    const entries = [{ content: { lines } }, { orderId: 404 * 10 ** 12 }, { content: { lines } }];
    const orderIds: number[] = [];
    for (let round = 0; round < 5; round += 1) orderIds.push(...(await shop.send(entries)).flatMap(idsOf));
    expect(orderIds).toEqual([...new Set(orderIds)].sort((a, b) => a - b));
    expect(orderIds).toHaveLength(10);
    const { orders } = await shop.list();
    const lineIds = orders.flatMap((order) => order.state.lines.map((line) => line.id));
    expect(lineIds).toEqual([...new Set(lineIds)].sort((a, b) => a - b));
    expect([...orderIds, ...lineIds].every(Number.isSafeInteger)).toBe(true);
  });

  test.each(['__proto__', 'constructor', '', ' ', '%', '_', "'; DROP TABLE orders; --", 'ключ', '👕', 'k'.repeat(255)])(
    'the key %j is a key like any other',
    async (orderKey) => {
      const shop = await open();
      const orderId = await shop.create({ orderKey });
      expect(told(await shop.send([{ orderKey, ...note('x') }]))).toEqual(['replaced r2']);
      expect((await shop.find({ orderKey })).map((order) => [order.orderId, order.orderKey])).toEqual([
        [orderId, orderKey],
      ]);
    },
  );

  test.each(['a\u0000b', '\ud800', 'x\udc00y'])(
    'the key %j, which no database can hold, names one order all the same',
    async (orderKey) => {
      const shop = await open();
      const entry = { orderKey, isNumberClaimed: true, content: { number: orderKey, shipTo: { name: orderKey } } };
      expect(told(await shop.send([entry, { ...entry, content: { ...entry.content, giftMessage: 'x' } }]))).toEqual([
        'created r1',
        'replaced r2',
      ]);
      expect(told(await shop.send([entry]))).toEqual(['replaced r3']);
      expect(told(await shop.send([{ ...entry, orderKey: null }]))).toEqual(['order_number_taken']);
      expect((await shop.list()).orders.map(({ content }) => content.number)).toEqual([orderKey]);
    },
  );

  test('a document of many megabytes is stored whole', async () => {
    const shop = await open();
    const giftMessage = 'gift '.repeat(1_000_000);
    const orderId = await shop.create({ content: { giftMessage } });
    expect((await shop.order(orderId)).content.giftMessage).toBe(giftMessage);
  });

  test('what is given at the creation stays; a draft of a wire that gives changes no store', async () => {
    const shop = await open();
    const stores = async (storeId: number) => (await shop.list({ storeId })).orders.map(({ orderKey }) => orderKey);
    const given = { storeId: 7, warehouseId: 3 };
    const none = await shop.create({ orderKey: 'none', given });
    const stated = await shop.create({ orderKey: 'stated', given, content: { storeId: 5 } });
    expect([await stores(7), await stores(5)]).toEqual([['none'], ['stated']]);
    const givenOf = async (orderId: number) => (await shop.order(orderId)).state.given;
    expect([await givenOf(none), await givenOf(stated)]).toEqual([given, { warehouseId: 3 }]);
    const later = { given: { storeId: 9, warehouseId: 9 }, content: { storeId: 8, giftMessage: 'x' } };
    await shop.send(['none', 'stated'].map((orderKey) => ({ orderKey, ...later })));
    expect([await stores(7), await stores(5), await stores(8)]).toEqual([['none'], ['stated'], []]);
    expect([await givenOf(none), await givenOf(stated)]).toEqual([given, { storeId: 5, warehouseId: 3 }]);
    await shop.send([{ orderKey: 'none', content: { giftMessage: 'y' } }]);
    await shop.send([{ orderKey: 'stated', content: { storeId: 8, giftMessage: 'y' } }]);
    expect([await stores(7), await stores(8)]).toEqual([['none'], ['stated']]);
    expect([await givenOf(none), await givenOf(stated)]).toEqual([given, { warehouseId: 3 }]);
  });
}
