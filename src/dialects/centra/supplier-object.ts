/**
 * Orders to suppliers and their deliveries as this wire prints them: ids as texts, dates to the minute in the
 * merchant's zone, goods as rows of stock without quantities (quirk 66).
 * Called by the routes about suppliers; reads nothing and decides nothing.
 */
import { textFromAmount } from '../../core/amount.ts';
import type { CatalogItem } from '../../core/catalog/catalog.ts';
import {
  type SupplierDelivery,
  type SupplierLine,
  type SupplierOrder,
  type SupplierUnits,
  unitsOf,
} from '../../core/supply/supplier-order.ts';
import { momentFromInstant, wallIn } from '../../core/time.ts';
import { goodsFields } from './item-object.ts';
import type { Settings } from './settings.ts';

const NO_MINUTE = '0000-00-00 00:00';

export function supplierOrderHead(order: SupplierOrder, settings: Settings) {
  return { orderId: String(order.supplierOrderId), ...fieldsOf(order, { order, units: order.lines, settings }) };
}

export function deliveryHead(order: SupplierOrder, delivery: SupplierDelivery, settings: Settings) {
  const { deliveryId, supplierOrderId, seq, units } = delivery;
  return {
    id: String(deliveryId),
    orderId: String(supplierOrderId),
    deliveryId: `${supplierOrderId}-${seq}`,
    ...fieldsOf(delivery, { order, units, settings }),
  };
}

type Of = { order: SupplierOrder; units: readonly SupplierUnits[]; settings: Settings };

function fieldsOf(
  { createdAt, leavesAt, arrivesAt }: Pick<SupplierDelivery, 'createdAt' | 'leavesAt' | 'arrivesAt'>,
  { order, units, settings }: Of,
) {
  return {
    supplierName: order.supplier,
    supplierCountry: order.country,
    created: minuteText(createdAt, settings),
    ETD: minuteText(leavesAt, settings),
    ETA: minuteText(arrivesAt, settings),
    message: order.message,
    productsQty: unitsOf(units),
  };
}

/** `items`: those of the lines, in any order. */
export function supplierRows(lines: readonly SupplierLine[], items: readonly CatalogItem[]) {
  const byId = new Map(items.map((item) => [item.itemId, item]));
  return lines.flatMap(({ itemId, quantity, costE4 = 0, currency = '' }) => {
    const item = byId.get(itemId);
    if (item === undefined) return [];
    return [{ ...goodsFields(item), quantity, cost: textFromAmount(costE4), costCurrency: currency }];
  });
}

/** Units of a delivery at what their order says that they cost: the first line of an item decides. */
export function costedLines(units: readonly SupplierUnits[], { lines }: SupplierOrder): readonly SupplierLine[] {
  const costs = new Map(lines.toReversed().map(({ itemId, costE4, currency }) => [itemId, { costE4, currency }]));
  return units.map((unit) => ({ ...unit, ...costs.get(unit.itemId) }));
}

function minuteText(at: number | undefined, { timeZone }: Settings): string {
  if (at === undefined) return NO_MINUTE;
  return wallIn(momentFromInstant(at, 'UTC'), timeZone).slice(0, 16).replace('T', ' ');
}
