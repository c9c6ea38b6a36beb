/**
 * What the server keeps beside an order, on this wire: read only, under the same kind of tables as what is stated, so
 * that a field the core begins to keep must be given its place here too.
 * Used by wire.ts for the schemas and by write.ts for the values.
 */

import {
  type Family,
  type Given,
  type Hold,
  ORDER_STATUSES,
  type Extras as OrderExtras,
  type OrderState,
  type ParcelRef,
  type Sale,
  type ShipmentFacts,
} from '../../core/order.ts';
import type { Refund, Return, ReturnLine } from '../../core/returns/return.ts';
import type { Charge, ChargedTax, Off, SoldBundle, Supply, UsedVoucher } from '../../core/sale.ts';
import type { Shipment, ShipmentLine } from '../../core/shipments/shipment.ts';
import {
  ALLOCATION_STATUSES,
  type AllocationLine,
  type AllocationRequest,
  type StockCheck,
} from '../../core/stock/allocation.ts';
import type { LineStock, Taking } from '../../core/stock/levels.ts';
import { Choice } from '../schema.ts';
import { Type } from '../type-box.ts';
import { flag, instant, list, money, moneyOff, named, object, plain, text, time } from './codec.ts';

/** Kept lists are as long as what was kept of them. */
const ANY = Number.MAX_SAFE_INTEGER;
const whole = plain<number>(Type.Integer());

export const Extras = Type.Unsafe<Readonly<Record<string, object>>>({
  type: 'object',
  additionalProperties: { type: 'object' },
  description: "What only another contract knows of it, under that contract's name. Read only.",
});

export const shipment = object<ShipmentFacts>(
  { shippedAt: time, carrierCode: text, serviceCode: text, trackingNumber: text },
  [],
  { title: 'Shipment' },
);

/** What the order got at its creation where its content states none. */
const given = object<Given>({ storeId: whole, warehouseId: whole }, [], { title: 'Given' });

/** What has left of the order, whole: with a label of ours, or as somebody has told. */
const parcel = object<ParcelRef>(
  {
    parcelId: whole,
    isExtra: flag,
    shippedAt: time,
    carrierCode: text,
    serviceCode: text,
    trackingNumber: text,
    voidedAt: instant,
  },
  ['parcelId'],
  { title: 'Parcel' },
);

const hold = object<Hold>({ from: plain(Choice(ORDER_STATUSES)), until: time }, ['from'], { title: 'Hold' });

const family = object<Family>(
  {
    parentId: plain(Type.Unsafe({ type: ['integer', 'null'] })),
    memberIds: list(whole, ANY),
    mergedIds: list(whole, ANY),
  },
  ['parentId', 'memberIds'],
  { title: 'Family' },
);

const taking = object<Taking>({ warehouseId: whole, quantity: whole }, ['warehouseId', 'quantity'], {
  title: 'Taking',
});

/** What a line holds of stock. */
export const lineStock = object<LineStock>(
  { itemId: whole, takings: list(taking, ANY), short: whole },
  ['itemId', 'takings', 'short'],
  { title: 'LineStock' },
);

/** When the goods of a line can leave. */
export const supply = object<Supply>({ windowId: whole, isPreorder: plain<true>(Type.Literal(true)) }, [], {
  title: 'Supply',
});

const tax = object<ChargedTax>(
  { name: text, rateE4: named('rate', money), isAdded: flag, amountE4: money },
  ['name', 'rateE4', 'isAdded', 'amountE4'],
  { title: 'Tax' },
);
const off = object<Off>({ voucherId: whole, amountE4: money }, ['voucherId', 'amountE4'], { title: 'Off' });

/** The tax that was worked out, and what vouchers took off. */
export const charge = object<Charge>({ tax, offs: list(off, ANY) }, [], { title: 'Charge' });

const voucher = object<UsedVoucher>(
  { voucherId: whole, name: text, code: text, isCounted: plain<true>(Type.Literal(true)) },
  ['voucherId', 'name'],
  { title: 'Voucher' },
);

