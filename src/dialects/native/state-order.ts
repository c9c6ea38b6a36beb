/**
 * `POST /orders`: one order, created or, when its key or id names one, replaced. `PUT /orders/{id}`: the order of that
 * id, replaced. `If-Match` states the revision it must be at, `If-None-Match: *` that there must be none yet.
 * One order is a batch of one: it walks the same spine.
 */
import type { Batch, BatchItem } from '../../core/batch.ts';
import { refusalOf } from '../../core/outcome.ts';
import { RequestError, type RouteContext, type WireRequest } from '../dialect.ts';
import { describeValue } from '../schema.ts';
import { readJson } from './json-body.ts';
import { readOrder } from './read.ts';
import { batchOfOne, ifMatchOf, ONLY, orderIdOf } from './single.ts';

export function readPost(context: RouteContext): Batch {
  const { request } = context;
  return batchOfOne(guarded(readOrder(readJson(request), { label: ONLY, pointer: '' }), request), context);
}

export function readPut(context: RouteContext): Batch {
  const { request } = context;
  const orderId = orderIdOf(request);
  const item = readOrder(readJson(request), { label: ONLY, pointer: '' });
  if (!('draft' in item)) return batchOfOne(item, context);
  const stated = item.draft.orderId;
  if (stated === null || stated === orderId) {
    return batchOfOne(guarded({ ...item, draft: { ...item.draft, orderId } }, request), context);
  }
  const expected = `${orderId}, as in the path, or none`;
  const problem = { code: 'field_value', pointer: '/id', expected, given: describeValue(stated) } as const;
  return batchOfOne({ label: ONLY, refusal: refusalOf([problem]) }, context);
}

/** The headers win over `if_revision` in the body. */
function guarded(item: BatchItem, request: WireRequest): BatchItem {
  if (!('draft' in item)) return item;
  const ifRevision = ifNoneMatchOf(request) ?? ifMatchOf(request) ?? item.draft.ifRevision;
  return { ...item, draft: { ...item.draft, ifRevision } };
}

function ifNoneMatchOf({ headers }: WireRequest): 0 | undefined {
  const stated = headers['if-none-match']?.trim();
  if (stated === undefined) return undefined;
  if (stated === '*') return 0;
  const message = `If-None-Match: expected *, got ${JSON.stringify(stated.slice(0, 80))}.`;
  throw new RequestError('parameter_invalid', message, { field: 'If-None-Match' });
}
