// What operators see of a server: probes, metrics, log lines, and how it starts the first time.

import { fastify } from 'fastify';
import { describe, expect, test } from 'vitest';
import { WAITING_MAX } from '../src/http/pause.ts';
import { addProbes } from '../src/http/probes.ts';
import { loadConfig, openStore } from '../src/main.ts';
import { openTelemetry } from '../src/telemetry/telemetry.ts';
import { Gate, plainDialect } from './plain-dialect.ts';
import { KEY, startPlainServer } from './plain-server.ts';

const orders = JSON.stringify([
  { key: 'a', sku: 'MUG' },
  { key: 'b' },
  { key: 'c', sku: 'CUP' },
  { key: 'a', sku: 'MUG' },
]);

test('a batch leaves one wide line without a word of the order or the key', async () => {
  const server = await startPlainServer();
  const answer = await server.call('/plain/orders?customer=Ada', { method: 'POST', body: orders });
  expect(await answer.json()).toEqual(['created 1', 'field_required', 'created 2', 'kept 1']);
  const [line, ...others] = server.lines.filter(({ event }) => event === 'batch' || event === 'request');
  expect(others).toEqual([]);
  expect(line).toMatchObject({
    level: 'info',
    requestId: answer.headers.get('x-request-id'),
    dialect: 'plain',
    method: 'POST',
    route: '/orders',
    accountId: 1,
    status: 200,
    bytes: orders.length,
    items: 4,
    created: 2,
    replaced: 0,
    kept: 1,
    refused: 1,
    refusedByCode: { field_required: 1 },
  });
  expect(line?.milliseconds).toBeGreaterThan(0);
  expect(JSON.stringify(server.lines)).not.toMatch(/MUG|CUP|Ada|secret-of-the-tests/);

  const metrics = await (await fetch(`${server.url}/metrics`)).text();
  expect(metrics).toContain('bulkhead_requests_total{dialect="plain",route="POST /orders",status="200"} 1\n');
  expect(metrics).toContain('bulkhead_items_total{dialect="plain",outcome="created"} 2\n');
  expect(metrics).toContain('bulkhead_request_seconds_count{dialect="plain",route="POST /orders"} 1\n');
  await server.drain('end of the test');
});

test('a request that is refused, or finds nothing, leaves one line too', async () => {
  const server = await startPlainServer();
  await (await server.call('/plain/orders', { method: 'POST', body: '[' })).text();
  await (await server.call('/plain/customer/ada@example.com')).text();
  await (await server.call('/elsewhere')).text();
  const lines = server.lines.filter(({ event }) => event === 'request');
  expect(lines).toMatchObject([
    { dialect: 'plain', route: '/orders', status: 400, failure: 'body_malformed', accountId: 1 },
    { dialect: 'plain', route: null, status: 404, failure: 'route_unknown', accountId: null },
    { dialect: null, route: null, status: 404, failure: 'route_unknown', accountId: null },
  ]);
  expect(JSON.stringify(lines)).not.toContain('example.com');
  await server.drain('end of the test');
});

describe('probes', () => {
  test.each([
    ['/healthz', 200, 'up'],
    ['/readyz', 200, 'ready'],
  ])('%s answers %i without a key', async (path, status, text) => {
    const server = await startPlainServer();
    const answer = await fetch(server.url + path);
    expect([answer.status, await answer.json()]).toEqual([status, { status: text }]);
    expect((await fetch(server.url + path, { method: 'HEAD' })).status).toBe(status);
    await server.drain('end of the test');
  });
});

describe('a server that cannot take requests', () => {
  async function readiness(isDraining: boolean) {
    const store = await openStore(loadConfig({ env: { DATABASE_URL: 'sqlite::memory:' } }).config!, {
      isExclusive: true,
    });
    await store.close();
    const app = fastify();
    const telemetry = openTelemetry({ level: 'silent' });
    addProbes(app, { store, telemetry }, () => isDraining);
    const answer = await app.inject('/readyz');
    await app.close();
    return [answer.statusCode, answer.json()];
  }

  test.each([
    [false, 'store away'],
    [true, 'draining'],
  ])('says so: draining %s, %s', async (isDraining, status) => {
    expect(await readiness(isDraining)).toEqual([503, { status }]);
  });
});

