/**
 * An order as a row and back: the only file that knows how a column is called and what its values are.
 * Names and numbers are sealed as text that every database can hold; documents are JSON and need no care.
 * Used by load.ts and write.ts for commands, by read-table.ts for reads.
 */
import type { OrderRow } from '../../core/command.ts';
import type { Order, OrderContent, OrderState, OrderStatus } from '../../core/order.ts';
import { foldCase } from '../../core/queries.ts';
import { bigintArray, booleanArray, integerArray, textArray } from './arrays.ts';

/** Digits that may be an order id, as we write them. */
export const ORDER_ID_DIGITS = /^[1-9]\d{0,14}$/;

/** The number an order answers to, as the index orders_by_borne_number has it. */
export const BORNE_NUMBER = '(CASE WHEN is_number_claimed THEN number ELSE order_id::text COLLATE "C" END)';

const COLUMNS_READ = `order_id AS "orderId", order_key AS "orderKey", part, number, is_number_claimed AS "isNumberClaimed",
  status, revision, fingerprint, batch_id AS "batchId", created_at AS "createdAt", modified_at AS "modifiedAt",
  deleted_at AS "deletedAt", placed_at AS "placedAt", paid_at AS "paidAt", store_id AS "storeId",
  customer_name AS "customerName", state`;
/** The document as it stands; a list looks it up only for the rows of its page. */
export const CONTENT = `(SELECT content FROM documents WHERE documents.account_id = orders.account_id
  AND documents.order_id = orders.order_id AND documents.revision = orders.revision)`;
/** The select list of a whole order. */
export const WITH_CONTENT = `${COLUMNS_READ}, ${CONTENT} AS content`;
/** The select list when the document is not needed. */
export const WITHOUT_CONTENT = `${COLUMNS_READ}, NULL AS content`;

/** A row as the select lists above name it. */
export type FlatRow = {
  orderId: number;
  orderKey: string;
  part: number;
  number: string;
  isNumberClaimed: boolean;
  status: OrderStatus;
  revision: number;
  fingerprint: string;
  batchId: string;
  createdAt: number;
  modifiedAt: number;
  deletedAt: number | null;
  placedAt: number | null;
  paidAt: number | null;
  storeId: number | null;
  customerName: string | null;
  state: string;
  content: string | null;
};

export function orderRowOf(record: FlatRow): OrderRow {
  const { placedAt, paidAt, storeId, customerName, ...named } = record;
  return { ...named, facts: { placedAt, paidAt, storeId, customerName } };
}

export function orderOf(record: FlatRow): Order {
  const { part, fingerprint, deletedAt, facts, content, state, ...named } = orderRowOf(record);
  if (content === null) throw new Error(`order ${record.orderId} must be read with its document`);
  return { ...named, content: JSON.parse(content) as OrderContent, state: JSON.parse(state) as OrderState };
}

type Column = { name: string; type: 'bigint' | 'int' | 'boolean' | 'text'; array(rows: readonly OrderRow[]): Buffer };

const bigint = (name: string, of: (row: OrderRow) => number | null): Column => ({
  name,
  type: 'bigint',
  array: (rows) => bigintArray(rows.map(of)),
});
const text = (name: string, of: (row: OrderRow) => string | null): Column => ({
  name,
  type: 'text',
  array: (rows) => textArray(rows.map(of)),
});

/** Never change once the order stands. */
const FIXED_COLUMNS: readonly Column[] = [
  bigint('order_id', (row) => row.orderId),
  text('order_key', (row) => row.orderKey),
  { name: 'part', type: 'int', array: (rows) => integerArray(rows.map((row) => row.part)) },
  bigint('created_at', (row) => row.createdAt),
];

/** Written again by every change. */
export const CHANGING_COLUMNS: readonly Column[] = [
  text('number', (row) => row.number),
  text('number_fold', (row) => foldCase(row.number)),
  {
    name: 'is_number_claimed',
    type: 'boolean',
    array: (rows) => booleanArray(rows.map((row) => row.isNumberClaimed)),
  },
  text('status', (row) => row.status),
  { name: 'revision', type: 'int', array: (rows) => integerArray(rows.map((row) => row.revision)) },
  text('fingerprint', (row) => row.fingerprint),
  text('batch_id', (row) => row.batchId),
  bigint('modified_at', (row) => row.modifiedAt),
  { name: 'is_deleted', type: 'boolean', array: (rows) => booleanArray(rows.map((row) => row.deletedAt !== null)) },
  bigint('deleted_at', (row) => row.deletedAt),
  bigint('placed_at', (row) => row.facts.placedAt),
  bigint('paid_at', (row) => row.facts.paidAt),
  bigint('store_id', (row) => row.facts.storeId),
  text('customer_name', (row) => row.facts.customerName),
  text('customer_fold', foldedName),
  text('state', (row) => row.state),
];

export const COLUMNS: readonly Column[] = [...FIXED_COLUMNS, ...CHANGING_COLUMNS];

/**
 * The columns' arrays side by side, the first being parameter `$from`: a select list that gives a row for each place.
 * In FROM the server would copy every value twice on the way (decision 074).
 */
export function elementsOf(columns: readonly Pick<Column, 'name' | 'type'>[], from: number): string {
  return columns.map(({ name, type }, index) => `unnest($${from + index}::${type}[]) AS ${name}`).join(', ');
}

function foldedName({ facts }: OrderRow): string | null {
  return facts.customerName === null ? null : foldCase(facts.customerName);
}
