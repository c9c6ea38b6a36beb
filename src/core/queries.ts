/**
 * What read routes may ask of the store: one order, a page of orders. Vendor-free; a dialect turns its own
 * parameters into an `OrderQuery`. Prepared orders are not placed yet and are in no list unless asked for by status.
 */
import type { Order, OrderStatus } from './order.ts';

/** Milliseconds since the epoch; both ends inclusive unless said otherwise. */
export type TimeRange = { from?: number | undefined; to?: number | undefined; isToExclusive?: boolean | undefined };

export type OrderSort = 'orderId' | 'placedAt' | 'createdAt' | 'modifiedAt';

export type OrderQuery = {
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
  /** Orders that this batch created or changed last. */
  batchId?: string | undefined;
  sort: OrderSort;
  isDescending: boolean;
  offset: number;
  limit: number;
};

export type OrderPage = { orders: readonly Order[] /** All that match, not only this page. */; total: number };

export type OrderName = { orderId: number } | { number: string } | { orderKey: string };

export interface OrderReader {
  /**
   * Every order that is not deleted and bears the name: one at most by id; by number the one that claims it, else
   * the one whose id these digits are (unless that one claims another number); by key all of a split family.
   */
  findOrders(accountId: number, name: OrderName): Promise<readonly Order[]>;
  listOrders(accountId: number, query: OrderQuery): Promise<OrderPage>;
}

/** What "without regard to case" means in every driver: equal, or contained, in this form. Independent of locale. */
export function foldCase(text: string): string {
  return text.toUpperCase();
}
