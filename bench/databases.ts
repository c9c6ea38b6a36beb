/**
 * An empty database for every turn of a contestant: a file in a folder of its own, or a database on one durable
 * PostgreSQL server that the benchmark starts when it is first asked for and removes at its end.
 * Used by ours.ts, floors.ts and compare.ts.
 */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { PostgresServer } from '../test/postgres-server.ts';

export type TurnDatabase = {
  url: string;
  /** Of the database's own processes. */
  pids: readonly number[];
  count(table: string): Promise<number>;
  remove(): Promise<void>;
};

export async function newSqliteDatabase(): Promise<TurnDatabase> {
  const folder = mkdtempSync(join(tmpdir(), 'bulkhead-bench-'));
  return { ...sqliteDatabase(folder), remove: async () => rmSync(folder, { recursive: true, force: true }) };
}

/** One that stays where it is, and may be there already. */
export async function keptSqliteDatabase(folder: string): Promise<TurnDatabase> {
  mkdirSync(folder, { recursive: true });
  return { ...sqliteDatabase(folder), remove: async () => {} };
}

function sqliteDatabase(folder: string): Omit<TurnDatabase, 'remove'> {
  const file = join(folder, 'bench.db');
  return {
    url: `sqlite:${file}`,
    pids: [],
    count: async (table) => {
      const db = new DatabaseSync(file, { readOnly: true });
      const { rows } = db.prepare(`SELECT count(*) AS rows FROM ${table}`).get() as { rows: number };
      db.close();
      return rows;
    },
  };
}

let server: Promise<PostgresServer> | undefined;
let databases = 0;

export function postgresServer(): Promise<PostgresServer> {
  server ??= PostgresServer.create({ isDurable: true });
  return server;
}

export async function newPostgresDatabase(): Promise<TurnDatabase> {
  const own = await postgresServer();
  databases += 1;
  const name = `bench_${databases}`;
  await own.query(`CREATE DATABASE ${name}`);
  await own.query('CHECKPOINT');
  return {
    url: own.url(name),
    pids: own.pid === null ? [] : [own.pid],
    count: async (table) => {
      const [found] = await own.query<{ rows: string }>(`SELECT count(*) AS rows FROM ${table}`, name);
      return Number(found?.rows);
    },
    remove: async () => void (await own.query(`DROP DATABASE ${name} WITH (FORCE)`)),
  };
}

export async function removePostgresServer(): Promise<void> {
  await (await server)?.remove();
}
