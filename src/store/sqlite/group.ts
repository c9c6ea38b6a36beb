/**
 * Group commit: every write that waits runs inside one transaction, and one sync makes all of them durable. Nothing is
 * answered before that commit.
 *
 *   BEGIN -> write* -> COMMIT -> answers; a COMMIT that fails rejects all of them, nothing is stored
 *            one fails -> ROLLBACK -> BEGIN -> (SAVEPOINT -> write -> RELEASE | ROLLBACK TO: it alone is rejected)* -> COMMIT
 *
 * Called by worker.ts; tests run it on a connection of their own.
 */
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { Command } from '../../core/command.ts';
import type { Outcome } from '../../core/outcome.ts';
import { lookupOf, planCommand } from '../../core/plan/plan.ts';
import { shelfLookupOf } from '../../core/stock/shelf.ts';
import { voucherLookupOf } from '../../core/vouchers/voucher-desk.ts';
import { AccountTable } from './account-table.ts';
import type { Reply, Request, Stats, WriteCalls } from './calls.ts';
import { CatalogTable } from './catalog-table.ts';
import { setCheckpoints } from './database.ts';
import { type FlatFault, flatFault, isFatal } from './fault.ts';
import { jobWritesOf } from './job-calls.ts';
import { JobTable } from './job-table.ts';
import { ListIndex } from './list-index.ts';
import { OrderTable } from './order-table.ts';
import { packOutcomes, unpackCommand } from './packed-command.ts';
import { ParcelTable } from './parcel-table.ts';
import { RegisterTable } from './register-table.ts';
import { idSourceOf, Sequences } from './sequences.ts';
import { ShipmentTable } from './shipment-table.ts';
import { SlipTable } from './slip-table.ts';
import { supplyWritesOf } from './supply-calls.ts';
import { VoucherTable } from './voucher-table.ts';

/** Receipts, and records of batches, forgotten per call, so that the writer is held for milliseconds only. */
const FORGOTTEN_MAX = 1_000;

type Step = 'begin' | 'commit' | 'rollback' | 'savepoint' | 'release' | 'undo';
type Transacted = { replies: Reply[] } | { failed: 'begin' | 'write' | 'commit'; fault: FlatFault };

export class GroupWriter {
  readonly stats: Stats = { commits: 0, writes: 0 };
  /** After an I/O error nothing this connection believes can be trusted: the worker ends, a restart recovers. */
  isBroken = false;
  #isShared = false;
  readonly #db: DatabaseSync;
  readonly #orders: OrderTable;
  readonly #catalog: CatalogTable;
  readonly #vouchers: VoucherTable;
  readonly #shipments: ShipmentTable;
  readonly #parcels: ParcelTable;
  readonly #slips: SlipTable;
  readonly #jobs: JobTable;
  readonly #register: RegisterTable;
  readonly #sequences: Sequences;
  readonly #forget: readonly StatementSync[];
  readonly #steps: Readonly<Record<Step, StatementSync>>;
  readonly #calls: { readonly [N in keyof WriteCalls]: WriteCalls[N] };

