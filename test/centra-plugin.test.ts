// What one credential may do and see: its markets, endpoints, statuses and the order of its lists, set on the command
// line and from a file while the server runs, each key by itself.
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runCommand } from '../src/cli/run-command.ts';
import { type CentraServer, startCentra } from './centra-server.ts';

type Body = Record<string, unknown>;

const address = { email: 'ada@example.com', country: 'SE' };
const products = [{ sku: 'MUG', qty: 1, unitPrice: 10 }];

let server: CentraServer;
let folder: string;
let key: { keyId: string; secret: string };

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bulkhead-plugin-'));
  server = await startCentra();
  key = server.keyOf('write');
  for (const marketId of [1, 2]) await place(600 + marketId, { marketId });
});
afterAll(async () => {
  await server.stop();
  await rm(folder, { recursive: true });
});

function place(orderNumber: number, fields: object = {}) {
  return server.call('POST', '/order', { body: { address, products, orderNumber, ...fields } });
}

function command(...args: readonly string[]): Promise<number> {
  return runCommand([...args, '--database', server.databaseUrl]);
}

function call(method: string, path: string, body?: unknown) {
  return server.call(method, path, { secret: key.secret, ...(body === undefined ? {} : { body }) });
}

async function numbers(query = ''): Promise<string[]> {
  const { json } = await call('GET', `/orders?${query}`);
  return (json as { orders: { orderId: string }[] }).orders.map(({ orderId }) => orderId);
}

/** A running server follows within a second. */
async function until(look: () => Promise<unknown>, expected: unknown): Promise<void> {
  for (let tries = 0; tries < 300; tries += 1) {
    if (JSON.stringify(await look()) === JSON.stringify(expected)) return;
    await sleep(100);
  }
  expect(await look()).toEqual(expected);
}

test('markets of a key: others are in no list and touched by nobody; another key sees them all', async () => {
  const { json } = await server.call('GET', '/orders?order=602');
  const [order] = (json as { orders: { products: { lineId: string }[] }[] }).orders;
  const lineId = order?.products[0]?.lineId ?? '';
  const shipped = { order: 602, products: { [lineId]: 1 }, gtg: true, shipped: true };
  expect((await server.call('POST', '/shipments', { body: shipped })).json).toMatchObject({ status: 'ok' });
  expect(await command('centra', 'set', 'markets', '1', '--key', key.keyId)).toBe(0);
  await until(numbers, ['601']);
  expect(await numbers('order=602')).toEqual([]);
  const wrong = 'order in wrong market';
  const rows: [string, string, Body | undefined, Body][] = [
    ['PUT', '/orders', { order: 602, comment: 'x' }, { status: 'no', msg: wrong, order: 602 }],
    ['POST', '/order/602', {}, { status: 'no', msg: wrong }],
    ['POST', '/shipments', shipped, { status: 'no', msg: wrong, order: '602' }],
    ['PUT', '/capture', { shipment: '602-1' }, { status: 'no', msg: wrong, order: 602, shipment: '602-1' }],
    ['DELETE', '/shipments/602-1', undefined, { status: 'no', msg: wrong, shipment: '602-1' }],
    ['POST', '/return', { shipment: '602-1' }, { status: 'no', msg: wrong }],
    ['POST', '/check-first', { orderNumber: 602, warehouseId: 1, accepted: true }, { msg: wrong, status: 'no' }],
    ['GET', '/shipments?status=completed', undefined, { status: 'ok', shipments: [] }],
    ['GET', '/shipments/602-1', undefined, { status: 'ok', shipments: [] }],
  ];
  for (const [method, path, body, expected] of rows) expect((await call(method, path, body)).json).toEqual(expected);
  const all = await server.call('GET', '/orders');
  expect((all.json as { orders: unknown[] }).orders).toHaveLength(2);
  expect(await command('centra', 'unset', 'markets', '--key', key.keyId)).toBe(0);
  await until(numbers, ['601', '602']);
});

