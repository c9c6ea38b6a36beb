/**
 * One order into several: each line goes whole to one part, by what the account has chosen: the fulfillment group its
 * SKU or EAN matches, its delivery window, whether it can leave now, the warehouse its units stand in.
 * The parts add up to the whole exactly: a line is never divided, neither is a bundle; shipping, discount and tax that
 * belong to no line are shared out by largest remainder in proportion to the goods' value (pricing/apportion.ts).
 * What was paid stays with the payment on the first part. See decision 041.
 * Pure; called by place.ts when a splittable draft is created and when a prepared order is completed.
 */

import type { LineState, OrderContent, OrderLine, OrderState, Sale } from '../order.ts';
import { apportion } from '../pricing/apportion.ts';
import { dividedCharge, partAmounts } from '../pricing/charge.ts';
import type { Charge } from '../sale.ts';

/** `pattern` matches a SKU or an EAN as a whole, without regard to case; `*` stands for any characters. */
export type SplitRule = { pattern: string; group: string };

/**
 * `window`: lines of one delivery window. `preorder`: lines that wait (pre-order, or units that were not in stock)
 * apart from those that can leave. `warehouse`: lines by the warehouse that holds most of their units.
 */
export const SPLIT_CRITERIA = ['window', 'preorder', 'warehouse'] as const;
export type SplitCriterion = (typeof SPLIT_CRITERIA)[number];

/** Beside the patterns. Parts beyond `partsMax` go together in the last one. */
export type SplitBy = { criteria: readonly SplitCriterion[]; partsMax: number };
export type SplitTerms = { rules: readonly SplitRule[]; by?: SplitBy | undefined };

export type Held = { content: OrderContent; state: OrderState };
/** A line with what is kept of it. */
export type Piece = { line: OrderLine; state: LineState };

export function isSplitting({ rules, by }: SplitTerms): boolean {
  return rules.length > 0 || (by !== undefined && by.criteria.length > 0);
}

/** How many orders one order may become at most. */
export function partsMaxOf({ rules, by }: SplitTerms): number {
  const groups = new Set(rules.map((rule) => rule.group)).size + 1;
  return groups * (by?.partsMax ?? 1);
}

/** Lines that no rule matches form a group of their own. The first matching rule decides. */
export function groupOf(line: OrderLine, rules: readonly SplitRule[]): string {
  const names = [line.sku, line.ean].filter((name) => name !== undefined);
  return rules.find((rule) => names.some((name) => matches(rule.pattern, name)))?.group ?? '';
}

/** The parts in order of their first line; one part, the order itself, when all lines belong together. */
export function splitOrder(whole: Held, terms: SplitTerms): readonly [Held, ...Held[]] {
  const groups = [...groupsOf(whole, terms).values()];
  if (groups.length < 2) return [whole];
  const { content, state } = whole;
  const values = groups.map(goodsValue);
  const shares = {
    shippingE4: sharedOut(content.shippingE4, values),
    discountE4: sharedOut(content.discountE4, values),
    taxE4: sharedOut(content.taxE4, values),
  };
  const shippings = sharedCharges(state.sale?.shipping, shares.shippingE4);
  const parts = groups.map((pieces, index): Held => {
    const lines = pieces.map(({ line }) => line);
    const states = pieces.map((piece) => piece.state);
    const sale = partOfSale(state.sale, { shipping: shippings?.[index], isFirst: index === 0, lines: states });
    const amounts = {
      shippingE4: shares.shippingE4[index],
      discountE4: shares.discountE4[index],
      taxE4: shares.taxE4[index],
      // What was worked out goes with its lines.
      ...partAmounts(state, { lines: states, sale }),
    };
    return {
      content: index === 0 ? { ...content, ...amounts, lines } : sharedPart(content, lines, amounts),
      state: { ...state, lines: states, ...(sale === undefined ? {} : { sale }) },
    };
  });
  return parts as [Held, ...Held[]];
}

/** What a later part repeats from the whole: who, where and when, never how much. */
export function laterPart(content: OrderContent, lines: readonly OrderLine[]): OrderContent {
  const { number, amountPaidE4, taxE4, shippingE4, discountE4, voucherCodes, payment, ...shared } = content;
  return { ...shared, lines };
}

type Amounts = Pick<OrderContent, 'shippingE4' | 'discountE4' | 'taxE4'>;

