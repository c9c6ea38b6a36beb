// Pages of other origins: nothing for them by default; by configuration what they need, failures and preflights included.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type NativeServer, SECRET, startNativeServer } from './native-server.ts';

const SHOP = 'https://shop.example.com';
let closed: NativeServer;
let open: NativeServer;
let every: NativeServer;
beforeAll(async () => {
  closed = await startNativeServer();
  open = await startNativeServer({ BULKHEAD_CORS_ORIGINS: `${SHOP}, http://localhost:5173` });
  every = await startNativeServer({ BULKHEAD_CORS_ORIGINS: '*' });
});
afterAll(() => Promise.all([closed, open, every].map((server) => server.drain('end of the test'))));

const PREFLIGHT = { 'access-control-request-method': 'POST', 'access-control-request-headers': 'authorization' };
const KEY = { authorization: `Bearer ${SECRET}` };

test.each([
  ['closed', 'GET', '/v1/limits', SHOP, KEY, 200, null],
  ['closed', 'OPTIONS', '/v1/orders', SHOP, PREFLIGHT, 405, null],
  ['open', 'GET', '/v1/limits', SHOP, KEY, 200, SHOP],
  ['open', 'GET', '/v1/limits', 'http://localhost:5173', KEY, 200, 'http://localhost:5173'],
  ['open', 'GET', '/v1/limits', 'https://other.example.com', KEY, 200, null],
  ['open', 'GET', '/v1/limits', undefined, KEY, 200, null],
  ['open', 'GET', '/v1/limits', SHOP, {}, 401, SHOP],
  ['open', 'GET', '/v1/nothing', SHOP, KEY, 404, SHOP],
  ['open', 'OPTIONS', '/v1/orders:batch', SHOP, PREFLIGHT, 204, SHOP],
  ['open', 'OPTIONS', '/v1/orders:batch', 'https://other.example.com', PREFLIGHT, 405, null],
  ['open', 'OPTIONS', '/v1/orders', SHOP, {}, 405, SHOP],
  ['open', 'GET', '/openapi/native.json', SHOP, {}, 200, SHOP],
  ['every', 'GET', '/v1/limits', 'https://any.example.com', KEY, 200, 'https://any.example.com'],
] as const)('%s server: %s %s from %s', async (name, method, path, origin, headers, status, allowed) => {
  const { url } = { closed, open, every }[name];
  const stated = { ...headers, ...(origin === undefined ? {} : { origin }) };
  const answer = await fetch(url + path, { method, headers: stated });
  expect([answer.status, answer.headers.get('access-control-allow-origin')]).toEqual([status, allowed]);
  expect(answer.headers.get('access-control-allow-credentials')).toBeNull();
  expect(answer.headers.get('vary')).toBe(name === 'closed' ? null : 'origin');
  if (status === 204) expect(answer.headers.get('access-control-allow-headers')).toContain('idempotency-key');
});

test.each(['shop.example.com', 'https://shop.example.com/', 'https://a.com,,', ' '])(
  '%j is no origin',
  async (text) => {
    await expect(startNativeServer({ BULKHEAD_CORS_ORIGINS: text })).rejects.toThrow('BULKHEAD_CORS_ORIGINS: expected');
  },
);
