/**
 * A command is a batch made ready for the store: drafts are serialized once, so that it can cross a thread as flat
 * values and be written as it is. `planCommand` (plan.ts) decides it; a driver only loads what
 * `lookupOf` names, calls the plan, writes the changes and commits.
 */

import type { BatchPolicy, BatchRules } from './batch.ts';
import type { JobDraft } from './jobs.ts';
import type { Operation } from './operation.ts';
import type { Given, OrderRef, OrderStatus } from './order.ts';
import type { Label, Outcome, Refusal, RefusalCode } from './outcome.ts';
import type { SplitBy, SplitRule } from './plan/split.ts';
import type { Mention, MentionDraft } from './register/register.ts';
import type { CaptureProvider } from './shipments/capture.ts';
import type { ParcelChange } from './shipments/parcel.ts';
import type { ShipmentRow } from './shipments/shipment.ts';
import type { SlipRow } from './slips.ts';
import type { AskedWarehouse } from './stock/allocation.ts';
import type { SealedWish } from './stock/ask.ts';
import type { Shelf, StockChange } from './stock/stock-desk.ts';
import type { Voucher, VoucherUse } from './vouchers/voucher.ts';

/** The values of an order that lists filter and sort by. */
export type OrderFacts = {
  placedAt: number | null;
  paidAt: number | null;
  storeId: number | null;
  /** The recipient's name, else the payer's. */
  customerName: string | null;
};

/** Where a line is found again on an update. */
export type LineName = { key?: string | undefined; sku?: string | undefined };

/** A draft whose content is serialized. The plan digests it, in the thread that decides. */
export type SealedDraft = {
  pointer: string;
  linesPointer: string;
  orderId: number | null;
  orderKey: string | null;
  /** Used as the key when the caller stated none. */
  freshKey: string;
  number: string | null;
  isNumberClaimed: boolean;
  isSplittable: boolean;
  ifRevision?: number | undefined;
  status: OrderStatus;
  content: string;
  lines: readonly LineName[];
  tagIds: readonly number[];
  facts: OrderFacts;
  given?: Given | undefined;
  wish?: SealedWish | undefined;
};

export type CommandItem = { label: Label; draft: SealedDraft } | { label: Label; operation: Operation };

export type Command = {
  accountId: number;
  /** One id for all that one request changes; events carry it. */
  batchId: string;
  /** The clock's reading, milliseconds since the epoch. */
  at: number;
  receiptKey: string | null;
  splitRules: readonly SplitRule[];
  splitBy?: SplitBy | undefined;
  /** Absent: manual. */
  captureProvider?: CaptureProvider | undefined;
  /** Warehouses that have a say; absent: none. */
  askedWarehouses?: readonly AskedWarehouse[] | undefined;
  /** Absent: independent, for real, in sequence, not recorded. */
  rules?: BatchRules | undefined;
  /** Not among `items`; they refuse the rest of an all-or-nothing batch and stand in the batch's record. */
  refusedOnReading?: readonly RefusedItem[] | undefined;
  items: readonly CommandItem[];
  /** Names the register may not hold yet; absent when it is known to hold them all. */
  mentions?: readonly MentionDraft[] | undefined;
};

/** A row of the store's orders. `content` is null in what is loaded unless the lookup asked for it. */
export type OrderRow = {
  orderId: number;
  orderKey: string;
  /** 0 for an order that stands alone and for the first of a family; the others count on. */
  part: number;
  number: string;
  isNumberClaimed: boolean;
  status: OrderStatus;
  revision: number;
  fingerprint: string;
  batchId: string;
  createdAt: number;
  modifiedAt: number;
  deletedAt: number | null;
  facts: OrderFacts;
  state: string;
  content: string | null;
};

/** Which rows a command needs, each to be loaded and locked before the plan. */
export type Lookup = {
  orderKeys: readonly string[];
  orderIds: readonly number[];
  /** Claimed numbers: stated by drafts (must be free) and named by operations (must exist). */
  numbers: readonly string[];
  /** True when an operation needs the rows' content too. */
  hasContent: boolean;
  receiptKey: string | null;
  /** How many orders the command may create at most; the driver draws that many ids. */
  freshOrdersMax: number;
  freshLinesMax: number;
};