/** A later part bears its shares, and the codes when one of them is a discount. */
function sharedPart(content: OrderContent, lines: readonly OrderLine[], amounts: Amounts): OrderContent {
  const { voucherCodes } = content;
  const codes = amounts.discountE4 === undefined || voucherCodes === undefined ? {} : { voucherCodes };
  return { ...laterPart(content, lines), ...amounts, ...codes };
}

/** The shipping's charges by the shares of the shipping: part by part. */
function sharedCharges(
  charges: readonly Charge[] | undefined,
  shares: readonly (number | undefined)[],
): readonly (readonly Charge[])[] | undefined {
  const weights = shares.map((share) => Math.abs(share ?? 0));
  const divided = charges?.map((charge) => dividedCharge(charge, weights));
  return divided && shares.map((_, index) => divided.flatMap((parts) => parts[index] ?? []));
}

/** The use of a voucher counts once, with the first part; a bundle goes with its lines. */
export function partOfSale(
  sale: Sale | undefined,
  part: { shipping: readonly Charge[] | undefined; isFirst: boolean; lines: readonly LineState[] },
): Sale | undefined {
  if (sale === undefined) return undefined;
  const { shipping, isFirst, lines } = part;
  const bundles = sale.bundles?.filter(({ id }) => lines.some(({ bundleId }) => bundleId === id));
  const vouchers = isFirst ? sale.vouchers : sale.vouchers?.map(({ isCounted, ...kept }) => kept);
  return { ...sale, shipping, vouchers, bundles: bundles?.length === 0 ? undefined : bundles };
}

/** A share of nothing is not stated, except the first. */
function sharedOut(amountE4: number | undefined, values: readonly number[]): readonly (number | undefined)[] {
  if (amountE4 === undefined) return values.map(() => undefined);
  return apportion(amountE4, values).map((share, index) => (share === 0 && index > 0 ? undefined : share));
}

function goodsValue(pieces: readonly Piece[]): number {
  const value = pieces.reduce((sum, { line }) => sum + (line.unitPriceE4 ?? 0) * line.quantity, 0);
  return Math.max(0, value);
}

function groupsOf({ content, state }: Held, terms: SplitTerms): Map<string, Piece[]> {
  const pieces = new Map<string, Piece[]>();
  const partsMax = partsMaxOf(terms);
  const all = content.lines.map((line, index): Piece => ({ line, state: state.lines[index] as LineState }));
  const firstGoods = all.find(({ line }) => line.isAdjustment !== true);
  let last = firstGoods === undefined ? '' : keyOf(firstGoods, terms);
  const keyByBundle = new Map<number, string>();
  for (const piece of all) {
    // An adjustment belongs to no warehouse: it goes with the line before it.
    if (piece.line.isAdjustment !== true) last = keyOf(piece, terms);
    const { bundleId } = piece.state;
    if (bundleId !== undefined) {
      // The first part of a bundle speaks for all of them.
      last = keyByBundle.get(bundleId) ?? last;
      keyByBundle.set(bundleId, last);
    }
    const isNew = !pieces.has(last);
    if (isNew && pieces.size === partsMax) last = [...pieces.keys()].at(-1) ?? last;
    const group = pieces.get(last) ?? [];
    group.push(piece);
    pieces.set(last, group);
  }
  return pieces;
}

function keyOf({ line, state }: Piece, { rules, by }: SplitTerms): string {
  return JSON.stringify([groupOf(line, rules), ...(by?.criteria ?? []).map((criterion) => placeOf(state, criterion))]);
}

function placeOf({ supply, stock }: LineState, criterion: SplitCriterion): number | boolean | null {
  switch (criterion) {
    case 'window':
      return supply?.windowId ?? null;
    case 'preorder':
      return supply?.isPreorder === true || (stock?.short ?? 0) > 0;
    case 'warehouse': {
      const most = stock?.takings.reduce((best, taking) => (taking.quantity > best.quantity ? taking : best), {
        warehouseId: -1,
        quantity: 0,
      });
      return most === undefined || most.quantity === 0 ? null : most.warehouseId;
    }
  }
}

/** Piece by piece between the stars, so that no pattern costs more than one walk over the name. */
function matches(pattern: string, name: string): boolean {
  const [head = '', ...pieces] = pattern.toLowerCase().split('*');
  const text = name.toLowerCase();
  const tail = pieces.pop();
  if (tail === undefined) return text === head;
  if (!text.startsWith(head)) return false;
  let from = head.length;
  for (const piece of pieces) {
    const at = text.indexOf(piece, from);
    if (at < 0) return false;
    from = at + piece.length;
  }
  return text.length - tail.length >= from && text.endsWith(tail);
}
