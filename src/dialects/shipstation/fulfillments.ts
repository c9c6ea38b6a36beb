/**
 * `GET /fulfillments`: what was marked as shipped, page by page, and one by its id: parcels that somebody else has
 * carried, of which this server knows what it was told (quirk 44).
 * Its parameters are read by shipments.ts, which lists the labels.
 */
import type { KeptParcel } from '../../core/shipments/parcel.ts';
import type { QueryContext, QueryRoute, WireAnswer } from '../dialect.ts';
import { jsonAnswer } from './failures.ts';
import { pageAnswer } from './paging.ts';
import { Parameters } from './parameters.ts';
import { settingsOf } from './settings.ts';
import { namedParcel, parcelQueryOf } from './shipments.ts';
import { wireStamp, wireTime } from './times.ts';
import { addressWire } from './write-parts.ts';

/** Nobody is told by this server, whoever asks for it. */
const CHANNEL_NOT_TOLD = 'This server tells no sales channel; subscribe to FULFILLMENT_SHIPPED.';

export const fulfillmentRoutes: readonly QueryRoute[] = [
  { kind: 'query', method: 'GET', path: '/fulfillments', scope: 'read', answer: listFulfillments },
  { kind: 'query', method: 'GET', path: '/fulfillments/{fulfillmentId}', scope: 'read', answer: getFulfillment },
];

async function listFulfillments(context: QueryContext): Promise<WireAnswer> {
  const { timeZone } = settingsOf(context.caller.account);
  const given = new Parameters(context.request.query, timeZone);
  const { query, paging } = await parcelQueryOf(given, 'told', context);
  const parcelId = given.whole('fulfillmentId', { min: 0, max: Number.MAX_SAFE_INTEGER });
  const found = await context.parcels.listParcels(context.caller.account.accountId, { ...query, parcelId });
  const entries = found.parcels.map((parcel) => fulfillmentWire(parcel, timeZone));
  return pageAnswer('fulfillments', { entries, total: found.total }, paging);
}

async function getFulfillment(context: QueryContext): Promise<WireAnswer> {
  const parcel = await namedParcel(context, { kind: 'told', name: 'fulfillmentId' });
  return jsonAnswer(200, fulfillmentWire(parcel, settingsOf(context.caller.account).timeZone));
}

function fulfillmentWire(parcel: KeptParcel, timeZone: string): object {
  return {
    fulfillmentId: parcel.parcelId,
    orderId: parcel.orderId,
    orderNumber: parcel.number ?? null,
    userId: parcel.assigneeId ?? null,
    customerEmail: parcel.email ?? null,
    trackingNumber: parcel.trackingNumber ?? null,
    createDate: wireStamp(parcel.createdAt, timeZone),
    shipDate: wireTime(parcel.shippedAt, timeZone),
    voidDate: null,
    deliveryDate: null,
    carrierCode: parcel.carrierCode ?? null,
    fulfillmentProviderCode: null,
    fulfillmentServiceCode: null,
    fulfillmentFee: 0,
    voidRequested: false,
    voided: false,
    marketplaceNotified: false,
    notifyErrorMessage: parcel.isChannelTold === true ? CHANNEL_NOT_TOLD : null,
    shipTo: addressWire(parcel.shipTo, { residential: null, addressVerified: null }),
  };
}
