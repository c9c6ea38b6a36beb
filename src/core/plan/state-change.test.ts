// Hold, restore, cancel, ship and tags as one table: operation, the order's status, and what becomes of it.
import { expect, test } from 'vitest';
import { ORDER_STATUSES, type OrderState, type OrderStatus } from '../order.ts';
import { momentFromInstant } from '../time.ts';
import { operate } from './lifecycle.ts';
import { rowOf } from './samples.ts';
import type { StateOperation } from './state-change.ts';

const monday = momentFromInstant(9_000, 'UTC');
const operations: Readonly<Record<string, object>> = {
  hold: { kind: 'hold' },
  'hold until': { kind: 'hold', until: monday },
  restore: { kind: 'restore' },
  cancel: { kind: 'cancel' },
  ship: { kind: 'ship', shipment: {} },
  'ship tracked': { kind: 'ship', shipment: { trackingNumber: 'T1' } },
};

function operated(name: string, status: OrderStatus, state: Partial<OrderState> = {}) {
  const operation = { pointer: '', target: { orderId: 1 }, ...operations[name] } as StateOperation;
  const row = rowOf({ status, content: null, state: JSON.stringify({ lines: [], ...state }) });
  const change = operate(row, operation, 5);
  if (change.kind === 'refuse') return change.problem.code;
  return change.kind === 'keep' ? 'kept' : change.row.status;
}

// In the order of ORDER_STATUSES: prepared, unpaid, open, held, outsourced, rejected, shipped, canceled.
const [unfit, locked] = ['order_status_unfit', 'order_locked'];
test.each([
  ['hold', [unfit, 'held', 'held', 'kept', unfit, 'held', locked, locked]],
  ['hold until', [unfit, 'held', 'held', 'held', unfit, 'held', locked, locked]],
  ['restore', [unfit, 'kept', 'kept', 'open', 'kept', 'kept', locked, locked]],
  ['cancel', ['canceled', 'canceled', 'canceled', 'canceled', 'canceled', 'canceled', locked, 'kept']],
  ['ship', [unfit, 'shipped', 'shipped', 'shipped', 'shipped', 'shipped', 'kept', locked]],
  ['ship tracked', [unfit, 'shipped', 'shipped', 'shipped', 'shipped', 'shipped', locked, locked]],
])('%s', (name, expected) => {
  expect(ORDER_STATUSES.map((status) => operated(name, status))).toEqual(expected);
});

test.each<[string, OrderStatus, Partial<OrderState>, string]>([
  ['restore', 'held', { hold: { from: 'unpaid' } }, 'unpaid'],
  ['hold until', 'held', { hold: { from: 'open', until: monday } }, 'kept'],
  ['hold', 'held', { hold: { from: 'open', until: monday } }, 'held'],
  ['ship tracked', 'shipped', { shipment: { trackingNumber: 'T1', carrierCode: 'c' } }, 'kept'],
  ['ship tracked', 'shipped', { shipment: { trackingNumber: 'T2' } }, 'order_locked'],
])('%s of an order that is %s with %j: %s', (name, status, state, expected) => {
  expect(operated(name, status, state)).toBe(expected);
});

function stateAfter(operation: object, status: OrderStatus, state: Partial<OrderState>) {
  const row = rowOf({ status, content: null, state: JSON.stringify({ lines: [], ...state }) });
  const change = operate(row, { pointer: '', target: { orderId: 1 }, ...operation } as StateOperation, 5);
  return change.kind === 'change' ? [change.row.revision, JSON.parse(change.row.state)] : change.kind;
}

test.each([
  [{ kind: 'tag', tagIds: [4, 4, 2] }, 'open', { tagIds: [2] }, [2, { lines: [], tagIds: [2, 4] }]],
  [{ kind: 'tag', tagIds: [2] }, 'shipped', { tagIds: [2] }, 'keep'],
  [{ kind: 'tag', tagIds: [3] }, 'shipped', {}, [2, { lines: [], tagIds: [3] }]],
  [{ kind: 'untag', tagIds: [2, 9] }, 'canceled', { tagIds: [2, 4] }, [2, { lines: [], tagIds: [4] }]],
  [{ kind: 'untag', tagIds: [2] }, 'open', { tagIds: [2] }, [2, { lines: [] }]],
  [{ kind: 'untag', tagIds: [2] }, 'open', {}, 'keep'],
  [{ kind: 'assign', assigneeId: 'u1' }, 'shipped', {}, [2, { lines: [], assigneeId: 'u1' }]],
  [{ kind: 'assign', assigneeId: 'u1' }, 'open', { assigneeId: 'u1' }, 'keep'],
  [{ kind: 'assign', assigneeId: null }, 'open', { assigneeId: 'u1' }, [2, { lines: [] }]],
  [{ kind: 'hold', until: monday }, 'unpaid', {}, [2, { lines: [], hold: { from: 'unpaid', until: monday } }]],
  [{ kind: 'hold' }, 'held', { hold: { from: 'unpaid', until: monday } }, [2, { lines: [], hold: { from: 'unpaid' } }]],
  [{ kind: 'cancel' }, 'held', { hold: { from: 'open' } }, [2, { lines: [] }]],
  [
    { kind: 'ship', shipment: { carrierCode: 'c' } },
    'held',
    { hold: { from: 'open' } },
    [2, { lines: [], shipment: { carrierCode: 'c' } }],
  ],
] as const)('%j of an order that is %s with %j leaves %j', (operation, status, state, expected) => {
  expect(stateAfter(operation, status, state as Partial<OrderState>)).toEqual(expected);
});
