/**
 * Webhooks through the real server: a receiver of our own hears one notice of a batch, follows it, and finds the orders;
 * down for three tries it misses nothing; after a kill between the commit and the delivery it still hears of it.
 * Only the receiver and the clock are faked; nothing waits but for what the receiver hears.
 */
import { createHmac } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { runCommand } from '../src/cli/run-command.ts';
import { smallOrder } from '../src/dialects/shipstation/fixtures.ts';
import { ServerProcess } from './server-process.ts';
import { BASIC, PAIR, type Server, startShipstation } from './shipstation-server.ts';
import { type Heard, LOOPBACK, Receiver } from './webhook-receiver.ts';

type Shipments = { shipments: { shipmentId: number; shipmentItems: { sku: string }[] | null }[] };
type Page = { orders: { orderId: number; orderNumber: string }[]; total: number };

const STEP_MS = 5_000;
const receiver = new Receiver();
let server: Server;
let now = Date.UTC(2026, 2, 10, 18);

beforeAll(async () => {
  await receiver.open();
  const settings = { dialects: { shipstation: { webhookSecret: 'of the tests' } } };
  server = await startShipstation({ clock: () => now, env: LOOPBACK, settings });
});

afterAll(async () => {
  await server.stop();
  await receiver.close();
});

async function subscribe(path: string, fields: object = {}): Promise<number> {
  const body = { target_url: receiver.url(path), event: 'ORDER_NOTIFY', store_id: null, friendly_name: 'T', ...fields };
  const answer = await server.call('POST', '/webhooks/subscribe', { body });
  expect(answer.status).toBe(201);
  return JSON.parse(answer.text).id;
}

function createMany(count: number, fields: object = {}) {
  const orders = Array.from({ length: count }, (_, index) => ({
    ...smallOrder,
    orderStatus: 'awaiting_shipment',
    orderNumber: `W-${index}`,
    ...fields,
  }));
  return server.json<{ results: { orderId: number }[] }>('POST', '/orders/createorders', { body: orders });
}

/** What the address in a notice answers to the account. */
async function follow<T = Page>(heard: Heard | undefined): Promise<T> {
  const { resource_url } = JSON.parse(heard?.body ?? '{}');
  const response = await fetch(resource_url, { headers: { Authorization: BASIC } });
  return (await response.json()) as T;
}

