// Splitting: patterns as a table, and for any order and any rules the parts add up to the whole.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { LineState, OrderContent, OrderLine } from '../order.ts';
import { groupOf, partsMaxOf, SPLIT_CRITERIA, type SplitCriterion, splitOrder } from './split.ts';

test.each([
  ['SKU-1', 'SKU-1', true],
  ['sku-1', 'SKU-1', true],
  ['SKU-*', 'SKU-123', true],
  ['*-X', 'A-B-X', true],
  ['A*B*C', 'AxxBxxC', true],
  ['A*B*C', 'AxxCxxB', false],
  ['AB*BA', 'ABA', false],
  ['*', '', true],
  ['SKU', 'SKU-1', false],
  ['S.U', 'SKU', false],
])('pattern %s against %s: %s', (pattern, sku, expected) => {
  expect(groupOf({ sku, quantity: 1 }, [{ pattern, group: 'g' }])).toBe(expected ? 'g' : '');
});

test('the first matching rule decides, by SKU or EAN', () => {
  const rules = [
    { pattern: '735*', group: 'second' },
    { pattern: '*', group: 'rest' },
  ];
  expect(groupOf({ ean: '7350001', sku: 'A', quantity: 1 }, rules)).toBe('second');
  expect(groupOf({ sku: 'A', quantity: 1 }, rules)).toBe('rest');
});

const line: fc.Arbitrary<OrderLine> = fc.record({
  sku: fc.constantFrom('A-1', 'A-2', 'B-1', 'C'),
  quantity: fc.integer({ min: 1, max: 9 }),
  unitPriceE4: fc.integer({ min: -1e6, max: 1e6 }),
  isAdjustment: fc.boolean(),
});
const content: fc.Arbitrary<OrderContent> = fc.record({
  status: fc.constant('open' as const),
  lines: fc.array(line, { maxLength: 12 }),
  shippingE4: fc.integer(),
  discountE4: fc.integer(),
  taxE4: fc.integer(),
  amountPaidE4: fc.integer(),
});
const rules = fc.array(
  fc.record({ pattern: fc.constantFrom('A-*', 'B-*', '*', 'A-1'), group: fc.constantFrom('x', 'y', 'z') }),
);

const lineState: fc.Arbitrary<LineState> = fc.record({
  id: fc.integer({ min: 1, max: 1e9 }),
  createdAt: fc.constant(1),
  supply: fc.option(
    fc.record({
      windowId: fc.option(fc.integer({ min: 1, max: 3 }), { nil: undefined }),
      isPreorder: fc.constantFrom(true as const, undefined),
    }),
    { nil: undefined },
  ),
  stock: fc.option(
    fc.record({
      itemId: fc.constant(1),
      takings: fc.array(fc.record({ warehouseId: fc.constantFrom(1, 2), quantity: fc.integer({ min: 1, max: 5 }) })),
      short: fc.constantFrom(0, 1),
    }),
    { nil: undefined },
  ),
});
const criteria = fc.subarray([...SPLIT_CRITERIA]);
const KEYS = ['shippingE4', 'discountE4', 'taxE4', 'amountPaidE4'] as const;

test('the parts add up to the whole exactly and no line is lost or doubled, whatever splits them', () => {
  fc.assert(
    fc.property(
      fc.tuple(content, fc.array(lineState, { minLength: 12, maxLength: 12 }), rules, criteria),
      ([order, states, table, by]) => {
        const whole = { content: order, state: { lines: states.slice(0, order.lines.length) } };
        const terms = { rules: table, by: { criteria: by, partsMax: 24 } };
        const parts = splitOrder(whole, terms);
        expect(parts.length).toBeLessThanOrEqual(partsMaxOf(terms));
        for (const key of KEYS) {
          const sum = parts.reduce((total, part) => total + (part.content[key] ?? 0), 0);
          expect(sum).toBe(order[key]);
        }
        const pieces = parts.flatMap((part) => part.content.lines.map((one, index) => [one, part.state.lines[index]]));
        expect(pieces).toHaveLength(order.lines.length);
        expect(new Set(pieces.map(([one]) => one))).toEqual(new Set(order.lines));
        for (const [one, state] of pieces) {
          expect(whole.state.lines[order.lines.indexOf(one as OrderLine)]).toBe(state);
        }
        for (const part of parts.slice(1)) expect(part.content.amountPaidE4).toBeUndefined();
      },
    ),
  );
});

