/**
 * A return as this wire prints it: the documented keys in the documented order, ids as numbers (quirk 54).
 * What a line was called stands in its order; what the catalog knows of it besides is asked for once for a whole page.
 * Called by list-returns.ts and write-returns.ts; decides nothing.
 */
import { numberFromAmount } from '../../core/amount.ts';
import type { CatalogItem, CatalogStore } from '../../core/catalog/catalog.ts';
import type { Order, OrderLine } from '../../core/order.ts';
import type { Return, ReturnLine } from '../../core/returns/return.ts';
import { momentFromInstant } from '../../core/time.ts';
import { extrasOf, numberOf } from './extras.ts';
import { optionOf } from './lines.ts';
import { dateText } from './order-dates.ts';
import { orderNumberOf } from './order-number.ts';
import { selectionIdOf } from './order-object.ts';
import { marketOf } from './plugin.ts';
import type { Settings } from './settings.ts';
import { shipmentId } from './shipment-entry.ts';

export type PrintedReturn = { order: Order; one: Return };
type Items = ReadonlyMap<number, CatalogItem>;

/** Shipments of one order, beyond which their inner numbers would run into those of the next. */
const SHIPMENTS_PER_ORDER = 1_000;

/** The items behind the lines of these returns. */
export async function itemsOf(
  returns: readonly PrintedReturn[],
  { catalog, accountId }: { catalog: CatalogStore; accountId: number },
): Promise<Items> {
  const itemIds = [
    ...new Set(returns.flatMap(({ order, one }) => one.lines.map((line) => itemIdOf(order, one, line)))),
  ];
  const known = itemIds.filter((itemId) => itemId !== undefined);
  if (known.length === 0) return new Map();
  const { items } = await catalog.listItems(accountId, { itemIds: known, offset: 0, limit: known.length });
  return new Map(items.map((item) => [item.itemId, item]));
}

export function returnObject({ order, one }: PrintedReturn, { settings, items }: { settings: Settings; items: Items }) {
  const { content } = order;
  const { pricelistId } = extrasOf(order);
  const currency = content.currency ?? '';
  const taxE4 = one.lines.reduce((sum, line) => sum + line.taxE4, 0);
  return {
    returnId: one.id,
    completed: one.isCompleted,
    shipment: shipmentId(order, one),
    shipmentId: order.orderId * SHIPMENTS_PER_ORDER + one.seq,
    orderId: orderNumberOf(order),
    selectionId: selectionIdOf(order.orderKey),
    customerId: content.customer?.id ?? 0,
    date: dateText(momentFromInstant(one.returnedAt, 'UTC'), settings),
    marketId: marketOf(order),
    pricelistId: numberOf(pricelistId) ?? order.state.sale?.priceListId ?? 0,
    returnCost: numberFromAmount(one.costE4),
    shippingCost: numberFromAmount(one.shippingE4),
    handlingCost: numberFromAmount(one.handlingE4),
    voucherValue: numberFromAmount(one.discountE4),
    // Documented: zero if deducted.
    taxValue: numberFromAmount(Math.max(0, taxE4)),
    taxDeduction: numberFromAmount(Math.max(0, -taxE4)),
    currency,
    baseCurrency: currency,
    baseCurrencyRate: 1,
    returnToStock: one.isRestocked,
    comment: one.comment ?? null,
    createdFrom: 'Order API',
    products: one.lines.map((line) => productOf(line, { order, one, items })),
  };
}

function productOf(line: ReturnLine, { order, one, items }: PrintedReturn & { items: Items }) {
  const index = order.state.lines.findIndex(({ id }) => id === line.lineId);
  const stated = order.content.lines[index] ?? NO_LINE;
  const item = items.get(itemIdOf(order, one, line) ?? -1);
  const texts = item?.texts;
  return {
    returnLineId: line.id,
    shipmentLineId: line.lineId,
    orderLineId: line.lineId,
    productId: item?.productId ?? 0,
    variantId: item?.variantId ?? 0,
    productName: stated.name ?? texts?.name ?? '',
    productBrand: optionOf(stated, 'brand') ?? texts?.brand ?? null,
    variantName: (optionOf(stated, 'variant', 'color') ?? texts?.variant) || null,
    size: (optionOf(stated, 'size') ?? texts?.size) || null,
    sku: texts?.productSku ?? stated.sku ?? '',
    variantSku: texts?.variantSku ?? '',
    sizeSku: texts?.sizeSku ?? '',
    ean: item?.ean ?? stated.ean ?? '',
    upc: item?.upc ?? stated.upc ?? '',
    quantity: line.quantity,
    price: numberFromAmount(line.priceE4),
  };
}

/** An order that was changed since may have lost the line. */
const NO_LINE: OrderLine = { quantity: 0 };

function itemIdOf({ state }: Order, { seq }: Return, { lineId }: ReturnLine): number | undefined {
  const shipment = state.shipments?.find((one) => one.seq === seq);
  return shipment?.lines.find((line) => line.lineId === lineId)?.itemId;
}
