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
    if (!isSold(place, ask, item)) problems.push(unsellableProblem(ask, at));
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

export function isSold({ wish, at }: Pick<Place, 'wish' | 'at'>, ask: LineAsk, item: ShelfItem | null): boolean {
  if (!wish.isRequired || wish.isForced || ask.isFree) return true;
  if (wish.window?.id === UNKNOWN_ID) return false;
  if (item === null || !item.isActive) return false;
  if (wish.marketId !== null && !isInMarket(offerOf(item), wish.marketId)) return false;
  return wish.priceListId === null || ask.isUnpriced !== true || priceOf(offerOf(item), wish.priceListId, at) !== null;
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

export function unsellableProblem(ask: LineAsk, pointer: string): Problem {
  return { code: 'line_not_sellable', pointer, expected: 'a product that can be sold', given: nameOf(ask) };
}

function nameOf({ itemId, ean, upc, sku }: LineAsk): string {
  return JSON.stringify(sku ?? ean ?? upc ?? itemId ?? null);
}
