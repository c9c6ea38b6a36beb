/**
 * The writing calls of returns: `POST /return` and `PUT /returns/{returnId}` (quirks 52 and 53). Each is one operation of
 * one item on the order that was sent, with receipts and in one transaction; answers are read back after the commit.
 * A refund is recorded; one that may not be leaves the return as it is, and the answer says so.
 */
import type { Batch, BatchEcho, BatchItem } from '../../core/batch.ts';
import type { Operation } from '../../core/operation.ts';
import type { Order } from '../../core/order.ts';
import { type Outcome, type Problem, type Refusal, refusalOf } from '../../core/outcome.ts';
import { type RouteContext, receiptKeyOf, type WireAnswer } from '../dialect.ts';
import { describeValue } from '../schema.ts';
import { momentFromWire } from './draft.ts';
import { readFields } from './json-body.ts';
import { EXTERNAL_PAYMENT, isExternal } from './payments-outside.ts';
import { ONLY } from './read.ts';
import { isOfOtherMarket, messageOf } from './refusals.ts';
import { itemsOf, returnObject } from './return-object.ts';
import { checkReturn, checkReturnChange, costsFromWire, type ReturnBody } from './return-wire.ts';
import { settingsOf } from './settings.ts';
import { shipmentNameFromText, wantedLines } from './shipment-wire.ts';
import { jsonAnswer } from './write.ts';

type Problems = { problems: readonly [Problem, ...Problem[]] };

export function readReturn(context: RouteContext): Batch {
  const checked = checkReturn(bodyOf(context), '');
  const aimed = 'problems' in checked ? checked : operationFromWire(checked.value, context);
  return batchOf(aimed, context);
}

function operationFromWire(body: ReturnBody, { caller }: RouteContext): Operation | Problems {
  const name = shipmentNameFromText(body.shipment);
  if (name === null || (body.order != null && String(body.order) !== name.number)) {
    const said = {
      expected: 'the id of a shipment of the order, such as 83651-1',
      given: describeValue(body.shipment),
    };
    return { problems: [{ code: 'shipment_unknown', pointer: '/shipment', ...said }] };
  }
  const lines = body.products == null ? { value: null } : wantedLines(body.products, false);
  if ('problems' in lines) return lines;
  const costs = costsFromWire(body);
  if ('problems' in costs) return costs;
  const { settings } = caller.account;
  const { timeZone, isReturnRestocked } = settingsOf(caller.account);
  const isRestocked = body.returnStock ?? isReturnRestocked;
  return {
    kind: 'add_return',
    pointer: '',
    target: { number: name.number },
    seq: name.seq,
    lines: lines.value,
    restockTo: isRestocked ? (settings.catalog?.warehouses?.[0]?.id ?? 1) : null,
    ...costs.value,
    comment: body.comment ?? undefined,
    returnedAt: momentFromWire(body.createdAt, timeZone)?.at,
    isRefunding: body.refund?.refundPayment === true,
  };
}

/** The return is found by its number first, for an operation is aimed at an order. */
export async function readReturnChange(context: RouteContext): Promise<Batch> {
  const checked = checkReturnChange(bodyOf(context), '');
  if ('problems' in checked) return batchOf(checked, context);
  const { completed, refundPayment } = checked.value;
  const stated = context.request.params.returnId ?? '';
  const returnId = /^\d{1,15}$/.test(stated) ? Number(stated) : -1;
  const query = { kind: 'return', slipId: returnId, isNewestFirst: true, offset: 0, limit: 1 } as const;
  const [found] = await context.orders.listSlips(context.caller.account.accountId, query);
  if (found === undefined) {
    const said = { expected: 'the id of a return', given: describeValue(stated) };
    return batchOf({ problems: [{ code: 'return_unknown', pointer: '/returnId', ...said }] }, context);
  }
  const flags = { isCompleted: completed === true, isRefunding: refundPayment === true };
  const target = { orderId: found.order.orderId };
  return batchOf({ kind: 'change_return', pointer: '', target, returnId, ...flags }, context);
}

