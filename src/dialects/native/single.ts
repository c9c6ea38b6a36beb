/**
 * What the routes of one order have in common: the id in the path, `If-Match`, `dry_run`, and the answer: what became
 * of the order with its entity tag, or the refusal as a problem.
 * Called by state-order.ts and operations.ts.
 */
import type { Batch, BatchEcho, BatchItem, BatchRules } from '../../core/batch.ts';
import type { Outcome } from '../../core/outcome.ts';
import { RequestError, type RouteContext, receiptKeyOf, type WireAnswer, type WireRequest } from '../dialect.ts';
import { wireFromDone } from './outcome-object.ts';
import { flagParameter, invalid, readQuery } from './parameters.ts';
import { writeRefusal } from './problem.ts';
import { entityTag, jsonAnswer } from './write.ts';

/** A request of one order has one item; its pointers begin at the body. */
export const ONLY = 0;

export const singleParameters = {
  dry_run: flagParameter('Every check of a real call; nothing is kept.'),
};

export function batchOfOne(item: BatchItem, { request }: RouteContext): Batch {
  const { dry_run = false } = readQuery(request.query, singleParameters);
  const rules: BatchRules = { policy: 'independent', isDryRun: dry_run, onDuplicate: 'sequence', isRecorded: false };
  return { items: [item], receiptKey: receiptKeyOf(request), rules };
}

/** 201 with the order's address when one was created, else 200. */
export function writeOne(
  outcomes: readonly Outcome[],
  batch: BatchEcho,
  { request, publicUrl }: RouteContext,
): WireAnswer {
  const [outcome] = outcomes;
  if (outcome === undefined) throw new Error('a request of one order must have one outcome');
  if (outcome.kind === 'refused') return writeRefusal(outcome.refusal, request);
  const [first] = outcome.orders;
  const isNew = outcome.kind === 'created' && batch.rules?.isDryRun !== true;
  const headers = { etag: entityTag(first), ...(isNew ? { location: `${publicUrl}/v1/orders/${first.orderId}` } : {}) };
  return jsonAnswer(wireFromDone(outcome), headers, isNew ? 201 : 200);
}

export function orderIdOf({ params }: Pick<WireRequest, 'params'>): number {
  const { orderId = '' } = params;
  if (/^[1-9]\d{0,15}$/.test(orderId) && Number.isSafeInteger(Number(orderId))) return Number(orderId);
  throw invalid('id', 'an order id', JSON.stringify(orderId.slice(0, 80)));
}

/**
 * The revision of `If-Match: "7"`; undefined without the header, and for `*`, which asks for what is asked anyway. A
 * proxy that compresses makes `W/"7"` of it, which names the revision as well.
 */
export function ifMatchOf({ headers }: Pick<WireRequest, 'headers'>): number | undefined {
  const stated = headers['if-match']?.trim();
  if (stated === undefined || stated === '*') return undefined;
  const revision = /^(?:W\/)?"(\d{1,10})"$/.exec(stated)?.[1];
  if (revision !== undefined) return Number(revision);
  const message = `If-Match: expected an entity tag as it was answered, such as "7", got ${JSON.stringify(stated.slice(0, 80))}.`;
  throw new RequestError('parameter_invalid', message, { field: 'If-Match' });
}
