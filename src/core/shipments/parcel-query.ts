/**
 * How parcels are asked for: one, or a page of a list. Every filter narrows, and all of them together.
 * Nothing here knows a wire or a database.
 * Implemented by every driver, asked by dialects.
 */
import type { TimeRange } from '../time.ts';
import type { KeptParcel, ParcelKind } from './parcel.ts';

export type ParcelSort = 'parcelId' | 'createdAt' | 'shippedAt';

/** Texts are compared as a whole, without regard to case. */
export type ParcelQuery = {
  kind: ParcelKind;
  parcelId?: number | undefined;
  orderId?: number | undefined;
  number?: string | undefined;
  recipient?: string | undefined;
  country?: string | undefined;
  carrierCode?: string | undefined;
  serviceCode?: string | undefined;
  trackingNumber?: string | undefined;
  storeId?: number | undefined;
  batchId?: string | undefined;
  /** Country of origin of a customs line. */
  originCountry?: string | undefined;
  created?: TimeRange | undefined;
  shipped?: TimeRange | undefined;
  voided?: TimeRange | undefined;
  sort: ParcelSort;
  isDescending: boolean;
  offset: number;
  limit: number;
};

export type ParcelPage = { parcels: readonly KeptParcel[] /** All that match, not only this page. */; total: number };

export interface ParcelReader {
  /** Null when there is none. */
  findParcel(accountId: number, parcelId: number): Promise<KeptParcel | null>;
  listParcels(accountId: number, query: ParcelQuery): Promise<ParcelPage>;
}
