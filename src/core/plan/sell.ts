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
import { type Appraised, appraise } from '../pricing/appraise.ts';
import { type Fits, fitLines, takeLines } from '../stock/fit-lines.ts';
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
  const appraised = appraise(draft.content, { wish, fits, vouchers: desk.vouchers, at });
  const unsound = appraisalProblems(draft, wish, appraised);
  if (unsound.length > 0) return { draft, kept: NOTHING_KEPT, problems: unsound };
  const kept = keptOf(desk, draft, { wish, fits, appraised });
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

type Selling = { wish: SealedWish; fits: Fits; appraised: Appraised };

function keptOf(desk: Desk, { status }: SealedDraft, sold: Selling): Kept {
  const { wish, fits, appraised } = sold;
  const stocks = mayHold(status) ? takeLines(desk.stock, sold, status !== 'prepared') : [];
  const lines = wish.asks.map((ask, index) => ({
    ...(stocks[index] === undefined ? {} : { stock: stocks[index] }),
    ...(ask === null ? {} : suppliedBy(wish, fits[index])),
    ...(appraised.lines[index] === undefined ? {} : { charge: appraised.lines[index] }),
  }));
  return { lines, sale: saleOf(wish, appraised) };
}

function suppliedBy(wish: SealedWish, item: Fits[number] | undefined) {
  const supply = supplyOf(wish, item);
  return supply === undefined ? {} : { supply };
}

/** Undefined where there is nothing to keep. */
function saleOf({ marketId, priceListId }: SealedWish, { shipping, used }: Appraised): Sale | undefined {
  if (marketId === null && priceListId === null && shipping === undefined && used === undefined) return undefined;
  return {
    marketId: marketId ?? undefined,
    priceListId: priceListId ?? undefined,
    shipping: shipping === undefined ? undefined : [shipping],
    vouchers: used,
  };
}
