/**
 * Runs jobs that are due: claims as many as it may run at once, tries each, and says how it went. What fails is tried
 * again after longer and longer pauses and given up at last; what a dead process had claimed is due again when its
 * claim lapses. Any number of workers, on any number of nodes, share the jobs of one store.
 * Started and stopped by main.ts. Never throws: a fault is told, and the next round tries again.
 */
import type { Job, JobEnd, JobStore } from '../core/jobs.ts';

/** `later`: the try could not be made to its end; `failed`: it was, in vain; `given_up`: so is every further one. */
export type JobResult = { kind: 'done' | 'failed' | 'later' | 'given_up'; note: string };

export type JobKind = {
  /** The signal is aborted when the try has taken too long, or the server stops. */
  run(job: Job, signal: AbortSignal): Promise<JobResult>;
  /** Pauses before the second try, the third and so on; after the last one the job is given up. */
  retryMs: readonly number[];
};

export type JobTold = { kind: string; accountId: number; jobId: number; state: string; tries: number; note: string };

export type WorkerParts = {
  store: Pick<JobStore, 'claimJobs' | 'endJob'>;
  clock: () => number;
  kinds: Readonly<Record<string, JobKind>>;
  /** Called before every round; it may make jobs. */
  prepare(): Promise<void>;
  onTried(facts: JobTold): void;
  onFault(error: unknown, doing: string): void;
};

/** How soon a job that has just become due is found. */
const ROUND_MS = 500;
/** Tries at once: they wait for others far more than for us. */
const RUNNING_MAX = 16;
const TRY_MS_MAX = 30_000;
/** Longer than a try can take, so that no job is tried twice at once. */
const LEASE_MS = 2 * TRY_MS_MAX;

export class JobWorker {
  readonly #parts: WorkerParts;
  readonly #running = new Set<Promise<void>>();
  readonly #stopping = new AbortController();
  #timer: NodeJS.Timeout | undefined;
  #round: Promise<void> = Promise.resolve();

  constructor(parts: WorkerParts) {
    this.#parts = parts;
  }

  start(): void {
    this.#timer = setTimeout(() => {
      this.#round = this.#walk().finally(() => {
        if (!this.#stopping.signal.aborted) this.start();
      });
    }, ROUND_MS).unref();
  }

  /** Claims nothing more and waits for what is under way, which is told to end. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    clearTimeout(this.#timer);
    await this.#round;
    await Promise.all(this.#running);
  }

  async #walk(): Promise<void> {
    try {
      await this.#parts.prepare();
      while (await this.#claim()) {
        if (this.#running.size > 0) await Promise.race(this.#running);
      }
    } catch (error) {
      this.#parts.onFault(error, 'claiming jobs');
    }
  }

  /** Whether there may be more to claim. */
  async #claim(): Promise<boolean> {
    const limit = RUNNING_MAX - this.#running.size;
    if (this.#stopping.signal.aborted || limit === 0) return false;
    const { store, clock, kinds } = this.#parts;
    const jobs = await store.claimJobs({ kinds: Object.keys(kinds), at: clock(), leaseMs: LEASE_MS, limit });
    for (const job of jobs) {
      const running = this.#run(job).finally(() => this.#running.delete(running));
      this.#running.add(running);
    }
    return jobs.length === limit;
  }

  async #run(job: Job): Promise<void> {
    const { store, onTried, onFault } = this.#parts;
    try {
      const { end, result } = await this.#try(job);
      const isOurs = await store.endJob(job, end);
      const { kind, accountId, jobId } = job;
      if (isOurs) onTried({ kind, accountId, jobId, state: end.state, tries: job.tries + 1, note: result.note });
    } catch (error) {
      onFault(error, `ending job ${job.jobId}`);
    }
  }

  async #try(job: Job): Promise<{ end: JobEnd; result: JobResult }> {
    const { clock, kinds, onFault } = this.#parts;
    const kind = kinds[job.kind];
    if (kind === undefined) throw new Error(`nobody runs jobs of the kind ${job.kind}`);
    const startedAt = performance.now();
    const signal = AbortSignal.any([this.#stopping.signal, AbortSignal.timeout(TRY_MS_MAX)]);
    const result = await kind.run(job, signal).catch((error: unknown): JobResult => {
      onFault(error, `running job ${job.jobId}`);
      return { kind: 'failed', note: 'a fault of the server' };
    });
    const at = clock();
    const entry = { at, milliseconds: Math.round(performance.now() - startedAt), note: result.note };
    return { end: { ...nextOf(job, kind, { result, at }), at, entry }, result };
  }
}

function nextOf(
  { tries }: Job,
  { retryMs }: JobKind,
  { result, at }: { result: JobResult; at: number },
): Pick<JobEnd, 'state' | 'dueAt'> {
  if (result.kind === 'done' || result.kind === 'given_up') return { state: result.kind, dueAt: at };
  if (result.kind === 'later') return { state: 'waiting', dueAt: at };
  const pauseMs = retryMs[tries];
  return pauseMs === undefined ? { state: 'given_up', dueAt: at } : { state: 'waiting', dueAt: at + pauseMs };
}
