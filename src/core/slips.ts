/**
 * Slips: what stands in an order's state under a number of its own, a return or an allocation request. The order holds
 * it whole; the store keeps a slip of it beside the order, written in the same transaction, so that it is found by its
 * number and listed without looking into orders. A slip holds nothing that does not stand in the order.
 */

export type SlipKind = 'return' | 'allocation';

export type SlipRow = {
  kind: SlipKind;
  /** Never given twice within the account. */
  slipId: number;
  orderId: number;
  createdAt: number;
  /** In the words of its kind. */
  status: string;
  /** The shipment a return is of. */
  seq: number | null;
  warehouseId: number | null;
  /** The customer id the order's caller stated. */
  customerId: number | null;
};
