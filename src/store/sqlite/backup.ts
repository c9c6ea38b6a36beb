/**
 * A copy of a SQLite database as it stands at one moment, made beside a running server: readers hold up no writer.
 * The copy is whole or not there: it gets its name only after it was read through.
 * Called by main.ts for `bulkhead backup`.
 */
import { chmodSync, closeSync, existsSync, fsyncSync, openSync, renameSync, rmSync } from 'node:fs';
import { backup, DatabaseSync } from 'node:sqlite';
import { StoreFault } from '../../core/store.ts';

/** All in one step: between two steps a writer could make the copy begin anew, again and again. */
const PAGES_AT_ONCE = 2 ** 30;

/** How many orders the copy holds. */
export async function backUp(path: string, to: string): Promise<number> {
  if (!existsSync(path)) throw refusal(`there is no database ${path} to copy`);
  if (existsSync(to)) throw refusal(`${to} is there already: name another file, a backup replaces nothing`);
  const unfinished = `${to}.unfinished`;
  rmSync(unfinished, { force: true });
  const source = new DatabaseSync(path, { readOnly: true });
  try {
    await backup(source, unfinished, { rate: PAGES_AT_ONCE });
    const orders = readThrough(unfinished);
    keep(unfinished);
    renameSync(unfinished, to);
    return orders;
  } finally {
    source.close();
    rmSync(unfinished, { force: true });
  }
}

function readThrough(path: string): number {
  const copy = new DatabaseSync(path);
  try {
    // Whole in one file, so that it may be carried away without its log.
    copy.exec('PRAGMA journal_mode = DELETE');
    const { quick_check: verdict } = copy.prepare('PRAGMA quick_check').get() as { quick_check: string };
    if (verdict !== 'ok') throw refusal(`the copy is not whole: ${verdict}`);
    return (copy.prepare('SELECT count(*) AS orders FROM orders').get() as { orders: number }).orders;
  } finally {
    copy.close();
  }
}

/** On the disk, and for its owner alone: it holds customers' addresses. */
function keep(path: string): void {
  chmodSync(path, 0o600);
  const file = openSync(path, 'r+');
  fsyncSync(file);
  closeSync(file);
}

function refusal(message: string): StoreFault {
  return new StoreFault(message, { isRetryable: false });
}
