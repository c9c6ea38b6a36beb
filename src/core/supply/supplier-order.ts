/**
 * Goods on their way into the house: orders to suppliers and the deliveries they come in. A delivery is open until it
 * was received, once and for all; what did not come with it becomes a delivery of its own.
 *
 *   saved ---> open ---receive---> received: its units are stock, in the same transaction
 *              (nothing in it: withdrawn)  '--- short of what was expected ---> the rest, open
 *
 * Rows of the store, written by import and by whoever receives. No slips: those stand in orders of customers.
 */
import type { AmountE4 } from '../amount.ts';

export type SupplierLine = {
  itemId: number;
  quantity: number;
  /** Of one unit. */
  costE4?: AmountE4 | undefined;
  currency?: string | undefined;
};

/** Units of an item, each item once. */
export type SupplierUnits = { itemId: number; quantity: number };

/** When it leaves the supplier and when it comes; milliseconds since the epoch. */
type Dates = { leavesAt?: number | undefined; arrivesAt?: number | undefined };

type Terms = Dates & {
  supplier: string;
  /** Two letters; empty when it was not stated. */
  country: string;
  message: string;
  /** One that is not confirmed is nobody's business yet: its deliveries cannot be received. */
  isConfirmed: boolean;
  /** Where the goods go. */
  warehouseId: number;
};

export type SupplierOrder = Terms & {
  supplierOrderId: number;
  lines: readonly SupplierLine[];
  createdAt: number;
  modifiedAt: number;
};

export type Receipt = {
  at: number;
  units: readonly SupplierUnits[];
  /** False: what came was only written down. */
  isStocked: boolean;
  /** The delivery of what did not come. */
  restId?: number | undefined;
  /** The Idempotency-Key it was received under, and the digest of what was said. */
  key?: string | undefined;
  digest: string;
};

export type SupplierDelivery = Dates & {
  /** Never given twice within the account. */
  deliveryId: number;
  supplierOrderId: number;
  /** Counts the deliveries of one order, from 1. */
  seq: number;
  units: readonly SupplierUnits[];
  createdAt: number;
  receipt?: Receipt | undefined;
};

/** Goods as a file names them: by EAN, UPC or joined SKU, in this order of precedence, or by their id. */
export type NamedUnits = { item: string | number; quantity: number };

export type SupplierOrderDraft = Terms & {
  /** That of the house's own books: saving it again replaces it. */
  supplierOrderId: number;
  /** When it was made; absent: when it is first saved. */
  createdAt?: number | undefined;
  lines: readonly (NamedUnits & Pick<SupplierLine, 'costE4' | 'currency'>)[];
  /** Those that are not named stay as they are. */
  deliveries: readonly (Dates & { seq: number; units: readonly NamedUnits[] })[];
};

export type DeliveryName = { deliveryId: number } | { supplierOrderId: number; seq: number };

/** What has come, as whoever unpacked it says. */
export type Arrival = {
  /** Deliveries to other warehouses are not known to him. */
  warehouseId: number;
  /** `code`: EAN, else UPC. `sku`: the joined SKU. */
  by: 'code' | 'sku';
  units: readonly { name: string; quantity: number }[];
  isStocked: boolean;
  /** The Idempotency-Key as sent, or null. */
  key: string | null;
};

export type KnownDelivery = { order: SupplierOrder; delivery: SupplierDelivery };

export type Received =
  /** Also when the same was said before under the same key. */
  | ({ kind: 'received'; rest: SupplierDelivery | null } & KnownDelivery)
  | { kind: 'received_before' }
  | { kind: 'delivery_unknown' }
  /** Nothing was received: these name nothing that is in the delivery. */
  | { kind: 'goods_unknown'; names: readonly string[] };

export type SupplierOrderQuery = {
  supplierOrderId?: number | undefined;
  isConfirmed?: true | undefined;
  offset: number;
  limit: number;
};

/** Of confirmed orders. */
export type DeliveryQuery = {
  name?: DeliveryName | undefined;
  warehouseId?: number | undefined;
  /** Neither received nor withdrawn. */
  isOpen?: true | undefined;
  offset: number;
  limit: number;
};

export interface SupplyStore {
  /**
   * Makes or replaces an order and the deliveries it names, but for those that were received. Names that no counted
   * item bears, and then nothing was saved.
   */
  saveSupplierOrder(accountId: number, draft: SupplierOrderDraft, at: number): Promise<readonly (string | number)[]>;
  /** By id. */
  listSupplierOrders(accountId: number, query: SupplierOrderQuery): Promise<readonly SupplierOrder[]>;
  /** By id. */
  listDeliveries(accountId: number, query: DeliveryQuery): Promise<readonly KnownDelivery[]>;
  /** Once; the units are stock in the same transaction. */
  receiveDelivery(accountId: number, name: DeliveryName, what: { arrival: Arrival; at: number }): Promise<Received>;
}

export function isOpen({ units, receipt }: SupplierDelivery): boolean {
  return receipt === undefined && units.length > 0;
}

export function unitsOf(units: readonly SupplierUnits[]): number {
  return units.reduce((sum, { quantity }) => sum + quantity, 0);
}
