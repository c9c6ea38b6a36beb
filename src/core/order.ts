/**
 * The order, in the core's own words. `OrderContent` is what the caller stated: it is serialized once, digested into
 * the fingerprint and kept as it stands. `OrderState` is what the server keeps beside it and what survives a
 * replacement. What only one wire knows lies under that dialect's name in `extras`; the core never looks inside.
 * An absent field was absent or null on the wire; an empty string stays an empty string.
 */

import { type AmountE4, multipliedAmount } from './amount.ts';
import type { Extras } from './extras.ts';
import type { Return } from './returns/return.ts';
import type { Charge, SoldBundle, Supply, UsedVoucher } from './sale.ts';
import type { Shipment } from './shipments/shipment.ts';
import type { AllocationRequest, StockCheck } from './stock/allocation.ts';
import type { LineStock } from './stock/levels.ts';
import type { Moment } from './time.ts';

export type { Extras, JsonObject } from './extras.ts';

/**
 *   prepared --complete--> open            unpaid, open, held, outsourced: replaceable
 *   unpaid <-> open <-> held               shipped, canceled: locked (decision 10)
 *   open -> outsourced -> rejected         prepared: not yet placed, hidden from lists
 *   open -> shipped, canceled
 */
export const ORDER_STATUSES = [
  'prepared',
  'unpaid',
  'open',
  'held',
  'outsourced',
  'rejected',
  'shipped',
  'canceled',
] as const;
export type OrderStatus = (typeof ORDER_STATUSES)[number];

/** A value or its absence; JSON leaves the absent out. */
type Maybe<T> = T | undefined;

export type Address = {
  name?: Maybe<string>;
  firstName?: Maybe<string>;
  lastName?: Maybe<string>;
  attention?: Maybe<string>;
  company?: Maybe<string>;
  street1?: Maybe<string>;
  street2?: Maybe<string>;
  street3?: Maybe<string>;
  city?: Maybe<string>;
  state?: Maybe<string>;
  postalCode?: Maybe<string>;
  /** ISO 3166 alpha-2. */
  country?: Maybe<string>;
  phone?: Maybe<string>;
  mobile?: Maybe<string>;
  email?: Maybe<string>;
  isResidential?: Maybe<boolean>;
};

export type WeightUnit = 'ounces' | 'pounds' | 'grams' | 'kilograms';
export type Weight = { valueE4: AmountE4; unit: WeightUnit };
export type Dimensions = {
  lengthE4?: Maybe<AmountE4>;
  widthE4?: Maybe<AmountE4>;
  heightE4?: Maybe<AmountE4>;
  unit: 'inches' | 'centimeters';
};
export type Insurance = { provider?: Maybe<string>; isInsured: boolean; valueE4: AmountE4 };

export type CustomsLine = {
  id?: Maybe<number>;
  description?: Maybe<string>;
  quantity?: Maybe<number>;
  valueE4?: Maybe<AmountE4>;
  tariffCode?: Maybe<string>;
  originCountry?: Maybe<string>;
};
export type Customs = {
  contents?: Maybe<string>;
  nonDelivery?: Maybe<string>;
  lines?: Maybe<readonly CustomsLine[]>;
};

export type LineOption = { name?: Maybe<string>; value?: Maybe<string> };

/** One order line; an adjustment line is a discount or a fee that counts in the total but is not shipped. */
export type OrderLine = {
  key?: Maybe<string>;
  sku?: Maybe<string>;
  ean?: Maybe<string>;
  upc?: Maybe<string>;
  name?: Maybe<string>;
  quantity: number;
  /** What one unit costs; absent when the caller left the price to the server. */
  unitPriceE4?: Maybe<AmountE4>;
  /** Before any discount. */
  originalPriceE4?: Maybe<AmountE4>;
  taxE4?: Maybe<AmountE4>;
  shippingE4?: Maybe<AmountE4>;
  imageUrl?: Maybe<string>;
  weight?: Maybe<Weight>;
  location?: Maybe<string>;
  options?: Maybe<readonly LineOption[]>;
  productId?: Maybe<number>;
  fulfillmentSku?: Maybe<string>;
  isAdjustment?: Maybe<boolean>;
  comment?: Maybe<string>;
  extras?: Maybe<Extras>;
};

