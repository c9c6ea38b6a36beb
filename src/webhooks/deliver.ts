/**
 * Delivers one notice to one endpoint: the body as its dialect has written it, signed when the endpoint has a secret;
 * as Standard Webhooks where the dialect says so. An endpoint that was removed or disabled meanwhile is told nothing.
 * Run by the job worker for the jobs that tell-endpoints.ts, replay.ts and the dialects make.
 */
import type { Delivery, Endpoint, EndpointStore, WebhookShape } from '../core/endpoints.ts';
import type { Job, JobStore } from '../core/jobs.ts';
import type { JobKind, JobResult } from '../jobs/worker.ts';
import type { AddressGuard } from './address-guard.ts';
import { standingAfter } from './failing.ts';
import { jobOf } from './notice-job.ts';
import { type Posted, post } from './post.ts';
import { SIGNATURE_HEADER, signatureOf } from './signature.ts';
import { STANDARD_ANSWER_MS_MAX, STANDARD_RETRY_MS, standardHeaders } from './standard.ts';

export type DeliveryParts = {
  store: Pick<EndpointStore, 'listEndpoints' | 'setStanding'> & Pick<JobStore, 'saveJobs'>;
  shapeByDialect: ReadonlyMap<string, WebhookShape>;
  guard: AddressGuard;
  clock: () => number;
  onDisabled(facts: { accountId: number; endpointId: number; because: string }): void;
};

const SECOND_MS = 1_000;
const HOUR_MS = 3_600 * SECOND_MS;
/** A restart of the receiver costs seconds, a bad evening hours, a weekend nothing. */
const RETRY_MS = [
  ...[5, 30, 120, 600, 1_800].map((seconds) => seconds * SECOND_MS),
  ...[1, 2, 4, 8, 12, 20, 24].map((hours) => hours * HOUR_MS),
];
/** A receiver is asked to take note, not to work. */
const ANSWER_MS_MAX = 10 * SECOND_MS;
const ALWAYS = { 'Content-Type': 'application/json; charset=utf-8', 'User-Agent': 'Bulkhead' };

/** What a job found when it was due. */
type Due = { job: Job; delivery: Delivery; endpoint: Endpoint; signal: AbortSignal };

export function deliveryKind(parts: DeliveryParts): JobKind {
  const run = async (due: Due) => {
    const { endpoint, delivery, signal } = due;
    const { body } = delivery;
    const { secret, url } = endpoint;
    const form = parts.shapeByDialect.get(endpoint.dialect)?.form;
    const { signatureHeader = SIGNATURE_HEADER, answerMsMax = ANSWER_MS_MAX } = form ?? {};
    const typed = form === undefined ? {} : { 'Content-Type': form.contentType };
    const signed = secret === null ? {} : { [signatureHeader]: signatureOf(body, { secret, at: parts.clock() }) };
    const headers = { ...ALWAYS, ...typed, ...signed };
    const posted = await post({ url, headers, body, signal, guard: parts.guard, answerMsMax });
    return resultOf(posted, signal);
  };
  return { run: (job, signal) => deliver(job, signal, { parts, run }), retryMs: RETRY_MS };
}

export function standardDeliveryKind(parts: DeliveryParts): JobKind {
  const run = async (due: Due) => {
    const { job, delivery, endpoint, signal } = due;
    const at = parts.clock();
    const headers = { ...ALWAYS, ...standardHeaders(job, delivery.body, { endpoint, at }) };
    const { url } = endpoint;
    const { body, isTest = false } = delivery;
    const posted = await post({ url, headers, body, signal, guard: parts.guard, answerMsMax: STANDARD_ANSWER_MS_MAX });
    if (!isTest && !isInterrupted(posted, signal)) await keepStanding(endpoint, posted, parts);
    return resultOf(posted, signal);
  };
  return { run: (job, signal) => deliver(job, signal, { parts, run }), retryMs: STANDARD_RETRY_MS };
}

type Way = { parts: DeliveryParts; run(due: Due): Promise<JobResult> };

async function deliver(job: Job, signal: AbortSignal, { parts, run }: Way): Promise<JobResult> {
  const delivery = JSON.parse(job.payload) as Delivery;
  const endpoints = await parts.store.listEndpoints(job.accountId);
  const endpoint = endpoints.find((known) => known.endpointId === delivery.endpointId);
  if (endpoint === undefined) return { kind: 'done', note: 'the endpoint was removed' };
  const isTold = endpoint.disabledAt === null || delivery.isTest === true;
  return isTold ? run({ job, delivery, endpoint, signal }) : { kind: 'given_up', note: 'the endpoint is disabled' };
}

/** The server stops, or the try took too long for us: nobody's fault. */
function isInterrupted({ isTaken, status }: Posted, signal: AbortSignal): boolean {
  return !isTaken && status === null && signal.aborted;
}

function resultOf(posted: Posted, signal: AbortSignal): JobResult {
  if (posted.isTaken) return { kind: 'done', note: posted.note };
  return isInterrupted(posted, signal) ? { kind: 'later', note: 'interrupted' } : { kind: 'failed', note: posted.note };
}

/** The other endpoints are told first: a crash in between tells them again, under the same name, instead of never. */
async function keepStanding(endpoint: Endpoint, posted: Posted, parts: DeliveryParts): Promise<void> {
  const { store, clock, onDisabled } = parts;
  const { accountId, endpointId } = endpoint;
  const at = clock();
  const standing = standingAfter(endpoint, posted, at);
  if (standing === null) return;
  const isDisabled = standing.disabledAt !== null;
  if (isDisabled) await tellOthers({ ...endpoint, ...standing }, parts);
  await store.setStanding(accountId, endpointId, standing);
  if (isDisabled) onDisabled({ accountId, endpointId, because: standing.disabledBy ?? '' });
}

async function tellOthers(disabled: Endpoint, { store, clock, shapeByDialect }: DeliveryParts): Promise<void> {
  const at = clock();
  const endpoints = await store.listEndpoints(disabled.accountId);
  const others = endpoints.filter(({ endpointId, disabledAt }) => endpointId !== disabled.endpointId && !disabledAt);
  const jobs = others.flatMap((told) => {
    const shape = shapeByDialect.get(told.dialect);
    const notice = shape?.noticeOfDisabled?.(told, disabled) ?? null;
    return shape === undefined || notice === null ? [] : [jobOf(told, notice, { shape, at })];
  });
  await store.saveJobs(disabled.accountId, jobs, at);
}
