/**
 * The explicit operations on a stored order, in the same pure style as decide.ts: what the order becomes, that it
 * stays as it is, or why not. An operation that changes nothing is "kept": no revision, no event.
 * The fingerprint stays that of the last draft, so a caller who sends the same order again is still answered "kept".
 */
import type { OrderRow } from '../command.ts';
import type { Annotation, CompletionFields, NoteChange, Operation } from '../operation.ts';
import type { Extras, OrderContent, Payment } from '../order.ts';
import type { Problem } from '../outcome.ts';
import type { ReturnOperation } from '../returns/return.ts';
import type { ShipmentOperation } from '../shipments/shipment.ts';
import type { AllocationOperation } from '../stock/allocation.ts';
import { momentFromInstant } from '../time.ts';
import { anonymousDocument } from './anonymize.ts';
import { hasShipments, isLocked, lockedProblem, shipmentsProblem } from './decide.ts';
import type { Regrouping } from './regroup.ts';
import { changeState, type StateOperation } from './state-change.ts';

export type Change =
  | { kind: 'keep' }
  | { kind: 'change'; row: OrderRow; isPlaced: boolean }
  | { kind: 'refuse'; problem: Problem };

/** Those that change one order and make none. */
export type SingleOperation = Exclude<
  Operation,
  ShipmentOperation | ReturnOperation | AllocationOperation | Regrouping | { kind: 'label' | 'void' }
>;

/** `row.content` is loaded when `needsContent`. `at` is the clock's reading. */
export function operate(row: OrderRow, operation: SingleOperation, at: number): Change {
  switch (operation.kind) {
    case 'delete':
      if (hasShipments(row)) return { kind: 'refuse', problem: shipmentsProblem(row, operation.pointer) };
      return changed(row, { deletedAt: at }, at);
    case 'complete':
      return complete(row, operation, at);
    case 'annotate':
      return annotate(row, operation.annotation, at);
    case 'anonymize':
      return anonymize(row, at);
    default:
      return changedState(row, operation, at);
  }
}

const CONTENT_KINDS: ReadonlySet<string> = new Set([
  ...['complete', 'annotate', 'anonymize', 'split', 'merge'],
  ...['add_return', 'change_return'],
  ...['label', 'ship'],
]);

/** Only these look into the document. */
export function needsContent({ kind }: Operation): boolean {
  return CONTENT_KINDS.has(kind) || kind.endsWith('_shipment');
}

function changedState(row: OrderRow, operation: StateOperation, at: number): Change {
  const change = changeState(row, operation);
  if (change === null) return { kind: 'keep' };
  if ('code' in change) return { kind: 'refuse', problem: change };
  return changed(row, { status: change.status, state: JSON.stringify(change.state) }, at);
}

function complete(row: OrderRow, operation: Operation & { kind: 'complete' }, at: number): Change {
  if (isLocked(row)) return { kind: 'refuse', problem: lockedProblem(row, operation.pointer) };
  const before = contentOf(row);
  const isPlaced = row.status === 'prepared';
  const after = withFields(isPlaced ? placed(before, at) : before, operation.fields);
  const content = JSON.stringify(after);
  if (!isPlaced && content === row.content) return { kind: 'keep' };
  const facts = { ...row.facts, placedAt: after.placedAt?.at ?? row.facts.placedAt };
  const change = changed(row, { content, facts, status: isPlaced ? 'open' : row.status }, at);
  return { ...change, isPlaced };
}

/** A prepared order that states no date is placed by its completion. */
function placed(content: OrderContent, at: number): OrderContent {
  return { ...content, status: 'open', placedAt: content.placedAt ?? momentFromInstant(at, 'UTC') };
}

function anonymize(row: OrderRow, at: number): Change {
  const document = anonymousDocument({ content: row.content ?? '{}', state: row.state });
  if (document.content === row.content && document.state === row.state) return { kind: 'keep' };
  return changed(row, { ...document, facts: { ...row.facts, customerName: null } }, at);
}

function annotate(row: OrderRow, annotation: Annotation, at: number): Change {
  const before = contentOf(row);
  const after: OrderContent = {
    ...before,
    customerNote: noted(before.customerNote, annotation.customerNote),
    internalNote: noted(before.internalNote, annotation.internalNote),
    extras: mergedExtras(before.extras, annotation.extras),
  };
  const content = JSON.stringify(after);
  return content === row.content ? { kind: 'keep' } : changed(row, { content }, at);
}

function changed(row: OrderRow, fields: Partial<OrderRow>, at: number): Change & { kind: 'change' } {
  const after = { ...row, ...fields, revision: row.revision + 1, modifiedAt: at };
  return { kind: 'change', row: after, isPlaced: false };
}

function contentOf(row: OrderRow): OrderContent {
  if (row.content === null) throw new Error(`the content of order ${row.orderId} must be loaded for an operation`);
  return JSON.parse(row.content) as OrderContent;
}

function withFields(content: OrderContent, fields: CompletionFields): OrderContent {
  const { payment, extras, ...stated } = fields;
  const kept = Object.entries(stated).filter(([, value]) => value !== undefined);
  return {
    ...content,
    ...Object.fromEntries(kept),
    payment: mergedPayment(content.payment, payment),
    extras: mergedExtras(content.extras, extras),
  };
}

function mergedPayment(before: Payment | undefined, after: Payment | undefined): Payment | undefined {
  if (after === undefined) return before;
  const stated = Object.entries(after).filter(([, value]) => value !== undefined);
  return { ...before, ...Object.fromEntries(stated) };
}

function noted(before: string | undefined, change: NoteChange | undefined): string | undefined {
  if (change === undefined) return before;
  if (change.isReplacing || before === undefined || before === '') return change.text;
  return change.text === '' ? before : `${before}\n${change.text}`;
}

function mergedExtras(before: Extras | undefined, after: Extras | undefined): Extras | undefined {
  if (after === undefined) return before;
  const merged = { ...before };
  for (const [dialect, fields] of Object.entries(after)) {
    const stated = Object.entries(fields ?? {}).filter(([, value]) => value !== undefined);
    const entries = Object.entries({ ...merged[dialect], ...Object.fromEntries(stated) });
    merged[dialect] = Object.fromEntries(entries.filter(([, value]) => value !== null));
  }
  return merged;
}
