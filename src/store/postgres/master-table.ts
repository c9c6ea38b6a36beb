/**
 * Masters as rows. Decides nothing but the next free number of a kind, one writer of an account after the other.
 * Never deletes a row: a number that was given once is not given again.
 * Called by driver.ts.
 */
import { storable } from '../../core/intake.ts';
import type { Master, MasterDraft } from '../../core/masters.ts';
import type { Connections, Statement } from './connections.ts';

const COLUMNS = 'name, document, created_at AS "createdAt", modified_at AS "modifiedAt"';

const HOLD: Statement = {
  name: 'hold_masters',
  text: `SELECT pg_advisory_xact_lock(hashtextextended('masters of account ' || $1::bigint, 0)) AS account_id`,
};
const NEXT: Statement = {
  name: 'next_master',
  text: `SELECT (coalesce(max(name::numeric), 0) + 1)::text AS next FROM masters
    WHERE account_id = $1 AND dialect = $2 AND kind = $3 AND name ~ '^[0-9]+$'`,
};
const SAVE: Statement = {
  name: 'save_master',
  text: `INSERT INTO masters (account_id, dialect, kind, name, created_at, modified_at, is_removed, document)
    VALUES ($1, $2, $3, $4, $5, $5, false, $6)
    ON CONFLICT (account_id, dialect, kind, name) DO UPDATE SET modified_at = excluded.modified_at, is_removed = false,
      document = excluded.document
    RETURNING ${COLUMNS}`,
};
const LIST: Statement = {
  name: 'list_masters',
  text: `SELECT ${COLUMNS} FROM masters WHERE account_id = $1 AND dialect = $2 AND kind = $3 AND NOT is_removed
    ORDER BY position`,
};
const REMOVE: Statement = {
  name: 'remove_master',
  text: `UPDATE masters SET is_removed = true
    WHERE account_id = $1 AND dialect = $2 AND kind = $3 AND name = $4 AND NOT is_removed`,
};

export class MasterTable {
  readonly #connections: Connections;

  constructor(connections: Connections) {
    this.#connections = connections;
  }

  save(accountId: number, { dialect, kind, name, document }: MasterDraft, at: number): Promise<Master> {
    return this.#connections.run('write', async (session) => {
      await session.send(HOLD, [accountId]);
      const { rows } = await session.send<{ next: string }>(NEXT, [accountId, dialect, kind]);
      const given = storable(name ?? rows[0]?.next ?? '1');
      const saved = await session.send<Master>(SAVE, [accountId, dialect, kind, given, at, storable(document)]);
      const [master] = saved.rows;
      if (master === undefined) throw new Error('what was saved must stand');
      return master;
    });
  }

  async list(accountId: number, { dialect, kind }: { dialect: string; kind: string }): Promise<readonly Master[]> {
    const { rows } = await this.#connections.step('read', (session) =>
      session.send<Master>(LIST, [accountId, dialect, kind]),
    );
    return rows;
  }

  async remove(
    accountId: number,
    { dialect, kind, name }: { dialect: string; kind: string; name: string },
  ): Promise<boolean> {
    const { count } = await this.#connections.step('write', (session) =>
      session.send(REMOVE, [accountId, dialect, kind, storable(name)]),
    );
    return count === 1;
  }
}
