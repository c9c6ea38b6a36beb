/**
 * Items and their quantities as rows and back. The only file that knows how their columns are called
 * and how quantities are written down.
 * Used by shelf.ts and catalog-table.ts.
 */
import type { CatalogItem, ItemTexts, Offer } from '../../core/catalog/catalog.ts';
import { type StockLevel, totalsOf } from '../../core/stock/levels.ts';
import type { ShelfItem, StockChange } from '../../core/stock/stock-desk.ts';
import { bigintArray, booleanArray, textArray } from './arrays.ts';

/** What an order asks of an item. */
export const OFFER_COLUMNS = `item_id AS "itemId", sku, ean, upc, is_active AS "isActive", is_counted AS "isCounted", offer`;
/** A whole item, for statements that join `stock` to `items`. */
export const ITEM_COLUMNS = `items.${OFFER_COLUMNS}, levels, product_id AS "productId", variant_id AS "variantId", texts,
  created_at AS "createdAt", items.modified_at AS "modifiedAt", stock.modified_at AS "stockModifiedAt"`;
export const JOINED_ITEMS = `items JOIN stock ON stock.account_id = items.account_id AND stock.item_id = items.item_id`;

type Level = readonly [warehouseId: number, physical: number, allocated: number];
export type FlatShelfItem = Omit<ShelfItem, 'levels'> & { levels: string };
export type FlatItem = Omit<CatalogItem, 'offer' | 'levels' | 'texts'> & FlatShelfItem & { texts: string };

export function shelfItemOf(flat: FlatShelfItem): ShelfItem {
  return { ...flat, levels: levelsOf(flat.levels) };
}

export function levelsOf(text: string): StockLevel[] {
  const levels = JSON.parse(text) as readonly Level[];
  return levels.map(([warehouseId, physical, allocated]) => ({ warehouseId, physical, allocated }));
}

export function catalogItemOf(flat: FlatItem): CatalogItem {
  const offer = JSON.parse(flat.offer) as Offer;
  return { ...flat, ...shelfItemOf(flat), offer, texts: JSON.parse(flat.texts) as ItemTexts };
}

/** item_id, physical, allocated, levels. */
export function stockArrays(changes: readonly StockChange[]): Buffer[] {
  const totals = changes.map(({ levels }) => totalsOf(levels));
  return [
    bigintArray(changes.map(({ itemId }) => itemId)),
    bigintArray(totals.map(({ physical }) => physical)),
    bigintArray(totals.map(({ allocated }) => allocated)),
    textArray(changes.map(({ levels }) => levelsText(levels))),
  ];
}

/** Every column of `items` but the account, in the order of the statement that saves them. */
export function itemArrays(items: readonly CatalogItem[]): Buffer[] {
  return [
    bigintArray(items.map(({ itemId }) => itemId)),
    bigintArray(items.map(({ productId }) => productId)),
    bigintArray(items.map(({ variantId }) => variantId)),
    bigintArray(items.map(({ createdAt }) => createdAt)),
    bigintArray(items.map(({ modifiedAt }) => modifiedAt)),
    booleanArray(items.map(({ isActive }) => isActive)),
    booleanArray(items.map(({ isCounted }) => isCounted)),
    textArray(items.map(({ texts }) => texts.productSku)),
    textArray(items.map(({ sku }) => sku)),
    textArray(items.map(({ ean }) => ean)),
    textArray(items.map(({ upc }) => upc)),
    textArray(items.map(({ offer }) => JSON.stringify(offer))),
    textArray(items.map(({ texts }) => JSON.stringify(texts))),
  ];
}

function levelsText(levels: readonly StockLevel[]): string {
  return JSON.stringify(levels.map(({ warehouseId, physical, allocated }) => [warehouseId, physical, allocated]));
}
