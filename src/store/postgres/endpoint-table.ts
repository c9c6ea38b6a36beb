/**
 * Endpoints and notices as rows, and events with what their orders were and became. Decides nothing.
 * The cursor moves in the transaction that makes the jobs; no other statement may write both.
 * Called by driver.ts.
 */
import type { Advance, Endpoint, EndpointDraft, EndpointRevision, EventFact, Standing } from '../../core/endpoints.ts';
import { storable } from '../../core/intake.ts';
import type { StoredEvent } from '../../core/queries.ts';
import { bigintArray, integerArray } from './arrays.ts';
import type { Connections, Statement } from './connections.ts';
import { addJobs } from './job-table.ts';

const COLUMNS = `account_id AS "accountId", endpoint_id AS "endpointId", dialect, url, topic, name, store_id AS "storeId",
  secret, former_secret AS "formerSecret", former_secret_until AS "formerSecretUntil",
  failing_since AS "failingSince", disabled_at AS "disabledAt", disabled_by AS "disabledBy",
  created_at AS "createdAt", cursor`;

const INSERT: Statement = {
  name: 'insert_endpoint',
  text: `INSERT INTO endpoints (account_id, dialect, url, topic, name, store_id, secret, created_at, cursor)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8,
      (SELECT coalesce(max(event_id), 0) FROM events WHERE account_id = $1)) RETURNING endpoint_id AS "endpointId"`,
};
const REVISE: Statement = {
  name: 'revise_endpoint',
  text: `UPDATE endpoints SET url = $3, topic = $4, name = $5, store_id = $6, secret = $7, former_secret = $8,
      former_secret_until = $9
    WHERE account_id = $1 AND endpoint_id = $2`,
};
/** One that is enabled again begins with what happens from now on. */
const SET_STANDING: Statement = {
  name: 'set_standing_of_endpoint',
  text: `UPDATE endpoints SET failing_since = $3, disabled_at = $4, disabled_by = $5,
      cursor = CASE WHEN disabled_at IS NOT NULL AND $4::bigint IS NULL
        THEN (SELECT coalesce(max(event_id), 0) FROM events WHERE account_id = $1) ELSE cursor END
    WHERE account_id = $1 AND endpoint_id = $2`,
};
const DELETE: Statement = {
  name: 'delete_endpoint',
  text: 'DELETE FROM endpoints WHERE account_id = $1 AND endpoint_id = $2',
};
const LIST: Statement = {
  name: 'list_endpoints',
  text: `SELECT ${COLUMNS} FROM endpoints WHERE account_id = $1 ORDER BY endpoint_id`,
};
/** Across accounts: whoever delivers has to know them all. */
const LIST_ALL: Statement = {
  name: 'list_all_endpoints',
  text: `SELECT ${COLUMNS} FROM endpoints ORDER BY endpoint_id`,
};
/** Every revision of an order has its status among the documents. A label may be of no order. */
const STATUSES: Statement = {
  name: 'statuses_of_events',
  text: `SELECT coalesce(r.status, o.status, 'shipped') AS status, p.status AS "statusBefore",
      coalesce(o.store_id, a.store_id) AS "storeId",
      CASE WHEN o.is_number_claimed THEN o.number ELSE o.order_id::text END AS number
    FROM unnest($2::bigint[], $3::int[], $4::bigint[]) WITH ORDINALITY AS e (order_id, revision, parcel_id, position)
    LEFT JOIN orders AS o ON o.account_id = $1 AND o.order_id = e.order_id
    LEFT JOIN parcels AS a ON a.account_id = $1 AND e.order_id = 0 AND a.parcel_id = e.parcel_id
    LEFT JOIN documents AS r ON r.account_id = $1 AND r.order_id = e.order_id AND r.revision = e.revision
    LEFT JOIN documents AS p ON p.account_id = $1 AND p.order_id = e.order_id AND p.revision = e.revision - 1
    ORDER BY e.position`,
};
const MOVE: Statement = {
  name: 'move_endpoint',
  text: 'UPDATE endpoints SET cursor = $4 WHERE account_id = $1 AND endpoint_id = $2 AND cursor = $3',
};
const INSERT_NOTICE: Statement = {
  name: 'insert_notice',
  text: `INSERT INTO notices (account_id, batch_id, event_id, written_at, order_ids) VALUES ($1, $2, $3, $4, $5)
    ON CONFLICT (account_id, batch_id, event_id) DO UPDATE SET order_ids = (
      SELECT json_agg(id)::text FROM (
        SELECT json_array_elements_text(notices.order_ids::json)::bigint AS id
        UNION SELECT json_array_elements_text(excluded.order_ids::json)::bigint
      ) AS both_told
    )`,
};
const NOTICES: Statement = {
  name: 'notices_of_batch',
  text: 'SELECT order_ids AS "orderIds" FROM notices WHERE account_id = $1 AND batch_id = $2',
};

