/**
 * Items and their quantities as rows and back. The only file that knows how their columns are called and ordered, and
 * how quantities are written down. Rows are read as arrays: an order loads an item for each of its lines.
 * Used by catalog-table.ts and catalog-reader.ts.
 */
import type { CatalogItem, ItemTexts, Offer } from '../../core/catalog/catalog.ts';
import type { StockLevel } from '../../core/stock/levels.ts';
import type { ShelfItem } from '../../core/stock/stock-desk.ts';

/** For statements that join `stock` to `items`. */
export const SHELF_COLUMNS = 'items.item_id, sku, ean, upc, is_active, is_counted, offer, levels';
export const ITEM_COLUMNS = `${SHELF_COLUMNS}, product_id, variant_id, texts, created_at, items.modified_at,
  stock.modified_at`;
export const JOINED_ITEMS = `items JOIN stock ON stock.account_id = items.account_id AND stock.item_id = items.item_id`;

type Level = readonly [warehouseId: number, physical: number, allocated: number];
type ShelfCells = [
  itemId: number,
  sku: string,
  ean: string | null,
  upc: string | null,
  isActive: number,
  isCounted: number,
  offer: string,
  levels: string,
];
type ItemCells = [
  ...ShelfCells,
  productId: number,
  variantId: number,
  texts: string,
  createdAt: number,
  modifiedAt: number,
  stockModifiedAt: number | null,
];

export function shelfItemOf(record: unknown): ShelfItem {
  const [itemId, sku, ean, upc, isActive, isCounted, offer, levels] = record as ShelfCells;
  return {
    itemId,
    sku,
    ean,
    upc,
    isActive: isActive === 1,
    isCounted: isCounted === 1,
    offer,
    levels: levelsOf(levels),
  };
}

export function catalogItemOf(record: unknown): CatalogItem {
  const [productId, variantId, texts, createdAt, modifiedAt, stockModifiedAt] = (record as ItemCells).slice(8) as [
    number,
    number,
    string,
    number,
    number,
    number | null,
  ];
  const shelved = shelfItemOf(record);
  const named = { ...shelved, productId, variantId, createdAt, modifiedAt, stockModifiedAt };
  return { ...named, offer: JSON.parse(shelved.offer) as Offer, texts: JSON.parse(texts) as ItemTexts };
}

export function levelsText(levels: readonly StockLevel[]): string {
  return JSON.stringify(levels.map(({ warehouseId, physical, allocated }) => [warehouseId, physical, allocated]));
}

function levelsOf(text: string): readonly StockLevel[] {
  const levels = JSON.parse(text) as readonly Level[];
  return levels.map(([warehouseId, physical, allocated]) => ({ warehouseId, physical, allocated }));
}
