/**
 * Asks warehouses that have a say (allocation.ts), once a command is decided: for every order it has touched, a request
 * for units of such a warehouse that no request stands for yet, a question where the order waits and a warehouse must
 * accept first. Requests that an order has gone on without are outdated. With each comes its slip, its event and the
 * job that ends the asking. Nothing is looked at where no warehouse of the account is asked.
 * Called by plan.ts, last of all.
 */
import type { IdSource, OrderEvent, OrderRow } from '../command.ts';
import type { JobDraft } from '../jobs.ts';
import type { OrderState } from '../order.ts';
import type { SlipRow } from '../slips.ts';
import {
  type AllocationLine,
  type AllocationRequest,
  type AskedWarehouse,
  END_ASKING,
  type EndAsking,
  type StockCheck,
} from './allocation.ts';
import { mayHold } from './settle.ts';
import { isWaiting } from './supply.ts';

export type Asking = { warehouses: readonly AskedWarehouse[]; at: number; ids: IdSource };
export type Asked = {
  row: OrderRow;
  slips: readonly SlipRow[];
  events: readonly OrderEvent[];
  jobs: readonly JobDraft[];
};

/** `stored`: the requests as they stand in the store. Null when there is nothing to write. */
export function askWarehouses(row: OrderRow, stored: OrderState['allocations'], asking: Asking): Asked | null {
  if (asking.warehouses.length === 0 && stored === undefined) return null;
  const state = JSON.parse(row.state) as OrderState;
  const isWaitingOrder = row.deletedAt === null && row.status !== 'prepared' && mayHold(row.status);
  const isOpen = isWaitingOrder && state.shipments === undefined;
  const allocations = isOpen ? requested(state, asking) : closed(state.allocations);
  const checks = isOpen ? checked(state, asking) : state.checks;
  const changed = (allocations ?? []).filter((one) => stored?.find(({ id }) => id === one.id)?.status !== one.status);
  const asked = (checks ?? []).filter((check) => !state.checks?.includes(check));
  if (changed.length === 0 && asked.length === 0) return null;
  const made = changed.filter(({ status }) => status === 'allocated');
  const after = { ...state, allocations, checks };
  return {
    row: { ...row, state: JSON.stringify(after) },
    slips: changed.map((request) => slipOf(row, request)),
    events: [
      ...made.map(({ id }) => eventOf(row, 'allocation.created', id)),
      ...changed.flatMap(({ id, status }) => (status === 'outdated' ? eventOf(row, 'allocation.changed', id) : [])),
      ...asked.map(({ warehouseId }) => eventOf(row, 'check.created', warehouseId)),
    ],
    jobs: [
      ...made.map(({ id, expiresAt }) => jobOf(`request ${id}`, expiresAt, { orderId: row.orderId, requestId: id })),
      ...asked.map(({ warehouseId, expiresAt }) =>
        jobOf(`check ${row.orderId} ${warehouseId}`, expiresAt, { orderId: row.orderId, warehouseId }),
      ),
    ],
  };
}

/** Ids for requests: one a warehouse for every order that a command may touch. */
export function requestIdsMax(warehouses: readonly AskedWarehouse[], orders: number): number {
  return orders * warehouses.filter(({ flow }) => flow === 'confirm').length;
}

function requested(state: OrderState, asking: Asking): OrderState['allocations'] {
  let requests = state.allocations ?? [];
  for (const warehouse of asking.warehouses) {
    if (warehouse.flow !== 'confirm') continue;
    const { warehouseId } = warehouse;
    if (uncovered(state, requests, warehouseId).some(({ quantity }) => quantity < 0)) {
      requests = requests.map((one) => (one.warehouseId === warehouseId ? outdated(one) : one));
    }
    const lines = uncovered(state, requests, warehouseId).filter(({ quantity }) => quantity > 0);
    if (lines.length > 0) requests = [...requests, requestOf(warehouse, lines, asking)];
  }
  return requests.length === 0 ? undefined : requests;
}

/** What every line holds of the warehouse and no request stands for; below zero where a request stands for more. */
function uncovered(
  { lines }: OrderState,
  requests: readonly AllocationRequest[],
  warehouseId: number,
): readonly AllocationLine[] {
  const standing = requests.filter(
    (one) => one.warehouseId === warehouseId && (one.status === 'allocated' || one.status === 'confirmed'),
  );
  const covered = (lineId: number) =>
    standing.flatMap((one) => one.lines).reduce((sum, line) => (line.lineId === lineId ? sum + line.quantity : sum), 0);
  return lines.flatMap(({ id, stock }) => {
    if (stock === undefined) return [];
    const taken = stock.takings.filter((taking) => taking.warehouseId === warehouseId);
    const held = taken.reduce((sum, { quantity }) => sum + quantity, 0);
    return [{ lineId: id, itemId: stock.itemId, quantity: held - covered(id) }];
  });
}

function requestOf(
  { warehouseId, answerMs }: AskedWarehouse,
  lines: readonly AllocationLine[],
  { at, ids }: Asking,
): AllocationRequest {
  const [id = 0] = ids.nextLineIds(1);
  return { id, warehouseId, lines, status: 'allocated', createdAt: at, expiresAt: at + answerMs };
}

function checked(state: OrderState, { warehouses, at }: Asking): OrderState['checks'] {
  const known = state.checks ?? [];
  const isShort = state.lines.some(({ stock, supply }) => (stock?.short ?? 0) > 0 && !isWaiting(supply));
  if (!isShort) return state.checks;
  const asked = warehouses.flatMap(({ warehouseId, flow, answerMs }): StockCheck[] => {
    if (flow !== 'check_first' || known.some((one) => one.warehouseId === warehouseId)) return [];
    return [{ warehouseId, status: 'asked', askedAt: at, expiresAt: at + answerMs }];
  });
  return known.length + asked.length === 0 ? undefined : [...known, ...asked];
}

function closed(requests: OrderState['allocations']): OrderState['allocations'] {
  return requests?.map(outdated);
}

function outdated(request: AllocationRequest): AllocationRequest {
  return request.status === 'allocated' ? { ...request, status: 'outdated' } : request;
}

function slipOf({ orderId }: OrderRow, { id, warehouseId, status, createdAt }: AllocationRequest): SlipRow {
  const named = { seq: null, warehouseId, customerId: null };
  return { kind: 'allocation', slipId: id, orderId, createdAt, status, ...named };
}

function eventOf({ orderId, revision }: OrderRow, kind: OrderEvent['kind'], about: number): OrderEvent {
  return { orderId, kind, revision, about };
}

function jobOf(name: string, dueAt: number, payload: EndAsking): JobDraft {
  return { kind: END_ASKING, name, dueAt, payload: JSON.stringify(payload) };
}
