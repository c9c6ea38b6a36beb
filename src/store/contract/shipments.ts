/**
 * Contract: shipments are made, changed, captured, completed, removed and listed; stock is set aside for them, leaves
 * with the complete ones and comes back from the removed ones. No unit is in two shipments.
 * Goods are invented in goods.ts.
 */
import { expect, test } from 'vitest';
import type { BatchItem } from '../../core/batch.ts';
import type { Operation } from '../../core/operation.ts';
import type { OrderContent } from '../../core/order.ts';
import type { ShipmentOperation, ShipmentStage } from '../../core/shipments/shipment.ts';
import { shelfOf, stockUp, wanting } from './goods.ts';
import { completionOf, deletionOf, itemOf, type OpenShop, type Shop, told } from './shop.ts';

type Fields = { [key: string]: unknown };

/** On the one order of the shop. */
function on(orderId: number, operation: ShipmentOperation): BatchItem {
  return { label: 0, operation: { pointer: '', target: { orderId }, ...operation } as Operation };
}

function adding(quantities: Record<number, number>, fields: Fields = {}): ShipmentOperation {
  const lines = Object.entries(quantities).map(([lineId, quantity]) => ({ lineId: Number(lineId), quantity }));
  const flags = { isGoodToGo: false, isShipped: false, isCapturing: false, isAlways: false };
  return { kind: 'add_shipment', lines, ...flags, carriage: {}, ...fields } as ShipmentOperation;
}

function completing(seq: number, fields: Fields = {}): ShipmentOperation {
  const flags = { isGoodToGo: true, isShipped: true, isCapturing: true, carriage: {} };
  return { kind: 'complete_shipment', seq, ...flags, ...fields } as ShipmentOperation;
}

/** An order of three A and two B out of so many each, and its line ids. */
async function ordered(shop: Shop, content: Partial<OrderContent> = {}, units = 5) {
  await stockUp(shop, [
    { sku: 'A', units },
    { sku: 'B', units },
  ]);
  const lines = [
    { sku: 'A', quantity: 3 },
    { sku: 'B', quantity: 2 },
  ];
  const orderId = await shop.create(wanting(lines, 'all', { content }));
  const [a = 0, b = 0] = (await shop.order(orderId)).state.lines.map(({ id }) => id);
  const take = async (operation: ShipmentOperation) => told(await shop.take([on(orderId, operation)]))[0];
  return { orderId, a, b, take };
}

async function listed(shop: Shop, stage: ShipmentStage, fields: Fields = {}): Promise<number[]> {
  const query = { stage, offset: 0, limit: 10, ...fields };
  return (await shop.store.listShipments(shop.accountId, query)).map(({ seq }) => seq);
}

