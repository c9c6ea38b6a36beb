/**
 * Contract: an order that the account's rules split becomes a family under one key, first part first; the key alone
 * no longer names one order, the ids do.
 * Part of the suite in src/store/contract.ts, which calls it once for every way a driver can be opened.
 */
import { expect, test } from 'vitest';
import type { Operation } from '../../core/operation.ts';
import { shelfOf, stockUp, wanting } from './goods.ts';
import { completionOf, deletionOf, idsOf, type OpenShop, told } from './shop.ts';

const lines = [
  { sku: 'A-1', quantity: 1 },
  { sku: 'B-1', quantity: 2 },
  { sku: 'C-1', quantity: 3 },
];
const settings = {
  splitRules: [
    { pattern: 'B-*', group: 'second' },
    { pattern: 'C-*', group: 'third' },
  ],
};
const whole = { orderKey: 'k', isSplittable: true, content: { lines, shippingE4: 50_000 } };

async function openSplit(open: OpenShop) {
  const shop = await open();
  shop.settings = settings;
  const [outcome] = await shop.send([whole]);
  return { shop, outcome, ids: idsOf(outcome) };
}

export function describeSplits(open: OpenShop): void {
  test('one draft becomes several orders that add up to it and know one another', async () => {
    const { shop, outcome, ids } = await openSplit(open);
    expect(told(outcome === undefined ? [] : [outcome])).toEqual(['created r1 r1 r1']);
    const parts = await shop.find({ orderKey: 'k' });
    expect(parts.map((part) => part.orderId)).toEqual(ids);
    expect(parts.flatMap((part) => part.content.lines)).toEqual(lines);
    expect(parts.map((part) => part.content.shippingE4)).toEqual([50_000, undefined, undefined]);
    const [first, ...others] = ids;
    expect(parts.map((part) => part.state.family)).toEqual([
      { parentId: null, memberIds: others },
      { parentId: first, memberIds: [] },
      { parentId: first, memberIds: [] },
    ]);
    expect(parts.map((part) => part.state.lines.length)).toEqual([1, 1, 1]);
    expect(await shop.events()).toHaveLength(3);
    expect((await shop.list()).total).toBe(3);
  });

  test('the key alone is refused, the id replaces its part alone', async () => {
    const { shop, ids } = await openSplit(open);
    const changed = { lines: [{ sku: 'B-9', quantity: 1 }] };
    expect(told(await shop.send([whole]))).toEqual(['order_id_needed']);
    expect(told(await shop.send([{ orderId: ids[1] ?? 0, orderKey: 'k', content: changed }]))).toEqual(['replaced r2']);
    const parts = await shop.find({ orderKey: 'k' });
    expect(parts.map((part) => [part.orderId, part.revision])).toEqual([
      [ids[0], 1],
      [ids[1], 2],
      [ids[2], 1],
    ]);
    expect(parts[1]?.state.family).toEqual({ parentId: ids[0], memberIds: [] });
  });

  test('the key names the last part that is left', async () => {
    const { shop, ids } = await openSplit(open);
    await shop.take([deletionOf({ orderId: ids[0] ?? 0 }), deletionOf({ orderId: ids[2] ?? 0 }, 1)]);
    expect(told(await shop.send([whole]))).toEqual(['replaced r2']);
    expect((await shop.find({ orderKey: 'k' })).map((part) => part.orderId)).toEqual([ids[1]]);
  });

  test('a retry under an idempotency key answers all parts and splits nothing again', async () => {
    const shop = await open();
    shop.settings = settings;
    const first = await shop.send([whole], 'r');
    expect(await shop.send([whole], 'r')).toEqual(first);
    expect((await shop.list()).total).toBe(3);
  });

  test('parts of claimed orders claim their own ids', async () => {
    const shop = await open();
    shop.settings = settings;
    const [outcome] = await shop.send([{ ...whole, isNumberClaimed: true, content: { lines, number: 'N' } }]);
    const [first, second] = idsOf(outcome);
    expect((await shop.find({ number: 'N' })).map((part) => part.orderId)).toEqual([first]);
    expect((await shop.find({ number: String(second) })).map((part) => part.orderId)).toEqual([second]);
    expect(told(await shop.send([{ isNumberClaimed: true, content: { number: String(second) } }]))).toEqual([
      'order_number_taken',
    ]);
  });

  test('windows, pre-order and warehouses set parts apart once stock was taken, also when a prepared order is placed', async () => {
    const shop = await open();
    const windows = [{ id: 4, name: 'Fall', isPreorder: false }];
    const warehouses = [1, 2].map((id) => ({ id, name: `W${id}` }));
    shop.settings = { splitBy: ['window', 'preorder', 'warehouse'], catalog: { mode: 'open', windows, warehouses } };
    await stockUp(shop, [
      { sku: 'A', units: 9 },
      { sku: 'B', counted: [{ warehouseId: 2, physical: 9 }] },
      { sku: 'C', units: 9, offer: { prices: [], windowId: 4 } },
      { sku: 'D', units: 9, offer: { prices: [], isPreorder: true } },
    ]);
    const wanted = ['A', 'B', 'C', 'D', 'A'].map((sku) => ({ sku, quantity: 1, unitPriceE4: 10_000 }));
    const entry = wanting(wanted, 'all', { isSplittable: true, orderKey: 'k', content: { shippingE4: 70_000 } });
    expect(told(await shop.send([entry]))).toEqual(['created r1 r1 r1 r1']);
    const prepared = { ...entry, orderKey: 'p', isSplittable: false };
    const orderId = await shop.create({ ...prepared, content: { ...entry.content, status: 'prepared' } });
    await shop.take([completionOf({ orderId })]);
    for (const orderKey of ['k', 'p']) {
      const parts = await shop.find({ orderKey });
      expect(parts.map((part) => part.content.lines.map(({ sku }) => sku))).toEqual([['A', 'A'], ['B'], ['C'], ['D']]);
      expect(parts.map((part) => part.content.shippingE4)).toEqual([28_000, 14_000, 14_000, 14_000]);
      expect(parts.map((part) => part.state.lines[0]?.stock?.short)).toEqual([0, 0, 0, 1]);
    }
    expect(await shelfOf(shop)).toEqual(['A 9/4', 'B 9/2', 'C 9/2', 'D 9/0']);
  });

  test('an order is divided by its lines and joined again; the family stands under one key until then', async () => {
    const shop = await open();
    const orderId = await shop.create({ orderKey: 'k', content: { lines, shippingE4: 9 } });
    const operate = async (operation: object) => {
      const aimed = { pointer: '', target: { orderId }, ...operation } as Operation;
      return shop.take([{ label: 0, operation: aimed }]);
    };
    const [first, second] = (await shop.order(orderId)).state.lines.map(({ id }) => id);
    const parts = [[{ lineId: first }], [{ lineId: second, quantity: 1 }]];
    const divided = await operate({ kind: 'split', parts, partsPointer: '/parts' });
    expect(told(divided)).toEqual(['replaced r2 r1 r1']);
    const family = await shop.find({ orderKey: 'k' });
    expect(family.map(({ content }) => content.lines.map(({ sku, quantity }) => `${quantity} ${sku}`))).toEqual([
      ['1 B-1', '3 C-1'],
      ['1 A-1'],
      ['1 B-1'],
    ]);
    expect(told(await shop.send([{ orderKey: 'k', content: { giftMessage: 'x' } }]))).toEqual(['order_id_needed']);
    const orderIds = idsOf(divided[0]).slice(1);
    const joined = await operate({ kind: 'merge', orderIds, orderIdsPointer: '/ids' });
    expect(told(joined)).toEqual(['replaced r3']);
    expect((await shop.find({ orderKey: 'k' })).map((order) => order.orderId)).toEqual([orderId]);
    const whole = await shop.order(orderId);
    expect(whole.content.lines.reduce((sum, { quantity }) => sum + quantity, 0)).toBe(6);
    expect(new Set(whole.state.lines.map(({ id }) => id)).size).toBe(4);
    expect((await shop.events()).map(({ kind }) => kind)).toEqual([
      'order.created',
      ...['order.split', 'order.split', 'order.split'],
      ...['order.merged', 'order.deleted', 'order.deleted'],
    ]);
    expect((await shop.revisions(orderIds[0] ?? 0)).map(({ revision }) => revision)).toEqual([1]);
  });
}
