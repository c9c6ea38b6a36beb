/**
 * Undoes an import: orders it created are deleted, orders it replaced are put back as they were. It is asked first
 * whether nothing of it has changed since; then every change states the revision the import left, so that what
 * somebody else did meanwhile stays. A slice is undone once, under a receipt of its own.
 * Called by import-job.ts, and the look before by the desk.
 */
import { hash } from 'node:crypto';
import type { BatchItem } from '../core/batch.ts';
import type { RevisionRow } from '../core/command.ts';
import type { ImportProgress } from '../core/imports/desk.ts';
import type { ImportName } from '../core/imports/import.ts';
import type { Order, OrderContent, OrderRef } from '../core/order.ts';
import type { ImportParts, ImportWork } from './import-work.ts';
import { unpackJson } from './packing.ts';
import type { ItemOutcome } from './take-slice.ts';

type UndoCounts = { deleted: number; restored: number; refused: number };
/** The first that a slice did to an order. */
type Done = { kind: 'created' | 'replaced'; order: OrderRef };
/** Told at most. */
const CHANGED_TOLD = 5;

/** False when it was stopped before its end. */
export async function undo(work: ImportWork, signal: AbortSignal): Promise<boolean> {
  const { store, name, clock } = work;
  const record = await store.findImport(name);
  if (record === null) return true;
  let progress: ImportProgress = work.view.progress;
  for (let sliceNo = record.slicesUndone; sliceNo < record.slicesDone; sliceNo++) {
    if (signal.aborted) return false;
    const counts = await undoSlice(work, sliceNo);
    const { deleted, restored, refused } = progress.undo ?? { deleted: 0, restored: 0, refused: 0 };
    const undone = {
      deleted: deleted + counts.deleted,
      restored: restored + counts.restored,
      refused: refused + counts.refused,
    };
    progress = { ...progress, undo: undone };
    const step = { kind: 'undone', from: sliceNo, count: 1, at: clock(), progress: JSON.stringify(progress) } as const;
    if ((await store.stepImport(name, step)) === null) return true;
  }
  const ended = progress.undo === null ? { ...progress, undo: { deleted: 0, restored: 0, refused: 0 } } : progress;
  await store.changeImport(name, { from: ['undoing'], to: 'undone', at: clock(), progress: JSON.stringify(ended) });
  return true;
}

/** What stands in the way of an undo, for a person; null when nothing does. */
export async function whatHasChanged(
  store: ImportParts['store'],
  name: ImportName,
  slices: number,
): Promise<string | null> {
  const changed: string[] = [];
  for (let sliceNo = 0; sliceNo < slices && changed.length < CHANGED_TOLD; sliceNo++) {
    const done = await doneIn(store, name, sliceNo);
    const looks = done.map(async ({ order: { orderId } }) => {
      const [found] = await store.findOrders(name.accountId, { orderId });
      if (found === undefined) return `order ${orderId} was deleted`;
      return hasChanged(found, name) ? `order ${orderId} is ${found.status} at revision ${found.revision}` : null;
    });
    changed.push(...(await Promise.all(looks)).filter((told) => told !== null));
  }
  return changed.length === 0 ? null : `orders have changed since: ${changed.slice(0, CHANGED_TOLD).join(', ')}`;
}

function hasChanged({ batchId, status, state }: Order, { importId }: ImportName): boolean {
  return batchId !== importId || status === 'shipped' || (state.shipments ?? []).length > 0;
}

async function undoSlice(work: ImportWork, sliceNo: number): Promise<UndoCounts> {
  const { store, intake, account, name } = work;
  const undoings = await Promise.all((await doneIn(store, name, sliceNo)).map((done) => undoingOf(work, done)));
  const items = undoings.flatMap(({ item }, label): BatchItem[] => (item === null ? [] : [{ ...item, label }]));
  const { outcomes } = await intake.takeIn(account, {
    items,
    receiptKey: `undo\n${name.importId}\n${sliceNo}`,
    batchId: undoIdOf(name),
    rules: { policy: 'independent', isDryRun: false, onDuplicate: 'sequence', isRecorded: false },
  });
  const refused = new Set(outcomes.flatMap(({ kind, label }) => (kind === 'refused' ? [label] : [])));
  const counts = { deleted: 0, restored: 0, refused: 0 };
  for (const [label, { counted, isRefused }] of undoings.entries()) {
    if (counted !== null) counts[isRefused || refused.has(label) ? 'refused' : counted] += 1;
  }
  return counts;
}

async function doneIn(store: ImportParts['store'], name: ImportName, sliceNo: number): Promise<readonly Done[]> {
  const slice = await store.findSlice(name, sliceNo);
  if (slice?.outcomes === undefined || slice.outcomes === null) {
    throw new Error(`slice ${sliceNo} of import ${name.importId} must be told`);
  }
  const outcomes = await unpackJson<ItemOutcome[]>(slice.outcomes);
  const byId = new Map<number, Done>();
  for (const { kind, orders } of outcomes) {
    if (kind !== 'created' && kind !== 'replaced') continue;
    for (const order of orders) if (!byId.has(order.orderId)) byId.set(order.orderId, { kind, order });
  }
  return [...byId.values()];
}

/**
 * `item` null: nothing is left to be done, or nothing may be. An order that several slices changed is counted where it
 * was changed first.
 */
type Undoing = { item: BatchItem | null; counted: 'deleted' | 'restored' | null; isRefused: boolean };

async function undoingOf({ store, name }: ImportWork, { kind, order }: Done): Promise<Undoing> {
  const { orderId } = order;
  const [found] = await store.findOrders(name.accountId, { orderId });
  const revisions = kind === 'created' ? [] : await store.listRevisions(name.accountId, orderId);
  const isFirst = revisions.findLast(({ revision }) => revision < order.revision)?.batchId !== name.importId;
  const counted = kind === 'created' ? 'deleted' : isFirst ? 'restored' : null;
  const isRefused = found !== undefined && found.batchId !== undoIdOf(name) && hasChanged(found, name);
  if (found === undefined || found.batchId !== name.importId || isRefused) return { item: null, counted, isRefused };
  const before = revisions.findLast(({ batchId, content }) => batchId !== name.importId && content !== null);
  return { item: itemOf(found, before), counted, isRefused: false };
}

function itemOf({ orderId, revision, isNumberClaimed }: Order, before: RevisionRow | undefined): BatchItem {
  if (before === undefined || before.content === null) {
    return { label: orderId, operation: { kind: 'delete', pointer: '', target: { orderId }, ifRevision: revision } };
  }
  const content = JSON.parse(before.content) as OrderContent;
  const aimed = { orderId, orderKey: null, ifRevision: revision, isNumberClaimed, isSplittable: false };
  return { label: orderId, draft: { pointer: '', linesPointer: '/lines', content, ...aimed } };
}

/** The batch that undoes an import; known from the import, so that a second try finds what the first has done. */
function undoIdOf({ importId }: ImportName): string {
  const digest = hash('sha256', `undo ${importId}`);
  return [
    digest.slice(0, 8),
    digest.slice(8, 12),
    `8${digest.slice(13, 16)}`,
    `8${digest.slice(17, 20)}`,
    digest.slice(20, 32),
  ].join('-');
}
