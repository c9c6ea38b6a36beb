/**
 * Reads the file of an import to its end: cuts it into slices, keeps them, and asks of every slice by a dry run what
 * would become of it. Begun anew when its process died: what was kept of it is dropped first.
 * Called by import-job.ts.
 */
import { inLanes } from '../core/feed/in-lanes.ts';
import type { ImportProgress, ImportTally } from '../core/imports/desk.ts';
import type { ImportState } from '../core/imports/import.ts';
import { LIMITS } from '../core/limits.ts';
import { fileBytes } from './file-bytes.ts';
import { jobOf, NO_PROGRESS } from './import-record.ts';
import { type ImportWork, readTermsOf } from './import-work.ts';
import { packJson } from './packing.ts';
import { type FileReading, readFile } from './read-file.ts';
import { type SourceItem, UnreadableFile } from './source.ts';
import { addToTally, emptyTally, namesOf, type ReadSlice, readSlice, takeSlice } from './take-slice.ts';

const LANES_MAX = 4;

/** False when it was stopped before its end. */
export async function validate(work: ImportWork, signal: AbortSignal): Promise<boolean> {
  const { name, store, clock } = work;
  const begun = { from: ['validating'], to: 'validating', at: clock(), dropsSlices: true } as const;
  if (!(await store.changeImport(name, { ...begun, progress: JSON.stringify(NO_PROGRESS) }))) return true;
  try {
    const { settings } = work.view;
    const fields = work.readerOf('native').fields ?? {};
    const tables = [...work.readers.values()].flatMap(({ tables = [] }) => tables);
    const reading = await readFile(fileBytes(store, name), { ...settings, fields, tables });
    return await readToEnd(work, reading, signal);
  } catch (error) {
    if (!(error instanceof UnreadableFile)) throw error;
    const progress = JSON.stringify({ ...NO_PROGRESS, note: error.message });
    await store.changeImport(name, { from: ['validating'], to: 'failed', at: clock(), progress });
    return true;
  }
}

async function readToEnd(work: ImportWork, reading: FileReading, signal: AbortSignal): Promise<boolean> {
  const { store, name, clock } = work;
  const { format, table } = reading;
  const known = { ...NO_PROGRESS, format, columns: table?.columns ?? null, mapping: table?.mapping ?? null };
  const terms = readTermsOf(work, known);
  let tally = emptyTally();
  let made = 0;
  const results = inLanes(slices(reading.items, terms, signal), {
    lanesMax: LANES_MAX,
    namesOf,
    work: async (slice) => {
      const [outcomes, document] = await Promise.all([takeSlice(slice, terms, true), packJson(slice.sources)]);
      return { slice, outcomes, document };
    },
  });
  for await (const { slice, outcomes, document } of results) {
    tally = addToTally(tally, slice.sources, outcomes);
    const progress = JSON.stringify({ ...known, validation: tally });
    const state = await store.stepImport(name, { kind: 'made', from: made, items: [document], at: clock(), progress });
    made += 1;
    if (state !== 'validating') return true;
  }
  if (signal.aborted) return false;
  await finish(work, known, tally);
  return true;
}

async function* slices(
  items: AsyncIterable<SourceItem>,
  terms: ReturnType<typeof readTermsOf>,
  signal: AbortSignal,
): AsyncGenerator<ReadSlice> {
  let sources: SourceItem[] = [];
  let sliceNo = 0;
  for await (const item of items) {
    if (signal.aborted) return;
    sources.push(item);
    if (sources.length < LIMITS.streamSliceLines) continue;
    yield await readSlice(sliceNo, sources, terms);
    sliceNo += 1;
    sources = [];
  }
  if (sources.length > 0) yield await readSlice(sliceNo, sources, terms);
}

/** The file stays until it is committed: another mapping reads it again. */
async function finish(
  { name, store, clock, view }: ImportWork,
  known: ImportProgress,
  validation: ImportTally,
): Promise<void> {
  const { onValidated } = view.settings;
  const isCommitted =
    onValidated === 'commit' || (onValidated === 'commit_if_clean' && validation.counts.refused === 0);
  const to: ImportState = isCommitted ? 'running' : 'validated';
  const at = clock();
  const change = { from: ['validating'], to, at, progress: JSON.stringify({ ...known, validation }) } as const;
  const begins = isCommitted ? { dropsFile: true, job: jobOf(name.importId, at) } : {};
  await store.changeImport(name, { ...change, ...begins });
}
