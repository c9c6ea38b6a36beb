/**
 * Payment both ways: what the caller says about an authorization and a capture that happened elsewhere, and the
 * payment fields of an order that is read (quirk 34). Only recorded; nothing is ever charged.
 * Used by the create and complete calls and by the order object.
 */
import { amountFromNumber } from '../../core/amount.ts';
import type { Payment, PaymentStep } from '../../core/order.ts';
import type { PaymentBody, PaymentStepBody } from './wire.ts';

const RESULTS = ['pending', 'succeeded', 'failed'] as const;
const TYPES = new Set(['cc', 'inv', '3rd', 'free', 'prepaid']);

export function paymentFromWire(body: PaymentBody | null | undefined): Payment | undefined {
  if (body === null || body === undefined) return undefined;
  return {
    method: body.capture?.method ?? body.auth?.method ?? undefined,
    providerId: body.id ?? undefined,
    authorization: stepFromWire(body.auth),
    capture: stepFromWire(body.capture),
  };
}

/** What a capture that succeeded has brought in. */
export function amountPaidOf(payment: Payment | undefined): number | undefined {
  return payment?.capture?.result === 'succeeded' ? payment.capture.amountE4 : undefined;
}

export function paymentFields(payment: Payment) {
  const step = payment.capture ?? payment.authorization;
  const method = payment.method ?? null;
  const isStated = Object.values(payment).some((value) => value !== undefined);
  return {
    paymentPlugin: '',
    paymentType: method !== null && TYPES.has(method) ? method : isStated ? '3rd' : '',
    paymentDescription: '',
    paymentReference: step?.transaction ?? payment.authorization?.transaction ?? null,
    paymentMethod: method,
  };
}

function stepFromWire(body: PaymentStepBody | null | undefined): PaymentStep | undefined {
  if (body === null || body === undefined) return undefined;
  return {
    result: RESULTS[body.status],
    amountE4: amountFromNumber(body.amount) ?? 0,
    method: body.method ?? undefined,
    transaction: body.transaction ?? undefined,
    response: body.response ?? undefined,
    invoiceUrl: body.external_url ?? undefined,
  };
}
