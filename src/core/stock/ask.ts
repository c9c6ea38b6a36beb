/**
 * What an order asks of the shelf once its wish is sealed: shapes alone, for all that read them while an order is
 * decided. Made by wish.ts.
 * Nothing here may import what reads it.
 */
import type { Bundle } from '../catalog/catalog.ts';
import type { Tax } from '../pricing/taxes.ts';
import type { VoucherWish } from '../vouchers/voucher.ts';

/** `all`: every unit, or the order is refused. `some`: what there is, the rest is back-ordered. `none`: stock is left alone. */
export type Takes = 'all' | 'some' | 'none';

/** A bundle that an order asks for: the position of its line, and what one of it takes. */
export type BundleAsk = { line: number; parts: Bundle['parts'] };

export type LineAsk = {
  itemId?: number | undefined;
  ean?: string | undefined;
  upc?: string | undefined;
  sku?: string | undefined;
  quantity: number;
  /** It may be a product nobody knows. */
  isFree?: true | undefined;
  /** The caller left the price to the server. */
  isUnpriced?: true | undefined;
  /** The position of the line as it was sent, where bundles have moved it. */
  at?: number | undefined;
};

/** A wish beside the account's settings. Ids of -1 name a market or price list that does not exist. */
export type SealedWish = {
  takes: Takes;
  isForced: boolean;
  isRequired: boolean;
  marketId: number | null;
  priceListId: number | null;
  currency: string | null;
  /** That of the whole order, when one is stated. */
  window?: { id: number; isPreorder: boolean } | undefined;
  /** By the class of the goods; absent: none. */
  taxes?: readonly Tax[] | undefined;
  /** Absent: none are asked for. */
  vouchers?: VoucherWish | undefined;
  /** Absent: none of the lines is one. */
  bundles?: readonly BundleAsk[] | undefined;
  /** By the position of the line; null for an adjustment, which is nothing that could be stocked. */
  asks: readonly (LineAsk | null)[];
};
