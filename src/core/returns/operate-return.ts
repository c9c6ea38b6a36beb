/**
 * The operations on the returns of an order. Units come back from a shipment that is complete, never more than left
 * with it; a line that has none left is skipped and the return is made of the others. Stock that was asked for stands
 * in the warehouse at once. A refund is recorded, not done: the same hook as a capture says whether it may be.
 * Pure but for the stock desk and the ids it is given; called by plan.ts.
 */
import type { IdSource, OrderRow } from '../command.ts';
import type { Operation } from '../operation.ts';
import type { LineState, OrderContent, OrderLine, OrderState } from '../order.ts';
import type { Problem, RefusalCode } from '../outcome.ts';
import type { Change } from '../plan/lifecycle.ts';
import { chargeOfUnits, offOf } from '../pricing/charge.ts';
import { type CaptureProvider, refundProblem } from '../shipments/capture.ts';
import { isComplete, type Shipment, type WantedLine } from '../shipments/shipment.ts';
import type { SlipRow } from '../slips.ts';
import type { StockDesk } from '../stock/stock-desk.ts';
import {
  type CostAsked,
  type Return,
  type ReturnLine,
  type ReturnOperation,
  refundableAmount,
  returnedQuantity,
} from './return.ts';

export type ReturnPlace = { stock: StockDesk; at: number; provider: CaptureProvider; ids: IdSource };
type Aimed = Operation & ReturnOperation;
type Work = ReturnPlace & { row: OrderRow; content: OrderContent; state: OrderState; pointer: string };
type Result = { returns: readonly Return[]; one: Return } | Problem | null;

export function isReturnOperation(operation: Operation): operation is Aimed {
  return operation.kind === 'add_return' || operation.kind === 'change_return';
}

export function operateReturn(
  row: OrderRow,
  operation: Aimed,
  place: ReturnPlace,
): { change: Change; slip: SlipRow | null } {
  if (row.content === null) throw new Error(`the content of order ${row.orderId} must be loaded for its returns`);
  const content = JSON.parse(row.content) as OrderContent;
  const state = JSON.parse(row.state) as OrderState;
  const work = { ...place, row, content, state, pointer: operation.pointer };
  const result = operation.kind === 'add_return' ? add(work, operation) : change(work, operation);
  if (result === null) return { change: { kind: 'keep' }, slip: null };
  if ('code' in result) return { change: { kind: 'refuse', problem: result }, slip: null };
  const after = {
    ...row,
    revision: row.revision + 1,
    modifiedAt: place.at,
    state: JSON.stringify({ ...state, returns: result.returns }),
  };
  return { change: { kind: 'change', row: after, isPlaced: false }, slip: slipOf(work, result.one) };
}

function slipOf({ row, content }: Work, { id, seq, returnedAt, isCompleted }: Return): SlipRow {
  return {
    kind: 'return',
    slipId: id,
    orderId: row.orderId,
    createdAt: returnedAt,
    status: isCompleted ? 'completed' : 'open',
    seq,
    warehouseId: null,
    customerId: content.customer?.id ?? null,
  };
}

function add(work: Work, operation: Aimed & { kind: 'add_return' }): Result {
  const { row, state, at, ids } = work;
  const returns = state.returns ?? [];
  const shipment = state.shipments?.find(({ seq }) => seq === operation.seq);
  if (shipment === undefined) {
    return problem(work, 'shipment_unknown', { expected: 'a shipment of the order', given: String(operation.seq) });
  }
  if (!isComplete(shipment)) {
    return problem(work, 'nothing_to_return', { expected: 'a shipment that has left', given: 'one that is open' });
  }
  const lines = linesBack(work, shipment, operation);
  if (lines.length === 0) {
    return problem(work, 'nothing_to_return', { expected: 'units that were sent and not returned', given: 'none' });
  }
  const [id = 0] = ids.nextLineIds(1);
  const made: Return = {
    id,
    seq: shipment.seq,
    returnedAt: operation.returnedAt ?? at,
    revision: row.revision + 1,
    lines,
    isRestocked: operation.restockTo !== null,
    costE4: operation.costE4,
    shippingE4: costOf(work, shipment, { asked: operation.shipping, of: 'shippingE4' }),
    handlingE4: operation.handling === 'of_shipment' ? 0 : operation.handling,
    discountE4:
      (operation.discount === 'of_shipment' ? offOfLines(work, lines) : null) ??
      costOf(work, shipment, { asked: operation.discount, of: 'discountE4' }),
    comment: operation.comment,
    isCompleted: false,
  };
  restock(work.stock, lines, operation.restockTo);
  const refunded = operation.isRefunding && unrefundable(work, made) === null;
  const one = refunded ? { ...withRefund(made, at), isCompleted: true } : made;
  return { returns: [...returns, one], one };
}

function change(work: Work, operation: Aimed & { kind: 'change_return' }): Result {
  const returns = work.state.returns ?? [];
  const before = returns.find(({ id }) => id === operation.returnId);
  if (before === undefined) {
    const given = String(operation.returnId);
    return problem(work, 'return_unknown', { expected: 'a return of the order', given });
  }
  const isRefunding = operation.isRefunding && before.refund === undefined;
  const reason = isRefunding ? unrefundable(work, before) : null;
  if (reason !== null) return problem(work, 'refund_failed', reason);
  const refunded = isRefunding ? withRefund(before, work.at) : before;
  const one = { ...refunded, isCompleted: before.isCompleted || operation.isCompleted };
  if (!isRefunding && one.isCompleted === before.isCompleted) return null;
  return { returns: returns.map((entry) => (entry === before ? one : entry)), one };
}

