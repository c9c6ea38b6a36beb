/**
 * Delivers again what happened in a span of time: a walk over the events, a step a job, of which each makes the
 * notices of its step due anew, under the names they had, and the next step. So a replay of any length holds up
 * nothing, and one that is cut goes on. Run by the job worker for the jobs that a dialect makes.
 */
import { type EndpointStore, type EventFact, REPLAY, type Replay, type WebhookShape } from '../core/endpoints.ts';
import type { Job, JobDraft, JobStore } from '../core/jobs.ts';
import type { OrderReader } from '../core/queries.ts';
import type { JobKind, JobResult } from '../jobs/worker.ts';
import { jobOf } from './notice-job.ts';

export type ReplayParts = {
  store: Pick<EndpointStore, 'listEndpoints' | 'listFacts'> &
    Pick<JobStore, 'saveJobs'> &
    Pick<OrderReader, 'listEvents'>;
  shapeByDialect: ReadonlyMap<string, WebhookShape>;
  clock: () => number;
  publicUrl: () => string;
};

/** Events of one step. */
const FACTS_MAX = 2_000;
/** Events are in the order of their commits, and times of clocks that may differ so much between nodes. */
const SKEW_MS = 60_000;
/** The store is out of reach for a while. */
const RETRY_MS = [1_000, 10_000, 60_000];

export function replayKind(parts: ReplayParts): JobKind {
  return { run: (job) => step(job, parts), retryMs: RETRY_MS };
}

async function step(job: Job, parts: ReplayParts): Promise<JobResult> {
  const { store, shapeByDialect, clock, publicUrl } = parts;
  const { accountId } = job;
  const replay = JSON.parse(job.payload) as Replay;
  const { endpointId, from, before } = replay;
  const endpoint = (await store.listEndpoints(accountId)).find((known) => known.endpointId === endpointId);
  const shape = shapeByDialect.get(endpoint?.dialect ?? '');
  if (endpoint === undefined || shape === undefined) return { kind: 'done', note: 'the endpoint was removed' };
  const after = replay.after ?? (await lastEventBefore(parts, accountId, from - SKEW_MS));
  const facts = await store.listFacts(accountId, { eventId: after, limit: FACTS_MAX });
  const at = clock();
  const asked = facts.filter((fact) => fact.at >= from && fact.at < before);
  const jobs = shape.noticesOf(endpoint, asked, publicUrl()).map((notice) => jobOf(endpoint, notice, { shape, at }));
  const next = nextStep(job, facts, { replay, at });
  await store.saveJobs(accountId, next === null ? jobs : [...jobs, next], at);
  return { kind: 'done', note: `${jobs.length} notices` };
}

function nextStep(
  { name }: Job,
  facts: readonly EventFact[],
  { replay, at }: { replay: Replay; at: number },
): JobDraft | null {
  const last = facts.at(-1);
  if (last === undefined || facts.length < FACTS_MAX || last.at >= replay.before + SKEW_MS) return null;
  const payload: Replay = { ...replay, after: last.eventId };
  const [endpointId, id] = name.split(' ');
  return { kind: REPLAY, name: `${endpointId} ${id} ${last.eventId}`, dueAt: at, payload: JSON.stringify(payload) };
}

/** By bisection over the ids: events are found by id alone. 0 when none is older. */
async function lastEventBefore({ store }: ReplayParts, accountId: number, at: number): Promise<number> {
  const isBefore = async (eventId: number) => {
    const [event] = await store.listEvents(accountId, { eventId: eventId - 1, limit: 1 });
    return event !== undefined && event.at < at;
  };
  let [known, end] = [0, 1];
  while (await isBefore(end)) [known, end] = [end, end * 2];
  while (end - known > 1) {
    const middle = Math.floor((known + end) / 2);
    if (await isBefore(middle)) known = middle;
    else end = middle;
  }
  return known;
}
