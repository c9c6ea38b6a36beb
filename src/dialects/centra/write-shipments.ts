/**
 * The writing calls of shipments: create, update, complete, capture, delete. Each is one operation of one item, so it
 * walks the same spine as the orders, with receipts and in one transaction (quirks 46 to 49). What the vendor's error
 * texts tell apart, the core's refusals do too; answers are read back after the commit.
 */
import type { Batch, BatchEcho, BatchItem } from '../../core/batch.ts';
import type { Operation } from '../../core/operation.ts';
import type { Order } from '../../core/order.ts';
import { type Outcome, type Problem, type Refusal, refusalOf } from '../../core/outcome.ts';
import { isSameLines } from '../../core/shipments/operate-shipment.ts';
import { openedWants } from '../../core/shipments/set-aside.ts';
import type { Shipment, ShipmentOperation, WantedLine } from '../../core/shipments/shipment.ts';
import { type RouteContext, receiptKeyOf, type WireAnswer } from '../dialect.ts';
import { type Checked, describeValue } from '../schema.ts';
import { readFields } from './json-body.ts';
import { orderNumberOf } from './order-number.ts';
import { printOf } from './order-object.ts';
import { EXTERNAL_PAYMENT, isExternal } from './payments-outside.ts';
import { ONLY } from './read.ts';
import { messageOf } from './refusals.ts';
import { shipmentId } from './shipment-entry.ts';
import { updatedShipmentObject } from './shipment-object.ts';
import {
  carriageFromWire,
  checkCapture,
  checkChange,
  checkCreation,
  checkShipmentCompletion,
  shipmentNameFromText,
  wantedLines,
} from './shipment-wire.ts';
import { jsonAnswer } from './write.ts';

export function readCreation(context: RouteContext): Batch {
  return batchOf(context, checkCreation(bodyOf(context), ''), ({ order, products, ...body }) => {
    const lines = wantedLines(products, false);
    if ('problems' in lines) return lines;
    return operationOf(String(order), {
      kind: 'add_shipment',
      lines: lines.value,
      isGoodToGo: body.gtg === true,
      isShipped: body.shipped === true,
      isCapturing: body.capture !== false,
      isAlways: body.createAlways === true,
      carriage: body.shipped === true ? carriageFromWire(body) : {},
    });
  });
}

export function readShipmentChange(context: RouteContext): Batch {
  return batchOf(context, checkChange(bodyOf(context), ''), ({ gtg, products }) => {
    const lines = products === undefined ? undefined : wantedLines(products, true);
    if (lines !== undefined && 'problems' in lines) return lines;
    return aimedAt(context.request.params.shipmentId, (seq) => ({
      kind: 'change_shipment',
      seq,
      isGoodToGo: gtg ?? undefined,
      lines: lines?.value,
    }));
  });
}

/** The call itself says that it is shipped; what is stated otherwise is believed. */
export function readShipmentCompletion(context: RouteContext): Batch {
  return batchOf(context, checkShipmentCompletion(bodyOf(context), ''), ({ order, shipment, ...body }) => {
    const name = shipmentNameFromText(shipment);
    if (name !== null && name.number !== String(order)) return unknownShipment(shipment);
    return aimedAt(shipment, (seq) => ({
      kind: 'complete_shipment',
      seq,
      isGoodToGo: body.gtg !== false,
      isShipped: body.shipped !== false,
      isCapturing: body.capture !== false,
      carriage: carriageFromWire(body),
      note: body.internalComment ?? undefined,
    }));
  });
}

export function readCapture(context: RouteContext): Batch {
  return batchOf(context, checkCapture(bodyOf(context), ''), ({ shipment }) =>
    aimedAt(shipment, (seq) => ({ kind: 'capture_shipment', seq })),
  );
}

export function readDeletion(context: RouteContext): Batch {
  const target = aimedAt(context.request.params.shipmentId, (seq) => ({ kind: 'remove_shipment', seq }));
  return { items: [itemOf(target)], receiptKey: receiptKeyOf(context.request) };
}

export async function writeCreation(outcomes: readonly Outcome[], batch: BatchEcho, context: RouteContext) {
  const outcome = onlyOf(outcomes);
  if (outcome.kind === 'refused') {
    const order = stringOf(bodyOf(context).order);
    if (outcome.refusal.code === 'capture_failed' && !isExternal(context.caller)) {
      return jsonAnswer({ msg: 'can not capture order', status: 'no', order });
    }
    return jsonAnswer({ status: 'no', msg: wordsOf(outcome.refusal, context), order });
  }
  const found = await orderOf(context, outcome.orders[0].orderId);
  const made = newestOf(found, linesOf(batch));
  const url = found.content.payment?.capture?.invoiceUrl;
  const invoice = url === undefined ? {} : { invoice: url };
  const answer = { status: 'ok', order: orderNumberOf(found), shipment: shipmentId(found, made) };
  return jsonAnswer({ ...answer, deliveryNote: '', proforma: '', ...invoice });
}

