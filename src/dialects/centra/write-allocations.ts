/**
 * What warehouses answer: `POST /check-first` and `PUT /allocation-request` (quirks 56 and 57). Each is one operation of
 * one item on the order that waits. Their errors have shapes of their own: an object of texts by field for what cannot
 * be read, a list of sentences for what cannot be done.
 */
import type { Batch, BatchItem } from '../../core/batch.ts';
import type { Operation } from '../../core/operation.ts';
import { type Outcome, type Problem, type Refusal, refusalOf } from '../../core/outcome.ts';
import { type RouteContext, receiptKeyOf, type WireAnswer } from '../dialect.ts';
import { Choice, compileCheck, describeValue, Maybe } from '../schema.ts';
import { Type } from '../type-box.ts';
import { readFields } from './json-body.ts';
import { wordOfAllocation } from './list-allocations.ts';
import { ONLY } from './read.ts';
import { isOfOtherMarket, messageOf, WRONG_MARKET } from './refusals.ts';
import { jsonAnswer } from './write.ts';

const LENIENCY = { hasNumericBooleans: true, hasEmptyNulls: true };
const Number15 = Type.Integer({ minimum: 1, maximum: 999_999_999_999_999 });

export const CheckFirstBody = Type.Object({
  orderNumber: Number15,
  warehouseId: Number15,
  accepted: Type.Boolean(),
  xml: Maybe(Type.Boolean()),
});
export const AllocationBody = Type.Object({
  id: Number15,
  status: Choice(['confirmed', 'rejected']),
  xml: Maybe(Type.Boolean()),
});
const checkCheckFirst = compileCheck(CheckFirstBody, LENIENCY);
const checkAllocation = compileCheck(AllocationBody, LENIENCY);

export function readCheckFirst(context: RouteContext): Batch {
  const checked = checkCheckFirst(bodyOf(context), '');
  if ('problems' in checked) return batchOf(checked, context);
  const { orderNumber, warehouseId, accepted } = checked.value;
  const answer = accepted ? 'accepted' : 'rejected';
  const target = { number: String(orderNumber) };
  return batchOf({ kind: 'answer_check', pointer: '', target, warehouseId, answer }, context);
}

export function writeCheckFirst([outcome]: readonly Outcome[]): WireAnswer {
  if (outcome === undefined) throw new Error('an answer of a warehouse must have one outcome');
  if (outcome.kind !== 'refused') return jsonAnswer({ status: 'ok' });
  const { refusal } = outcome;
  if (isUnread(refusal)) return jsonAnswer({ status: 'no', msg: textsByField(refusal, CHECK_FIELDS) });
  const msg = refusal.code === 'order_unknown' ? messageOf(refusal) : 'failed to allocate stock';
  return jsonAnswer({ msg, status: 'no' });
}

/** The request is found by its number first, for an operation is aimed at an order. */
export async function readAllocationAnswer(context: RouteContext): Promise<Batch> {
  const checked = checkAllocation(bodyOf(context), '');
  if ('problems' in checked) return batchOf(checked, context);
  const { id: requestId, status: answer } = checked.value;
  const query = { kind: 'allocation', slipId: requestId, isNewestFirst: true, offset: 0, limit: 1 } as const;
  const [found] = await context.orders.listSlips(context.caller.account.accountId, query);
  if (found === undefined) {
    const said = { expected: 'the id of an allocation request', given: describeValue(requestId) };
    return batchOf({ problems: [{ code: 'allocation_unknown', pointer: '/id', ...said }] }, context);
  }
  const target = { orderId: found.order.orderId };
  return batchOf({ kind: 'answer_allocation', pointer: '', target, requestId, answer }, context);
}

export function writeAllocationAnswer([outcome]: readonly Outcome[]): WireAnswer {
  if (outcome === undefined) throw new Error('an answer of a warehouse must have one outcome');
  if (outcome.kind !== 'refused') return jsonAnswer({ success: true, errorMessages: [] });
  const { refusal } = outcome;
  const errorMessages = isUnread(refusal) ? textsByField(refusal, ALLOCATION_FIELDS) : [sentenceOf(refusal)];
  return jsonAnswer({ success: false, errorMessages });
}

function sentenceOf(refusal: Refusal): string {
  const { code, problems } = refusal;
  if (isOfOtherMarket(refusal)) return WRONG_MARKET;
  switch (code) {
    case 'allocation_unknown':
    case 'order_unknown':
      return 'Allocation request not found';
    case 'allocation_answered':
      return `You can't update allocation request, which is in status ${wordOfAllocation(problems[0]?.given ?? '')}.`;
    case 'line_short_of_stock':
      return "Warehouse doesn't have sufficient stock to allocate the request.";
    default:
      return 'Failed to allocate stock from the warehouse.';
  }
}

type TextsByField = Readonly<Record<string, string>>;

const CHECK_FIELDS: TextsByField = {
  orderNumber: 'invalid value',
  warehouseId: 'invalid value',
  accepted: 'invalid value',
};
const ALLOCATION_FIELDS: TextsByField = {
  id: 'invalid value',
  status: "invalid value, expected 'confirmed' or 'rejected'",
};

function isUnread({ code }: Refusal): boolean {
  return code.startsWith('field_') || code === 'item_malformed';
}

function textsByField({ problems }: Refusal, texts: TextsByField): TextsByField {
  const told = Object.entries(texts).flatMap(([name, text]) => {
    const problem = problems.find(({ pointer }) => pointer === `/${name}`);
    return problem === undefined ? [] : [[name, problem.code === 'field_required' ? 'required' : text]];
  });
  return Object.fromEntries(told);
}

type Problems = { problems: readonly [Problem, ...Problem[]] };

function batchOf(aimed: Operation | Problems, { request }: RouteContext): Batch {
  const item: BatchItem =
    'problems' in aimed ? { label: ONLY, refusal: refusalOf(aimed.problems) } : { label: ONLY, operation: aimed };
  return { items: [item], receiptKey: receiptKeyOf(request) };
}

function bodyOf({ request }: RouteContext): Readonly<Record<string, unknown>> {
  return readFields(request.body);
}
