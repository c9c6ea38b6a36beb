/**
 * The reading statements: one order, lists, history, events, batches. Rows leave with their documents serialized.
 * A list and its total are read in one transaction, so that they agree.
 * Used by worker.ts on the reading connection; never writes.
 */
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { BatchRecord, OrderRow, RevisionRow } from '../../core/command.ts';
import type { OrderName, StoredEvent } from '../../core/queries.ts';
import { ORDER_ID_DIGITS, orderRowOf, prepareRows, WITH_CONTENT } from './rows.ts';

export class ReadTable {
  readonly #byId: StatementSync;
  readonly #byKey: StatementSync;
  readonly #byNumber: StatementSync;
  readonly #revisions: StatementSync;
  readonly #events: StatementSync;
  readonly #batch: StatementSync;

  constructor(db: DatabaseSync) {
    const find = (condition: string) =>
      prepareRows(
        db,
        `SELECT ${WITH_CONTENT} FROM orders WHERE account_id = ? AND ${condition} AND deleted_at IS NULL ORDER BY part`,
      );
    this.#byId = find('order_id = ?');
    this.#byKey = find('order_key = ?');
    this.#byNumber = find('number = ? AND is_number_claimed = 1');
    this.#revisions = db.prepare(
      `SELECT order_id AS orderId, revision, status, fingerprint, batch_id AS batchId, modified_at AS modifiedAt,
         replaced_at AS replacedAt, state, content
       FROM revisions WHERE account_id = ? AND order_id = ? ORDER BY revision`,
    );
    this.#events = db.prepare(
      `SELECT event_id AS eventId, order_id AS orderId, kind, revision, batch_id AS batchId, at, about
       FROM events WHERE account_id = ? AND event_id > ? AND order_id > 0 ORDER BY event_id LIMIT ?`,
    );
    this.#batch = db.prepare('SELECT record FROM batches WHERE account_id = ? AND batch_id = ?');
  }

  findOrders(accountId: number, name: OrderName): readonly OrderRow[] {
    if ('orderId' in name) return this.#byId.all(accountId, name.orderId).map(orderRowOf);
    if ('orderKey' in name) return this.#byKey.all(accountId, name.orderKey).map(orderRowOf);
    const claiming = this.#byNumber.all(accountId, name.number).map(orderRowOf);
    if (claiming.length > 0 || !ORDER_ID_DIGITS.test(name.number)) return claiming;
    return this.#byId
      .all(accountId, Number(name.number))
      .map(orderRowOf)
      .filter((row) => !row.isNumberClaimed);
  }

  findBatch(accountId: number, batchId: string): BatchRecord | null {
    const found = this.#batch.get(accountId, batchId) as { record: string } | undefined;
    return found === undefined ? null : (JSON.parse(found.record) as BatchRecord);
  }

  listRevisions(accountId: number, orderId: number): readonly RevisionRow[] {
    return this.#revisions.all(accountId, orderId) as RevisionRow[];
  }

  listEvents(accountId: number, after: { eventId: number; limit: number }): readonly StoredEvent[] {
    return this.#events.all(accountId, after.eventId, after.limit) as StoredEvent[];
  }
}
