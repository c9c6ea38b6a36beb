// Columns as PostgreSQL reads them: the header, then every element with its length, whatever the texts hold and however
// many they are.
import { expect, test } from 'vitest';
import { bigintArray, booleanArray, integerArray, textArray } from './arrays.ts';

/** Element type and elements, null where the length is -1; throws when bytes are left or missing. */
function decoded(array: Buffer): { oid: number; elements: (Buffer | null)[] } {
  const [dimensions, , oid, length = 0, first] = [0, 4, 8, 12, 16].map((at) => array.readInt32BE(at));
  expect([dimensions, first]).toEqual([1, 1]);
  let at = 20;
  const elements = Array.from({ length }, () => {
    const size = array.readInt32BE(at);
    const from = at + 4;
    at = from + Math.max(0, size);
    return size < 0 ? null : array.subarray(from, at);
  });
  expect(at).toBe(array.length);
  return { oid: oid ?? 0, elements };
}

const LONG = 'å'.repeat(300_000);

test.each([
  ['none', []],
  ['nulls and empty texts', [null, '', 'a', null]],
  ['letters of one to four bytes', ['a', 'é', '€', '😀', 'aé€😀']],
  ['a half character, which becomes another one', ['\ud800x']],
  ['more than the buffer holds that is kept', ['before', LONG, null, LONG, 'behind']],
])('texts: %s', (_name, values) => {
  const { oid, elements } = decoded(textArray(values));
  expect(oid).toBe(25);
  expect(elements.map((element) => element?.toString() ?? null)).toEqual(
    values.map((value) => value?.toWellFormed() ?? null),
  );
});

test('a column stays what it was when the next one is written', () => {
  const first = textArray(['first']);
  textArray(['other']);
  expect(decoded(first).elements.map(String)).toEqual(['first']);
});

test('numbers and truths', () => {
  const numbers = [0, 1, -1, 4_294_967_296, -4_294_967_297, Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER, null];
  const bigints = decoded(bigintArray(numbers));
  expect(bigints.oid).toBe(20);
  expect(bigints.elements.map((element) => (element === null ? null : Number(element.readBigInt64BE())))).toEqual(
    numbers,
  );
  const integers = decoded(integerArray([7, null, -2_147_483_648]));
  expect([integers.oid, ...integers.elements.map((element) => element?.readInt32BE() ?? null)]).toEqual([
    23,
    ...[7, null, -2_147_483_648],
  ]);
  const truths = decoded(booleanArray([true, null, false]));
  expect([truths.oid, ...truths.elements.map((element) => element?.readInt8() ?? null)]).toEqual([16, 1, null, 0]);
});
