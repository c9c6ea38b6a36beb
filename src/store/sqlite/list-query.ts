/**
 * An OrderQuery or an OrderScan as SQL: every filter a condition with bound values, nothing of the caller's in the text, no LIKE, so
 * that no character of the caller's is a wildcard. Pure; read-table.ts runs it.
 *
 * Filters an index serves: orderKey, and number and numberPrefix (orders_by_number). The others, and every exact total, walk the account's
 * rows without their documents, except lineKeyword, customerId and originCountry, which look into them.
 */
import {
  foldCase,
  type OrderFilter,
  type OrderQuery,
  type OrderScan,
  type OrderSort,
  type TimeRange,
} from '../../core/queries.ts';

type Value = string | number;
export type ListSql = { where: string; orderBy: string; values: readonly Value[] };
type Condition = { sql: string; values: readonly Value[] };

const COLUMN_BY_SORT: Readonly<Record<OrderSort, string>> = {
  orderId: 'order_id',
  placedAt: 'placed_at',
  createdAt: 'created_at',
  modifiedAt: 'modified_at',
};
/** A country code is ASCII, all that SQLite's own upper() knows. */
const HAS_ORIGIN = `EXISTS (
  SELECT 1 FROM json_each(content, '$.shipping.customs.lines') WHERE upper(value ->> '$.originCountry') = ?
)`;
/** Sorts after every character that text may hold. */
const LAST_CHARACTER = '\u{10ffff}';

export function listSqlOf(accountId: number, query: OrderQuery): ListSql {
  return { ...joined(conditionsOf(accountId, query)), orderBy: orderBySql(query) };
}

/** Orders have a date of every kind a scan sorts by. */
export function scanSqlOf(accountId: number, scan: OrderScan): ListSql {
  const { after, isDescending } = scan;
  const sql = `(${COLUMN_BY_SORT[scan.sort]}, order_id) ${isDescending ? '<' : '>'} (?, ?)`;
  const behind = after === null ? [] : [{ sql, values: [after.value, after.orderId] }];
  return { ...joined([...conditionsOf(accountId, scan), ...behind]), orderBy: orderBySql(scan) };
}

function joined(conditions: readonly Condition[]): Pick<ListSql, 'where' | 'values'> {
  return {
    where: conditions.map(({ sql }) => sql).join(' AND '),
    values: conditions.flatMap(({ values }) => values),
  };
}

function orderBySql({ sort, isDescending }: Pick<OrderQuery, 'sort' | 'isDescending'>): string {
  const direction = isDescending ? 'DESC' : 'ASC';
  return `${COLUMN_BY_SORT[sort]} ${direction}${sort === 'orderId' ? '' : `, order_id ${direction}`}`;
}

function conditionsOf(accountId: number, query: OrderFilter): readonly Condition[] {
  return [
    { sql: 'account_id = ? AND deleted_at IS NULL', values: [accountId] },
    statusCondition(query.statuses),
    ...equal('order_key = ?', query.orderKey),
    ...equal('number_fold = ?', folded(query.number)),
    ...equal('number = ?', query.number),
    ...equal('store_id = ?', query.storeId),
    ...equal('batch_id = ?', query.batchId),
    ...equal('customer_fold = ?', folded(query.customerName)),
    ...prefixCondition(query.numberPrefix),
    ...rangeConditions('created_at', query.created),
    ...rangeConditions('modified_at', query.modified),
    ...rangeConditions('placed_at', query.placed),
    ...rangeConditions('paid_at', query.paid),
    ...equal('order_id IN (SELECT value FROM json_each(?))', jsonOf(query.orderIds)),
    ...equal(`EXISTS (SELECT 1 FROM json_each(state, '$.tagIds') WHERE value = ?)`, query.tagId),
    // Last, for they read the document: SQLite asks conditions without an index in the order they stand.
    ...equal(`json_extract(content, '$.customer.id') = ?`, query.customerId),
    ...equal(HAS_ORIGIN, folded(query.originCountry)),
    ...equal('has_line_keyword(content, ?)', query.lineKeyword),
  ];
}

function equal(sql: string, value: Value | undefined): Condition[] {
  return value === undefined ? [] : [{ sql, values: [value] }];
}

function jsonOf(ids: readonly number[] | undefined): string | undefined {
  return ids === undefined ? undefined : JSON.stringify(ids);
}

function folded(text: string | undefined): string | undefined {
  return text === undefined ? undefined : foldCase(text);
}

function statusCondition(statuses: OrderFilter['statuses']): Condition {
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
