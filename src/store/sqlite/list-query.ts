/**
 * Steps of a list as SQL: every filter a condition with bound values, nothing of the caller's in the text. Every
 * statement names the index it walks, so that no plan depends on what SQLite believes of an account; a test holds the
 * plans. Pure; list-table.ts runs it.
 */
import type { Ask, Gathering, Span } from '../../core/lists/answer.ts';
import type { Cut } from '../../core/lists/cut.ts';
import { ORDER_STATUSES, type OrderStatus } from '../../core/order.ts';
import { columnOf, entriesBy } from './list-rows.ts';
import { matchOf, TERM_PARTS } from './list-terms.ts';

type Value = string | number;
export type ListSql = { text: string; values: readonly Value[] };
type Condition = { sql: string; values: readonly Value[] };
type Walk = Extract<Ask, { ask: 'walk' }>;

const TERMS_ROW = 'list_terms.rowid';
/** Terms that the order still bears. */
const STANDS = `order_id = ${TERMS_ROW} / ${TERM_PARTS} AND terms_part = ${TERMS_ROW} % ${TERM_PARTS}`;
const OF_KEY = `order_id IN (
  SELECT of_key.order_id FROM orders AS of_key
  WHERE of_key.account_id = ? AND of_key.order_key = ? AND of_key.deleted_at IS NULL
)`;
const PLACED: Condition = { sql: `status <> 'prepared'`, values: [] };

export function countSql(accountId: number, span: Span, cut: Cut): ListSql {
  const { sql, values } = joined([...within(accountId, span), ...conditionsOf(accountId, cut, '+')]);
  return { text: `SELECT count(*) FROM ${entriesBy(span.dimension)} WHERE ${sql}`, values };
}

export function walkSql(accountId: number, { span, cut, isDescending, skip, limit }: Walk): ListSql {
  const { dimension } = span;
  const { sql, values } = joined([...within(accountId, span), ...conditionsOf(accountId, cut, '+')]);
  return {
    text: `SELECT ${columnOf(dimension)}, order_id FROM ${entriesBy(dimension)} WHERE ${sql}
      ORDER BY ${orderBy(columnOf(dimension), isDescending)} LIMIT ? OFFSET ?`,
    values: [...values, limit, skip],
  };
}

/** Null when nothing can match. */
export function gatherCountSql(accountId: number, gathering: Gathering): ListSql | null {
  const source = sourceOf(accountId, gathering);
  if (source === null) return null;
  const { sql, values } = joined([...source.conditions, ...conditionsOf(accountId, gathering.cut)]);
  return { text: `SELECT count(*) FROM ${source.from} WHERE ${sql}`, values };
}

/** Null when nothing can match. */
export function gatherSql(accountId: number, gathering: Gathering): ListSql | null {
  const { cut, sort, isDescending, offset, limit } = gathering;
  const source = sourceOf(accountId, gathering);
  if (source === null) return null;
  // Terms are met in the order of the ids, so that a page by id sorts nothing and stops where it is full.
  const column = sort === 'orderId' ? source.orderId : columnOf(sort);
  const conditions = [...source.conditions, ...conditionsOf(accountId, cut), ...behind(gathering, column)];
  const { sql, values } = joined(conditions);
  return {
    text: `SELECT ${columnOf(sort)}, order_id FROM ${source.from} WHERE ${sql}
      ORDER BY ${orderBy(column, isDescending)} LIMIT ? OFFSET ?`,
    values: [...values, limit, offset],
  };
}

type Source = { from: string; orderId: string; conditions: readonly Condition[] };

function sourceOf(accountId: number, { cut, by }: Gathering): Source | null {
  const own = { sql: 'account_id = ?', values: [accountId] };
  if (cut.groups.length === 0) {
    const isAnyStatus = by === 'status' && cut.statuses === null;
    const conditions = isAnyStatus ? [own, statusCondition(ORDER_STATUSES)] : [own];
    return { from: entriesBy(by ?? (cut.batchId === null ? 'orderId' : 'batch')), orderId: 'order_id', conditions };
  }
  const match = matchOf(accountId, cut.groups);
  if (match === null) return null;
  return {
    from: 'list_terms CROSS JOIN list_entries',
    orderId: TERMS_ROW,
    conditions: [{ sql: 'list_terms MATCH ?', values: [match] }, own, { sql: STANDS, values: [] }],
  };
}

/** Each is looked up by itself, so that the index leads to all of them. */
function statusCondition(statuses: readonly OrderStatus[]): Condition {
  return { sql: `status IN (${statuses.map(() => '?').join(', ')})`, values: statuses };
}

function within(accountId: number, { dimension, from, until }: Span): readonly Condition[] {
  const own = { sql: 'account_id = ?', values: [accountId] };
  if (dimension === 'orderId') {
    return [own, { sql: 'order_id >= ? AND order_id < ?', values: [Math.max(0, from.value), until.value] }];
  }
  const place = `(${columnOf(dimension)}, order_id)`;
  const values = [from.value, from.orderId, until.value, until.orderId];
  return [own, { sql: `${place} >= (?, ?) AND ${place} < (?, ?)`, values }];
}

/** `sign`: a plus keeps SQLite from looking a range up in place of the span that it is asked within. */
function conditionsOf(accountId: number, cut: Cut, sign: '' | '+' = ''): readonly Condition[] {
  const { statuses, storeId, ranges, number, batchId, orderKey, orderIds } = cut;
  return [
    statuses === null ? PLACED : statusCondition(statuses),
    ...ranges.map(({ dimension, from, to }) => ({
      sql: `${sign}${columnOf(dimension)} BETWEEN ? AND ?`,
      values: [from, to],
    })),
    ...equal('store_id = ?', storeId),
    ...equal('number = ?', number),
    ...equal('batch_id = ?', batchId),
    ...equal('order_id IN (SELECT value FROM json_each(?))', orderIds === null ? null : JSON.stringify(orderIds)),
    ...(orderKey === null ? [] : [{ sql: OF_KEY, values: [accountId, orderKey] }]),
  ];
}

function behind({ after, isDescending }: Gathering, column: string): readonly Condition[] {
  if (after === null) return [];
  const sign = isDescending ? '<' : '>';
  // A number from JavaScript is no integer to the full-text index, which would pass over the condition.
  const first = `CAST(? AS INTEGER) * ${TERM_PARTS}`;
  const edge = isDescending ? first : `${first} + ${TERM_PARTS - 1}`;
  if (column === TERMS_ROW) return [{ sql: `${column} ${sign} ${edge}`, values: [after.orderId] }];
  if (column === 'order_id') return [{ sql: `order_id ${sign} ?`, values: [after.orderId] }];
  return [{ sql: `(${column}, order_id) ${sign} (?, ?)`, values: [after.value, after.orderId] }];
}

function equal(sql: string, value: Value | null): Condition[] {
  return value === null ? [] : [{ sql, values: [value] }];
}

function joined(conditions: readonly Condition[]): Condition {
  return {
    sql: conditions.map(({ sql }) => sql).join(' AND '),
    values: conditions.flatMap(({ values }) => values),
  };
}

/** `column` is the id itself, or a time. */
function orderBy(column: string, isDescending: boolean): string {
  const direction = isDescending ? 'DESC' : 'ASC';
  const isId = column === 'order_id' || column === TERMS_ROW;
  return isId ? `${column} ${direction}` : `${column} ${direction}, order_id ${direction}`;
}
