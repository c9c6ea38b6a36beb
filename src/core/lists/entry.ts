/**
 * What lists know of an order: the few values they filter and sort by, and the terms it is searched by. Drivers keep
 * entries in narrow rows beside the orders and never look into a document to answer a list (decision 060).
 * Pure; made from a row of the store by whoever brings the lists up to date.
 */
import type { OrderRow } from '../command.ts';
import type { OrderContent, OrderState, OrderStatus } from '../order.ts';
import type { OrderSort } from '../queries.ts';
import { type LineTexts, termsOf } from './terms.ts';

/** What entries are ordered by, each order once in every one of them. */
export type Dimension = OrderSort | 'paidAt';
export const DIMENSIONS: readonly Dimension[] = ['orderId', 'createdAt', 'modifiedAt', 'placedAt', 'paidAt'];

/** A time that nobody has stated: before all others. */
export const NEVER = Number.MIN_SAFE_INTEGER;

/** A place in a dimension; orders of one value stand in the order of their ids. */
export type Key = { value: number; orderId: number };

export type ListFacts = {
  orderId: number;
  status: OrderStatus;
  storeId: number | null;
  createdAt: number;
  modifiedAt: number;
  placedAt: number;
  paidAt: number;
};

export type ListEntry = ListFacts & {
  number: string;
  batchId: string;
  terms: readonly string[];
  /** Texts of its lines in which keywords are looked for, folded. */
  texts: readonly string[];
};

/** Inside a text of the state the quotes around the name would be escaped. */
const TAGS = '"tagIds":';

/** Null for an order that is in no list any more. */
export function entryOf(row: OrderRow, lineTexts: LineTexts): ListEntry | null {
  if (row.deletedAt !== null) return null;
  if (row.content === null) throw new Error(`order ${row.orderId} must be read with its document`);
  const content = JSON.parse(row.content) as OrderContent;
  // Most orders bear no tag, and nothing else of the state is asked for.
  const tagIds = row.state.includes(TAGS) ? ((JSON.parse(row.state) as OrderState).tagIds ?? []) : [];
  const texts = lineTexts.of(content.lines);
  const { orderId, status, createdAt, modifiedAt, number, batchId, facts } = row;
  return {
    orderId,
    status,
    storeId: facts.storeId,
    createdAt,
    modifiedAt,
    placedAt: facts.placedAt ?? NEVER,
    paidAt: facts.paidAt ?? NEVER,
    number,
    batchId,
    texts: texts.map(({ text }) => text),
    terms: termsOf(row, { content, tagIds, texts }),
  };
}

/** Below zero when `a` stands before `b`. */
export function compareKeys(a: Key, b: Key): number {
  return a.value - b.value || a.orderId - b.orderId;
}
