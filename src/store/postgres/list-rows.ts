/**
 * What lists know of an order, as rows of `list_entries` and back; and how its columns are called.
 * Nothing else may know either.
 * Used by list-index.ts and list-query.ts.
 */
import type { Dimension, ListEntry, ListFacts } from '../../core/lists/entry.ts';
import { bigintArray, textArray } from './arrays.ts';
import type { Statement } from './connections.ts';
import { elementsOf } from './rows.ts';

export const FACTS = `order_id AS "orderId", status, store_id AS "storeId", created_at AS "createdAt",
  modified_at AS "modifiedAt", placed_at AS "placedAt", paid_at AS "paidAt"`;

const COLUMN_BY_DIMENSION: Readonly<Record<Dimension, string>> = {
  orderId: 'order_id',
  createdAt: 'created_at',
  modifiedAt: 'modified_at',
  placedAt: 'placed_at',
  paidAt: 'paid_at',
};

export function columnOf(dimension: Dimension): string {
  return COLUMN_BY_DIMENSION[dimension];
}

/** Factless parts of the record are left behind. */
export function factsOf({ orderId, status, storeId, createdAt, modifiedAt, placedAt, paidAt }: ListFacts): ListFacts {
  return { orderId, status, storeId, createdAt, modifiedAt, placedAt, paidAt };
}

/** An entry on its way into its row. */
export type SavedEntry = { entry: ListEntry; termsName: string };

type Column = { name: string; type: 'bigint' | 'text'; array(rows: readonly SavedEntry[]): Buffer };
const bigint = (name: string, of: (entry: ListEntry) => number | null): Column => ({
  name,
  type: 'bigint',
  array: (rows) => bigintArray(rows.map(({ entry }) => of(entry))),
});
const text = (name: string, of: (row: SavedEntry) => string): Column => ({
  name,
  type: 'text',
  array: (rows) => textArray(rows.map(of)),
});

const COLUMNS: readonly Column[] = [
  bigint('order_id', (entry) => entry.orderId),
  bigint('created_at', (entry) => entry.createdAt),
  bigint('modified_at', (entry) => entry.modifiedAt),
  bigint('placed_at', (entry) => entry.placedAt),
  bigint('paid_at', (entry) => entry.paidAt),
  bigint('store_id', (entry) => entry.storeId),
  text('status', ({ entry }) => entry.status),
  text('number', ({ entry }) => entry.number),
  text('batch_id', ({ entry }) => entry.batchId),
  text('terms_name', ({ termsName }) => termsName),
];

const NAMES = COLUMNS.map(({ name }) => name).join(', ');
const CHANGING = COLUMNS.slice(1).map(({ name }) => `${name} = excluded.${name}`);

const INSERT = `INSERT INTO list_entries (account_id, ${NAMES}) SELECT $1::bigint, ${elementsOf(COLUMNS, 2)}`;

/** Of orders that stand in no list yet: nothing is looked up before a row is put in. */
export const ADD_ENTRIES: Statement = { name: 'add_list_entries', text: INSERT };
export const SAVE_ENTRIES: Statement = {
  name: 'save_list_entries',
  text: `${INSERT} ON CONFLICT (account_id, order_id) DO UPDATE SET ${CHANGING.join(', ')}`,
};

export function entryArrays(rows: readonly SavedEntry[]): Buffer[] {
  return COLUMNS.map(({ array }) => array(rows));
}
