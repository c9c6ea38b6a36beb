/**
 * The operations on the shipments of an order. Only an order that was placed, is not held and has not ended has any.
 *
 *   add ------> open (good to go or not) --capture--> paid --complete--> shipped and paid: complete
 *                 | change: lines while neither shipped nor paid; good to go and serial numbers always
 *                 | remove: while nothing was captured for it and it is not complete
 *
 * Stock is set aside when a shipment is made and leaves when it is complete; the order is shipped when all of it has.
 * Pure but for the stock desk, whose changes the caller undoes when this refuses. Called by plan.ts.
 */
import type { OrderRow } from '../command.ts';
import type { Operation } from '../operation.ts';
import type { OrderContent, OrderState, OrderStatus } from '../order.ts';
import type { Problem, RefusalCode } from '../outcome.ts';
import type { Change } from '../plan/lifecycle.ts';
import type { StockDesk } from '../stock/stock-desk.ts';
import { type CaptureProvider, captureProblem, isPaidUpFront } from './capture.ts';
import { openedWants, putBack, sendOff, setAside } from './set-aside.ts';
import {
  type Carriage,
  isComplete,
  type Shipment,
  type ShipmentOperation,
  type ShipmentRow,
  shipmentRow,
  shippedQuantity,
  type WantedLine,
} from './shipment.ts';

export type ShipmentPlace = { stock: StockDesk; at: number; provider: CaptureProvider };
type Aimed = Operation & ShipmentOperation;
/** The order as it is worked on. */
type Work = ShipmentPlace & { row: OrderRow; content: OrderContent; state: OrderState; pointer: string };
/** What the order and one of its shipments become, or why not; null: they stay. */
type Result =
  | { state: OrderState; shipment: Shipment; isRemoved?: boolean; note?: string | undefined }
  | Problem
  | null;

export function isShipmentOperation(operation: Operation): operation is Aimed {
  return operation.kind.endsWith('_shipment');
}

/** `isReleased`: the shipment has become good to go. */
export function operateShipment(
  row: OrderRow,
  operation: Aimed,
  place: ShipmentPlace,
): { change: Change; shipment: ShipmentRow | null; isReleased?: boolean } {
  if (row.content === null) throw new Error(`the content of order ${row.orderId} must be loaded for its shipments`);
  const content = JSON.parse(row.content) as OrderContent;
  const state = JSON.parse(row.state) as OrderState;
  const result = resultOf({ ...place, row, content, state, pointer: operation.pointer }, operation);
  if (result === null) return { change: { kind: 'keep' }, shipment: null };
  if ('code' in result) return { change: { kind: 'refuse', problem: result }, shipment: null };
  const { shipment, isRemoved = false } = result;
  const index = shipmentRow(row.orderId, shipment, isRemoved);
  const before = state.shipments?.find(({ seq }) => seq === shipment.seq);
  const isReleased = !isRemoved && shipment.isGoodToGo && before?.isGoodToGo !== true;
  return { change: changeOf(row, content, { ...result, at: place.at }), shipment: index, isReleased };
}

function resultOf(work: Work, operation: Aimed): Result {
  const unfit = unfitProblem(work, operation.kind === 'add_shipment' ? ['open'] : ['open', 'shipped']);
  if (unfit !== null) return unfit;
  if (operation.kind === 'add_shipment') return add(work, operation);
  const shipment = work.state.shipments?.find(({ seq }) => seq === operation.seq);
  if (shipment === undefined) {
    const given = `${operation.seq}`;
    return { code: 'shipment_unknown', pointer: work.pointer, expected: 'a shipment of the order', given };
  }
  switch (operation.kind) {
    case 'change_shipment':
      return change(work, shipment, operation);
    case 'complete_shipment':
      return complete(work, shipment, operation);
    case 'capture_shipment':
      return shipment.isPaid ? null : afterCapture(work, shipment);
    case 'remove_shipment':
      return remove(work, shipment);
  }
}

