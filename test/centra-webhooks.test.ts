// What an endpoint of this wire is told: forms of up to a hundred events, signed over the body as it is sent, tried
// again when they are not taken; made and removed on the command line beside the running server.
import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runCommand } from '../src/cli/run-command.ts';
import { itemDraftOf } from '../src/store/contract/goods.ts';
import { type CentraServer, startCentra } from './centra-server.ts';

type Event = { type: string; action: string; date: string; id: number | string; data?: object };
type Heard = { body: string; headers: Record<string, string | string[] | undefined>; events: Event[] };

const address = { email: 'ada@example.com', country: 'SE' };
const SECRET = 'a secret of the endpoint';

let server: CentraServer;
let receiver: Server;
let url: string;
let refusals = 0;
const heard: Heard[] = [];

beforeAll(async () => {
  receiver = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks).toString();
    if (refusals > 0) {
      refusals -= 1;
      response.writeHead(500).end();
      return;
    }
    const { events } = JSON.parse(new URLSearchParams(body).get('payload') ?? '');
    heard.push({ body, headers: request.headers, events });
    response.end('ok');
  }).listen(0, '127.0.0.1');
  await once(receiver, 'listening');
  url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/hook`;
  const warehouses = [{ id: 1, name: 'One', flow: 'confirm' as const }];
  server = await startCentra({
    settings: { catalog: { mode: 'open', warehouses } },
    goods: [itemDraftOf({ sku: 'MUG', units: 500 })],
    env: { BULKHEAD_WEBHOOK_NETWORKS: '127.0.0.0/8' },
  });
});
afterAll(async () => {
  await server.stop();
  receiver.close();
});

function command(...args: readonly string[]): Promise<number> {
  return runCommand([...args, '--database', server.databaseUrl]);
}

async function until(isThere: () => boolean): Promise<void> {
  for (let tries = 0; !isThere(); tries += 1) {
    expect(tries).toBeLessThan(300);
    await sleep(100);
  }
}

const told = () => heard.flatMap(({ events }) => events);

test('events of an order, its shipment, its return and its request, each by its number', async () => {
  expect(await command('webhooks', 'add', 'centra', url, '--secret', SECRET)).toBe(0);
  const products = [{ sku: 'MUG', qty: 2, unitPrice: 10 }];
  const order = { address, products, adjustStock: true, orderNumber: 900, createOnly: true };
  await server.call('POST', '/order', { body: order });
  await server.call('POST', '/order/900', { body: {} });
  const { json } = await server.call('GET', '/orders?order=900');
  const [placed] = (json as { orders: { products: { lineId: string }[] }[] }).orders;
  const lineId = placed?.products[0]?.lineId ?? '';
  const shipment = { order: 900, products: { [lineId]: 2 }, gtg: true, shipped: true };
  await server.call('POST', '/shipments', { body: shipment });
  const made = await server.call('POST', '/return', { body: { shipment: '900-1' } });
  await until(() => told().some(({ type }) => type === 'return'));
  const id = expect.any(Number);
  const date = expect.stringMatching(/^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}\.\d{6}$/);
  const data = { order: 900 };
  expect(told()).toEqual([
    { type: 'order', action: 'insert', date, id: 900 },
    { type: 'allocation_request', action: 'create', date, id, data },
    { type: 'shipment', action: 'create', date, id: '900-1', data },
    { type: 'shipment', action: 'good_to_go', date, id: '900-1', data },
    { type: 'allocation_request', action: 'update', date, id, data },
    { type: 'return', action: 'insert', date, id: (made.json as { return: number }).return, data },
  ]);
  for (const { body, headers } of heard) {
    expect(headers['content-type']).toBe('application/x-www-form-urlencoded');
    const [, t = '', v1 = ''] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(String(headers['x-centra-signature'])) ?? [];
    expect(v1).toBe(createHmac('sha256', SECRET).update(`${t}.${body}`).digest('hex'));
  }
});

test('a hundred events a call at most, told again when they are not taken, none lost and none twice', async () => {
  heard.length = 0;
  refusals = 1;
  const products = [{ sku: 'FREE', qty: 1, unitPrice: 1 }];
  const orders = Object.fromEntries([...Array(150).keys()].map((index) => [`o${index}`, { address, products }]));
  await server.call('POST', '/orders', { body: orders });
  await until(() => told().length >= 150);
  expect(heard.every(({ events }) => events.length <= 100)).toBe(true);
  expect(new Set(told().map(({ id }) => id)).size).toBe(150);
  expect(refusals).toBe(0);
});

test('a customer that is made, changed and anonymized, once each, and of its orders', async () => {
  heard.length = 0;
  const products = [{ sku: 'FREE', qty: 1, unitPrice: 1 }];
  const order = { address: { ...address, email: 'cy@example.com' }, products, customerRegister: true };
  await server.call('POST', '/orders', { body: { one: order, two: order } });
  await server.call('POST', '/order', { body: { ...order, orderNumber: 910 } });
  const { json } = await server.call('GET', '/customers?email=cy@example.com');
  const [customer] = (json as { customers: { customerId: string }[] }).customers;
  const path = `/customers/${customer?.customerId}`;
  await server.call('PUT', path, { body: { consents: [{ key: 'news', consented: true }] } });
  await server.call('PUT', '/customers/4711', { body: { firstName: 'Nobody' } });
  for (let times = 0; times < 2; times += 1) await server.call('PUT', `/anonymize-${path.slice(1).replace('s/', '/')}`);
  await until(() => told().some(({ action }) => action === 'delete'));
  const id = Number(customer?.customerId);
  const date = expect.stringMatching(/^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}\.\d{6}$/);
  expect(told().filter(({ type }) => type === 'customer')).toEqual([
    { type: 'customer', action: 'insert', date, id },
    { type: 'customer', action: 'update', date, id },
    { type: 'customer', action: 'delete', date, id },
  ]);
  expect(told().map(({ type, action }) => `${type} ${action}`)).toEqual([
    'customer insert',
    'order insert',
    'order insert',
    'order insert',
    'customer update',
    'order update',
    'order update',
    'order update',
    'customer delete',
  ]);
});

test('only the topics that are asked for; a removed endpoint is told nothing more', async () => {
  expect(await command('webhooks', 'remove', '1')).toBe(0);
  expect(await command('webhooks', 'add', 'centra', url, '--topic', 'return')).toBe(0);
  heard.length = 0;
  const products = [{ sku: 'FREE', qty: 1, unitPrice: 1 }];
  await server.call('POST', '/order', { body: { address, products, orderNumber: 901 } });
  await server.call('POST', '/return', { body: { shipment: '900-1' } });
  const { json } = await server.call('GET', '/returns?order=900');
  const [made] = (json as { returns: { returnId: number }[] }).returns;
  await server.call('PUT', `/returns/${made?.returnId}`, { body: { completed: true } });
  await until(() => told().length > 0);
  expect(told().map(({ type, action }) => `${type} ${action}`)).toEqual(['return update']);
});

test.each([
  [['add', 'nothing', 'http://x.test']],
  [['add', 'centra', 'ftp://x.test']],
  [['add', 'centra', 'http://x.test', '--topic', 'weather']],
  [['remove', '4711']],
])('%j is refused', async (args) => {
  expect(await command('webhooks', ...args)).toBe(1);
});
