// Exact amounts as tables: what fits is kept to the last digit, what does not is refused, never rounded.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { amountFromNumber, amountFromText, multipliedAmount, numberFromAmount, textFromAmount } from './amount.ts';

test.each([
  [99.99, 999900],
  [-20.55, -205500],
  [0, 0],
  [-0, 0],
  [0.0001, 1],
  [0.00001, null],
  [1.23456, null],
  [0.1 + 0.2, null],
  [99_999_999_999.9999, 999_999_999_999_999],
  [100_000_000_000, null],
  [1e300, null],
  [Number.NaN, null],
  [Number.POSITIVE_INFINITY, null],
])('number %d is %s', (value, expected) => {
  expect(amountFromNumber(value)).toBe(expected);
});

test.each([
  ['99.99', 999900],
  [' 5.0 ', 50000],
  ['-20.5500', -205500],
  ['+7', 70000],
  ['-0', 0],
  ['1.23450', 12345],
  ['1.23456', null],
  ['12', 120000],
  ['-12.5', -125000],
  ['-0.0000', 0],
  ['000000000001', 10000],
  ['-', null],
  ['--5', null],
  ['5.', null],
  ['5-', null],
  ['1.2.3', null],
  ['1e3', null],
  ['1,50', null],
  ['.5', null],
  ['', null],
  ['99999999999.9999', 999_999_999_999_999],
  ['100000000000', null],
])('text %j is %s', (text, expected) => {
  expect(amountFromText(text)).toBe(expected);
});

test.each([
  [999900, '99.99'],
  [-205500, '-20.55'],
  [0, '0.00'],
  [1, '0.0001'],
  [12300, '1.23'],
  [12340, '1.234'],
])('%d prints %s', (amount, expected) => {
  expect(textFromAmount(amount)).toBe(expected);
});

test('an amount times a count is exact or null', () => {
  expect(multipliedAmount(999900, 3)).toBe(2999700);
  expect(multipliedAmount(Number.MAX_SAFE_INTEGER, 2)).toBeNull();
});

test('every amount comes back from its number and from its text', () => {
  fc.assert(
    fc.property(fc.integer({ min: -999_999_999_999_999, max: 999_999_999_999_999 }), (amount) => {
      expect(amountFromNumber(numberFromAmount(amount))).toBe(amount === 0 ? 0 : amount);
      expect(amountFromText(textFromAmount(amount))).toBe(amount === 0 ? 0 : amount);
    }),
  );
});
