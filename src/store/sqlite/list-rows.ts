/**
 * What lists know of an order, as a row of `list_entries` and back; and how its columns are called.
 * Nothing else may know either.
 * Used by list-index.ts and list-table.ts.
 */
import type { Dimension, ListFacts } from '../../core/lists/entry.ts';
import type { OrderStatus } from '../../core/order.ts';

export const ENTRY_COLUMNS = 'order_id, status, store_id, created_at, modified_at, placed_at, paid_at';

type EntryCells = [
  orderId: number,
  status: OrderStatus,
  storeId: number | null,
  createdAt: number,
  modifiedAt: number,
  placedAt: number,
  paidAt: number,
];

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

/** The index whose order is the dimension's; without it SQLite would believe what it guesses of an account. */
export function entriesBy(what: Dimension | 'status' | 'batch'): string {
  if (what === 'orderId') return 'list_entries';
  const index = what === 'status' || what === 'batch' ? what : columnOf(what);
  return `list_entries INDEXED BY list_entries_by_${index}`;
}

export function factsOf(cells: unknown): ListFacts {
  const [orderId, status, storeId, createdAt, modifiedAt, placedAt, paidAt] = cells as EntryCells;
  return { orderId, status, storeId, createdAt, modifiedAt, placedAt, paidAt };
}
