/**
 * Setting quantities to what was counted: each count names an item by its EAN, UPC or joined SKU. Fewer than orders
 * hold become as many as they hold, without a word: the units are promised, and nobody can uncount them.
 * Pure; a driver loads and locks the items of those names, in the order of their ids, and writes the changes.
 */
import type { CountOutcome, StockCount } from '../catalog/catalog.ts';
import { count } from './levels.ts';
import type { Shelf, ShelfItem, StockChange } from './stock-desk.ts';

export type Counted = { outcomes: readonly CountOutcome[]; changes: readonly StockChange[] };

export function countStock(shelf: Shelf, counts: readonly StockCount[]): Counted {
  const levels = new Map(shelf.map((item) => [item.itemId, item.levels]));
  const changed = new Set<number>();
  const outcomes = counts.map(({ name, ...counted }): CountOutcome => {
    const item = named(shelf, name);
    if (item === undefined) return 'unknown';
    if (!item.isCounted) return 'uncounted';
    levels.set(item.itemId, count(levels.get(item.itemId) ?? [], counted));
    changed.add(item.itemId);
    return 'set';
  });
  const ids = [...changed].sort((a, b) => a - b);
  return { outcomes, changes: ids.map((itemId) => ({ itemId, levels: levels.get(itemId) ?? [] })) };
}

function named(shelf: Shelf, name: string): ShelfItem | undefined {
  const by = (key: 'ean' | 'upc' | 'sku') => shelf.find((item) => item[key] === name);
  return by('ean') ?? by('upc') ?? by('sku');
}
