/**
 * Starts the threads of a database at the same time: the reader loads its code while the writer opens the database, and
 * opens it once the writer has made the file and its tables. One thread is both for a database in memory.
 * Called by driver.ts; rejects with what the writer, or else the reader, found wrong, and leaves no thread behind.
 */
import { OPENING, type WorkerRole } from './calls.ts';
import { MEMORY } from './database.ts';
import { type WaitingBounds, WorkerLink } from './link.ts';

type Threads = { writer: WorkerLink; reader: WorkerLink };

export async function openThreads(
  settings: { path: string; isExclusive: boolean },
  bounds: WaitingBounds,
): Promise<Threads> {
  const opening = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  const open = (role: WorkerRole) => WorkerLink.open({ ...settings, role, opening }, bounds);
  if (settings.path === MEMORY) {
    const both = await open('both');
    return { writer: both, reader: both };
  }
  const letGo = (state: number) => {
    Atomics.store(opening, 0, state);
    Atomics.notify(opening, 0);
  };
  const opened = open('writer');
  opened.then(
    () => letGo(OPENING.done),
    () => letGo(OPENING.failed),
  );
  const [writer, reader] = await Promise.allSettled([opened, open('reader')]);
  if (writer.status === 'rejected') throw writer.reason;
  if (reader.status === 'fulfilled') return { writer: writer.value, reader: reader.value };
  await writer.value.close();
  throw reader.reason;
}
