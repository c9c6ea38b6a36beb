/**
 * Work that is done later, once, however often a process dies meanwhile: a job is a row, due at a time, claimed for a
 * while by whoever runs it, tried again when that fails, given up at last and kept for a week to be looked at.
 * A job is known by its kind and name: made again, it stands there once, due anew.
 *
 *   waiting --claim--> waiting, due when the claim lapses --end--> done | given_up
 *      ^                                                   '--> waiting, due later
 *      '------------------- restart --------------------------- done, given_up
 */

export type JobDraft = {
  kind: string;
  /** One job of a kind and name at a time. */
  name: string;
  /** Milliseconds since the epoch. */
  dueAt: number;
  /** JSON, for the job's own runner. */
  payload: string;
};

/** One try, for a person who asks what became of it. */
export type JobTry = { at: number; milliseconds: number; note: string };

export type JobState = 'waiting' | 'done' | 'given_up';

export type Job = JobDraft & {
  accountId: number;
  jobId: number;
  state: JobState;
  madeAt: number;
  /** Tries that were finished. */
  tries: number;
  /** Tells this claim from an earlier or a later one. */
  claim: number;
  log: readonly JobTry[];
};

/** How a try ended; `dueAt` is when to try again. */
export type JobEnd = { state: JobState; dueAt: number; at: number; entry: JobTry };

/** The latest first: jobs of a kind, of which the name begins so, made before the one of that id. */
export type JobQuery = { kind: string; limit: number; namePrefix?: string; beforeId?: number; state?: JobState };

export interface JobStore {
  /** Each is due anew, when there is one of its kind and name. */
  saveJobs(accountId: number, drafts: readonly JobDraft[], at: number): Promise<void>;
  /** Jobs of these kinds that are due, each claimed by one caller at a time until `at + leaseMs`. */
  claimJobs(asked: { kinds: readonly string[]; at: number; leaseMs: number; limit: number }): Promise<readonly Job[]>;
  /** False when the claim had lapsed and somebody else has the job, or when it was made anew meanwhile. */
  endJob(job: Job, end: JobEnd): Promise<boolean>;
  /** Claimed for longer, until then; false when the claim had lapsed. */
  renewJob(job: Job, until: number): Promise<boolean>;
  listJobs(accountId: number, asked: JobQuery): Promise<readonly Job[]>;
  /** Due at once, with all of its tries. False when there is no such job. */
  restartJob(accountId: number, jobId: number, at: number): Promise<boolean>;
  /** Forgets jobs that ended before; how many. Bounded work per call. */
  forgetJobs(olderThan: number): Promise<number>;
}

/** Tries kept with a job; the first ones are forgotten. */
const TRIES_KEPT = 20;

export function logWith({ log }: Pick<Job, 'log'>, entry: JobTry): readonly JobTry[] {
  return [...log, entry].slice(-TRIES_KEPT);
}