function withRefund(one: Return, at: number): Return {
  return { ...one, refund: { at, amountE4: refundableAmount(one) } };
}

/** Refunds of an order never come to more than the order did. */
function unrefundable({ content, state, provider }: Work, one: Return): { expected: string; given: string } | null {
  const reason = refundProblem(provider);
  if (reason !== null) return { expected: 'a payment that can be paid back', given: reason };
  const others = (state.returns ?? []).reduce((sum, { refund }) => sum + (refund?.amountE4 ?? 0), 0);
  const left = worthOf(content) - others;
  const amountE4 = refundableAmount(one);
  if (amountE4 >= 0 && amountE4 <= left) return null;
  return { expected: `an amount from 0 to ${left} ten-thousandths`, given: String(amountE4) };
}

function worthOf({ lines, shippingE4 = 0, taxE4, discountE4 = 0 }: OrderContent): number {
  const goodsE4 = lines.reduce((sum, line) => sum + (line.unitPriceE4 ?? 0) * line.quantity, 0);
  const linesTaxE4 = lines.reduce((sum, line) => sum + (line.taxE4 ?? 0), 0);
  return goodsE4 + (taxE4 ?? linesTaxE4) + shippingE4 - discountE4;
}

/** The lines that can be had, with ids of their own; asked for more units than are left, a line is skipped whole. */
function linesBack(work: Work, shipment: Shipment, operation: Aimed & { kind: 'add_return' }): readonly ReturnLine[] {
  const { content, state, ids } = work;
  const left = shipment.lines.map(({ lineId, quantity }) => {
    const back = returnedQuantity(state.returns ?? [], { seq: shipment.seq, lineId });
    return { lineId, quantity: quantity - back, back };
  });
  const wanted: readonly WantedLine[] = operation.lines ?? left;
  const had = wanted.flatMap(({ lineId, quantity }) => {
    const there = left.find((line) => line.lineId === lineId);
    const index = state.lines.findIndex(({ id }) => id === lineId);
    const line = content.lines[index];
    if (there === undefined || line === undefined || quantity < 1 || quantity > there.quantity) return [];
    const itemId = shipment.lines.find((sent) => sent.lineId === lineId)?.itemId;
    const span = { before: returnedInAll(state.returns ?? [], lineId), units: quantity, of: line.quantity };
    return [{ lineId, quantity, line, taxed: taxOfUnits(line, state.lines[index]?.charge, span), itemId }];
  });
  const lineIds = ids.nextLineIds(had.length);
  return had.map(({ lineId, quantity, line, taxed, itemId }, index) => ({
    id: lineIds[index] ?? 0,
    lineId,
    quantity,
    priceE4: line.unitPriceE4 ?? 0,
    ...taxed,
    ...(operation.restockTo === null || itemId === undefined ? {} : { itemId }),
  }));
}

function returnedInAll(returns: readonly Return[], lineId: number): number {
  const lines = returns.flatMap((one) => one.lines).filter((line) => line.lineId === lineId);
  return lines.reduce((sum, { quantity }) => sum + quantity, 0);
}

type Span = { before: number; units: number; of: number };

/** As the server worked it out, else as the line states it, on top: however a line comes back, its shares add up. */
function taxOfUnits({ taxE4 = 0 }: OrderLine, charge: LineState['charge'], span: Span) {
  const stated = { name: '', rateE4: 0, isAdded: true, amountE4: taxE4 };
  const { tax } = chargeOfUnits({ tax: charge?.tax ?? stated }, span);
  return { taxE4: tax?.amountE4 ?? 0, ...(tax?.isAdded === false ? { isTaxIncluded: true as const } : {}) };
}

/** What vouchers took off the units that come back; null where nobody worked that out by line. */
function offOfLines({ content, state }: Work, lines: readonly ReturnLine[]): number | null {
  const charges = lines.flatMap(({ lineId, quantity }) => {
    const index = state.lines.findIndex(({ id }) => id === lineId);
    const charge = state.lines[index]?.charge;
    const of = content.lines[index]?.quantity ?? 0;
    const before = returnedInAll(state.returns ?? [], lineId);
    return charge?.offs === undefined ? [] : [chargeOfUnits(charge, { before, units: quantity, of })];
  });
  return charges.length === 0 ? null : offOf(charges);
}

/** Costs of the order stand on its first shipment. */
function costOf(
  { content, state }: Work,
  { seq }: Shipment,
  { asked, of }: { asked: CostAsked; of: 'shippingE4' | 'discountE4' },
): number {
  if (asked !== 'of_shipment') return asked;
  if (state.shipments?.[0]?.seq !== seq) return 0;
  const taken = (state.returns ?? []).reduce((sum, one) => sum + one[of], 0);
  return Math.max(0, (content[of] ?? 0) - taken);
}

function restock(stock: StockDesk, lines: readonly ReturnLine[], warehouseId: number | null): void {
  if (warehouseId === null) return;
  for (const { itemId, quantity } of lines) {
    if (itemId !== undefined) stock.receive(itemId, { warehouseId, quantity });
  }
}

function problem({ pointer }: Work, code: RefusalCode, said: { expected: string; given: string }): Problem {
  return { code, pointer, ...said };
}
