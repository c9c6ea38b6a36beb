/**
 * One server per data folder. The lock is an exclusive transaction on an empty database beside the data, so it is
 * held by the operating system and dies with the process: there is no stale lock to clean up.
 * Called by prepare.ts.
 */
import { DatabaseSync } from 'node:sqlite';
import { createPrivately } from './database.ts';
import { isBusy } from './fault.ts';

export type FolderLock = { release(): void };

/** Null when another process (or another store of this one) holds it for longer than `waitMs`. */
export function tryLock(path: string, waitMs: number): FolderLock | null {
  const db = new DatabaseSync(createPrivately(`${path}.lock`), { timeout: waitMs });
  try {
    db.exec('BEGIN EXCLUSIVE');
    return { release: () => db.close() };
  } catch (error) {
    db.close();
    if (isBusy(error)) return null;
    throw error;
  }
}
