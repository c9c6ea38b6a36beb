/**
 * The Store on SQLite: one writer thread with group commit, one reader thread (decision 010). This file only hands
 * calls to the threads and turns rows into orders; it never touches the database itself.
 * Opened by main.ts, by the command line and by tests.
 */
import type { Account, AccountSettings, ApiKey } from '../../core/accounts.ts';
import type { CallClaim, CallEnd } from '../../core/call-receipt.ts';
import type { CatalogQuery, ItemDraft, StockCount } from '../../core/catalog/catalog.ts';
import type { BatchRecord, Command, RevisionRow } from '../../core/command.ts';
import type { Advance, Endpoint, EndpointDraft, EndpointRevision, Standing } from '../../core/endpoints.ts';
import type { FilePart, ImportChange, ImportDraft, ImportName, SliceStep } from '../../core/imports/import.ts';
import type { Job, JobDraft, JobEnd, JobQuery } from '../../core/jobs.ts';
import type { MasterDraft } from '../../core/masters.ts';
import type { Order } from '../../core/order.ts';
import type { Outcome } from '../../core/outcome.ts';
import type {
  OrderName,
  OrderPage,
  OrderQuery,
  OrderScan,
  OrderScanPage,
  ShipmentFound,
  ShipmentQuery,
  SlipFound,
  SlipQuery,
} from '../../core/queries.ts';
import type {
  DatedChange,
  EntryNames,
  Forgotten,
  Mention,
  NamedEntry,
  RegisterQuery,
} from '../../core/register/register.ts';
import { type KeptParcel, keptParcelOf } from '../../core/shipments/parcel.ts';
import type { ParcelPage, ParcelQuery } from '../../core/shipments/parcel-query.ts';
import { type Store, type StoredEvent, StoreFault } from '../../core/store.ts';
import type { VoucherDraft } from '../../core/vouchers/voucher.ts';
import { ListKeeper } from '../list-keeper.ts';
import type { Stats } from './calls.ts';
import { MEMORY } from './database.ts';
import type { WaitingBounds, WorkerLink } from './link.ts';
import { openThreads } from './open-threads.ts';
import { bytesOf, packCommand, unpackOutcomes } from './packed-command.ts';
import { orderOf } from './rows.ts';
import { supplyOf } from './supply-link.ts';

export type SqliteOptions = {
  /** A file, or ':memory:'. Folder and file are made when missing. */
  path: string;
  /** False for the command line, which works beside a running server. */
  isExclusive?: boolean;
} & Partial<WaitingBounds>;

/** Longer it takes only after an upgrade, or beside an import. */
const SETTLING_MS_MAX = 10_000;
/** A thousand connections with a request each; as many bytes as a few of the largest batches. */
const WAITING: WaitingBounds = { waitingCallsMax: 2_000, waitingBytesMax: 128 * 1024 * 1024 };

export async function openSqliteStore(options: SqliteOptions): Promise<SqliteStore> {
  const { path, isExclusive = true, ...bounds } = options;
  const limits = { ...WAITING, ...bounds };
  const { writer, reader } = await openThreads({ path, isExclusive }, limits);
  const store = new SqliteStore(writer, reader);
  try {
    if (isExclusive && path !== MEMORY) await store.beginLists();
    return store;
  } catch (error) {
    await store.close();
    throw error;
  }
}

export class SqliteStore implements Store {
  readonly supply: Store['supply'];
  readonly #writer: WorkerLink;
  readonly #reader: WorkerLink;
  readonly #lists: ListKeeper;
  readonly #listing = new Set<Promise<unknown>>();
  #isClosing = false;

  constructor(writer: WorkerLink, reader: WorkerLink) {
    this.#writer = writer;
    this.#reader = reader;
    this.supply = supplyOf({ writer, reader });
    this.#lists = new ListKeeper((accountId) => writer.call('settleLists', accountId));
  }

  /** Lists of a database from before there were any are made while the server serves. */
  async beginLists(): Promise<void> {
    for (const accountId of await this.#reader.call('unsettledAccounts', null)) this.#lists.note(accountId, 0);
  }

  /** How well writes were grouped: commits, and writes within them. */
  stats(): Stats {
    return this.#writer.stats;
  }

  apply(command: Command): Promise<readonly Outcome[]> {
    const packed = packCommand(command);
    const { accountId, items } = command;
    const applied = this.#writer.call('apply', packed, bytesOf(packed)).then(unpackOutcomes);
    return applied.finally(() => this.#lists.note(accountId, items.length));
  }

  async findOrders(accountId: number, name: OrderName): Promise<readonly Order[]> {
    const rows = await this.#reader.call('findOrders', { accountId, name });
    return rows.map(orderOf);
  }

  async listOrders(accountId: number, query: OrderQuery): Promise<OrderPage> {
    const { rows, total } = await this.#settled(accountId, (isLax) =>
      this.#reader.call('listOrders', { accountId, query, isLax }),
    );
    return { orders: rows.map(orderOf), total };
  }

  async scanOrders(accountId: number, scan: OrderScan): Promise<OrderScanPage> {
    const { rows, next } = await this.#settled(accountId, (isLax) =>
      this.#reader.call('scanOrders', { accountId, scan, isLax }),
    );
    return { orders: rows.map(orderOf), next };
  }

