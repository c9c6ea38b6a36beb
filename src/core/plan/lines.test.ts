// Which line keeps which id on an update: by key, else by SKU, each former line once.
import { expect, test } from 'vitest';
import { matchedLines } from './lines.ts';
import { countingIds } from './samples.ts';

const former = [
  { id: 1, key: 'a', sku: 'X', createdAt: 5 },
  { id: 2, sku: 'X', createdAt: 5 },
  { id: 3, key: 'c', sku: 'Y', createdAt: 5 },
];

test.each([
  ['same lines', [{ key: 'a', sku: 'X' }, { sku: 'X' }, { key: 'c', sku: 'Y' }], [1, 2, 3]],
  ['another order', [{ key: 'c' }, { sku: 'X' }, { key: 'a' }], [3, 2, 1]],
  ['the key wins over the place', [{ sku: 'X' }, { key: 'a', sku: 'X' }], [2, 1]],
  ['a new SKU under a known key', [{ key: 'a', sku: 'Z' }], [1]],
  ['two keys that differ are two lines', [{ key: 'other', sku: 'Y' }], [900]],
  ['more lines than before', [{ sku: 'X' }, { sku: 'X' }, { sku: 'X' }], [1, 2, 900]],
  ['lines without a name', [{}, {}], [900, 901]],
])('%s', (_name, names, expected) => {
  const lines = matchedLines(names, former, { ids: countingIds(), at: 9 });
  expect(lines.map((line) => line.id)).toEqual(expected);
});
