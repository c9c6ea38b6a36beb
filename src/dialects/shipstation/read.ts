/**
 * One order of the wire as a draft, or the refusal that reading it produced. All that one field can be wrong in is
 * said by its schema (wire.ts), what fields cannot be together by rules.ts, so that making the draft cannot fail.
 * Content is built with one fixed order of keys: the fingerprint is over its JSON. What the vendor answers by default
 * is left out of the content, so that sending back an answer as it came is the same order (quirk 5).
 */
import type { BatchItem, Draft } from '../../core/batch.ts';
import type { OrderContent, OrderStatus } from '../../core/order.ts';
import { refusalOf } from '../../core/outcome.ts';
import { isAsShown } from './customs.ts';
import { addressOf, amountOf, given, linesOf, shippingOf, trueOrAbsent } from './read-parts.ts';
import { problemsBetween } from './rules.ts';
import { NO_SURROUNDINGS, type Surroundings } from './surroundings.ts';
import { dayIn, momentOf } from './times.ts';
import { checkOrder, type WireOrder } from './wire.ts';

type Place = {
  label: number;
  /** JSON Pointer of the order in the request, '' when it is the request. */
  pointer: string;
  /** The account's zone, for times without an offset. */
  zone: string;
  /** What its masters say; nothing is set up when it is absent. */
  around?: Surroundings;
};

const ORDER_NUMBER_CHARS_MAX = 50;

const STATUS_BY_WIRE: Readonly<Record<WireOrder['orderStatus'], OrderStatus>> = {
  awaiting_payment: 'unpaid',
  awaiting_shipment: 'open',
  pending_fulfillment: 'outsourced',
  shipped: 'shipped',
  on_hold: 'held',
  cancelled: 'canceled',
};

export function readOrder(value: unknown, place: Place): BatchItem {
  const { label, pointer } = place;
  const checked = checkOrder(value, pointer);
  if ('problems' in checked) return { label, refusal: refusalOf(checked.problems) };
  const draft = draftFromWire(checked.value, place);
  const [problem, ...others] = problemsBetween(checked.value, draft.content, pointer);
  return problem === undefined ? { label, draft } : { label, refusal: refusalOf([problem, ...others]) };
}

function draftFromWire(wire: WireOrder, place: Omit<Place, 'label'>): Draft {
  const { around = NO_SURROUNDINGS } = place;
  const content = contentOf(wire, place.zone, around);
  return {
    pointer: place.pointer,
    linesPointer: `${place.pointer}/items`,
    // A caller in a typed language sends 0 for an id it does not have.
    orderId: wire.orderId || null,
    orderKey: wire.orderKey || null,
    content,
    isNumberClaimed: false,
    isSplittable: false,
    given: {
      storeId: content.storeId === undefined ? around.storeId : undefined,
      warehouseId: content.shipping?.warehouseId === undefined ? around.warehouseId : undefined,
    },
  };
}

/** Zero, false and `none` are what the vendor answers for an absent field, so they are left out too (quirk 5). */
function contentOf(wire: WireOrder, zone: string, around: Surroundings): OrderContent {
  // What the server gives to an order that states none is as good as not stated (quirk 38), and so is a customs
  // declaration of its own making (quirk 39).
  const advanced = wire.advancedOptions ?? {};
  const { storeId, warehouseId } = advanced;
  const stated = warehouseId === around.warehouseId ? null : warehouseId;
  const shipped = isAsShown(wire, around.homeCountry) ? { ...wire, internationalOptions: null } : wire;
  return {
    number: cutNumber(wire.orderNumber),
    status: STATUS_BY_WIRE[wire.orderStatus],
    placedAt: momentOf(wire.orderDate, zone),
    paidAt: wire.paymentDate ? momentOf(wire.paymentDate, zone) : undefined,
    shipBy: wire.shipByDate ? momentOf(wire.shipByDate, zone) : undefined,
    shipOn: wire.shipDate ? dayIn(momentOf(wire.shipDate, zone), zone) : undefined,
    customer: given({
      username: wire.customerUsername ?? undefined,
      email: wire.customerEmail ?? undefined,
    }),
    // The vendor forgets whether a payer's address is residential (quirk 10).
    billTo: addressOf(wire.billTo),
    shipTo: { ...addressOf(wire.shipTo), isResidential: trueOrAbsent(wire.shipTo.residential) },
    lines: linesOf(wire.items ?? []),
    amountPaidE4: amountOf(wire.amountPaid) || undefined,
    taxE4: amountOf(wire.taxAmount) || undefined,
    shippingE4: amountOf(wire.shippingAmount) || undefined,
    customerNote: wire.customerNotes ?? undefined,
    internalNote: wire.internalNotes ?? undefined,
    isGift: trueOrAbsent(wire.gift),
    giftMessage: wire.giftMessage ?? undefined,
    payment: given({ method: wire.paymentMethod ?? undefined }),
    shipping: shippingOf(shipped, advanced, stated),
    storeId: storeId === around.storeId ? undefined : storeId || undefined,
    channel: advanced.source ?? undefined,
    customFields: customFieldsOf(advanced),
    tagIds: tagIdsOf(wire.tagIds, around.tagIds),
  };
}

/** Cut in silence, as the vendor does (quirk 8); never through the middle of a character. */
function cutNumber(number: string): string {
  if (number.length <= ORDER_NUMBER_CHARS_MAX) return number;
  const cut = number.slice(0, ORDER_NUMBER_CHARS_MAX);
  return cut.isWellFormed() ? cut : cut.slice(0, -1);
}

function customFieldsOf(advanced: NonNullable<WireOrder['advancedOptions']>): OrderContent['customFields'] {
  const { customField1 = null, customField2 = null, customField3 = null } = advanced;
  if (customField1 === null && customField2 === null && customField3 === null) return undefined;
  return [customField1, customField2, customField3];
}

/** Of tags that are set up, others are dropped in silence, as the vendor does (quirk 22). */
function tagIdsOf(ids: WireOrder['tagIds'], known: ReadonlySet<number> | null): readonly number[] | undefined {
  if (ids === undefined || ids === null || ids.length === 0) return undefined;
  const stated = [...new Set(ids)].filter((id) => known === null || known.has(id));
  return stated.length === 0 ? undefined : stated;
}
