/**
 * Steps of a list as SQL: every filter a condition with bound values, nothing of the caller's in the text. Each walks
 * one index within bounds; a test holds the plans.
 * Pure; list-table.ts runs it.
 */
import { storable } from '../../core/intake.ts';
import type { Ask, Gathering, Span } from '../../core/lists/answer.ts';
import type { Cut } from '../../core/lists/cut.ts';
import type { TermGroup } from '../../core/lists/terms.ts';
import { ORDER_STATUSES } from '../../core/order.ts';
import { bigintArray, textArray } from './arrays.ts';
import type { Value } from './connections.ts';
import { columnOf } from './list-rows.ts';
import { searchOf } from './list-terms.ts';

/** `values` stand for $1, $2 …; the account is $1. */
export type ListSql = { text: string; values: readonly Value[] };
/** Each `?` stands for a value. */
type Condition = { sql: string; values: readonly Value[] };
type Walk = Extract<Ask, { ask: 'walk' }>;

/** Found by their keys or terms first, each entry then by its id alone (decision 025). */
const OF_KEY = `SELECT order_id FROM orders WHERE account_id = $1 AND order_key = ? AND NOT is_deleted OFFSET 0`;
/**
 * Terms name their account: were it a condition beside them, the planner would lay all of the account's keys over what
 * they find. `beside`: terms that each of those found is looked at for, instead of finding all that bear them.
 */
function ofTerms(search: string, beside: string): Condition {
  const isBeside = beside === '' ? [] : [{ sql: '(terms @@ ?::tsquery) IS TRUE', values: [beside] }];
  const { sql, values } = joined([{ sql: 'terms @@ ?::tsquery', values: [search] }, ...isBeside]);
  const met = `SELECT account_id, order_id FROM list_terms WHERE ${sql} OFFSET 0`;
  return { sql: `SELECT order_id FROM (${met}) AS met WHERE account_id = $1 OFFSET 0`, values };
}
const OF_IDS = 'SELECT DISTINCT unnest(?::bigint[]) AS order_id';

/**
 * Always so, and of a column that stands in no index: or the planner, who takes a small account for empty, reads through
 * an index that holds all that is asked for, with the id behind a time.
 */
const BY_KEY = `number >= ''`;

export function countSql(accountId: number, span: Span, cut: Cut): ListSql {
  const conditions = joined([...within(span), ...conditionsOf(cut, ' + 0')]);
  return numbered(accountId, [{ sql: 'SELECT count(*) AS count FROM list_entries WHERE', values: [] }, conditions]);
}

export function walkSql(accountId: number, { span, cut, isDescending, skip, limit }: Walk): ListSql {
  const column = columnOf(span.dimension);
  return numbered(accountId, [
    { sql: `SELECT ${column} AS value, order_id AS "orderId" FROM list_entries WHERE`, values: [] },
    joined([...within(span), ...conditionsOf(cut, ' + 0')]),
    { sql: `ORDER BY ${orderBy(column, isDescending)} LIMIT ? OFFSET ?`, values: [limit, skip] },
  ]);
}

/** Null when nothing can match. */
export function gatherCountSql(accountId: number, gathering: Gathering): ListSql | null {
  const source = sourceOf(accountId, gathering);
  if (source === null) return null;
  return numbered(accountId, [
    { sql: 'SELECT count(*) AS count FROM', values: [] },
    source,
    { sql: 'WHERE', values: [] },
    joined(conditionsOf(gathering.cut)),
  ]);
}

/** Null when nothing can match. */
export function gatherSql(accountId: number, gathering: Gathering): ListSql | null {
  const { cut, sort, isDescending, offset, limit } = gathering;
  const source = sourceOf(accountId, gathering);
  if (source === null) return null;
  const column = columnOf(sort);
  // First all that matches, then its order (OFFSET 0 keeps it so): never the order first, in search of what matches.
  return numbered(accountId, [
    { sql: `SELECT ${column} AS value, order_id AS "orderId" FROM (SELECT * FROM`, values: [] },
    source,
    { sql: 'WHERE', values: [] },
    joined([...conditionsOf(cut), ...behind(gathering, column)]),
    { sql: 'OFFSET 0) AS gathered', values: [] },
    { sql: `ORDER BY ${orderBy(column, isDescending)} LIMIT ? OFFSET ?`, values: [limit, offset] },
  ]);
}

/**
 * To gather more than these takes a tenth of a second and more: then a page in the order of its sort is met sooner by
 * looking at the terms of one entry after the other.
 */
export const BROAD_MIN = 20_000;
/** Where they stand elsewhere, the walk is given up, and they are gathered. */
const WALKED_MAX = 10_000;
const SKIPPED_MAX = 1_000;

/**
 * How many orders the database believes the terms to lead to: it tells without looking. Null where nothing bears them.
 * Whatever it believes, the answer is the same.
 */
export function beliefSql(accountId: number, groups: readonly TermGroup[]): ListSql | null {
  const search = searchOf(accountId, groups);
  if (search === null) return null;
  return {
    text: 'EXPLAIN (FORMAT JSON) SELECT account_id, order_id FROM list_terms WHERE terms @@ $1::tsquery',
    values: [search],
  };
}

/** Where terms alone are asked for, and the first of what bears them. */
export function isWalkable({ cut, offset }: Gathering): boolean {
  const { groups, ranges, orderIds, orderKey, batchId } = cut;
  const isOfTermsAlone = groups.length > 0 && ranges.length === 0 && orderIds === null && orderKey === null;
  return isOfTermsAlone && batchId === null && offset <= SKIPPED_MAX;
}

