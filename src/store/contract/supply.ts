/**
 * Contract: orders to suppliers are saved and replaced by their numbers, deliveries are received once, whoever comes at
 * once, and what they bring is stock in the same transaction; what is missing becomes a delivery of its own.
 * Part of the suite in src/store/contract.ts, which calls it once for every way a driver can be opened.
 */
import { expect, test } from 'vitest';
import type {
  Arrival,
  DeliveryName,
  DeliveryQuery,
  Received,
  SupplierOrderDraft,
} from '../../core/supply/supplier-order.ts';
import { shelfOf, stockUp, wanting } from './goods.ts';
import type { OpenShop, Shop } from './shop.ts';

const page = { offset: 0, limit: 100 };

export function supplierOrderOf(fields: Partial<SupplierOrderDraft> = {}): SupplierOrderDraft {
  return {
    ...{ supplierOrderId: 957, supplier: 'Loom & Sons', country: 'ES', message: '', isConfirmed: true, warehouseId: 1 },
    lines: [{ item: 'A', quantity: 100, costE4: 94_000, currency: 'USD' }],
    deliveries: [{ seq: 1, arrivesAt: 9_000, units: [{ item: 'A', quantity: 100 }] }],
    ...fields,
  };
}

async function openStock(open: OpenShop): Promise<Shop> {
  const shop = await open();
  await stockUp(shop, [
    { sku: 'A', ean: '731A', units: 5 },
    { sku: 'B', upc: '012B', units: 0 },
    { sku: 'SET', isCounted: false },
  ]);
  return shop;
}

const save = (shop: Shop, fields: Partial<SupplierOrderDraft> = {}) =>
  shop.store.supply.saveSupplierOrder(shop.accountId, supplierOrderOf(fields), shop.now);

function receive(shop: Shop, units: Record<string, number>, stated: Partial<Arrival> & { name?: DeliveryName } = {}) {
  const { name = { supplierOrderId: 957, seq: 1 }, ...fields } = stated;
  const named = Object.entries(units).map(([item, quantity]) => ({ name: item, quantity }));
  const arrival = { warehouseId: 1, by: 'sku', isStocked: true, key: null, ...fields, units: named } as const;
  return shop.store.supply.receiveDelivery(shop.accountId, name, { arrival, at: shop.now });
}

/** `seq: units of each item`, of those that are open. */
async function deliveries(shop: Shop, query: Partial<DeliveryQuery> = {}): Promise<string[]> {
  const known = await shop.store.supply.listDeliveries(shop.accountId, { ...page, isOpen: true, ...query });
  return known.map(({ delivery: { seq, units } }) => `${seq}: ${units.map(({ quantity }) => quantity).join(' ')}`);
}

const restOf = (received: Received) => (received.kind === 'received' ? received.rest?.units : received.kind);

