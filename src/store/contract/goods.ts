/**
 * Invented goods for the catalog and stock tests: items with everything that a test does not care about filled in,
 * orders that want them, and how many units stand where.
 * Used by tests of the drivers and of the core.
 */

import type { ItemDraft } from '../../core/catalog/catalog.ts';
import type { OrderLine } from '../../core/order.ts';
import type { Takes } from '../../core/stock/ask.ts';
import type { Entry, Shop } from './shop.ts';

type Stated = Partial<Omit<ItemDraft, 'texts' | 'counted'>> & {
  sku: string;
  texts?: Partial<ItemDraft['texts']>;
  /** In warehouse 1. */
  units?: number;
  counted?: ItemDraft['counted'];
};

export function itemDraftOf({ sku, units, texts, counted, ...stated }: Stated): ItemDraft {
  return {
    ...{ itemId: null, productId: null, variantId: null, isActive: true, isCounted: true, ean: null, upc: null },
    offer: { prices: [] },
    ...stated,
    counted: counted ?? (units === undefined ? [] : [{ warehouseId: 1, physical: units }]),
    texts: {
      ...{ productSku: sku, variantSku: '', sizeSku: '', internalName: sku, name: sku, variant: '', size: '' },
      ...{ originCountry: '', harmCode: '', harmDescription: '', folder: '', description: '', shortDescription: '' },
      ...{ comment: '', channel: '', categories: [], images: [] },
      ...texts,
    },
  };
}

/** Ids of the items, in the order of the drafts. */
export function stockUp(shop: Shop, drafts: readonly Stated[]): Promise<readonly number[]> {
  return shop.store.saveItems(shop.accountId, drafts.map(itemDraftOf), shop.now);
}

/** A draft that wants lines, as one that takes all of its stock or is refused. */
export function wanting(lines: readonly OrderLine[], takes: Takes = 'all', entry: Entry = {}): Entry {
  const wish = { takes, isForced: false, market: {}, priceList: {}, lines: [] };
  return { wish, ...entry, content: { ...entry.content, lines } };
}

/** `SKU physical/allocated`, in the order of the items' ids; sums over all warehouses. */
export async function shelfOf(shop: Shop): Promise<string[]> {
  const { items } = await shop.store.listItems(shop.accountId, { offset: 0, limit: 100 });
  return items.map(({ sku, levels }) => {
    const sum = (key: 'physical' | 'allocated') => levels.reduce((total, level) => total + level[key], 0);
    return `${sku} ${sum('physical')}/${sum('allocated')}`;
  });
}
