/**
 * The Store on PostgreSQL, for any number of nodes on one database.
 * This file only opens the pools and hands calls to whoever answers them; it keeps count of what is under way.
 * Opened by main.ts, by the command line and by tests.
 */
import type { AccountSettings, ApiKey } from '../../core/accounts.ts';
import type { CallClaim, CallEnd } from '../../core/call-receipt.ts';
import type { CatalogQuery, ItemDraft, StockCount } from '../../core/catalog/catalog.ts';
import type { Command } from '../../core/command.ts';
import type { Advance, Endpoint, EndpointDraft, EndpointRevision, Standing } from '../../core/endpoints.ts';
import type { FilePart, ImportChange, ImportDraft, ImportName, SliceStep } from '../../core/imports/import.ts';
import type { Job, JobDraft, JobEnd, JobQuery } from '../../core/jobs.ts';
import type { MasterDraft } from '../../core/masters.ts';
import type { OrderName, OrderQuery, OrderScan, ShipmentQuery, SlipQuery } from '../../core/queries.ts';
import type { DatedChange, EntryNames, Forgotten, NamedEntry, RegisterQuery } from '../../core/register/register.ts';
import type { ParcelQuery } from '../../core/shipments/parcel-query.ts';
import { type Store, StoreFault } from '../../core/store.ts';
import type { VoucherDraft } from '../../core/vouchers/voucher.ts';
import { ListKeeper } from '../list-keeper.ts';
import { AccountTable } from './account-table.ts';
import { Applier } from './apply.ts';
import { keepCall } from './call-table.ts';
import { CatalogTable } from './catalog-table.ts';
import { readConnectionUrl } from './connection-url.ts';
import { Connections, type Statement, type StatementListener } from './connections.ts';
import { EndpointTable } from './endpoint-table.ts';
import { storeFault } from './fault.ts';
import { forget } from './forget.ts';
import { Groups } from './groups.ts';
import { forgetHistory } from './history-table.ts';
import { ImportTable } from './import-table.ts';
import { JobTable } from './job-table.ts';
import { ListIndex, unsettledAccounts } from './list-index.ts';
import { ListTable } from './list-table.ts';
import { MasterTable } from './master-table.ts';
import { assertWhole, migrate, readMigrations } from './migrate.ts';
import { findParcel, listParcels } from './parcel-table.ts';
import { ReadTable } from './read-table.ts';
import { RegisterTable } from './register-table.ts';
import { listShipments } from './shipment-table.ts';
import { listSlips } from './slip-table.ts';
import { SupplyTable } from './supply-table.ts';
import { VoucherTable } from './voucher-table.ts';

export type PostgresOptions = {
  /** connection-url.ts tells what its parameters may be. */
  url: string;
  /** A replica for lists; the primary when absent. */
  readUrl?: string | undefined;
  /** Hears every statement as it is sent; for tests. */
  onStatement?: StatementListener;
};

/** A standby answers, but takes no orders. */
const IS_STANDBY: Statement = { name: 'is_standby', text: 'SELECT pg_is_in_recovery() AS "isStandby"' };

/** Resolves with a database that is up to date; rejects with a StoreFault that says what is wrong. */
export async function openPostgresStore(options: PostgresOptions): Promise<PostgresStore> {
  const { url, readUrl, onStatement } = options;
  const primary = new Connections(readConnectionUrl(url), onStatement);
  const replica =
    readUrl === undefined ? primary : new Connections(readConnectionUrl(readUrl, 'DATABASE_READ_URL'), onStatement);
  const store = new PostgresStore(primary, replica);
  try {
    await migrate(primary, readMigrations());
    await assertWhole(primary);
    await store.beginLists();
    return store;
  } catch (error) {
    await store.close();
    throw storeFault(error);
  }
}

export class PostgresStore implements Store {
  readonly supply: Store['supply'];
  readonly #primary: Connections;
  readonly #replica: Connections;
  readonly #groups: Groups;
  readonly #reads: ReadTable;
  readonly #index: ListIndex;
  readonly #lists: ListTable;
  readonly #keeper: ListKeeper;
  readonly #accounts: AccountTable;
  readonly #catalog: CatalogTable;
  readonly #imports: ImportTable;
  readonly #vouchers: VoucherTable;
  readonly #jobs: JobTable;
  readonly #masters: MasterTable;
  readonly #register: RegisterTable;
  readonly #endpoints: EndpointTable;
  readonly #given = new Set<Promise<unknown>>();
  #closed: Promise<void> | null = null;

