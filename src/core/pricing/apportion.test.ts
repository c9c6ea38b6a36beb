// Sharing exactly: as a table, and for any amount and weights the shares add up and none is off by more than a unit.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { apportion, portion } from './apportion.ts';

test.each([
  [1_000_000, [1, 1, 1], [333_334, 333_333, 333_333]],
  [1_000_000, [100, 100, 100], [333_400, 333_300, 333_300]],
  [100, [100, 100], [100, 0]],
  [1, [100, 100], [1, 0]],
  [-500, [100, 100, 300], [-100, -100, -300]],
  [700, [0, 0], [700, 0]],
  [0, [100, 200], [0, 0]],
  [900, [], []],
])('%i by %j: %j', (amount, weights, expected) => {
  expect(apportion(amount, weights)).toEqual(expected);
});

test('the shares add up, keep the sign, and none exceeds its proportion by a unit', () => {
  const amount = fc.integer({ min: -999_999_999_999, max: 999_999_999_999 });
  const weights = fc.array(fc.integer({ min: 0, max: 99_999_999_999 }), { minLength: 1, maxLength: 20 });
  fc.assert(
    fc.property(amount, weights, (whole, parts) => {
      const shares = apportion(whole, parts);
      expect(shares.reduce((sum, share) => sum + share, 0)).toBe(whole);
      const total = parts.reduce((sum, part) => sum + part, 0);
      shares.forEach((share, index) => {
        expect(share === 0 || Math.sign(share) === Math.sign(whole)).toBe(true);
        if (total === 0) return;
        const exact = (BigInt(Math.abs(whole)) * BigInt(parts[index] ?? 0)) / BigInt(total);
        const difference = BigInt(Math.abs(share)) - exact;
        expect(difference > -100n && difference <= 100n).toBe(true);
      });
    }),
  );
});

test.each([
  [1_000_000, 250_000, 1_250_000, 200_000],
  [999_900, 25, 125, 200_000],
  [1_249, 1, 25, 0],
  [1_250, 1, 25, 100],
  [-1_250, 1, 25, -100],
  [0, 1, 2, 0],
])('%i x %i / %i is %i, to the hundredth', (amount, part, whole, expected) => {
  expect(portion(amount, part, whole)).toBe(expected);
});
