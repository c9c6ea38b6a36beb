/**
 * Shipments of an order, in the core's own words. They stand in the order's state, so that whoever holds the order
 * holds them too; the store keeps an index beside it, for lists. A shipment is complete when it is good to go, paid
 * and shipped; an order whose every unit is in a complete shipment is shipped.
 */

import type { Taking } from '../stock/levels.ts';

export type ShipmentLine = {
  lineId: number;
  quantity: number;
  serialNumber?: string | undefined;
  /** Units the order waited for and that this shipment took from stock; they go back when it is removed. */
  filled?: readonly Taking[] | undefined;
  /** Where its units stood until they left; absent before, and for what nobody counts. */
  sentFrom?: readonly Taking[] | undefined;
  /** Whose stock it uses up; absent for what nobody counts. */
  itemId?: number | undefined;
};

/** How it travels; known when it ships. */
export type Carriage = {
  carrier?: string | undefined;
  service?: string | undefined;
  packages?: number | undefined;
  tracking?: string | undefined;
  returnTracking?: string | undefined;
};

export type Shipment = Carriage & {
  /** Counted from 1 within the order, never given twice. */
  seq: number;
  createdAt: number;
  lines: readonly ShipmentLine[];
  isGoodToGo: boolean;
  /** The order was paid before, or the payment was captured for this shipment. */
  isPaid: boolean;
  /** When it was captured for this shipment; absent for an order that was paid before. */
  capturedAt?: number | undefined;
  shippedAt?: number | undefined;
};

/** `goodtogo`: good to go and not shipped. `inprogress`: not complete. */
export const SHIPMENT_STAGES = ['goodtogo', 'inprogress', 'completed'] as const;
export type ShipmentStage = (typeof SHIPMENT_STAGES)[number];

/** The index: what lists of shipments filter and sort by. */
export type ShipmentRow = {
  orderId: number;
  seq: number;
  createdAt: number;
  isGoodToGo: boolean;
  isShipped: boolean;
  isComplete: boolean;
  isRemoved: boolean;
};

/** What is asked for by line id. */
export type WantedLine = { lineId: number; quantity: number; serialNumber?: string | undefined };

export type ShipmentOperation =
  | ({ kind: 'add_shipment' } & {
      lines: readonly WantedLine[];
      isGoodToGo: boolean;
      isShipped: boolean;
      isCapturing: boolean;
      /** Also when an open shipment of the same lines is there. */
      isAlways: boolean;
      carriage: Carriage;
    })
  | {
      kind: 'change_shipment';
      seq: number;
      isGoodToGo?: boolean | undefined;
      lines?: readonly WantedLine[] | undefined;
    }
  | {
      kind: 'complete_shipment';
      seq: number;
      isGoodToGo: boolean;
      isShipped: boolean;
      isCapturing: boolean;
      carriage: Carriage;
      note?: string | undefined;
    }
  | { kind: 'capture_shipment' | 'remove_shipment'; seq: number };

export function isComplete({ isGoodToGo, isPaid, shippedAt }: Shipment): boolean {
  return isGoodToGo && isPaid && shippedAt !== undefined;
}

export function shipmentRow(orderId: number, shipment: Shipment, isRemoved: boolean): ShipmentRow {
  const { seq, createdAt, isGoodToGo, shippedAt } = shipment;
  const isShipped = shippedAt !== undefined;
  return { orderId, seq, createdAt, isGoodToGo, isShipped, isComplete: isComplete(shipment), isRemoved };
}

/** Units of a line that stand in shipments. */
export function shippedQuantity(shipments: readonly Shipment[], lineId: number): number {
  const lines = shipments.flatMap((shipment) => shipment.lines).filter((line) => line.lineId === lineId);
  return lines.reduce((sum, { quantity }) => sum + quantity, 0);
}
