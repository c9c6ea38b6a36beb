/**
 * `POST /orders/createorders`: an array of orders, each with its own result in the order of the request. A faulty one
 * is refused alone (quirk 14); only a body that is no array of 1 to 100 orders fails the request as a whole.
 * The position in the array is the label; nothing is matched by it but the answer to the request itself.
 */
import type { Batch, BatchEcho, EchoItem } from '../../core/batch.ts';
import { mapInTurns } from '../../core/loop-turn.ts';
import type { Outcome } from '../../core/outcome.ts';
import { RequestError, type RouteContext, receiptKeyOf, type WireAnswer } from '../dialect.ts';
import { jsonAnswer } from './failures.ts';
import { type JsonBody, readJson } from './json-body.ts';
import { readOrder } from './read.ts';
import { messageOf } from './refusals.ts';
import { settingsOf } from './settings.ts';
import { surroundingsOf } from './surroundings.ts';
import { wrongKind } from './wrong-kind.ts';

/** Documented by the vendor. */
const ORDERS_MAX = 100;

type Result = {
  orderId: number | null;
  orderNumber: string | null;
  orderKey: string | null;
  success: boolean;
  errorMessage: string | null;
};

export async function readOrders(context: RouteContext): Promise<Batch> {
  const { request, caller } = context;
  const receiptKey = receiptKeyOf(request);
  const { timeZone } = settingsOf(caller.account);
  const orders = arrayOf(readJson(request));
  const around = await surroundingsOf(context);
  const place = { zone: timeZone, around };
  const items = await mapInTurns(orders, (order, label) => readOrder(order, { ...place, label, pointer: `/${label}` }));
  return { items, receiptKey };
}

export function writeOrders(outcomes: readonly Outcome[], batch: BatchEcho, { request }: RouteContext): WireAnswer {
  const hasErrors = outcomes.some((outcome) => outcome.kind === 'refused');
  // Read again only when an order was refused: what could not be read is named as it was sent.
  const sent = hasErrors ? arrayOf(readJson(request)) : [];
  const results = outcomes.map((outcome, index) => resultOf(outcome, batch.items[index], sent[index]));
  return jsonAnswer(200, { hasErrors, results });
}

function resultOf(outcome: Outcome, item: EchoItem | undefined, sent: unknown): Result {
  if (outcome.kind === 'refused') {
    const message = messageOf(outcome.refusal, `/${outcome.label}`);
    return { orderId: null, ...namesOf(item, sent), success: false, errorMessage: message };
  }
  const [{ orderId, number, orderKey }] = outcome.orders;
  return { orderId, orderNumber: number, orderKey, success: true, errorMessage: null };
}

/** How the caller knows the order that was refused, as far as it said so. */
function namesOf(item: EchoItem | undefined, sent: unknown): Pick<Result, 'orderNumber' | 'orderKey'> {
  if (item !== undefined && 'draft' in item) {
    return { orderNumber: item.draft.content.number ?? null, orderKey: item.draft.orderKey };
  }
  return { orderNumber: textUnder(sent, 'ordernumber'), orderKey: textUnder(sent, 'orderkey') };
}

/** A text or a number under the name in any case. */
function textUnder(sent: unknown, lowerName: string): string | null {
  if (typeof sent !== 'object' || sent === null) return null;
  const [, value] = Object.entries(sent).find(([name]) => name.toLowerCase() === lowerName) ?? [];
  return typeof value === 'string' || typeof value === 'number' ? String(value) : null;
}

function arrayOf(body: JsonBody): readonly unknown[] {
  const { value } = body;
  if (!Array.isArray(value)) throw wrongKind(body, { parameter: 'apiOrders', isArray: true });
  if (value.length === 0) {
    const message = `Expected an array of 1 to ${ORDERS_MAX} orders, but it is empty.`;
    throw new RequestError('items_missing', message, { field: 'apiOrders' });
  }
  if (value.length <= ORDERS_MAX) return value;
  const message = `Expected at most ${ORDERS_MAX} orders in one request, but ${value.length} were given.`;
  throw new RequestError('items_too_many', message, { field: 'apiOrders' });
}
