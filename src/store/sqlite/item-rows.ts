/**
 * Items and their quantities as rows and back. The only file that knows how their columns are called
 * and how quantities are written down.
 * Used by catalog-table.ts and catalog-reader.ts.
 */
import type { CatalogItem, ItemTexts, Offer } from '../../core/catalog/catalog.ts';
import type { StockLevel } from '../../core/stock/levels.ts';
import type { ShelfItem } from '../../core/stock/stock-desk.ts';

/** For statements that join `stock` to `items`. */
export const SHELF_COLUMNS =
  'items.item_id AS itemId, sku, ean, upc, is_active AS isActive, is_counted AS isCounted, offer, levels';
export const ITEM_COLUMNS = `${SHELF_COLUMNS}, product_id AS productId, variant_id AS variantId, texts,
  created_at AS createdAt, items.modified_at AS modifiedAt, stock.modified_at AS stockModifiedAt`;
export const JOINED_ITEMS = `items JOIN stock ON stock.account_id = items.account_id AND stock.item_id = items.item_id`;

type Level = readonly [warehouseId: number, physical: number, allocated: number];
type FlatShelfItem = {
  itemId: number;
  sku: string;
  ean: string | null;
  upc: string | null;
  isActive: number;
  isCounted: number;
  offer: string;
  levels: string;
};
type FlatItem = FlatShelfItem & {
  productId: number;
  variantId: number;
  texts: string;
  createdAt: number;
  modifiedAt: number;
  stockModifiedAt: number | null;
};

export function shelfItemOf(record: unknown): ShelfItem {
  const flat = record as FlatShelfItem;
  return {
    ...flat,
    isActive: flat.isActive === 1,
    isCounted: flat.isCounted === 1,
    offer: JSON.parse(flat.offer) as Offer,
    levels: levelsOf(flat.levels),
  };
}

export function catalogItemOf(record: unknown): CatalogItem {
  const flat = record as FlatItem;
  return { ...flat, ...shelfItemOf(flat), texts: JSON.parse(flat.texts) as ItemTexts };
}

export function levelsText(levels: readonly StockLevel[]): string {
  return JSON.stringify(levels.map(({ warehouseId, physical, allocated }) => [warehouseId, physical, allocated]));
}

function levelsOf(text: string): readonly StockLevel[] {
  const levels = JSON.parse(text) as readonly Level[];
  return levels.map(([warehouseId, physical, allocated]) => ({ warehouseId, physical, allocated }));
}
