/**
 * What the catalog makes of a draft before it is placed: its lines are fitted to items, prices that the caller left
 * open are filled in, stock is taken, and what was found out is kept beside the content.
 *
 *   wish -> open bundles -> fit the lines -> problems -> refused, nothing taken
 *                                         -> price -> take stock -> the draft as it is placed, and what is kept of it
 *
 * Pure but for the stock desk it is given, which the caller winds back when the draft is refused after all.
 * Called by plan.ts; a draft without a wish passes untouched.
 */

import { type Opened, openBundles } from '../catalog/bundles.ts';
import type { SealedDraft } from '../command.ts';
import type { OrderContent, Sale } from '../order.ts';
import type { Problem } from '../outcome.ts';
import { type Appraised, appraise } from '../pricing/appraise.ts';
import type { SealedWish } from '../stock/ask.ts';
import { type Fits, fitLines, takeLines, unsoldProblem } from '../stock/fit-lines.ts';
import { mayHold } from '../stock/settle.ts';
import { supplyOf } from '../stock/supply.ts';
import type { Desk } from './desk.ts';
import type { Kept } from './place.ts';

export type Sold = { draft: SealedDraft; kept: Kept; problems: readonly Problem[] };

const NOTHING_KEPT: Kept = { lines: [] };

export function sellDraft(desk: Desk, stated: SealedDraft): Sold {
  if (stated.wish === undefined) return { draft: stated, kept: NOTHING_KEPT, problems: [] };
  const { at } = desk.command;
  const { draft, wish, bundles, problems: unsold } = opened(desk, stated, stated.wish);
  if (unsold.length > 0) return { draft, kept: NOTHING_KEPT, problems: unsold };
  const { linesPointer } = draft;
  const { fits, problems } = fitLines({ stock: desk.stock, wish, at, pointer: linesPointer });
  if (problems.length > 0) return { draft, kept: NOTHING_KEPT, problems };
  const appraised = appraise(draft.content, { wish, fits, vouchers: desk.vouchers, at });
  const unsound = appraisalProblems(draft, wish, appraised);
  if (unsound.length > 0) return { draft, kept: NOTHING_KEPT, problems: unsound };
  const kept = keptOf(desk, draft, { wish, fits, appraised, bundles });
  return { draft: { ...draft, content: appraised.content }, kept, problems: [] };
}

/** A code that is worth nothing is refused where names must be known, and only recorded elsewhere. */
function appraisalProblems(
  { pointer, linesPointer }: SealedDraft,
  { isRequired, isForced }: SealedWish,
  { unfit, isTooMuch }: Appraised,
): readonly Problem[] {
  const expected = 'products that cost less than 100 billion';
  if (isTooMuch) return [{ code: 'amount_inexact', pointer: linesPointer, expected, given: 'more' }];
  if (!isRequired || isForced) return [];
  return unfit.map(({ code, reason }) => ({
    code: 'voucher_unfit',
    pointer,
    expected: 'voucher codes that apply',
    given: `${JSON.stringify(code)}, which ${reason}`,
  }));
}

type Bundles = Pick<Opened, 'bundleByLine' | 'sold'> | null;
type Selling = { wish: SealedWish; fits: Fits; appraised: Appraised; bundles: Bundles };

/** With the parts of its bundles in their place; the draft as it is when it has none. */
function opened(desk: Desk, draft: SealedDraft, wish: SealedWish) {
  if (wish.bundles === undefined) return { draft, wish, bundles: null, problems: [] };
  const { at } = desk.command;
  const problems = wish.bundles.flatMap(({ line }) => {
    const ask = wish.asks[line] ?? null;
    if (ask === null) return [];
    const place = { wish, at, pointer: `${draft.linesPointer}/${line}` };
    return unsoldProblem(place, { ...ask, isUnpriced: undefined }, desk.stock.find(ask)) ?? [];
  });
  const content = JSON.parse(draft.content) as OrderContent;
  const { lines, asks, ...bundles } = openBundles(content.lines, wish, { stock: desk.stock, at });
  const names = lines.map(({ key, sku }) => ({ key, sku }));
  const laid = { ...draft, content: JSON.stringify({ ...content, lines }), lines: names };
  return { draft: laid, wish: { ...wish, asks, bundles: undefined }, bundles, problems };
}

function keptOf(desk: Desk, { status }: SealedDraft, sold: Selling): Kept {
  const { wish, fits, appraised, bundles } = sold;
  const ids = desk.ids.nextLineIds(bundles?.sold.length ?? 0);
  const stocks = mayHold(status) ? takeLines(desk.stock, sold, status !== 'prepared') : [];
  const lines = wish.asks.map((ask, index) => ({
    ...(stocks[index] === undefined ? {} : { stock: stocks[index] }),
    ...(ask === null ? {} : suppliedBy(wish, fits[index])),
    ...(appraised.lines[index] === undefined ? {} : { charge: appraised.lines[index] }),
    ...bundledIn(ids, bundles?.bundleByLine[index]),
  }));
  const kept = bundles?.sold.map((bundle, index) => ({ id: ids[index] as number, ...bundle }));
  return { lines, sale: saleOf(wish, appraised, kept) };
}

function bundledIn(ids: readonly number[], bundle: number | undefined) {
  return bundle === undefined ? {} : { bundleId: ids[bundle] };
}

function suppliedBy(wish: SealedWish, item: Fits[number] | undefined) {
  const supply = supplyOf(wish, item);
  return supply === undefined ? {} : { supply };
}

/** Undefined where there is nothing to keep. */
function saleOf(
  { marketId, priceListId }: SealedWish,
  { shipping, used }: Appraised,
  bundles: Sale['bundles'],
): Sale | undefined {
  const isPlaced = marketId !== null || priceListId !== null;
  if (!isPlaced && shipping === undefined && used === undefined && bundles === undefined) return undefined;
  return {
    marketId: marketId ?? undefined,
    priceListId: priceListId ?? undefined,
    shipping: shipping === undefined ? undefined : [shipping],
    vouchers: used,
    bundles,
  };
}