/** What was sold as one: its parts are lines that name it. */
const bundle = object<SoldBundle>(
  {
    ...{ id: whole, quantity: whole, unitPriceE4: money, originalPriceE4: money, itemId: whole },
    ...{ sku: text, ean: text, upc: text, name: text, comment: text, extras: plain<OrderExtras>(Extras) },
  },
  ['id', 'quantity', 'unitPriceE4'],
  { title: 'Bundle' },
);

/** What the catalog made of the order. */
const sale = object<Sale>(
  {
    marketId: whole,
    priceListId: whole,
    shipping: list(charge, ANY),
    vouchers: list(voucher, ANY),
    bundles: list(bundle, ANY),
  },
  [],
  { title: 'Sale' },
);

const partLine = object<ShipmentLine>(
  {
    ...{ lineId: whole, quantity: whole, serialNumber: text, itemId: whole },
    ...{ filled: list(taking, ANY), sentFrom: list(taking, ANY) },
  },
  ['lineId', 'quantity'],
);

/** A part of the order that leaves by itself. */
const part = object<Shipment>(
  {
    seq: whole,
    createdAt: instant,
    lines: list(partLine, ANY),
    isGoodToGo: flag,
    isPaid: flag,
    capturedAt: instant,
    shippedAt: instant,
    carrier: text,
    service: text,
    packages: whole,
    tracking: text,
    returnTracking: text,
  },
  ['seq', 'createdAt', 'lines', 'isGoodToGo', 'isPaid'],
  { title: 'PartShipment' },
);

const refund = object<Refund>({ at: instant, amountE4: moneyOff }, ['at', 'amountE4'], { title: 'Refund' });

const returnLine = object<ReturnLine>(
  {
    id: whole,
    lineId: whole,
    quantity: whole,
    priceE4: moneyOff,
    taxE4: moneyOff,
    isTaxIncluded: plain<true>(Type.Literal(true)),
    itemId: whole,
  },
  ['id', 'lineId', 'quantity', 'priceE4', 'taxE4'],
);

/** Units of a part that came back. */
const returned = object<Return>(
  {
    id: whole,
    seq: whole,
    returnedAt: instant,
    revision: whole,
    lines: list(returnLine, ANY),
    isRestocked: flag,
    costE4: moneyOff,
    shippingE4: moneyOff,
    handlingE4: moneyOff,
    discountE4: moneyOff,
    comment: text,
    isCompleted: flag,
    refund,
  },
  ['id', 'seq', 'returnedAt', 'lines', 'isRestocked', 'isCompleted'],
  { title: 'Return' },
);

const allocationLine = object<AllocationLine>({ lineId: whole, itemId: whole, quantity: whole }, [
  'lineId',
  'itemId',
  'quantity',
]);

/** Units that a warehouse was asked to confirm. */
const allocation = object<AllocationRequest>(
  {
    id: whole,
    warehouseId: whole,
    lines: list(allocationLine, ANY),
    status: plain(Choice(ALLOCATION_STATUSES)),
    createdAt: instant,
    expiresAt: instant,
  },
  ['id', 'warehouseId', 'lines', 'status', 'createdAt', 'expiresAt'],
  { title: 'AllocationRequest' },
);

/** A warehouse that was asked before anything is taken from it. */
const check = object<StockCheck>(
  {
    warehouseId: whole,
    status: plain(Choice(['asked', 'accepted', 'rejected', 'timed_out'])),
    askedAt: instant,
    expiresAt: instant,
  },
  ['warehouseId', 'status', 'askedAt', 'expiresAt'],
  { title: 'StockCheck' },
);

/** Lines and tags are answered among what is stated; how many shipments were ever made is nobody's business. */
export const state = object<Omit<OrderState, 'lines' | 'tagIds' | 'shipmentsMade'>>(
  {
    assigneeId: text,
    hold,
    given,
    shipment,
    parcels: list(parcel, ANY),
    shipments: list(part, ANY),
    returns: list(returned, ANY),
    allocations: list(allocation, ANY),
    checks: list(check, ANY),
    family,
    sale,
  },
  [],
);

/** Those that nobody states. */
export const stateParts = [
  hold,
  given,
  parcel,
  family,
  taking,
  lineStock,
  supply,
  tax,
  off,
  charge,
  voucher,
  bundle,
  sale,
  part,
  refund,
  returned,
  allocation,
  check,
];
