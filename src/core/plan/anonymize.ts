/**
 * What is left of an order once the person who bought is forgotten: what was sold, for how much and to which country, and
 * the number the customer had. Names, addresses, letters, notes and what a payment provider said are gone for good.
 * Pure; used by the operation on an order that stands, and by drivers on its former documents.
 */
import { fingerprintOf } from '../fingerprint.ts';
import type {
  Address,
  Extras,
  JsonObject,
  OrderContent,
  OrderLine,
  OrderState,
  Payment,
  PaymentStep,
} from '../order.ts';

function anonymousContent(content: OrderContent): OrderContent {
  return {
    ...content,
    customer: content.customer?.id === undefined ? undefined : { id: content.customer.id },
    billTo: anonymousAddress(content.billTo),
    shipTo: anonymousAddress(content.shipTo),
    lines: content.lines.map(anonymousLine),
    customerNote: undefined,
    internalNote: undefined,
    giftMessage: undefined,
    customFields: undefined,
    payment: anonymousPayment(content.payment),
    shipping: content.shipping === undefined ? undefined : { ...content.shipping, billing: undefined },
    extras: anonymousExtras(content.extras),
  };
}

export type Document = { content: string; state: string; fingerprint: string };

export function anonymousDocument({ content, state }: Pick<Document, 'content' | 'state'>): Document {
  const kept = JSON.stringify(anonymousContent(JSON.parse(content) as OrderContent));
  return { content: kept, state: anonymousState(state), fingerprint: fingerprintOf(kept) };
}

function anonymousState(text: string): string {
  const state = JSON.parse(text) as OrderState;
  const returns = state.returns?.map((one) => ({ ...one, comment: undefined }));
  const bundles = state.sale?.bundles?.map((one) => ({ ...one, ...withoutWords(one) }));
  const sale = state.sale && { ...state.sale, bundles };
  return JSON.stringify({ ...state, returns, sale });
}

export function anonymousLine(line: OrderLine): OrderLine {
  return { ...line, ...withoutWords(line) };
}

function withoutWords({ extras }: { extras?: Extras | undefined }) {
  return { comment: undefined, extras: anonymousExtras(extras) };
}

export function anonymousAddress(address: Address | undefined): Address | undefined {
  return address === undefined ? undefined : { country: address.country };
}

function anonymousPayment(payment: Payment | undefined): Payment | undefined {
  if (payment === undefined) return undefined;
  const { authorization, capture } = payment;
  return { ...payment, authorization: anonymousStep(authorization), capture: anonymousStep(capture) };
}

function anonymousStep(step: PaymentStep | undefined): PaymentStep | undefined {
  return step && { ...step, transaction: undefined, response: undefined, invoiceUrl: undefined };
}

/** Nobody here knows what a text of a dialect says; numbers and flags name no person. */
function anonymousExtras(extras: Extras | undefined): Extras | undefined {
  if (extras === undefined) return undefined;
  return Object.fromEntries(
    Object.entries(extras).map(([dialect, fields]) => [
      dialect,
      fields === undefined ? fields : anonymousFields(fields),
    ]),
  );
}

function anonymousFields(fields: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(fields).filter(([, value]) => typeof value === 'number' || typeof value === 'boolean'),
  );
}
