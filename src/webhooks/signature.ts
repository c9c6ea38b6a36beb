/**
 * The signature of a delivery, for endpoints that have a secret: `t=<seconds>,v1=<hex>`, an HMAC with SHA-256 over the
 * seconds, a dot and the body, so that a receiver can tell a forged delivery and one that was recorded long ago.
 * Called by deliver.ts.
 */
import { createHmac } from 'node:crypto';

export const SIGNATURE_HEADER = 'X-Bulkhead-Signature';

const SECOND_MS = 1_000;

export function signatureOf(body: string, { secret, at }: { secret: string; at: number }): string {
  const seconds = Math.floor(at / SECOND_MS);
  const digest = createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex');
  return `t=${seconds},v1=${digest}`;
}
