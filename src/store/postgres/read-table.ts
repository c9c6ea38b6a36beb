/**
 * The reading statements but for lists: one order, its history, events, the record of a batch.
 * All are read from the primary, for whoever asks must see what he has just written.
 * Called by driver.ts.
 */

import type { BatchRecord, RevisionRow } from '../../core/command.ts';
import { storable } from '../../core/intake.ts';
import type { Order } from '../../core/order.ts';
import type { OrderName, StoredEvent } from '../../core/queries.ts';
import type { Connections, Statement, Value } from './connections.ts';
import { BORNE_NUMBER, type FlatRow, orderOf, WITH_CONTENT } from './rows.ts';

const find = (name: string, condition: string): Statement => ({
  name,
  text: `SELECT ${WITH_CONTENT} FROM orders WHERE account_id = $1 AND ${condition} AND NOT is_deleted ORDER BY part`,
});
const BY_ID = find('find_by_id', 'order_id = $2');
const BY_KEY = find('find_by_key', 'order_key = $2');
const BY_NUMBER = find('find_by_number', `${BORNE_NUMBER} = $2`);

/** All but the present one; each was replaced when the one behind it was written. */
const REVISIONS: Statement = {
  name: 'list_revisions',
  text: `SELECT * FROM (
      SELECT order_id AS "orderId", revision, status, fingerprint, batch_id AS "batchId", modified_at AS "modifiedAt",
        lead(modified_at) OVER (ORDER BY revision) AS "replacedAt", state, content
      FROM documents WHERE account_id = $1 AND order_id = $2
    ) AS written WHERE "replacedAt" IS NOT NULL ORDER BY revision`,
};

/** Waits for every command that has drawn event ids of this account and not yet committed (decision 020). */
export const AWAIT_EVENTS: Statement = {
  name: 'await_events',
  text: `SELECT pg_advisory_xact_lock(hashtextextended('events of account ' || $1::bigint, 0)) AS account_id`,
};
const EVENTS: Statement = {
  name: 'list_events',
  text: `SELECT event_id AS "eventId", order_id AS "orderId", kind, revision, batch_id AS "batchId", at, about
    FROM events WHERE account_id = $1 AND event_id > $2 AND order_id >= $4 ORDER BY event_id LIMIT $3`,
};

const FIND_BATCH: Statement = {
  name: 'find_batch',
  text: 'SELECT record FROM batches WHERE account_id = $1 AND batch_id = $2',
};

export class ReadTable {
  readonly #connections: Connections;

  constructor(connections: Connections) {
    this.#connections = connections;
  }

  async findOrders(accountId: number, name: OrderName): Promise<readonly Order[]> {
    const { rows } = await this.#connections.step('read', (session) =>
      session.send<FlatRow>(...statementOf(accountId, name)),
    );
    return rows.map(orderOf);
  }

  async listRevisions(accountId: number, orderId: number): Promise<readonly RevisionRow[]> {
    const { rows } = await this.#connections.step('read', (session) =>
      session.send<RevisionRow>(REVISIONS, [accountId, orderId]),
    );
    return rows;
  }

  async findBatch(accountId: number, batchId: string): Promise<BatchRecord | null> {
    const { rows } = await this.#connections.step('read', (session) =>
      session.send<{ record: string }>(FIND_BATCH, [accountId, storable(batchId)]),
    );
    return rows[0] === undefined ? null : (JSON.parse(rows[0].record) as BatchRecord);
  }

  /** Of orders, and of labels that are of no order too when `firstOrderId` is 0. */
  async listEvents(
    accountId: number,
    after: { eventId: number; limit: number },
    firstOrderId = 1,
  ): Promise<readonly StoredEvent[]> {
    const [, { rows }] = await this.#connections.step('write', (session) =>
      Promise.all([
        session.send(AWAIT_EVENTS, [accountId]),
        session.send<StoredEvent>(EVENTS, [accountId, after.eventId, after.limit, firstOrderId]),
      ]),
    );
    return rows;
  }
}

function statementOf(accountId: number, name: OrderName): [Statement, readonly Value[]] {
  if ('orderId' in name) return [BY_ID, [accountId, name.orderId]];
  if ('orderKey' in name) return [BY_KEY, [accountId, storable(name.orderKey)]];
  return [BY_NUMBER, [accountId, storable(name.number)]];
}
