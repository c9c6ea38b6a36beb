/**
 * One order of the wire as a draft, or the refusal that reading it produced. All that one field can be wrong in is
 * said by its schema (wire.ts); the one rule between fields stands here, so that making the draft cannot fail.
 * Called by read-batch.ts for every order of a request and by read-order.ts for a single one.
 */
import type { BatchItem, Draft } from '../../core/batch.ts';
import { linesTotal, type OrderContent } from '../../core/order.ts';
import { type Problem, refusalOf } from '../../core/outcome.ts';
import { checkOrder, content, type StatedOrder } from './wire.ts';

export type Place = {
  label: number;
  /** JSON Pointer of the order in the request, '' when it is the request. */
  pointer: string;
};

export function readOrder(value: unknown, { label, pointer }: Place): BatchItem {
  const checked = checkOrder(value, pointer);
  if ('problems' in checked) return { label, refusal: refusalOf(checked.problems) };
  const draft = draftFromWire(value as StatedOrder, pointer);
  if (linesTotal(draft.content.lines) !== null) return { label, draft };
  return { label, refusal: refusalOf([totalProblem(pointer)]) };
}

/** `value` has passed `checkOrder`. */
function draftFromWire(value: StatedOrder, pointer: string): Draft {
  return {
    pointer,
    linesPointer: `${pointer}/lines`,
    orderId: value.id ?? null,
    orderKey: value.key ?? null,
    content: contentFromWire(value),
    isNumberClaimed: value.is_number_unique === true,
    isSplittable: value.may_split === true,
    ifRevision: value.if_revision ?? undefined,
  };
}

function contentFromWire(value: StatedOrder): OrderContent {
  const stated: OrderContent = content.read(value);
  // An order without a number answers its id in digits: sent back, that is still no number.
  return stated.number === String(value.id) ? { ...stated, number: undefined } : stated;
}

function totalProblem(pointer: string): Problem {
  return {
    code: 'amount_inexact',
    pointer: `${pointer}/lines`,
    expected: 'lines whose quantities and prices come to an amount within 90 billion',
    given: 'more',
  };
}
