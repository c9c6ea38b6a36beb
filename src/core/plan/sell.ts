/**
 * What the catalog makes of a draft before it is placed: its lines are fitted to items, prices that the caller left
 * open are filled in, stock is taken, and what was found out is kept beside the content.
 *
 *   wish -> fit the lines -> problems -> refused, nothing taken
 *                         -> price -> take stock -> the draft as it is placed, and what is kept of it
 *
 * Pure but for the stock desk it is given, which the caller winds back when the draft is refused after all.
 * Called by plan.ts; a draft without a wish passes untouched.
 */
import type { SealedDraft } from '../command.ts';
import type { Sale } from '../order.ts';
import type { Problem } from '../outcome.ts';
import { type Fits, fitLines, takeLines } from '../stock/fit-lines.ts';
import { pricedContent } from '../stock/price-lines.ts';
import { mayHold } from '../stock/settle.ts';
import { supplyOf } from '../stock/supply.ts';
import type { SealedWish } from '../stock/wish.ts';
import type { Desk } from './desk.ts';
import type { Kept } from './place.ts';

export type Sold = { draft: SealedDraft; kept: Kept; problems: readonly Problem[] };

const NOTHING_KEPT: Kept = { lines: [] };

export function sellDraft(desk: Desk, draft: SealedDraft): Sold {
  const { wish, linesPointer } = draft;
  if (wish === undefined) return { draft, kept: NOTHING_KEPT, problems: [] };
  const { at } = desk.command;
  const { fits, problems } = fitLines({ stock: desk.stock, wish, at, pointer: linesPointer });
  if (problems.length > 0) return { draft, kept: NOTHING_KEPT, problems };
  const priced = { ...draft, content: pricedContent(draft.content, { wish, fits }, at) };
  return { draft: priced, kept: keptOf(desk, draft, { wish, fits }), problems: [] };
}

function keptOf(desk: Desk, { status }: SealedDraft, sold: { wish: SealedWish; fits: Fits }): Kept {
  const { wish, fits } = sold;
  const stocks = mayHold(status) ? takeLines(desk.stock, sold, status !== 'prepared') : [];
  const lines = wish.asks.map((ask, index) => ({
    ...(stocks[index] === undefined ? {} : { stock: stocks[index] }),
    ...(ask === null ? {} : suppliedBy(wish, fits[index])),
  }));
  return { lines, sale: saleOf(wish) };
}

function suppliedBy(wish: SealedWish, item: Fits[number] | undefined) {
  const supply = supplyOf(wish, item);
  return supply === undefined ? {} : { supply };
}

/** Which market and price list it was; undefined where the account has neither. */
function saleOf({ marketId, priceListId }: SealedWish): Sale | undefined {
  if (marketId === null && priceListId === null) return undefined;
  return { marketId: marketId ?? undefined, priceListId: priceListId ?? undefined };
}
