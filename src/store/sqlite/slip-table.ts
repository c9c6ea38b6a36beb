/**
 * The slips of returns and allocation requests: written with the orders that hold them, read for lists. It decides
 * nothing and holds nothing that does not stand in an order's state; an order that was deleted is found by nobody.
 * Used by group.ts to write, by worker.ts to read.
 */
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { SlipQuery } from '../../core/queries.ts';
import type { SlipRow } from '../../core/slips.ts';

export class SlipTable {
  readonly #save: StatementSync;

  constructor(db: DatabaseSync) {
    this.#save = db.prepare(
      `INSERT INTO slips (account_id, slip_id, kind, order_id, created_at, status, seq, warehouse_id, customer_id)
       VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
       ON CONFLICT (account_id, slip_id) DO UPDATE SET status = ?6`,
    );
  }

  write(accountId: number, rows: readonly SlipRow[]): void {
    for (const { slipId, kind, orderId, createdAt, status, seq, warehouseId, customerId } of rows) {
      this.#save.run(accountId, slipId, kind, orderId, createdAt, status, seq, warehouseId, customerId);
    }
  }
}

type Value = string | number;

/** Order ids and numbers of slips. */
export function listSlipRows(
  db: DatabaseSync,
  accountId: number,
  query: SlipQuery,
): readonly { orderId: number; slipId: number }[] {
  const { kind, created = {}, isNewestFirst, offset, limit } = query;
  const stated: [string, Value | undefined][] = [
    ['slip_id = ?', query.slipId],
    ['slips.order_id IN (SELECT value FROM json_each(?))', jsonOf(query.orderIds)],
    ['seq = ?', query.seq],
    ['customer_id = ?', query.customerId],
    ['slips.status IN (SELECT value FROM json_each(?))', jsonOf(query.statuses)],
    ['warehouse_id IN (SELECT value FROM json_each(?))', jsonOf(query.warehouseIds)],
    ['slips.created_at >= ?', created.from],
    [`slips.created_at ${created.isToExclusive === true ? '<' : '<='} ?`, created.to],
  ];
  const filters = stated.flatMap(([sql, value]) => (value === undefined ? [] : [{ sql, value }]));
  const where = ['slips.account_id = ?', 'kind = ?', ...filters.map(({ sql }) => sql)].join(' AND ');
  const direction = isNewestFirst ? 'DESC' : 'ASC';
  return db
    .prepare(
      `SELECT order_id AS orderId, slip_id AS slipId FROM slips WHERE ${where}
         AND NOT EXISTS (SELECT 1 FROM orders WHERE orders.order_id = slips.order_id
           AND orders.account_id = slips.account_id AND orders.deleted_at IS NOT NULL)
       ORDER BY created_at ${direction}, slip_id ${direction} LIMIT ? OFFSET ?`,
    )
    .all(accountId, kind, ...filters.map(({ value }) => value), limit, offset) as { orderId: number; slipId: number }[];
}

function jsonOf(values: readonly Value[] | undefined): string | undefined {
  return values === undefined ? undefined : JSON.stringify(values);
}