  constructor(primary: Connections, replica: Connections) {
    this.#primary = primary;
    this.#replica = replica;
    const applier = new Applier(primary);
    this.#groups = new Groups((commands) => applier.apply(commands));
    this.#reads = new ReadTable(primary);
    this.#index = new ListIndex(primary);
    const settle = (accountId: number) => this.#index.settle(accountId);
    this.#lists = new ListTable(replica, settle);
    this.#keeper = new ListKeeper(settle);
    this.#accounts = new AccountTable(primary);
    this.#catalog = new CatalogTable(primary);
    this.#imports = new ImportTable(primary);
    this.#vouchers = new VoucherTable(primary);
    this.supply = new SupplyTable(primary, (work) => this.#call(work));
    this.#jobs = new JobTable(primary);
    this.#masters = new MasterTable(primary);
    this.#register = new RegisterTable(primary);
    this.#endpoints = new EndpointTable(primary, (accountId, after) => this.#reads.listEvents(accountId, after, 0));
  }

  /** Lists of a database from before there were any are made while the node serves. */
  async beginLists(): Promise<void> {
    for (const accountId of await unsettledAccounts(this.#primary)) this.#keeper.note(accountId, 0);
  }

  apply(command: Command) {
    const { accountId, items } = command;
    return this.#call(() => this.#groups.apply(command)).finally(() => this.#keeper.note(accountId, items.length));
  }

  findOrders(accountId: number, name: OrderName) {
    return this.#call(() => this.#reads.findOrders(accountId, name));
  }

  listOrders(accountId: number, query: OrderQuery) {
    return this.#call(() => this.#lists.listOrders(accountId, query));
  }

  scanOrders(accountId: number, scan: OrderScan) {
    return this.#call(() => this.#lists.scanOrders(accountId, scan));
  }

  listRevisions(accountId: number, orderId: number) {
    return this.#call(() => this.#reads.listRevisions(accountId, orderId));
  }

  listEvents(accountId: number, after: { eventId: number; limit: number }) {
    return this.#call(() => this.#reads.listEvents(accountId, after));
  }

  findBatch(accountId: number, batchId: string) {
    return this.#call(() => this.#reads.findBatch(accountId, batchId));
  }

  forgetReceipts(olderThan: number) {
    return this.#call(() => forget(this.#primary, olderThan));
  }

  listShipments(accountId: number, query: ShipmentQuery) {
    return this.#call(() => listShipments(this.#primary, accountId, query));
  }

  listSlips(accountId: number, query: SlipQuery) {
    return this.#call(() => listSlips(this.#primary, accountId, query));
  }

  findParcel(accountId: number, parcelId: number) {
    return this.#call(() => findParcel(this.#primary, accountId, parcelId));
  }

  listParcels(accountId: number, query: ParcelQuery) {
    return this.#call(() => listParcels(this.#primary, accountId, query));
  }

  saveVoucher(accountId: number, draft: VoucherDraft, at: number) {
    return this.#call(() => this.#vouchers.saveVoucher(accountId, draft, at));
  }

  findVoucher(accountId: number, voucherId: number) {
    return this.#call(() => this.#vouchers.findVoucher(accountId, voucherId));
  }

  saveItems(accountId: number, drafts: readonly ItemDraft[], at: number) {
    return this.#call(() => this.#catalog.saveItems(accountId, drafts, at));
  }

  listItems(accountId: number, query: CatalogQuery) {
    return this.#call(() => this.#catalog.listItems(accountId, query));
  }

  countStock(accountId: number, counts: readonly StockCount[], at: number) {
    return this.#call(() => this.#catalog.countStock(accountId, counts, at));
  }

  claimJobs(asked: { kinds: readonly string[]; at: number; leaseMs: number; limit: number }) {
    return this.#call(() => this.#jobs.claim(asked));
  }

  renewJob(job: Job, until: number) {
    return this.#call(() => this.#jobs.renew(job, until));
  }

  createImport(accountId: number, draft: ImportDraft, at: number) {
    return this.#call(() => this.#imports.createImport(accountId, draft, at));
  }

  findImport(name: ImportName) {
    return this.#call(() => this.#imports.findImport(name));
  }

  listImports(accountId: number, asked: { after: string | null; limit: number }) {
    return this.#call(() => this.#imports.listImports(accountId, asked));
  }

  appendPart(name: ImportName, part: FilePart, at: number) {
    return this.#call(() => this.#imports.appendPart(name, part, at));
  }

  findPart(name: ImportName, offset: number) {
    return this.#call(() => this.#imports.findPart(name, offset));
  }

  changeImport(name: ImportName, change: ImportChange) {
    return this.#call(() => this.#imports.changeImport(name, change));
  }

  stepImport(name: ImportName, step: SliceStep) {
    return this.#call(() => this.#imports.stepImport(name, step));
  }

  findSlice(name: ImportName, sliceNo: number) {
    return this.#call(() => this.#imports.findSlice(name, sliceNo));
  }

  removeImport(name: ImportName) {
    return this.#call(() => this.#imports.removeImport(name));
  }

  forgetImports(olderThan: number) {
    return this.#call(() => this.#imports.forgetImports(olderThan));
  }

  endJob(job: Job, end: JobEnd) {
    return this.#call(() => this.#jobs.end(job, end));
  }

  listJobs(accountId: number, asked: JobQuery) {
    return this.#call(() => this.#jobs.list(accountId, asked));
  }

  saveJobs(accountId: number, drafts: readonly JobDraft[], at: number) {
    return this.#call(() => this.#jobs.save(accountId, drafts, at));
  }

  restartJob(accountId: number, jobId: number, at: number) {
    return this.#call(() => this.#jobs.restart(accountId, jobId, at));
  }

  forgetJobs(olderThan: number) {
    return this.#call(() => this.#jobs.forget(olderThan));
  }

  saveEndpoint(accountId: number, draft: EndpointDraft, at: number) {
    return this.#call(() => this.#endpoints.save(accountId, draft, at));
  }

  listEndpoints(accountId: number | null) {
    return this.#call(() => this.#endpoints.list(accountId));
  }

  reviseEndpoint(accountId: number, endpointId: number, revision: EndpointRevision) {
    return this.#call(() => this.#endpoints.revise(accountId, endpointId, revision));
  }

  setStanding(accountId: number, endpointId: number, standing: Standing) {
    return this.#call(() => this.#endpoints.setStanding(accountId, endpointId, standing));
  }

  deleteEndpoint(accountId: number, endpointId: number) {
    return this.#call(() => this.#endpoints.delete(accountId, endpointId));
  }

  listFacts(accountId: number, after: { eventId: number; limit: number }) {
    return this.#call(() => this.#endpoints.facts(accountId, after));
  }

  advance(endpoint: Endpoint, step: Advance) {
    return this.#call(() => this.#endpoints.advance(endpoint, step));
  }

  ordersOfNotices(accountId: number, batchId: string) {
    return this.#call(() => this.#endpoints.ordersOfNotices(accountId, batchId));
  }

  saveMaster(accountId: number, draft: MasterDraft, at: number) {
    return this.#call(() => this.#masters.save(accountId, draft, at));
  }

  listMasters(accountId: number, of: { dialect: string; kind: string }) {
    return this.#call(() => this.#masters.list(accountId, of));
  }

  removeMaster(accountId: number, of: { dialect: string; kind: string; name: string }) {
    return this.#call(() => this.#masters.remove(accountId, of));
  }

  keepCall(accountId: number, step: CallClaim | CallEnd) {
    return this.#call(() => keepCall(this.#primary, accountId, step));
  }

  findEntryRefs(accountId: number, names: EntryNames) {
    return this.#call(() => this.#register.refs(accountId, names));
  }

  listEntries(accountId: number, query: RegisterQuery) {
    return this.#call(() => this.#register.list(accountId, query));
  }

  changeEntry(accountId: number, named: NamedEntry, change: DatedChange) {
    return this.#call(() => this.#register.change(accountId, named, change));
  }

  enterNames(...of: Parameters<Store['enterNames']>) {
    return this.#call(() => this.#register.enterNames(...of));
  }

  forgetEntry(...of: Parameters<Store['forgetEntry']>) {
    return this.#call(() => this.#register.forget(...of));
  }

  forgetHistory(accountId: number, of: Forgotten, at: number) {
    return this.#call(() => forgetHistory(this.#primary, { accountId, at }, of));
  }

  createAccount(name: string, at: number) {
    return this.#call(() => this.#accounts.createAccount(name, at));
  }

  findAccount(accountId: number) {
    return this.#call(() => this.#accounts.findAccount(accountId));
  }

  findAccountByName(name: string) {
    return this.#call(() => this.#accounts.findAccountByName(name));
  }

  listAccounts() {
    return this.#call(() => this.#accounts.listAccounts());
  }

  saveSettings(accountId: number, settings: AccountSettings) {
    return this.#call(() => this.#accounts.saveSettings(accountId, settings));
  }

  insertKey(key: ApiKey, isFirst = false) {
    return this.#call(() => this.#accounts.insertKey(key, isFirst));
  }

  findKey(name: { keyId: string } | { secretHash: string }) {
    return this.#call(() => this.#accounts.findKey(name));
  }

  listKeys(accountId: number) {
    return this.#call(() => this.#accounts.listKeys(accountId));
  }

  revokeKey(accountId: number, keyId: string, at: number) {
    return this.#call(() => this.#accounts.revokeKey(accountId, keyId, at));
  }

  ping() {
    return this.#call(async () => {
      const { rows } = await this.#primary.step('read', (session) =>
        session.send<{ isStandby: boolean }>(IS_STANDBY, []),
      );
      if (rows[0]?.isStandby === false) return;
      throw new StoreFault('PostgreSQL is a standby and takes no orders', { isRetryable: true });
    });
  }

  close(): Promise<void> {
    this.#closed ??= this.#finish();
    return this.#closed;
  }

  async #finish(): Promise<void> {
    await Promise.allSettled([...this.#given, this.#keeper.stop()]);
    await Promise.all([...new Set([this.#primary, this.#replica])].map((connections) => connections.close()));
  }

  async #call<T>(work: () => Promise<T>): Promise<T> {
    if (this.#closed !== null) throw new StoreFault('the store is closed', { isRetryable: false });
    const given = work();
    this.#given.add(given);
    try {
      return await given;
    } catch (error) {
      throw storeFault(error);
    } finally {
      this.#given.delete(given);
    }
  }
}
