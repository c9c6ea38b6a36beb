// How requests find their route and what every answer bears: case, slashes, methods, ids, failures.
import { request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { plainDialect } from './plain-dialect.ts';
import { KEY, type PlainServer, startPlainServer } from './plain-server.ts';

let server: PlainServer;

beforeAll(async () => {
  server = await startPlainServer(
    { BULKHEAD_ROOT_DIALECT: 'plain' },
    { dialects: [plainDialect(), plainDialect({ name: 'other' }), plainDialect({ name: 'named', prefix: 'V1' })] },
  );
});

afterAll(() => server.drain('end of the test'));

/** As written: `fetch` would tidy the path. */
function raw(
  path: string,
  { method = 'GET', headers = {} }: { method?: string; headers?: Record<string, string> } = {},
) {
  const { promise, resolve, reject } = Promise.withResolvers<{
    status: number;
    headers: Record<string, unknown>;
    body: string;
  }>();
  const { hostname, port } = new URL(server.url);
  const sent = httpRequest({ hostname, port, path, method, headers: { 'x-key': KEY, ...headers } }, (answer) => {
    let body = '';
    answer.setEncoding('utf8').on('data', (text) => (body += text));
    answer.on('end', () => resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body }));
  });
  sent.on('error', reject).end();
  return promise;
}

describe('paths', () => {
  test.each([
    ['/plain/echo', 200],
    ['/PLAIN/Echo', 200],
    ['/plain/echo/', 200],
    ['/plain//echo', 200],
    ['//plain/echo//', 200],
    ['/echo', 200],
    ['//echo', 200],
    ['/other/echo', 200],
    ['/v1/echo', 200],
    ['/named/echo', 404],
    ['/plain/orders/7:look', 200],
    ['/plain/orders/7%3ALOOK/', 200],
    ['/plain/orders/7:poke', 400],
    ['/plain/e%63ho', 200],
    ['/plain/echo?x=1', 200],
    ['/plain/echo%2f', 404],
    ['/plain/echo/more', 404],
    ['/plain/../plain/echo', 404],
    ['/plain', 404],
    ['/', 404],
    ['/plain/%zz', 404],
    ['/plain/%c3', 404],
    ['/%', 404],
    ['/plain/__proto__', 404],
  ])('GET %s is %i', async (path, status) => {
    const answer = await raw(path);
    expect(answer.status).toBe(status);
    expect(answer.headers['x-usage']).toMatch(/^\d+\/1000000$/);
    if (status === 404) expect(JSON.parse(answer.body)).toMatchObject({ code: 'route_unknown' });
  });

  test.each([
    ['/plain/echo/Ab/and/cD', 'Ab', 'cD'],
    ['/plain/ECHO/a%2Fb/AND/%25C3', 'a/b', '%C3'],
    ['/plain/echo/%C4%B0X/And/x', '\u0130X', 'x'],
    ['/plain/echo/%E2%82%AC/And/a+b', '\u20ac', 'a+b'],
    ['/plain/echo/__proto__/And/constructor', '__proto__', 'constructor'],
    ['/plain/echo/a:look/And/:look', 'a:look', ':look'],
    [`/plain/echo/${'x'.repeat(4_000)}/And/1`, 'x'.repeat(4_000), '1'],
  ])('values of %s keep their case and are decoded once', async (path, first, second) => {
    const { params } = JSON.parse((await raw(path)).body);
    expect(params).toEqual({ first, second });
  });

  test('a value ends where the word behind it begins', async () => {
    expect(JSON.parse((await raw('/plain/orders/a:b:look')).body).params).toEqual({ orderId: 'a:b' });
    expect(JSON.parse((await raw('/plain/orders/:look')).body).params).toEqual({ orderId: '' });
  });

  test('a query is not part of the path, and broken percent-encoding in it is taken as it stands', async () => {
    const { path, query } = JSON.parse((await raw('/plain/echo?A=1&a=%zz&b=%20')).body);
    expect({ path, query }).toEqual({
      path: '/plain/echo',
      query: [
        ['A', '1'],
        ['a', '%zz'],
        ['b', ' '],
      ],
    });
  });

  test('an absolute address, as proxies send it, is its path', async () => {
    expect((await raw('http://orders.example/plain/echo')).status).toBe(200);
  });
});

