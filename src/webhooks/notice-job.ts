/**
 * A notice to an endpoint as the job that delivers it: one job for each endpoint and key, however often it is made.
 * How it is delivered follows from the dialect's shape.
 * Used by whoever makes such jobs: tell-endpoints.ts, replay.ts and deliver.ts.
 */
import {
  DELIVERY,
  type Delivery,
  type Endpoint,
  type Notice,
  STANDARD_DELIVERY,
  type WebhookShape,
} from '../core/endpoints.ts';
import type { JobDraft } from '../core/jobs.ts';

export function jobOf(
  { endpointId, topic }: Endpoint,
  { key, body }: Notice,
  { shape, at }: { shape: WebhookShape; at: number },
): JobDraft {
  const payload: Delivery = { endpointId, topic, body };
  const kind = shape.isStandard === true ? STANDARD_DELIVERY : DELIVERY;
  return { kind, name: `${endpointId} ${key}`, dueAt: at, payload: JSON.stringify(payload) };
}
