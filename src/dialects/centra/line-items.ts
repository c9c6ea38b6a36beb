/**
 * The items behind the lines of orders that are printed: what the catalog knows of goods, asked for once for a whole page.
 * A line names its item by what it holds of it, by the id that was stated, else by EAN, UPC or SKU, as when it was taken;
 * of two items with one name the one with the lower id is meant.
 * Used by the routes that print orders and shipments.
 */
import type { CatalogItem } from '../../core/catalog/catalog.ts';
import type { LineState, Order, OrderLine } from '../../core/order.ts';
import type { RouteContext } from '../dialect.ts';
import { lineExtrasOf, numberOf } from './extras.ts';

export type LineItems = (line: OrderLine, state: LineState | undefined) => CatalogItem | undefined;

export const NO_ITEMS: LineItems = () => undefined;

/** Nothing is asked where no catalog was ever imported. */
export async function lineItemsOf(orders: readonly Order[], { catalog, caller }: RouteContext): Promise<LineItems> {
  const { account } = caller;
  const lines = orders.flatMap(({ content, state }) => [
    ...content.lines.map((line, index) => ({ line, itemId: itemIdOf(line, state.lines[index]) })),
    ...(state.sale?.bundles ?? []).map((line) => ({ line, itemId: itemIdOf(line, undefined) })),
  ]);
  if (account.settings.catalog === undefined || lines.length === 0) return NO_ITEMS;
  const unnamed = lines.filter(({ itemId }) => itemId === undefined).map(({ line }) => line);
  const named = {
    itemIds: unique(lines.map(({ itemId }) => itemId)),
    eans: unique(unnamed.map(({ ean }) => ean)),
    upcs: unique(unnamed.map(({ upc }) => upc)),
    skus: unique(unnamed.map(({ sku }) => sku)),
  };
  const limit = named.itemIds.length + 2 * (named.eans.length + named.upcs.length + named.skus.length);
  const { items } = await catalog.listItems(account.accountId, { named, offset: 0, limit: Math.max(1, limit) });
  const by = <K>(key: (item: CatalogItem) => K) => new Map(items.toReversed().map((item) => [key(item), item]));
  const [ids, eans, upcs, skus] = [
    by((one) => one.itemId),
    by((one) => one.ean),
    by((one) => one.upc),
    by((one) => one.sku),
  ];
  return (line, state) => {
    const itemId = itemIdOf(line, state);
    if (itemId !== undefined) return ids.get(itemId);
    return eans.get(line.ean ?? '') ?? upcs.get(line.upc ?? '') ?? skus.get(line.sku || ' ');
  };
}

function itemIdOf(line: OrderLine, state: LineState | undefined): number | undefined {
  return state?.stock?.itemId ?? numberOf(lineExtrasOf(line).id);
}

function unique<T extends string | number>(names: readonly (T | undefined)[]): readonly T[] {
  return [...new Set(names.filter((name) => name !== undefined && name !== ''))] as T[];
}
