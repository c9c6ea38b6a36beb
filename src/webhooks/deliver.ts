/**
 * Delivers one notice to one endpoint: the body as its dialect has written it, signed when the endpoint has a secret.
 * Tried for about three days; an endpoint that was removed meanwhile is told nothing more.
 * Run by the job worker for the jobs that tell-endpoints.ts makes.
 */
import type { EndpointStore } from '../core/endpoints.ts';
import type { Job } from '../core/jobs.ts';
import type { JobKind, JobResult } from '../jobs/worker.ts';
import type { AddressGuard } from './address-guard.ts';
import { post } from './post.ts';
import { SIGNATURE_HEADER, signatureOf } from './signature.ts';

export const DELIVERY = 'webhook';
export type Delivery = { endpointId: number; topic: string; body: string };

export type DeliveryParts = { store: Pick<EndpointStore, 'listEndpoints'>; guard: AddressGuard; clock: () => number };

const SECOND_MS = 1_000;
const HOUR_MS = 3_600 * SECOND_MS;
/** A restart of the receiver costs seconds, a bad evening hours, a weekend nothing. */
const RETRY_MS = [
  ...[5, 30, 120, 600, 1_800].map((seconds) => seconds * SECOND_MS),
  ...[1, 2, 4, 8, 12, 20, 24].map((hours) => hours * HOUR_MS),
];

export function deliveryKind(parts: DeliveryParts): JobKind {
  return { run: (job, signal) => deliver(job, signal, parts), retryMs: RETRY_MS };
}

async function deliver(job: Job, signal: AbortSignal, { store, guard, clock }: DeliveryParts): Promise<JobResult> {
  const { endpointId, body } = JSON.parse(job.payload) as Delivery;
  const endpoints = await store.listEndpoints(job.accountId);
  const endpoint = endpoints.find((known) => known.endpointId === endpointId);
  if (endpoint === undefined) return { kind: 'done', note: 'the endpoint was removed' };
  const { url, secret } = endpoint;
  const signed = secret === null ? {} : { [SIGNATURE_HEADER]: signatureOf(body, { secret, at: clock() }) };
  const headers = { 'Content-Type': 'application/json; charset=utf-8', 'User-Agent': 'Bulkhead', ...signed };
  const { isTaken, note } = await post({ url, headers, body, signal, guard });
  if (isTaken) return { kind: 'done', note };
  return signal.aborted ? { kind: 'later', note: 'interrupted' } : { kind: 'failed', note };
}
