/**
 * Opens connections: the one that writes, and the one that only reads. All settings of SQLite stand here, each with
 * its reason. Creates the folder and the file private to the user who runs the server.
 * Called by prepare.ts and worker.ts, and by tests that run parts of the driver on a connection of their own.
 */
import { closeSync, mkdirSync, openSync, realpathSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { isErrorCode } from './fault.ts';

export const MEMORY = ':memory:';

/** How long a statement waits for another process (the command line) that is writing. */
const BUSY_TIMEOUT_MS = 5_000;
/**
 * With documents of 2.7 KB, 25 orders a commit, over 50,000 orders (4,096, 8,192, 16,384 bytes a page): CPU of an order
 * 37, 33, 30 us; log written for it 11, 17, 25 KB; its share of the file 4.2, 4.2, 3.4 KB. A page is logged whole for
 * every key put into an index, so large pages cost the disk; small ones cost CPU, and chain documents over 4 KB.
 */
const PAGE_BYTES = 8_192;
/** Pages in the log before the writer copies them into the database: 16 MB; at 4 MB it costs a tenth more, at 64 nothing less. */
const CHECKPOINT_PAGES = 2_000;
/** While single orders wait for it: some five milliseconds, and not twenty. */
const SHARED_CHECKPOINT_PAGES = 500;
/** A log grown by one huge batch is cut back to this after its checkpoint. */
const LOG_KEPT_BYTES = 64 * 1024 * 1024;
/** Pages kept in memory, in KiB: the inner pages of every index and the newest documents. */
const CACHE_KIB = 32 * 1024;
/** Of the reader: what lists walk. What it misses, the operating system mostly holds. */
const READER_CACHE_KIB = 16 * 1024;

export function openWriter(path: string): DatabaseSync {
  const db = new DatabaseSync(path, { timeout: BUSY_TIMEOUT_MS, enableForeignKeyConstraints: true });
  // Before the first page is written; later it changes nothing.
  db.exec(`PRAGMA page_size = ${PAGE_BYTES}`);
  db.exec('PRAGMA journal_mode = WAL');
  // An answered order survives a power cut: the log is synced at every commit.
  db.exec('PRAGMA synchronous = FULL');
  // On macOS a sync otherwise ends in the drive's cache; elsewhere this changes nothing.
  db.exec('PRAGMA fullfsync = ON');
  setCheckpoints(db, false);
  db.exec(`PRAGMA journal_size_limit = ${LOG_KEPT_BYTES}`);
  db.exec(`PRAGMA cache_size = -${CACHE_KIB}`);
  // What is deleted or written over leaves no trace in the file: a person who was forgotten is not to be found in it.
  db.exec('PRAGMA secure_delete = ON');
  // The undo of a savepoint stays in memory instead of a temporary file.
  db.exec('PRAGMA temp_store = MEMORY');
  return db;
}

export function setCheckpoints(db: DatabaseSync, isShared: boolean): void {
  db.exec(`PRAGMA wal_autocheckpoint = ${isShared ? SHARED_CHECKPOINT_PAGES : CHECKPOINT_PAGES}`);
}

export function openReader(path: string): DatabaseSync {
  const db = new DatabaseSync(path, { timeout: BUSY_TIMEOUT_MS, readOnly: true });
  db.exec(`PRAGMA cache_size = -${READER_CACHE_KIB}`);
  db.exec('PRAGMA temp_store = MEMORY');
  return db;
}

/** The file and its folder, made when missing; the path without links. SQLite gives the log the file's mode. */
export function createPrivately(path: string): string {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  try {
    // Never opens a file that exists: closing it would drop this process's locks on it.
    closeSync(openSync(path, 'wx', 0o600));
  } catch (error) {
    if (!isErrorCode(error, 'EEXIST')) throw error;
  }
  return realpathSync(path);
}
