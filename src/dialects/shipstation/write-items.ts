/**
 * The lines of an answered order. Ids and creation times come from the state, which keeps them over updates; the
 * modification time of a line is its creation time, as the vendor's is (quirk 21).
 * A discount on the whole order, which only another wire can state, is the last line (quirk 12).
 */
import { type AmountE4, numberFromAmount } from '../../core/amount.ts';
import type { LineState, Order, OrderContent, OrderLine } from '../../core/order.ts';
import { wireItemStamp } from './times.ts';
import { weightWire } from './write-parts.ts';

type Item = { line: OrderLine; lineId: number; createdAt: number };

type Ids = { productIdOf(sku: string): number | null };

export function itemsWire(order: Order, zone: string, ids: Ids): object[] {
  const items = order.content.lines.map((line, index) => itemOf(line, order.state.lines[index], order));
  const discount = discountLine(order.content);
  if (discount !== null) items.push({ line: discount, lineId: 0, createdAt: order.createdAt });
  return items.map((item) => itemWire(item, zone, ids));
}

function itemOf(line: OrderLine, state: LineState | undefined, order: Order): Item {
  if (state === undefined) throw new Error(`order ${order.orderId} must have a state for every line`);
  return { line, lineId: state.id, createdAt: state.createdAt };
}

/** Null without a discount. Its id is 0: no line of the order has it. */
function discountLine({ discountE4 = 0, voucherCodes = [] }: OrderContent): OrderLine | null {
  if (discountE4 === 0) return null;
  const name = voucherCodes.length === 0 ? 'Discount' : `Discount ${voucherCodes.join(', ')}`;
  return { name, quantity: 1, unitPriceE4: -discountE4, isAdjustment: true };
}

function itemWire({ line, lineId, createdAt }: Item, zone: string, ids: Ids): object {
  const stamp = wireItemStamp(createdAt, zone);
  return {
    orderItemId: lineId,
    lineItemKey: line.key ?? null,
    sku: line.sku ?? null,
    name: line.name ?? line.sku ?? line.ean ?? '',
    imageUrl: line.imageUrl ?? null,
    weight: line.weight === undefined ? null : weightWire(line.weight),
    quantity: line.quantity,
    unitPrice: numberFromAmount(line.unitPriceE4 ?? 0),
    taxAmount: amountOrNull(line.taxE4),
    shippingAmount: amountOrNull(line.shippingE4),
    warehouseLocation: line.location ?? null,
    options: (line.options ?? []).map(({ name, value }) => ({ name: name ?? null, value: value ?? null })),
    // An adjustment is no product (quirk 4).
    productId: line.sku === undefined || line.isAdjustment === true ? null : ids.productIdOf(line.sku),
    fulfillmentSku: line.fulfillmentSku ?? null,
    adjustment: line.isAdjustment ?? false,
    upc: line.upc ?? line.ean ?? null,
    createDate: stamp,
    modifyDate: stamp,
  };
}

function amountOrNull(amount: AmountE4 | undefined): number | null {
  return amount === undefined ? null : numberFromAmount(amount);
}