export type Customer = {
  /** The id the caller stated; ours is in the state. */
  id?: Maybe<number>;
  username?: Maybe<string>;
  email?: Maybe<string>;
};

/** How an authorization or a capture went outside; recorded, never charged. */
export type PaymentStep = {
  result: 'pending' | 'succeeded' | 'failed';
  amountE4: AmountE4;
  method?: Maybe<string>;
  transaction?: Maybe<string>;
  response?: Maybe<string>;
  invoiceUrl?: Maybe<string>;
};
export type Payment = {
  method?: Maybe<string>;
  providerId?: Maybe<number>;
  authorization?: Maybe<PaymentStep>;
  capture?: Maybe<PaymentStep>;
};

/** Who pays the carrier. */
export type FreightBilling = {
  party?: Maybe<string>;
  account?: Maybe<string>;
  postalCode?: Maybe<string>;
  country?: Maybe<string>;
  otherAccountId?: Maybe<number>;
};

export type Shipping = {
  requestedService?: Maybe<string>;
  carrierCode?: Maybe<string>;
  serviceCode?: Maybe<string>;
  packageCode?: Maybe<string>;
  confirmation?: Maybe<string>;
  weight?: Maybe<Weight>;
  dimensions?: Maybe<Dimensions>;
  insurance?: Maybe<Insurance>;
  customs?: Maybe<Customs>;
  billing?: Maybe<FreightBilling>;
  warehouseId?: Maybe<number>;
  isNonMachinable?: Maybe<boolean>;
  isSaturdayDelivery?: Maybe<boolean>;
  containsAlcohol?: Maybe<boolean>;
};

/** What the caller stated. Key order is fixed by whoever builds it; the fingerprint is over its JSON. */
export type OrderContent = {
  number?: Maybe<string>;
  status: OrderStatus;
  currency?: Maybe<string>;
  placedAt?: Maybe<Moment>;
  paidAt?: Maybe<Moment>;
  shipBy?: Maybe<Moment>;
  deliverBy?: Maybe<Moment>;
  cancelBy?: Maybe<Moment>;
  /** A calendar date, YYYY-MM-DD, in no zone. */
  shipOn?: Maybe<string>;
  customer?: Maybe<Customer>;
  billTo?: Maybe<Address>;
  shipTo?: Maybe<Address>;
  lines: readonly OrderLine[];
  amountPaidE4?: Maybe<AmountE4>;
  taxE4?: Maybe<AmountE4>;
  shippingE4?: Maybe<AmountE4>;
  /** A discount on the whole order as a number >= 0 that lowers the total. */
  discountE4?: Maybe<AmountE4>;
  voucherCodes?: Maybe<readonly string[]>;
  customerNote?: Maybe<string>;
  internalNote?: Maybe<string>;
  isGift?: Maybe<boolean>;
  giftMessage?: Maybe<string>;
  payment?: Maybe<Payment>;
  shipping?: Maybe<Shipping>;
  storeId?: Maybe<number>;
  /** Where the sale happened, in the caller's words. */
  channel?: Maybe<string>;
  customFields?: Maybe<readonly (string | null)[]>;
  tagIds?: Maybe<readonly number[]>;
  isInternal?: Maybe<boolean>;
  extras?: Maybe<Extras>;
};

/** What the server keeps per line, in the order of the content's lines; `key` and `sku` find the line again on an update. */
export type LineState = {
  id: number;
  key?: Maybe<string>;
  sku?: Maybe<string>;
  createdAt: number;
  /** Set while the line holds stock, or waits for some. */
  stock?: Maybe<LineStock>;
  /** Set when the catalog says when the goods can leave. */
  supply?: Maybe<Supply>;
  /** Set when the server worked out a tax or a discount for it. */
  charge?: Maybe<Charge>;
  /** The bundle it is a part of, among those of the sale. */
  bundleId?: Maybe<number>;
};

