/**
 * Whether the lines of a draft can be had: each must name an item that can be sold where the account requires it, and
 * be in stock where the draft takes stock. Looking takes nothing; `takeLines` takes what was found to be there.
 *
 *                      open                        required
 *   not in catalog     taken, no stock             line_not_sellable; forced or free: taken, no stock
 *   cannot be sold     taken                       line_not_sellable; forced or free: taken
 *   short              takes all: line_short_of_stock; takes some: back-ordered; takes none: stock is left alone
 *
 * Goods that are sold before they are there are never short: the order waits for them and takes none.
 * Lines of one product share its units. Called by plan.ts for every draft with a wish.
 */

import { isInMarket, priceOf, UNKNOWN_ID } from '../catalog/offer.ts';
import type { Problem } from '../outcome.ts';
import type { LineAsk, SealedWish } from './ask.ts';
import { type LineStock, totalsOf } from './levels.ts';
import { offerOf, type ShelfItem, type StockDesk } from './stock-desk.ts';
import { isWaiting, supplyOf } from './supply.ts';

/** By the position of the line; null for a line that no item stands behind. */
export type Fits = readonly (ShelfItem | null)[];

type Place = { stock: StockDesk; wish: SealedWish; at: number; pointer: string };

export function fitLines(place: Place): { fits: Fits; problems: readonly Problem[] } {
  const { stock, wish, pointer } = place;
  const asked = new Map<number, number>();
  const problems: Problem[] = [];
  const fits = wish.asks.map((ask, index) => {
    const item = ask === null ? null : stock.find(ask);
    if (ask === null) return null;
    const at = `${pointer}/${ask.at ?? index}`;
    const unsold = unsoldProblem({ wish, at: place.at, pointer: at }, ask, item);
    if (unsold !== null) problems.push(unsold);
    else if (item !== null) problems.push(...shortProblems({ ask, item, asked, wish, pointer: at }));
    return item;
  });
  return { fits, problems };
}

/** Takes what the wish says; an order that is only prepared takes nothing yet but remembers what it waits for. */
export function takeLines(
  stock: StockDesk,
  { wish, fits }: { wish: SealedWish; fits: Fits },
  isPlaced: boolean,
): readonly (LineStock | undefined)[] {
  if (wish.takes === 'none') return [];
  return wish.asks.map((ask, index) => {
    const item = fits[index];
    if (ask === null || item == null || !item.isCounted) return undefined;
    const isTaking = isPlaced && !isWaiting(supplyOf(wish, item));
    const takings = isTaking ? stock.take(item.itemId, ask.quantity) : [];
    const held = takings.reduce((sum, { quantity }) => sum + quantity, 0);
    return { itemId: item.itemId, takings, short: ask.quantity - held };
  });
}

/** Null for what can be sold. */
export function unsoldProblem(
  place: Pick<Place, 'wish' | 'at' | 'pointer'>,
  ask: LineAsk,
  item: ShelfItem | null,
): Problem | null {
  const reason = reasonUnsold(place, ask, item);
  if (reason === null) return null;
  const given = `${nameOf(ask)}, ${reason}`;
  return { code: 'line_not_sellable', pointer: place.pointer, expected: 'a product that can be sold', given };
}

function reasonUnsold({ wish, at }: Pick<Place, 'wish' | 'at'>, ask: LineAsk, item: ShelfItem | null): string | null {
  if (!wish.isRequired || wish.isForced || ask.isFree) return null;
  const { marketId, priceListId } = wish;
  if (wish.window?.id === UNKNOWN_ID) return 'for a delivery window that is not in the catalog';
  if (item === null) return 'which is not in the catalog';
  if (!item.isActive) return 'which is not active';
  if (marketId === UNKNOWN_ID) return 'in a market that is not in the catalog';
  if (marketId !== null && !isInMarket(offerOf(item), marketId)) return 'which is not sold in the market of the order';
  if (priceListId === null || ask.isUnpriced !== true || priceOf(offerOf(item), priceListId, at) !== null) return null;
  if (priceListId === UNKNOWN_ID) return 'at prices of a list that is not in the catalog';
  return 'which has no price in the price list of the order';
}

type Asking = { ask: LineAsk; item: ShelfItem; asked: Map<number, number>; wish: SealedWish; pointer: string };

function shortProblems({ ask, item, asked, wish, pointer }: Asking): Problem[] {
  if (wish.takes !== 'all' || !item.isCounted || isWaiting(supplyOf(wish, item))) return [];
  const before = asked.get(item.itemId) ?? 0;
  asked.set(item.itemId, before + ask.quantity);
  const left = Math.max(0, totalsOf(item.levels).available - before);
  if (ask.quantity <= left) return [];
  const expected = `at most ${left} of ${nameOf(ask)}`;
  return [{ code: 'line_short_of_stock', pointer, expected, given: String(ask.quantity) }];
}

function nameOf({ itemId, ean, upc, sku }: LineAsk): string {
  return JSON.stringify(sku ?? ean ?? upc ?? itemId ?? null);
}
