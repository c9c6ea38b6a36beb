/**
 * `GET /shipments` and its alias: the labels, page by page, each as it was made (quirk 43); and one by its id. What was
 * only marked as shipped is a fulfillment (fulfillments.ts).
 * A webhook's address names the labels of one batch by `batchId`: the number of the event it tells of.
 */
import { type AmountE4, numberFromAmount } from '../../core/amount.ts';
import type { KeptParcel, ParcelKind, ParcelLine } from '../../core/shipments/parcel.ts';
import type { ParcelQuery, ParcelSort } from '../../core/shipments/parcel-query.ts';
import { type QueryContext, type QueryRoute, RequestError, type RouteContext, type WireAnswer } from '../dialect.ts';
import { jsonAnswer } from './failures.ts';
import { isDescending, type Paging, pageAnswer, pagingOf } from './paging.ts';
import { idInPath, Parameters } from './parameters.ts';
import { settingsOf } from './settings.ts';
import { dayIn, wireStamp } from './times.ts';
import { addressWire, dimensionsWire, insuranceWire, weightWire } from './write-parts.ts';

const ANY_ID = { min: 0, max: Number.MAX_SAFE_INTEGER };
const SORTS: Readonly<Record<string, ParcelSort>> = { ShipDate: 'shippedAt', CreateDate: 'createdAt' };

export const shipmentRoutes: readonly QueryRoute[] = [
  { kind: 'query', method: 'GET', path: '/shipments', scope: 'read', answer: listShipments },
  { kind: 'query', method: 'GET', path: '/shipments/list', scope: 'read', answer: listShipments },
  { kind: 'query', method: 'GET', path: '/shipments/{shipmentId}', scope: 'read', answer: getShipment },
];

async function listShipments(context: QueryContext): Promise<WireAnswer> {
  const { timeZone } = settingsOf(context.caller.account);
  const given = new Parameters(context.request.query, timeZone);
  const isWithItems = given.choice('includeShipmentItems', ['true', 'false']) === 'true';
  const { query, paging } = await parcelQueryOf(given, 'label', context);
  const stated: ParcelQuery = {
    ...query,
    country: given.country('recipientCountryCode'),
    carrierCode: given.text('carrierCode'),
    serviceCode: given.text('serviceCode'),
    originCountry: given.country('customsCountryCode'),
    voided: given.range('voidDate'),
  };
  const found = await context.parcels.listParcels(context.caller.account.accountId, stated);
  const products = isWithItems ? await productIdsOf(found.parcels, context) : null;
  const entries = found.parcels.map((parcel) => shipmentWire(parcel, { timeZone, items: products }));
  return pageAnswer('shipments', { entries, total: found.total }, paging);
}

async function getShipment(context: QueryContext): Promise<WireAnswer> {
  const { timeZone } = settingsOf(context.caller.account);
  const parcel = await namedParcel(context, { kind: 'label', name: 'shipmentId' });
  const items = await productIdsOf([parcel], context);
  return jsonAnswer(200, shipmentWire(parcel, { timeZone, items }));
}

export async function namedParcel(
  { request, caller, parcels }: RouteContext,
  { kind, name }: { kind: ParcelKind; name: string },
): Promise<KeptParcel> {
  const parcelId = idInPath(request, name);
  const parcel = await parcels.findParcel(caller.account.accountId, parcelId);
  if (parcel?.kind === kind) return parcel;
  const what = kind === 'label' ? 'shipment' : 'fulfillment';
  throw new RequestError('record_unknown', `${name}: expected the id of a ${what}, but ${parcelId} names none.`);
}

/** What shipments and fulfillments are both found by. */
export async function parcelQueryOf(
  given: Parameters,
  kind: ParcelKind,
  context: RouteContext,
): Promise<{ query: ParcelQuery; paging: Paging }> {
  const paging = pagingOf(given);
  const sortBy = given.choice('sortBy', Object.keys(SORTS));
  const query: ParcelQuery = {
    kind,
    orderId: given.whole('orderId', ANY_ID),
    number: given.text('orderNumber'),
    recipient: given.text('recipientName'),
    trackingNumber: given.text('trackingNumber'),
    storeId: given.whole('storeId', ANY_ID),
    batchId: await batchOf(given.whole('batchId', ANY_ID), context),
    created: given.range('createDate'),
    shipped: given.range('shipDate'),
    sort: sortBy === undefined ? 'parcelId' : (SORTS[sortBy] as ParcelSort),
    isDescending: isDescending(given),
    offset: paging.offset,
    limit: paging.limit,
  };
  return { query, paging };
}

