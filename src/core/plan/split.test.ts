// Splitting: patterns as a table, and for any order and any rules the parts add up to the whole.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { OrderContent, OrderLine } from '../order.ts';
import { groupOf, splitContent } from './split.ts';

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

test('the parts add up to the whole exactly and no line is lost or doubled', () => {
  fc.assert(
    fc.property(content, rules, (whole, table) => {
      const parts = splitContent(whole, table);
      const sum = (of: (part: OrderContent) => number | undefined) =>
        parts.reduce((total, part) => total + (of(part) ?? 0), 0);
      expect(parts.flatMap((part) => part.lines)).toHaveLength(whole.lines.length);
      expect(new Set(parts.flatMap((part) => part.lines))).toEqual(new Set(whole.lines));
      expect(sum((part) => part.shippingE4)).toBe(whole.shippingE4);
      expect(sum((part) => part.discountE4)).toBe(whole.discountE4);
      expect(sum((part) => part.taxE4)).toBe(whole.taxE4);
      expect(sum((part) => part.amountPaidE4)).toBe(whole.amountPaidE4);
      expect(parts.slice(1).every((part) => part.shippingE4 === undefined)).toBe(true);
    }),
  );
});
