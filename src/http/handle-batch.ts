/**
 * The spine of a writing route: who is it, may they, read, take in, write. Nothing here asks which dialect or which
 * database it is, and nothing is caught: answer-visit.ts turns every failure into an answer.
 * A body is read only for a caller who may send it; outcomes are spoken only after their commit.
 */
import { echoOf } from '../core/batch.ts';
import { loopTurn } from '../core/loop-turn.ts';
import type { BatchRoute, RouteContext, StreamAnswer, WireAnswer } from '../dialects/dialect.ts';
import { admit, type Located } from './admit.ts';
import { answerOnce } from './answer-once.ts';
import type { ServerParts, SpineParts } from './parts.ts';
import { pauseOf } from './pause.ts';
import { readBody } from './read-body.ts';
import { tallyOf } from './tally.ts';

/** About ten orders: parsing them takes less than a piece of anything. */
const SMALL_BYTES_MAX = 32 * 1024;

export async function handleBatch(visit: Located<BatchRoute>, parts: SpineParts): Promise<StreamAnswer> {
  const { route, request } = visit;
  const context = await admit(visit, parts);
  request.body = await readBody(visit.raw, visit.budget);
  await loopTurn(request.body.length <= SMALL_BYTES_MAX ? 'hurried' : 'last');
  if (route.isKeptWhole !== true) return takeBatch(visit, context, parts);
  return answerOnce(visit, parts, { pause: pauseOf(visit, parts), run: () => takeBatch(visit, context, parts) });
}

async function takeBatch(visit: Located<BatchRoute>, context: RouteContext, parts: ServerParts): Promise<WireAnswer> {
  const { route } = visit;
  const { echo, taken } = await begin(route, context, parts.intake);
  const { batchId, outcomes } = await taken;
  visit.batch = tallyOf(batchId, outcomes);
  return route.write(outcomes, echo, context);
}

/** Ends before the store answers, so that nothing holds what was read but for the little that the answer needs. */
async function begin(route: BatchRoute, context: RouteContext, intake: ServerParts['intake']) {
  const batch = await route.read(context);
  return { echo: echoOf(batch), taken: intake.takeIn(context.caller.account, batch) };
}
