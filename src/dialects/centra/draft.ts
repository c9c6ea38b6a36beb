/**
 * One checked order of the create call as a draft. Core fields wherever the core has one; the rest lies under this
 * dialect's name in the extras. The key order below is fixed: the order's fingerprint is over its JSON.
 * Cannot fail: order-check.ts has said all that can be wrong. Called by read.ts for every order.
 */
import { amountFromNumber } from '../../core/amount.ts';
import type { Draft } from '../../core/batch.ts';
import type { Address, Customer, JsonObject, OrderContent } from '../../core/order.ts';
import type { ShelfWish } from '../../core/stock/wish.ts';
import { type Moment, momentFromText } from '../../core/time.ts';
import { addressFromWire } from './addresses.ts';
import { statedAttributes } from './attributes.ts';
import { extrasFrom } from './extras.ts';
import { lineFromWire } from './lines.ts';
import { amountPaidOf, paymentFromWire } from './payments.ts';
import type { Settings } from './settings.ts';
import type { CompletionBody, OrderBody } from './wire.ts';

export type DraftPlace = { pointer: string; settings: Settings };

/** Every order of this wire is new: it has no key to be found by, only a number that must be free (quirk 20). */
export function draftFromWire(order: OrderBody, { pointer, settings }: DraftPlace): Draft {
  return {
    pointer,
    linesPointer: `${pointer}/products`,
    orderId: null,
    orderKey: null,
    content: contentFromWire(order, settings),
    isNumberClaimed: true,
    isSplittable: order.createOnly !== true,
    wish: wishFromWire(order),
  };
}

/** Texts that are shown for a line are made for products nobody knows, so such a line need not be in the catalog. */
function wishFromWire(order: OrderBody): ShelfWish {
  return {
    takes: order.adjustStock === true ? 'all' : 'none',
    isForced: order.forceCreate === true,
    market: { id: order.marketId ?? undefined, name: order.market ?? undefined },
    priceList: { id: order.pricelistId ?? undefined, name: order.pricelist ?? undefined },
    window: order.deliveryWindow ?? undefined,
    isTaxed: true,
    vouchers: vouchersFromWire(order),
    lines: order.products.map(({ id, itemText }) => ({ itemId: id ?? undefined, isFree: itemText != null })),
  };
}

/** Whoever states what comes off has worked it out; the codes are only recorded then (quirk 36). */
function vouchersFromWire(order: OrderBody): ShelfWish['vouchers'] {
  if (order.voucherValue != null) return undefined;
  const codes = order.voucherCodes ?? [];
  return codes.length === 0 && order.applyVouchers !== true
    ? undefined
    : { codes, isAutomatic: order.applyVouchers === true };
}

function contentFromWire(order: OrderBody, { timeZone, currency }: Settings): OrderContent {
  const { billTo, shipTo } = addressesFromWire(order);
  const payment = paymentFromWire(order.payment);
  return {
    number: order.orderNumber == null ? undefined : String(order.orderNumber),
    status: order.createOnly === true ? 'prepared' : 'open',
    currency,
    placedAt: momentFromWire(order.orderDate, timeZone),
    deliverBy: momentFromWire(order.deliveryDate, timeZone),
    cancelBy: momentFromWire(order.cancelDate, timeZone),
    customer: customerFromWire(order, billTo),
    billTo,
    shipTo,
    lines: order.products.map(lineFromWire),
    amountPaidE4: amountPaidOf(payment),
    shippingE4: amountFromWire(order.shippingValue),
    discountE4: amountFromWire(order.voucherValue),
    voucherCodes: order.voucherCodes ?? undefined,
    customerNote: commentFromWire(order),
    internalNote: order.internalComment ?? undefined,
    payment,
    shipping: order.shippingList == null ? undefined : { requestedService: order.shippingList },
    isInternal: order.internalOrder ?? undefined,
    extras: extrasFrom(fieldsOfThisWire(order)),
  };
}

/** `address` stands in for either of the two, the invoice address for a delivery address that is not stated. */
function addressesFromWire(order: OrderBody): { billTo: Address | undefined; shipTo: Address | undefined } {
  const invoice = order.invoiceAddress ?? order.address;
  const delivery = order.deliveryAddress ?? order.address ?? order.invoiceAddress;
  return {
    billTo: invoice == null ? undefined : addressFromWire(invoice),
    shipTo: delivery == null ? undefined : addressFromWire(delivery),
  };
}

function customerFromWire(order: OrderBody, billTo: Address | undefined): Customer | undefined {
  const id = order.customerId ?? undefined;
  return id === undefined && billTo === undefined ? undefined : { id, email: billTo?.email };
}

function fieldsOfThisWire(order: OrderBody): JsonObject {
  return {
    pricelistId: order.pricelistId ?? undefined,
    pricelist: order.pricelist ?? undefined,
    marketId: order.marketId ?? undefined,
    market: order.market ?? undefined,
    customerRegister: order.customerRegister ?? undefined,
    customerSetNewPassword: order.customerSetNewPassword ?? undefined,
    createdFromOrigin: originFromWire(order),
    accountId: order.accountId ?? undefined,
    buyerId: order.buyerId ?? undefined,
    deliveryWindow: order.deliveryWindow ?? undefined,
    applyVouchers: order.applyVouchers ?? undefined,
    sendEmail: order.sendEmail ?? undefined,
    adjustStock: order.adjustStock ?? undefined,
    forceCreate: order.forceCreate ?? undefined,
    ...placingExtras(order),
    ...statedAttributes(order.extraAttributes),
  };
}

function originFromWire({ createdFromOrigin: origin }: OrderBody): JsonObject | undefined {
  return origin == null ? undefined : { type: origin.type, id: origin.id };
}

/** Extras that the completion of a prepared order may state as well. */
export function placingExtras(body: Pick<CompletionBody, 'buyerName' | 'poNumber' | 'warehouseGroup'>): JsonObject {
  return {
    buyerName: body.buyerName ?? undefined,
    poNumber: body.poNumber ?? undefined,
    warehouseGroup: body.warehouseGroup ?? undefined,
  };
}

/** Two names of one field over the years; whoever sends both different texts keeps both (quirk 18). */
export function commentFromWire(body: Pick<CompletionBody, 'comment' | 'otherComment'>): string | undefined {
  const texts = new Set([body.comment, body.otherComment].filter((text) => typeof text === 'string'));
  return texts.size === 0 ? undefined : [...texts].join('\n');
}

export function momentFromWire(text: string | null | undefined, timeZone: string): Moment | undefined {
  return text == null ? undefined : (momentFromText(text, timeZone) ?? undefined);
}

function amountFromWire(value: number | null | undefined): number | undefined {
  return value == null ? undefined : (amountFromNumber(value) ?? undefined);
}