type ListEvents = (accountId: number, after: { eventId: number; limit: number }) => Promise<readonly StoredEvent[]>;

export class EndpointTable {
  readonly #connections: Connections;
  readonly #listEvents: ListEvents;

  constructor(connections: Connections, listEvents: ListEvents) {
    this.#connections = connections;
    this.#listEvents = listEvents;
  }

  async save(accountId: number, draft: EndpointDraft, at: number): Promise<number> {
    const { dialect, url, topic, name, storeId, secret } = draft;
    const texts = [dialect, storable(url), topic, name === null ? null : storable(name)];
    const { rows } = await this.#connections.step('write', (session) =>
      session.send<{ endpointId: number }>(INSERT, [accountId, ...texts, storeId, secret, at]),
    );
    const [saved] = rows;
    if (saved === undefined) throw new Error('an endpoint must have an id once it is saved');
    return saved.endpointId;
  }

  revise(accountId: number, endpointId: number, revision: EndpointRevision): Promise<boolean> {
    const { url, topic, name, storeId, secret, formerSecret, formerSecretUntil } = revision;
    const texts = [storable(url), topic, name === null ? null : storable(name)];
    return this.#changes(REVISE, [accountId, endpointId, ...texts, storeId, secret, formerSecret, formerSecretUntil]);
  }

  setStanding(accountId: number, endpointId: number, standing: Standing): Promise<boolean> {
    const { failingSince, disabledAt, disabledBy } = standing;
    return this.#changes(SET_STANDING, [accountId, endpointId, failingSince, disabledAt, disabledBy]);
  }

  delete(accountId: number, endpointId: number): Promise<boolean> {
    return this.#changes(DELETE, [accountId, endpointId]);
  }

  async #changes(statement: Statement, values: readonly (string | number | null)[]): Promise<boolean> {
    const { count } = await this.#connections.step('write', (session) => session.send(statement, values));
    return count === 1;
  }

  async list(accountId: number | null): Promise<readonly Endpoint[]> {
    const { rows } = await this.#connections.step('read', (session) =>
      accountId === null ? session.send<Endpoint>(LIST_ALL, []) : session.send<Endpoint>(LIST, [accountId]),
    );
    return rows;
  }

  async facts(accountId: number, after: { eventId: number; limit: number }): Promise<readonly EventFact[]> {
    const events = await this.#listEvents(accountId, after);
    if (events.length === 0) return [];
    const ids = bigintArray(events.map(({ orderId }) => orderId));
    const revisions = integerArray(events.map(({ revision }) => revision));
    const parcelIds = bigintArray(events.map(({ kind, about }) => (isLabel(kind) ? about : null)));
    const { rows } = await this.#connections.step('read', (session) =>
      session.send<Pick<EventFact, 'status' | 'statusBefore' | 'storeId' | 'number'>>(STATUSES, [
        accountId,
        ids,
        revisions,
        parcelIds,
      ]),
    );
    return events.map((event, index) => {
      const row = rows[index];
      if (row === undefined) throw new Error(`event ${event.eventId} must be about an order that stands in the table`);
      return { ...event, ...row };
    });
  }

  advance(endpoint: Endpoint, { to, jobs, notices, at }: Advance): Promise<boolean> {
    const { accountId, endpointId, cursor } = endpoint;
    return this.#connections.run('write', async (session) => {
      const { count } = await session.send(MOVE, [accountId, endpointId, cursor, to]);
      if (count !== 1) return false;
      await Promise.all([
        addJobs(session, { accountId, at }, jobs),
        ...notices.map(({ batchId, eventId, orderIds }) =>
          session.send(INSERT_NOTICE, [accountId, batchId, eventId, at, JSON.stringify(orderIds)]),
        ),
      ]);
      return true;
    });
  }

  async ordersOfNotices(accountId: number, batchId: string): Promise<readonly number[]> {
    const { rows } = await this.#connections.step('read', (session) =>
      session.send<{ orderIds: string }>(NOTICES, [accountId, storable(batchId)]),
    );
    return [...new Set(rows.flatMap(({ orderIds }) => JSON.parse(orderIds) as number[]))];
  }
}

function isLabel(kind: string): boolean {
  return kind === 'label.created' || kind === 'label.voided';
}