function add(work: Work, operation: Aimed & { kind: 'add_shipment' }): Result {
  const { content, state, at } = work;
  const { isGoodToGo, isShipped, isCapturing, isAlways, carriage } = operation;
  const lines = openedWants(operation.lines, { lines: work.content.lines, state: work.state });
  const shipments = state.shipments ?? [];
  if (!isAlways && shipments.some((shipment) => isOpenWith(shipment, lines))) return null;
  if (lines.length === 0) return problem(work, 'field_required', { expected: 'at least one line', given: 'none' });
  const aside = setAside({ ...work, lines: content.lines, others: shipments }, lines);
  if ('code' in aside) return aside;
  const seq = (state.shipmentsMade ?? 0) + 1;
  const shipped = isShipped ? { ...known(carriage), shippedAt: at } : {};
  const isPaid = isPaidUpFront(content);
  const shipment: Shipment = { seq, createdAt: at, lines: aside.lines, isGoodToGo, isPaid, ...shipped };
  const after = { ...state, lines: aside.states, shipmentsMade: seq, shipments: [...shipments, shipment] };
  if (isCapturing && !isPaid) return afterCapture({ ...work, state: after }, shipment);
  return put({ ...work, state: after }, shipment);
}

function change(work: Work, before: Shipment, operation: Aimed & { kind: 'change_shipment' }): Result {
  const { isGoodToGo = before.isGoodToGo } = operation;
  const lines = operation.lines && openedWants(operation.lines, { lines: work.content.lines, state: work.state });
  const wanted =
    lines ?? before.lines.map(({ lineId, quantity, serialNumber }) => ({ lineId, quantity, serialNumber }));
  const shipment = { ...before, isGoodToGo };
  if (isSameLines(before, wanted)) {
    const serials = new Map(wanted.map((line) => [line.lineId, line.serialNumber]));
    const named = before.lines.map((line) => ({
      ...line,
      serialNumber: serials.get(line.lineId) ?? line.serialNumber,
    }));
    const after = { ...shipment, lines: named };
    return JSON.stringify(after) === JSON.stringify(before) ? null : put(work, after);
  }
  const locked = lockedShipment(before, work.state.returns);
  if (locked !== null)
    return problem(work, 'shipment_locked', { expected: 'a shipment that is still open', given: locked });
  if (wanted.length === 0) return problem(work, 'field_required', { expected: 'at least one line', given: 'none' });
  const state = { ...work.state, lines: putBack(work.stock, before, work.state.lines) };
  const others = (state.shipments ?? []).filter(({ seq }) => seq !== before.seq);
  const aside = setAside({ ...work, state, lines: work.content.lines, others }, wanted);
  if ('code' in aside) return aside;
  return put({ ...work, state: { ...state, lines: aside.states } }, { ...shipment, lines: aside.lines });
}

function complete(work: Work, before: Shipment, operation: Aimed & { kind: 'complete_shipment' }): Result {
  const { isGoodToGo, isShipped, isCapturing, carriage, note } = operation;
  const shippedAt = before.shippedAt ?? (isShipped ? work.at : undefined);
  const shipment = { ...before, ...known(carriage), isGoodToGo: before.isGoodToGo || isGoodToGo, shippedAt };
  const after = isCapturing && !shipment.isPaid ? afterCapture(work, shipment) : put(work, shipment);
  if (after === null || 'code' in after) return after;
  if (note === undefined && JSON.stringify(after.shipment) === JSON.stringify(before)) return null;
  return { ...after, note };
}

function remove(work: Work, shipment: Shipment): Result {
  if (shipment.capturedAt !== undefined || isComplete(shipment)) {
    return problem(work, 'shipment_locked', {
      expected: 'a shipment without invoices',
      given: lockedShipment(shipment) ?? '',
    });
  }
  const lines = putBack(work.stock, shipment, work.state.lines);
  const left = (work.state.shipments ?? []).filter(({ seq }) => seq !== shipment.seq);
  const shipments = left.length === 0 ? undefined : left;
  return { state: { ...work.state, lines, shipments }, shipment, isRemoved: true };
}

