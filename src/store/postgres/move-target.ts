/**
 * An empty PostgreSQL database as the target of a move. How far the move came stands in the table `moving`, written
 * with the rows themselves; while it is there, no server opens the database. Tables, columns and keys are asked of
 * the database itself, so a table that is new is moved as well. Called by main.ts for `bulkhead migrate --to`.
 */
import { StoreFault } from '../../core/store.ts';
import { type Cell, type MovedTable, type MoveTarget, type Row, RowDigest, type TableDigest } from '../move.ts';
import { bigintArray, booleanArray, integerArray, textArray } from './arrays.ts';
import { readConnectionUrl } from './connection-url.ts';
import { Connections, type Session, type Statement, type Value } from './connections.ts';
import { LINE_BLOCK, ORDER_BLOCK } from './ids.ts';
import { isMoving, migrate, readMigrations } from './migrate.ts';

const text = (sql: string): Statement => ({ name: '', text: sql });
const TABLES = text(
  `SELECT relname AS name,
     (SELECT json_agg(json_build_object('name', attname, 'type', format_type(atttypid, NULL)) ORDER BY attnum)
      FROM pg_attribute WHERE attrelid = pg_class.oid AND attnum > 0 AND NOT attisdropped) AS columns,
     (SELECT json_agg(attname ORDER BY array_position(indkey::int2[], attnum)) FROM pg_index
      JOIN pg_attribute ON attrelid = indrelid AND attnum = ANY (indkey)
      WHERE indrelid = pg_class.oid AND indisprimary) AS keys
   FROM pg_class WHERE relkind = 'r' AND relnamespace = current_schema()::regnamespace
     AND relname NOT IN ('migrations', 'moving', 'commits') AND NOT starts_with(relname, 'list_') ORDER BY relname <> 'accounts', relname`,
);
const BEGIN_MOVE = text(
  'CREATE TABLE moving (name text, part integer, done bigint NOT NULL, PRIMARY KEY (name, part))',
);
const IS_EMPTY = text('SELECT NOT EXISTS (SELECT 1 FROM accounts) AS "isEmpty"');
const DONE = text('SELECT done FROM moving WHERE name = $1 AND part = $2');
const SET_DONE = text(
  `INSERT INTO moving (name, part, done) VALUES ($1, $2, $3)
   ON CONFLICT (name, part) DO UPDATE SET done = excluded.done`,
);
const END_MOVE = text('DROP TABLE moving');
const SEQUENCES = text(
  `SELECT relname AS name FROM pg_class WHERE relkind = 'S' AND relnamespace = current_schema()::regnamespace`,
);
const SET_SEQUENCE = text('SELECT setval($1::regclass, $2::bigint) AS last');

/** What each sequence goes on from: the next id the source would have given, or the highest that a table holds. */
const LAST_IDS: Readonly<Record<string, { next: string; block: number } | { table: string; column: string }>> = {
  order_id_blocks: { next: 'order', block: ORDER_BLOCK },
  line_id_blocks: { next: 'line', block: LINE_BLOCK },
  event_ids: { next: 'event', block: 1 },
  item_ids: { next: 'item', block: 1 },
  account_ids: { table: 'accounts', column: 'account_id' },
  job_ids: { table: 'jobs', column: 'job_id' },
  endpoint_ids: { table: 'endpoints', column: 'endpoint_id' },
  register_ids: { table: 'register', column: 'entry_id' },
  master_positions: { table: 'masters', column: 'position' },
};

const ROWS_READ = 1_000;
const MOVE_MS = 3_600_000;

type ArrayOf = (cells: readonly Cell[]) => Buffer;
const ARRAY_BY_TYPE: Readonly<Record<string, ArrayOf>> = {
  bigint: bigintArray as ArrayOf,
  integer: integerArray as ArrayOf,
  boolean: booleanArray as ArrayOf,
  text: textArray as ArrayOf,
};

export class PostgresTarget implements MoveTarget {
  readonly #connections: Connections;

  constructor(url: string) {
    this.#connections = new Connections(readConnectionUrl(url));
  }

