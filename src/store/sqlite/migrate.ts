/**
 * Brings a database to this version's schema: numbered SQL files, each applied once, in its own transaction, with
 * its checksum kept. Refuses a database that a newer version has written, and a past file that was changed.
 * Safe when two processes start at once: what is pending is asked again inside the write transaction.
 * Called by worker.ts before anything else; tests hand it migrations of their own.
 */
import { hash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import { StoreFault } from '../../core/store.ts';

export type Migration = { number: number; name: string; sql: string };

const FILE_NAME = /^(\d{3})-[a-z0-9-]+\.sql$/;
const FOLDER = new URL('./migrations/', import.meta.url);

export function readMigrations(): readonly Migration[] {
  const names = readdirSync(FOLDER).filter((name) => FILE_NAME.test(name));
  return names.sort().map((name) => ({
    number: Number(name.slice(0, 3)),
    name: name.replace('.sql', ''),
    sql: readFileSync(new URL(name, FOLDER), 'utf8'),
  }));
}

export function hasPending(db: DatabaseSync, migrations: readonly Migration[]): boolean {
  return pendingOf(db, migrations).length > 0;
}

export function migrate(db: DatabaseSync, migrations: readonly Migration[]): void {
  while (hasPending(db, migrations)) applyNext(db, migrations);
}

function applyNext(db: DatabaseSync, migrations: readonly Migration[]): void {
  db.exec('BEGIN IMMEDIATE');
  try {
    db.exec(
      'CREATE TABLE IF NOT EXISTS migrations (number INTEGER PRIMARY KEY, name TEXT NOT NULL, checksum TEXT NOT NULL) STRICT',
    );
    const [next] = pendingOf(db, migrations);
    if (next !== undefined) {
      db.exec(next.sql);
      db.prepare('INSERT INTO migrations (number, name, checksum) VALUES (?, ?, ?)').run(
        next.number,
        next.name,
        checksumOf(next),
      );
    }
    db.exec('COMMIT');
  } catch (error) {
    if (db.isTransaction) db.exec('ROLLBACK');
    throw error;
  }
}

function pendingOf(db: DatabaseSync, migrations: readonly Migration[]): readonly Migration[] {
  const known = new Map(migrations.map((migration) => [migration.number, migration]));
  const applied = appliedOf(db);
  for (const row of applied) assertSame(row, known.get(row.number), migrations.at(-1));
  const done = new Set(applied.map((row) => row.number));
  return migrations.filter((migration) => !done.has(migration.number));
}

type Applied = { number: number; name: string; checksum: string };

function appliedOf(db: DatabaseSync): readonly Applied[] {
  const table = db.prepare("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'migrations'").get();
  if (table === undefined) return [];
  return db.prepare('SELECT number, name, checksum FROM migrations ORDER BY number DESC').all() as Applied[];
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