export type ReceiptItem = { label: Label; digest: string; outcome: Outcome };

/** What a driver found. Rows are those that are not deleted. */
export type Found = {
  orders: readonly OrderRow[];
  /** Of the lookup's numbers and the fresh ids in digits: those an order bears as its claimed number, or as its id. */
  takenNumbers: ReadonlySet<string>;
  receipt: readonly ReceiptItem[] | null;
  /** The items of `shelfLookupOf(command, orders)`, in the order of their ids; null when that is null. */
  shelf: Shelf | null;
  /** Those of `voucherLookupOf(command)`, where it is not null; the ones with a limit are locked. */
  vouchers?: readonly Voucher[];
};

/** Fresh ids, in ascending order, never given twice. Taking more than the lookup announced is a fault. */
export type IdSource = { nextOrderId(): number; nextLineIds(count: number): readonly number[] };

/** A former document. `content` null: as it stands in the stored row that is being replaced. */
export type RevisionRow = {
  orderId: number;
  revision: number;
  status: OrderStatus;
  fingerprint: string;
  /** The batch that made this revision, and when. */
  batchId: string;
  modifiedAt: number;
  replacedAt: number;
  state: string;
  content: string | null;
};

export type RefusedItem = { label: Label; refusal: Refusal };

/** What became of a batch, for whoever asks later. */
export type BatchRecord = {
  batchId: string;
  at: number;
  policy: BatchPolicy;
  counts: Readonly<Record<Outcome['kind'], number>>;
  refusedByCode: Readonly<Partial<Record<RefusalCode, number>>>;
  /** The first of the refused items, at most `LIMITS.batchRefusalsKept`. */
  refused: readonly RefusedItem[];
};

/** What may happen; more may come. */
export const EVENT_KINDS = [
  'order.created',
  'order.replaced',
  'order.completed',
  'order.annotated',
  'order.held',
  'order.restored',
  'order.canceled',
  'order.shipped',
  'label.created',
  'label.voided',
  'order.tagged',
  'order.untagged',
  'order.assigned',
  'order.split',
  'order.merged',
  'order.anonymized',
  'order.deleted',
  'shipment.created',
  'shipment.changed',
  'shipment.good_to_go',
  'shipment.completed',
  'shipment.captured',
  'shipment.removed',
  'return.created',
  'return.changed',
  'allocation.created',
  'allocation.changed',
  'check.created',
  'check.accepted',
  'check.rejected',
  'check.timed_out',
] as const;
export type EventKind = (typeof EVENT_KINDS)[number];
/** `about`: the number of the shipment, the return, the request or the warehouse; null where the order itself is meant. */
export type OrderEvent = { orderId: number; kind: EventKind; revision: number; about: number | null };

/** All that a command changes: each order stands once, in its final form. */
export type Changes = {
  created: readonly OrderRow[];
  /** Rows whose `content` is null keep the stored content. */
  replaced: readonly OrderRow[];
  revisions: readonly RevisionRow[];
  events: readonly OrderEvent[];
  /** Quantities of items as they stand now, each item once, in the order of their ids. */
  stock: readonly StockChange[];
  /** How much oftener vouchers are used, each once, in the order of their ids. */
  vouchers: readonly VoucherUse[];
  /** What has to be done later because of it. */
  jobs: readonly JobDraft[];
  /** Shipments that were made, changed or removed, each once. */
  shipments: readonly ShipmentRow[];
  /** Parcels that were made and labels that were voided. */
  parcels: readonly ParcelChange[];
  /** Of returns and allocation requests that were made or changed, each once. */
  slips: readonly SlipRow[];
  /** Names to enter into the register where it does not hold them, each once. */
  mentions: readonly Mention[];
  /** The whole receipt to store, or null when there is nothing to keep. */
  receipt: readonly ReceiptItem[] | null;
  /** To be stored in the place of an earlier record of the same batch; null when it is not to be recorded. */
  batch: BatchRecord | null;
};

export type Plan = { outcomes: readonly Outcome[]; changes: Changes };

export function refOf(row: OrderRow): OrderRef {
  return { orderId: row.orderId, orderKey: row.orderKey, number: row.number, revision: row.revision };
}
