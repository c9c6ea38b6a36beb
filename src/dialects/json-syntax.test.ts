// Where a text stops being JSON: at the first character that cannot stand where it stands, however deep.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { findSyntaxError } from './json-syntax.ts';

test.each([
  ['{', 1],
  ['[1 2]', 3],
  ['[1,]', 3],
  ['{"a"}', 4],
  ['{"a":1]', 6],
  ['[}', 1],
  ['{}{}', 2],
  ['{"a":01}', 6],
  ['[1.]', 2],
  ['[nul]', 1],
  ['["\\x"]', 2],
  ['["\\u12"]', 2],
  ['["a', 3],
  ['{1:2}', 1],
  ['-', 0],
])('%s: %i', (text, expected) => {
  expect(() => JSON.parse(text)).toThrow(SyntaxError);
  expect(findSyntaxError(text).at).toBe(expected);
});

test('a body of a million open brackets ends at its end', () => {
  expect(findSyntaxError('['.repeat(1_000_000)).at).toBe(1_000_000);
});

test('JSON has no mistake, and JSON that was cut off ends too early', () => {
  const texts = (_name: string, value: unknown) => (typeof value === 'object' && value !== null ? value : `${value}`);
  fc.assert(
    fc.property(fc.jsonValue(), fc.nat(), (value, seed) => {
      const json = JSON.stringify(value, texts);
      expect(findSyntaxError(json).at).toBe(json.length);
      // An escape that was cut in two is named by its beginning.
      const cut = json.slice(0, seed % json.length);
      expect(findSyntaxError(cut).at).toBeGreaterThanOrEqual(cut.length - '\\u12'.length);
    }),
  );
});
