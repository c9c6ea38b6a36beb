/**
 * The record of a batch: what became of it, in counts, with the refusals in full up to a bound. It is written in the
 * batch's own transaction, so it never tells of something that was not committed.
 * Called by plan.ts; a retry under the same batch id writes the record anew.
 */
import type { BatchRecord, Command, RefusedItem } from '../command.ts';
import { LIMITS } from '../limits.ts';
import type { Outcome, RefusalCode } from '../outcome.ts';

/** Null when the batch is not to be recorded. */
export function recordOf(command: Command, outcomes: readonly Outcome[]): BatchRecord | null {
  const { batchId, at, rules, refusedOnReading = [] } = command;
  if (rules?.isRecorded !== true) return null;
  const counts = { created: 0, replaced: 0, kept: 0, refused: refusedOnReading.length };
  for (const { kind } of outcomes) counts[kind] += 1;
  const decided = outcomes.flatMap((outcome) => (outcome.kind === 'refused' ? [outcome] : []));
  const refused = [...refusedOnReading, ...decided].map(({ label, refusal }): RefusedItem => ({ label, refusal }));
  const refusedByCode: Partial<Record<RefusalCode, number>> = {};
  for (const { refusal } of refused) refusedByCode[refusal.code] = (refusedByCode[refusal.code] ?? 0) + 1;
  const kept = refused.sort(inOrder).slice(0, LIMITS.batchRefusalsKept);
  return { batchId, at, policy: rules.policy, counts, refusedByCode, refused: kept };
}

/** Positions in their order; names stay as they stand. */
function inOrder(a: RefusedItem, b: RefusedItem): number {
  return typeof a.label === 'number' && typeof b.label === 'number' ? a.label - b.label : 0;
}
