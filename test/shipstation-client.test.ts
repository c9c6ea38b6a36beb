/**
 * The npm client `shipstation-node`, unmodified but for its base URL, as its users call it: creates, bulk-creates,
 * updates and lists orders, and meets an error. It throttles itself to 40 calls in 40 seconds, so this stays below.
 */
import { createRequire } from 'node:module';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { fullOrder, smallOrder } from '../src/dialects/shipstation/fixtures.ts';
import { PAIR, type Server, startShipstation } from './shipstation-server.ts';

type Order = Record<string, unknown> & { orderId: number; items: { orderItemId: number }[] };
type Bulk = {
  hasErrors: boolean;
  results: { orderId: number | null; success: boolean; errorMessage: string | null }[];
};
type Client = {
  ss: { baseUrl: string };
  orders: {
    createOrUpdate(order: object): Promise<Order>;
    createOrUpdateBulk(orders: object[]): Promise<Bulk>;
    get(orderId: number): Promise<Order>;
    getAll(query?: object): Promise<{ orders: Order[]; total: number; page: number; pages: number }>;
  };
  webhooks: {
    getAll(): Promise<{ webhooks: { WebHookID: number; Name: string }[] }>;
    subscribe(subscription: object): Promise<{ id: number }>;
    unsubscribe(id: number): Promise<unknown>;
  };
};

const require = createRequire(import.meta.url);
/** CommonJS; its types are for bundlers. */
const { default: ShipStationApi } = require('shipstation-node') as {
  default: new (options: { apiKey: string; apiSecret: string }) => Client;
};

let server: Server;
let client: Client;

beforeAll(async () => {
  server = await startShipstation();
  client = new ShipStationApi({ apiKey: PAIR.keyId, apiSecret: PAIR.secret });
  client.ss.baseUrl = `${server.url}/`;
});

afterAll(() => server.stop());

test('creates, reads and updates an order', async () => {
  const created = await client.orders.createOrUpdate({ ...smallOrder, orderKey: 'client-1' });
  expect(created).toMatchObject({ orderKey: 'client-1', orderStatus: 'awaiting_payment', customerId: null });
  expect(await client.orders.get(created.orderId)).toEqual(created);

  const updated = await client.orders.createOrUpdate({ ...created, orderStatus: 'awaiting_shipment' });
  expect(updated).toMatchObject({ orderId: created.orderId, orderStatus: 'awaiting_shipment' });
});

test('creates and updates in bulk, each with its own result', async () => {
  const orders = Array.from({ length: 100 }, (_, index) => ({
    ...fullOrder,
    orderNumber: `B-${index}`,
    orderKey: `bulk-${index}`,
  }));
  const first = await client.orders.createOrUpdateBulk(orders);
  expect(first.hasErrors).toBe(false);
  expect(new Set(first.results.map(({ orderId }) => orderId)).size).toBe(100);

  const changed = [{ ...orders[0], customerNotes: 'changed' }, { ...orders[1], shipTo: { name: '' } }, orders[2]!];
  const second = await client.orders.createOrUpdateBulk(changed);
  expect(second.results.map(({ success }) => success)).toEqual([true, false, true]);
  expect(second.results[0]?.orderId).toBe(first.results[0]?.orderId);
  expect(second.results[1]?.errorMessage).toContain(`'Ship Name' must not be empty.`);
  expect(second.hasErrors).toBe(true);
});

test('lists what it created', async () => {
  const page = await client.orders.getAll({ orderNumber: 'B-1', pageSize: 5, page: 2, sortBy: 'CreateDate' });
  expect(page).toMatchObject({ total: 11, page: 2, pages: 3 });
  expect(page.orders.map(({ orderNumber }) => orderNumber)).toEqual(['B-14', 'B-15', 'B-16', 'B-17', 'B-18']);

  const dated = await client.orders.getAll({ orderDateStart: '2024-02-29 08:46:27.2', itemKeyword: 'mug' });
  expect(dated.total).toBe(0);
});

test('an update in the vendor way keeps the ids of the lines', async () => {
  const before = await client.orders.createOrUpdate({ ...fullOrder, orderKey: 'lines-1' });
  const after = await client.orders.createOrUpdate({ ...before, items: before.items.toReversed() });
  expect(after.items.map(({ orderItemId }) => orderItemId)).toEqual(
    before.items.map(({ orderItemId }) => orderItemId).toReversed(),
  );
});

test('subscribes to webhooks, lists and ends them', async () => {
  const { id } = await client.webhooks.subscribe({
    target_url: 'http://127.0.0.1:9/',
    event: 'ORDER_NOTIFY',
    store_id: null,
    friendly_name: 'Client',
  });
  expect((await client.webhooks.getAll()).webhooks).toMatchObject([{ WebHookID: id, Name: 'Client' }]);
  await client.webhooks.unsubscribe(id);
  expect((await client.webhooks.getAll()).webhooks).toEqual([]);
});

test('meets an error as its users know it', async () => {
  await expect(client.orders.createOrUpdate({ orderNumber: null })).rejects.toMatchObject({
    response: { status: 400, data: { Message: 'The request is invalid.' } },
  });
  await expect(client.orders.get(999_999)).rejects.toMatchObject({ response: { status: 404 } });
});
