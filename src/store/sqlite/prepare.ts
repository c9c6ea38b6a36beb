/**
 * Makes a database ready for its writer: the folder private, the lock held, the schema up to date.
 * A server holds the lock as long as it runs; the command line takes it only to migrate, so that no schema changes
 * under a running server. Called by worker.ts; what goes wrong here is told to whoever opened the store.
 */
import { dirname } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { StoreFault } from '../../core/store.ts';
import { createPrivately, MEMORY, openWriter } from './database.ts';
import { type FolderLock, tryLock } from './lock.ts';
import { hasPending, migrate, readMigrations } from './migrate.ts';

/** Covers another process that is just letting go, or just migrating. */
const LOCK_WAIT_MS = 1_000;
const LOCK_TRIES = 10;

export type Prepared = { db: DatabaseSync; path: string; lock: FolderLock | null };

export function prepareDatabase(settings: { path: string; isExclusive: boolean }): Prepared {
  const migrations = readMigrations();
  if (settings.path === MEMORY) {
    const db = openWriter(MEMORY);
    migrate(db, migrations);
    return { db, path: MEMORY, lock: null };
  }
  const path = createPrivately(settings.path);
  const lock = settings.isExclusive ? lockOrRefuse(path) : null;
  const db = openWriter(path);
  for (let tries = LOCK_TRIES; hasPending(db, migrations); tries -= 1) {
    const held = lock ?? tryLock(path, LOCK_WAIT_MS / LOCK_TRIES);
    if (held !== null) migrate(db, migrations);
    else if (tries === 0) throw new StoreFault(`${path} must be migrated, but ${inUse(path)}`, { isRetryable: false });
    if (lock === null) held?.release();
  }
  return { db, path, lock };
}

function lockOrRefuse(path: string): FolderLock {
  const lock = tryLock(path, LOCK_WAIT_MS);
  if (lock !== null) return lock;
  throw new StoreFault(`${inUse(path)}, or set DATABASE_URL to a file in another folder`, { isRetryable: false });
}

function inUse(path: string): string {
  return `the data folder ${dirname(path)} is in use by another Bulkhead server: stop it`;
}