describe('routes that wait', () => {
  test('learn that their caller has hung up', async () => {
    const [come, gone] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const onWait = (word: 'come' | 'gone') => (word === 'come' ? come : gone).resolve();
    const server = await startPlainServer({}, { dialects: [plainDialect({ onWait })] });
    const hangUp = new AbortController();
    const call = server.call('/plain/wait', { signal: hangUp.signal });
    await come.promise;
    hangUp.abort();
    await expect(call).rejects.toThrow();
    await gone.promise;
    await server.drain('end of the test');
  });

  test('are woken when the server drains, and know how it was configured', async () => {
    const come = Promise.withResolvers<void>();
    const server = await startPlainServer(
      { BULKHEAD_BODY_BYTES_MAX: '2048', BULKHEAD_RATE_LIMIT: '60' },
      { dialects: [plainDialect({ onWait: () => come.resolve() })] },
    );
    const call = server.call('/plain/wait');
    await come.promise;
    await server.drain('end of the test');
    expect(await (await call).json()).toEqual({ bodyBytesMax: 2048, requestsPerMinute: 60 });
  });
});

test('so many may wait at once, and who comes then is told to come back', async () => {
  let left = WAITING_MAX;
  const full = Promise.withResolvers<void>();
  const onWait = (word: 'come' | 'gone') => {
    if (word === 'come') left -= 1;
    if (left === 0) full.resolve();
  };
  const server = await startPlainServer({}, { dialects: [plainDialect({ onWait })] });
  const calls = Array.from({ length: WAITING_MAX }, () => server.call('/plain/wait'));
  await full.promise;
  const late = await server.call('/plain/wait');
  expect([late.status, late.headers.get('retry-after')]).toEqual([503, '1']);
  await server.drain('end of the test');
  for (const call of calls) expect((await call).status).toBe(200);
});

describe('draining', () => {
  test('batches under way are answered, each with a farewell, and nobody new comes in', async () => {
    const gate = new Gate(3);
    const server = await startPlainServer({}, { dialects: [plainDialect({ gate })] });
    const answers = [1, 2, 3].map((n) =>
      server.call('/plain/gate', { method: 'POST', body: JSON.stringify([{ key: `k${n}`, sku: 'MUG' }]) }),
    );
    await gate.arrived;
    const drained = server.drain('SIGTERM');
    await expect(fetch(`${server.url}/healthz`)).rejects.toThrow();
    gate.go();
    for (const answer of await Promise.all(answers)) {
      expect([answer.status, answer.headers.get('connection')]).toEqual([200, 'close']);
      expect(await answer.json()).toEqual([expect.stringMatching(/^created \d$/)]);
    }
    await drained;
    expect(server.lines.at(-1)).toMatchObject({ event: 'drain_ended', requestsCut: 0 });
  });

  test('a request that does not end is cut off once the time is up', async () => {
    const gate = new Gate(1);
    const server = await startPlainServer({ BULKHEAD_DRAIN_MS: '50' }, { dialects: [plainDialect({ gate })] });
    const cut = server.call('/plain/gate', { method: 'POST', body: '[]' }).catch(() => 'cut off');
    await gate.arrived;
    await server.drain('SIGTERM');
    expect(await cut).toBe('cut off');
    expect(server.lines.at(-1)).toMatchObject({ event: 'drain_ended', requestsCut: 1, level: 'warn' });
    gate.go();
  });
});

test('a first start without a stated pair mints one, and it works', async () => {
  const server = await startPlainServer({ BULKHEAD_API_KEY: '', BULKHEAD_API_SECRET: '' });
  const { keyId, secret } = server.firstKey!;
  expect([keyId, secret]).toEqual([expect.stringMatching(/^[0-9a-f]{32}$/), expect.stringMatching(/^[0-9a-f]{64}$/)]);
  const answer = await server.call('/plain/orders', {
    method: 'POST',
    body: orders,
    headers: { 'x-key': `${keyId}:${secret}` },
  });
  expect(answer.status).toBe(200);
  expect((await server.call('/plain/echo', { headers: { 'x-key': KEY } })).status).toBe(401);
  expect(JSON.stringify(server.lines)).not.toContain(secret);
  await server.drain('end of the test');
});
