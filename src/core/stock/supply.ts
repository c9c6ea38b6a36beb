/**
 * When the goods of a line can leave, as the catalog says it: the delivery window they come in, and whether they are
 * sold before they are there. A window that is stated for the whole order decides over the goods' own.
 * Pure; called by plan/sell.ts for every line that an item stands behind, read by the rules of splitting.
 */
import { offerOf, type ShelfItem } from './stock-desk.ts';
import type { SealedWish } from './wish.ts';

/** Lines of pre-order goods hold nothing: they wait until somebody fills them. */
export type Supply = { windowId?: number | undefined; isPreorder?: true | undefined };

/** Undefined when the catalog says nothing about it, as for most lines. */
export function supplyOf({ window }: SealedWish, item: ShelfItem | null | undefined): Supply | undefined {
  if (window !== undefined) return { windowId: window.id, isPreorder: window.isPreorder || undefined };
  // Few offers say anything, so most are not parsed.
  if (item == null || !/"(?:windowId|isPreorder)":/.test(item.offer)) return undefined;
  const { windowId, isPreorder } = offerOf(item);
  return { windowId, isPreorder };
}

export function isWaiting(supply: Supply | undefined): boolean {
  return supply?.isPreorder === true;
}