const price = 1_000_000;
const goods: [string, LineState['supply'], LineState['stock']][] = [
  ['HERE', undefined, held(1, 2)],
  ['SPRING', { windowId: 7 }, held(1, 2)],
  ['LATER', { isPreorder: true }, undefined],
  ['SHORT', undefined, { ...held(1, 1), short: 1 }],
  ['NORTH', undefined, held(2, 2)],
  ['BOTH', undefined, { itemId: 1, takings: [...held(1, 1).takings, { warehouseId: 2, quantity: 3 }], short: 0 }],
];

function held(warehouseId: number, quantity: number) {
  return { itemId: 1, takings: [{ warehouseId, quantity }], short: 0 };
}

test.each([
  [[], [['HERE', 'SPRING', 'LATER', 'SHORT', 'NORTH', 'BOTH']]],
  [['window'], [['HERE', 'LATER', 'SHORT', 'NORTH', 'BOTH'], ['SPRING']]],
  [
    ['preorder'],
    [
      ['HERE', 'SPRING', 'NORTH', 'BOTH'],
      ['LATER', 'SHORT'],
    ],
  ],
  [['warehouse'], [['HERE', 'SPRING', 'SHORT'], ['LATER'], ['NORTH', 'BOTH']]],
  [
    ['window', 'preorder'],
    [['HERE', 'NORTH', 'BOTH'], ['SPRING'], ['LATER', 'SHORT']],
  ],
] as [SplitCriterion[], string[][]][])('by %j: %j', (by, expected) => {
  const lines = goods.map(([sku]) => ({ sku, quantity: 2, unitPriceE4: price }));
  const state = { lines: goods.map(([sku, supply, stock], id) => ({ id, sku, createdAt: 1, supply, stock })) };
  const parts = splitOrder(
    { content: { status: 'open', lines }, state },
    { rules: [], by: { criteria: by, partsMax: 9 } },
  );
  expect(parts.map((part) => part.content.lines.map(({ sku }) => sku))).toEqual(expected);
});

test('shipping and discount are shared out by the value of the goods, largest remainder first; payment stays', () => {
  const lines = [
    { sku: 'A-1', quantity: 1, unitPriceE4: 200_000 },
    { sku: 'B-1', quantity: 1, unitPriceE4: 100_000 },
    { sku: 'C', quantity: 1, unitPriceE4: 0 },
  ];
  const order: OrderContent = {
    ...{ status: 'open', lines, number: '7', shippingE4: 49_900, discountE4: 10_000, voucherCodes: ['X'] },
    amountPaidE4: 5,
  };
  const table = ['A-*', 'B-*', 'C'].map((pattern) => ({ pattern, group: pattern }));
  const state = { lines: lines.map((_, id) => ({ id, createdAt: 1 })) };
  const parts = splitOrder({ content: order, state }, { rules: table });
  expect(parts.map((part) => part.content)).toEqual([
    { ...order, shippingE4: 33_300, discountE4: 6_700, taxE4: undefined, lines: lines.slice(0, 1) },
    {
      ...{ status: 'open', lines: lines.slice(1, 2), shippingE4: 16_600, discountE4: 3_300, taxE4: undefined },
      voucherCodes: ['X'],
    },
    { status: 'open', lines: lines.slice(2), shippingE4: undefined, discountE4: undefined, taxE4: undefined },
  ]);
});

test('more parts than are allowed go together in the last one', () => {
  const lines = ['A', 'B', 'C'].map((sku) => ({ sku, quantity: 1 }));
  const state = { lines: [1, 2, 3].map((id) => ({ id, createdAt: 1, supply: { windowId: id } })) };
  const parts = splitOrder(
    { content: { status: 'open', lines }, state },
    { rules: [], by: { criteria: ['window'], partsMax: 2 } },
  );
  expect(parts.map((part) => part.content.lines.map(({ sku }) => sku))).toEqual([['A'], ['B', 'C']]);
});
