/**
 * Ends a hold on its date, however late: the order is restored as a caller would restore it, through the intake, with
 * a revision and an event. A hold that was moved, ended or made without a date in the meantime is left alone.
 * Run by worker.ts for the jobs that src/core/plan/follow-ups.ts makes.
 */
import type { AccountStore } from '../core/accounts.ts';
import type { Intake } from '../core/intake.ts';
import type { Job } from '../core/jobs.ts';
import type { EndHold } from '../core/plan/follow-ups.ts';
import type { OrderReader } from '../core/queries.ts';
import type { JobKind, JobResult } from './worker.ts';

export type EndHoldParts = {
  store: Pick<OrderReader, 'findOrders'> & Pick<AccountStore, 'findAccount'>;
  intake: Pick<Intake, 'takeIn'>;
  clock: () => number;
};

const MINUTE_MS = 60_000;
/** Only a store that fails, or a crowd on one order, brings it back here. */
const RETRY_MS = [1, 1, 2, 5, 10, 30, 60, 120, 360].map((minutes) => minutes * MINUTE_MS);

export function endHoldKind(parts: EndHoldParts): JobKind {
  return { run: (job) => endHold(job, parts), retryMs: RETRY_MS };
}

async function endHold({ accountId, payload }: Job, { store, intake, clock }: EndHoldParts): Promise<JobResult> {
  const { orderId } = JSON.parse(payload) as EndHold;
  const [order] = await store.findOrders(accountId, { orderId });
  const until = order?.state.hold?.until;
  if (order === undefined || order.status !== 'held' || until === undefined || until.at > clock()) {
    return { kind: 'done', note: 'the hold was changed meanwhile' };
  }
  const account = await store.findAccount(accountId);
  if (account === null) return { kind: 'done', note: 'the account is gone' };
  // Whoever changes the hold between reading and writing it wins: the job he made stands in the place of this one.
  const operation = { kind: 'restore', pointer: '', target: { orderId }, ifRevision: order.revision } as const;
  const { outcomes } = await intake.takeIn(account, { items: [{ label: 0, operation }], receiptKey: null });
  const [outcome] = outcomes;
  if (outcome?.kind === 'refused') return { kind: 'failed', note: outcome.refusal.code };
  return { kind: 'done', note: 'restored' };
}
