/**
 * Masters as rows. Decides nothing but the next free number of a kind.
 * Never deletes a row: a number that was given once is not given again.
 * Used by job-calls.ts, on the writer's and on the reader's connection.
 */
import type { DatabaseSync } from 'node:sqlite';
import type { Master, MasterDraft } from '../../core/masters.ts';

const COLUMNS = 'name, document, created_at AS createdAt, modified_at AS modifiedAt';
const NEXT = `SELECT CAST(coalesce(max(CAST(name AS INTEGER)), 0) + 1 AS TEXT) AS next FROM masters
  WHERE account_id = ? AND dialect = ? AND kind = ? AND name NOT GLOB '*[^0-9]*'`;

export class MasterTable {
  readonly #db: DatabaseSync;

  constructor(db: DatabaseSync) {
    this.#db = db;
  }

  save(accountId: number, { dialect, kind, name, document }: MasterDraft, at: number): Master {
    const given = name ?? this.#next(accountId, dialect, kind);
    const statement = this.#db.prepare(
      `INSERT INTO masters (account_id, dialect, kind, name, created_at, modified_at, is_removed, document)
       VALUES (?1, ?2, ?3, ?4, ?5, ?5, 0, ?6)
       ON CONFLICT (account_id, dialect, kind, name) DO UPDATE SET modified_at = ?5, is_removed = 0, document = ?6
       RETURNING ${COLUMNS}`,
    );
    return statement.get(accountId, dialect, kind, given, at, document) as Master;
  }

  list(accountId: number, { dialect, kind }: { dialect: string; kind: string }): readonly Master[] {
    const statement = this.#db.prepare(
      `SELECT ${COLUMNS} FROM masters WHERE account_id = ? AND dialect = ? AND kind = ? AND is_removed = 0
       ORDER BY rowid`,
    );
    return statement.all(accountId, dialect, kind) as Master[];
  }

  remove(accountId: number, { dialect, kind, name }: { dialect: string; kind: string; name: string }): boolean {
    const statement = this.#db.prepare(
      `UPDATE masters SET is_removed = 1
       WHERE account_id = ? AND dialect = ? AND kind = ? AND name = ? AND is_removed = 0`,
    );
    return statement.run(accountId, dialect, kind, name).changes === 1;
  }

  #next(accountId: number, dialect: string, kind: string): string {
    return (this.#db.prepare(NEXT).get(accountId, dialect, kind) as { next: string }).next;
  }
}
