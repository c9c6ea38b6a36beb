/**
 * The kinds of jobs that webhooks are made of, for a worker of their own: receivers that do not answer hold up nothing
 * but one another. Before every round, endpoints are told what has happened since.
 * Put together by main.ts.
 */
import { DELIVERY, REPLAY, STANDARD_DELIVERY } from '../core/endpoints.ts';
import type { JobKind } from '../jobs/worker.ts';
import { type DeliveryParts, deliveryKind, standardDeliveryKind } from './deliver.ts';
import { type ReplayParts, replayKind } from './replay.ts';

export function webhookKinds(parts: DeliveryParts & ReplayParts): Readonly<Record<string, JobKind>> {
  return {
    [DELIVERY]: deliveryKind(parts),
    [STANDARD_DELIVERY]: standardDeliveryKind(parts),
    [REPLAY]: replayKind(parts),
  };
}
