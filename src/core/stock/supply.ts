/**
 * When the goods of a line can leave, as the catalog says it: the delivery window they come in, and whether they are
 * sold before they are there. A window that is stated for the whole order decides over the goods' own.
 * Pure; called by plan/sell.ts for every line that an item stands behind, read by the rules of splitting.
 */

import type { Supply } from '../sale.ts';
import type { SealedWish } from './ask.ts';
import { offerOf, type ShelfItem } from './stock-desk.ts';

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
