/**
 * The index of shipments: written with the orders that hold them, read for lists. It decides nothing and holds nothing
 * that does not stand in an order's state; an order that was deleted is found by nobody.
 * Used by group.ts to write, by worker.ts to read.
 */
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { ShipmentQuery } from '../../core/queries.ts';
import type { ShipmentRow, ShipmentStage } from '../../core/shipments/shipment.ts';

const CONDITION_BY_STAGE: Readonly<Record<ShipmentStage, string>> = {
  goodtogo: 'is_complete = 0 AND is_good_to_go = 1 AND is_shipped = 0',
  inprogress: 'is_complete = 0',
  completed: 'is_complete = 1',
};

export class ShipmentTable {
  readonly #save: StatementSync;
  readonly #remove: StatementSync;

  constructor(db: DatabaseSync) {
    this.#save = db.prepare(
      `INSERT INTO shipments (account_id, order_id, seq, created_at, is_good_to_go, is_shipped, is_complete)
       VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
       ON CONFLICT (account_id, order_id, seq) DO UPDATE SET is_good_to_go = ?5, is_shipped = ?6, is_complete = ?7`,
    );
    this.#remove = db.prepare('DELETE FROM shipments WHERE account_id = ? AND order_id = ? AND seq = ?');
  }

  write(accountId: number, rows: readonly ShipmentRow[]): void {
    for (const row of rows) {
      const { orderId, seq, createdAt } = row;
      const flags = [row.isGoodToGo, row.isShipped, row.isComplete].map(Number);
      if (row.isRemoved) this.#remove.run(accountId, orderId, seq);
      else this.#save.run(accountId, orderId, seq, createdAt, ...flags);
    }
  }
}

/** Order ids and numbers of shipments, the oldest first. */
export function listShipmentRows(
  db: DatabaseSync,
  accountId: number,
  query: ShipmentQuery,
): readonly { orderId: number; seq: number }[] {
  const { stage, orderId, created = {}, offset, limit } = query;
  const stated: [string, number | undefined][] = [
    ['shipments.order_id = ?', orderId],
    ['shipments.created_at >= ?', created.from],
    [`shipments.created_at ${created.isToExclusive === true ? '<' : '<='} ?`, created.to],
  ];
  const filters = stated.filter(([, value]) => value !== undefined);
  const where = ['account_id = ?', CONDITION_BY_STAGE[stage], ...filters.map(([sql]) => sql)].join(' AND ');
  const values = filters.map(([, value]) => value ?? 0);
  return db
    .prepare(
      `SELECT order_id AS orderId, seq FROM shipments WHERE ${where}
         AND NOT EXISTS (SELECT 1 FROM orders WHERE orders.order_id = shipments.order_id
           AND orders.account_id = shipments.account_id AND orders.deleted_at IS NOT NULL)
       ORDER BY created_at, order_id, seq LIMIT ? OFFSET ?`,
    )
    .all(accountId, ...values, limit, offset) as { orderId: number; seq: number }[];
}
