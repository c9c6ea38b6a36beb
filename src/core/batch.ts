/**
 * A batch as a dialect hands it over: every item has its label and either a draft, an operation, or the refusal that
 * reading it produced. The core never learns what the wire looked like; it carries labels untouched.
 */

import type { Operation } from './operation.ts';
import type { OrderContent } from './order.ts';
import type { Label, Refusal } from './outcome.ts';

/** A well-formed order that has not been decided on. */
export type Draft = {
  /** Where the item stands in the request as sent: prefix of every pointer, e.g. `/3`; '' for a request of one item. */
  pointer: string;
  /** Where its lines stand, e.g. `/3/items`: a line's problem points to `/3/items/0`. */
  linesPointer: string;
  orderId: number | null;
  /** The caller's upsert key; null lets the server make one, and the order is always new. */
  orderKey: string | null;
  content: OrderContent;
  /** True when the number, stated or given by us, must be the account's only one. */
  isNumberClaimed: boolean;
  /** True when the account's split rules may make several orders of it. */
  isSplittable: boolean;
};

export type BatchItem =
  | { label: Label; draft: Draft }
  | { label: Label; operation: Operation }
  | { label: Label; refusal: Refusal };

export type Batch = {
  items: readonly BatchItem[];
  /** The Idempotency-Key as sent, or null. */
  receiptKey: string | null;
};
