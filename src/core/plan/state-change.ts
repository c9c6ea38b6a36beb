/**
 * Operations on what the server keeps of an order beside its content: hold, restore, cancel, ship, tags, who works on it.
 * They never look into the content, so nothing but the row is loaded for them. Pure; called by lifecycle.ts.
 *
 *             prepared  unpaid, open, rejected  held       outsourced  shipped  canceled
 *   hold      unfit     held                    held       unfit       locked   locked
 *   restore   unfit     kept                    as before  kept        locked   locked
 *   cancel    canceled  canceled                canceled   canceled    locked   kept
 *   ship      unfit     shipped                 shipped    shipped     (same)   locked
 *   tag, untag, assign: any status              (same): kept when it states the same shipment, else locked
 */
import type { OrderRow } from '../command.ts';
import type { Operation } from '../operation.ts';
import type { OrderState, OrderStatus, ShipmentFacts } from '../order.ts';
import type { Problem } from '../outcome.ts';
import type { Moment } from '../time.ts';
import { hasShipments, isLocked, lockedProblem, shipmentsProblem } from './decide.ts';

export type StateOperation = Extract<
  Operation,
  { kind: 'hold' | 'restore' | 'cancel' | 'ship' | 'tag' | 'untag' | 'assign' }
>;

/** What the row's status and state become, null when it is so already, or why not. */
export type StateChange = { status: OrderStatus; state: OrderState } | Problem | null;

export function changeState(row: OrderRow, operation: StateOperation): StateChange {
  const state = JSON.parse(row.state) as OrderState;
  switch (operation.kind) {
    case 'tag':
      return tagged(row, state, [...(state.tagIds ?? []), ...operation.tagIds]);
    case 'untag':
      return tagged(row, state, state.tagIds?.filter((id) => !operation.tagIds.includes(id)) ?? []);
    case 'assign':
      return assign(row, state, operation.assigneeId ?? undefined);
    case 'cancel':
      return shipmentsOf(row, operation) ?? cancel(row, state, operation);
    case 'ship':
      return shipmentsOf(row, operation) ?? ship(row, state, operation);
    case 'hold':
      return lockOf(row, operation) ?? hold(row, state, operation);
    case 'restore':
      return lockOf(row, operation) ?? restore(row, state, operation);
  }
}

function tagged(row: OrderRow, state: OrderState, ids: readonly number[]): StateChange {
  const tagIds = [...new Set(ids)];
  if (tagIds.length === (state.tagIds?.length ?? 0)) return null;
  return { status: row.status, state: { ...state, tagIds: tagIds.length === 0 ? undefined : tagIds } };
}

function assign(row: OrderRow, state: OrderState, assigneeId: string | undefined): StateChange {
  return state.assigneeId === assigneeId ? null : { status: row.status, state: { ...state, assigneeId } };
}

function cancel(row: OrderRow, state: OrderState, operation: StateOperation): StateChange {
  if (row.status === 'canceled') return null;
  return lockOf(row, operation) ?? { status: 'canceled', state: { ...state, hold: undefined } };
}

function ship(row: OrderRow, state: OrderState, operation: StateOperation & { kind: 'ship' }): StateChange {
  if (row.status === 'shipped' && isSameShipment(state.shipment ?? {}, operation.shipment)) return null;
  if (row.status === 'prepared') return unfitProblem(row, operation, 'an order that was placed');
  return (
    lockOf(row, operation) ?? { status: 'shipped', state: { ...state, hold: undefined, shipment: operation.shipment } }
  );
}

function hold(row: OrderRow, state: OrderState, operation: StateOperation & { kind: 'hold' }): StateChange {
  if (row.status === 'prepared' || row.status === 'outsourced') {
    return unfitProblem(row, operation, 'an order that was placed and is not with somebody else');
  }
  const from = row.status === 'held' ? (state.hold?.from ?? 'open') : row.status;
  const { until } = operation;
  if (row.status === 'held' && isSameMoment(state.hold?.until, until)) return null;
  return { status: 'held', state: { ...state, hold: { from, until } } };
}

function restore(row: OrderRow, state: OrderState, operation: StateOperation): StateChange {
  if (row.status === 'prepared') return unfitProblem(row, operation, 'an order that was placed');
  if (row.status !== 'held') return null;
  return { status: state.hold?.from ?? 'open', state: { ...state, hold: undefined } };
}

function shipmentsOf(row: OrderRow, { pointer }: StateOperation): Problem | null {
  return hasShipments(row) && !isLocked(row) ? shipmentsProblem(row, pointer) : null;
}

function lockOf(row: OrderRow, { pointer }: StateOperation): Problem | null {
  return isLocked(row) ? lockedProblem(row, pointer) : null;
}

function unfitProblem(row: OrderRow, { pointer }: StateOperation, expected: string): Problem {
  return { code: 'order_status_unfit', pointer, expected, given: `order ${row.orderId}, which is ${row.status}` };
}

/** What the caller left out this time does not speak against it. */
function isSameShipment(before: ShipmentFacts, stated: ShipmentFacts): boolean {
  const { shippedAt, ...texts } = stated;
  if (shippedAt !== undefined && !isSameMoment(before.shippedAt, shippedAt)) return false;
  return Object.entries(texts).every(
    ([name, text]) => text === undefined || before[name as keyof typeof texts] === text,
  );
}

function isSameMoment(a: Moment | undefined, b: Moment | undefined): boolean {
  return a?.at === b?.at && a?.wall === b?.wall && a?.zone === b?.zone;
}