/** Fewer than asked for: the walk has ended before the page was full. */
export function broadWalkSql(accountId: number, gathering: Gathering): ListSql {
  const { cut, sort, isDescending, offset, limit } = gathering;
  const column = columnOf(sort);
  const order = `ORDER BY ${orderBy(column, isDescending)}`;
  const walked = joined([{ sql: 'account_id = $1', values: [] }, ...conditionsOf(cut), ...behind(gathering, column)]);
  return numbered(accountId, [
    { sql: `SELECT ${column} AS value, order_id AS "orderId" FROM (SELECT * FROM list_entries WHERE`, values: [] },
    walked,
    { sql: `${order} LIMIT ?) AS walked WHERE (`, values: [WALKED_MAX] },
    {
      sql: 'SELECT terms @@ ?::tsquery FROM list_terms WHERE account_id = $1 AND order_id = walked.order_id)',
      values: [searchOf(accountId, cut.groups)],
    },
    { sql: `${order} LIMIT ? OFFSET ?`, values: [limit, offset] },
  ]);
}

/** What is gathered, under the name of its entries. */
function sourceOf(accountId: number, { cut, by }: Gathering): Condition | null {
  const { groups, orderIds, orderKey, batchId } = cut;
  const [search, beside] = [false, true].map((isBroad) =>
    searchOf(
      accountId,
      groups.filter((group) => (group.isBroad === true) === isBroad),
    ),
  ) as [string | null, string | null];
  if (search === null || beside === null) return null;
  const named: readonly Condition[] = [
    ...(groups.length === 0 ? [] : [ofTerms(search, beside)]),
    ...(orderIds === null ? [] : [{ sql: OF_IDS, values: [bigintArray(orderIds)] }]),
    ...(orderKey === null ? [] : [{ sql: OF_KEY, values: [storable(orderKey)] }]),
  ];
  if (named.length === 0) return entriesSql(by === null && batchId !== null ? 'batch' : by, cut);
  return {
    sql: `(SELECT entry.* FROM (${named.map(({ sql }) => `(${sql})`).join(' INTERSECT ')}) AS named
      CROSS JOIN LATERAL (
        SELECT * FROM list_entries WHERE account_id = $1 AND order_id = named.order_id AND ${BY_KEY} OFFSET 0
      ) AS entry OFFSET 0) AS entry`,
    values: named.flatMap(({ values }) => values),
  };
}

function entriesSql(by: Gathering['by'] | 'batch', { statuses }: Cut): Condition {
  const isAnyStatus = by === 'status' && statuses === null;
  const own = 'account_id = $1';
  if (!isAnyStatus) return { sql: `(SELECT * FROM list_entries WHERE ${own}) AS entry`, values: [] };
  return {
    sql: `(SELECT * FROM list_entries WHERE ${own} AND status = ANY (?::text[])) AS entry`,
    values: [textArray(ORDER_STATUSES)],
  };
}

function within({ dimension, from, until }: Span): readonly Condition[] {
  const own = { sql: 'account_id = $1', values: [] };
  if (dimension === 'orderId') {
    return [own, { sql: 'order_id >= ? AND order_id < ?', values: [Math.max(0, from.value), until.value] }];
  }
  const place = `(${columnOf(dimension)}, order_id)`;
  const values = [from.value, from.orderId, until.value, until.orderId];
  return [own, { sql: `${place} >= (?, ?) AND ${place} < (?, ?)`, values }];
}

/** `sum`: plus nothing keeps PostgreSQL from looking a range up in place of the span that it is asked within. */
function conditionsOf(cut: Cut, sum: '' | ' + 0' = ''): readonly Condition[] {
  const { statuses, storeId, ranges, number, batchId } = cut;
  return [
    statuses === null
      ? { sql: `status <> 'prepared'`, values: [] }
      : { sql: 'status = ANY (?::text[])', values: [textArray(statuses)] },
    ...ranges.map(({ dimension, from, to }) => ({
      sql: `${columnOf(dimension)}${sum} BETWEEN ? AND ?`,
      values: [from, to],
    })),
    ...equal('store_id = ?', storeId),
    ...equal('number = ?', number === null ? null : storable(number)),
    ...equal('batch_id = ?', batchId === null ? null : storable(batchId)),
  ];
}

function behind({ after, isDescending }: Gathering, column: string): readonly Condition[] {
  if (after === null) return [];
  const sign = isDescending ? '<' : '>';
  if (column === 'order_id') return [{ sql: `order_id ${sign} ?`, values: [after.orderId] }];
  return [{ sql: `(${column}, order_id) ${sign} (?, ?)`, values: [after.value, after.orderId] }];
}

function equal(sql: string, value: Value): Condition[] {
  return value === null ? [] : [{ sql, values: [value] }];
}

function joined(conditions: readonly Condition[]): Condition {
  return {
    sql: conditions.map(({ sql }) => sql).join(' AND '),
    values: conditions.flatMap(({ values }) => values),
  };
}

function numbered(accountId: number, parts: readonly Condition[]): ListSql {
  let parameter = 1;
  const sql = parts.map((part) => part.sql).join(' ');
  return {
    text: sql.replaceAll('?', () => `$${++parameter}`),
    values: [accountId, ...parts.flatMap(({ values }) => values)],
  };
}

function orderBy(column: string, isDescending: boolean): string {
  const direction = isDescending ? 'DESC' : 'ASC';
  return column === 'order_id' ? `order_id ${direction}` : `${column} ${direction}, order_id ${direction}`;
}