export function describeShipments(open: OpenShop): void {
  test('a partial shipment leaves with its units; the rest follows and the order is shipped', async () => {
    const shop = await open();
    const { orderId, a, b, take } = await ordered(shop);
    expect(await take(adding({ [a]: 2 }, { isGoodToGo: true }))).toBe('replaced r2');
    expect(await shelfOf(shop)).toEqual(['A 5/3', 'B 5/2']);
    shop.now += 1;
    expect(await take(completing(1, { carriage: { carrier: 'Post', tracking: 'T1' } }))).toBe('replaced r3');
    expect(await shelfOf(shop)).toEqual(['A 3/1', 'B 5/2']);
    const partly = await shop.order(orderId);
    expect(partly.status).toBe('open');
    expect(partly.state.shipments).toEqual([
      {
        ...{ seq: 1, createdAt: shop.now - 1, isGoodToGo: true, isPaid: true },
        lines: [{ lineId: a, quantity: 2, itemId: expect.any(Number), sentFrom: [{ warehouseId: 1, quantity: 2 }] }],
        ...{ capturedAt: shop.now, shippedAt: shop.now, carrier: 'Post', tracking: 'T1' },
      },
    ]);
    expect(await take(adding({ [a]: 2 }))).toBe('field_value');
    expect(await take(adding({ [a]: 1, [b]: 2 }, { isGoodToGo: true, isShipped: true, isCapturing: true }))).toBe(
      'replaced r4',
    );
    expect(await shelfOf(shop)).toEqual(['A 2/0', 'B 3/0']);
    expect((await shop.order(orderId)).status).toBe('shipped');
    expect(await take(adding({ [a]: 1 }))).toBe('order_status_unfit');
    expect((await shop.events()).map(({ kind }) => kind)).toEqual([
      'order.created',
      'shipment.created',
      'shipment.good_to_go',
      'shipment.completed',
      'shipment.created',
      'shipment.good_to_go',
    ]);
  });

  test('that a shipment has become good to go is told besides, whichever call says so, and not again', async () => {
    const shop = await open();
    const { a, b, take } = await ordered(shop);
    const change = (seq: number, isGoodToGo: boolean) => take({ kind: 'change_shipment', seq, isGoodToGo });
    await take(adding({ [a]: 1 }));
    await change(1, true);
    await change(1, true);
    await take(completing(1));
    await take(adding({ [a]: 2 }));
    await take(completing(2, { isShipped: false }));
    await take(adding({ [b]: 2 }, { isGoodToGo: true }));
    await change(3, false);
    await take({ kind: 'remove_shipment', seq: 3 });
    const told = (await shop.events()).slice(1).map(({ kind, about }) => `${about} ${kind.replace('shipment.', '')}`);
    expect(told).toEqual([
      ...['1 created', '1 changed', '1 good_to_go', '1 completed'],
      ...['2 created', '2 completed', '2 good_to_go'],
      ...['3 created', '3 good_to_go', '3 changed', '3 removed'],
    ]);
  });

  test('the same open shipment is made once unless it is asked for always', async () => {
    const shop = await open();
    const { a, take } = await ordered(shop);
    expect(await take(adding({ [a]: 1 }))).toBe('replaced r2');
    expect(await take(adding({ [a]: 1 }))).toBe('kept r2');
    expect(await take(adding({ [a]: 1 }, { isAlways: true }))).toBe('replaced r3');
    expect(await listed(shop, 'inprogress')).toEqual([1, 2]);
  });

  test('a removed shipment gives its units back and its number is not given again', async () => {
    const shop = await open();
    const { orderId, a, b, take } = await ordered(shop);
    await take(adding({ [a]: 3, [b]: 2 }));
    expect(await take({ kind: 'remove_shipment', seq: 1 })).toBe('replaced r3');
    expect(await listed(shop, 'inprogress')).toEqual([]);
    expect(await take({ kind: 'remove_shipment', seq: 1 })).toBe('shipment_unknown');
    await take(adding({ [a]: 3 }));
    expect(await listed(shop, 'inprogress')).toEqual([2]);
    expect((await shop.order(orderId)).state.shipments?.map(({ seq }) => seq)).toEqual([2]);
  });

  test('a back-ordered line ships once there is stock; what its shipment took besides goes back with it', async () => {
    const shop = await open();
    await stockUp(shop, [{ sku: 'A', units: 2 }]);
    const orderId = await shop.create(wanting([{ sku: 'A', quantity: 3 }], 'some'));
    const [lineId = 0] = (await shop.order(orderId)).state.lines.map(({ id }) => id);
    const take = async (operation: ShipmentOperation) => told(await shop.take([on(orderId, operation)]))[0];
    expect(await take(adding({ [lineId]: 3 }))).toBe('line_short_of_stock');
    expect(await shelfOf(shop)).toEqual(['A 2/2']);
    await shop.store.countStock(shop.accountId, [{ name: 'A', warehouseId: 1, physical: 4 }], shop.now);
    expect(await take(adding({ [lineId]: 3 }))).toBe('replaced r2');
    expect(await shelfOf(shop)).toEqual(['A 4/3']);
    expect(await take({ kind: 'change_shipment', seq: 1, lines: [{ lineId, quantity: 2 }] })).toBe('replaced r3');
    expect(await shelfOf(shop)).toEqual(['A 4/2']);
    expect(await take({ kind: 'change_shipment', seq: 1, lines: [{ lineId, quantity: 3 }] })).toBe('replaced r4');
    expect(await take({ kind: 'remove_shipment', seq: 1 })).toBe('replaced r5');
    expect(await shelfOf(shop)).toEqual(['A 4/2']);
    expect((await shop.order(orderId)).state.lines[0]?.stock?.short).toBe(1);
  });

  test('complete is paid, good to go and shipped, in whatever order; stock leaves with the last of them', async () => {
    const shop = await open();
    const { a, take } = await ordered(shop);
    await take(adding({ [a]: 3 }));
    expect(await take(completing(1, { isCapturing: false, isGoodToGo: false }))).toBe('replaced r3');
    expect(await shelfOf(shop)).toEqual(['A 5/3', 'B 5/2']);
    expect(await take({ kind: 'change_shipment', seq: 1, isGoodToGo: true })).toBe('replaced r4');
    expect(await take({ kind: 'change_shipment', seq: 1, lines: [{ lineId: a, quantity: 1 }] })).toBe(
      'shipment_locked',
    );
    expect([await listed(shop, 'goodtogo'), await listed(shop, 'inprogress')]).toEqual([[], [1]]);
    expect(await take({ kind: 'capture_shipment', seq: 1 })).toBe('replaced r5');
    expect(await shelfOf(shop)).toEqual(['A 2/0', 'B 5/2']);
    expect(await listed(shop, 'completed')).toEqual([1]);
    expect(await take({ kind: 'capture_shipment', seq: 1 })).toBe('kept r5');
    expect(await take(completing(1))).toBe('kept r5');
    expect(await take({ kind: 'remove_shipment', seq: 1 })).toBe('shipment_locked');
    const serial = [{ lineId: a, quantity: 3, serialNumber: 'S-1' }];
    expect(await take({ kind: 'change_shipment', seq: 1, lines: serial })).toBe('replaced r6');
  });

  test('a payment that failed is not captured, and no shipment is made when it should be', async () => {
    const shop = await open();
    const failed = { authorization: { result: 'failed' as const, amountE4: 1 } };
    const { a, take } = await ordered(shop, { payment: failed });
    expect(await take(adding({ [a]: 1 }, { isCapturing: true }))).toBe('capture_failed');
    expect(await listed(shop, 'inprogress')).toEqual([]);
    expect(await take(adding({ [a]: 1 }))).toBe('replaced r2');
    expect(await take(completing(1))).toBe('capture_failed');
    shop.settings = { captureProvider: 'external' };
    expect(await take({ kind: 'capture_shipment', seq: 1 })).toBe('capture_failed');
    expect(await shelfOf(shop)).toEqual(['A 5/3', 'B 5/2']);
  });

  test('an order with shipments is not replaced, canceled, deleted or shipped as a whole; without them it is', async () => {
    const shop = await open();
    const { orderId, a, take } = await ordered(shop);
    await take(adding({ [a]: 1 }));
    const aimed = { pointer: '', target: { orderId } };
    const items: BatchItem[] = [
      itemOf({ orderId, ...wanting([{ sku: 'A', quantity: 1 }]) }, 0),
      { label: 1, operation: { kind: 'cancel', ...aimed } },
      deletionOf({ orderId }, 2),
      { label: 3, operation: { kind: 'ship', ...aimed, shipment: {} } },
    ];
    expect(new Set(told(await shop.take(items)))).toEqual(new Set(['order_has_shipments']));
    await take({ kind: 'remove_shipment', seq: 1 });
    expect(told(await shop.take([{ label: 0, operation: { kind: 'cancel', ...aimed } }]))).toEqual(['replaced r4']);
    expect(await shelfOf(shop)).toEqual(['A 5/0', 'B 5/0']);
  });

  test('only an order that is placed and not held has shipments', async () => {
    const shop = await open();
    for (const status of ['prepared', 'held', 'canceled'] as const) {
      const { a, take } = await ordered(shop, { status }, 50);
      expect(await take(adding({ [a]: 1 }))).toBe('order_status_unfit');
    }
    const { orderId, take } = await ordered(shop, { status: 'prepared' }, 50);
    await shop.take([completionOf({ orderId })]);
    expect(await take(adding({ 404: 1 }))).toBe('field_value');
  });

  test('lists the oldest first, by stage, order and time, page by page, without those of deleted accounts or orders', async () => {
    const shop = await open();
    const one = await ordered(shop, {}, 50);
    await one.take(adding({ [one.b]: 1 }, { isGoodToGo: true }));
    shop.now += 10;
    await one.take(adding({ [one.a]: 1 }));
    const other = await ordered(shop, {}, 50);
    shop.now += 10;
    await other.take(adding({ [other.a]: 1 }, { isGoodToGo: true }));
    const rows = [
      ['goodtogo', {}, [1, 1]],
      ['inprogress', {}, [1, 2, 1]],
      ['inprogress', { orderId: one.orderId }, [1, 2]],
      ['inprogress', { offset: 1, limit: 1 }, [2]],
      ['inprogress', { created: { from: shop.now - 10, to: shop.now, isToExclusive: true } }, [2]],
      ['inprogress', { created: { from: shop.now } }, [1]],
      ['completed', {}, []],
    ] as const;
    for (const [stage, fields, expected] of rows) expect(await listed(shop, stage, fields)).toEqual(expected);
    expect(await listed(await open(), 'inprogress')).toEqual([]);
  });
}
