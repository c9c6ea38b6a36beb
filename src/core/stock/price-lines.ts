/**
 * Prices that the caller left to the server: a line without one costs what the price list says, with the campaigns
 * that run at that moment; the order is in the list's currency. What the caller stated is never changed, and the
 * fingerprint stays that of what was stated, so sending the same order again is still the same order.
 * Pure; called by plan.ts before an order is placed.
 */
import { priceOf } from '../catalog/offer.ts';
import type { OrderContent } from '../order.ts';
import type { Fits } from './fit-lines.ts';
import { offerOf } from './stock-desk.ts';
import type { SealedWish } from './wish.ts';

/** The content with its prices; the same text when there is nothing to fill in. */
export function pricedContent(content: string, { wish, fits }: { wish: SealedWish; fits: Fits }, at: number): string {
  const { priceListId, currency } = wish;
  const isComplete = wish.asks.every((ask, index) => ask?.isUnpriced !== true || fits[index] == null);
  if (priceListId === null || currency === null || isComplete) return content;
  const stated = JSON.parse(content) as OrderContent;
  const lines = stated.lines.map((line, index) => {
    const item = fits[index];
    const price = item == null || line.unitPriceE4 !== undefined ? null : priceOf(offerOf(item), priceListId, at);
    if (price === null) return line;
    return { ...line, unitPriceE4: price.priceE4, originalPriceE4: line.originalPriceE4 ?? price.originalE4 };
  });
  return JSON.stringify({ ...stated, currency, lines });
}
