/**
 * The catalog in the core's own words: a product has variants, a variant has sizes, and the size is what is sold,
 * stocked and named by SKU, EAN or UPC: the item. Few and account-wide things (warehouses, markets, price lists) are
 * settings of the account; items are rows of the store, written by import and by setting stock.
 * See decision 040. Items are never deleted, because orders name them: they are made inactive.
 */
import type { AmountE4 } from '../amount.ts';
import type { Weight } from '../order.ts';
import type { TaxRule } from '../pricing/taxes.ts';
import type { WarehouseFlow } from '../stock/allocation.ts';
import type { StockLevel } from '../stock/levels.ts';
import type { VoucherStore } from '../vouchers/voucher.ts';

/** `open`: any product is accepted. `required`: a line must name an item that can be sold. */
export const CATALOG_MODES = ['open', 'required'] as const;
export type CatalogMode = (typeof CATALOG_MODES)[number];

/** `flow`: whether it has a say in what it gives away; `direct` when absent. It answers within so many minutes. */
export type Warehouse = {
  id: number;
  name: string;
  flow?: WarehouseFlow | undefined;
  answerMinutes?: number | undefined;
};
/** Where is sold, by whom the order is meant for. A country belongs to the first market that lists it. */
export type Market = { id: number; name: string; countries: readonly string[]; priceListId?: number | undefined };
export type PriceList = { id: number; name: string; currency: string; countries: readonly string[] };

/** When goods are delivered. A pre-order window promises goods that are not there yet, so its orders take no stock. */
export type DeliveryWindow = {
  id: number;
  name: string;
  isPreorder: boolean;
  from?: number | undefined;
  until?: number | undefined;
};

/** Part of an account's settings. Stock is taken from warehouses in the order of their ids; the first that is listed is the main one. */
export type CatalogSettings = {
  mode?: CatalogMode | undefined;
  warehouses?: readonly Warehouse[] | undefined;
  markets?: readonly Market[] | undefined;
  priceLists?: readonly PriceList[] | undefined;
  windows?: readonly DeliveryWindow[] | undefined;
  taxes?: readonly TaxRule[] | undefined;
  bundles?: readonly Bundle[] | undefined;
  /** Some vouchers apply by themselves; while there are none, nobody looks for them. */
  hasAutomaticVouchers?: boolean | undefined;
};

/** A price that holds while the campaign runs; without an end it runs on. Milliseconds since the epoch. */
export type Campaign = {
  id: number;
  name: string;
  priceE4: AmountE4;
  from?: number | undefined;
  until?: number | undefined;
};
export type Price = { priceListId: number; priceE4: AmountE4; campaigns: readonly Campaign[] };

/** What an order asks of an item. No `markets`: sold in every one. */
export type Offer = {
  markets?: readonly number[] | undefined;
  prices: readonly Price[];
  /** The delivery window the goods come in. */
  windowId?: number | undefined;
  /** Sold before they are there: orders wait for them and take no stock. */
  isPreorder?: true | undefined;
  /** Which tax it bears, where there are several. */
  taxClass?: string | undefined;
};

/** What is shown of an item; the product's and the variant's facts are repeated on each of their sizes. */
export type ItemTexts = {
  productSku: string;
  variantSku: string;
  sizeSku: string;
  /** Inside the house, and in public. */
  internalName: string;
  name: string;
  brand?: string | undefined;
  collection?: string | undefined;
  variant: string;
  size: string;
  weight?: Weight | undefined;
  originCountry: string;
  harmCode: string;
  harmDescription: string;
  folder: string;
  description: string;
  shortDescription: string;
  comment: string;
  channel: string;
  categories: readonly string[];
  images: readonly string[];
};

/** An item as it is stated by an import; ids that are not stated are found by SKU or given. */
export type ItemDraft = {
  itemId: number | null;
  productId: number | null;
  variantId: number | null;
  isActive: boolean;
  /** False: nobody counts it, so it is never short. */
  isCounted: boolean;
  ean: string | null;
  upc: string | null;
  offer: Offer;
  texts: ItemTexts;
  /** Counted units, by warehouse; a warehouse that is not named keeps what it has. */
  counted: readonly { warehouseId: number; physical: number }[];
};

export type CatalogItem = {
  itemId: number;
  productId: number;
  variantId: number;
  /** Product, variant and size SKU joined without a separator. */
  sku: string;
  ean: string | null;
  upc: string | null;
  isActive: boolean;
  isCounted: boolean;
  offer: Offer;
  texts: ItemTexts;
  createdAt: number;
  modifiedAt: number;
  /** When a quantity last changed; null: never. */
  stockModifiedAt: number | null;
  levels: readonly StockLevel[];
};

/** Items by what lines call them. */
export type ItemNames = {
  itemIds: readonly number[];
  eans: readonly string[];
  upcs: readonly string[];
  skus: readonly string[];
};

export type CatalogQuery = {
  itemId?: number | undefined;
  /** Any of these. */
  itemIds?: readonly number[] | undefined;
  /** Bears one of these. */
  named?: ItemNames | undefined;
  productId?: number | undefined;
  variantId?: number | undefined;
  sku?: string | undefined;
  ean?: string | undefined;
  upc?: string | undefined;
  /** Sold in this market. */
  marketId?: number | undefined;
  createdFrom?: number | undefined;
  modifiedFrom?: number | undefined;
  stockModifiedFrom?: number | undefined;
  offset: number;
  limit: number;
};

/** One counted quantity; the item is named by its EAN, UPC or joined SKU, in this order of precedence. */
export type StockCount = { name: string; warehouseId: number; physical: number };
/** Of a count: what is in the catalog and counted was set; the others were not. */
export type CountOutcome = 'set' | 'unknown' | 'uncounted';

export interface CatalogStore extends VoucherStore {
  /** Makes or replaces items in one transaction; their ids, in the order of the drafts. */
  saveItems(accountId: number, drafts: readonly ItemDraft[], at: number): Promise<readonly number[]>;
  /** By item id; one more than asked for tells whether the list goes on. */
  listItems(accountId: number, query: CatalogQuery): Promise<{ items: readonly CatalogItem[]; hasMore: boolean }>;
  /** Sets what was counted in one transaction, never below what orders hold; one outcome for every count. */
  countStock(accountId: number, counts: readonly StockCount[], at: number): Promise<readonly CountOutcome[]>;
}

export function joinedSku({ productSku, variantSku, sizeSku }: ItemTexts): string {
  return productSku + variantSku + sizeSku;
}

/** Named by any of its names; its parts by SKU. */
export type Bundle = {
  sku: string;
  itemId?: number | undefined;
  ean?: string | undefined;
  upc?: string | undefined;
  parts: readonly { sku: string; quantity: number }[];
};
