/**
 * `GET /orders/listbytag`: the placed orders of one status that bear one tag, page by page. Both must be stated, as
 * the vendor documents; a tag that nothing bears is an empty list, never an error.
 * Its page is the one of list-orders.ts.
 */
import { RequestError, type RouteContext, type WireAnswer } from '../dialect.ts';
import { answerPage, queryFromParameters } from './list-orders.ts';
import { Parameters } from './parameters.ts';
import { settingsOf } from './settings.ts';

export async function listByTag(context: RouteContext): Promise<WireAnswer> {
  const { request, caller } = context;
  const given = new Parameters(request.query, settingsOf(caller.account).timeZone);
  const tagId = given.whole('tagId', { min: 0, max: Number.MAX_SAFE_INTEGER });
  if (tagId === undefined) throw missing('tagId', 'the id of a tag');
  const { query, page } = queryFromParameters(given);
  if (query.statuses === undefined) throw missing('orderStatus', 'a status');
  return answerPage({ query: { ...query, tagId }, page }, context);
}

function missing(name: string, expected: string): RequestError {
  const message = `The ${name} field is required. Expected ${expected}.`;
  return new RequestError('parameter_invalid', message, { field: name });
}
