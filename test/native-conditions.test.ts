// Conditions and limits over HTTP as a client meets them: entity tags, If-Match, If-None-Match, 429 and what to do then.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Bulkhead } from '../sdk/src/index.ts';
import { type NativeServer, orderOf, SECRET, startNativeServer } from './native-server.ts';

let server: NativeServer;
/** Of one order that was replaced once, so that its revision is 2. */
let path: string;
beforeAll(async () => {
  server = await startNativeServer();
  const { body } = await server.call('POST', '/orders', orderOf('tagged'));
  path = `/orders/${body.id}`;
  await server.call('PUT', path, orderOf('tagged', { channel: 'web' }));
});
afterAll(() => server.drain('end of the test'));

test.each([
  ['none', undefined, 200],
  ['the tag', '"2"', 304],
  ['the tag as a compressing proxy has it', 'W/"2"', 304],
  ['one of several', '"1", "2"', 304],
  ['anything', '*', 304],
  ['another', '"1"', 200],
  ['no tag', 'nonsense', 200],
])('a look with If-None-Match: %s', async (_name, tag, status) => {
  const answer = await fetch(`${server.url}/v1${path}`, {
    headers: { authorization: `Bearer ${SECRET}`, ...(tag === undefined ? {} : { 'if-none-match': tag }) },
  });
  expect([answer.status, answer.headers.get('etag'), (await answer.text()) === '']).toEqual([
    ...[status, '"2"', status === 304],
  ]);
});

test.each([
  ['PUT', 'if-match', '"1"', 412, 'revision_differs'],
  ['PUT', 'if-match', 'W/"1"', 412, 'revision_differs'],
  ['PUT', 'if-match', '2', 400, 'parameter_invalid'],
  ['PUT', 'if-match', '"1", "2"', 400, 'parameter_invalid'],
  ['DELETE', 'if-match', '"1"', 412, 'revision_differs'],
  ['POST :hold', 'if-match', '"3"', 412, 'revision_differs'],
  ['POST /orders', 'if-none-match', '*', 412, 'revision_differs'],
  ['POST /orders', 'if-none-match', '"1"', 400, 'parameter_invalid'],
])('%s with %s: %s is refused', async (call, header, tag, status, code) => {
  const [method = '', place = ''] = call.split(' ');
  const body = place === ':hold' ? {} : orderOf('tagged', { channel: 'other' });
  const target = place === '/orders' ? place : `${path}${place}`;
  const refused = await server.call(method, target, method === 'DELETE' ? undefined : body, { [header]: tag });
  expect([refused.status, refused.body.code]).toEqual([status, code]);
  expect((await server.call('GET', path)).headers.get('etag')).toBe('"2"');
});

test('what is stated of the revision it has is done, whoever has touched the tag', async () => {
  const { body } = await server.call('POST', '/orders', orderOf('walk'));
  const walk = `/orders/${body.id}`;
  for (const [tag, next] of [
    ['"1"', '"2"'],
    ['W/"2"', '"3"'],
    ['*', '"4"'],
  ] as const) {
    const done = await server.call('PUT', walk, orderOf('walk', { channel: next }), { 'if-match': tag });
    expect([done.status, done.headers.get('etag')]).toEqual([200, next]);
  }
  expect((await server.call('DELETE', walk, undefined, { 'if-match': '"4"' })).status).toBe(200);
});

test('of two that change one revision at once, one is refused', async () => {
  const { body } = await server.call('POST', '/orders', orderOf('race'));
  const asked = ['a', 'b', 'c', 'd'].map((channel) =>
    server.call('PUT', `/orders/${body.id}`, orderOf('race', { channel }), { 'if-match': '"1"' }),
  );
  const statuses = (await Promise.all(asked)).map(({ status }) => status);
  expect(statuses.toSorted()).toEqual([200, 412, 412, 412]);
});

test('a limit is told on every answer, and a client that is over it comes back when it is told to', async () => {
  let now = Date.parse('2026-11-22T06:00:58.500Z');
  const limited = await startNativeServer({ BULKHEAD_RATE_LIMIT: '3' }, { clock: () => now });
  const told: (string | null)[] = [];
  const watching: typeof fetch = async (target, init) => {
    const answer = await fetch(target, init);
    const headers = ['ratelimit-policy', 'ratelimit', 'retry-after'].map((name) => answer.headers.get(name));
    told.push(`${answer.status} ${headers.join(' ')}`);
    // The client has been told when; the minute passes.
    if (answer.status === 429) now += 2_000;
    return answer;
  };
  const client = new Bulkhead({ url: limited.url, secret: SECRET, fetch: watching });
  for (let calls = 0; calls < 4; calls += 1) await client.limits();
  expect(told).toEqual([
    '200 "key";q=3;w=60 "key";r=2;t=2 ',
    '200 "key";q=3;w=60 "key";r=1;t=2 ',
    '200 "key";q=3;w=60 "key";r=0;t=2 ',
    '429 "key";q=3;w=60 "key";r=0;t=2 2',
    '200 "key";q=3;w=60 "key";r=2;t=60 ',
  ]);
  await limited.drain('end of the test');
});
