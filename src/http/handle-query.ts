/**
 * The spine of a reading route: who is it, may they, read, answer. The sibling of handle-batch.ts, under the same
 * rules: no dialect or database by name, nothing caught. Called by server.ts.
 */
import type { QueryRoute, WireAnswer } from '../dialects/dialect.ts';
import { admit, type Located } from './admit.ts';
import type { ServerParts } from './parts.ts';
import { readBody } from './read-body.ts';

export async function handleQuery(visit: Located<QueryRoute>, parts: ServerParts): Promise<WireAnswer> {
  const context = await admit(visit, parts);
  visit.request.body = await readBody(visit.raw, visit.budget);
  return visit.route.answer(context);
}
