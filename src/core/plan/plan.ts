/**
 * Decides a whole command in memory: every item in the order it was sent, later items seeing what earlier ones did.
 * Pure: given the same command, rows and ids it answers the same plan, whichever driver asks. A driver loads what
 * `lookupOf` names, calls `planCommand`, writes the changes in one transaction and speaks the outcomes after commit.
 *
 *   receipt says done -> the same outcome again        draft -> decide -> create | keep | replace | refuse
 *   receipt differs   -> refused                       operation -> operate -> change | keep | refuse
 *   all or nothing, and something refused              -> everything refused, nothing changed (policy.ts)
 */

import { bundleIdsMax } from '../catalog/bundles.ts';
import {
  type Command,
  type CommandItem,
  type Found,
  type IdSource,
  type Lookup,
  type OrderRow,
  type Plan,
  refOf,
  type SealedDraft,
} from '../command.ts';
import { LIMITS } from '../limits.ts';
import type { Operation } from '../operation.ts';
import { NO_ORDER, type OrderState } from '../order.ts';
import { type Label, type Outcome, type Problem, refusalOf } from '../outcome.ts';
import { takenMentions } from '../register/mentions.ts';
import { isReturnOperation, operateReturn } from '../returns/operate-return.ts';
import { isOfNoOrder, isParcelOperation, looseParcel, operateParcel } from '../shipments/operate-parcel.ts';
import { isShipmentOperation, operateShipment } from '../shipments/operate-shipment.ts';
import type { ParcelChange } from '../shipments/parcel.ts';
import type { ShipmentRow } from '../shipments/shipment.ts';
import type { SlipRow } from '../slips.ts';
import { askWarehouses, requestIdsMax } from '../stock/ask-warehouses.ts';
import { isAllocationOperation, operateAllocation } from '../stock/operate-allocation.ts';
import { releaseRow, settleStock } from '../stock/settle.ts';
import { releaseVouchers, settleVouchers } from '../vouchers/voucher-desk.ts';
import { announceLoose, announceMergedAway, announceOperated, announceReleased } from './announce.ts';
import { decide, revisionProblem, unknownProblem } from './decide.ts';
import {
  changesOf,
  type Desk,
  fingerprintIn,
  layCreated,
  layReplaced,
  markOf,
  newDesk,
  rowOfTarget,
  rowsByKey,
  undo,
} from './desk.ts';
import { type Namings, newNamings, noteTaken, repeatedProblem } from './duplicates.ts';
import { followUpsOf } from './follow-ups.ts';
import { type Change, needsContent, operate } from './lifecycle.ts';
import { type Placing, placeDraft, placeReplacement, splitOff } from './place.ts';
import { foreseenIds, ruled } from './policy.ts';
import { receiptAfter, replayOf } from './receipt.ts';
import { recordOf } from './record.ts';
import { divide, join, type Regrouping } from './regroup.ts';
import { sellDraft } from './sell.ts';
import { partsMaxOf } from './split.ts';

export function lookupOf(command: Command): Lookup {
  const drafts = command.items.flatMap((item) => ('draft' in item ? [item.draft] : []));
  const operations = command.items.flatMap((item) => ('operation' in item ? [item.operation] : []));
  const targets = operations.map((operation) => operation.target);
  const partsMax = partsMaxOf({ rules: command.splitRules, by: command.splitBy });
  const completions = operations.filter(({ kind }) => kind === 'complete').length;
  const splittable = drafts.filter((draft) => draft.isSplittable).length + completions;
  const isDryRun = command.rules?.isDryRun === true;
  const parts = operations.flatMap((operation) => (operation.kind === 'split' ? operation.parts : []));
  const freshOrdersMax = drafts.length + splittable * partsMax + parts.length;
  return {
    orderKeys: unique(
      drafts.flatMap((draft) => (draft.orderId === null && draft.orderKey !== null ? [draft.orderKey] : [])),
    ),
    orderIds: unique([
      ...drafts.flatMap((draft) => draft.orderId ?? []),
      ...targets.flatMap((target) => ('orderId' in target ? target.orderId : [])),
      ...operations.flatMap((operation) => (operation.kind === 'merge' ? operation.orderIds : [])),
    ]),
    numbers: unique([
      ...drafts.flatMap((draft) => (draft.isNumberClaimed && draft.number !== null ? [draft.number] : [])),
      ...targets.flatMap((target) => ('number' in target ? target.number : [])),
    ]),
    hasContent: operations.some(needsContent),
    receiptKey: command.receiptKey,
    freshOrdersMax: isDryRun ? 0 : freshOrdersMax,
    freshLinesMax: isDryRun
      ? 0
      : drafts.reduce((sum, { lines, wish }) => sum + lines.length + bundleIdsMax(wish ?? {}), 0) +
        parts.flat().length +
        requestIdsMax(command.askedWarehouses ?? [], freshOrdersMax + drafts.length + 2 * operations.length) +
        operations.reduce((sum, operation) => sum + freshIdsMax(operation), 0),
  };
}

