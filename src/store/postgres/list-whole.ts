/**
 * Lists and scans of orders from the orders themselves, where their index is behind and cannot be settled: they walk
 * all of an account. Where only the documents tell, the database names those that might match and each is looked into
 * here, some at a time. A list and its total are read in one snapshot, so that they agree. Called by list-table.ts.
 */
import type { Order } from '../../core/order.ts';
import type { OrderPage, OrderPosition, OrderQuery, OrderScan, OrderScanPage, OrderSort } from '../../core/queries.ts';
import { bigintArray } from './arrays.ts';
import type { Connections, Session, Statement, Value } from './connections.ts';
import { type DocumentFilter, documentFilterOf } from './document-filter.ts';
import { type ListSql, listSqlOf, scanSqlOf } from './list-whole-query.ts';
import { CONTENT, type FlatRow, orderOf, WITH_CONTENT } from './rows.ts';

/** Each by its key alone (decision 025). */
export const ORDERS_OF: Statement = {
  name: 'orders_of',
  text: `SELECT found.* FROM unnest($2::bigint[]) AS names (name) CROSS JOIN LATERAL (
      SELECT ${WITH_CONTENT} FROM orders WHERE account_id = $1 AND order_id = names.name OFFSET 0
    ) AS found`,
};
/** Documents looked into at once: a megabyte or so. */
const DOCUMENTS_AT_ONCE = 500;

export class WholeList {
  readonly #connections: Connections;

  constructor(connections: Connections) {
    this.#connections = connections;
  }

  listOrders(accountId: number, query: OrderQuery): Promise<OrderPage> {
    const sql = listSqlOf(accountId, query);
    const filter = documentFilterOf(query);
    if (filter === null) return this.#connections.step('snapshot', (session) => listPage(session, sql, query));
    return this.#connections.run('snapshot', (session) => searchPage(session, { ...query, sql, filter }));
  }

  scanOrders(accountId: number, scan: OrderScan): Promise<OrderScanPage> {
    return this.#connections.run('snapshot', (session) => scanPage(session, accountId, scan));
  }
}

type Window = { offset: number; limit: number };

async function listPage(session: Session, sql: ListSql, { offset, limit }: Window): Promise<OrderPage> {
  const { where, orderBy, values } = sql;
  const next = values.length + 1;
  const [counted, page] = await Promise.all([
    session.send<{ total: number }>(unnamed(`SELECT count(*) AS total FROM orders WHERE ${where}`), values),
    session.send<FlatRow>(
      unnamed(
        `SELECT ${WITH_CONTENT} FROM orders WHERE ${where} ORDER BY ${orderBy} LIMIT $${next} OFFSET $${next + 1}`,
      ),
      [...values, limit, offset],
    ),
  ]);
  return { orders: page.rows.map(orderOf), total: counted.rows[0]?.total ?? 0 };
}

type Search = Window & { sql: ListSql; filter: DocumentFilter };

/** First the ids of all that might match, in order; then their documents, some at a time. */
async function searchPage(session: Session, { sql, filter, offset, limit }: Search): Promise<OrderPage> {
  const ids = await idsOfCandidates(session, sql, filter);
  const orders: Order[] = [];
  let total = 0;
  for (let from = 0; from < ids.length; from += DOCUMENTS_AT_ONCE) {
    const some = ids.slice(from, from + DOCUMENTS_AT_ONCE);
    const { rows } = await session.send<FlatRow>(ORDERS_OF, [sql.values[0] ?? null, bigintArray(some)]);
    const matching = new Map(
      rows.map((row) => orderOf(row)).flatMap((order) => (filter.isMatch(order) ? [[order.orderId, order]] : [])),
    );
    for (const order of some.flatMap((id) => matching.get(id) ?? [])) {
      if (total >= offset && orders.length < limit) orders.push(order);
      total += 1;
    }
  }
  return { orders, total };
}

async function idsOfCandidates(
  session: Session,
  sql: ListSql,
  { patterns }: DocumentFilter,
): Promise<readonly number[]> {
  const where = withPatterns(sql, patterns);
  const { rows } = await session.send<{ orderId: number }>(
    unnamed(`SELECT order_id AS "orderId" FROM orders WHERE ${where} ORDER BY ${sql.orderBy}`),
    [...sql.values, ...patterns],
  );
  return rows.map(({ orderId }) => orderId);
}

function withPatterns({ where, values }: ListSql, patterns: readonly string[]): string {
  return [where, ...patterns.map((_, index) => `${CONTENT} ~ $${values.length + 1 + index}`)].join(' AND ');
}

/** Texts that differ from query to query are not worth keeping prepared. */
function unnamed(text: string): Statement {
  return { name: '', text };
}
/** One order more than asked for tells whether the scan goes on. */
async function scanPage(session: Session, accountId: number, scan: OrderScan): Promise<OrderScanPage> {
  const filter = documentFilterOf(scan);
  const atOnce = filter === null ? scan.limit + 1 : DOCUMENTS_AT_ONCE;
  const found: Placed[] = [];
  let { after } = scan;
  for (;;) {
    const rows = await scanRows(session, { sql: scanSqlOf(accountId, { ...scan, after }), filter, limit: atOnce });
    const placed = rows.map((row): Placed => ({ order: orderOf(row), place: placeOf(row, scan.sort) }));
    found.push(...placed.filter(({ order }) => filter === null || filter.isMatch(order)));
    after = placed.at(-1)?.place ?? null;
    if (found.length > scan.limit || rows.length < atOnce) break;
  }
  const page = found.slice(0, scan.limit);
  const next = found.length > scan.limit ? (page.at(-1)?.place ?? null) : null;
  return { orders: page.map(({ order }) => order), next };
}

type Placed = { order: Order; place: OrderPosition };
type Slice = { sql: ListSql; filter: DocumentFilter | null; limit: number };

async function scanRows(session: Session, { sql, filter, limit }: Slice): Promise<readonly FlatRow[]> {
  const patterns = filter?.patterns ?? [];
  const values: Value[] = [...sql.values, ...patterns, limit];
  const where = withPatterns(sql, patterns);
  const text = `SELECT ${WITH_CONTENT} FROM orders WHERE ${where} ORDER BY ${sql.orderBy} LIMIT $${values.length}`;
  return (await session.send<FlatRow>(unnamed(text), values)).rows;
}

function placeOf(row: FlatRow, sort: OrderSort): OrderPosition {
  const value = row[sort];
  if (value === null) throw new Error(`order ${row.orderId} must have the date that a scan sorts by`);
  return { value, orderId: row.orderId };
}