test('one notice for a hundred orders, signed, and the orders behind it, whatever became of them since', async () => {
  const id = await subscribe('/hundred');
  const { results } = await createMany(100);
  const [heard] = await receiver.at('/hundred', 1);
  expect(Object.keys(JSON.parse(heard?.body ?? ''))).toEqual(['resource_url', 'resource_type']);
  expect(heard?.body).toMatch(/^\{"resource_url":"http.{10,150}\/shipstation\/orders\?importBatch=[0-9a-f-]{36}",/);
  expect(JSON.parse(heard?.body ?? '').resource_type).toBe('ORDER_NOTIFY');
  const [, seconds, digest] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(String(heard?.headers['x-bulkhead-signature'])) ?? [];
  const expected = createHmac('sha256', 'of the tests').update(`${seconds}.${heard?.body}`).digest('hex');
  expect(digest).toBe(expected);
  await server.call('POST', '/orders/addtag', { body: { orderId: results[0]?.orderId, tagId: 5 } });
  const page = await follow(heard);
  expect([page.total, page.orders.map(({ orderId }) => orderId)]).toEqual([100, results.map(({ orderId }) => orderId)]);
  expect((await server.call('DELETE', `/webhooks/${id}`)).status).toBe(200);
  // The tag was no news, nor was anything after the end of the subscription.
  await createMany(1);
  await subscribe('/after');
  await createMany(1);
  await receiver.at('/after', 1);
  expect(await receiver.at('/hundred', 1)).toHaveLength(1);
});

test('with the receiver down for three tries nothing is lost', async () => {
  receiver.answers.set('/down', [500, 302, 404]);
  await subscribe('/down');
  await createMany(2);
  const heard = () => receiver.heard.filter(({ path }) => path === '/down');
  // The clock goes on in small steps, each as long as a call takes, until the pauses between the tries are over.
  for (; heard().length < 4; now += STEP_MS) await server.call('GET', '/webhooks');
  const tries = heard();
  expect(new Set(tries.map(({ body }) => body)).size).toBe(1);
  expect((await follow(tries[3])).total).toBe(2);
  expect(receiver.heard.filter(({ path }) => path === '/elsewhere')).toEqual([]);
});

test('fires for what is new and paid, for its store, and not for edits', async () => {
  await subscribe('/store', { store_id: 12 });
  const body = { ...smallOrder, orderKey: 'fires-1', advancedOptions: { storeId: 12 } };
  const states = ['awaiting_payment', 'awaiting_payment', 'awaiting_shipment', 'awaiting_shipment', 'on_hold'];
  const numbers = ['F-1', 'F-2', 'F-3', 'F-4', 'F-5'];
  for (const [index, orderStatus] of states.entries()) {
    await server.json('POST', '/orders/createorder', { body: { ...body, orderStatus, orderNumber: numbers[index] } });
  }
  const other = { ...body, orderKey: 'fires-2', orderStatus: 'awaiting_payment', orderNumber: 'F-6' };
  await server.json('POST', '/orders/createorder', { body: other });
  await server.json('POST', '/orders/createorder', { body: { ...other, orderStatus: 'cancelled' } });
  await createMany(1, { orderNumber: 'another store' });
  await createMany(1, { orderNumber: 'last', orderStatus: 'shipped', advancedOptions: { storeId: 12 } });
  const heard = await receiver.at('/store', 2);
  const found = await Promise.all(heard.map(follow));
  expect(found.flatMap(({ orders }) => orders.map(({ orderNumber }) => orderNumber)).toSorted()).toEqual([
    'F-5',
    'last',
  ]);
  expect(heard[0]?.body).toContain('orders?storeID=12&importBatch=');
});

test('lists subscriptions as the vendor does, and refuses what it cannot keep', async () => {
  const id = await subscribe('/listed', { store_id: 3 });
  const { webhooks } = await server.json<{ webhooks: Record<string, unknown>[] }>('GET', '/webhooks');
  expect(webhooks.find(({ WebHookID }) => WebHookID === id)).toMatchObject({ StoreID: 3, HookType: 'ORDER_NOTIFY' });
  expect((await server.call('DELETE', '/webhooks/999999')).status).toBe(404);
  expect(await server.json('GET', `/webhooks/${id}`)).toMatchObject({ WebHookID: id, StoreID: 3 });
  expect((await server.call('GET', '/webhooks/999999')).status).toBe(404);
  const rows = [{ target_url: 'ftp://h/' }, { target_url: 'http://[' }, { event: 'SHIPPED' }, { event: null }];
  for (const fields of rows) {
    const body = { target_url: 'http://h/', event: 'ORDER_NOTIFY', ...fields };
    const answer = await server.call('POST', '/webhooks/subscribe', { body });
    expect([answer.status, answer.text]).toEqual([400, expect.stringContaining(Object.keys(fields)[0] ?? '')]);
  }
});

/** An order that is there to be shipped; `POST` of what was asked about it must be a success. */
async function createOne(fields: object = {}): Promise<number> {
  const { results } = await createMany(1, fields);
  return results[0]?.orderId ?? 0;
}

async function post<T>(path: string, body: object): Promise<T> {
  const answer = await server.call('POST', path, { body });
  expect([path, answer.status, answer.text]).toEqual([path, 200, answer.text]);
  return JSON.parse(answer.text);
}

const toLabel = { carrierCode: 'test_carrier', serviceCode: 'test_ground', shipDate: '2026-03-11' };

test('tells of labels, with and without their items, and of nothing but labels', async () => {
  await subscribe('/label', { event: 'SHIP_NOTIFY' });
  await subscribe('/label-items', { event: 'ITEM_SHIP_NOTIFY' });
  await subscribe('/label-store', { event: 'SHIP_NOTIFY', store_id: 21 });
  const items = [{ sku: 'MUG', name: 'Mug', quantity: 1 }];
  const orderId = await createOne({ items, advancedOptions: { storeId: 21 } });
  const { shipmentId } = await post<{ shipmentId: number }>('/orders/createlabelfororder', { ...toLabel, orderId });
  const told = await createOne();
  await post('/orders/markasshipped', { orderId: told, carrierCode: 'post' });
  const { shipTo } = smallOrder;
  const alone = await post<{ shipmentId: number }>('/shipments/createlabel', { ...toLabel, shipFrom: shipTo, shipTo });
  await post('/shipments/voidlabel', { shipmentId: alone.shipmentId });
  const heard = await receiver.at('/label', 2);
  expect(heard[0]?.body).toMatch(
    /^\{"resource_url":"http[^"]+\/shipstation\/shipments\?batchId=\d+&includeShipmentItems=False","resource_type":"SHIP_NOTIFY"\}$/,
  );
  const pages = await Promise.all(heard.map((one) => follow<Shipments>(one)));
  expect(pages).toMatchObject([
    { total: 1, page: 1, pages: 1, shipments: [{ shipmentId, orderId, shipmentItems: null }] },
    { total: 1, shipments: [{ shipmentId: alone.shipmentId, orderId: null, voided: true }] },
  ]);
  const [withItems] = await receiver.at('/label-items', 1);
  expect(withItems?.body).toContain('&includeShipmentItems=True","resource_type":"ITEM_SHIP_NOTIFY"}');
  const { shipments } = await follow<Shipments>(withItems);
  expect(shipments[0]?.shipmentItems?.map(({ sku }) => sku)).toEqual(['MUG']);
  const [ofStore] = await receiver.at('/label-store', 1);
  expect(ofStore?.body).toContain('/shipments?storeID=21&batchId=');
  expect((await follow<Shipments>(ofStore)).shipments).toMatchObject([{ shipmentId }]);
  expect(receiver.heard.filter(({ path }) => path === '/label-store')).toHaveLength(1);
});

test('tells of what was marked as shipped, and of what was rejected', async () => {
  await subscribe('/told', { event: 'FULFILLMENT_SHIPPED' });
  await subscribe('/rejected', { event: 'FULFILLMENT_REJECTED' });
  const labeled = await createOne();
  await post('/orders/createlabelfororder', { ...toLabel, orderId: labeled });
  const orderId = await createOne();
  await post('/orders/markasshipped', { orderId, carrierCode: 'post', trackingNumber: 'T-9' });
  const [heard] = await receiver.at('/told', 1);
  expect(heard?.body).toMatch(/\/shipstation\/fulfillments\?batchId=\d+","resource_type":"FULFILLMENT_SHIPPED"\}$/);
  expect(await follow<object>(heard)).toMatchObject({ total: 1, fulfillments: [{ orderId, trackingNumber: 'T-9' }] });
  expect((await server.json<{ total: number }>('GET', '/fulfillments?batchId=999999999')).total).toBe(0);

  const key = { key: 'told-rejected', lines: [{ quantity: 1 }] };
  const native = server.url.replace('/shipstation', '/v1/orders');
  for (const status of ['outsourced', 'rejected', 'rejected']) {
    const headers = { Authorization: `Bearer ${PAIR.secret}`, 'Content-Type': 'application/json' };
    const sent = await fetch(native, { method: 'POST', headers, body: JSON.stringify({ ...key, status }) });
    expect(sent.ok).toBe(true);
  }
  const [rejected] = await receiver.at('/rejected', 1);
  expect(rejected?.body).toContain('/orders?importBatch=');
  expect((await follow(rejected)).orders).toMatchObject([{ orderStatus: 'rejected_fulfillment' }]);
});

test('subscriptions of one store and of all are told of the same batch, each with its own orders', async () => {
  await subscribe('/of-one', { store_id: 31 });
  await subscribe('/of-all');
  const orders = [31, 32].map((storeId) => ({
    ...smallOrder,
    orderStatus: 'awaiting_shipment',
    orderNumber: `S-${storeId}`,
    advancedOptions: { storeId },
  }));
  await server.json('POST', '/orders/createorders', { body: orders });
  const [one] = await receiver.at('/of-one', 1);
  const [all] = await receiver.at('/of-all', 1);
  const numbers = async (heard: Heard | undefined) => (await follow(heard)).orders.map((order) => order.orderNumber);
  expect([await numbers(one), await numbers(all)]).toEqual([['S-31'], ['S-31', 'S-32']]);
});

/** As the command line tells them. */
async function deliveries(database: string): Promise<{ deliveryId: number; endpointId: string; tries: number }[]> {
  const printed: string[] = [];
  const catcher = vi.spyOn(console, 'log').mockImplementation((text) => void printed.push(text));
  expect(await runCommand(['webhooks', 'deliveries', '--json', '--database', database])).toBe(0);
  catcher.mockRestore();
  return JSON.parse(printed.join('\n'));
}

test('after a kill between commit and delivery it is still delivered', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'bulkhead-webhooks-'));
  const pair = { BULKHEAD_API_KEY: PAIR.keyId, BULKHEAD_API_SECRET: PAIR.secret };
  const env = { DATABASE_URL: `sqlite:${join(folder, 'orders.db')}`, ...pair, ...LOOPBACK };
  const first = new ServerProcess(env, folder);
  const post = async (process: ServerProcess, path: string, body: object) => {
    const headers = { Authorization: BASIC, 'Content-Type': 'application/json' };
    const sent = { method: 'POST', headers, body: JSON.stringify(body) };
    return (await fetch(`${await process.url()}/shipstation${path}`, sent)).status;
  };
  const target_url = receiver.url('/killed');
  expect(await post(first, '/webhooks/subscribe', { target_url, event: 'ORDER_NOTIFY' })).toBe(201);
  const order = { ...smallOrder, orderStatus: 'awaiting_shipment' };
  expect(await post(first, '/orders/createorders', [order, order])).toBe(200);
  await first.stop('SIGKILL');
  expect(receiver.heard.filter(({ path }) => path === '/killed')).toEqual([]);
  const second = new ServerProcess(env, folder);
  const [heard] = await receiver.at('/killed', 1);
  expect((await follow(heard)).total).toBe(2);

  const [delivery] = await deliveries(env.DATABASE_URL);
  expect(delivery).toMatchObject({ endpointId: '1', tries: expect.any(Number) });
  expect(await runCommand(['webhooks', 'replay', String(delivery?.deliveryId), '--database', env.DATABASE_URL])).toBe(
    0,
  );
  const [, again] = await receiver.at('/killed', 2);
  expect(again?.body).toBe(heard?.body);
  expect(await runCommand(['webhooks', 'replay', '999', '--database', env.DATABASE_URL])).toBe(1);
  expect(await second.stop()).toMatchObject({ code: 0 });
  await rm(folder, { recursive: true });
});
