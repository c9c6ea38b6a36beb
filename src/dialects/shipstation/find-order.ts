/**
 * One order by its id: read it, or delete it. An id that is no number is told from one that names no order
 * (quirk 19), and an order that is not placed yet does not exist here (quirk 6).
 * Deleting is an item of a batch like any write, so it has the transaction and the receipts.
 */
import type { Batch, BatchEcho } from '../../core/batch.ts';
import type { Order } from '../../core/order.ts';
import type { Outcome } from '../../core/outcome.ts';
import { RequestError, type RouteContext, receiptKeyOf, type WireAnswer } from '../dialect.ts';
import { jsonAnswer } from './failures.ts';
import { idInPath } from './parameters.ts';
import { showOrder } from './show-orders.ts';

export async function getOrder(context: RouteContext): Promise<WireAnswer> {
  const order = await namedOrder(context);
  return jsonAnswer(200, await showOrder(order, context));
}

export async function readDeletion(context: RouteContext): Promise<Batch> {
  const receiptKey = receiptKeyOf(context.request);
  const orderId = idInPath(context.request, 'orderId');
  // A receipt may have to answer for an order that is gone already.
  if (receiptKey === null) await namedOrder(context);
  const operation = { kind: 'delete', pointer: '', target: { orderId } } as const;
  return { items: [{ label: orderId, operation }], receiptKey };
}

export function writeDeletion([outcome]: readonly Outcome[], _batch: BatchEcho, context: RouteContext): WireAnswer {
  if (outcome === undefined || outcome.kind === 'refused') throw orderUnknown(context.request.params.orderId ?? '');
  return jsonAnswer(200, { success: true, message: 'The requested order has been deleted.' });
}

/** Null when there is none, or none that is placed. */
export async function findOrder(orderId: number, { orders, caller }: RouteContext): Promise<Order | null> {
  const [order] = await orders.findOrders(caller.account.accountId, { orderId });
  return order === undefined || order.status === 'prepared' ? null : order;
}

export function orderUnknown(given: string): RequestError {
  return new RequestError('record_unknown', `orderId: expected the id of an order, but ${given} names none.`);
}

async function namedOrder(context: RouteContext): Promise<Order> {
  const orderId = idInPath(context.request, 'orderId');
  const order = await findOrder(orderId, context);
  if (order === null) throw orderUnknown(String(orderId));
  return order;
}
