/**
 * What saving an order to a supplier makes of it, and what receiving a delivery does. Deliveries that were received
 * stand for good; receiving takes as many as have come, more or fewer than expected, and leaves what is missing to a
 * delivery of its own.
 * Pure; a driver loads the items and the deliveries, one caller of an account after the other, and writes what comes
 * out in one transaction.
 */
import { fingerprintOf } from '../fingerprint.ts';
import type { ShelfLookup } from '../stock/shelf.ts';
import { type Shelf, type ShelfItem, type StockChange, StockDesk } from '../stock/stock-desk.ts';
import {
  type Arrival,
  isOpen,
  type KnownDelivery,
  type NamedUnits,
  type Received,
  type SupplierDelivery,
  type SupplierOrder,
  type SupplierOrderDraft,
  type SupplierUnits,
} from './supplier-order.ts';

/** The order as it stands, if it does, with all of its deliveries. */
export type SupplyFound = { order: SupplierOrder | null; deliveries: readonly SupplierDelivery[] };
type Planning = { found: SupplyFound; shelf: Shelf; at: number; nextDeliveryId: number };

export function supplyLookupOf({ lines, deliveries }: SupplierOrderDraft): ShelfLookup {
  const items = new Set([...lines, ...deliveries.flatMap(({ units }) => units)].map(({ item }) => item));
  const names = [...items].filter((item) => typeof item === 'string');
  return { itemIds: [...items].filter((item) => typeof item === 'number'), eans: names, upcs: names, skus: names };
}

export type SupplyPlan =
  | { unknown: readonly (string | number)[] }
  | { order: SupplierOrder; deliveries: readonly SupplierDelivery[] };

export function planSupplierOrder(draft: SupplierOrderDraft, planning: Planning): SupplyPlan {
  const { found, shelf, at, nextDeliveryId } = planning;
  const goods = new StockDesk(shelf.filter(({ isCounted }) => isCounted));
  const all = [...draft.lines, ...draft.deliveries.flatMap(({ units }) => units)];
  const unknown = all.map(({ item }) => item).filter((item) => itemIdOf(goods, item) === undefined);
  if (unknown.length > 0) return { unknown: [...new Set(unknown)] };
  const lines = draft.lines.map(({ item, ...line }) => ({ itemId: itemIdOf(goods, item) ?? 0, ...line }));
  const { deliveries: stated, ...terms } = draft;
  const createdAt = draft.createdAt ?? found.order?.createdAt ?? at;
  let freshId = nextDeliveryId;
  const deliveries = stated.flatMap((delivery): SupplierDelivery[] => {
    const before = found.deliveries.find(({ seq }) => seq === delivery.seq);
    if (before?.receipt !== undefined) return [];
    const deliveryId = before?.deliveryId ?? freshId++;
    const named = { deliveryId, supplierOrderId: draft.supplierOrderId, createdAt: before?.createdAt ?? createdAt };
    return [{ ...delivery, ...named, units: unitsNamed(delivery.units, goods) }];
  });
  return { order: { ...terms, lines, createdAt, modifiedAt: at }, deliveries };
}

export type ArrivalPlan = {
  received: Received;
  deliveries: readonly SupplierDelivery[];
  stock: readonly StockChange[];
};

/** `found` is null where there is no such delivery; `shelf` holds its goods and nothing else. */
export function planArrival(
  arrival: Arrival,
  found: (KnownDelivery & { others: readonly SupplierDelivery[] }) | null,
  { shelf, at, nextDeliveryId }: Omit<Planning, 'found'>,
): ArrivalPlan {
  const refused = (received: Received) => ({ received, deliveries: [], stock: [] });
  if (found === null || !found.order.isConfirmed || found.order.warehouseId !== arrival.warehouseId) {
    return refused({ kind: 'delivery_unknown' });
  }
  const { order, delivery, others } = found;
  const digest = digestOf(arrival);
  if (delivery.receipt !== undefined) {
    const { key, restId } = delivery.receipt;
    const isSame = key !== undefined && key === arrival.key && delivery.receipt.digest === digest;
    const rest = others.find(({ deliveryId }) => deliveryId === restId) ?? null;
    return refused(isSame ? { kind: 'received', order, delivery, rest } : { kind: 'received_before' });
  }
  if (!isOpen(delivery)) return refused({ kind: 'delivery_unknown' });
  const desk = new StockDesk(shelf);
  const unknown = arrival.units.filter(({ name }) => arrived(desk, name, arrival.by) === null);
  if (unknown.length > 0) return refused({ kind: 'goods_unknown', names: unknown.map(({ name }) => name) });
  const units = summed(
    arrival.units.map(({ name, quantity }) => ({ itemId: arrived(desk, name, arrival.by)?.itemId ?? 0, quantity })),
  );
  const rest = restOf(delivery, units, { deliveryId: nextDeliveryId, others, at });
  const { isStocked, key } = arrival;
  const after = {
    ...delivery,
    receipt: { at, units, isStocked, restId: rest?.deliveryId, key: key ?? undefined, digest },
  };
  if (isStocked) for (const unit of units) desk.receive(unit.itemId, { warehouseId: order.warehouseId, ...unit });
  return {
    received: { kind: 'received', order, delivery: after, rest },
    deliveries: rest === null ? [after] : [after, rest],
    stock: desk.changes(),
  };
}

type Rest = { deliveryId: number; others: readonly SupplierDelivery[]; at: number };

/** Null when all of it has come. */
function restOf(delivery: SupplierDelivery, came: readonly SupplierUnits[], rest: Rest): SupplierDelivery | null {
  const missing = delivery.units.flatMap(({ itemId, quantity }) => {
    const left = quantity - (came.find((one) => one.itemId === itemId)?.quantity ?? 0);
    return left > 0 ? [{ itemId, quantity: left }] : [];
  });
  if (missing.length === 0) return null;
  const seq = Math.max(delivery.seq, ...rest.others.map((one) => one.seq)) + 1;
  return { ...delivery, deliveryId: rest.deliveryId, seq, units: missing, createdAt: rest.at };
}

function unitsNamed(units: readonly NamedUnits[], goods: StockDesk): readonly SupplierUnits[] {
  return summed(units.map(({ item, quantity }) => ({ itemId: itemIdOf(goods, item) ?? 0, quantity })));
}

/** Each item once, in the order of the ids; what comes to nothing is left out. */
function summed(units: readonly SupplierUnits[]): readonly SupplierUnits[] {
  const quantities = new Map<number, number>();
  for (const { itemId, quantity } of units) quantities.set(itemId, (quantities.get(itemId) ?? 0) + quantity);
  const all = [...quantities].map(([itemId, quantity]) => ({ itemId, quantity }));
  return all.filter(({ quantity }) => quantity > 0).sort((a, b) => a.itemId - b.itemId);
}

/** What nobody counts cannot be received. */
function itemIdOf(goods: StockDesk, item: string | number): number | undefined {
  const names = typeof item === 'number' ? { itemId: item } : { ean: item, upc: item, sku: item };
  return goods.find({ ...names, quantity: 0 })?.itemId;
}

/** Among the goods of the delivery. */
function arrived(goods: StockDesk, name: string, by: Arrival['by']): ShelfItem | null {
  return goods.find({ ...(by === 'sku' ? { sku: name } : { ean: name, upc: name }), quantity: 0 });
}

function digestOf({ by, units, isStocked }: Arrival): string {
  return fingerprintOf(JSON.stringify([by, units, isStocked]));
}
