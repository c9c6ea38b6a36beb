/** What the Centra dialect answers when a request as a whole cannot be taken: status, envelope, and nothing stored. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { smallOrder } from '../src/dialects/centra/fixtures.ts';
import { type CallOptions, type CentraServer, startCentra } from './centra-server.ts';

let server: CentraServer;

beforeAll(async () => {
  server = await startCentra();
});

afterAll(() => server.stop());

describe('credentials', () => {
  const denied = { status: 'no', msg: 'API-Authorization: expected the secret of an API key, got none that is valid' };

  test.each<[string, () => CallOptions]>([
    ['none', () => ({ secret: null })],
    ['a wrong secret', () => ({ secret: 'f'.repeat(64) })],
    ['the key id', () => ({ secret: server.keyOf('admin').keyId })],
    ['Basic', () => ({ secret: null, headers: { Authorization: `Basic ${btoa('a:b')}` } })],
    ['an empty Bearer', () => ({ secret: null, headers: { Authorization: 'Bearer ' } })],
  ])('%s: 401', async (_what, options) => {
    const { status, json } = await server.call('GET', '/orders', options());
    expect([status, json]).toEqual([401, denied]);
  });

  test('the secret after Bearer, and a header in another case, are as good', async () => {
    const { secret } = server.keyOf('read');
    const headers = [{ Authorization: `Bearer ${secret}` }, { 'api-authorization': secret }];
    for (const own of headers) {
      expect((await server.call('GET', '/orders', { secret: null, headers: own })).status).toBe(200);
    }
  });

  test.each([
    ['POST', '/order'],
    ['POST', '/orders'],
    ['POST', '/order/1'],
    ['PUT', '/orders'],
  ])('a key that may only read cannot %s %s', async (method, path) => {
    const { secret } = server.keyOf('read');
    const { status, text } = await server.call(method, path, { body: smallOrder, secret });
    expect([status, text]).toEqual([403, '{"status":"Not Allowed"}']);
  });
});

describe('requests', () => {
  test.each([
    ['GET', '/nothing', undefined, 404, 'There is no such resource.'],
    ['GET', '/order', undefined, 405, /^Expected the method POST, got GET/],
    ['DELETE', '/orders', undefined, 405, /^Expected the method .*, got DELETE/],
    ['POST', '/orders', '{"a":', 200, 'body: is not JSON: unexpected the end of the body at line 1, column 6'],
    ['POST', '/orders', '', 200, 'body: expected JSON, got nothing'],
    ['POST', '/orders', '{}', 200, 'body: expected at least one order, got none'],
    ['POST', '/orders', '[]', 200, 'body: expected at least one order, got none'],
    ['POST', '/orders', '5', 200, 'body: expected an object of orders by name, got 5'],
    ['POST', '/orders', 'null', 200, 'body: expected an object of orders by name, got null'],
    ['POST', '/orders', '"x"', 200, 'body: expected an object of orders by name, got "x"'],
    ['POST', '/order', 'order=1', 200, 'body: is not JSON: unexpected "o" at line 1, column 1'],
    ['POST', '/order/1', '[1]', 200, 'body: expected an object, or nothing, got an array'],
    ['PUT', '/orders', '[]', 200, 'body: expected an object with order and what to change, got an array'],
    ['PUT', '/orders', '', 200, 'body: expected JSON, got nothing'],
  ])('%s %s %j: %i %s', async (method, path, body, status, msg) => {
    const answer = await server.call(method, path, { body });
    const expected = typeof msg === 'string' ? msg : expect.stringMatching(msg);
    expect([answer.status, answer.json]).toEqual([status, { status: 'no', code: -7, msg: expected }]);
    expect(answer.headers.get('content-type')).toBe('application/json; charset=utf-8');
  });

  test('an Idempotency-Key that is too long is named', async () => {
    const headers = { 'Idempotency-Key': 'k'.repeat(256) };
    const { status, json } = await server.call('POST', '/order', { body: smallOrder, headers });
    const msg = expect.stringMatching(/^Idempotency-Key: expected 1 to 255 .*, got 256 characters/);
    expect([status, json]).toEqual([200, { status: 'no', code: -7, msg }]);
  });

  test('a body that nests a hundred thousand deep is one refused order', async () => {
    const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
    const order = JSON.stringify({ ...smallOrder, comment: '#', extraAttributes: { a_b: '#' } });
    const body = `{"a":${order.replaceAll('"#"', deep)},"b":${JSON.stringify(smallOrder)},"c":${deep}}`;
    const { status, json } = await server.call('POST', '/orders', { body });
    expect([status, json]).toEqual([
      200,
      {
        a: {
          status: 'no',
          code: -7,
          msg: expect.stringMatching(/^comment: .*; extraAttributes.a_b: expected at most 16/),
        },
        b: { status: 'ok', orders: [expect.any(Number)] },
        c: { status: 'no', code: -7, msg: 'expected an object, got an array' },
      },
    ]);
  });

  test('nothing of a body that could not be read was stored', async () => {
    const before = await server.call('POST', '/order', { body: smallOrder });
    await server.call('POST', '/orders', { body: `{"a":${JSON.stringify(smallOrder)},"b":}` });
    const after = await server.call('POST', '/order', { body: smallOrder });
    const [first, second] = [before, after].map(({ json }) => (json as { orders: [number] }).orders[0]);
    expect(second).toBe((first ?? 0) + 1);
  });
});
