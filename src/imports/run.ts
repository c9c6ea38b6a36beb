/**
 * Takes an import in, slice after slice, a few at once, and tells each slice with the counts that are true then, in
 * one transaction. A process that dies leaves slices that were taken in and not told: they are taken in again under
 * their receipts, which answer what was done. So a row is counted once.
 * Called by import-job.ts; undoing is in undo.ts.
 */
import { inLanes } from '../core/feed/in-lanes.ts';
import type { ImportProgress } from '../core/imports/desk.ts';
import type { ImportState } from '../core/imports/import.ts';
import { type ImportWork, readTermsOf } from './import-work.ts';
import { packJson, unpackJson } from './packing.ts';
import type { SourceItem } from './source.ts';
import { addToTally, emptyTally, namesOf, type ReadSlice, readSlice, takeSlice } from './take-slice.ts';

const LANES_MAX = 4;

/** What a state that is being left becomes once nothing of it is under way. */
const ENDED: Partial<Record<ImportState, ImportState>> = { running: 'done', pausing: 'paused', canceling: 'canceled' };

/** False when it was stopped before its end. */
export async function run(work: ImportWork, signal: AbortSignal): Promise<boolean> {
  const record = await work.store.findImport(work.name);
  if (record === null) return true;
  // Somebody who wanted it to end may have died with it: what may have been under way then is told first.
  const isEnding = record.state !== 'running';
  const to = isEnding ? Math.min(record.slicesMade, record.slicesDone + LANES_MAX + 1) : record.slicesMade;
  const state = await takeSlices(work, { from: record.slicesDone, to, state: record.state, signal });
  if (state === null || signal.aborted) return state !== 'running';
  const after = await work.store.findImport(work.name);
  // It was told to end and then to go on, while the last slices were under way.
  if (state === 'running' && after !== null && after.slicesDone < after.slicesMade) return false;
  const end = ENDED[state];
  if (end !== undefined) await work.store.changeImport(work.name, { from: [state], to: end, at: work.clock() });
  return true;
}

type Span = { from: number; to: number; state: ImportState; signal: AbortSignal };

/** The state the import is in behind the last slice; null when somebody else does its slices. */
async function takeSlices(work: ImportWork, span: Span): Promise<ImportState | null> {
  const { store, name, clock, view } = work;
  let progress: ImportProgress = view.progress;
  const terms = readTermsOf(work, progress);
  const flow = { ...span };
  const results = inLanes(readSlices(work, terms, flow), {
    lanesMax: LANES_MAX,
    namesOf,
    work: async (slice) => ({ slice, outcomes: await takeSlice(slice, terms, false) }),
  });
  for await (const { slice, outcomes } of results) {
    progress = { ...progress, run: addToTally(progress.run ?? emptyTally(), slice.sources, outcomes) };
    const step = { kind: 'done', from: slice.sliceNo, outcomes: [await packJson(outcomes)] } as const;
    const state = await store.stepImport(name, { ...step, at: clock(), progress: JSON.stringify(progress) });
    if (state === null) return null;
    // Nothing more is begun; what is under way is told.
    if (state !== span.state) flow.to = 0;
    flow.state = state;
  }
  return flow.state;
}

/** `flow.to` may be set back meanwhile. */
async function* readSlices(
  { store, name }: ImportWork,
  terms: ReturnType<typeof readTermsOf>,
  flow: Span,
): AsyncGenerator<ReadSlice> {
  for (let sliceNo = flow.from; sliceNo < flow.to && !flow.signal.aborted; sliceNo++) {
    const slice = await store.findSlice(name, sliceNo);
    if (slice === null) throw new Error(`slice ${sliceNo} of import ${name.importId} must be there`);
    yield await readSlice(sliceNo, await unpackJson<SourceItem[]>(slice.items), terms);
  }
}
