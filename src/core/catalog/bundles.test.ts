// Opening bundles: the documented example, prices that do not divide, and as a property that nothing is lost or gained.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { linesTotal, type OrderContent } from '../order.ts';
import type { SealedWish } from '../stock/ask.ts';
import { type ShelfItem, StockDesk } from '../stock/stock-desk.ts';
import { sealWish } from '../stock/wish.ts';
import { bundleIdsMax, openBundles } from './bundles.ts';
import type { Bundle } from './catalog.ts';

const list = { id: 1, name: 'SEK', currency: 'SEK', countries: [] };

function itemOf(itemId: number, sku: string, priceE4: number | null): ShelfItem {
  const prices = priceE4 === null ? [] : [{ priceListId: 1, priceE4, campaigns: [] }];
  const names = { itemId, sku, ean: `e${sku}`, upc: null };
  return { ...names, isActive: true, isCounted: true, offer: JSON.stringify({ prices }), levels: [] };
}

function opened(content: Partial<OrderContent> & Pick<OrderContent, 'lines'>, bundles: Bundle[], items: ShelfItem[]) {
  const whole: OrderContent = { status: 'open', ...content };
  const stated = { takes: 'none', isForced: false, market: {}, priceList: { id: 1 }, lines: [] } as const;
  const wish = sealWish(whole, stated, { priceLists: [list], bundles }) as SealedWish;
  return { wish, ...openBundles(whole.lines, wish, { stock: new StockDesk(items), at: 1 }) };
}

const told = ({ lines }: ReturnType<typeof opened>) =>
  lines.map(({ sku, quantity, unitPriceE4, originalPriceE4 }) => [sku, quantity, unitPriceE4, originalPriceE4]);
const pair: Bundle = {
  sku: 'SET',
  itemId: 3,
  parts: [
    { sku: 'A', quantity: 1 },
    { sku: 'B', quantity: 1 },
  ],
};
const items = [itemOf(1, 'A', 2_000_000), itemOf(2, 'B', 1_000_000), itemOf(3, 'SET', 1_500_000)];

test.each([
  [
    'the price of the list, as documented: 200 + 100 for 150 are 100 + 50',
    undefined,
    pair,
    items,
    [
      ['A', 2, 1_000_000, 2_000_000],
      ['B', 2, 500_000, 1_000_000],
    ],
  ],
  [
    'a stated price',
    900_000,
    pair,
    items,
    [
      ['A', 2, 600_000, 2_000_000],
      ['B', 2, 300_000, 1_000_000],
    ],
  ],
  [
    'no price of its own: what the parts cost',
    undefined,
    pair,
    items.slice(0, 2),
    [
      ['A', 2, 2_000_000, 2_000_000],
      ['B', 2, 1_000_000, 1_000_000],
    ],
  ],
  [
    'parts without a price: by their units',
    300,
    { sku: 'SET', parts: [{ sku: 'X', quantity: 3 }] },
    [],
    [['X', 6, 100, undefined]],
  ],
  [
    'a price that does not divide',
    1_000_000,
    { sku: 'SET', parts: [{ sku: 'A', quantity: 3 }] },
    items,
    [
      ['A', 4, 333_300, 2_000_000],
      ['A', 2, 333_400, 2_000_000],
    ],
  ],
] as [string, number | undefined, Bundle, ShelfItem[], unknown[]][])(
  '%s',
  (_name, unitPriceE4, bundle, shelf, expected) => {
    const line = { sku: 'SET', quantity: 2, unitPriceE4 };
    expect(told(opened({ lines: [line] }, [bundle], shelf))).toEqual(expected);
  },
);

test.each([
  ['its SKU', { sku: 'SET' }],
  ['its EAN', { ean: '731' }],
  ['its UPC before another SKU', { upc: '012', sku: 'A' }],
])('a bundle is named by %s; other lines stay what they are', (_name, names) => {
  const bundle = { ...pair, ean: '731', upc: '012' };
  const other = { sku: 'B', quantity: 4, unitPriceE4: 7 };
  const made = opened({ lines: [other, { quantity: 1, ...names }, other] }, [bundle], items);
  expect(made.lines.map(({ sku }) => sku)).toEqual(['B', 'A', 'B', 'B']);
  expect(made.asks.map((ask) => ask?.at)).toEqual([0, 1, 1, 2]);
  expect(made.bundleByLine).toEqual([undefined, 0, 0, undefined]);
});

test('whatever it costs and is made of, the parts add up to it, in no more lines than were announced', () => {
  const part = fc.record({ sku: fc.constantFrom('A', 'B', 'C', 'D'), quantity: fc.integer({ min: 1, max: 12 }) });
  const prices = fc.array(fc.integer({ min: 0, max: 9_999_999 }), { minLength: 4, maxLength: 4 });
  const line = fc.record({
    sku: fc.constantFrom('SET', 'A'),
    quantity: fc.integer({ min: 1, max: 99 }),
    unitPriceE4: fc.integer({ min: 0, max: 99_999_999 }),
  });
  fc.assert(
    fc.property(
      fc.array(line, { minLength: 1, maxLength: 5 }),
      fc.array(part, { minLength: 1, maxLength: 5 }),
      prices,
      (lines, parts, costs) => {
        const shelf = ['A', 'B', 'C', 'D'].map((sku, index) => itemOf(index + 1, sku, costs[index] ?? 0));
        const made = opened({ lines }, [{ sku: 'SET', parts }], shelf);
        expect(linesTotal(made.lines)).toBe(linesTotal(lines));
        expect(made.lines.every(({ unitPriceE4 = -1, quantity }) => unitPriceE4 >= 0 && quantity > 0)).toBe(true);
        expect(made.lines.length + made.sold.length).toBeLessThanOrEqual(lines.length + bundleIdsMax(made.wish));
        const units = made.lines.reduce((sum, { quantity }) => sum + quantity, 0);
        const each = parts.reduce((sum, { quantity }) => sum + quantity, 0);
        expect(units).toBe(lines.reduce((sum, { sku, quantity }) => sum + quantity * (sku === 'SET' ? each : 1), 0));
      },
    ),
  );
});