/** A number that is no event's is that of no batch: nothing is found then. */
async function batchOf(eventId: number | undefined, { caller, endpoints }: RouteContext): Promise<string | undefined> {
  if (eventId === undefined) return undefined;
  const [fact] = await endpoints.listFacts(caller.account.accountId, { eventId: eventId - 1, limit: 1 });
  return fact?.eventId === eventId ? fact.batchId : '';
}

/** Products by the SKUs of what is in the parcels. */
async function productIdsOf(
  parcels: readonly KeptParcel[],
  { caller, register }: RouteContext,
): Promise<ReadonlyMap<string, number>> {
  const skus = parcels.flatMap(({ lines }) => lines.flatMap(({ line }) => line.sku ?? []));
  const refs = await register.findEntryRefs(caller.account.accountId, { product: [...new Set(skus)], customer: [] });
  return new Map(refs.map(({ name, entryId }) => [name, entryId]));
}

/** `items`: ids of products when the items are to be shown; null: they are not. */
type Showing = { timeZone: string; items: ReadonlyMap<string, number> | null };

export function shipmentWire(parcel: KeptParcel, { timeZone, items }: Showing): object {
  const { billing, weight = { valueE4: 0, unit: 'ounces' } } = parcel;
  return {
    shipmentId: parcel.parcelId,
    orderId: parcel.orderId,
    orderKey: parcel.orderKey ?? null,
    userId: parcel.assigneeId ?? null,
    customerEmail: parcel.email ?? null,
    orderNumber: parcel.number ?? null,
    createDate: wireStamp(parcel.createdAt, timeZone),
    shipDate: dayIn(parcel.shippedAt, timeZone),
    shipmentCost: numberFromAmount(parcel.costE4),
    insuranceCost: numberFromAmount(parcel.insuranceCostE4),
    trackingNumber: parcel.trackingNumber ?? null,
    isReturnLabel: false,
    batchNumber: null,
    carrierCode: parcel.carrierCode ?? null,
    serviceCode: parcel.serviceCode ?? null,
    packageCode: parcel.packageCode ?? null,
    confirmation: parcel.confirmation ?? null,
    warehouseId: parcel.warehouseId ?? null,
    voided: parcel.voidedAt !== null,
    voidDate: parcel.voidedAt === null ? null : wireStamp(parcel.voidedAt, timeZone),
    marketplaceNotified: false,
    notifyErrorMessage: null,
    shipTo: addressWire(parcel.shipTo, { residential: null, addressVerified: null }),
    weight: weightWire(weight),
    dimensions: dimensionsWire(parcel.dimensions),
    insuranceOptions: insuranceWire(parcel.insurance),
    advancedOptions: {
      billToParty: billing?.party ?? null,
      billToAccount: billing?.account ?? null,
      billToPostalCode: billing?.postalCode ?? null,
      billToCountryCode: billing?.country ?? null,
      storeId: parcel.storeId ?? null,
    },
    shipmentItems: items === null ? null : parcel.lines.map((line) => itemWire(line, items)),
    labelData: null,
    formData: null,
  };
}

function itemWire({ lineId, line }: ParcelLine, products: ReadonlyMap<string, number>): object {
  return {
    orderItemId: lineId,
    lineItemKey: line.key ?? null,
    sku: line.sku ?? null,
    name: line.name ?? line.sku ?? line.ean ?? '',
    imageUrl: line.imageUrl ?? null,
    weight: line.weight === undefined ? null : weightWire(line.weight),
    quantity: line.quantity,
    unitPrice: amountWire(line.unitPriceE4),
    warehouseLocation: line.location ?? null,
    options: (line.options ?? []).map(({ name, value }) => ({ name: name ?? null, value: value ?? null })),
    productId: (line.sku === undefined ? undefined : products.get(line.sku)) ?? null,
    fulfillmentSku: line.fulfillmentSku ?? null,
  };
}

function amountWire(amount: AmountE4 = 0): number {
  return numberFromAmount(amount);
}
