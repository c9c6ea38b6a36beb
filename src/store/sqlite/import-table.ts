/**
 * Imports, the parts of their files and their slices as rows. Decides nothing: a step changes a row only while that
 * row stands where the step begins.
 * Used by import-calls.ts, on the writer's and on the reader's connection.
 */
import type { DatabaseSync } from 'node:sqlite';
import type {
  FilePart,
  ImportChange,
  ImportDraft,
  ImportName,
  ImportRecord,
  ImportSlice,
  ImportState,
  SliceStep,
} from '../../core/imports/import.ts';
import { JobTable } from './job-table.ts';

const COLUMNS = `account_id AS accountId, import_id AS importId, state, created_at AS createdAt, modified_at AS modifiedAt,
  uploaded_bytes AS uploadedBytes, slices_made AS slicesMade, slices_done AS slicesDone, slices_undone AS slicesUndone,
  settings, progress`;
/** Forgotten per call; a large import is many rows. */
const FORGOTTEN_MAX = 2;

export class ImportTable {
  readonly #db: DatabaseSync;

  constructor(db: DatabaseSync) {
    this.#db = db;
  }

  create(accountId: number, { importId, state, settings, progress }: ImportDraft, at: number): boolean {
    const { changes } = this.#db
      .prepare('INSERT INTO imports VALUES (?1, ?2, ?3, ?4, ?4, 0, 0, 0, 0, ?5, ?6) ON CONFLICT DO NOTHING')
      .run(accountId, importId, state, at, settings, progress);
    return changes === 1;
  }

  find({ accountId, importId }: ImportName): ImportRecord | null {
    const statement = this.#db.prepare(`SELECT ${COLUMNS} FROM imports WHERE account_id = ? AND import_id = ?`);
    return (statement.get(accountId, importId) as ImportRecord | undefined) ?? null;
  }

  list(accountId: number, { after, limit }: { after: string | null; limit: number }): readonly ImportRecord[] {
    const statement = this.#db.prepare(
      `SELECT ${COLUMNS} FROM imports WHERE account_id = ?1 AND (?2 IS NULL OR import_id < ?2)
       ORDER BY import_id DESC LIMIT ?3`,
    );
    return statement.all(accountId, after, limit) as ImportRecord[];
  }

  append({ accountId, importId }: ImportName, { offset, bytes, document }: FilePart, at: number): boolean {
    const { changes } = this.#db
      .prepare(
        `UPDATE imports SET uploaded_bytes = uploaded_bytes + ?4, modified_at = ?5
         WHERE account_id = ?1 AND import_id = ?2 AND uploaded_bytes = ?3 AND state = 'uploading'`,
      )
      .run(accountId, importId, offset, bytes, at);
    if (changes !== 1) return false;
    this.#db
      .prepare('INSERT INTO import_parts VALUES (?, ?, ?, ?, ?)')
      .run(accountId, importId, offset, bytes, document);
    return true;
  }

  findPart({ accountId, importId }: ImportName, offset: number): FilePart | null {
    const statement = this.#db.prepare(
      `SELECT byte_from AS offset, byte_count AS bytes, document FROM import_parts
       WHERE account_id = ? AND import_id = ? AND byte_from = ?`,
    );
    return (statement.get(accountId, importId, offset) as FilePart | undefined) ?? null;
  }

  change({ accountId, importId }: ImportName, change: ImportChange): boolean {
    const { from, to, at, settings = null, progress = null, job, dropsFile = false, dropsSlices = false } = change;
    const { changes } = this.#db
      .prepare(
        `UPDATE imports SET state = ?4, modified_at = ?5, settings = coalesce(?6, settings),
           progress = coalesce(?7, progress), slices_made = CASE WHEN ?8 THEN 0 ELSE slices_made END
         WHERE account_id = ?1 AND import_id = ?2 AND state IN (SELECT value FROM json_each(?3))`,
      )
      .run(accountId, importId, JSON.stringify(from), to, at, settings, progress, dropsSlices ? 1 : 0);
    if (changes !== 1) return false;
    if (dropsFile) this.#drop('import_parts', { accountId, importId });
    if (dropsSlices) this.#drop('import_slices', { accountId, importId });
    if (job !== undefined) new JobTable(this.#db).save(accountId, [job], at);
    return true;
  }

  step({ accountId, importId }: ImportName, step: SliceStep): ImportState | null {
    const count = step.kind === 'undone' ? step.count : step.kind === 'made' ? step.items.length : step.outcomes.length;
    const column = `slices_${step.kind}`;
    const found = this.#db
      .prepare(
        `UPDATE imports SET ${column} = ?4, modified_at = ?5, progress = ?6
         WHERE account_id = ?1 AND import_id = ?2 AND ${column} = ?3 RETURNING state`,
      )
      .get(accountId, importId, step.from, step.from + count, step.at, step.progress);
    if (found === undefined) return null;
    this.#write({ accountId, importId }, step);
    return (found as { state: ImportState }).state;
  }

  findSlice({ accountId, importId }: ImportName, sliceNo: number): ImportSlice | null {
    const statement = this.#db.prepare(
      `SELECT slice_no AS sliceNo, items, outcomes FROM import_slices
       WHERE account_id = ? AND import_id = ? AND slice_no = ?`,
    );
    return (statement.get(accountId, importId, sliceNo) as ImportSlice | undefined) ?? null;
  }

  remove(name: ImportName): boolean {
    this.#drop('import_parts', name);
    this.#drop('import_slices', name);
    return this.#drop('imports', name) === 1;
  }

  forget(olderThan: number): number {
    const found = this.#db
      .prepare(
        `SELECT account_id AS accountId, import_id AS importId FROM imports WHERE modified_at < ?
         ORDER BY modified_at LIMIT ${FORGOTTEN_MAX}`,
      )
      .all(olderThan) as ImportName[];
    for (const name of found) this.remove(name);
    return found.length;
  }

  #write({ accountId, importId }: ImportName, step: SliceStep): void {
    if (step.kind === 'made') {
      const insert = this.#db.prepare('INSERT INTO import_slices VALUES (?, ?, ?, ?, NULL)');
      for (const [index, items] of step.items.entries()) insert.run(accountId, importId, step.from + index, items);
    }
    if (step.kind === 'done') {
      const update = this.#db.prepare(
        'UPDATE import_slices SET outcomes = ?4 WHERE account_id = ?1 AND import_id = ?2 AND slice_no = ?3',
      );
      for (const [index, told] of step.outcomes.entries()) update.run(accountId, importId, step.from + index, told);
    }
  }

  #drop(table: 'imports' | 'import_parts' | 'import_slices', { accountId, importId }: ImportName): number {
    const statement = this.#db.prepare(`DELETE FROM ${table} WHERE account_id = ? AND import_id = ?`);
    return Number(statement.run(accountId, importId).changes);
  }
}
