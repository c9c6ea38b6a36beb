/**
 * What a list of parcels asks of the table, as SQL that both drivers understand: every filter a condition with one
 * value, `?` in its place. Only how a word is found in a text differs, so a driver states that.
 * Pure; used by the parcel-table.ts of each driver.
 */
import { findable } from '../core/shipments/parcel.ts';
import type { ParcelQuery, ParcelSort } from '../core/shipments/parcel-query.ts';

type Value = string | number;

const COLUMN_BY_SORT: Readonly<Record<ParcelSort, string>> = {
  parcelId: 'parcel_id',
  createdAt: 'created_at',
  shippedAt: 'shipped_at',
};

export function parcelOrder({ sort, isDescending }: ParcelQuery): string {
  const direction = isDescending ? 'DESC' : 'ASC';
  return `${COLUMN_BY_SORT[sort]} ${direction}${sort === 'parcelId' ? '' : `, parcel_id ${direction}`}`;
}

/** `hasOrigin`: whether a parcel's goods come from the country in its place. */
export function parcelConditions(accountId: number, query: ParcelQuery, hasOrigin: string): readonly [string, Value][] {
  const { created = {}, shipped = {}, voided = {} } = query;
  const stated: [string, Value | null | undefined][] = [
    ['account_id = ?', accountId],
    ['kind = ?', query.kind],
    ['parcel_id = ?', query.parcelId],
    ['order_id = ?', query.orderId],
    ['batch_id = ?', query.batchId],
    ['store_id = ?', query.storeId],
    ['number = ?', findable(query.number)],
    ['recipient = ?', findable(query.recipient)],
    ['country = ?', findable(query.country)],
    ['carrier_code = ?', findable(query.carrierCode)],
    ['service_code = ?', findable(query.serviceCode)],
    ['tracking = ?', findable(query.trackingNumber)],
    ['created_at >= ?', created.from],
    ['created_at <= ?', created.to],
    ['shipped_at >= ?', shipped.from],
    ['shipped_at <= ?', shipped.to],
    ['voided_at >= ?', voided.from],
    ['voided_at <= ?', voided.to],
    [hasOrigin, findable(query.originCountry)],
  ];
  return stated.filter(
    (condition): condition is [string, Value] => condition[1] !== undefined && condition[1] !== null,
  );
}
