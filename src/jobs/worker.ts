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

export type WorkerBounds = {
  /** Tries at once. */
  runningMax: number;
  /** After so long a try is told to end. */
  tryMsMax: number;
  /** A claim that is not renewed, because the process died, lapses after so long; it is renewed well before. */
  leaseMs: number;
};

export type WorkerParts = {
  store: Pick<JobStore, 'claimJobs' | 'renewJob' | 'endJob'>;
  clock: () => number;
  kinds: Readonly<Record<string, JobKind>>;
  /** Called before every round; it may make jobs. */
  prepare(): Promise<void>;
  /** Those of short tries when absent. */
  bounds?: WorkerBounds;
  onTried(facts: JobTold): void;
  onFault(error: unknown, doing: string): void;
};

/** How soon a job that has just become due is found. */
const ROUND_MS = 500;
/** Short tries: they wait for others far more than for us, and end before their claim would have to be renewed. */
const SHORT: WorkerBounds = { runningMax: 16, tryMsMax: 30_000, leaseMs: 60_000 };

export class JobWorker {
  readonly #parts: WorkerParts;
  readonly #bounds: WorkerBounds;
  readonly #running = new Set<Promise<void>>();
  readonly #stopping = new AbortController();
  #timer: NodeJS.Timeout | undefined;
  #round: Promise<void> = Promise.resolve();

  constructor(parts: WorkerParts) {
    this.#parts = parts;
    this.#bounds = parts.bounds ?? SHORT;
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
    const { runningMax, leaseMs } = this.#bounds;
    const limit = runningMax - this.#running.size;
    if (this.#stopping.signal.aborted || limit === 0) return false;
    const { store, clock, kinds } = this.#parts;
    const jobs = await store.claimJobs({ kinds: Object.keys(kinds), at: clock(), leaseMs, limit });
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

  /** A try whose claim has lapsed is told to end: somebody else has the job. */
  async #renew(job: Job, lost: AbortController): Promise<void> {
    const { store, clock, onFault } = this.#parts;
    try {
      if (!(await store.renewJob(job, clock() + this.#bounds.leaseMs))) lost.abort();
    } catch (error) {
      onFault(error, `renewing the claim of job ${job.jobId}`);
    }
  }

  async #try(job: Job): Promise<{ end: JobEnd; result: JobResult }> {
    const { clock, kinds, onFault } = this.#parts;
    const kind = kinds[job.kind];
    if (kind === undefined) throw new Error(`nobody runs jobs of the kind ${job.kind}`);
    const startedAt = performance.now();
    const lost = new AbortController();
    const signals = [this.#stopping.signal, lost.signal, AbortSignal.timeout(this.#bounds.tryMsMax)];
    const renewing = setInterval(() => this.#renew(job, lost), this.#bounds.leaseMs / 3);
    const result = await kind.run(job, AbortSignal.any(signals)).catch((error: unknown): JobResult => {
      onFault(error, `running job ${job.jobId}`);
      return { kind: 'failed', note: 'a fault of the server' };
    });
    clearInterval(renewing);
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
