/**
 * A list or a scan of an account's orders as SQL: every filter a condition with bound values, nothing of the caller's
 * in the text. Pure; list-whole.ts runs it. What only the document tells is left to document-filter.ts.
 * No index serves it: see there for when it is asked.
 */

import { storable } from '../../core/intake.ts';
import { foldCase, type OrderFilter, type OrderScan, type OrderSort } from '../../core/queries.ts';
import type { TimeRange } from '../../core/time.ts';
import { bigintArray, textArray } from './arrays.ts';
import type { Value } from './connections.ts';

/** `values` stand for $1, $2 …; the account is $1. */
export type ListSql = { where: string; orderBy: string; values: readonly Value[] };
/** Each `?` stands for a value. */
type Condition = { sql: string; values: readonly Value[] };

const COLUMN_BY_SORT: Readonly<Record<OrderSort, string>> = {
  orderId: 'order_id',
  placedAt: 'placed_at',
  createdAt: 'created_at',
  modifiedAt: 'modified_at',
};

type Asked = OrderFilter & { sort: OrderSort; isDescending: boolean };

export function listSqlOf(accountId: number, query: Asked): ListSql {
  return sqlOf(accountId, query, conditionsOf(query));
}

/** Those behind the place where the scan stands. */
export function scanSqlOf(accountId: number, scan: OrderScan): ListSql {
  return sqlOf(accountId, scan, [...conditionsOf(scan), ...placeCondition(scan)]);
}

function sqlOf(accountId: number, query: Asked, conditions: readonly Condition[]): ListSql {
  let parameter = 1;
  const texts = conditions.map(({ sql }) => sql.replaceAll('?', () => `$${++parameter}`));
  return {
    where: ['account_id = $1', 'NOT is_deleted', ...texts].join(' AND '),
    orderBy: orderBy(query),
    values: [accountId, ...conditions.flatMap(({ values }) => values)],
  };
}

/** Where nothing is stated comes before everything that is, as in every driver. */
function orderBy({ sort, isDescending }: Asked): string {
  const direction = isDescending ? 'DESC' : 'ASC';
  const nulls = isDescending ? 'NULLS LAST' : 'NULLS FIRST';
  if (sort === 'orderId') return `order_id ${direction}`;
  return `${COLUMN_BY_SORT[sort]} ${direction}${sort === 'placedAt' ? ` ${nulls}` : ''}, order_id ${direction}`;
}

function placeCondition({ sort, isDescending, after }: OrderScan): readonly Condition[] {
  if (after === null) return [];
  const beyond = isDescending ? '<' : '>';
  return [{ sql: `(${COLUMN_BY_SORT[sort]}, order_id) ${beyond} (?, ?)`, values: [after.value, after.orderId] }];
}

function conditionsOf(query: OrderFilter): readonly Condition[] {
  return [
    query.statuses === undefined
      ? { sql: 'status <> ?', values: ['prepared'] }
      : { sql: 'status = ANY (?::text[])', values: [textArray(query.statuses)] },
    ...equal('order_key = ?', stored(query.orderKey)),
    ...equal('number = ?', stored(query.number)),
    ...equal('number_fold = ?', folded(query.number)),
    ...equal('store_id = ?', query.storeId),
    ...equal('batch_id = ?', stored(query.batchId)),
    ...equal('customer_fold = ?', folded(query.customerName)),
    ...equal('number_fold LIKE ?', prefixPattern(query.numberPrefix)),
    ...equal('order_id = ANY (?::bigint[])', query.orderIds && bigintArray(query.orderIds)),
    ...equal('state ~ ?', tagPattern(query.tagId)),
    ...rangeConditions('created_at', query.created),
    ...rangeConditions('modified_at', query.modified),
    ...rangeConditions('placed_at', query.placed),
    ...rangeConditions('paid_at', query.paid),
  ];
}

function equal(sql: string, value: Value | undefined): Condition[] {
  return value === undefined ? [] : [{ sql, values: [value] }];
}

function stored(text: string | undefined): string | undefined {
  return text === undefined ? undefined : storable(text);
}

function folded(text: string | undefined): string | undefined {
  return text === undefined ? undefined : storable(foldCase(text));
}

/** Characters of the caller's are no wildcards. */
function prefixPattern(prefix: string | undefined): string | undefined {
  const start = folded(prefix);
  return start === undefined ? undefined : `${start.replace(/[\\%_]/g, '\\$&')}%`;
}

/** Exact: inside a text of the state the quotes around the name would be escaped. */
function tagPattern(tagId: number | undefined): string | undefined {
  return tagId === undefined ? undefined : `"tagIds":\\[([0-9]+,)*${tagId}[],]`;
}

function rangeConditions(column: string, range: TimeRange | undefined): Condition[] {
  const { from, to, isToExclusive } = range ?? {};
  return [...equal(`${column} >= ?`, from), ...equal(`${column} ${isToExclusive === true ? '<' : '<='} ?`, to)];
}
