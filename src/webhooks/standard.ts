/**
 * Standard Webhooks: the three headers of a delivery, its schedule and how long a receiver may take. While a secret is
 * being rotated the former one signs as well, so a receiver may hold either.
 * The id of a notice is made of its endpoint and its key: however often it is sent, also by a replay, it is the same.
 * Used by deliver.ts.
 */
import { createHmac } from 'node:crypto';
import { type Endpoint, messageIdOf } from '../core/endpoints.ts';
import type { Job } from '../core/jobs.ts';

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
const SECRET_PREFIX = 'whsec_';

/** At once, and then after these: eight tries in about 28 hours. */
export const STANDARD_RETRY_MS: readonly number[] = [
  5 * SECOND_MS,
  5 * MINUTE_MS,
  30 * MINUTE_MS,
  2 * HOUR_MS,
  5 * HOUR_MS,
  10 * HOUR_MS,
  10 * HOUR_MS,
];
export const STANDARD_ANSWER_MS_MAX = 15 * SECOND_MS;

export function standardHeaders(
  job: Pick<Job, 'name'>,
  body: string,
  { endpoint, at }: { endpoint: Endpoint; at: number },
): Record<string, string> {
  const id = messageIdOf(job);
  const seconds = String(Math.floor(at / SECOND_MS));
  const signed = `${id}.${seconds}.${body}`;
  const signatures = secretsOf(endpoint, at).map((secret) => `v1,${digestOf(signed, secret)}`);
  return { 'webhook-id': id, 'webhook-timestamp': seconds, 'webhook-signature': signatures.join(' ') };
}

function secretsOf({ secret, formerSecret, formerSecretUntil }: Endpoint, at: number): readonly string[] {
  const isFormerLive = formerSecretUntil !== null && at < formerSecretUntil;
  return [secret, isFormerLive ? formerSecret : null].filter((one) => one !== null);
}

function digestOf(text: string, secret: string): string {
  const key = Buffer.from(secret.replace(SECRET_PREFIX, ''), 'base64');
  return createHmac('sha256', key).update(text).digest('base64');
}
