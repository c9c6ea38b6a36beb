/**
 * What crosses the threads: the calls each worker answers, and the messages that carry them. Flat values only;
 * documents stay serialized, so the main thread parses only what a caller will read.
 * Shared by the main thread (driver.ts, link.ts) and the workers.
 */
import type { Account, AccountSettings, ApiKey } from '../../core/accounts.ts';
import type { CatalogItem, CatalogQuery, CountOutcome, ItemDraft, StockCount } from '../../core/catalog/catalog.ts';
import type { BatchRecord, OrderRow, RevisionRow } from '../../core/command.ts';
import type { OrderName, OrderQuery, OrderScan, ShipmentQuery, SlipQuery, StoredEvent } from '../../core/queries.ts';
import type { Voucher, VoucherDraft } from '../../core/vouchers/voucher.ts';
import type { FlatFault } from './fault.ts';
import type { JobReads, JobWrites } from './job-calls.ts';
import type { ListRows, ScanRows } from './list-table.ts';
import type { PackedCommand } from './packed-command.ts';
import type { SupplyReads, SupplyWrites } from './supply-calls.ts';

/** Calls that run one after the other inside a group's transaction. */
export type WriteCalls = JobWrites &
  SupplyWrites & {
    /** The outcomes, packed. */
    apply(command: PackedCommand): string;
    createAccount(fields: { name: string; at: number }): Account;
    saveSettings(fields: { accountId: number; settings: AccountSettings }): void;
    insertKey(fields: { key: ApiKey; isFirst: boolean }): boolean;
    revokeKey(fields: { accountId: number; keyId: string; at: number }): boolean;
    forgetReceipts(olderThan: number): number;
    saveItems(fields: { accountId: number; drafts: readonly ItemDraft[]; at: number }): readonly number[];
    saveVoucher(fields: { accountId: number; draft: VoucherDraft; at: number }): Voucher | null;
    countStock(fields: { accountId: number; counts: readonly StockCount[]; at: number }): readonly CountOutcome[];
    /** True when there may be more to settle. */
    settleLists(accountId: number): boolean;
  };

export type ReadCalls = JobReads &
  SupplyReads & {
    ping(input: null): void;
    findOrders(fields: { accountId: number; name: OrderName }): readonly OrderRow[];
    /** Null when the lists must be settled first; `isLax`: as far as they have come will do. */
    listOrders(fields: { accountId: number; query: OrderQuery; isLax: boolean }): ListRows | null;
    scanOrders(fields: { accountId: number; scan: OrderScan; isLax: boolean }): ScanRows | null;
    /** Accounts of which no list was ever settled. */
    unsettledAccounts(input: null): readonly number[];
    findBatch(fields: { accountId: number; batchId: string }): BatchRecord | null;
    listRevisions(fields: { accountId: number; orderId: number }): readonly RevisionRow[];
    listEvents(fields: { accountId: number; eventId: number; limit: number }): readonly StoredEvent[];
    listShipments(fields: { accountId: number; query: ShipmentQuery }): readonly { row: OrderRow; seq: number }[];
    listSlips(fields: { accountId: number; query: SlipQuery }): readonly { row: OrderRow; slipId: number }[];
    findVoucher(fields: { accountId: number; voucherId: number }): Voucher | null;
    listItems(fields: { accountId: number; query: CatalogQuery }): { items: readonly CatalogItem[]; hasMore: boolean };
    findAccount(accountId: number): Account | null;
    findAccountByName(name: string): Account | null;
    listAccounts(input: null): readonly Account[];
    findKey(name: { keyId: string } | { secretHash: string }): ApiKey | null;
    listKeys(accountId: number): readonly ApiKey[];
  };

export type Calls = WriteCalls & ReadCalls;
/** The writer answers one alone. */
export type Reads = { readonly [N in keyof ReadCalls]?: ReadCalls[N] };
export type CallName = keyof Calls;

/** `bytes`: roughly what the input takes, so that a group stays within bounds. */
export type Request = { callId: number; name: CallName | 'close'; input: unknown; bytes: number };
export type Reply = { callId: number; value: unknown } | { callId: number; fault: FlatFault };

/** The calls of one turn, in their order. */
export type ToWorker = readonly Request[];

/** `commits` and `writes` tell how well writes were grouped. */
export type Stats = { commits: number; writes: number };

export type FromWorker =
  | { kind: 'ready' }
  | { kind: 'refused'; fault: FlatFault }
  | { kind: 'replies'; replies: Reply[]; stats: Stats | null };

export type WorkerRole = 'writer' | 'reader' | 'both';
/** `opening`: how far the writer has come, shared by the two threads, which start at the same time. */
export type WorkerSettings = { role: WorkerRole; path: string; isExclusive: boolean; opening: Int32Array };
export const OPENING = { begun: 0, done: 1, failed: 2 } as const;
