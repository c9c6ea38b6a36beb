/**
 * What an order asks of the catalog and of stock, and what of both a command is given to decide with. A dialect states
 * the wish with a draft; sealing resolves it against the account's settings; a driver loads what `shelfLookupOf` names,
 * items in the order of their ids, and locks their quantities where it has several writers.
 */
import type { CatalogSettings, Offer } from '../catalog/catalog.ts';
import { marketIdOf, priceListOf } from '../catalog/offer.ts';
import type { Command, OrderRow } from '../command.ts';
import type { OrderContent, OrderState } from '../order.ts';
import type { StockLevel, Taking } from './levels.ts';

/** By id or by name; neither: what the recipient's country says. */
export type Named = { id?: number | undefined; name?: string | undefined };

/** `all`: every unit, or the order is refused. `some`: what there is, the rest is back-ordered. `none`: stock is left alone. */
export type Takes = 'all' | 'some' | 'none';

export type ShelfWish = {
  takes: Takes;
  /** Products that do not exist, or are short, are taken all the same and wait for stock. */
  isForced: boolean;
  market: Named;
  priceList: Named;
  /** By the position of the line: the item's own id, and whether it may be a product nobody knows. */
  lines: readonly { itemId?: number | undefined; isFree: boolean }[];
};

export type LineAsk = {
  itemId?: number | undefined;
  ean?: string | undefined;
  upc?: string | undefined;
  sku?: string | undefined;
  quantity: number;
  isFree: boolean;
  isPriced: boolean;
};

/** A wish beside the account's settings. Ids of -1 name a market or price list that does not exist. */
export type SealedWish = {
  takes: Takes;
  isForced: boolean;
  isRequired: boolean;
  marketId: number | null;
  priceListId: number | null;
  currency: string | null;
  /** By the position of the line; null for an adjustment, which is nothing that could be stocked. */
  asks: readonly (LineAsk | null)[];
};

/** An item as the plan sees it. */
export type ShelfItem = {
  itemId: number;
  sku: string;
  ean: string | null;
  upc: string | null;
  isActive: boolean;
  isCounted: boolean;
  offer: Offer;
  levels: readonly StockLevel[];
};

/** In the order of their ids. */
export type Shelf = readonly ShelfItem[];

/** What a line holds of its item, and how many units it still waits for. */
export type LineStock = { itemId: number; takings: readonly Taking[]; short: number };

export type ShelfLookup = {
  itemIds: readonly number[];
  eans: readonly string[];
  upcs: readonly string[];
  skus: readonly string[];
};

const NO_WISH: ShelfWish = { takes: 'none', isForced: false, market: {}, priceList: {}, lines: [] };

/** Undefined when neither the account nor the draft asks anything of the catalog. */
export function sealWish(
  content: OrderContent,
  stated: ShelfWish | undefined,
  settings: CatalogSettings | undefined,
): SealedWish | undefined {
  if (settings?.mode === undefined && (stated === undefined || stated.takes === 'none')) return undefined;
  const wish = stated ?? NO_WISH;
  const country = (content.shipTo ?? content.billTo)?.country;
  const marketId = marketIdOf(wish.market, country, settings ?? {});
  const priceList = priceListOf(wish.priceList, { country, marketId }, settings ?? {});
  return {
    takes: wish.isForced && wish.takes === 'all' ? 'some' : wish.takes,
    isForced: wish.isForced,
    isRequired: settings?.mode === 'required',
    marketId,
    priceListId: priceList?.id ?? null,
    currency: priceList?.currency ?? null,
    asks: content.lines.map((line, index) => {
      if (line.isAdjustment === true) return null;
      const { itemId, isFree = false } = wish.lines[index] ?? {};
      const { ean, upc, sku, quantity } = line;
      return { itemId, ean, upc, sku, quantity, isFree, isPriced: line.unitPriceE4 !== undefined };
    }),
  };
}

/** Null when the command has nothing to do with stock: nothing is loaded then. */
export function shelfLookupOf(command: Command, orders: readonly OrderRow[]): ShelfLookup | null {
  const asks = command.items.flatMap((item) => ('draft' in item ? (item.draft.wish?.asks ?? []) : []));
  const hasWish = command.items.some((item) => 'draft' in item && item.draft.wish !== undefined);
  const held = orders.flatMap(heldItemIds);
  if (!hasWish && held.length === 0) return null;
  return {
    itemIds: unique([...held, ...asks.map((ask) => ask?.itemId)]),
    eans: unique(asks.map((ask) => ask?.ean)),
    upcs: unique(asks.map((ask) => ask?.upc)),
    skus: unique(asks.map((ask) => ask?.sku)),
  };
}

/** Few orders hold stock, so most states are not parsed. */
export function holdsStock(row: OrderRow): boolean {
  return row.state.includes('"takings":');
}

function heldItemIds(row: OrderRow): number[] {
  if (!holdsStock(row)) return [];
  return (JSON.parse(row.state) as OrderState).lines.flatMap(({ stock }) => stock?.itemId ?? []);
}

/** Empty names name nothing. */
function unique<T extends string | number>(values: readonly (T | undefined)[]): readonly T[] {
  return [...new Set(values.filter((value) => value !== undefined && value !== ''))] as T[];
}
