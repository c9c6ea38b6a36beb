/**
 * Parcels: what has left the house, whole. One with a label was sent from here; one without was carried by somebody
 * else and is only told of. A parcel is a document of its own, since what it says must not change when its order does;
 * the order's state keeps which parcels it has. A label can be voided, once; nothing else about a parcel ever changes.
 * Made by operate-parcel.ts, kept by every driver; how they are asked for is in parcel-query.ts.
 */
import type { AmountE4 } from '../amount.ts';
import type {
  Address,
  Customs,
  Dimensions,
  FreightBilling,
  Insurance,
  OrderLine,
  ShipmentFacts,
  Weight,
} from '../order.ts';
import { foldCase, storable } from '../storable.ts';
import type { Moment } from '../time.ts';

/** `told`: somebody else has carried it, and says so. */
export type ParcelKind = 'label' | 'told';

/** What is asked of a label; what is left out is taken from the order, where there is one. */
export type LabelWish = {
  carrierCode: string;
  serviceCode: string;
  packageCode?: string | undefined;
  confirmation?: string | undefined;
  shippedAt: Moment;
  weight?: Weight | undefined;
  dimensions?: Dimensions | undefined;
  insurance?: Insurance | undefined;
  customs?: Customs | undefined;
  billing?: FreightBilling | undefined;
  warehouseId?: number | undefined;
  storeId?: number | undefined;
  shipTo?: Address | undefined;
};

export type ParcelLine = { lineId: number; line: OrderLine };

export type Parcel = {
  parcelId: number;
  kind: ParcelKind;
  batchId: string;
  createdAt: number;
  /** Null: it is of no order. */
  orderId: number | null;
  orderKey?: string | undefined;
  number?: string | undefined;
  assigneeId?: string | undefined;
  email?: string | undefined;
  shippedAt: Moment;
  carrierCode?: string | undefined;
  serviceCode?: string | undefined;
  packageCode?: string | undefined;
  confirmation?: string | undefined;
  trackingNumber?: string | undefined;
  costE4: AmountE4;
  insuranceCostE4: AmountE4;
  weight?: Weight | undefined;
  dimensions?: Dimensions | undefined;
  insurance?: Insurance | undefined;
  customs?: Customs | undefined;
  billing?: FreightBilling | undefined;
  warehouseId?: number | undefined;
  storeId?: number | undefined;
  shipFrom?: Address | undefined;
  shipTo?: Address | undefined;
  lines: readonly ParcelLine[];
  /** The sales channel was to be told of it. */
  isChannelTold?: boolean | undefined;
};

/** As it stands by now. */
export type KeptParcel = Parcel & { voidedAt: number | null };

/** `shipFrom` is looked up for the caller, and no part of what a retry must state again. */
export type ParcelOperation =
  | { kind: 'label'; wish: LabelWish; shipFrom?: Address | undefined }
  | { kind: 'void'; parcelId: number }
  | { kind: 'ship'; shipment: ShipmentFacts; isChannelTold?: boolean | undefined };

export type ParcelChange = { kind: 'add'; parcel: Parcel } | { kind: 'void'; parcelId: number; at: number };

/** A parcel as every driver keeps it: the document, and beside it what lists filter and sort by. */
export type ParcelRow = {
  parcelId: number;
  kind: ParcelKind;
  orderId: number | null;
  batchId: string;
  createdAt: number;
  shippedAt: number;
  storeId: number | null;
  number: string | null;
  recipient: string | null;
  country: string | null;
  carrierCode: string | null;
  serviceCode: string | null;
  tracking: string | null;
  /** Where goods on the customs declaration come from, each between blanks; null for none. */
  origins: string | null;
  document: string;
};

export function parcelRowOf(parcel: Parcel): ParcelRow {
  const { parcelId, kind, orderId, batchId, createdAt, shippedAt, storeId = null, shipTo } = parcel;
  return {
    ...{ parcelId, kind, orderId, batchId, createdAt, shippedAt: shippedAt.at, storeId },
    number: findable(parcel.number),
    recipient: findable(shipTo?.name ?? shipTo?.company),
    country: findable(shipTo?.country),
    carrierCode: findable(parcel.carrierCode),
    serviceCode: findable(parcel.serviceCode),
    tracking: findable(parcel.trackingNumber),
    origins: originsOf(parcel),
    document: JSON.stringify(parcel),
  };
}

function originsOf({ customs }: Parcel): string | null {
  const countries = new Set(customs?.lines?.flatMap(({ originCountry }) => findable(originCountry?.trim()) || []));
  return countries.size === 0 ? null : ` ${[...countries].join(' ')} `;
}

/** Longer texts are found by how they begin: no index row grows without a bound. */
const FINDABLE_CHARS_MAX = 200;

/** A text as parcels are found by it; null for none. */
export function findable(text: string | undefined): string | null {
  return text === undefined ? null : storable(foldCase(text.slice(0, FINDABLE_CHARS_MAX)));
}

export function keptParcelOf({ document, voidedAt }: { document: string; voidedAt: number | null }): KeptParcel {
  return { ...(JSON.parse(document) as Parcel), voidedAt };
}
