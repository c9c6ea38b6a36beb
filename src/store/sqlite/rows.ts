/**
 * An order as a row of the table and back. The only file that knows the order of the columns.
 * Text that is compared without regard to case is folded here, once, when it is written.
 * Used by order-table.ts to write, by both workers to read.
 */
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { OrderRow } from '../../core/command.ts';
import type { Order, OrderContent, OrderState, OrderStatus } from '../../core/order.ts';
import { foldCase } from '../../core/queries.ts';

/** Digits that may be an order id, as we write them. */
export const ORDER_ID_DIGITS = /^[1-9]\d{0,14}$/;

type Cell = string | number | null;

const NAMED = `order_id, order_key, part, number, is_number_claimed, status, revision, fingerprint, batch_id, created_at,
  modified_at, deleted_at, placed_at, paid_at, store_id, customer_name, state`;
/** The select list of a whole order, for a statement that `orderRowOf` reads. */
export const WITH_CONTENT = `${NAMED}, content`;
/** The same when the document is not needed. */
export const WITHOUT_CONTENT = `${NAMED}, NULL`;

/** In the order of the select list. */
type OrderCells = [
  orderId: number,
  orderKey: string,
  part: number,
  number: string,
  isNumberClaimed: number,
  status: OrderStatus,
  revision: number,
  fingerprint: string,
  batchId: string,
  createdAt: number,
  modifiedAt: number,
  deletedAt: number | null,
  placedAt: number | null,
  paidAt: number | null,
  storeId: number | null,
  customerName: string | null,
  state: string,
  content: string | null,
];

/** Rows leave SQLite as arrays of cells: as objects they take twice the time. */
export function prepareRows(db: DatabaseSync, sql: string): StatementSync {
  const statement = db.prepare(sql);
  statement.setReturnArrays(true);
  return statement;
}

export function orderRowOf(cells: unknown): OrderRow {
  const [orderId, orderKey, part, number, isNumberClaimed, status, revision, fingerprint, batchId, ...others] =
    cells as OrderCells;
  const [createdAt, modifiedAt, deletedAt, placedAt, paidAt, storeId, customerName, state, content] = others;
  return {
    orderId,
    orderKey,
    part,
    number,
    isNumberClaimed: isNumberClaimed === 1,
    status,
    revision,
    fingerprint,
    batchId,
    createdAt,
    modifiedAt,
    deletedAt,
    facts: { placedAt, paidAt, storeId, customerName },
    state,
    content,
  };
}

// Without numbers: node:sqlite looks the name of every numbered parameter up, one after the other.
export const INSERT_ORDER = `INSERT INTO orders (account_id, order_id, order_key, part, created_at,
  number, number_fold, is_number_claimed, status, revision, fingerprint, batch_id, modified_at, deleted_at,
  placed_at, paid_at, store_id, customer_name, customer_fold, state, content)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`;

/** A null content keeps the document that stands there. */
export const UPDATE_ORDER = `UPDATE orders SET number = ?, number_fold = ?, is_number_claimed = ?, status = ?,
  revision = ?, fingerprint = ?, batch_id = ?, modified_at = ?, deleted_at = ?, placed_at = ?, paid_at = ?,
  store_id = ?, customer_name = ?, customer_fold = ?, state = ?, content = coalesce(?, content)
  WHERE account_id = ? AND order_id = ?`;

export function insertCells(accountId: number, row: OrderRow): Cell[] {
  return [accountId, row.orderId, row.orderKey, row.part, row.createdAt, ...changingCells(row)];
}

export function updateCells(accountId: number, row: OrderRow): Cell[] {
  return [...changingCells(row), accountId, row.orderId];
}

function changingCells(row: OrderRow): Cell[] {
  const { placedAt, paidAt, storeId, customerName } = row.facts;
  return [
    row.number,
    foldCase(row.number),
    row.isNumberClaimed ? 1 : 0,
    row.status,
    row.revision,
    row.fingerprint,
    row.batchId,
    row.modifiedAt,
    row.deletedAt,
    placedAt,
    paidAt,
    storeId,
    customerName,
    customerName === null ? null : foldCase(customerName),
    row.state,
    row.content,
  ];
}

/** `row` was read with its document. */
export function orderOf(row: OrderRow): Order {
  const { part, fingerprint, deletedAt, facts, content, state, ...named } = row;
  if (content === null) throw new Error(`order ${row.orderId} must be read with its document`);
  return { ...named, content: JSON.parse(content) as OrderContent, state: JSON.parse(state) as OrderState };
}
