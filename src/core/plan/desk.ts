/**
 * The working memory of one plan: the rows that were found, as earlier items of the same batch have left them, and
 * the changes so far. An order stands at most once in `created` or `replaced`, in its final form, so that a driver
 * may write each set with one statement. Only plan.ts, place.ts and their like write here.
 */
import type { Changes, Command, Found, IdSource, OrderEvent, OrderRow, RevisionRow, SealedDraft } from '../command.ts';
import { fingerprintOf } from '../fingerprint.ts';
import type { JobDraft } from '../jobs.ts';
import type { OperationTarget } from '../operation.ts';
import type { ParcelChange } from '../shipments/parcel.ts';
import type { ShipmentRow } from '../shipments/shipment.ts';
import type { SlipRow } from '../slips.ts';
import { StockDesk } from '../stock/stock-desk.ts';
import { VoucherDesk } from '../vouchers/voucher-desk.ts';

export type Desk = {
  readonly command: Command;
  readonly found: Found;
  readonly ids: IdSource;
  /** Of drafts that were asked about. */
  readonly fingerprints: Map<SealedDraft, string>;
  readonly rowById: Map<number, OrderRow>;
  readonly idsByKey: Map<string, Set<number>>;
  readonly claimedNumbers: Set<string>;
  readonly created: Map<number, OrderRow>;
  readonly replaced: Map<number, OrderRow>;
  readonly revisions: RevisionRow[];
  readonly events: OrderEvent[];
  readonly jobs: JobDraft[];
  readonly stock: StockDesk;
  readonly vouchers: VoucherDesk;
  /** By order and number, the last word on each. */
  readonly shipments: Map<string, ShipmentRow>;
  readonly parcels: ParcelChange[];
  /** By number, the last word on each. */
  readonly slips: Map<number, SlipRow>;
};

export function newDesk(command: Command, found: Found, ids: IdSource): Desk {
  const desk: Desk = {
    command,
    found,
    ids,
    fingerprints: new Map(),
    rowById: new Map(),
    idsByKey: new Map(),
    claimedNumbers: new Set(found.takenNumbers),
    created: new Map(),
    replaced: new Map(),
    revisions: [],
    events: [],
    jobs: [],
    stock: new StockDesk(found.shelf ?? [], askedFirstOf(command)),
    vouchers: new VoucherDesk(found.vouchers ?? []),
    shipments: new Map(),
    parcels: [],
    slips: new Map(),
  };
  for (const row of found.orders) lay(desk, row);
  return desk;
}

function askedFirstOf({ askedWarehouses = [] }: Command): ReadonlySet<number> {
  return new Set(askedWarehouses.flatMap(({ flow, warehouseId }) => (flow === 'check_first' ? warehouseId : [])));
}

/** Digested once, whoever asks: the rule of the upsert, a rival of the batch, a receipt. */
export function fingerprintIn({ fingerprints }: Desk, draft: SealedDraft): string {
  const known = fingerprints.get(draft);
  if (known !== undefined) return known;
  const fingerprint = fingerprintOf(draft.content);
  fingerprints.set(draft, fingerprint);
  return fingerprint;
}

export function rowsByKey(desk: Desk, orderKey: string): readonly OrderRow[] {
  const ids = desk.idsByKey.get(orderKey) ?? [];
  return [...ids].map((id) => desk.rowById.get(id)).filter((row) => row !== undefined);
}

/** A claimed number names its order; other digits name the order of that id. */
export function rowOfTarget(desk: Desk, target: OperationTarget): OrderRow | null {
  if ('orderId' in target) return desk.rowById.get(target.orderId) ?? null;
  for (const row of desk.rowById.values()) {
    if (row.isNumberClaimed && row.number === target.number) return row;
  }
  const row = desk.rowById.get(Number(target.number));
  // Other digits of the same value (0x10, 1e3) are no order id.
  return row === undefined || row.isNumberClaimed || String(row.orderId) !== target.number ? null : row;
}

export function layCreated(desk: Desk, row: OrderRow): void {
  lay(desk, row);
  desk.created.set(row.orderId, row);
  if (row.isNumberClaimed) desk.claimedNumbers.add(row.number);
}

/** Puts `after` in the place of `before` and keeps the former document as a revision. */
export function layReplaced(desk: Desk, before: OrderRow, after: OrderRow): void {
  const { orderId, revision, status, fingerprint, batchId, modifiedAt, state } = before;
  const isTouched = desk.created.has(orderId) || desk.replaced.has(orderId);
  // A row this command has not touched still stands in the store: its document is copied there, not carried here.
  const content = isTouched ? before.content : null;
  const former = { orderId, revision, status, fingerprint, batchId, modifiedAt, state, content };
  desk.revisions.push({ ...former, replacedAt: desk.command.at });
  lay(desk, after);
  if (desk.created.has(orderId)) desk.created.set(orderId, after);
  else desk.replaced.set(orderId, after);
  if (after.isNumberClaimed) desk.claimedNumbers.add(after.number);
}

/** What an item has taken so far can be wound back to here. */
export function markOf({ stock, vouchers }: Desk): { stock: number; vouchers: number } {
  return { stock: stock.mark(), vouchers: vouchers.mark() };
}

export function undo({ stock, vouchers }: Desk, mark: ReturnType<typeof markOf>): void {
  stock.undo(mark.stock);
  vouchers.undo(mark.vouchers);
}

export function changesOf(desk: Desk, kept: Pick<Changes, 'receipt' | 'batch' | 'mentions'>): Changes {
  return {
    created: [...desk.created.values()],
    replaced: [...desk.replaced.values()],
    revisions: desk.revisions,
    events: desk.events,
    jobs: desk.jobs,
    stock: desk.stock.changes(),
    vouchers: desk.vouchers.changes(),
    shipments: [...desk.shipments.values()],
    parcels: desk.parcels,
    slips: [...desk.slips.values()],
    ...kept,
  };
}

/** A deleted row is no longer found by anything, so the rest of the batch cannot see it. */
function lay(desk: Desk, row: OrderRow): void {
  const ids = desk.idsByKey.get(row.orderKey) ?? new Set();
  desk.idsByKey.set(row.orderKey, ids);
  if (row.deletedAt !== null) {
    desk.rowById.delete(row.orderId);
    ids.delete(row.orderId);
    return;
  }
  desk.rowById.set(row.orderId, row);
  ids.add(row.orderId);
}
