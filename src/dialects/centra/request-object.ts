/**
 * A stored order as the create call that would make it: our extension `GET /orders?include=request` (quirk 39).
 * The vendor's order object has no place for much of what a caller may state (delivery window, payment answers, line
 * ids …); here every field of the create call comes back as it was understood. Called by list-orders.ts only.
 */
import { numberFromAmount } from '../../core/amount.ts';
import type { Address, JsonObject, Order, OrderLine, PaymentStep } from '../../core/order.ts';
import type { Moment } from '../../core/time.ts';
import { attributesOf } from './attributes.ts';
import { extrasOf, lineExtrasOf } from './extras.ts';
import { optionOf } from './lines.ts';
import { dateText } from './order-dates.ts';
import type { Settings } from './settings.ts';

const STATUS_BY_RESULT = { pending: 0, succeeded: 1, failed: 2 } as const;

/** Absent fields are undefined, which JSON leaves out. */
export function requestObject(order: Order, settings: Settings): Readonly<Record<string, unknown>> {
  const { content } = order;
  const own = Object.entries(extrasOf(order)).filter(([name]) => !name.includes(':'));
  const attributes = attributesOf(extrasOf(order));
  return {
    invoiceAddress: content.billTo && addressBody(content.billTo),
    deliveryAddress: content.shipTo && addressBody(content.shipTo),
    ...Object.fromEntries(own),
    customerId: content.customer?.id,
    products: content.lines.map(productBody),
    shippingList: content.shipping?.requestedService,
    shippingValue: numberOfAmount(content.shippingE4),
    voucherValue: numberOfAmount(content.discountE4),
    voucherCodes: content.voucherCodes,
    orderNumber: content.number === undefined ? undefined : Number(content.number),
    comment: content.customerNote,
    internalComment: content.internalNote,
    orderDate: dateBody(content.placedAt, settings),
    deliveryDate: dateBody(content.deliverBy, settings),
    cancelDate: dateBody(content.cancelBy, settings),
    createOnly: order.status === 'prepared' ? true : undefined,
    internalOrder: content.isInternal,
    payment: content.payment && {
      id: content.payment.providerId,
      auth: stepBody(content.payment.authorization),
      capture: stepBody(content.payment.capture),
    },
    extraAttributes: attributes.length === 0 ? undefined : Object.fromEntries(attributes),
  };
}

function addressBody(address: Address) {
  const isNamed = address.firstName !== undefined || address.lastName !== undefined;
  const isAttention = address.name === address.attention;
  return {
    email: address.email,
    firstName: isNamed || isAttention ? address.firstName : address.name,
    lastName: address.lastName,
    attn: address.attention,
    company: address.company,
    address: address.street1,
    coaddress: address.street2,
    city: address.city,
    zipcode: address.postalCode,
    state: address.state,
    country: address.country,
    tele: address.phone,
    cell: address.mobile,
  };
}

function productBody(line: OrderLine) {
  const { id, item, shownSku, localizedSize, otherComment } = lineExtrasOf(line);
  return {
    qty: line.quantity,
    id,
    ean: line.ean,
    upc: line.upc,
    sku: line.sku,
    item,
    unitPrice: numberOfAmount(line.unitPriceE4),
    originalPrice: numberOfAmount(line.originalPriceE4),
    comment: line.comment,
    otherComment,
    itemText: itemTextBody(line, shownSku),
    localizedProdSize: localizedSize,
  };
}

function itemTextBody(line: OrderLine, sku: JsonObject[string]) {
  const text = {
    sku,
    brand: optionOf(line, 'brand'),
    product: line.name,
    variant: optionOf(line, 'variant'),
    size: optionOf(line, 'size'),
  };
  return Object.values(text).every((value) => value === undefined) ? undefined : text;
}

function stepBody(step: PaymentStep | undefined) {
  return (
    step && {
      status: STATUS_BY_RESULT[step.result],
      amount: numberFromAmount(step.amountE4),
      method: step.method,
      transaction: step.transaction,
      response: step.response,
      external_url: step.invoiceUrl,
    }
  );
}

function numberOfAmount(amountE4: number | undefined): number | undefined {
  return amountE4 === undefined ? undefined : numberFromAmount(amountE4);
}

function dateBody(moment: Moment | undefined, settings: Settings): string | undefined {
  return moment === undefined ? undefined : dateText(moment, settings);
}
