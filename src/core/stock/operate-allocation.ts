/**
 * The answers of warehouses (allocation.ts has the states). What a warehouse does not give is taken from the others that
 * have not refused it, and what nobody has the order waits for. An answer stands: it is given once.
 * Pure but for the stock desk, whose changes the caller undoes when this refuses. Called by plan.ts.
 */
import type { OrderRow } from '../command.ts';
import type { Operation } from '../operation.ts';
import type { LineState, OrderState } from '../order.ts';
import type { Problem, RefusalCode } from '../outcome.ts';
import type { Change } from '../plan/lifecycle.ts';
import type { AllocationOperation, AllocationRequest, StockCheck } from './allocation.ts';
import { heldOf, type LineStock } from './levels.ts';
import type { StockDesk } from './stock-desk.ts';
import { isWaiting } from './supply.ts';

export type AllocationPlace = { stock: StockDesk; at: number };
type Aimed = Operation & AllocationOperation;
type Work = AllocationPlace & { row: OrderRow; state: OrderState; pointer: string };

export function isAllocationOperation(operation: Operation): operation is Aimed {
  return operation.kind === 'answer_allocation' || operation.kind === 'answer_check';
}

export function operateAllocation(
  row: OrderRow,
  operation: Aimed,
  place: AllocationPlace,
): { change: Change; about: number } {
  const work = { ...place, row, state: JSON.parse(row.state) as OrderState, pointer: operation.pointer };
  const about = operation.kind === 'answer_allocation' ? operation.requestId : operation.warehouseId;
  const result = operation.kind === 'answer_allocation' ? answerRequest(work, operation) : answerCheck(work, operation);
  if (result === null) return { change: { kind: 'keep' }, about };
  if ('code' in result) return { change: { kind: 'refuse', problem: result }, about };
  const after = { ...row, revision: row.revision + 1, modifiedAt: place.at, state: JSON.stringify(result) };
  return { change: { kind: 'change', row: after, isPlaced: false }, about };
}

type Result = OrderState | Problem | null;

function answerRequest(work: Work, { requestId, answer }: Aimed & { kind: 'answer_allocation' }): Result {
  const { state } = work;
  const request = state.allocations?.find(({ id }) => id === requestId);
  if (request === undefined) {
    const said = { expected: 'an allocation request of the order', given: String(requestId) };
    return problem(work, 'allocation_unknown', said);
  }
  const isLate = request.status === 'timed_out' && answer === 'confirmed';
  if (request.status !== 'allocated' && !isLate) {
    return problem(work, 'allocation_answered', { expected: 'a request that is open', given: request.status });
  }
  const lines = answer === 'confirmed' ? (isLate ? takenLate(work, request) : state.lines) : letGo(work, request);
  if ('code' in lines) return lines;
  const allocations = state.allocations?.map((one) => (one === request ? { ...one, status: answer } : one));
  return { ...state, lines, allocations };
}

/** Every unit of the request, from its own warehouse, as long as the order waits for them. */
function takenLate(work: Work, { warehouseId, lines }: AllocationRequest): readonly LineState[] | Problem {
  let states = work.state.lines;
  for (const { lineId, itemId, quantity } of lines) {
    const held = states.find(({ id }) => id === lineId)?.stock;
    if (held === undefined || held.itemId !== itemId || held.short < quantity || !isWaitingOrder(work)) {
      const said = { expected: 'units that the order waits for', given: `${quantity} of line ${lineId}` };
      return problem(work, 'allocation_failed', said);
    }
    const takings = work.stock.take(itemId, quantity, { only: warehouseId });
    if (heldOf(takings) < quantity) return shortProblem(work, quantity);
    const after = { itemId, takings: [...held.takings, ...takings], short: held.short - quantity };
    states = states.map((line) => (line.id === lineId ? { ...line, stock: after } : line));
  }
  return states;
}

/** The units go back, and are looked for in the warehouses that have not refused. */
function letGo({ state, stock }: Work, request: AllocationRequest): readonly LineState[] {
  const refused = (state.allocations ?? []).filter(({ status }) => status === 'rejected' || status === 'timed_out');
  const except = new Set([request.warehouseId, ...refused.map(({ warehouseId }) => warehouseId)]);
  return state.lines.map((line) => {
    const asked = request.lines.find(({ lineId }) => lineId === line.id);
    if (asked === undefined || line.stock === undefined) return line;
    const { itemId, takings, short } = line.stock;
    const { kept, given } = without(takings, request.warehouseId, asked.quantity);
    stock.giveBack(itemId, given);
    const more = stock.take(itemId, heldOf(given), { except });
    const after: LineStock = { itemId, takings: [...kept, ...more], short: short + heldOf(given) - heldOf(more) };
    return { ...line, stock: after };
  });
}

function answerCheck(work: Work, { warehouseId, answer }: Aimed & { kind: 'answer_check' }): Result {
  const { state } = work;
  const check = state.checks?.find((one) => one.warehouseId === warehouseId);
  if (check === undefined || (check.status === 'asked' && !isWaitingOrder(work))) {
    const said = { expected: 'an order that waits for the warehouse', given: `warehouse ${warehouseId}` };
    return problem(work, 'allocation_failed', said);
  }
  if (check.status === answer) return null;
  if (check.status !== 'asked') {
    return problem(work, 'allocation_answered', { expected: 'a question that is open', given: check.status });
  }
  const lines = answer === 'accepted' ? takenFrom(work, warehouseId) : state.lines;
  if ('code' in lines) return lines;
  const checks = state.checks?.map((one): StockCheck => (one === check ? { ...one, status: answer } : one));
  return { ...state, lines, checks };
}

/** All that the order waits for, or nothing. */
function takenFrom(work: Work, warehouseId: number): readonly LineState[] | Problem {
  const states: LineState[] = [];
  for (const line of work.state.lines) {
    if (line.stock === undefined || line.stock.short === 0 || isWaiting(line.supply)) {
      states.push(line);
      continue;
    }
    const { itemId, takings, short } = line.stock;
    const taken = work.stock.take(itemId, short, { only: warehouseId });
    if (heldOf(taken) < short) return shortProblem(work, short);
    states.push({ ...line, stock: { itemId, takings: [...takings, ...taken], short: 0 } });
  }
  const isAnything = states.some((line, index) => line !== work.state.lines[index]);
  if (isAnything) return states;
  return problem(work, 'allocation_failed', { expected: 'an order that waits for units', given: 'one that has all' });
}

/** From the end, where what was taken last stands. */
function without(takings: LineStock['takings'], warehouseId: number, quantity: number) {
  let left = quantity;
  const kept = takings.toReversed().flatMap((taking) => {
    if (taking.warehouseId !== warehouseId) return [taking];
    const cut = Math.min(left, taking.quantity);
    left -= cut;
    return cut === taking.quantity ? [] : [{ ...taking, quantity: taking.quantity - cut }];
  });
  return { kept: kept.toReversed(), given: left === quantity ? [] : [{ warehouseId, quantity: quantity - left }] };
}

/** Placed, and neither ended nor on its way. */
function isWaitingOrder({ row, state }: Work): boolean {
  return ['unpaid', 'open', 'held', 'outsourced'].includes(row.status) && state.shipments === undefined;
}

function shortProblem(work: Work, quantity: number): Problem {
  const said = { expected: 'units that are in the warehouse', given: String(quantity) };
  return problem(work, 'line_short_of_stock', said);
}

function problem({ pointer }: Work, code: RefusalCode, said: { expected: string; given: string }): Problem {
  return { code, pointer, ...said };
}
