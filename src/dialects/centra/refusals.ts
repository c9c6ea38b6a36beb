/**
 * A refusal in the vendor's words: `{"status":"no","code":-1…-7,"msg":…}`. The core orders problems by its own table;
 * here the one that stands first in the vendor's order of checks speaks for the code (quirk 26), and `msg` lists them.
 * The switch is exhaustive: a new refusal of the core does not compile until it has its code here.
 */
import type { Problem, Refusal, RefusalCode } from '../../core/outcome.ts';
import { OTHER_MARKET } from './plugin.ts';

type WireCode = -1 | -2 | -3 | -4 | -5 | -7;

/** The order of checks once the body has the right shape; -6 (registration of a customer) is never given. */
const CODES_IN_ORDER: readonly WireCode[] = [-4, -3, -5, -1, -2, -7];
/** A person reads `msg`: beyond this the first mistake is likely to be the cause of the rest. */
const PROBLEMS_TOLD_MAX = 5;

/** Documented. */
export const WRONG_MARKET = 'order in wrong market';

export type WireError = { status: 'no'; code: WireCode; msg: string };

/** `prefix` is the pointer of the item in the request; fields are named without it. */
export function wireFromRefusal(refusal: Refusal, prefix: string): WireError {
  const [first, ...rest] = refusal.problems.toSorted((a, b) => rankOf(a) - rankOf(b));
  if (first === undefined) throw new Error('a refusal must have a problem');
  return { status: 'no', code: wireCodeOf(first.code), msg: tell([first, ...rest], prefix) };
}

/** Without a code, for the calls that have none. */
export function messageOf(refusal: Refusal): string {
  if (refusal.code !== 'order_unknown') return tell(refusal.problems, '');
  return isOfOtherMarket(refusal) ? WRONG_MARKET : 'order does not exist';
}

export function isOfOtherMarket({ problems }: Refusal): boolean {
  return problems[0]?.given === OTHER_MARKET;
}

function tell(problems: readonly Problem[], prefix: string): string {
  const told = problems.slice(0, PROBLEMS_TOLD_MAX).map((problem) => sentenceOf(problem, prefix));
  const left = problems.length - told.length;
  return `${told.join('; ')}${left === 0 ? '' : `; and ${left} more`}`;
}

function sentenceOf(problem: Problem, prefix: string): string {
  const field = problem.code === 'order_number_taken' ? 'orderNumber' : fieldOf(problem.pointer, prefix);
  return `${field === '' ? '' : `${field}: `}expected ${problem.expected}, got ${problem.given}`;
}

export type Sentence = Pick<Problem, 'pointer' | 'expected' | 'given'>;
/** Told at once; the rest is likely to be the same mistake. */
const SENTENCES_MAX = 5;

/** What is wrong with a body that is no batch. */
export function sentencesOf(problems: readonly Sentence[]): string {
  const told = problems.slice(0, SENTENCES_MAX);
  return told
    .map(({ pointer, expected, given }) => `${fieldOf(pointer, '') || 'body'}: expected ${expected}, got ${given}`)
    .join('; ');
}

/** `/x123/products/0/qty` below `/x123` is products[0].qty. */
function fieldOf(pointer: string, prefix: string): string {
  const below = pointer.startsWith(prefix) ? pointer.slice(prefix.length) : pointer;
  return below
    .split('/')
    .slice(1)
    .map((segment) => segment.replaceAll('~1', '/').replaceAll('~0', '~'))
    .reduce((path, name) => (/^\d+$/.test(name) ? `${path}[${name}]` : `${path}${path === '' ? '' : '.'}${name}`), '');
}

/** The shape comes first: what is not even of the right type cannot be said to be missing. */
function rankOf({ code }: Problem): number {
  const isShape = code === 'item_malformed' || code === 'label_repeated' || code === 'field_type';
  return isShape ? -1 : CODES_IN_ORDER.indexOf(wireCodeOf(code));
}

function wireCodeOf(code: RefusalCode): WireCode {
  switch (code) {
    case 'line_not_sellable':
      return -1;
    case 'line_short_of_stock':
      return -2;
    case 'order_empty':
      return -3;
    case 'field_required':
      return -4;
    case 'order_number_taken':
      return -5;
    case 'item_malformed':
    case 'label_repeated':
    case 'field_type':
    case 'field_unknown':
    case 'field_value':
    case 'amount_inexact':
    case 'receipt_differs':
    case 'order_repeated':
    case 'order_unknown':
    case 'order_id_needed':
    case 'order_key_differs':
    case 'revision_differs':
    case 'order_locked':
    case 'order_status_unfit':
    case 'order_has_shipments':
    case 'shipment_unknown':
    case 'shipment_locked':
    case 'capture_failed':
    case 'return_unknown':
    case 'nothing_to_return':
    case 'refund_failed':
    case 'allocation_unknown':
    case 'allocation_answered':
    case 'allocation_failed':
    case 'voucher_unfit':
    case 'batch_refused':
      return -7;
  }
}
