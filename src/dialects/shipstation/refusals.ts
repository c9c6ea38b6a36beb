/**
 * A refusal in the vendor's words where the vendor has some, followed by ours, which name the field, what was
 * expected and what was given. Here it is also decided which refusals the vendor's own reader would make (a model
 * that does not bind) and which its business rules (quirk 14); the switch is exhaustive.
 * Called by create-orders.ts and create-order.ts.
 */
import type { Problem, Refusal, RefusalCode } from '../../core/outcome.ts';

/** A person reads the message: beyond this the first mistakes are likely to be the cause of the rest. */
const PROBLEMS_TOLD_MAX = 10;
/** In the order in which the vendor names them. */
const REQUIRED_FIELDS = ['orderNumber', 'orderDate', 'orderStatus', 'billTo', 'shipTo'];

export type RefusalKind = 'model' | 'business' | 'unknown';

/** All problems as one text. `prefix` is the pointer of the order in the request; fields are named without it. */
export function messageOf(refusal: Refusal, prefix: string): string {
  const told = refusal.problems
    .slice(0, PROBLEMS_TOLD_MAX)
    .map((problem) => wordsOf(problem, fieldOf(problem, prefix)));
  return `${told.join(' ')}${refusal.problems.length > told.length ? ' And more.' : ''}`;
}

/** By field, under the name of the parameter; the required fields come first, in the vendor's order and words. */
export function modelStateOf(refusal: Refusal, parameter: string): Record<string, string[]> {
  const state: Record<string, string[]> = Object.create(null);
  const fields = refusal.problems.map((problem) => ({ problem, field: fieldOf(problem, '') }));
  for (const { problem, field } of fields.toSorted((a, b) => rankOf(a.field) - rankOf(b.field))) {
    const key = field === '' ? parameter : `${parameter}.${field}`;
    const text = isMissing(problem, field) ? requiredText(field) : wordsOf(problem, field);
    state[key] = [...(state[key] ?? []), text];
  }
  return state;
}

/** What kind the refusal as a whole is: one problem of the model makes it the model's. */
export function kindOf(refusal: Refusal): RefusalKind {
  const kinds = refusal.problems.map((problem) => kindOfProblem(problem.code, fieldOf(problem, '')));
  return kinds.find((kind) => kind === 'model') ?? kinds[0] ?? 'business';
}

function kindOfProblem(code: RefusalCode, field: string): RefusalKind {
  switch (code) {
    case 'field_required':
    case 'field_value':
      return businessText(code, field) === null ? 'model' : 'business';
    case 'item_malformed':
    case 'label_repeated':
    case 'field_type':
    case 'field_unknown':
    case 'amount_inexact':
    case 'order_empty':
    case 'receipt_differs':
      return 'model';
    case 'order_unknown':
      return 'unknown';
    case 'order_repeated':
    case 'order_id_needed':
    case 'order_key_differs':
    case 'revision_differs':
    case 'order_number_taken':
    case 'order_locked':
    case 'order_status_unfit':
    case 'order_has_shipments':
    case 'shipment_unknown':
    case 'shipment_locked':
    case 'return_unknown':
    case 'nothing_to_return':
    case 'refund_failed':
    case 'allocation_unknown':
    case 'allocation_answered':
    case 'allocation_failed':
    case 'capture_failed':
    case 'line_not_sellable':
    case 'line_short_of_stock':
    case 'voucher_unfit':
    case 'batch_refused':
      return 'business';
  }
}

function wordsOf(problem: Problem, field: string): string {
  const vendor = vendorText(problem, field);
  const ours = `${field === '' ? 'order' : field}: expected ${problem.expected}, but ${problem.given} was given.`;
  return vendor === null ? ours : `${vendor.replace(/\.?$/, '.')} ${ours}`;
}

function vendorText(problem: Problem, field: string): string | null {
  if (isMissing(problem, field)) return requiredText(field);
  const isText = problem.code === 'field_type' && problem.given.startsWith('"');
  if (isText && problem.expected === 'a number') return 'Could not convert string to decimal.';
  return businessText(problem.code, field);
}

/** The vendor's checks after the model is bound, as they were observed. */
function businessText(code: RefusalCode, field: string): string | null {
  if (code !== 'field_required' && code !== 'field_value') return null;
  if (field === 'shipTo.name') return `'Ship Name' must not be empty.`;
  if (field === 'billTo.name') return `'Bill Name' must not be empty.`;
  if (field === 'shipTo.postalCode') return 'Ship To: Postal Code must be provided.';
  return /^(ship|bill)To\.country$/.test(field) ? 'Please use a 2 character country code' : null;
}

/** An empty text is no value for a required field. */
function isMissing({ code, given }: Problem, field: string): boolean {
  return REQUIRED_FIELDS.includes(field) && (code === 'field_required' || /^"\s*"$/.test(given));
}

function requiredText(field: string): string {
  return `The ${field} field is required.`;
}

function rankOf(field: string): number {
  const rank = REQUIRED_FIELDS.indexOf(field);
  return rank < 0 ? REQUIRED_FIELDS.length : rank;
}

/** What a refusal of the order as a whole is about. */
const FIELD_BY_CODE: Readonly<Partial<Record<RefusalCode, string>>> = {
  order_unknown: 'orderId',
  order_id_needed: 'orderId',
  order_key_differs: 'orderKey',
  order_number_taken: 'orderNumber',
  order_locked: 'orderStatus',
  receipt_differs: 'Idempotency-Key',
};

/** `/3/items/0/quantity` below `/3` is items[0].quantity. */
function fieldOf({ code, pointer }: Problem, prefix: string): string {
  if (pointer === prefix) return FIELD_BY_CODE[code] ?? '';
  return pointer
    .slice(prefix.length)
    .split('/')
    .slice(1)
    .map((segment) => segment.replaceAll('~1', '/').replaceAll('~0', '~'))
    .reduce((path, name) => (/^\d+$/.test(name) ? `${path}[${name}]` : `${path}${path === '' ? '' : '.'}${name}`), '');
}
