/**
 * `POST /order/{orderId}`: places a prepared order, which may make several of it, and records what is said about its
 * payment, then or later. Answers the numbers as strings and its errors without a code (quirks 27 and 28).
 * One operation of one item, so it walks the same spine as the orders.
 */
import type { Batch, BatchEcho, BatchItem } from '../../core/batch.ts';
import type { CompletionFields } from '../../core/operation.ts';
import { type Outcome, refusalOf } from '../../core/outcome.ts';
import { type RouteContext, receiptKeyOf, type WireAnswer } from '../dialect.ts';
import { describeValue } from '../schema.ts';
import { commentFromWire, momentFromWire, placingExtras } from './draft.ts';
import { extrasFrom } from './extras.ts';
import { isEmptyList, isObject, readOptionalJson, wrongKind } from './json-body.ts';
import { checkCompletion } from './order-check.ts';
import { numberFromText, orderNumberOf } from './order-number.ts';
import { amountPaidOf, paymentFromWire } from './payments.ts';
import { ONLY } from './read.ts';
import { messageOf } from './refusals.ts';
import { settingsOf } from './settings.ts';
import type { CompletionBody } from './wire.ts';
import { jsonAnswer } from './write.ts';

export function readCompletion(context: RouteContext): Batch {
  const { request } = context;
  const item = completionItem(bodyOf(request.body), context);
  return { items: [item], receiptKey: receiptKeyOf(request) };
}

export async function writeCompletion(
  outcomes: readonly Outcome[],
  _batch: BatchEcho,
  context: RouteContext,
): Promise<WireAnswer> {
  const [outcome] = outcomes;
  if (outcome === undefined) throw new Error('a request of one order must have one outcome');
  if (outcome.kind === 'refused') return jsonAnswer({ status: 'no', msg: messageOf(outcome.refusal) });
  const numbers = await familyNumbers(outcome.orders[0].orderKey, context);
  return jsonAnswer({ orders: numbers.map(String), status: 'ok' });
}

/** A known client posts a bare text here, others an empty list or nothing: all mean no fields (quirk 29). */
function bodyOf(body: Buffer): Readonly<Record<string, unknown>> {
  const value = readOptionalJson(body);
  if (isObject(value)) return value;
  if (value === null || typeof value === 'string' || isEmptyList(value)) return {};
  throw wrongKind('an object, or nothing', value);
}

function completionItem(body: Readonly<Record<string, unknown>>, context: RouteContext): BatchItem {
  const stated = context.request.params.orderId ?? '';
  const number = numberFromText(stated);
  if (number === null) {
    const problem = { pointer: '/order', expected: 'the number of an order', given: describeValue(stated) };
    return { label: ONLY, refusal: refusalOf([{ code: 'order_unknown', ...problem }]) };
  }
  const checked = checkCompletion(body);
  if ('problems' in checked) return { label: ONLY, refusal: refusalOf(checked.problems) };
  const fields = fieldsFromWire(checked.value, settingsOf(context.caller.account).timeZone);
  return { label: ONLY, operation: { kind: 'complete', pointer: '', target: { number }, fields } };
}

/** What is stated replaces what the order has; what is absent stays. */
function fieldsFromWire(body: CompletionBody, timeZone: string): CompletionFields {
  const payment = paymentFromWire(body.payment);
  return {
    payment,
    amountPaidE4: amountPaidOf(payment),
    placedAt: momentFromWire(body.orderDate, timeZone),
    deliverBy: momentFromWire(body.deliveryDate, timeZone),
    cancelBy: momentFromWire(body.cancelDate, timeZone),
    internalNote: body.internalComment ?? undefined,
    customerNote: commentFromWire(body),
    extras: extrasFrom(placingExtras(body)),
  };
}

/** Of every part, also when this call only added a payment: parts share their order key. */
async function familyNumbers(orderKey: string, { orders, caller }: RouteContext): Promise<readonly number[]> {
  const family = await orders.findOrders(caller.account.accountId, { orderKey });
  return family.toSorted((a, b) => a.orderId - b.orderId).map(orderNumberOf);
}
