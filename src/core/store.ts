/**
 * The Store contract, in the core's words: what a driver does. The suite in src/store/contract.ts holds every driver
 * to it. A driver never decides anything: `apply` loads and locks the rows of `lookupOf(command)`, calls
 * `planCommand`, writes its changes in one transaction and answers after the commit.
 * Every method takes the account id, or is about accounts; no statement reads or writes without it.
 */
import type { AccountStore } from './accounts.ts';
import type { CallReceiptStore } from './call-receipt.ts';
import type { CatalogStore } from './catalog/catalog.ts';
import type { Command } from './command.ts';
import type { EndpointStore } from './endpoints.ts';
import type { ImportStore } from './imports/import.ts';
import type { JobStore } from './jobs.ts';
import type { MasterStore } from './masters.ts';
import type { Outcome } from './outcome.ts';
import type { OrderReader } from './queries.ts';
import type { RegisterStore } from './register/register.ts';
import type { ParcelReader } from './shipments/parcel-query.ts';
import type { SupplyStore } from './supply/supplier-order.ts';

export type { StoredEvent } from './queries.ts';

export interface Store
  extends AccountStore,
    OrderReader,
    CatalogStore,
    JobStore,
    EndpointStore,
    MasterStore,
    ParcelReader,
    RegisterStore,
    CallReceiptStore,
    ImportStore {
  /** Orders to suppliers, and receiving what they send. */
  readonly supply: SupplyStore;
  /**
   * One outcome for every item, same labels, same order, after the commit. Two commands that touch one order, or
   * bear one receipt key, run one after the other. Rejects with a StoreFault, and then nothing was stored, unless
   * `isUnknown` says that the connection was lost during the commit.
   */
  apply(command: Command): Promise<readonly Outcome[]>;
  /** Forgets receipts of batches and of other calls, and records of batches, written before `olderThan`; how many. Bounded work per call. */
  forgetReceipts(olderThan: number): Promise<number>;
  /** Resolves when the store answers; rejects with a StoreFault when it does not. */
  ping(): Promise<void>;
  /** Waits for what was given, then closes. Later calls reject. */
  close(): Promise<void>;
}

/** A broken or absent store: ours to mend, never the caller's. `isRetryable`: the same call may succeed later. */
export class StoreFault extends Error {
  override readonly name = 'StoreFault';
  readonly isRetryable: boolean;
  readonly isUnknown: boolean;

  constructor(message: string, fields: { isRetryable: boolean; isUnknown?: boolean; cause?: unknown }) {
    super(message, { cause: fields.cause });
    this.isRetryable = fields.isRetryable;
    this.isUnknown = fields.isUnknown ?? false;
  }
}
