/**
 * The rule of the upsert: what becomes of one draft beside the order it names. Pure; read it as a table.
 * Sameness is asked before status, so sending an order again stays safe after it has shipped (decision 1); and before the
 * revision, so sending a change again is safe too.
 * Called by plan.ts for every draft of a batch, in the batch's order.
 */
import type { OrderRow, SealedDraft } from '../command.ts';
import type { OrderStatus } from '../order.ts';
import type { Problem } from '../outcome.ts';

export type Decision =
  | { kind: 'create' }
  | { kind: 'keep'; existing: OrderRow }
  | { kind: 'replace'; existing: OrderRow }
  | { kind: 'refuse'; problem: Problem };

const LOCKED: ReadonlySet<OrderStatus> = new Set(['shipped', 'canceled']);

/** The orders a draft may mean: the one under its id (or null), and all under its key. */
export type Candidates = { byId: OrderRow | null; byKey: readonly OrderRow[] };

/** `fingerprint`: the draft's. */
export function decide(draft: SealedDraft, fingerprint: string, candidates: Candidates): Decision {
  const named = nameExisting(draft, candidates);
  if (named !== null && 'code' in named) return { kind: 'refuse', problem: named };
  if (named?.fingerprint === fingerprint) return { kind: 'keep', existing: named };
  const stale = revisionProblem(named, draft);
  if (stale !== null) return { kind: 'refuse', problem: stale };
  if (named === null) return { kind: 'create' };
  if (isLocked(named)) return { kind: 'refuse', problem: lockedProblem(named, draft.pointer) };
  if (hasShipments(named)) return { kind: 'refuse', problem: shipmentsProblem(named, draft.pointer) };
  return { kind: 'replace', existing: named };
}

/** An order with shipments is worked on shipment by shipment: as a whole it is neither replaced, shipped nor ended. */
export function hasShipments(row: { state: string }): boolean {
  return row.state.includes('"shipments":');
}

export function shipmentsProblem(row: OrderRow, pointer: string): Problem {
  const given = `order ${row.orderId}, which has some`;
  return { code: 'order_has_shipments', pointer, expected: 'an order without shipments', given };
}

export function isLocked(row: { status: OrderStatus }): boolean {
  return LOCKED.has(row.status);
}

export function lockedProblem(row: OrderRow, pointer: string): Problem {
  return {
    code: 'order_locked',
    pointer,
    expected: 'an order that is neither shipped nor canceled',
    given: `order ${row.orderId}, which is ${row.status}`,
  };
}

/** Null when the caller stated no revision, or the right one. An order that is not there is at revision 0. */
export function revisionProblem(
  row: OrderRow | null,
  { pointer, ifRevision }: { pointer: string; ifRevision?: number | undefined },
): Problem | null {
  if (ifRevision === undefined || ifRevision === (row?.revision ?? 0)) return null;
  return {
    code: 'revision_differs',
    pointer,
    expected: ifRevision === 0 ? 'no such order yet' : `the order at revision ${ifRevision}`,
    given: row === null ? 'no such order' : `order ${row.orderId}, which is at revision ${row.revision}`,
  };
}

export function unknownProblem(name: string, pointer: string): Problem {
  return { code: 'order_unknown', pointer, expected: 'the id of an order of this account', given: name };
}

/** The one order the draft names, null when it names none, or why it cannot be told. */
function nameExisting(draft: SealedDraft, candidates: Candidates): OrderRow | Problem | null {
  if (draft.orderId !== null) return nameById(draft, candidates.byId);
  const [first, second] = candidates.byKey;
  if (second === undefined) return first ?? null;
  return {
    code: 'order_id_needed',
    pointer: draft.pointer,
    expected: `an order id, for the key names orders split from one another: ${listIds(candidates.byKey)}`,
    given: `the order key ${JSON.stringify(draft.orderKey)} alone`,
  };
}

function nameById(draft: SealedDraft, byId: OrderRow | null): OrderRow | Problem {
  if (byId === null) return unknownProblem(String(draft.orderId), draft.pointer);
  if (draft.orderKey === null || draft.orderKey === byId.orderKey) return byId;
  return {
    code: 'order_key_differs',
    pointer: draft.pointer,
    expected: `the order key of order ${byId.orderId}, ${JSON.stringify(byId.orderKey)}, or none`,
    given: JSON.stringify(draft.orderKey),
  };
}

function listIds(rows: readonly OrderRow[]): string {
  return rows.map((row) => row.orderId).join(', ');
}
