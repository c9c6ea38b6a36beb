/**
 * The answer to a batch: counts, and what became of every order in the order they were sent; with `return=failed`
 * only of those that were refused, each with the order as it was sent. An all-or-nothing batch that was refused is a
 * problem (RFC 9457) with the same members, so that a client that only looks at the status sees it too.
 */
import type { BatchEcho, BatchPolicy } from '../../core/batch.ts';
import type { Outcome } from '../../core/outcome.ts';
import type { RouteContext, WireAnswer } from '../dialect.ts';
import { Choice } from '../schema.ts';
import { Type } from '../type-box.ts';
import { closed } from './codec.ts';
import { OutcomeAnswer, wireFromOutcome } from './outcome-object.ts';
import { PROBLEM_TYPE, problem } from './problem.ts';
import type { NativeBatch } from './read-batch.ts';

const Count = Type.Integer({ minimum: 0 });
export const Counts = closed({ created: Count, replaced: Count, kept: Count, refused: Count }, { title: 'Counts' });

const batchFields = {
  batch_id: Type.Unsafe<string | null>({ type: ['string', 'null'], description: 'Null when nothing was kept.' }),
  policy: Choice(['independent', 'all_or_nothing'] as const satisfies readonly BatchPolicy[]),
  dry_run: Type.Boolean(),
  counts: Counts,
  outcomes: Type.Array(OutcomeAnswer),
};

export const BatchAnswer = closed(batchFields, { title: 'BatchAnswer' });
export const BatchProblem = Type.Object({ ...batchFields, code: Choice(['batch_refused'] as const) });
export const Policy = batchFields.policy;

export function writeBatch(outcomes: readonly Outcome[], batch: BatchEcho, { request }: RouteContext): WireAnswer {
  const { rules, rows, batchId, isFailedOnly } = batch as NativeBatch;
  const counts = countsOf(outcomes);
  const isRefused = rules.policy === 'all_or_nothing' && counts.refused > 0;
  const told = isFailedOnly ? outcomes.filter(({ kind }) => kind === 'refused') : outcomes;
  const body = {
    batch_id: isRefused || rules.isDryRun ? null : batchId,
    policy: rules.policy,
    dry_run: rules.isDryRun,
    counts,
    outcomes: told.map((outcome) => outcomeWithRow(outcome, rows, isFailedOnly)),
  };
  if (!isRefused) return { status: 200, body: JSON.stringify(body) };
  const title = 'The batch was refused, and nothing of it was stored.';
  const detail = `${counts.refused} of ${outcomes.length} orders cannot be taken or stand beside one that cannot.`;
  const kind = { status: 422, title, detail, isRetryable: false };
  const told422 = { ...problem('batch_refused', kind, request), ...body };
  return { status: 422, body: JSON.stringify(told422), contentType: PROBLEM_TYPE };
}

function outcomeWithRow(outcome: Outcome, rows: readonly unknown[], isFailed: boolean) {
  const row = rows[Number(outcome.label)];
  const told = wireFromOutcome(outcome, row);
  return isFailed ? { ...told, order: row } : told;
}

function countsOf(outcomes: readonly Outcome[]): Record<Outcome['kind'], number> {
  const counts = { created: 0, replaced: 0, kept: 0, refused: 0 };
  for (const { kind } of outcomes) counts[kind] += 1;
  return counts;
}