  /** One that was given is answered before the store closes. */
  async #settled<T>(accountId: number, ask: (isLax: boolean) => Promise<T | null>): Promise<T> {
    if (this.#isClosing) throw new StoreFault('the store is closed', { isRetryable: false });
    const listed = this.#settleAndAsk(accountId, ask);
    this.#listing.add(listed);
    return listed.finally(() => this.#listing.delete(listed));
  }

  /** Whatever was committed before the call is in the answer. */
  async #settleAndAsk<T>(accountId: number, ask: (isLax: boolean) => Promise<T | null>): Promise<T> {
    const current = await ask(false);
    if (current !== null) return current;
    const endsAt = performance.now() + SETTLING_MS_MAX;
    while (await this.#writer.call('settleLists', accountId)) {
      if (performance.now() < endsAt) continue;
      throw new StoreFault('the lists are being brought up to date; ask again soon', { isRetryable: true });
    }
    const settled = await ask(true);
    if (settled === null) throw new Error('a list that may be behind must be answered');
    return settled;
  }

  findBatch(accountId: number, batchId: string): Promise<BatchRecord | null> {
    return this.#reader.call('findBatch', { accountId, batchId });
  }

  listRevisions(accountId: number, orderId: number): Promise<readonly RevisionRow[]> {
    return this.#reader.call('listRevisions', { accountId, orderId });
  }

  listEvents(accountId: number, after: { eventId: number; limit: number }): Promise<readonly StoredEvent[]> {
    return this.#reader.call('listEvents', { accountId, ...after });
  }

  forgetReceipts(olderThan: number): Promise<number> {
    return this.#writer.call('forgetReceipts', olderThan);
  }

  async listShipments(accountId: number, query: ShipmentQuery): Promise<readonly ShipmentFound[]> {
    const found = await this.#reader.call('listShipments', { accountId, query });
    return found.map(({ row, seq }) => ({ order: orderOf(row), seq }));
  }

  async listSlips(accountId: number, query: SlipQuery): Promise<readonly SlipFound[]> {
    const found = await this.#reader.call('listSlips', { accountId, query });
    return found.map(({ row, slipId }) => ({ order: orderOf(row), slipId }));
  }

  async findParcel(accountId: number, parcelId: number): Promise<KeptParcel | null> {
    const found = await this.#reader.call('findParcel', { accountId, parcelId });
    return found === null ? null : keptParcelOf(found);
  }

  async listParcels(accountId: number, query: ParcelQuery): Promise<ParcelPage> {
    const { parcels, total } = await this.#reader.call('listParcels', { accountId, query });
    return { parcels: parcels.map(keptParcelOf), total };
  }

  saveVoucher(accountId: number, draft: VoucherDraft, at: number) {
    return this.#writer.call('saveVoucher', { accountId, draft, at });
  }

  findVoucher(accountId: number, voucherId: number) {
    return this.#reader.call('findVoucher', { accountId, voucherId });
  }

  saveItems(accountId: number, drafts: readonly ItemDraft[], at: number) {
    return this.#writer.call('saveItems', { accountId, drafts, at });
  }

  listItems(accountId: number, query: CatalogQuery) {
    return this.#reader.call('listItems', { accountId, query });
  }

  countStock(accountId: number, counts: readonly StockCount[], at: number) {
    return this.#writer.call('countStock', { accountId, counts, at });
  }

  claimJobs(asked: { kinds: readonly string[]; at: number; leaseMs: number; limit: number }) {
    return this.#writer.call('claimJobs', asked);
  }

  renewJob(job: Job, until: number) {
    return this.#writer.call('renewJob', { job, until });
  }

  createImport(accountId: number, draft: ImportDraft, at: number) {
    return this.#writer.call('createImport', { accountId, draft, at });
  }

  findImport(name: ImportName) {
    return this.#reader.call('findImport', name);
  }

  listImports(accountId: number, asked: { after: string | null; limit: number }) {
    return this.#reader.call('listImports', { accountId, ...asked });
  }

  appendPart(name: ImportName, part: FilePart, at: number) {
    return this.#writer.call('appendPart', { name, part, at }, part.document.length);
  }

  findPart(name: ImportName, offset: number) {
    return this.#reader.call('findPart', { name, offset });
  }

  changeImport(name: ImportName, change: ImportChange) {
    return this.#writer.call('changeImport', { name, change });
  }

  stepImport(name: ImportName, step: SliceStep) {
    return this.#writer.call('stepImport', { name, step });
  }

  findSlice(name: ImportName, sliceNo: number) {
    return this.#reader.call('findSlice', { name, sliceNo });
  }

  removeImport(name: ImportName) {
    return this.#writer.call('removeImport', name);
  }

  forgetImports(olderThan: number) {
    return this.#writer.call('forgetImports', olderThan);
  }

  endJob(job: Job, end: JobEnd) {
    return this.#writer.call('endJob', { job, end });
  }

