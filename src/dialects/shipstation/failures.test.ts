// Every failure of a request as a whole in the vendor's shape, and the headers of every answer.
import { expect, test } from 'vitest';
import { type Failure, RequestError, type RequestErrorCode, type WireRequest } from '../dialect.ts';
import { answerHeaders, writeFailure } from './failures.ts';

const request: WireRequest = {
  id: 'r-1',
  method: 'PUT',
  path: '/shipstation/orders/createorders',
  params: {},
  query: new URLSearchParams(),
  headers: {},
  body: Buffer.alloc(0),
};
const invalid = (field: string) => ({ Message: 'The request is invalid.', ModelState: { [field]: ['why'] } });

const ROWS: readonly (readonly [RequestErrorCode, string | undefined, number, unknown])[] = [
  ['unauthorized', undefined, 401, '401 Unauthorized'],
  ['scope_missing', undefined, 403, { Message: 'why' }],
  [
    'route_unknown',
    undefined,
    404,
    { Message: `No HTTP resource was found that matches the request URI '/shipstation/orders/createorders'.` },
  ],
  ['method_unknown', undefined, 405, { Message: `The requested resource does not support http method 'PUT'.` }],
  ['record_unknown', undefined, 404, { Message: 'why' }],
  ['parameter_invalid', 'page', 400, invalid('page')],
  ['body_malformed', undefined, 400, invalid('apiOrders')],
  ['body_wrong_kind', 'apiOrders.orderNumber', 400, invalid('apiOrders.orderNumber')],
  ['body_invalid', undefined, 400, invalid('apiOrders')],
  ['body_too_large', undefined, 413, invalid('apiOrders')],
  ['body_encoding', 'Content-Encoding', 415, invalid('Content-Encoding')],
  ['items_too_many', undefined, 400, invalid('apiOrders')],
  ['items_missing', undefined, 400, invalid('apiOrders')],
  ['receipt_key_invalid', 'Idempotency-Key', 400, invalid('Idempotency-Key')],
  ['rate_limited', undefined, 429, { message: 'Too Many Requests' }],
  ['unavailable', undefined, 503, { Message: 'why' }],
];

test.each(ROWS)('%s', (code, field, status, body) => {
  const failure = new RequestError(code, 'why', field === undefined ? {} : { field });
  const answer = writeFailure(failure, request);
  const text = String(answer.body);
  expect([answer.status, text.startsWith('{') ? JSON.parse(text) : text]).toEqual([status, body]);
});

test('wrong credentials are answered as plain text, as the gateway of the vendor does', () => {
  expect(writeFailure(new RequestError('unauthorized', 'why'), request)).toEqual({
    status: 401,
    headers: { 'www-authenticate': 'Basic realm="shipstation"' },
    contentType: 'text/plain',
    body: '401 Unauthorized',
  });
});

test.each([
  [false, 500, 'The server failed to answer request r-1; tell the operator.'],
  [true, 503, 'The server failed to answer request r-1; send it again later.'],
])('a fault shows nothing of itself (may come again: %s)', (isRetryable, status, message) => {
  const fault: Failure = { code: 'fault', isRetryable };
  const { body, ...answer } = writeFailure(fault, request);
  expect(answer).toEqual({ status });
  expect(Object.entries(JSON.parse(String(body)))).toEqual([
    ['Message', 'An error has occurred.'],
    ['ExceptionMessage', message],
    ['ExceptionType', 'System.Exception'],
    ['StackTrace', ''],
  ]);
});

const rate = { 'x-rate-limit-limit': '40', 'x-rate-limit-remaining': '39', 'x-rate-limit-reset': '17' };

test.each([
  [200, { 'cache-control': 'no-cache', pragma: 'no-cache', expires: '-1', ...rate }],
  [429, { 'cache-control': 'no-cache', pragma: 'no-cache', expires: '-1', ...rate }],
  [401, rate],
])('the headers of an answer with %i', (status, headers) => {
  expect(answerHeaders({ limit: 40, remaining: 39, resetSeconds: 17 }, { status })).toEqual(headers);
});
