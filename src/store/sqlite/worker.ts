/**
 * The database threads. The writer groups what waits into one commit (next-group.ts, group.ts); the reader answers
 * reads on a read-only connection, one order before a list, so that a slow list holds up no single look-up.
 * A database in memory has one connection and so one worker that does both. Started by link.ts.
 */
import type { DatabaseSync } from 'node:sqlite';
import { type MessagePort, parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads';
import { SHARED_MS } from '../../core/loop-turn.ts';
import { StoreFault } from '../../core/store.ts';
import {
  type FromWorker,
  OPENING,
  type ReadCalls,
  type Reads,
  type Reply,
  type Request,
  type ToWorker,
  type WorkerSettings,
} from './calls.ts';
import { type FlatFault, flatFault } from './fault.ts';
import type { GroupWriter } from './group.ts';
import { JOB_WRITES } from './job-calls.ts';
import type { FolderLock } from './lock.ts';
import { isSmall, nextGroup } from './next-group.ts';
import { SUPPLY_WRITES } from './supply-calls.ts';

const WRITES: ReadonlySet<string> = new Set([
  'apply',
  'createAccount',
  'saveSettings',
  'insertKey',
  'revokeKey',
  'forgetReceipts',
  'saveItems',
  'countStock',
  'settleLists',
  'saveVoucher',
  ...JOB_WRITES,
  ...SUPPLY_WRITES,
]);

type Parts = { db: DatabaseSync; lock: FolderLock | null; writer: GroupWriter | null; reads: Reads };

class DatabaseWorker {
  readonly #port: MessagePort;
  readonly #parts: Parts;
  #writes: Request[] = [];
  #wasHurried = false;
  #orderAt = Number.NEGATIVE_INFINITY;
  readonly #lookups: Request[] = [];
  readonly #lists: Request[] = [];
  #closing: Request | null = null;

  constructor(port: MessagePort, parts: Parts) {
    this.#port = port;
    this.#parts = parts;
  }

  serve(first: ToWorker): void {
    this.#queueAll(first);
    while (this.#step()) this.#drain();
    if (this.#closing !== null) this.#close(this.#closing);
  }

  #drain(): void {
    for (;;) {
      const received = receiveMessageOnPort(this.#port);
      if (received === undefined) return;
      this.#queueAll(received.message as ToWorker);
    }
  }

  #queueAll(requests: ToWorker): void {
    for (const request of requests) this.#queue(request);
  }

  #queue(request: Request): void {
    if (request.name === 'close') this.#closing = request;
    else if (WRITES.has(request.name)) this.#queueWrite(request);
    else if (request.name === 'listOrders' || request.name === 'scanOrders') this.#lists.push(request);
    else this.#lookups.push(request);
  }

  #queueWrite(request: Request): void {
    if (request.name === 'apply' && isSmall(request)) this.#orderAt = performance.now();
    this.#writes.push(request);
  }

  /** One group, or one read; false when nothing waits. */
  #step(): boolean {
    if (this.#writes.length > 0) {
      this.#commitGroup();
      return true;
    }
    const request = this.#lookups.shift() ?? this.#lists.shift();
    if (request === undefined) return false;
    this.#post([this.#read(request)]);
    return true;
  }

  #commitGroup(): void {
    const { writer } = this.#parts;
    if (writer === null) throw new Error('a reader must not be asked to write');
    this.#drain();
    const isShared = performance.now() - this.#orderAt < SHARED_MS;
    writer.share(isShared);
    const { group, rest, isHurried } = nextGroup(this.#writes, { wasHurried: this.#wasHurried, isShared });
    this.#writes = rest;
    this.#wasHurried = isHurried;
    this.#post(writer.run(group));
    if (writer.isBroken) throw new Error('the database failed; what it holds is read anew at the next start');
  }

  #read(request: Request): Reply {
    const { callId } = request;
    try {
      const call = this.#parts.reads[request.name as keyof ReadCalls] as (input: unknown) => unknown;
      return { callId, value: call(request.input) };
    } catch (error) {
      return { callId, fault: flatFault(error) };
    }
  }

  #close({ callId }: Request): void {
    const { db, lock, writer } = this.#parts;
    if (writer !== null) db.exec('PRAGMA wal_checkpoint(TRUNCATE)');
    db.close();
    lock?.release();
    this.#post([{ callId, value: null }]);
    this.#port.close();
  }

  #post(replies: Reply[]): void {
    const stats = this.#parts.writer?.stats ?? null;
    this.#port.postMessage({ kind: 'replies', replies, stats } satisfies FromWorker);
  }
}

function pingOf(db: DatabaseSync): Reads {
  const one = db.prepare('SELECT count(*) FROM accounts');
  return { ping: () => void one.get() };
}

/** What only the other thread runs is not loaded: that is half of the time a thread takes to start. */
async function openParts(settings: WorkerSettings): Promise<Parts> {
  const { role, path, opening } = settings;
  const { readsOf } = role === 'writer' ? { readsOf: pingOf } : await import('./reads.ts');
  if (role === 'reader') {
    const { openReader } = await import('./database.ts');
    awaitWriter(opening);
    const db = openReader(path);
    return { db, lock: null, writer: null, reads: { ...pingOf(db), ...readsOf(db) } };
  }
  const { GroupWriter } = await import('./group.ts');
  const { prepareDatabase } = await import('./prepare.ts');
  const { db, lock } = prepareDatabase(settings);
  return { db, lock, writer: new GroupWriter(db), reads: { ...pingOf(db), ...readsOf(db) } };
}

/** It makes the file and its tables. */
function awaitWriter(opening: Int32Array): void {
  Atomics.wait(opening, 0, OPENING.begun);
  if (Atomics.load(opening, 0) === OPENING.failed) throw new Error('the writer must open the database first');
}

async function start(port: MessagePort): Promise<void> {
  try {
    const worker = new DatabaseWorker(port, await openParts(workerData as WorkerSettings));
    port.on('message', (requests: ToWorker) => worker.serve(requests));
    port.postMessage({ kind: 'ready' } satisfies FromWorker);
  } catch (error) {
    port.postMessage({ kind: 'refused', fault: openingFault(error) } satisfies FromWorker);
  }
}

/** What SQLite or the file system says names no file. */
function openingFault(error: unknown): FlatFault {
  const fault = flatFault(error);
  const { path } = workerData as WorkerSettings;
  return error instanceof StoreFault ? fault : { ...fault, message: `${path} cannot be opened: ${fault.message}` };
}

if (parentPort !== null) await start(parentPort);
