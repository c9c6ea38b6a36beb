/**
 * The spine of a reading route: who is it, may they, read, answer.
 * The sibling of handle-batch.ts, under the same rules: no dialect or database by name, nothing caught.
 * Called by answer-visit.ts.
 */
import { loopTurn } from '../core/loop-turn.ts';
import type { QueryContext, QueryRoute, RouteContext, ServerBounds, StreamAnswer } from '../dialects/dialect.ts';
import { admit, type Located } from './admit.ts';
import { answerOnce } from './answer-once.ts';
import type { SpineParts } from './parts.ts';
import { pauseOf } from './pause.ts';
import { readBody } from './read-body.ts';

export async function handleQuery(visit: Located<QueryRoute>, parts: SpineParts): Promise<StreamAnswer> {
  const context = await admit(visit, parts);
  visit.request.body = await readBody(visit.raw, visit.budget);
  await loopTurn();
  const query = queryContextOf(context, visit, parts);
  return answerOnce(visit, parts, { pause: query.pause, run: (asked) => visit.route.answer({ ...query, asked }) });
}

export function queryContextOf(context: RouteContext, visit: Located, parts: SpineParts): QueryContext {
  const shapes = parts.dialects.flatMap(({ name, rows }) => (rows === undefined ? [] : [name]));
  return {
    ...context,
    asked: null,
    shapes,
    imports: parts.imports,
    bounds: boundsOf(parts),
    pause: pauseOf(visit, parts),
  };
}

function boundsOf({ bodies, rateLimit }: SpineParts): ServerBounds {
  return { bodyBytesMax: bodies.bytesMax, requestsPerMinute: rateLimit.fresh().limit };
}
