// Bodies that are no JSON, or JSON of the wrong kind: what is said about them, and where they break.
import { expect, test } from 'vitest';
import { RequestError, type WireRequest } from '../dialect.ts';
import { findSyntaxError } from '../json-syntax.ts';
import { pathOf, readJson } from './json-body.ts';
import { wrongKind } from './wrong-kind.ts';

function requestOf(body: string | Buffer, type = 'application/json'): WireRequest {
  return {
    id: 'r',
    method: 'POST',
    path: '/shipstation/Orders//CreateOrders/',
    params: {},
    query: new URLSearchParams(),
    headers: { 'content-type': type },
    body: Buffer.from(body),
  };
}

function failureOf(run: () => unknown): { code: string; field: string | undefined; message: string } {
  try {
    run();
  } catch (error) {
    if (error instanceof RequestError) return { code: error.code, field: error.field, message: error.message };
    throw error;
  }
  throw new Error('the body must be refused');
}

test('a byte order mark is no part of the body', () => {
  expect(readJson(requestOf('\ufeff[1]'))).toEqual({ text: '[1]', value: [1] });
});

test.each([
  ['', 'body_malformed', 'Expected a body in JSON, but nothing was given.'],
  [' \r\n', 'body_malformed', 'Expected a body in JSON, but nothing was given.'],
  ['[{"a":1}', 'body_malformed', `Unexpected end when reading JSON. Path '[0]', line 1, position 9.`],
  [
    '[\n {"orderNumber": x}]',
    'body_malformed',
    `Unexpected character encountered while reading JSON: "x". Path '[0].orderNumber', line 2, position 18.`,
  ],
  [Buffer.from('[{"name":"Åsa"}]', 'latin1'), 'body_encoding', 'Expected JSON in UTF-8, but other bytes were given.'],
  [Buffer.from('\ufeff[]', 'utf16le'), 'body_encoding', 'Expected JSON in UTF-8, but other bytes were given.'],
])('%j is refused', (body, code, message) => {
  expect(failureOf(() => readJson(requestOf(body)))).toEqual({ code, field: 'apiOrders', message });
});

test('a form is read, unless it says two things of one name', () => {
  const form = (text: string) => requestOf(text, 'application/x-www-form-urlencoded; charset=utf-8');
  expect(readJson(form('a=1'))).toEqual({ text: '{"a":"1"}', value: { a: '1' } });
  const failure = failureOf(() => readJson(form('a=1&a.b=2')));
  expect(failure).toMatchObject({ code: 'body_malformed', message: expect.stringContaining('a value and parts') });
});

test.each([
  ['[1,]', 3, '[1]'],
  ['[1 2]', 3, '[0]'],
  ['{"a":1,}', 7, 'a'],
  ['{"a" 1}', 5, 'a'],
  ['{a:1}', 1, ''],
  ['{"a":{"b c":[tru]}}', 13, "a['b c'][0]"],
  ['[01]', 2, '[0]'],
  ['[-]', 1, '[0]'],
  ['["a\\x"]', 3, '[0]'],
  ['["a\n"]', 3, '[0]'],
  ['["a', 3, '[0]'],
  ['{"a', 3, ''],
  ['[1]]', 3, ''],
  ['[1}', 2, '[0]'],
  ['[} ]', 1, '[0]'],
  ['nul', 0, ''],
  ['[1,2', 4, '[1]'],
])('%s breaks at %i under %j', (text, at, path) => {
  expect(() => JSON.parse(text)).toThrow(SyntaxError);
  const { at: found, levels } = findSyntaxError(text);
  expect([found, pathOf(levels)]).toEqual([at, path]);
});

const ARRAY = { parameter: 'apiOrders', isArray: true };
const OBJECT = { parameter: 'apiOrder', isArray: false };

test.each([
  [
    '{"orderNumber":1}',
    ARRAY,
    'apiOrders.orderNumber',
    `Path 'orderNumber', line 1, position 15. Expected an array of orders, but an object was given.`,
  ],
  ['\n{\n  "a\\"b" : 1}', ARRAY, 'apiOrders.a"b', `Path 'a"b', line 3, position 10.`],
  ['{}', ARRAY, 'apiOrders', `Path '', line 1, position 1.`],
  ['[]', OBJECT, 'apiOrder', `Path '', line 1, position 1. Expected one order, an object, but an array was given.`],
  [' [ {} ]', OBJECT, 'apiOrder', `Path '', line 1, position 2.`],
  ['null', ARRAY, 'apiOrders', `Error converting value null to type 'SS.OpenApi.Models.Orders.Order[]'.`],
  ['"orders"', OBJECT, 'apiOrder', `Error converting value "orders" to type 'SS.OpenApi.Models.Orders.Order'.`],
])('%s is of the wrong kind', (text, wanted, field, message) => {
  const failure = wrongKind({ text, value: JSON.parse(text) }, wanted);
  expect([failure.code, failure.field]).toEqual(['body_wrong_kind', field]);
  expect(failure.message).toContain(message);
});