export async function writeShipmentChange(outcomes: readonly Outcome[], _batch: BatchEcho, context: RouteContext) {
  const outcome = onlyOf(outcomes);
  const stated = context.request.params.shipmentId ?? '';
  if (outcome.kind === 'refused') {
    return jsonAnswer({ status: 'no', msg: wordsOf(outcome.refusal, context), shipment: stated });
  }
  const order = await orderOf(context, outcome.orders[0].orderId);
  const shipment = order.state.shipments?.find(({ seq }) => seq === shipmentNameFromText(stated)?.seq);
  if (shipment === undefined) return jsonAnswer({ status: 'no', msg: 'shipment does not exist', shipment: stated });
  const print = await printOf([order], context);
  return jsonAnswer({ status: 'ok', shipment: updatedShipmentObject(order, shipment, print) });
}

/** Of complete and capture: the numbers as they were stated, also with an error; an order that is not is the shipment's. */
export function writeNumbers(outcomes: readonly Outcome[], _batch: BatchEcho, context: RouteContext): WireAnswer {
  const outcome = onlyOf(outcomes);
  const body = bodyOf(context);
  const stated = String(body.shipment ?? '');
  const named = shipmentNameFromText(stated)?.number ?? 0;
  const order = /^\d{1,15}$/.test(String(body.order).trim()) ? Number(body.order) : Number(named);
  if (outcome.kind !== 'refused') return jsonAnswer({ status: 'ok', order, shipment: stated.trim() });
  const { refusal } = outcome;
  if (refusal.code === 'capture_failed' && isExternal(context.caller)) {
    return jsonAnswer({ status: 'no', msg: wordsOf(refusal, context), order });
  }
  return jsonAnswer({ status: 'no', msg: wordsOf(refusal, context), order, shipment: stated });
}

export function writeDeletion(outcomes: readonly Outcome[], _batch: BatchEcho, context: RouteContext): WireAnswer {
  const outcome = onlyOf(outcomes);
  const shipment = context.request.params.shipmentId ?? '';
  if (outcome.kind !== 'refused') {
    const order = Number(shipmentNameFromText(shipment)?.number ?? 0);
    return jsonAnswer({ status: 'ok', msg: 'shipment removed', order, shipment });
  }
  const isLocked = outcome.refusal.code === 'shipment_locked';
  const msg = isLocked
    ? 'shipment has invoices or creditnotes and could not be deleted.'
    : wordsOf(outcome.refusal, context);
  return jsonAnswer({ status: 'no', msg, shipment });
}

function bodyOf({ request }: RouteContext): Readonly<Record<string, unknown>> {
  return readFields(request.body);
}

/** What reading an item came to: the operation, or what is wrong with it. */
type Aimed = Operation | { problems: readonly [Problem, ...Problem[]] };

function batchOf<T extends object>({ request }: RouteContext, checked: Checked<T>, mean: (body: T) => Aimed): Batch {
  const aimed = 'problems' in checked ? checked : mean(checked.value);
  return { items: [itemOf(aimed)], receiptKey: receiptKeyOf(request) };
}

function itemOf(aimed: Aimed): BatchItem {
  return 'problems' in aimed ? { label: ONLY, refusal: refusalOf(aimed.problems) } : { label: ONLY, operation: aimed };
}

function aimedAt(text: string | undefined, mean: (seq: number) => ShipmentOperation): Aimed {
  const name = shipmentNameFromText(text ?? '');
  return name === null ? unknownShipment(text) : operationOf(name.number, mean(name.seq));
}

function operationOf(number: string, operation: ShipmentOperation): Operation {
  return { pointer: '', target: { number }, ...operation };
}

function unknownShipment(text: string | undefined): Aimed {
  const said = { expected: 'the id of a shipment, such as 83651-1', given: describeValue(text) };
  return { problems: [{ code: 'shipment_unknown', pointer: '/shipment', ...said }] };
}

function wordsOf(refusal: Refusal, context: RouteContext): string {
  switch (refusal.code) {
    case 'capture_failed':
      return isExternal(context.caller) ? EXTERNAL_PAYMENT : 'capture failed';
    case 'shipment_unknown':
      return 'shipment does not exist';
    case 'shipment_locked':
      // The core says which it is: sent, captured, paid, or one that has refunds.
      return `shipment ${refusal.problems[0]?.given.replace('one that ', '')} and can not be updated`;
    default:
      return messageOf(refusal);
  }
}

function onlyOf([outcome]: readonly Outcome[]): Outcome {
  if (outcome === undefined) throw new Error('a request of one shipment must have one outcome');
  return outcome;
}

function linesOf({ items: [item] }: BatchEcho): readonly WantedLine[] {
  const operation = item !== undefined && 'operation' in item ? item.operation : null;
  return operation?.kind === 'add_shipment' ? operation.lines : [];
}

/** Made just now, or the open one that was there already. */
function newestOf({ orderId, content, state }: Order, stated: readonly WantedLine[]): Shipment {
  const lines = openedWants(stated, { lines: content.lines, state });
  const made = (state.shipments ?? []).findLast((shipment) => isSameLines(shipment, lines));
  if (made === undefined) throw new Error(`order ${orderId} must have the shipment that was made`);
  return made;
}

async function orderOf({ orders, caller }: RouteContext, orderId: number): Promise<Order> {
  const [order] = await orders.findOrders(caller.account.accountId, { orderId });
  if (order === undefined) throw new Error(`order ${orderId} must be found after it was changed`);
  return order;
}

/** An order number is echoed as a text in these errors. */
function stringOf(order: unknown): string {
  return typeof order === 'number' || typeof order === 'string' ? String(order) : '';
}
