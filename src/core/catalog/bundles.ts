/**
 * Bundles: goods that are sold under one name and one price and leave as their parts. What a bundle is made of is a
 * setting of the account, so that an order knows its parts before anything is loaded; the bundle itself is an item of the
 * catalog that nobody counts, with prices like any other. Its parts are counted.
 *
 *   order line of a bundle -> lines of its parts: they hold the stock, ship, and bear the price, shared out by what the
 *                             parts cost by themselves (pricing/apportion.ts); the bundle is kept beside, to be shown
 *
 * Where a part's share cannot be divided by its units, some cost the least unit more, on a line of their own.
 * Pure; called by plan/sell.ts before lines are fitted.
 */

import { type AmountE4, multipliedAmount } from '../amount.ts';
import type { OrderLine } from '../order.ts';
import { apportion, HUNDREDTH_E4 } from '../pricing/apportion.ts';
import type { SoldBundle } from '../sale.ts';
import type { BundleAsk, LineAsk, SealedWish } from '../stock/ask.ts';
import { offerOf, type ShelfItem, type StockDesk } from '../stock/stock-desk.ts';
import type { Bundle } from './catalog.ts';
import { priceOf } from './offer.ts';

export function bundlesAsked(asks: SealedWish['asks'], bundles: readonly Bundle[]): readonly BundleAsk[] {
  return asks.flatMap((ask, line) => {
    const bundle = ask === null ? undefined : bundleOf(ask, bundles);
    return bundle === undefined ? [] : [{ line, parts: bundle.parts }];
  });
}

/** Lines that a bundle may become at most, and its own id. */
export function bundleIdsMax({ bundles = [] }: Pick<SealedWish, 'bundles'>): number {
  return bundles.reduce((sum, { parts }) => sum + 1 + 2 * parts.length, 0);
}

export type Opened = {
  lines: readonly OrderLine[];
  asks: SealedWish['asks'];
  /** By the position of the line, which of `sold` it is a part of. */
  bundleByLine: readonly (number | undefined)[];
  sold: readonly Omit<SoldBundle, 'id'>[];
};

export function openBundles(
  lines: readonly OrderLine[],
  wish: SealedWish,
  shelf: { stock: StockDesk; at: number },
): Opened {
  const opened = {
    lines: [] as OrderLine[],
    asks: [] as (LineAsk | null)[],
    bundleByLine: [] as (number | undefined)[],
  };
  const sold: Omit<SoldBundle, 'id'>[] = [];
  const put = (line: OrderLine, ask: LineAsk | null, bundle?: number) => {
    opened.lines.push(line);
    opened.asks.push(ask);
    opened.bundleByLine.push(bundle);
  };
  for (const [index, line] of lines.entries()) {
    const ask = wish.asks[index] ?? null;
    const bundle = wish.bundles?.find((one) => one.line === index);
    if (ask === null || bundle === undefined) {
      put(line, ask === null ? null : { ...ask, at: index });
      continue;
    }
    const { parts, whole } = partsOf({ line, ask, bundle }, wish, shelf);
    for (const part of parts) {
      put(part, { sku: part.sku, quantity: part.quantity, at: index, isFree: ask.isFree }, sold.length);
    }
    sold.push(whole);
  }
  return { ...opened, sold };
}

type Sale = { line: OrderLine; ask: LineAsk; bundle: BundleAsk };
type Shelf = { stock: StockDesk; at: number };

function partsOf({ line, ask, bundle }: Sale, { priceListId }: SealedWish, { stock, at }: Shelf) {
  const listed = (item: ShelfItem | null) =>
    item === null || priceListId === null ? null : priceOf(offerOf(item), priceListId, at);
  const parts = bundle.parts.map((part) => {
    const item = stock.find({ sku: part.sku, quantity: part.quantity });
    return { ...part, item, price: listed(item) };
  });
  const costs = parts.map(({ quantity, price }) => multipliedAmount(price?.priceE4 ?? 0, quantity) ?? 0);
  const own = listed(stock.find(ask));
  const sumE4 = costs.reduce((sum, cost) => sum + cost, 0);
  const unitPriceE4 = line.unitPriceE4 ?? own?.priceE4 ?? sumE4;
  const hasCosts = sumE4 > 0;
  const shares = apportion(
    unitPriceE4,
    parts.map(({ quantity }, index) => (hasCosts ? (costs[index] ?? 0) : quantity * HUNDREDTH_E4)),
  );
  const { sku, ean, upc, name, comment, extras, quantity } = line;
  return {
    parts: parts.flatMap((part, index) => {
      const { item, price } = part;
      const named = { sku: part.sku, ean: item?.ean ?? undefined, upc: item?.upc ?? undefined };
      const units = unitsOf(shares[index] ?? 0, part.quantity);
      return units.map(
        (one): OrderLine => ({
          ...named,
          quantity: one.quantity * quantity,
          unitPriceE4: one.priceE4,
          originalPriceE4: price?.originalE4,
        }),
      );
    }),
    whole: {
      ...{ quantity, unitPriceE4, originalPriceE4: line.originalPriceE4 ?? own?.originalE4 },
      ...{ itemId: ask.itemId, sku, ean, upc, name, comment, extras },
    },
  };
}

/** Units of one price each that come to the share exactly: two prices at most, one least unit apart. */
function unitsOf(shareE4: AmountE4, quantity: number): readonly { quantity: number; priceE4: AmountE4 }[] {
  const unit = shareE4 % HUNDREDTH_E4 === 0 ? HUNDREDTH_E4 : 1;
  const lowE4 = (shareE4 - (shareE4 % (unit * quantity))) / quantity;
  const dearer = (shareE4 - lowE4 * quantity) / unit;
  const units = [
    { quantity: quantity - dearer, priceE4: lowE4 },
    { quantity: dearer, priceE4: lowE4 + unit },
  ];
  return units.filter((one) => one.quantity > 0);
}

/** By the first of its names that a bundle bears. */
function bundleOf({ itemId, ean, upc, sku }: LineAsk, bundles: readonly Bundle[]): Bundle | undefined {
  const names = namesOf(bundles);
  return (
    (itemId === undefined ? undefined : names.get(`i${itemId}`)) ??
    (ean ? names.get(`e${ean}`) : undefined) ??
    (upc ? names.get(`u${upc}`) : undefined) ??
    (sku ? names.get(`s${sku}`) : undefined)
  );
}

/** Settings are read once a second at most, so their bundles are named once as well. */
const namesByBundles = new WeakMap<readonly Bundle[], ReadonlyMap<string, Bundle>>();

function namesOf(bundles: readonly Bundle[]): ReadonlyMap<string, Bundle> {
  const known = namesByBundles.get(bundles);
  if (known !== undefined) return known;
  const names = new Map<string, Bundle>();
  for (const bundle of [...bundles].reverse()) {
    const { itemId, ean, upc, sku } = bundle;
    if (itemId !== undefined) names.set(`i${itemId}`, bundle);
    if (ean !== undefined) names.set(`e${ean}`, bundle);
    if (upc !== undefined) names.set(`u${upc}`, bundle);
    names.set(`s${sku}`, bundle);
  }
  namesByBundles.set(bundles, names);
  return names;
}
