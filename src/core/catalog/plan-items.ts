/**
 * What an import makes of the items that are there: a draft replaces the item whose id it states, else the one of its
 * joined SKU, else it is new. A product and a variant keep their ids by their SKUs. Counted quantities are set as any
 * count is: never below what orders hold.
 * Pure; a driver loads the items of `itemLookupOf(drafts)`, locks their quantities and writes what comes out.
 */
import { count, type StockLevel } from '../stock/levels.ts';
import { type CatalogItem, type ItemDraft, joinedSku } from './catalog.ts';

export type ItemLookup = { itemIds: readonly number[]; productSkus: readonly string[]; skus: readonly string[] };

export function itemLookupOf(drafts: readonly ItemDraft[]): ItemLookup {
  return {
    itemIds: named(drafts.map(({ itemId }) => itemId)),
    productSkus: named(drafts.map(({ texts }) => texts.productSku)),
    skus: named(drafts.map(({ texts }) => joinedSku(texts))),
  };
}

type Planning = { found: readonly CatalogItem[]; at: number; nextId: () => number };

/** One item for every draft, in their order; a later draft of the same item sees the earlier one. */
export function planItems(drafts: readonly ItemDraft[], { found, at, nextId }: Planning): readonly CatalogItem[] {
  const items = new Items(found);
  return drafts.map((draft) => {
    const before = items.find(draft);
    const after = itemOf(draft, { before, at, items, nextId });
    items.put(after);
    return after;
  });
}

/** Items as the drafts before have left them. */
class Items {
  readonly #byId = new Map<number, CatalogItem>();
  readonly #idBySku = new Map<string, number>();
  readonly #productIds = new Map<string, number>();
  readonly #variantIds = new Map<string, number>();

  constructor(found: readonly CatalogItem[]) {
    // Where two items bear one SKU, the one with the lower id is meant.
    for (const item of [...found].sort((a, b) => a.itemId - b.itemId)) this.put(item);
  }

  put(item: CatalogItem): void {
    const { itemId, productId, variantId, sku, texts } = item;
    this.#byId.set(itemId, item);
    if (sku !== '' && !this.#idBySku.has(sku)) this.#idBySku.set(sku, itemId);
    if (texts.productSku !== '') this.#productIds.set(texts.productSku, productId);
    this.#variantIds.set(variantName(productId, texts), variantId);
  }

  find({ itemId, texts }: ItemDraft): CatalogItem | undefined {
    return this.#byId.get(itemId ?? this.#idBySku.get(joinedSku(texts)) ?? -1);
  }

  productId({ productSku }: CatalogItem['texts']): number | undefined {
    return this.#productIds.get(productSku);
  }

  variantId(productId: number, texts: CatalogItem['texts']): number | undefined {
    return this.#variantIds.get(variantName(productId, texts));
  }
}

type Context = { before: CatalogItem | undefined; at: number; items: Items; nextId: () => number };

function itemOf(draft: ItemDraft, { before, at, items, nextId }: Context): CatalogItem {
  const { texts, ean, upc, isActive, isCounted, offer, counted } = draft;
  const productId = draft.productId ?? before?.productId ?? items.productId(texts) ?? nextId();
  const variantId = draft.variantId ?? before?.variantId ?? items.variantId(productId, texts) ?? nextId();
  const itemId = draft.itemId ?? before?.itemId ?? nextId();
  const levels = counted.reduce<readonly StockLevel[]>(count, before?.levels ?? []);
  const named = { itemId, productId, variantId, sku: joinedSku(texts), ean, upc, isActive, isCounted, offer, texts };
  return {
    ...named,
    createdAt: before?.createdAt ?? at,
    modifiedAt: at,
    stockModifiedAt: counted.length === 0 ? (before?.stockModifiedAt ?? null) : at,
    levels,
  };
}

function variantName(productId: number, { variantSku, variant }: CatalogItem['texts']): string {
  return JSON.stringify([productId, variantSku, variant]);
}

function named<T extends string | number>(names: readonly (T | null)[]): readonly T[] {
  return [...new Set(names.filter((name) => name !== null && name !== ''))] as T[];
}
