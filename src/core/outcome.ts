/**
 * What became of one item of a batch, and the one table of refusals in order of precedence.
 * A refusal is a value that travels with its label; dialects translate its code into their vendor's words with an
 * exhaustive switch. When several rules are broken, the code that stands first in the table speaks, and every
 * problem found is listed. A pointer is a JSON Pointer into the request as it was sent (decision 3).
 */
import type { OrderRef } from './order.ts';

/** How the caller recognizes an item's outcome: its position, or the caller's own name for it. */
export type Label = string | number;

/** Codes in order of precedence; `isRetryable` means the same item may succeed later without a change. */
export const REFUSALS = {
  item_malformed: { isRetryable: false, meaning: 'The item is not an object of the kind the route takes.' },
  label_repeated: { isRetryable: false, meaning: 'The same name stands twice in the request.' },
  field_type: { isRetryable: false, meaning: 'A field has the wrong type.' },
  field_unknown: { isRetryable: false, meaning: 'A field has a name that is not known.' },
  field_required: { isRetryable: false, meaning: 'A required field is missing or null.' },
  field_value: { isRetryable: false, meaning: 'A field has a value outside of what is allowed.' },
  amount_inexact: { isRetryable: false, meaning: 'An amount has more than four decimals or is too large.' },
  order_empty: { isRetryable: false, meaning: 'The order has no lines.' },
  receipt_differs: {
    isRetryable: false,
    meaning: 'The idempotency key was finished with another content for this item.',
  },
  order_repeated: { isRetryable: false, meaning: 'Another item of the batch names the same order.' },
  order_unknown: { isRetryable: false, meaning: 'The order id names no order of this account.' },
  order_id_needed: {
    isRetryable: false,
    meaning: 'The key names several orders that were split from one; the order id is needed.',
  },
  order_key_differs: { isRetryable: false, meaning: 'The order id and the order key name different orders.' },
  revision_differs: { isRetryable: false, meaning: 'The order is at another revision than the caller stated.' },
  order_number_taken: { isRetryable: false, meaning: 'Another order of the account bears this number.' },
  order_locked: { isRetryable: false, meaning: 'The order is shipped or canceled and can no longer be changed.' },
  order_status_unfit: { isRetryable: false, meaning: 'The operation does not apply to an order of this status.' },
  order_has_shipments: {
    isRetryable: false,
    meaning: 'The order has shipments, and what is asked for applies to an order as a whole.',
  },
  shipment_unknown: { isRetryable: false, meaning: 'The order has no such shipment.' },
  shipment_locked: { isRetryable: false, meaning: 'The shipment is sent or paid and can no longer be changed so.' },
  capture_failed: { isRetryable: true, meaning: 'The payment of a shipment could not be captured.' },
  return_unknown: { isRetryable: false, meaning: 'The order has no such return.' },
  nothing_to_return: { isRetryable: false, meaning: 'Nothing of what is asked for was sent and has not come back.' },
  refund_failed: { isRetryable: true, meaning: 'What is to be paid back for a return could not be.' },
  allocation_unknown: { isRetryable: false, meaning: 'The order has no such allocation request.' },
  allocation_answered: { isRetryable: false, meaning: 'The warehouse has answered already, or need not any more.' },
  allocation_failed: { isRetryable: false, meaning: 'The order does not wait for units of the warehouse.' },
  line_not_sellable: { isRetryable: false, meaning: 'A line names a product that cannot be added.' },
  line_short_of_stock: { isRetryable: true, meaning: 'A line asks for more than is in stock.' },
  voucher_unfit: { isRetryable: false, meaning: 'A voucher code is not known, not valid here and now, or used up.' },
  batch_refused: {
    isRetryable: false,
    meaning: 'The item could be taken, but the batch is all or nothing and another item was refused.',
  },
} as const satisfies Record<string, { isRetryable: boolean; meaning: string }>;

export type RefusalCode = keyof typeof REFUSALS;

/** One thing wrong with one item. `expected` and `given` are short phrases for a person, in plain English. */
export type Problem = {
  code: RefusalCode;
  /** JSON Pointer into the request as sent; '' is the item as a whole when the request holds one item. */
  pointer: string;
  expected: string;
  given: string;
};

/** `code` is the first of the problems' codes by precedence; `problems` has at least one. */
export type Refusal = { code: RefusalCode; problems: readonly Problem[] };

export type Outcome =
  | {
      label: Label;
      kind: 'created' | 'replaced' | 'kept';
      orders: readonly [OrderRef, ...OrderRef[]];
      /** The parcel that was made or voided; the order is `NO_ORDER` when it is of none. */
      parcelId?: number | undefined;
    }
  | { label: Label; kind: 'refused'; refusal: Refusal };

const precedenceByCode = new Map(Object.keys(REFUSALS).map((code, index) => [code, index]));

/** A refusal of all its problems, the first by precedence speaking. */
export function refusalOf(problems: readonly [Problem, ...Problem[]]): Refusal {
  const sorted = [...problems].sort((a, b) => precedenceOf(a.code) - precedenceOf(b.code));
  return { code: (sorted[0] ?? problems[0]).code, problems: sorted };
}

export function precedenceOf(code: RefusalCode): number {
  return precedenceByCode.get(code) ?? Number.MAX_SAFE_INTEGER;
}
