/**
 * Ends the asking of a warehouse that has not answered in its time, however late: its units go back and are looked for
 * elsewhere, through the intake, with a revision and an event. What was answered or outdated meanwhile is left alone.
 * Run by worker.ts for the jobs that src/core/stock/ask-warehouses.ts makes.
 */
import type { AccountStore } from '../core/accounts.ts';
import type { Intake } from '../core/intake.ts';
import type { Job } from '../core/jobs.ts';
import type { OrderReader } from '../core/queries.ts';
import type { AllocationOperation, EndAsking } from '../core/stock/allocation.ts';
import type { JobKind, JobResult } from './worker.ts';

export type EndAskingParts = {
  store: Pick<OrderReader, 'findOrders'> & Pick<AccountStore, 'findAccount'>;
  intake: Pick<Intake, 'takeIn'>;
};

const MINUTE_MS = 60_000;
/** Only a store that fails, or a crowd on one order, brings it back here. */
const RETRY_MS = [1, 1, 2, 5, 10, 30, 60, 120, 360].map((minutes) => minutes * MINUTE_MS);

export function endAskingKind(parts: EndAskingParts): JobKind {
  return { run: (job) => endAsking(job, parts), retryMs: RETRY_MS };
}

async function endAsking({ accountId, payload }: Job, { store, intake }: EndAskingParts): Promise<JobResult> {
  const asked = JSON.parse(payload) as EndAsking;
  const account = await store.findAccount(accountId);
  const [order] = await store.findOrders(accountId, { orderId: asked.orderId });
  if (account === null || order === undefined) return { kind: 'done', note: 'the order is gone' };
  const ended: AllocationOperation =
    'requestId' in asked
      ? { kind: 'answer_allocation', requestId: asked.requestId, answer: 'timed_out' }
      : { kind: 'answer_check', warehouseId: asked.warehouseId, answer: 'timed_out' };
  // An answer that came meanwhile stands: the operation itself is refused then.
  const operation = { ...ended, pointer: '', target: { orderId: asked.orderId } };
  const { outcomes } = await intake.takeIn(account, { items: [{ label: 0, operation }], receiptKey: null });
  const [outcome] = outcomes;
  if (outcome?.kind !== 'refused') return { kind: 'done', note: 'timed out' };
  const isAnswered = outcome.refusal.code === 'allocation_answered' || outcome.refusal.code === 'allocation_failed';
  return { kind: isAnswered ? 'done' : 'failed', note: outcome.refusal.code };
}
