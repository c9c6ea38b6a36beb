/**
 * The database threads. The writer groups what waits into one commit (group.ts); the reader answers reads on a
 * read-only connection, one order before a list, so that a slow list holds up no single look-up.
 * A database in memory has one connection and so one worker that does both. Started by link.ts.
 */
import type { DatabaseSync } from 'node:sqlite';
import { type MessagePort, parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads';
import { StoreFault } from '../../core/store.ts';
import { AccountTable } from './account-table.ts';
import type { FromWorker, ReadCalls, Reply, Request, ToWorker, WorkerSettings } from './calls.ts';
import { CatalogReader } from './catalog-reader.ts';
import { openReader } from './database.ts';
import { type FlatFault, flatFault } from './fault.ts';
import { GroupWriter } from './group.ts';
import { JOB_WRITES, jobReadsOf } from './job-calls.ts';
import { ListTable } from './list-table.ts';
import type { FolderLock } from './lock.ts';
import { prepareDatabase } from './prepare.ts';
import { ReadTable } from './read-table.ts';
import { listShipmentRows } from './shipment-table.ts';
import { listSlipRows } from './slip-table.ts';
import { SUPPLY_WRITES, supplyReadsOf } from './supply-calls.ts';
import { VoucherTable } from './voucher-table.ts';

/** A group is closed once it carries this much, so that no commit takes long and the log stays short. */
const GROUP_BYTES_MAX = 16 * 1024 * 1024;
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

type Reads = { readonly [N in keyof ReadCalls]?: ReadCalls[N] };
type Parts = { db: DatabaseSync; lock: FolderLock | null; writer: GroupWriter | null; reads: Reads };

class DatabaseWorker {
  readonly #port: MessagePort;
  readonly #parts: Parts;
  readonly #writes: Request[] = [];
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
    else if (WRITES.has(request.name)) this.#writes.push(request);
    else if (request.name === 'listOrders' || request.name === 'scanOrders') this.#lists.push(request);
    else this.#lookups.push(request);
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
    let bytes = 0;
    const end = this.#writes.findIndex((request) => {
      bytes += request.bytes;
      return bytes > GROUP_BYTES_MAX;
    });
    const group = this.#writes.splice(0, end === -1 ? this.#writes.length : Math.max(1, end));
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

function readsOf(db: DatabaseSync): Reads {
  const orders = new ReadTable(db);
  const lists = new ListTable(db);
  const accounts = new AccountTable(db);
  const catalog = new CatalogReader(db);
  const vouchers = new VoucherTable(db);
  return {
    ...pingOf(db),
    ...jobReadsOf(db),
    ...supplyReadsOf(db),
    findOrders: ({ accountId, name }) => orders.findOrders(accountId, name),
    listOrders: ({ accountId, query, isLax }) => lists.listOrders(accountId, query, isLax),
    scanOrders: ({ accountId, scan, isLax }) => lists.scanOrders(accountId, scan, isLax),
    unsettledAccounts: () => lists.unsettledAccounts(),
    findBatch: ({ accountId, batchId }) => orders.findBatch(accountId, batchId),
    listRevisions: ({ accountId, orderId }) => orders.listRevisions(accountId, orderId),
    listEvents: ({ accountId, ...after }) => orders.listEvents(accountId, after),
    listShipments: ({ accountId, query }) =>
      listShipmentRows(db, accountId, query).flatMap(({ orderId, seq }) =>
        orders.findOrders(accountId, { orderId }).map((row) => ({ row, seq })),
      ),
    listSlips: ({ accountId, query }) =>
      listSlipRows(db, accountId, query).flatMap(({ orderId, slipId }) =>
        orders.findOrders(accountId, { orderId }).map((row) => ({ row, slipId })),
      ),
    listItems: ({ accountId, query }) => catalog.listItems(accountId, query),
    findVoucher: ({ accountId, voucherId }) => vouchers.find(accountId, voucherId),
    findAccount: (accountId) => accounts.findAccount(accountId),
    findAccountByName: (name) => accounts.findAccountByName(name),
    listAccounts: () => accounts.listAccounts(),
    findKey: (name) => accounts.findKey(name),
    listKeys: (accountId) => accounts.listKeys(accountId),
  };
}

function pingOf(db: DatabaseSync): Reads {
  const one = db.prepare('SELECT count(*) FROM accounts');
  return { ping: () => void one.get() };
}

function openParts(settings: WorkerSettings): Parts {
  if (settings.role === 'reader') {
    const db = openReader(settings.path);
    return { db, lock: null, writer: null, reads: readsOf(db) };
  }
  const { db, lock } = prepareDatabase(settings);
  return { db, lock, writer: new GroupWriter(db), reads: settings.role === 'both' ? readsOf(db) : pingOf(db) };
}

function start(port: MessagePort): void {
  try {
    const worker = new DatabaseWorker(port, openParts(workerData as WorkerSettings));
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

if (parentPort !== null) start(parentPort);
