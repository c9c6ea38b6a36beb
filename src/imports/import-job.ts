/**
 * The job of an import: whatever its state asks for is done, as long as it takes, by one process at a time, which holds
 * the job by renewing its claim. A process that dies leaves the job to the next one, which goes on where it was told
 * last. A fault of the store is tried again after a pause.
 * Run by a worker of its own (jobs/worker.ts), so that no import stands in the way of anything else.
 */
import type { AccountStore } from '../core/accounts.ts';
import type { Job } from '../core/jobs.ts';
import type { JobKind, JobResult, WorkerBounds } from '../jobs/worker.ts';
import { viewOf } from './import-record.ts';
import { type ImportParts, type ImportWork, readerIn } from './import-work.ts';

export type ImportJobParts = ImportParts & { store: Pick<AccountStore, 'findAccount'> };

/** An import may take hours; a claim that is not renewed lapses within seconds. */
export const IMPORT_BOUNDS: WorkerBounds = { runningMax: 2, tryMsMax: 600_000, leaseMs: 15_000 };

const SECOND_MS = 1_000;
/** A store that is away comes back, or an operator looks at it. */
const RETRY_MS = [1, 2, 5, 10, 30, 60, 120, 300, 600, 1_800, 3_600].map((seconds) => seconds * SECOND_MS);

export function importKind(parts: ImportJobParts): JobKind {
  return { run: (job, signal) => work(job, parts, signal), retryMs: RETRY_MS };
}

async function work(job: Job, parts: ImportJobParts, signal: AbortSignal): Promise<JobResult> {
  const { importId } = JSON.parse(job.payload) as { importId: string };
  const name = { accountId: job.accountId, importId };
  const record = await parts.store.findImport(name);
  const account = await parts.store.findAccount(job.accountId);
  if (record === null || account === null) return { kind: 'done', note: 'the import is gone' };
  const step = STEPS[record.state];
  if (step === undefined) return { kind: 'done', note: record.state };
  const readerOf = (shape: string) => readerIn(parts.readers, shape);
  const isAtEnd = await step({ ...parts, name, account, view: viewOf(record), readerOf }, signal);
  return isAtEnd ? { kind: 'done', note: record.state } : { kind: 'later', note: record.state };
}

type Step = (work: ImportWork, signal: AbortSignal) => Promise<boolean>;

// Loaded when an import first needs them, and not by every start.
const run: Step = async (work, signal) => (await import('./run.ts')).run(work, signal);
const STEPS: Partial<Record<string, Step>> = {
  validating: async (work, signal) => (await import('./validate.ts')).validate(work, signal),
  running: run,
  pausing: run,
  canceling: run,
  undoing: async (work, signal) => (await import('./undo.ts')).undo(work, signal),
};