test('statuses, sorting and what is hidden, a page at a time', async () => {
  const list = [...Array(5).keys()].map((index) => 610 + index);
  for (const number of list) await place(number);
  const made = { order: 611, gtg: true };
  const [line] = await lines(611);
  await server.call('POST', '/shipments', { body: { ...made, products: { [line ?? '']: 1 }, capture: false } });
  const seed = { keys: { [key.keyId]: { orderStatuses: ['confirmed'], isNewestFirst: true } } };
  const file = join(folder, 'seed.json');
  await writeFile(file, JSON.stringify(seed));
  expect(await command('centra', 'load', file)).toBe(0);
  await until(() => numbers('limit=2'), ['614', '613']);
  expect(await numbers('limit=2&offset=1')).toEqual(['613', '612']);
  expect(await numbers('limit=3&offset=2')).toEqual(['612', '610', '601']);
  expect(await numbers('order=611')).toEqual([]);
  await writeFile(
    file,
    JSON.stringify({ centra: {}, keys: { [key.keyId]: { centra: { orderStatuses: 'processing' } } } }),
  );
  expect(await command('settings', 'load', file)).toBe(0);
  await until(numbers, ['611']);
  expect(await command('centra', 'unset', 'orderStatuses', '--key', key.keyId)).toBe(0);
});

async function lines(number: number): Promise<string[]> {
  const { json } = await server.call('GET', `/orders?order=${number}`);
  const { orders } = json as { orders: { products: { lineId: string }[] }[] };
  return orders[0]?.products.map(({ lineId }) => lineId) ?? [];
}

test('an endpoint that is switched off answers 403, whatever is sent', async () => {
  expect(await command('centra', 'set', 'endpoints', 'GET /orders, POST /stock', '--key', key.keyId)).toBe(0);
  await until(async () => (await call('GET', '/returns')).status, 403);
  const refused = [
    ['POST', '/order', '{'],
    ['PUT', '/allocation-request', {}],
    ['GET', '/allocation-requests', undefined],
  ] as const;
  for (const [method, path, body] of refused) {
    const { status, text } = await call(method, path, body);
    expect([status, text]).toEqual([403, '{"status":"Not Allowed"}']);
    for (const example of ['113-update-allocation-request.error-7', '114-get-allocation-requests.error-2']) {
      const file = new URL(`../../shared/samples/centra/${example}.json`, import.meta.url);
      if (existsSync(file)) expect(JSON.parse(text)).toEqual(JSON.parse(readFileSync(file, 'utf8')));
    }
  }
  expect((await call('GET', '/orders')).status).toBe(200);
  expect((await server.call('GET', '/returns')).status).toBe(200);
  expect(await command('centra', 'unset', 'endpoints', '--key', key.keyId)).toBe(0);
});

test.each([
  [['centra', 'set', 'markets', 'one']],
  [['centra', 'set', 'orderStatuses', 'lost']],
  [['centra', 'set', 'endpoints', 'GET /nothing']],
  [['centra', 'set', 'nothing', '1']],
  [['centra', 'set', 'markets', '1', '--key', 'nobody']],
  [['centra', 'load', 'no-such-file.json']],
])('%j is refused', async (args) => {
  expect(await command(...args)).toBe(1);
});

test('a customer who stands in an order of another market is not forgotten by halves', async () => {
  const made = [];
  for (const marketId of [1, 2]) {
    made.push(
      await place(620 + marketId, { marketId, customerRegister: true, address: { ...address, email: 'eve@x.test' } }),
    );
  }
  expect(made.map(({ json }) => json)).toMatchObject([{ status: 'ok' }, { status: 'ok' }]);
  const { json } = await server.call('GET', '/customers?email=eve@x.test');
  const [customer] = (json as { customers: { customerId: string }[] }).customers;
  const path = `/anonymize-customer/${customer?.customerId}`;
  await command('centra', 'set', 'markets', '1', '--key', key.keyId);
  await until(() => numbers('order=622'), []);
  expect((await call('PUT', path)).json).toEqual({ status: 'no', msg: 'order in wrong market' });
  const emails = async () => {
    const found = await Promise.all([621, 622].map((number) => server.call('GET', `/orders?order=${number}`)));
    return found.map((one) => (one.json as { orders: { billingEmail: string }[] }).orders[0]?.billingEmail);
  };
  expect(await emails()).toEqual(['eve@x.test', 'eve@x.test']);
  await command('centra', 'unset', 'markets', '--key', key.keyId);
  await until(() => numbers('order=622'), ['622']);
  expect((await call('PUT', path)).json).toMatchObject({ status: 'ok' });
  expect(await emails()).toEqual(['', '']);
});