describe('methods', () => {
  test.each([
    ['OPTIONS', '/plain/echo', 'GET, HEAD, PUT'],
    ['DELETE', '/plain/echo', 'GET, HEAD, PUT'],
    ['TRACE', '/plain/echo', 'GET, HEAD, PUT'],
    ['PROPFIND', '/plain/echo', 'GET, HEAD, PUT'],
    ['GET', '/plain/orders', 'POST'],
    ['POST', '/plain/orders/1', 'GET, HEAD'],
  ])('%s %s is refused with what is allowed: %s', async (method, path, allow) => {
    const { status, headers, body } = await raw(path, { method });
    expect([status, headers.allow]).toEqual([405, allow]);
    expect(JSON.parse(body)).toMatchObject({ code: 'method_unknown', details: { allow: allow.split(', ') } });
  });

  test('HEAD is GET without the body', async () => {
    const { status, headers, body } = await raw('/plain/echo', { method: 'HEAD' });
    expect([status, headers['content-type'], body]).toEqual([200, 'application/json; charset=utf-8', '']);
    expect(Number(headers['content-length'])).toBeGreaterThan(0);
  });

  test('an answer without a body has neither type nor length but zero', async () => {
    const { status, headers, body } = await raw('/plain/nothing');
    expect([status, headers['content-length'], headers['content-type'], body]).toEqual([200, '0', undefined, '']);
  });
});

describe('request ids', () => {
  test.each([
    ['abc-123', true],
    ['with a blank', true],
    ['x'.repeat(128), true],
    ['x'.repeat(129), false],
    ['caf\u00e9', false],
  ])('%j is kept: %s', async (id, isKept) => {
    const { headers, body } = await raw('/plain/echo', { headers: { 'X-Request-Id': id } });
    expect(headers['x-request-id'] === id).toBe(isKept);
    if (!isKept) expect(headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/);
    expect(JSON.parse(body).id).toBe(headers['x-request-id']);
    expect(server.lines.filter((line) => line.requestId === headers['x-request-id'])).toHaveLength(1);
  });
});

describe('faults', () => {
  test.each([
    ['/plain/bug', 'a secret of the inside', false],
    ['/plain/away', 'no disk', true],
  ])('%s: the log has the stack, the caller has the id', async (path, secret, isRetryable) => {
    const { status, headers, body } = await raw(path);
    expect([status, JSON.parse(body)]).toEqual([500, { code: 'fault', isRetryable }]);
    expect(headers['retry-after']).toBe(isRetryable ? '1' : undefined);
    const line = server.lines.find((one) => one.event === 'fault' && one.requestId === headers['x-request-id']);
    expect(line).toMatchObject({ error: { message: secret, stack: expect.stringContaining('plain-dialect.ts') } });
  });

  test('an answer that HTTP cannot carry is a fault of ours', async () => {
    const { status, headers, body } = await raw('/plain/unsendable');
    expect([status, headers['content-type'], headers['x-odd']]).toEqual([
      500,
      expect.stringContaining('problem'),
      undefined,
    ]);
    expect(JSON.parse(body)).toMatchObject({ code: 'fault', requestId: headers['x-request-id'] });
    expect(
      server.lines.find(({ event, requestId }) => event === 'fault' && requestId === headers['x-request-id']),
    ).toBeDefined();
  });

  test('a dialect that cannot write a failure leaves a plain problem', async () => {
    const broken = { ...plainDialect(), writeFailure: () => JSON.parse('{') };
    const other = await startPlainServer({}, { dialects: [broken] });
    const answer = await other.call('/plain/nowhere');
    expect([answer.status, await answer.json()]).toMatchObject([500, { code: 'fault' }]);
    const nowhere = await other.call('/nowhere');
    expect(nowhere.headers.get('content-type')).toContain('application/problem+json');
    expect([nowhere.status, await nowhere.json()]).toMatchObject([404, { code: 'route_unknown' }]);
    await other.drain('end of the test');
  });
});

describe('bytes that are no request', () => {
  test.each([
    ['GARBAGE\r\n\r\n', 'HTTP/1.1 400 '],
    [`GET /plain/echo HTTP/1.1\r\nHost: x\r\nX-Long: ${'x'.repeat(20_000)}\r\n\r\n`, 'HTTP/1.1 431 '],
    ['POST /plain/orders HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n', 'HTTP/1.1 400 '],
    ['GET /plain/echo HTTP/1.1\r\n\r\n', 'HTTP/1.1 400 '],
  ])('%#: answered plainly, and the next caller is served', async (bytes, begin) => {
    const { hostname, port } = new URL(server.url);
    const socket = connect(Number(port), hostname);
    socket.end(bytes);
    const chunks: Buffer[] = [];
    for await (const chunk of socket) chunks.push(chunk);
    const text = Buffer.concat(chunks).toString();
    expect(text.startsWith(begin)).toBe(true);
    expect(text).not.toMatch(/at .*\.[tj]s|node:/);
    expect((await raw('/plain/echo')).status).toBe(200);
  });
});
