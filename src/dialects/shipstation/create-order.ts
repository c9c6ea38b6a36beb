/**
 * `POST /orders/createorder`: one order; the answer is the whole order as it stands after the commit, or the refusal
 * in the shape that the vendor's framework gives it (quirk 14).
 * What to do about an order that can no longer be changed is the account's choice (quirk 15).
 */
import type { Batch, BatchEcho } from '../../core/batch.ts';
import type { Order } from '../../core/order.ts';
import type { Outcome, Refusal } from '../../core/outcome.ts';
import { type RouteContext, receiptKeyOf, type WireAnswer } from '../dialect.ts';
import { exceptionAnswer, jsonAnswer, messageAnswer, modelAnswer } from './failures.ts';
import { findOrder, orderUnknown } from './find-order.ts';
import { readJson } from './json-body.ts';
import { readOrder } from './read.ts';
import { kindOf, messageOf, modelStateOf } from './refusals.ts';
import { settingsOf } from './settings.ts';
import { showOrder, showTakenOrder } from './show-orders.ts';
import { surroundingsOf } from './surroundings.ts';
import { wrongKind } from './wrong-kind.ts';

const PARAMETER = 'apiOrder';

export async function readOneOrder(context: RouteContext): Promise<Batch> {
  const { request, caller } = context;
  const receiptKey = receiptKeyOf(request);
  const { timeZone } = settingsOf(caller.account);
  const body = readJson(request);
  const { value } = body;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw wrongKind(body, { parameter: PARAMETER, isArray: false });
  }
  const around = await surroundingsOf(context);
  return { items: [readOrder(value, { label: 0, pointer: '', zone: timeZone, around })], receiptKey };
}

export async function writeOneOrder(
  [outcome]: readonly Outcome[],
  batch: BatchEcho,
  context: RouteContext,
): Promise<WireAnswer> {
  if (outcome === undefined) throw new Error('one item must have one outcome');
  if (outcome.kind !== 'refused') return orderAnswer(outcome, context);
  const { lockedUpdate } = settingsOf(context.caller.account);
  const standing =
    outcome.refusal.code === 'order_locked' && lockedUpdate === 'keep' ? await findNamed(batch, context) : undefined;
  if (standing === undefined) return refusalAnswer(outcome.refusal);
  return jsonAnswer(200, await showOrder(standing, context));
}

type Taken = Exclude<Outcome, { kind: 'refused' }>;

/** Deleted in the meantime, or before a receipt was spoken again: then there is nothing to show. */
async function orderAnswer({ kind, orders }: Taken, context: RouteContext): Promise<WireAnswer> {
  const { orderId } = orders[0];
  const order = await findOrder(orderId, context);
  if (order === null) throw orderUnknown(String(orderId));
  return jsonAnswer(200, await showTakenOrder(order, context, { isKept: kind === 'kept' }));
}

async function findNamed({ items }: BatchEcho, { orders, caller }: RouteContext): Promise<Order | undefined> {
  const [item] = items;
  if (item === undefined || !('draft' in item)) return undefined;
  const { orderId, orderKey } = item.draft;
  const name = orderId === null ? { orderKey: orderKey ?? '' } : { orderId };
  const [order] = await orders.findOrders(caller.account.accountId, name);
  return order;
}

function refusalAnswer(refusal: Refusal): WireAnswer {
  switch (kindOf(refusal)) {
    case 'model':
      return modelAnswer(400, modelStateOf(refusal, PARAMETER));
    case 'unknown':
      return messageAnswer(404, messageOf(refusal, ''));
    case 'business':
      return exceptionAnswer(500, messageOf(refusal, ''));
  }
}
