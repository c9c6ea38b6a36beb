/**
 * A SQLite database as the source of a move: its tables under the names the target has for them. The data folder is
 * held meanwhile, so that no server changes what is being read, and brought up to date first.
 * Called by main.ts for `bulkhead migrate --from`.
 */
import type { DatabaseSync } from 'node:sqlite';
import { StoreFault } from '../../core/store.ts';
import type { Cell, MovedTable, MoveSource, Row } from '../move.ts';
import { prepareDatabase } from './prepare.ts';

/** Where a target's table is not one of ours under the same name. Always in the same order. */
const PARTS: Readonly<Record<string, readonly string[]>> = {
  orders: ['SELECT *, deleted_at IS NOT NULL AS is_deleted FROM orders ORDER BY order_id'],
  documents: [
    'SELECT * FROM orders ORDER BY order_id',
    'SELECT * FROM revisions ORDER BY account_id, order_id, revision',
  ],
  masters: ['SELECT *, rowid AS position FROM masters ORDER BY rowid'],
  // What became of a commit is asked within the minute.
  commits: [],
};
/** Told by other means, or part of another table. */
const NOT_MOVED: ReadonlySet<string> = new Set(['migrations', 'sequences', 'revisions']);
/** What lists are answered from is made anew from the events. */
const OF_LISTS = 'list_';

export class SqliteSource implements MoveSource {
  readonly #db: DatabaseSync;
  readonly #release: () => void;

  constructor(path: string) {
    const { db, lock } = prepareDatabase({ path, isExclusive: true });
    this.#db = db;
    this.#release = () => lock?.release();
  }

  partsOf(tables: readonly MovedTable[]): ReadonlyMap<string, number> {
    const known = new Set(tables.map(({ name }) => name));
    for (const name of this.#names()) {
      if (known.has(name) || NOT_MOVED.has(name) || name.startsWith(OF_LISTS)) continue;
      throw new StoreFault(`the table ${name} has no counterpart to be moved to`, { isRetryable: false });
    }
    return new Map(tables.map((table) => [table.name, partsOf(table).length]));
  }

  count(table: MovedTable, part: number): number {
    const found = this.#db.prepare(`SELECT count(*) AS rows FROM (${partsOf(table)[part]})`).get();
    return (found as { rows: number }).rows;
  }

  *rows(table: MovedTable, { index, skip }: { index: number; skip: number }): Generator<Row> {
    const names = table.columns.map(({ name }) => name).join(', ');
    const statement = this.#db.prepare(`SELECT ${names} FROM (${partsOf(table)[index]}) LIMIT -1 OFFSET ?`);
    for (const record of statement.iterate(skip)) {
      yield table.columns.map(({ name, type }) => cellOf(record[name] as Cell, type));
    }
  }

  nextIds(): ReadonlyMap<string, number> {
    const rows = this.#db.prepare('SELECT name, next FROM sequences').all() as { name: string; next: number }[];
    return new Map(rows.map(({ name, next }) => [name, next]));
  }

  close(): void {
    this.#db.close();
    this.#release();
  }

  #names(): readonly string[] {
    const rows = this.#db.prepare(`SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'`);
    return (rows.all() as { name: string }[]).map(({ name }) => name);
  }
}

function partsOf({ name, keys }: MovedTable): readonly string[] {
  return PARTS[name] ?? [`SELECT * FROM ${name} ORDER BY ${keys.join(', ')}`];
}

/** SQLite has no truth of its own. */
function cellOf(cell: Cell, type: string): Cell {
  return type === 'boolean' && cell !== null ? cell === 1 : cell;
}
