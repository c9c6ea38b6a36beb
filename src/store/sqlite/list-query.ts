/**
 * An OrderQuery as SQL: every filter a condition with bound values, nothing of the caller's in the text, no LIKE, so
 * that no character of the caller's is a wildcard. Pure; read-table.ts runs it.
 *
 * Filters an index serves: numberPrefix (orders_by_number). The others, and every exact total, walk the account's
 * rows without their documents, except lineKeyword and customerId, which look into them.
 */
import { foldCase, type OrderQuery, type OrderSort, type TimeRange } from '../../core/queries.ts';

type Value = string | number;
export type ListSql = { where: string; orderBy: string; values: readonly Value[] };
type Condition = { sql: string; values: readonly Value[] };

const COLUMN_BY_SORT: Readonly<Record<OrderSort, string>> = {
  orderId: 'order_id',
  placedAt: 'placed_at',
  createdAt: 'created_at',
  modifiedAt: 'modified_at',
};
/** Sorts after every character that text may hold. */
const LAST_CHARACTER = '\u{10ffff}';

export function listSqlOf(accountId: number, query: OrderQuery): ListSql {
  const conditions = conditionsOf(accountId, query);
  const direction = query.isDescending ? 'DESC' : 'ASC';
  const column = COLUMN_BY_SORT[query.sort];
  return {
    where: conditions.map(({ sql }) => sql).join(' AND '),
    orderBy: `${column} ${direction}${query.sort === 'orderId' ? '' : `, order_id ${direction}`}`,
    values: conditions.flatMap(({ values }) => values),
  };
}

function conditionsOf(accountId: number, query: OrderQuery): readonly Condition[] {
  return [
    { sql: 'account_id = ? AND deleted_at IS NULL', values: [accountId] },
    statusCondition(query.statuses),
    ...equal('store_id = ?', query.storeId),
    ...equal('batch_id = ?', query.batchId),
    ...equal('customer_fold = ?', folded(query.customerName)),
    ...prefixCondition(query.numberPrefix),
    ...rangeConditions('created_at', query.created),
    ...rangeConditions('modified_at', query.modified),
    ...rangeConditions('placed_at', query.placed),
    ...rangeConditions('paid_at', query.paid),
    // Last, for they read the document: SQLite asks conditions without an index in the order they stand.
    ...equal(`json_extract(content, '$.customer.id') = ?`, query.customerId),
    ...equal('has_line_keyword(content, ?)', query.lineKeyword),
  ];
}

function equal(sql: string, value: Value | undefined): Condition[] {
  return value === undefined ? [] : [{ sql, values: [value] }];
}

function folded(text: string | undefined): string | undefined {
  return text === undefined ? undefined : foldCase(text);
}

function statusCondition(statuses: OrderQuery['statuses']): Condition {
  if (statuses === undefined) return { sql: `status <> 'prepared'`, values: [] };
  return { sql: `status IN (${statuses.map(() => '?').join(', ')})`, values: statuses };
}

/** A range, so that the index is walked from the first match to the last. */
function prefixCondition(prefix: string | undefined): Condition[] {
  if (prefix === undefined) return [];
  const from = foldCase(prefix);
  return [{ sql: 'number_fold >= ? AND number_fold < ?', values: [from, from + LAST_CHARACTER] }];
}

function rangeConditions(column: string, range: TimeRange | undefined): Condition[] {
  const { from, to, isToExclusive } = range ?? {};
  return [...equal(`${column} >= ?`, from), ...equal(`${column} ${isToExclusive === true ? '<' : '<='} ?`, to)];
}
