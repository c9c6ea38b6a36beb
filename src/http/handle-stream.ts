/**
 * The spine of a route of streams: who is it, may they, then the route reads and answers piece by piece.
 * The sibling of handle-batch.ts, under the same rules: no dialect or database by name, nothing caught but what has to
 * be told within an answer that has begun. Called by answer-visit.ts.
 */
import type { Batch } from '../core/batch.ts';
import type { QueryContext, StreamAnswer, StreamRoute } from '../dialects/dialect.ts';
import type { BatchFacts } from '../telemetry/telemetry.ts';
import { admit, type Located } from './admit.ts';
import { answerOnce, DigestedInput } from './answer-once.ts';
import { queryContextOf } from './handle-query.ts';
import { openBody } from './open-body.ts';
import type { SpineParts } from './parts.ts';
import { failureOf } from './problem.ts';
import { tallyOf } from './tally.ts';

/** What a stream holds at most: lines that are read, slices under way, answers that wait to be sent. */
const HELD_BYTES = 16 * 1024 * 1024;

export async function handleStream(visit: Located<StreamRoute>, parts: SpineParts): Promise<StreamAnswer> {
  const { route, raw, budget, request } = visit;
  const context = await admit(visit, parts);
  budget.hold(HELD_BYTES);
  const { account } = context.caller;
  const query = queryContextOf(context, visit, parts);
  const stream = {
    ...query,
    draining: parts.draining,
    input: openBody(raw),
    async takeIn(batch: Batch) {
      const taken = await parts.intake.takeIn(account, batch);
      visit.batch = sumOf(visit.batch, tallyOf(taken.batchId, taken.outcomes));
      return taken;
    },
    failureOf(error: unknown) {
      const failure = failureOf(error);
      const doing = `streaming ${route.method} ${route.path}`;
      if (failure.code === 'fault') parts.telemetry.faultMet(error, { requestId: request.id, doing });
      return failure;
    },
  };
  if (route.hasReceipts === true) return route.answer(stream);
  const body = new DigestedInput(stream.input);
  const run = (asked: QueryContext['asked']) => route.answer({ ...stream, asked, input: body });
  return answerOnce(visit, parts, { pause: query.pause, run, body });
}

/** One log line for all that one stream has brought. */
function sumOf(before: BatchFacts | null, added: BatchFacts): BatchFacts {
  if (before === null) return added;
  const refusedByCode: Record<string, number> = { ...before.refusedByCode };
  for (const [code, count] of Object.entries(added.refusedByCode)) {
    refusedByCode[code] = (refusedByCode[code] ?? 0) + count;
  }
  return {
    batchId: added.batchId,
    items: before.items + added.items,
    created: before.created + added.created,
    replaced: before.replaced + added.replaced,
    kept: before.kept + added.kept,
    refused: before.refused + added.refused,
    refusedByCode,
  };
}
