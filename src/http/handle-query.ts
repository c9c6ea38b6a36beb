/**
 * The spine of a reading route: who is it, may they, read, answer. The sibling of handle-batch.ts, under the same
 * rules: no dialect or database by name, nothing caught. Called by server.ts.
 */
import type { QueryRoute, ServerBounds, WireAnswer } from '../dialects/dialect.ts';
import { admit, type Located } from './admit.ts';
import type { SpineParts } from './parts.ts';
import { readBody } from './read-body.ts';
import type { Visit } from './visit.ts';

export async function handleQuery(visit: Located<QueryRoute>, parts: SpineParts): Promise<WireAnswer> {
  const context = await admit(visit, parts);
  visit.request.body = await readBody(visit.raw, visit.budget);
  return visit.route.answer({ ...context, bounds: boundsOf(parts), gone: () => goneSignal(visit, parts.draining) });
}

function boundsOf({ bodies, rateLimit }: SpineParts): ServerBounds {
  return { bodyBytesMax: bodies.bytesMax, requestsPerMinute: rateLimit.fresh().limit };
}

/** Made only for routes that wait: most answers are there before anybody could hang up. */
function goneSignal({ response }: Visit, draining: AbortSignal): AbortSignal {
  const hungUp = new AbortController();
  response.once('close', () => hungUp.abort());
  return AbortSignal.any([hungUp.signal, draining]);
}