/** Ids for a return and its lines, and for a parcel. */
function freshIdsMax(operation: Operation): number {
  if (operation.kind === 'label' || operation.kind === 'ship') return 1;
  if (operation.kind !== 'add_return') return 0;
  return 1 + (operation.lines?.length ?? LIMITS.orderLinesMax);
}

export function planCommand(command: Command, found: Found, ids: IdSource): Plan {
  const desk = newDesk(command, found, command.rules?.isDryRun === true ? foreseenIds() : ids);
  const done = new Map(found.receipt?.map((entry) => [entry.label, entry]));
  const namings = newNamings(desk);
  const outcomes = command.items.map((item) => {
    const outcome = replayOf(desk, done, item) ?? planItem(desk, namings, item);
    noteTaken(desk, namings, outcome);
    return outcome;
  });
  ask(desk);
  const receipt = command.receiptKey === null ? null : receiptAfter(desk, done, outcomes);
  const mentions = takenMentions(command.mentions, outcomes);
  const changes = changesOf(desk, { receipt, batch: recordOf(command, outcomes), mentions });
  return ruled(command, { outcomes, changes }, new Set(done.keys()));
}

/** Of every order in its final form: what warehouses that have a say are asked about it. */
function ask(desk: Desk): void {
  const { command, found, ids, created, replaced } = desk;
  const asking = { warehouses: command.askedWarehouses ?? [], at: command.at, ids };
  const stored = new Map(found.orders.map((row) => [row.orderId, row]));
  for (const rows of [created, replaced]) {
    for (const row of rows.values()) {
      const before = stored.get(row.orderId)?.state;
      const requests = before?.includes('"allocations":') ? (JSON.parse(before) as OrderState).allocations : undefined;
      const asked = askWarehouses(row, requests, asking);
      if (asked === null) continue;
      rows.set(row.orderId, asked.row);
      for (const slip of asked.slips) desk.slips.set(slip.slipId, slip);
      desk.events.push(...asked.events);
      desk.jobs.push(...asked.jobs);
    }
  }
}

function planItem(desk: Desk, namings: Namings, item: CommandItem): Outcome {
  if ('operation' in item) return planOperation(desk, item.label, item.operation);
  const repeated = repeatedProblem(desk, namings, item);
  return repeated === null ? planDraft(desk, item.label, item.draft) : refused(item.label, [repeated]);
}

function planDraft(desk: Desk, label: Label, draft: SealedDraft): Outcome {
  const byId = draft.orderId === null ? null : (desk.rowById.get(draft.orderId) ?? null);
  const byKey = draft.orderKey === null ? [] : rowsByKey(desk, draft.orderKey);
  const fingerprint = fingerprintIn(desk, draft);
  const decision = decide(draft, fingerprint, { byId, byKey });
  if (decision.kind === 'refuse') return refused(label, [decision.problem]);
  if (decision.kind === 'keep') return { label, kind: 'kept', orders: [refOf(decision.existing)] };
  const before = decision.kind === 'replace' ? decision.existing : null;
  const mark = markOf(desk);
  if (before !== null) {
    releaseRow(desk.stock, before);
    releaseVouchers(desk.vouchers, before);
  }
  const sold = sellDraft(desk, draft);
  const [first, ...others] = [...numberProblems(desk, draft, before), ...sold.problems];
  if (first === undefined) return placed(desk, label, { ...sold, fingerprint, before });
  undo(desk, mark);
  return refused(label, [first, ...others]);
}

function placed(desk: Desk, label: Label, placing: Placing & { before: OrderRow | null }): Outcome {
  const { before } = placing;
  if (before !== null) return { label, kind: 'replaced', orders: [refOf(placeReplacement(desk, before, placing))] };
  const [row, ...parts] = placeDraft(desk, placing);
  return { label, kind: 'created', orders: [refOf(row), ...parts.map(refOf)] };
}

