/**
 * What has to be done later because of an operation: a hold with a date ends on it. The job is written by the
 * operation's own transaction, so that there is one if and only if the hold was committed.
 * Pure; called by plan.ts.
 */
import type { OrderRow } from '../command.ts';
import type { JobDraft } from '../jobs.ts';
import type { Operation } from '../operation.ts';

/** Run by src/jobs/end-hold.ts. */
export const END_HOLD = 'end_hold';
export type EndHold = { orderId: number };

export function followUpsOf({ orderId }: OrderRow, operation: Operation): readonly JobDraft[] {
  if (operation.kind !== 'hold' || operation.until === undefined) return [];
  const payload: EndHold = { orderId };
  return [{ kind: END_HOLD, name: String(orderId), dueAt: operation.until.at, payload: JSON.stringify(payload) }];
}