function afterCapture(work: Work, shipment: Shipment): Result {
  const reason = captureProblem(work.content, work.provider);
  if (reason !== null)
    return problem(work, 'capture_failed', { expected: 'a payment that can be captured', given: reason });
  return put(work, { ...shipment, isPaid: true, capturedAt: work.at });
}

/** Puts the shipment in its place; what became complete by it leaves the house. */
function put(work: Work, stated: Shipment): Result {
  const { state, stock } = work;
  const before = state.shipments?.find(({ seq }) => seq === stated.seq);
  const wasSent = before !== undefined && isComplete(before) && before !== stated;
  const isLeaving = isComplete(stated) && !wasSent;
  const { shipment, states } = isLeaving
    ? sendOff(stock, stated, state.lines)
    : { shipment: stated, states: state.lines };
  const shipments = (state.shipments ?? []).map((one) => (one.seq === shipment.seq ? shipment : one));
  return { state: { ...state, lines: states, shipments }, shipment };
}

function changeOf(
  row: OrderRow,
  content: OrderContent,
  { state, note, at }: { state: OrderState; note?: string | undefined; at: number },
): Change {
  const sent = (state.shipments ?? []).filter(isComplete);
  const isAllSent = content.lines.every((line, index) => {
    const lineId = state.lines[index]?.id ?? 0;
    return line.isAdjustment === true || shippedQuantity(sent, lineId) >= line.quantity;
  });
  const noted =
    note === undefined || note === '' ? content.internalNote : [content.internalNote, note].filter(Boolean).join('\n');
  const after: OrderRow = {
    ...row,
    status: isAllSent && sent.length > 0 ? 'shipped' : row.status,
    revision: row.revision + 1,
    modifiedAt: at,
    state: JSON.stringify(state),
    content: noted === content.internalNote ? row.content : JSON.stringify({ ...content, internalNote: noted }),
  };
  return { kind: 'change', row: after, isPlaced: false };
}

/** To a shipped order nothing is added, but serial numbers may be told later. */
function unfitProblem({ row, pointer }: Work, statuses: readonly OrderStatus[]): Problem | null {
  if (statuses.includes(row.status)) return null;
  const expected = 'an order that is placed and neither held nor ended';
  return { code: 'order_status_unfit', pointer, expected, given: `order ${row.orderId}, which is ${row.status}` };
}

/** Why its lines can no longer change; null while they can. */
function lockedShipment(
  { seq, shippedAt, capturedAt, isPaid }: Shipment,
  returns: OrderState['returns'] = [],
): string | null {
  if (returns.some((one) => one.seq === seq && one.refund !== undefined)) return 'one that has refunds';
  if (shippedAt !== undefined) return 'one that is sent';
  if (capturedAt !== undefined) return 'one that is captured';
  return isPaid ? 'one that is paid' : null;
}

function isOpenWith(shipment: Shipment, wanted: readonly WantedLine[]): boolean {
  return shipment.shippedAt === undefined && isSameLines(shipment, wanted);
}

export function isSameLines({ lines }: Shipment, wanted: readonly WantedLine[]): boolean {
  const quantities = new Map(wanted.map(({ lineId, quantity }) => [lineId, quantity]));
  return quantities.size === lines.length && lines.every(({ lineId, quantity }) => quantities.get(lineId) === quantity);
}

function known(carriage: Carriage): Carriage {
  return Object.fromEntries(Object.entries(carriage).filter(([, value]) => value !== undefined));
}

function problem({ pointer }: Work, code: RefusalCode, said: { expected: string; given: string }): Problem {
  return { code, pointer, ...said };
}