  constructor(db: DatabaseSync) {
    this.#db = db;
    this.#orders = new OrderTable(db);
    this.#sequences = new Sequences(db);
    this.#catalog = new CatalogTable(db, this.#sequences);
    this.#vouchers = new VoucherTable(db);
    this.#shipments = new ShipmentTable(db);
    this.#parcels = new ParcelTable(db);
    this.#slips = new SlipTable(db);
    this.#forget = ['receipts', 'batches', 'call_receipts'].map((table) =>
      db.prepare(
        `DELETE FROM ${table} WHERE rowid IN (SELECT rowid FROM ${table} WHERE written_at < ? ORDER BY written_at LIMIT ?)`,
      ),
    );
    this.#steps = {
      begin: db.prepare('BEGIN IMMEDIATE'),
      commit: db.prepare('COMMIT'),
      rollback: db.prepare('ROLLBACK'),
      savepoint: db.prepare('SAVEPOINT one'),
      release: db.prepare('RELEASE one'),
      undo: db.prepare('ROLLBACK TO one'),
    };
    const accounts = new AccountTable(db);
    this.#jobs = new JobTable(db);
    const lists = new ListIndex(db);
    this.#register = new RegisterTable(db);
    this.#calls = {
      ...jobWritesOf(db, this.#sequences),
      ...supplyWritesOf(db, this.#catalog),
      apply: (packed) => packOutcomes(this.#apply(unpackCommand(packed))),
      createAccount: (fields) => accounts.create(fields),
      saveSettings: (fields) => accounts.saveSettings(fields),
      insertKey: (fields) => accounts.insertKey(fields),
      revokeKey: (fields) => accounts.revokeKey(fields),
      saveItems: (fields) => this.#catalog.saveItems(fields),
      countStock: (fields) => this.#catalog.countStock(fields),
      settleLists: (accountId) => lists.settle(accountId),
      saveVoucher: ({ accountId, draft, at }) => this.#vouchers.save(accountId, draft, at),
      forgetReceipts: (olderThan) =>
        this.#forget.reduce((sum, forget) => sum + Number(forget.run(olderThan, FORGOTTEN_MAX).changes), 0),
    };
  }

  /** While single orders keep coming, the log is copied into the database more often, and holds them up for less. */
  share(isShared: boolean): void {
    if (isShared === this.#isShared) return;
    this.#isShared = isShared;
    setCheckpoints(this.#db, isShared);
  }

  /**
   * One reply for every request, in their order; only after the commit. A savepoint copies every page that it changes,
   * so they are set only when one of the writes is known to fail, which is rare.
   */
  run(requests: readonly Request[]): Reply[] {
    const first = this.#transact(requests, (request) => ({ callId: request.callId, value: this.#call(request) }));
    const isOneAmongOthers = 'failed' in first && first.failed === 'write' && requests.length > 1 && !this.isBroken;
    const last = isOneAmongOthers ? this.#transact(requests, (request) => this.#guard(request)) : first;
    if ('replies' in last) return last.replies;
    return requests.map(({ callId }) => ({ callId, fault: last.fault }));
  }

  #transact(requests: readonly Request[], perform: (request: Request) => Reply): Transacted {
    let step: 'begin' | 'write' | 'commit' = 'begin';
    try {
      this.#steps.begin.run();
      this.#sequences.load();
      step = 'write';
      const replies = requests.map(perform);
      step = 'commit';
      this.#sequences.save();
      this.#steps.commit.run();
      this.stats.commits += 1;
      this.stats.writes += requests.length;
      return { replies };
    } catch (error) {
      if (this.#db.isTransaction) this.#steps.rollback.run();
      this.isBroken = isFatal(error);
      // A sync that failed may have left the commit in the log for the next start to find.
      return { failed: step, fault: { ...flatFault(error), isUnknown: step === 'commit' && this.isBroken } };
    }
  }

  #guard(request: Request): Reply {
    const { callId } = request;
    this.#steps.savepoint.run();
    try {
      const value = this.#call(request);
      this.#steps.release.run();
      return { callId, value };
    } catch (error) {
      // SQLite has given up the whole transaction (disk full, I/O error): so has every other write of the group.
      if (!this.#db.isTransaction || isFatal(error)) throw error;
      this.#steps.undo.run();
      this.#steps.release.run();
      return { callId, fault: flatFault(error) };
    }
  }

  #call(request: Request): unknown {
    const call = this.#calls[request.name as keyof WriteCalls] as (input: unknown) => unknown;
    return call(request.input);
  }

  #apply(command: Command): readonly Outcome[] {
    const lookup = lookupOf(command);
    const { accountId } = command;
    const rows = this.#orders.load(accountId, lookup);
    const shelf = this.#catalog.loadShelf(accountId, shelfLookupOf(command, rows.orders));
    const vouchers = this.#vouchers.load(accountId, voucherLookupOf(command));
    const found = { ...rows, shelf, vouchers };
    const ids = idSourceOf(this.#sequences, lookup, this.#orders.claimsOf(accountId));
    const { outcomes, changes } = planCommand(command, found, ids);
    this.#orders.write(command, changes, this.#sequences);
    this.#catalog.writeStock(accountId, changes.stock, command.at);
    this.#vouchers.use(accountId, changes.vouchers);
    this.#shipments.write(accountId, changes.shipments);
    this.#parcels.write(accountId, changes.parcels);
    this.#slips.write(accountId, changes.slips);
    this.#jobs.save(accountId, changes.jobs, command.at);
    this.#register.enter(accountId, changes.mentions, command.at);
    return outcomes;
  }
}
