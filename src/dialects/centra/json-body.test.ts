/** Bytes that are JSON are read; all others are told where they stop being JSON. */
import { expect, test } from 'vitest';
import { RequestError } from '../dialect.ts';
import { readJson, readOptionalJson } from './json-body.ts';

test.each([
  [Buffer.from('{"a":1}'), { a: 1 }],
  [Buffer.from('\ufeff {"a":1}'), { a: 1 }],
  [Buffer.from('"44"'), '44'],
  [Buffer.from('"\\ud800"'), '\ud800'],
])('%s is read', (bytes, expected) => {
  expect(readJson(bytes).value).toEqual(expected);
});

test.each([
  ['', 'body: expected JSON, got nothing'],
  [' \n ', 'body: expected JSON, got nothing'],
  ['{"a":1,}', 'body: is not JSON: unexpected "}" at line 1, column 8'],
  ['{\n  "a": 1\n  "b": 2\n}', 'body: is not JSON: unexpected "\\"" at line 3, column 3'],
  ['{"a":', 'body: is not JSON: unexpected the end of the body at line 1, column 6'],
  ["{'a':1}", 'body: is not JSON: unexpected "\'" at line 1, column 2'],
  ['{"a":"😀\t"}', 'body: is not JSON: unexpected "\\t" at line 1, column 9'],
  ['a=1&b=2', 'body: is not JSON: unexpected "a" at line 1, column 1'],
])('%j: %s', (text, expected) => {
  expect(() => readJson(Buffer.from(text))).toThrow(new RequestError('body_malformed', expected));
});

test('bytes that are no UTF-8 are refused, for a name would come back changed', () => {
  expect(() => readJson(Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]))).toThrow('no UTF-8');
  expect(() => readJson(Buffer.from('{}', 'utf16le').subarray(0, 3))).toThrow(RequestError);
});

test.each([
  ['', null],
  [' \r\n', null],
  ['{}', {}],
])('an optional body %j is %j', (text, expected) => {
  expect(readOptionalJson(Buffer.from(text))).toEqual(expected);
});