function batchOf(aimed: Operation | Problems, { request }: RouteContext): Batch {
  const item: BatchItem =
    'problems' in aimed ? { label: ONLY, refusal: refusalOf(aimed.problems) } : { label: ONLY, operation: aimed };
  return { items: [item], receiptKey: receiptKeyOf(request) };
}

export async function writeReturn(outcomes: readonly Outcome[], batch: BatchEcho, context: RouteContext) {
  const [outcome] = outcomes;
  if (outcome === undefined) throw new Error('a request of one return must have one outcome');
  if (outcome.kind === 'refused') return refusedAnswer(outcome.refusal);
  const [{ orderId, revision }] = outcome.orders;
  const order = await orderOf(context, orderId);
  const made = order.state.returns?.find((one) => one.revision === revision);
  if (made === undefined) throw new Error(`order ${orderId} must have the return that was made`);
  const answer = {
    status: 'ok',
    return: made.id,
    returnCompleted: made.isCompleted,
    returnedItems: made.lines.map(({ lineId }) => String(lineId)),
  };
  if (!isRefunding(batch)) return jsonAnswer(answer);
  const refund = made.refund === undefined ? { status: 'no', msg: refundText(context) } : { status: 'ok' };
  return jsonAnswer({ ...answer, refund });
}

export async function writeReturnChange(
  outcomes: readonly Outcome[],
  batch: BatchEcho,
  context: RouteContext,
): Promise<WireAnswer> {
  const [outcome] = outcomes;
  if (outcome === undefined) throw new Error('a request of one return must have one outcome');
  if (outcome.kind === 'refused') {
    const { code } = outcome.refusal;
    const id = context.request.params.returnId ?? '';
    if (code === 'return_unknown') return jsonAnswer({ status: 'no', msg: `Return with id=${id} does not exist` });
    if (code === 'refund_failed') return jsonAnswer({ status: 'no', msg: refundText(context) });
    return jsonAnswer({ status: 'no', msg: messageOf(outcome.refusal) });
  }
  const [item] = batch.items;
  const operation = item !== undefined && 'operation' in item ? item.operation : null;
  const order = await orderOf(context, outcome.orders[0].orderId);
  const one = order.state.returns?.find(({ id }) => operation?.kind === 'change_return' && id === operation.returnId);
  if (one === undefined) throw new Error(`order ${order.orderId} must have the return that was changed`);
  const { account } = context.caller;
  const items = await itemsOf([{ order, one }], { catalog: context.catalog, accountId: account.accountId });
  return jsonAnswer({ status: 'ok', return: returnObject({ order, one }, { settings: settingsOf(account), items }) });
}

/** What cannot be returned is told in the documented words; what cannot be read, in ours. */
function refusedAnswer(refusal: Refusal): WireAnswer {
  const isShape = refusal.code.startsWith('field_') || refusal.code === 'amount_inexact';
  const isUnread = isShape || refusal.code === 'receipt_differs' || isOfOtherMarket(refusal);
  return jsonAnswer({ status: 'no', msg: isUnread ? messageOf(refusal) : 'return could not be created.' });
}

function refundText({ caller }: RouteContext): string {
  return isExternal(caller) ? EXTERNAL_PAYMENT : 'refund failed';
}

function isRefunding({ items: [item] }: BatchEcho): boolean {
  const operation = item !== undefined && 'operation' in item ? item.operation : null;
  return operation?.kind === 'add_return' && operation.isRefunding;
}

function bodyOf({ request }: RouteContext): Readonly<Record<string, unknown>> {
  return readFields(request.body);
}

async function orderOf({ orders, caller }: RouteContext, orderId: number): Promise<Order> {
  const [order] = await orders.findOrders(caller.account.accountId, { orderId });
  if (order === undefined) throw new Error(`order ${orderId} must be found after it was changed`);
  return order;
}
