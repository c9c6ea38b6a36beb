/**
 * A batch as a dialect hands it over: every item has its label and either a draft, an operation, or the refusal that
 * reading it produced. The core never learns what the wire looked like; it carries labels untouched.
 * Made by dialects, taken in by intake.ts.
 */

import type { Operation } from './operation.ts';
import type { Given, OrderContent } from './order.ts';
import type { Label, Refusal } from './outcome.ts';
import type { ShelfWish } from './stock/wish.ts';

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
  /** The revision the caller takes the order to be at; 0: it takes it that there is none yet. */
  ifRevision?: number | undefined;
  /**
   * What the order gets at its creation where the content states none. A draft that says so, if only `{}`, leaves the
   * store of an order that stands as it is: on its wire that is settled at the creation.
   */
  given?: Given | undefined;
  /** What it asks of the catalog and of stock; absent: what the account asks of every order. */
  wish?: ShelfWish | undefined;
};

export type BatchItem =
  | { label: Label; draft: Draft }
  | { label: Label; operation: Operation }
  | { label: Label; refusal: Refusal };

/** Every item by itself, or not one of them when one is refused. */
export type BatchPolicy = 'independent' | 'all_or_nothing';

/**
 * What becomes of drafts of one batch that name the same order. `sequence`: one after the other, the second sees the
 * first. `first_wins`: the first that is taken; a later one is kept when it says the same, else refused. `refuse`:
 * all of them are refused, for nobody can tell which was meant.
 */
export type DuplicateRule = 'sequence' | 'first_wins' | 'refuse';

export type BatchRules = {
  policy: BatchPolicy;
  /** Every check a real batch walks through; nothing is kept. */
  isDryRun: boolean;
  onDuplicate: DuplicateRule;
  /** What became of the batch can be asked for later. */
  isRecorded: boolean;
};

export type Batch = {
  items: readonly BatchItem[];
  /** The Idempotency-Key as sent, or null. */
  receiptKey: string | null;
  /** Absent: independent, for real, in sequence, not recorded. */
  rules?: BatchRules | undefined;
  /** A UUID; absent: the server makes one. */
  batchId?: string | undefined;
};

/** What an answer may still say of an item that was taken in: of a draft's content its number and its status. */
export type EchoItem =
  | { label: Label; draft: Pick<Draft, 'orderId' | 'orderKey'> & { content: Pick<OrderContent, 'number' | 'status'> } }
  | Exclude<BatchItem, { draft: Draft }>;

export type BatchEcho = Omit<Batch, 'items'> & { items: readonly EchoItem[] };

export function echoOf(batch: Batch): BatchEcho {
  return { ...batch, items: batch.items.map((item) => ('draft' in item ? echoOfDraft(item) : item)) };
}

function echoOfDraft({ label, draft }: Extract<BatchItem, { draft: Draft }>): EchoItem {
  const { orderId, orderKey, content } = draft;
  return { label, draft: { orderId, orderKey, content: { number: content.number, status: content.status } } };
}
