/**
 * The explicit operations on an order that exists (decision 10). An operation is an item of a batch like a draft:
 * same labels, same receipts, same transaction, so that every write walks one spine.
 * What each does is in plan/lifecycle.ts, plan/state-change.ts and plan/regroup.ts.
 */

import type { AmountE4 } from './amount.ts';
import type { Extras, Payment } from './order.ts';
import type { ReturnOperation } from './returns/return.ts';
import type { ParcelOperation } from './shipments/parcel.ts';
import type { ShipmentOperation } from './shipments/shipment.ts';
import type { AllocationOperation } from './stock/allocation.ts';
import type { Moment } from './time.ts';

export type OperationTarget = { orderId: number } | { number: string };

/** What may be changed when a prepared order is placed, and later by repeating the call. */
export type CompletionFields = {
  payment?: Payment | undefined;
  amountPaidE4?: AmountE4 | undefined;
  placedAt?: Moment | undefined;
  deliverBy?: Moment | undefined;
  cancelBy?: Moment | undefined;
  internalNote?: string | undefined;
  customerNote?: string | undefined;
  extras?: Extras | undefined;
};

/** A note is added to what is there, on a line of its own, or put in its place. */
export type NoteChange = { text: string; isReplacing: boolean };

export type Annotation = {
  internalNote?: NoteChange | undefined;
  customerNote?: NoteChange | undefined;
  /** Merged into the dialect's extras key by key; null removes the key. */
  extras?: Extras | undefined;
};

/** Without a quantity the whole line. */
export type SplitLine = { lineId: number; quantity?: number | undefined };

type Aimed = {
  /** Where the item stands in the request as sent. */
  pointer: string;
  target: OperationTarget;
  /** The revision the caller takes the order to be at. */
  ifRevision?: number | undefined;
};

export type Operation = Aimed &
  (
    | { kind: 'delete' }
    /** Forgets the person who bought, in the order as it stands. */
    | { kind: 'anonymize' }
    | { kind: 'restore' | 'cancel' }
    | { kind: 'complete'; fields: CompletionFields }
    | { kind: 'annotate'; annotation: Annotation }
    /** Without `until` the order is held until it is restored. */
    | { kind: 'hold'; until?: Moment | undefined }
    /** Labels, and marking as shipped. A label of no order is aimed at order 0. */
    | ParcelOperation
    | { kind: 'tag' | 'untag'; tagIds: readonly number[] }
    | ShipmentOperation
    | ReturnOperation
    | AllocationOperation
    /** Lines that leave for orders of their own, an order a part. */
    | { kind: 'split'; parts: readonly (readonly SplitLine[])[]; partsPointer: string }
    /** Other orders whose lines and amounts the order takes in; they are gone then. */
    | { kind: 'merge'; orderIds: readonly number[]; orderIdsPointer: string }
    /** Who works on the order; null: nobody. */
    | { kind: 'assign'; assigneeId: string | null }
  );