function planOperation(desk: Desk, label: Label, operation: Operation): Outcome {
  const { target, pointer } = operation;
  if (isOfNoOrder(operation)) return planLoose(desk, label, operation);
  const row = rowOfTarget(desk, target);
  if (row === null) return refused(label, [unknownProblem(String(Object.values(target)[0]), pointer)]);
  if (operation.kind === 'split' || operation.kind === 'merge') return planRegrouping(desk, { label, row, operation });
  const mark = markOf(desk);
  const { change, shipment = null, isReleased, slip = null, parcel = null, about } = worked(desk, row, operation);
  if (change.kind === 'keep') return { label, kind: 'kept', orders: [refOf(row)] };
  const stale = revisionProblem(row, operation);
  if (stale !== null || change.kind === 'refuse') {
    undo(desk, mark);
    return refused(label, [stale ?? (change as Change & { kind: 'refuse' }).problem]);
  }
  if (shipment !== null) desk.shipments.set(`${shipment.orderId}-${shipment.seq}`, shipment);
  if (slip !== null) desk.slips.set(slip.slipId, slip);
  if (parcel !== null) desk.parcels.push(parcel);
  const settled = settleVouchers(desk.vouchers, settleStock(desk.stock, row, change.row));
  const parts = change.isPlaced ? splitOff(desk, settled) : [];
  const after = parts[0] ?? settled;
  layReplaced(desk, row, { ...after, batchId: desk.command.batchId });
  const parcelId = idOfParcel(parcel);
  const named = shipment?.seq ?? slip?.slipId ?? parcelId ?? about ?? null;
  desk.events.push(announceOperated(after, operation, named));
  if (isReleased === true && shipment !== null) desk.events.push(announceReleased(after, shipment.seq));
  desk.jobs.push(...followUpsOf(after, operation));
  const others = parts.slice(1).map((part) => newPart(desk, part));
  for (const part of others) {
    layCreated(desk, part);
    desk.events.push(announceOperated(part, operation));
  }
  return { label, kind: 'replaced', orders: [refOf(after), ...others.map(refOf)], parcelId };
}

/** A label of no order: made, or voided. */
function planLoose(desk: Desk, label: Label, operation: Parameters<typeof looseParcel>[0]): Outcome {
  const parcel = looseParcel(operation, desk);
  const parcelId = idOfParcel(parcel);
  desk.parcels.push(parcel);
  desk.events.push(announceLoose(operation, parcelId ?? null));
  return { label, kind: parcel.kind === 'add' ? 'created' : 'replaced', orders: [NO_ORDER], parcelId };
}

function idOfParcel(parcel: ParcelChange | null): number | undefined {
  return parcel?.kind === 'add' ? parcel.parcel.parcelId : parcel?.parcelId;
}

type Regroup = { label: Label; row: OrderRow; operation: Regrouping };

/** Orders that are divided or joined: what they hold of stock moves along, so no level changes. */
function planRegrouping(desk: Desk, { label, row, operation }: Regroup): Outcome {
  const { command, ids } = desk;
  const regrouped =
    operation.kind === 'split'
      ? divide(row, operation, { at: command.at, ids })
      : join(row, operation, { at: command.at, rowById: desk.rowById });
  const stale = revisionProblem(row, operation);
  if (stale !== null || 'code' in regrouped) {
    return refused(label, [stale ?? (regrouped as Problem)]);
  }
  const { batchId } = command;
  const after = { ...regrouped.row, batchId };
  layReplaced(desk, row, after);
  desk.events.push(announceOperated(after, operation));
  for (const { before, after: gone } of regrouped.mergedAway) {
    layReplaced(desk, before, { ...gone, batchId });
    desk.events.push(announceMergedAway(gone));
  }
  for (const part of regrouped.parts) {
    layCreated(desk, { ...part, batchId });
    desk.events.push(announceOperated(part, operation));
  }
  return { label, kind: 'replaced', orders: [refOf(after), ...regrouped.parts.map(refOf)] };
}

type Worked = {
  change: Change;
  shipment?: ShipmentRow | null;
  isReleased?: boolean;
  slip?: SlipRow | null;
  parcel?: ParcelChange | null;
  /** The number of what was answered. */
  about?: number;
};

/** What the operation makes of the row, and of one of its shipments, returns or parcels. */
function worked(desk: Desk, row: OrderRow, operation: Exclude<Operation, Regrouping>): Worked {
  const { command, stock, ids } = desk;
  const { at, captureProvider: provider = 'manual' } = command;
  if (isShipmentOperation(operation)) return operateShipment(row, operation, { stock, at, provider });
  if (isReturnOperation(operation)) return operateReturn(row, operation, { stock, at, provider, ids });
  if (isParcelOperation(operation)) return operateParcel(row, operation, desk);
  if (isAllocationOperation(operation)) return operateAllocation(row, operation, { stock, at });
  return { change: operate(row, operation, at) };
}

function newPart(desk: Desk, part: OrderRow): OrderRow {
  return { ...part, revision: 1, batchId: desk.command.batchId, createdAt: desk.command.at };
}

function numberProblems(desk: Desk, draft: SealedDraft, before: OrderRow | null): Problem[] {
  const { number, pointer } = draft;
  if (!draft.isNumberClaimed || number === null || !desk.claimedNumbers.has(number)) return [];
  if (before?.isNumberClaimed && before.number === number) return [];
  return [
    { code: 'order_number_taken', pointer, expected: 'a number no other order bears', given: JSON.stringify(number) },
  ];
}

function refused(label: Label, problems: readonly [Problem, ...Problem[]]): Outcome {
  return { label, kind: 'refused', refusal: refusalOf(problems) };
}

function unique<T>(values: readonly T[]): readonly T[] {
  return [...new Set(values)];
}