/** What the catalog made of the order when it was placed. */
export type Sale = {
  marketId?: Maybe<number>;
  priceListId?: Maybe<number>;
  /** One, but for orders that were joined. */
  shipping?: Maybe<readonly Charge[]>;
  vouchers?: Maybe<readonly UsedVoucher[]>;
  /** What was sold as one, and stands among the lines as its parts. */
  bundles?: Maybe<readonly SoldBundle[]>;
};

export type Family = {
  parentId: number | null;
  /** Orders that were split from it, and those that went into it. */
  memberIds: readonly number[];
  /** Those of the members that went into it, and are gone; absent when none did. */
  mergedIds?: Maybe<readonly number[]>;
};

/** Why and until when a held order waits. */
export type Hold = {
  /** What it was before, and becomes again. */
  from: OrderStatus;
  /** Absent: until somebody restores it. */
  until?: Maybe<Moment>;
};

/** What an order that was marked as shipped has left with. */
export type ShipmentFacts = {
  shippedAt?: Maybe<Moment>;
  carrierCode?: Maybe<string>;
  serviceCode?: Maybe<string>;
  trackingNumber?: Maybe<string>;
};

/** What an order got at its creation where its content states none, or another since. */
export type Given = { storeId?: Maybe<number>; warehouseId?: Maybe<number> };

/** What the order knows of a parcel of its own. `isExtra`: it had shipped before. */
export type ParcelRef = ShipmentFacts & {
  parcelId: number;
  isExtra?: boolean | undefined;
  voidedAt?: number | undefined;
};

export type OrderState = {
  lines: readonly LineState[];
  /** An intake only adds tags; the operations tag and untag set them. */
  tagIds?: Maybe<readonly number[]>;
  /** Who works on it, in the words of whoever assigned it. */
  assigneeId?: Maybe<string>;
  /** Set while the hold operation holds the order. */
  hold?: Maybe<Hold>;
  /** Set when the wire it was made through gives what was not stated. */
  given?: Maybe<Given>;
  /** Set by the operations ship and label. */
  shipment?: Maybe<ShipmentFacts>;
  /** What has left of it, whole; set once anything has. */
  parcels?: Maybe<readonly ParcelRef[]>;
  /** Parts of the order that leave by themselves; set while there are any. */
  shipments?: Maybe<readonly Shipment[]>;
  /** How many were ever made: the last number given. */
  shipmentsMade?: Maybe<number>;
  /** What came back of them; set once anything did. */
  returns?: Maybe<readonly Return[]>;
  /** Units that warehouses were asked to confirm, and warehouses that were asked before; set once any was. */
  allocations?: Maybe<readonly AllocationRequest[]>;
  checks?: Maybe<readonly StockCheck[]>;
  /** Set on every order that was split from, or split into, others. */
  family?: Maybe<Family>;
  /** Set when the account's markets, price lists, taxes or vouchers had a word in it. */
  sale?: Maybe<Sale>;
};

/** A stored order as read back. Times are milliseconds since the epoch. */
export type Order = {
  orderId: number;
  orderKey: string;
  /** The caller's number; the order id in digits when none was stated. */
  number: string;
  /** True when no other order of the account may bear this number. */
  isNumberClaimed: boolean;
  status: OrderStatus;
  revision: number;
  batchId: string;
  createdAt: number;
  modifiedAt: number;
  content: OrderContent;
  state: OrderState;
};

export type OrderRef = { orderId: number; orderKey: string; number: string; revision: number };

/** Ids count from 1. */
export const NO_ORDER: OrderRef = { orderId: 0, orderKey: '', number: '', revision: 0 };

/** Sum of quantity x unit price over all lines; null when it, or a sum on the way to it, leaves the exact range. */
export function linesTotal(lines: readonly OrderLine[]): AmountE4 | null {
  let total = 0;
  for (const line of lines) {
    const product = multipliedAmount(line.unitPriceE4 ?? 0, line.quantity);
    if (product === null) return null;
    total += product;
    if (!Number.isSafeInteger(total)) return null;
  }
  return total;
}