export function describeSupply(open: OpenShop): void {
  test('an order is saved with its deliveries, listed once it is confirmed, and replaced by its number', async () => {
    const shop = await openStock(open);
    expect(await save(shop, { isConfirmed: false, createdAt: 7 })).toEqual([]);
    const { supply } = shop.store;
    expect(await supply.listSupplierOrders(shop.accountId, { ...page, isConfirmed: true })).toEqual([]);
    expect(await deliveries(shop)).toEqual([]);
    await save(shop, { supplierOrderId: 12, deliveries: [], lines: [] });
    const { lines: _, deliveries: __, ...terms } = supplierOrderOf();
    const [itemId = 0] = (await shop.store.listItems(shop.accountId, { ...page, sku: 'A' })).items.map(
      (one) => one.itemId,
    );
    shop.now += 5;
    await save(shop, { message: 'Later' });
    const [small, order] = await supply.listSupplierOrders(shop.accountId, { ...page, isConfirmed: true });
    expect(small).toMatchObject({ supplierOrderId: 12, lines: [] });
    expect(order).toEqual({
      ...{ ...terms, message: 'Later', createdAt: 7, modifiedAt: shop.now },
      lines: [{ itemId, quantity: 100, costE4: 94_000, currency: 'USD' }],
    });
    expect(await supply.listSupplierOrders(shop.accountId, { ...page, offset: 1, supplierOrderId: 957 })).toEqual([]);
    const [known] = await supply.listDeliveries(shop.accountId, { ...page, name: { supplierOrderId: 957, seq: 1 } });
    expect(known?.delivery).toEqual({
      ...{ deliveryId: 1, supplierOrderId: 957, seq: 1, createdAt: 7, arrivesAt: 9_000 },
      units: [{ itemId, quantity: 100 }],
    });
    expect(await supply.listDeliveries(shop.accountId, { ...page, name: { deliveryId: 1 } })).toEqual([known]);
    expect(await deliveries(shop, { warehouseId: 2 })).toEqual([]);
    expect(await supply.listDeliveries(shop.accountId + 1_000_000, page)).toEqual([]);
  });

  test('names that no counted item bears are told, and nothing is saved', async () => {
    const shop = await openStock(open);
    const units = [
      { item: 'SET', quantity: 1 },
      { item: 4_711, quantity: 1 },
      { item: '012B', quantity: 1 },
    ];
    expect(await save(shop, { deliveries: [{ seq: 1, units }] })).toEqual(['SET', 4_711]);
    expect(await shop.store.supply.listSupplierOrders(shop.accountId, page)).toEqual([]);
  });

  test('what comes is stock at once, more or fewer than expected; the rest is a delivery of its own', async () => {
    const shop = await openStock(open);
    const units = [
      { item: 'A', quantity: 100 },
      { item: '012B', quantity: 30 },
      { item: 'A', quantity: 1 },
    ];
    await save(shop, { deliveries: [{ seq: 1, arrivesAt: 9_000, units }] });
    await shop.create(wanting([{ sku: 'A', quantity: 4 }]));
    shop.now += 5;
    const received = await receive(shop, { '731A': 90, '012B': 33 }, { by: 'code' });
    expect(received).toMatchObject({ rest: { seq: 2, deliveryId: 2, arrivesAt: 9_000, createdAt: shop.now } });
    expect(await shelfOf(shop)).toEqual(['A 95/4', 'B 33/0', 'SET 0/0']);
    expect(await deliveries(shop)).toEqual(['2: 11']);
    expect(await receive(shop, { A: 1 })).toEqual({ kind: 'received_before' });
    expect(restOf(await receive(shop, { A: 11 }, { name: { deliveryId: 2 }, isStocked: false }))).toBeUndefined();
    expect(await shelfOf(shop)).toEqual(['A 95/4', 'B 33/0', 'SET 0/0']);
    expect(await deliveries(shop)).toEqual([]);
    const [item] = (await shop.store.listItems(shop.accountId, { ...page, sku: 'B' })).items;
    expect(item?.stockModifiedAt).toBe(shop.now);
  });

  test('saving again replaces what is open, and never what was received', async () => {
    const shop = await openStock(open);
    const stated = (quantity: number) => ({ deliveries: [{ seq: 1, units: [{ item: 'A', quantity }] }] });
    await save(shop, stated(10));
    await save(shop, stated(12));
    expect(await deliveries(shop)).toEqual(['1: 12']);
    await receive(shop, { A: 5 });
    await save(shop, stated(50));
    expect(await deliveries(shop)).toEqual(['2: 7']);
    await save(shop, { deliveries: [{ seq: 2, units: [] }] });
    expect(await deliveries(shop)).toEqual([]);
    expect(await receive(shop, { A: 1 }, { name: { deliveryId: 2 } })).toEqual({ kind: 'delivery_unknown' });
    expect(await shelfOf(shop)).toEqual(['A 10/0', 'B 0/0', 'SET 0/0']);
  });

  test.each([
    ['of another warehouse', {}, { warehouseId: 2 }, { kind: 'delivery_unknown' }],
    ['not confirmed', { isConfirmed: false }, {}, { kind: 'delivery_unknown' }],
    ['of no order', {}, { name: { deliveryId: 77 } }, { kind: 'delivery_unknown' }],
    ['named by what it is not', {}, { by: 'code' }, { kind: 'goods_unknown', names: ['A'] }],
  ] as const)('a delivery %s is not received', async (_name, order, arrival, expected) => {
    const shop = await openStock(open);
    await save(shop, order);
    expect(await receive(shop, { A: 1 }, arrival)).toEqual(expected);
    expect(await shelfOf(shop)).toEqual(['A 5/0', 'B 0/0', 'SET 0/0']);
  });

  test('a retry under the same key is told what was done, another word under it is not', async () => {
    const shop = await openStock(open);
    await save(shop);
    const first = await receive(shop, { A: 60 }, { key: 'k' });
    shop.now += 5;
    expect(await receive(shop, { A: 60 }, { key: 'k' })).toEqual(first);
    expect(await receive(shop, { A: 61 }, { key: 'k' })).toEqual({ kind: 'received_before' });
    expect(await receive(shop, { A: 60 }, { key: 'other' })).toEqual({ kind: 'received_before' });
    expect(await shelfOf(shop)).toEqual(['A 65/0', 'B 0/0', 'SET 0/0']);
  });

  test('twenty at once, beside orders that take the same goods: received once, and nothing is lost', async () => {
    const shop = await openStock(open);
    await save(shop);
    const orders = Array.from({ length: 10 }, () => wanting([{ sku: 'A', quantity: 2 }], 'some'));
    const [answers] = await Promise.all([
      Promise.all(Array.from({ length: 20 }, () => receive(shop, { A: 100 }))),
      ...orders.map((order) => shop.send([order])),
    ]);
    expect(answers.filter(({ kind }) => kind === 'received')).toHaveLength(1);
    expect(answers.filter(({ kind }) => kind === 'received_before')).toHaveLength(19);
    const [{ levels }] = (await shop.store.listItems(shop.accountId, { ...page, sku: 'A' })).items as never as [
      { levels: { physical: number; allocated: number }[] },
    ];
    expect(levels[0]?.physical).toBe(105);
    const { orders: placed } = await shop.list();
    const held = placed.flatMap(({ state }) => state.lines.flatMap(({ stock }) => stock?.takings ?? []));
    expect(held.reduce((sum, { quantity }) => sum + quantity, 0)).toBe(levels[0]?.allocated);
  });
}
