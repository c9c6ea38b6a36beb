/**
 * Endpoints and notices as rows, and events with what their orders were and became. Decides nothing.
 * The cursor moves in the transaction that makes the jobs; no other statement may write both.
 * Used by group.ts to write, inside a transaction, and by the reader to look up.
 */
import type { DatabaseSync } from 'node:sqlite';
import type { Advance, Endpoint, EndpointDraft, EndpointRevision, EventFact, Standing } from '../../core/endpoints.ts';
import { JobTable } from './job-table.ts';

const COLUMNS = `account_id AS accountId, endpoint_id AS endpointId, dialect, url, topic, name, store_id AS storeId, secret,
  former_secret AS formerSecret, former_secret_until AS formerSecretUntil, failing_since AS failingSince,
  disabled_at AS disabledAt, disabled_by AS disabledBy, created_at AS createdAt, cursor`;

export class EndpointTable {
  readonly #db: DatabaseSync;

  constructor(db: DatabaseSync) {
    this.#db = db;
  }

  save(accountId: number, { dialect, url, topic, name, storeId, secret }: EndpointDraft, at: number): number {
    const { lastInsertRowid } = this.#db
      .prepare(
        `INSERT INTO endpoints (account_id, dialect, url, topic, name, store_id, secret, created_at, cursor)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8,
           (SELECT coalesce(max(event_id), 0) FROM events WHERE account_id = ?1))`,
      )
      .run(accountId, dialect, url, topic, name, storeId, secret, at);
    return Number(lastInsertRowid);
  }

  revise(accountId: number, endpointId: number, revision: EndpointRevision): boolean {
    const { url, topic, name, storeId, secret, formerSecret, formerSecretUntil } = revision;
    const statement = this.#db.prepare(
      `UPDATE endpoints SET url = ?3, topic = ?4, name = ?5, store_id = ?6, secret = ?7, former_secret = ?8,
         former_secret_until = ?9
       WHERE account_id = ?1 AND endpoint_id = ?2`,
    );
    const values = [url, topic, name, storeId, secret, formerSecret, formerSecretUntil];
    return statement.run(accountId, endpointId, ...values).changes === 1;
  }

  /** One that is enabled again begins with what happens from now on. */
  setStanding(accountId: number, endpointId: number, standing: Standing): boolean {
    const { failingSince, disabledAt, disabledBy } = standing;
    const statement = this.#db.prepare(
      `UPDATE endpoints SET failing_since = ?3, disabled_at = ?4, disabled_by = ?5,
         cursor = CASE WHEN disabled_at IS NOT NULL AND ?4 IS NULL
           THEN (SELECT coalesce(max(event_id), 0) FROM events WHERE account_id = ?1) ELSE cursor END
       WHERE account_id = ?1 AND endpoint_id = ?2`,
    );
    return statement.run(accountId, endpointId, failingSince, disabledAt, disabledBy).changes === 1;
  }

  delete(accountId: number, endpointId: number): boolean {
    const statement = this.#db.prepare('DELETE FROM endpoints WHERE account_id = ? AND endpoint_id = ?');
    return statement.run(accountId, endpointId).changes === 1;
  }

  list(accountId: number | null): readonly Endpoint[] {
    const statement = this.#db.prepare(
      `SELECT ${COLUMNS} FROM endpoints WHERE ?1 IS NULL OR account_id = ?1 ORDER BY endpoint_id`,
    );
    return statement.all(accountId) as Endpoint[];
  }

  /** A former document tells the status it had; the one of today stands with the order. A label may be of no order. */
  facts(accountId: number, after: { eventId: number; limit: number }): readonly EventFact[] {
    const statement = this.#db.prepare(
      `SELECT e.event_id AS eventId, e.order_id AS orderId, e.kind, e.revision, e.batch_id AS batchId, e.at, e.about,
         coalesce(r.status, o.status, 'shipped') AS status, p.status AS statusBefore,
         coalesce(o.store_id, a.store_id) AS storeId,
         iif(o.is_number_claimed = 1, o.number, CAST(o.order_id AS TEXT)) AS number
       FROM events AS e
       LEFT JOIN orders AS o ON o.account_id = e.account_id AND o.order_id = e.order_id
       LEFT JOIN parcels AS a ON a.account_id = e.account_id AND e.order_id = 0
         AND e.kind IN ('label.created', 'label.voided') AND a.parcel_id = e.about
       LEFT JOIN revisions AS r ON r.account_id = e.account_id AND r.order_id = e.order_id AND r.revision = e.revision
       LEFT JOIN revisions AS p ON p.account_id = e.account_id AND p.order_id = e.order_id AND p.revision = e.revision - 1
       WHERE e.account_id = ? AND e.event_id > ? ORDER BY e.event_id LIMIT ?`,
    );
    return statement.all(accountId, after.eventId, after.limit) as EventFact[];
  }

  advance({ accountId, endpointId, cursor }: Endpoint, { to, jobs, notices, at }: Advance): boolean {
    const { changes } = this.#db
      .prepare('UPDATE endpoints SET cursor = ?4 WHERE account_id = ?1 AND endpoint_id = ?2 AND cursor = ?3')
      .run(accountId, endpointId, cursor, to);
    if (changes !== 1) return false;
    new JobTable(this.#db).add(accountId, jobs, at);
    const insert = this.#db.prepare(
      `INSERT INTO notices (account_id, batch_id, event_id, written_at, order_ids) VALUES (?, ?, ?, ?, ?)
       ON CONFLICT (account_id, batch_id, event_id) DO UPDATE SET order_ids = (
         SELECT json_group_array(value) FROM (
           SELECT value FROM json_each(notices.order_ids) UNION SELECT value FROM json_each(excluded.order_ids)
         )
       )`,
    );
    for (const { batchId, eventId, orderIds } of notices) {
      insert.run(accountId, batchId, eventId, at, JSON.stringify(orderIds));
    }
    return true;
  }

  ordersOfNotices(accountId: number, batchId: string): readonly number[] {
    const records = this.#db
      .prepare('SELECT order_ids AS orderIds FROM notices WHERE account_id = ? AND batch_id = ?')
      .all(accountId, batchId) as { orderIds: string }[];
    return [...new Set(records.flatMap(({ orderIds }) => JSON.parse(orderIds) as number[]))];
  }
}
