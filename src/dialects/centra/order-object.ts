/**
 * A stored order as this wire prints it: the documented keys in the documented order, ids as strings, flags as 0 and 1,
 * dates in the merchant's zone (quirks 32 to 38). An order of another dialect is printed by the fields it shares.
 * Called by list-orders.ts; reads nothing and decides nothing.
 */
import { createHash } from 'node:crypto';
import { numberFromAmount } from '../../core/amount.ts';
import type { JsonObject, Order, OrderStatus } from '../../core/order.ts';
import type { RouteContext } from '../dialect.ts';
import { billingFields, deliveryFields } from './addresses.ts';
import { attributesOf } from './attributes.ts';
import { productsOf } from './bundle-lines.ts';
import { discountsOf } from './discounts.ts';
import { extrasOf, numberOf, textOf } from './extras.ts';
import { lineItemsOf } from './line-items.ts';
import type { LinePrint } from './lines.ts';
import { dateText, placedAtOf } from './order-dates.ts';
import { orderNumberOf } from './order-number.ts';
import { paymentFields } from './payments.ts';
import { type Settings, settingsOf } from './settings.ts';
import { shipmentEntry } from './shipment-entry.ts';
import { type Totals, totalsOf } from './totals.ts';

/** The words of the vendor's own life cycle, in small letters (quirk 33). */
const WORD_BY_STATUS: Readonly<Record<OrderStatus, string>> = {
  prepared: 'incomplete',
  unpaid: 'pending',
  open: 'confirmed',
  held: 'confirmed',
  outsourced: 'processing',
  rejected: 'confirmed',
  shipped: 'completed',
  canceled: 'cancelled',
};

export type Print = LinePrint & { settings: Settings };

/** How these orders are printed. */
export async function printOf(orders: readonly Order[], context: RouteContext): Promise<Print> {
  const { account } = context.caller;
  const { splitRules = [], catalog } = account.settings;
  const itemOf = await lineItemsOf(orders, context);
  return { settings: settingsOf(account), splitRules, warehouses: catalog?.warehouses ?? [], itemOf };
}

export function orderObject(order: Order, print: Print): Readonly<Record<string, unknown>> {
  const { content, state } = order;
  const totals = totalsOf(content, state);
  const email = content.customer?.email ?? content.billTo?.email ?? '';
  const printed = {
    ...headFields(order, print.settings),
    ...deliveryFields(content.shipTo ?? content.billTo ?? {}, email),
    ...billingFields(content.billTo ?? {}, email),
    ...flagFields(order),
    ...orderTotalFields(totals),
    ...noteFields(order),
    ...paymentFields(content.payment ?? {}),
    defaultCarrier: content.shipping?.carrierCode ?? '',
    shipments: (state.shipments ?? []).map((shipment) => shipmentEntry(order, shipment, print.settings)),
    // Negative when it is inside the prices, as in the example.
    totalItemsPriceTax: numberFromAmount(0 - totals.itemsTaxE4),
    totalItemsPrice: numberFromAmount(totals.itemsE4),
    totalItemsWithoutTax: numberFromAmount(totals.itemsE4 - totals.itemsTaxE4),
    taxBreakdown: totals.taxes.map(({ name, rateE4, amountE4 }) => ({
      description: name,
      taxPercent: numberFromAmount(rateE4),
      value: numberFromAmount(amountE4),
    })),
    products: productsOf(order, { ...print, mode: print.settings.bundlesInOrders }),
    totalItemsDiscount: numberFromAmount(totals.itemsDiscountE4),
    discounts: discountsOf(order, totals),
  };
  return withAttributes(printed, extrasOf(order));
}

function headFields(order: Order, settings: Settings) {
  const { content } = order;
  const accountId = numberOf(extrasOf(order).accountId) ?? 0;
  const isWholesale = accountId !== 0;
  const deliveryDate = dateText(content.deliverBy, settings);
  return {
    orderId: String(orderNumberOf(order)),
    orderStatus:
      order.status === 'open' && order.state.shipments !== undefined ? 'processing' : WORD_BY_STATUS[order.status],
    selectionId: selectionIdOf(order.orderKey),
    orderDate: dateText(placedAtOf(order), settings),
    cancelDate: dateText(content.cancelBy, settings),
    preferredDeliveryDate: deliveryDate,
    estimatedDeliveryDate: deliveryDate,
    orderStore: isWholesale ? 'wholesale' : 'retail',
    orderCurrency: content.currency ?? '',
    customerId: content.customer?.id === undefined ? '' : String(content.customer.id),
    accountId: isWholesale ? String(accountId) : '',
  };
}

function flagFields(order: Order) {
  return {
    poNumber: textOf(extrasOf(order).poNumber) ?? '',
    shippingList: order.content.shipping?.requestedService ?? '',
    suspect: 0,
    internalOrder: order.content.isInternal === true ? 1 : 0,
    hold: order.status === 'held' ? 1 : 0,
    waitingForPayment: order.status === 'unpaid' ? 1 : 0,
  };
}

function orderTotalFields(totals: Totals) {
  return {
    shippingValue: numberFromAmount(totals.shippingE4),
    voucherValue: numberFromAmount(totals.voucherE4),
    grandTotalValue: numberFromAmount(totals.grandTotalE4),
    grandTotalTaxValue: numberFromAmount(totals.taxE4),
    taxAdded: numberFromAmount(Math.max(0, totals.taxAddedE4)),
    // What is below zero on top of the prices is taken off them.
    taxDeducted: numberFromAmount(Math.max(0, -totals.taxAddedE4)),
  };
}

function noteFields(order: Order) {
  const { marketId, pricelistId } = extrasOf(order);
  const { sale } = order.state;
  return {
    internalComment: order.content.internalNote ?? '',
    otherComment: order.content.customerNote ?? '',
    marketId: numberOf(marketId) ?? sale?.marketId ?? 0,
    pricelistId: numberOf(pricelistId) ?? sale?.priceListId ?? 0,
    ipAddress: '',
  };
}

/** 32 hexadecimal digits: the order key of an order made here is that already. */
export function selectionIdOf(orderKey: string): string {
  if (/^[0-9a-f]{32}$/.test(orderKey)) return orderKey;
  return createHash('sha256').update(orderKey).digest('hex').slice(0, 32);
}

/** Extra keys at the end; none may take the place of a documented one. */
function withAttributes(printed: Readonly<Record<string, unknown>>, extras: JsonObject) {
  const attributes = attributesOf(extras).filter(([name]) => !Object.hasOwn(printed, name));
  return attributes.length === 0 ? printed : Object.fromEntries([...Object.entries(printed), ...attributes]);
}
