/**
 * An order as the vendor answers it: every key always there, in the vendor's order, null where there is nothing
 * (quirk 4 lists the defaults). Reads orders of any origin: what another dialect did not state gets the nearest
 * meaning, and a discount becomes the adjustment line that this wire says it with (quirk 12).
 * Called by every route that answers orders; the parts are in write-parts.ts.
 */
import { numberFromAmount } from '../../core/amount.ts';
import type { Order, OrderStatus } from '../../core/order.ts';
import { declarationOf } from './customs.ts';
import { NO_SURROUNDINGS } from './surroundings.ts';
import { dayIn, wireStamp, wireTime } from './times.ts';
import { orderTotal } from './total.ts';
import { itemsWire } from './write-items.ts';
import {
  addressWire,
  advancedWire,
  dimensionsWire,
  insuranceWire,
  internationalWire,
  weightWire,
} from './write-parts.ts';

/** As answers and filters name them; an order that is prepared is never shown (quirk 6). */
const ANSWER_BY_STATUS: Readonly<Record<Exclude<OrderStatus, 'prepared'>, string>> = {
  unpaid: 'awaiting_payment',
  open: 'awaiting_shipment',
  outsourced: 'pending_fulfillment',
  shipped: 'shipped',
  held: 'on_hold',
  canceled: 'cancelled',
  rejected: 'rejected_fulfillment',
};
export const STATUS_BY_ANSWER: Readonly<Record<string, OrderStatus>> = Object.fromEntries(
  Object.entries(ANSWER_BY_STATUS).map(([status, answer]) => [answer, status as OrderStatus]),
);

/** What an order is shown with besides its own. */
export type Showing = {
  /** Null for what has no id. */
  productIdOf(sku: string): number | null;
  customerIdOf(username: string): number | null;
  /** Where nothing has to be declared to customs. */
  homeCountry: string;
  /** The answer that takes the order in does not show yet what the server fills in (quirks 38 and 39). */
  isFilledIn: boolean;
};
const BARE: Showing = {
  productIdOf: () => null,
  customerIdOf: () => null,
  homeCountry: NO_SURROUNDINGS.homeCountry,
  isFilledIn: true,
};

export function wireFromOrder(order: Order, zone: string, showing: Showing = BARE): object {
  const { content, state } = order;
  const { shipping, customer } = content;
  const total = orderTotal(content);
  return {
    orderId: order.orderId,
    orderNumber: order.number,
    orderKey: order.orderKey,
    orderDate: content.placedAt === undefined ? wireStamp(order.createdAt, zone) : wireTime(content.placedAt, zone),
    createDate: wireStamp(order.createdAt, zone),
    modifyDate: wireStamp(order.modifiedAt, zone),
    paymentDate: content.paidAt === undefined ? null : wireTime(content.paidAt, zone),
    shipByDate: content.shipBy === undefined ? null : wireTime(content.shipBy, zone),
    orderStatus: answerOf(order.status),
    customerId: customer?.username === undefined ? null : showing.customerIdOf(customer.username),
    customerUsername: customer?.username ?? null,
    customerEmail: customer?.email ?? content.billTo?.email ?? content.shipTo?.email ?? null,
    billTo: addressWire(content.billTo, { residential: null, addressVerified: null }),
    shipTo: addressWire(content.shipTo, {
      residential: content.shipTo?.isResidential ?? false,
      addressVerified: 'Address not yet validated',
    }),
    items: itemsWire(order, zone, showing),
    orderTotal: total === null ? null : numberFromAmount(total),
    amountPaid: numberFromAmount(content.amountPaidE4 ?? 0),
    taxAmount: numberFromAmount(content.taxE4 ?? 0),
    shippingAmount: numberFromAmount(content.shippingE4 ?? 0),
    customerNotes: content.customerNote ?? null,
    internalNotes: content.internalNote ?? null,
    gift: content.isGift ?? false,
    giftMessage: content.giftMessage ?? null,
    paymentMethod: content.payment?.method ?? null,
    requestedShippingService: shipping?.requestedService ?? null,
    carrierCode: shipping?.carrierCode ?? null,
    serviceCode: shipping?.serviceCode ?? null,
    packageCode: shipping?.packageCode ?? null,
    confirmation: shipping?.confirmation ?? 'none',
    shipDate: shipDay(order, zone),
    holdUntilDate: state.hold?.until === undefined ? null : dayIn(state.hold.until, zone),
    weight: weightWire(shipping?.weight ?? { valueE4: 0, unit: 'ounces' }),
    dimensions: dimensionsWire(shipping?.dimensions),
    insuranceOptions: insuranceWire(shipping?.insurance),
    internationalOptions:
      declarationOf(order, { homeCountry: showing.homeCountry, hasLines: showing.isFilledIn }) ??
      internationalWire(shipping?.customs),
    advancedOptions: advancedWire(order, showing),
    tagIds: state.tagIds === undefined || state.tagIds.length === 0 ? null : state.tagIds,
    userId: state.assigneeId ?? null,
    externallyFulfilled: false,
    externallyFulfilledBy: null,
    labelMessages: null,
  };
}

/** The day it left on, once it has left. */
function shipDay({ content, state }: Order, zone: string): string | null {
  const shippedAt = state.shipment?.shippedAt;
  return shippedAt === undefined ? (content.shipOn ?? null) : dayIn(shippedAt, zone);
}

function answerOf(status: OrderStatus): string {
  if (status === 'prepared') throw new Error('a prepared order must not be answered');
  return ANSWER_BY_STATUS[status];
}
