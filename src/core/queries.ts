/**
 * What read routes may ask of the store: one order, a page of orders, an order's history, what happened since, what
 * became of a batch. Vendor-free; a dialect turns its own parameters into an `OrderQuery` or an `OrderScan`.
 * Prepared orders are not placed yet and are in no list unless asked for by status.
 */

import type { BatchRecord, OrderEvent, RevisionRow } from './command.ts';
import type { Order, OrderStatus } from './order.ts';
import type { ShipmentStage } from './shipments/shipment.ts';
import type { SlipKind } from './slips.ts';
import type { TimeRange } from './time.ts';

export type OrderSort = 'orderId' | 'placedAt' | 'createdAt' | 'modifiedAt';

export type OrderFilter = {
  /** Exactly. */
  orderKey?: string | undefined;
  /** Exactly, claimed or not. */
  number?: string | undefined;
  /** Whole recipient's or payer's name, without regard to case. */
  customerName?: string | undefined;
  /** Part of a line's SKU, name or an option, without regard to case. */
  lineKeyword?: string | undefined;
  created?: TimeRange | undefined;
  modified?: TimeRange | undefined;
  placed?: TimeRange | undefined;
  paid?: TimeRange | undefined;
  /** Starts with, without regard to case. */
  numberPrefix?: string | undefined;
  /** Any of these; all placed orders when absent. */
  statuses?: readonly OrderStatus[] | undefined;
  storeId?: number | undefined;
  /** Country of origin of a customs line, without regard to case. */
  originCountry?: string | undefined;
  /** The customer id the caller stated. */
  customerId?: number | undefined;
  /** Any of these. */
  orderIds?: readonly number[] | undefined;
  /** Orders that bear this tag. */
  tagId?: number | undefined;
  /** Orders that this batch created or changed last. */
  batchId?: string | undefined;
  /** Each begins a word of the number, a SKU, or the name, company or e-mail of whoever buys, pays or receives; folded. */
  words?: readonly string[] | undefined;
};

/** Orders of one instant stand in the order of their ids, in the direction of the sort. */
type OrderSorting = { sort: OrderSort; isDescending: boolean };

export type OrderQuery = OrderFilter & OrderSorting & { offset: number; limit: number };

/** An order's place in a scan: what it is sorted by, and its id. */
export type OrderPosition = { value: number; orderId: number };

/** Begins after a place instead of at an offset, so that no page grows slower and nothing is skipped or told twice. */
export type OrderScan = OrderFilter & OrderSorting & { after: OrderPosition | null; limit: number };

/** `next`: where the scan goes on; null when there was nothing more. */
export type OrderScanPage = { orders: readonly Order[]; next: OrderPosition | null };

export type OrderPage = { orders: readonly Order[] /** All that match, not only this page. */; total: number };

export type OrderName = { orderId: number } | { number: string } | { orderKey: string };

export type ShipmentQuery = {
  stage: ShipmentStage;
  orderId?: number | undefined;
  created?: TimeRange | undefined;
  offset: number;
  limit: number;
};

/** One shipment of an order that was found. */
export type ShipmentFound = { order: Order; seq: number };

export type SlipQuery = {
  kind: SlipKind;
  slipId?: number | undefined;
  /** Any of these. */
  orderIds?: readonly number[] | undefined;
  seq?: number | undefined;
  customerId?: number | undefined;
  /** Any of these. */
  statuses?: readonly string[] | undefined;
  warehouseIds?: readonly number[] | undefined;
  created?: TimeRange | undefined;
  isNewestFirst: boolean;
  offset: number;
  limit: number;
};
/** A return or an allocation request of an order that was found. */
export type SlipFound = { order: Order; slipId: number };

export interface OrderReader {
  /**
   * Every order that is not deleted and bears the name: one at most by id; by number the one that claims it, else
   * the one whose id these digits are (unless that one claims another number); by key all of a split family.
   */
  findOrders(accountId: number, name: OrderName): Promise<readonly Order[]>;
  listOrders(accountId: number, query: OrderQuery): Promise<OrderPage>;
  scanOrders(accountId: number, scan: OrderScan): Promise<OrderScanPage>;
  /** Former documents of an order, oldest first; `content` is never null here. */
  listRevisions(accountId: number, orderId: number): Promise<readonly RevisionRow[]>;
  /** Committed events after the given one, in the order of their commit; `eventId` ascends within an account. */
  listEvents(accountId: number, after: { eventId: number; limit: number }): Promise<readonly StoredEvent[]>;
  /** Null when there is no such batch, when it was not recorded, and once it was forgotten. */
  findBatch(accountId: number, batchId: string): Promise<BatchRecord | null>;
  /** Shipments of orders that are not deleted, the oldest first. */
  listShipments(accountId: number, query: ShipmentQuery): Promise<readonly ShipmentFound[]>;
  /** Slips of orders that are not deleted, by when they were made and their numbers. */
  listSlips(accountId: number, query: SlipQuery): Promise<readonly SlipFound[]>;
}

export type StoredEvent = OrderEvent & { eventId: number; batchId: string; at: number };

export { foldCase } from './storable.ts';
