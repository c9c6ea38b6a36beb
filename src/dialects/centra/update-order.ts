/**
 * `PUT /orders`: comments and custom attributes of one order. A comment is added on a line of its own unless its
 * `replace…` flag is set; an empty attribute is removed (quirks 30 and 31).
 * One operation of one item; the order's number is echoed in the answer, also in an error.
 */
import type { Batch, BatchEcho, BatchItem } from '../../core/batch.ts';
import type { Annotation, NoteChange } from '../../core/operation.ts';
import { type Outcome, type Refusal, refusalOf } from '../../core/outcome.ts';
import { type RouteContext, receiptKeyOf, type WireAnswer } from '../dialect.ts';
import { attributesFromWire } from './attributes.ts';
import { commentFromWire } from './draft.ts';
import { extrasFrom } from './extras.ts';
import { isObject, readJson, wrongKind } from './json-body.ts';
import { checkUpdate } from './order-check.ts';
import { ONLY } from './read.ts';
import { messageOf } from './refusals.ts';
import type { UpdateBody } from './wire.ts';
import { jsonAnswer } from './write.ts';

export function readUpdate(context: RouteContext): Batch {
  return { items: [updateItem(bodyOf(context))], receiptKey: receiptKeyOf(context.request) };
}

export function writeUpdate(outcomes: readonly Outcome[], batch: BatchEcho, context: RouteContext): WireAnswer {
  const [outcome] = outcomes;
  if (outcome === undefined) throw new Error('a request of one order must have one outcome');
  if (outcome.kind === 'refused') return jsonAnswer(wireFromRefused(outcome.refusal, bodyOf(context).order));
  return jsonAnswer({ status: 'ok', order: Number(targetOf(batch)) });
}

function bodyOf(context: RouteContext): Readonly<Record<string, unknown>> {
  const { value } = readJson(context.request.body);
  if (!isObject(value)) throw wrongKind('an object with order and what to change', value);
  return value;
}

function updateItem(body: Readonly<Record<string, unknown>>): BatchItem {
  const checked = checkUpdate(body);
  if ('problems' in checked) return { label: ONLY, refusal: refusalOf(checked.problems) };
  const target = { number: String(checked.value.order) };
  const annotation = annotationFromWire(checked.value);
  return { label: ONLY, operation: { kind: 'annotate', pointer: '', target, annotation } };
}

function annotationFromWire(body: UpdateBody): Annotation {
  return {
    internalNote: noteFromWire(body.internalComment ?? undefined, body.replaceInternalComment === true),
    customerNote: noteFromWire(commentFromWire(body), body.replaceComment === true),
    extras: extrasFrom(attributesFromWire(body.extraAttributes)),
  };
}

function noteFromWire(text: string | undefined, isReplacing: boolean): NoteChange | undefined {
  return text === undefined ? undefined : { text, isReplacing };
}

function targetOf({ items: [item] }: BatchEcho): string {
  if (item === undefined || !('operation' in item) || !('number' in item.operation.target)) {
    throw new Error('an update that was not refused must be an operation on a number');
  }
  return item.operation.target.number;
}

/** The number goes back as it came, where it is one. */
function wireFromRefused(refusal: Refusal, order: unknown) {
  const msg = messageOf(refusal);
  return typeof order === 'number' || typeof order === 'string' ? { status: 'no', msg, order } : { status: 'no', msg };
}