  async begin(): Promise<readonly MovedTable[]> {
    await migrate(this.#connections, readMigrations());
    return this.#run(async (session) => {
      if (!(await isMoving(session))) {
        const [found] = (await session.send<{ isEmpty: boolean }>(IS_EMPTY, [])).rows;
        if (found?.isEmpty !== true) throw refusal('the new database must be empty, but it holds accounts already');
        await session.send(BEGIN_MOVE, []);
      }
      return (await session.send<MovedTable>(TABLES, [])).rows;
    });
  }

  async done({ name }: MovedTable, part: number): Promise<number> {
    const rows = await this.#run(async (session) => (await session.send<{ done: number }>(DONE, [name, part])).rows);
    return rows[0]?.done ?? 0;
  }

  write(table: MovedTable, { part, rows, done }: { part: number; rows: readonly Row[]; done: number }): Promise<void> {
    const names = table.columns.map((column) => column.name).join(', ');
    const arrays = table.columns.map(({ type }, index) => `$${index + 1}::${type}[]`).join(', ');
    const insert = text(`INSERT INTO ${table.name} (${names}) SELECT * FROM unnest(${arrays})`);
    const values: Value[] = table.columns.map((column, index) =>
      arrayOf(column.type)(rows.map((row) => row[index] ?? null)),
    );
    return this.#run(async (session) => {
      await session.send(insert, values);
      await session.send(SET_DONE, [table.name, part, done]);
    });
  }

  /** In the order of the keys, from one to the next, so that no more than a few rows are held. */
  async digest(table: MovedTable, onRows: (count: number) => void): Promise<TableDigest> {
    const digest = new RowDigest();
    const names = table.columns.map(({ name }) => name);
    const places = table.keys.map((key) => names.indexOf(key));
    let last: Row | null = null;
    for (;;) {
      const rows = await this.#rowsAfter(table, last && places.map((place) => last?.[place] ?? null));
      for (const row of rows) digest.add(row);
      onRows(digest.count);
      last = rows.at(-1) ?? null;
      if (rows.length < ROWS_READ) return digest.total();
    }
  }

  finish(nextIds: ReadonlyMap<string, number>): Promise<void> {
    return this.#run(async (session) => {
      for (const { name } of (await session.send<{ name: string }>(SEQUENCES, [])).rows) {
        const last = await lastOf(session, name, nextIds);
        if (last > 0) await session.send(SET_SEQUENCE, [name, last]);
      }
      await session.send(END_MOVE, []);
    });
  }

  close(): Promise<void> {
    return this.#connections.close();
  }

  async #rowsAfter({ name, columns, keys }: MovedTable, after: Row | null): Promise<readonly Row[]> {
    const names = columns.map((column) => column.name);
    const values = after?.map((cell) => cell) ?? [];
    const place = values.map((_, index) => `$${index + 1}`).join(', ');
    const where = after === null ? '' : `WHERE (${keys.join(', ')}) > (${place})`;
    const sql = `SELECT ${names.join(', ')} FROM ${name} ${where} ORDER BY ${keys.join(', ')} LIMIT ${ROWS_READ}`;
    return this.#run(async (session) => {
      const { rows } = await session.send<Record<string, Cell>>(text(sql), values);
      return rows.map((row) => names.map((column) => row[column] ?? null));
    });
  }

  #run<T>(work: (session: Session) => Promise<T>): Promise<T> {
    return this.#connections.run('write', work, { statementTimeoutMs: MOVE_MS, lockTimeoutMs: MOVE_MS });
  }
}

async function lastOf(session: Session, name: string, nextIds: ReadonlyMap<string, number>): Promise<number> {
  const from = LAST_IDS[name];
  if (from === undefined) throw new Error(`the sequence ${name} must be known to a move`);
  if ('next' in from) return Math.ceil(((nextIds.get(from.next) ?? 1) - 1) / from.block);
  const highest = text(`SELECT max(${from.column}) AS last FROM ${from.table}`);
  return (await session.send<{ last: number | null }>(highest, [])).rows[0]?.last ?? 0;
}

function arrayOf(type: string): ArrayOf {
  const array = ARRAY_BY_TYPE[type];
  if (array === undefined) throw new Error(`columns of the type ${type} must be known to a move`);
  return array;
}

function refusal(message: string): StoreFault {
  return new StoreFault(message, { isRetryable: false });
}
