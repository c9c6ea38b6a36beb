// Failures of the native API: credentials, scopes, bounds, limits and unknown paths, each an RFC 9457 problem.
import { expect, test } from 'vitest';
import { KEY, SECRET, startNativeServer } from './native-server.ts';

test.each([
  ['nothing', ''],
  ['another scheme', `Basic ${Buffer.from(`${KEY}:${SECRET}`).toString('base64')}`],
  ['a wrong secret', 'Bearer nobody'],
  ['an empty one', 'Bearer '],
])('%s is refused with 401', async (_name, authorization) => {
  const server = await startNativeServer();
  const answer = await fetch(`${server.url}/v1/orders`, { headers: authorization === '' ? {} : { authorization } });
  expect([answer.status, answer.headers.get('www-authenticate')]).toEqual([401, 'Bearer realm="bulkhead"']);
  expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/);
  expect(await answer.json()).toMatchObject({ code: 'unauthorized', field: 'Authorization', status: 401 });
  await server.drain('end of the test');
});

test.each([
  ['GET', '/nowhere', 404, 'route_unknown'],
  ['GET', '/orders/4711', 404, 'record_unknown'],
  ['GET', '/orders/x', 400, 'parameter_invalid'],
  ['GET', '/orders/99999999999999999', 400, 'parameter_invalid'],
  ['PATCH', '/orders/1', 405, 'method_unknown'],
  ['GET', '/orders/1:hold', 400, 'parameter_invalid'],
  ['POST', '/orders/1:fly', 405, 'method_unknown'],
  ['POST', '/orders/4711:hold', 404, 'order_unknown'],
])('%s %s answers %i %s', async (method, path, status, code) => {
  const server = await startNativeServer();
  const answer = await server.call(method, path);
  expect([answer.status, answer.body.code, answer.body.status]).toEqual([status, code, status]);
  expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/);
  await server.drain('end of the test');
});

test('an operation that there is not is told with those there are', async () => {
  const server = await startNativeServer();
  const { status, headers, body } = await server.call('POST', '/orders/1:fly', {});
  expect([status, headers.get('allow'), body.detail]).toEqual([
    405,
    expect.stringContaining('DELETE'),
    expect.stringMatching(/^There is no such operation: expected :assign, :cancel, .*:untag, got ":fly"\.$/),
  ]);
  await server.drain('end of the test');
});

test('bounds and limits are told in the problem and in the headers', async () => {
  const server = await startNativeServer({ BULKHEAD_BODY_BYTES_MAX: '2048', BULKHEAD_RATE_LIMIT: '3' });
  const large = await server.call('POST', '/orders', { lines: [], customer_note: 'x'.repeat(3_000) });
  expect([large.status, large.body.code, large.body.limit]).toEqual([413, 'body_too_large', 2048]);
  const encoded = await server.call('POST', '/orders', '{}', { 'content-encoding': 'zstd' });
  expect([encoded.status, encoded.body.code]).toEqual([415, 'body_encoding']);
  const third = await server.call('GET', '/limits');
  expect(third.headers.get('ratelimit-policy')).toBe('"key";q=3;w=60');
  expect(third.headers.get('ratelimit')).toMatch(/^"key";r=0;t=\d+$/);
  const fourth = await server.call('GET', '/limits');
  expect([fourth.status, fourth.body.code, fourth.body.retryable]).toEqual([429, 'rate_limited', true]);
  expect(Number(fourth.headers.get('retry-after'))).toBeGreaterThan(0);
  await server.drain('end of the test');
});

test('an idempotency key that cannot be used is refused', async () => {
  const server = await startNativeServer();
  const answer = await server.call('POST', '/orders', { lines: [] }, { 'idempotency-key': 'x'.repeat(256) });
  expect([answer.status, answer.body.code, answer.body.field]).toEqual([400, 'receipt_key_invalid', 'Idempotency-Key']);
  await server.drain('end of the test');
});

test('one key for two kinds of request is refused, not mixed up', async () => {
  const server = await startNativeServer();
  const headers = { 'idempotency-key': 'k' };
  const made = await server.call('POST', '/orders', { lines: [] }, headers);
  const held = await server.call('POST', `/orders/${made.body.id}:hold`, undefined, headers);
  expect([held.status, held.body.code]).toEqual([422, 'receipt_differs']);
  await server.drain('end of the test');
});

test.each([
  ['{"orders": [\n  {"lines": [}', 'line 2, column 14', '/orders/0/lines/0', '"}"'],
  ['{"orders": [', 'line 1, column 13', '/orders/0', 'its end'],
  ['nope', 'line 1, column 1', '', '"n"'],
])('where %j stops being JSON is told', async (body, place, field, given) => {
  const server = await startNativeServer();
  const answer = await server.call('POST', '/orders:batch', body);
  expect(answer.body).toMatchObject({
    code: 'body_malformed',
    detail: `The body is not JSON: ${place} cannot hold ${given}.`,
  });
  expect(answer.body.field).toBe(field);
  await server.drain('end of the test');
});
