/**
 * Counts what became of a batch, for its one log line.
 * Orders and customers are not named, only how many came to which end.
 * Called by handle-batch.ts once the outcomes are committed.
 */
import type { Outcome } from '../core/outcome.ts';
import type { BatchFacts } from '../telemetry/telemetry.ts';

export function tallyOf(batchId: string, outcomes: readonly Outcome[]): BatchFacts {
  const counts = { created: 0, replaced: 0, kept: 0, refused: 0 };
  const refusedByCode: Record<string, number> = {};
  for (const outcome of outcomes) {
    counts[outcome.kind] += 1;
    if (outcome.kind !== 'refused') continue;
    const { code } = outcome.refusal;
    refusedByCode[code] = (refusedByCode[code] ?? 0) + 1;
  }
  return { batchId, items: outcomes.length, ...counts, refusedByCode };
}
