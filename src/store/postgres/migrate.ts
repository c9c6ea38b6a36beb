/**
 * Brings a database to this version's schema: numbered SQL files, applied in one transaction under an advisory lock,
 * so that of many nodes that start at once one migrates and the others find it done. Refuses a database that a newer
 * version has written, and a past file that was changed. Called by driver.ts before anything else.
 */
import { hash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { StoreFault } from '../../core/store.ts';
import type { Connections, Session, Statement } from './connections.ts';

export type Migration = { number: number; name: string; sql: string };

const FILE_NAME = /^(\d{3})-[a-z0-9-]+\.sql$/;
const FOLDER = new URL('./migrations/', import.meta.url);
/** A large table takes its time; the other nodes wait as long. */
const MIGRATION_MS = 3_600_000;

const text = (sql: string): Statement => ({ name: '', text: sql });
const ENCODING = text(`SELECT current_setting('server_encoding') AS encoding`);
const HAS_TABLE = text(`SELECT to_regclass('migrations') IS NOT NULL AS "hasTable"`);
const HAS_MOVE = text(`SELECT to_regclass('moving') IS NOT NULL AS "hasTable"`);
/** One lock for all: there is no account to migrate by. */
const LOCK = text(`SELECT pg_advisory_xact_lock(hashtextextended('bulkhead migrations', 0))`);
const CREATE_TABLE = text(
  'CREATE TABLE IF NOT EXISTS migrations (number integer PRIMARY KEY, name text NOT NULL, checksum text NOT NULL)',
);
const APPLIED = text('SELECT number, name, checksum FROM migrations ORDER BY number DESC');
const RECORD = text('INSERT INTO migrations (number, name, checksum) VALUES ($1, $2, $3)');

export function readMigrations(): readonly Migration[] {
  const names = readdirSync(FOLDER).filter((name) => FILE_NAME.test(name));
  return names.sort().map((name) => ({
    number: Number(name.slice(0, 3)),
    name: name.replace('.sql', ''),
    sql: readFileSync(new URL(name, FOLDER), 'utf8'),
  }));
}

/** True while `bulkhead migrate --from` has not come to its end. */
export async function isMoving(session: Session): Promise<boolean> {
  return (await session.send<{ hasTable: boolean }>(HAS_MOVE, [])).rows[0]?.hasTable === true;
}

/** Orders that are still on their way would be missed, and their keys given again. */
export async function assertWhole(connections: Connections): Promise<void> {
  if (!(await connections.run('read', isMoving))) return;
  throw new StoreFault('the database is being moved into: run bulkhead migrate --from … --to … to its end first', {
    isRetryable: false,
  });
}

/** How many were applied by this call. */
export async function migrate(connections: Connections, migrations: readonly Migration[]): Promise<number> {
  const pending = await connections.run('read', async (session) => {
    await assertEncoding(session);
    return pendingOf(session, migrations);
  });
  if (pending.length === 0) return 0;
  const timeouts = { statementTimeoutMs: MIGRATION_MS, lockTimeoutMs: MIGRATION_MS };
  return connections.run('write', (session) => applyPending(session, migrations), timeouts);
}

async function applyPending(session: Session, migrations: readonly Migration[]): Promise<number> {
  await session.send(LOCK, []);
  await session.send(CREATE_TABLE, []);
  const pending = await pendingOf(session, migrations);
  for (const migration of pending) {
    await session.script(migration.sql);
    await session.send(RECORD, [migration.number, migration.name, checksumOf(migration)]);
  }
  return pending.length;
}

/** Everything an order may hold must fit. */
async function assertEncoding(session: Session): Promise<void> {
  const { rows } = await session.send<{ encoding: string }>(ENCODING, []);
  const encoding = rows[0]?.encoding;
  if (encoding === 'UTF8') return;
  throw new StoreFault(`the database must be made with the encoding UTF8, but it has ${encoding}`, {
    isRetryable: false,
  });
}

type Applied = { number: number; name: string; checksum: string };

async function pendingOf(session: Session, migrations: readonly Migration[]): Promise<readonly Migration[]> {
  const [table] = (await session.send<{ hasTable: boolean }>(HAS_TABLE, [])).rows;
  const applied = table?.hasTable === true ? (await session.send<Applied>(APPLIED, [])).rows : [];
  const known = new Map(migrations.map((migration) => [migration.number, migration]));
  for (const row of applied) assertSame(row, known.get(row.number), migrations.at(-1));
  const done = new Set(applied.map(({ number }) => number));
  return migrations.filter(({ number }) => !done.has(number));
}

function assertSame(row: Applied, known: Migration | undefined, newest: Migration | undefined): void {
  if (known === undefined) {
    throw new StoreFault(
      `the database was written by a newer Bulkhead: it is at schema ${row.name}, and this version knows schemas up to ${newest?.name ?? 'none'}; start the newer version, or restore a backup made before the upgrade`,
      { isRetryable: false },
    );
  }
  if (row.checksum === checksumOf(known)) return;
  throw new StoreFault(
    `the migration ${known.name} is not the one this database was made with (SHA-256 ${checksumOf(known)} instead of ${row.checksum}): restore the file as it was released`,
    { isRetryable: false },
  );
}

function checksumOf(migration: Migration): string {
  return hash('sha256', migration.sql, 'hex');
}