  listJobs(accountId: number, asked: JobQuery) {
    return this.#reader.call('listJobs', { accountId, ...asked });
  }

  saveJobs(accountId: number, drafts: readonly JobDraft[], at: number) {
    return this.#writer.call('saveJobs', { accountId, drafts, at });
  }

  restartJob(accountId: number, jobId: number, at: number) {
    return this.#writer.call('restartJob', { accountId, jobId, at });
  }

  forgetJobs(olderThan: number) {
    return this.#writer.call('forgetJobs', olderThan);
  }

  saveEndpoint(accountId: number, draft: EndpointDraft, at: number) {
    return this.#writer.call('saveEndpoint', { accountId, draft, at });
  }

  listEndpoints(accountId: number | null) {
    return this.#reader.call('listEndpoints', accountId);
  }

  reviseEndpoint(accountId: number, endpointId: number, revision: EndpointRevision) {
    return this.#writer.call('reviseEndpoint', { accountId, endpointId, revision });
  }

  setStanding(accountId: number, endpointId: number, standing: Standing) {
    return this.#writer.call('setStanding', { accountId, endpointId, standing });
  }

  deleteEndpoint(accountId: number, endpointId: number) {
    return this.#writer.call('deleteEndpoint', { accountId, endpointId });
  }

  listFacts(accountId: number, after: { eventId: number; limit: number }) {
    return this.#reader.call('listFacts', { accountId, ...after });
  }

  advance(endpoint: Endpoint, step: Advance) {
    return this.#writer.call('advance', { endpoint, step });
  }

  ordersOfNotices(accountId: number, batchId: string) {
    return this.#reader.call('ordersOfNotices', { accountId, batchId });
  }

  saveMaster(accountId: number, draft: MasterDraft, at: number) {
    return this.#writer.call('saveMaster', { accountId, draft, at });
  }

  listMasters(accountId: number, of: { dialect: string; kind: string }) {
    return this.#reader.call('listMasters', { accountId, ...of });
  }

  removeMaster(accountId: number, of: { dialect: string; kind: string; name: string }) {
    return this.#writer.call('removeMaster', { accountId, ...of });
  }

  keepCall(accountId: number, step: CallClaim | CallEnd) {
    return this.#writer.call('keepCall', { accountId, step });
  }

  findEntryRefs(accountId: number, names: EntryNames) {
    return this.#reader.call('findEntryRefs', { accountId, names });
  }

  listEntries(accountId: number, query: RegisterQuery) {
    return this.#reader.call('listEntries', { accountId, query });
  }

  changeEntry(accountId: number, named: NamedEntry, change: DatedChange) {
    return this.#writer.call('changeEntry', { accountId, named, change });
  }

  enterNames(accountId: number, mentions: readonly Mention[], at: number) {
    return this.#writer.call('enterNames', { accountId, mentions, at });
  }

  forgetEntry(accountId: number, named: NamedEntry, at: number) {
    return this.#writer.call('forgetEntry', { accountId, named, at });
  }

  /** Settled first, so that what lists know by now is what is left of the person; his words leave their index last. */
  async forgetHistory(accountId: number, of: Forgotten, at: number) {
    while (await this.#writer.call('settleLists', accountId));
    await this.#writer.call('forgetHistory', { accountId, of, at });
    while (await this.#writer.call('mergeTerms', null));
  }

  createAccount(name: string, at: number): Promise<Account> {
    return this.#writer.call('createAccount', { name, at });
  }

  findAccount(accountId: number): Promise<Account | null> {
    return this.#reader.call('findAccount', accountId);
  }

  findAccountByName(name: string): Promise<Account | null> {
    return this.#reader.call('findAccountByName', name);
  }

  listAccounts(): Promise<readonly Account[]> {
    return this.#reader.call('listAccounts', null);
  }

  saveSettings(accountId: number, settings: AccountSettings): Promise<void> {
    return this.#writer.call('saveSettings', { accountId, settings });
  }

  insertKey(key: ApiKey, isFirst = false): Promise<boolean> {
    return this.#writer.call('insertKey', { key, isFirst });
  }

  findKey(name: { keyId: string } | { secretHash: string }): Promise<ApiKey | null> {
    return this.#reader.call('findKey', name);
  }

  listKeys(accountId: number): Promise<readonly ApiKey[]> {
    return this.#reader.call('listKeys', accountId);
  }

  revokeKey(accountId: number, keyId: string, at: number): Promise<boolean> {
    return this.#writer.call('revokeKey', { accountId, keyId, at });
  }

  /** Both threads: a store that can read but not write is not well. */
  async ping(): Promise<void> {
    await Promise.all([this.#reader.call('ping', null), this.#writer.call('ping', null)]);
  }

  /** The reader first, so that the writer's last checkpoint finds nobody reading the log. */
  async close(): Promise<void> {
    this.#isClosing = true;
    await Promise.allSettled([this.#lists.stop(), ...this.#listing]);
    await this.#reader.close();
    if (this.#writer !== this.#reader) await this.#writer.close();
  }
}
