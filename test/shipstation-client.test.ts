/**
 * The npm client `shipstation-node`, unmodified but for its base URL, as its users call it: every call that its classes
 * have, and an error. It throttles itself to 40 calls in 40 seconds, so this stays below.
 * The last test walks its classes, so a call that is not made here is named.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { runCommand } from '../src/cli/run-command.ts';
import { fullOrder, smallOrder } from '../src/dialects/shipstation/fixtures.ts';
import { PAIR, type Server, startShipstation } from './shipstation-server.ts';

type Order = Record<string, unknown> & { orderId: number; items: { orderItemId: number }[] };
type Bulk = {
  hasErrors: boolean;
  results: { orderId: number | null; success: boolean; errorMessage: string | null }[];
};
type Label = { shipmentId: number; trackingNumber: string; labelData: string };
type One<T = object> = { get(id: number | string): Promise<T> };
type Client = {
  ss: { baseUrl: string };
  orders: One<Order> & {
    createOrUpdate(order: object): Promise<Order>;
    createOrUpdateBulk(orders: object[]): Promise<Bulk>;
    createLabel(label: object): Promise<Label>;
    getAll(query?: object): Promise<{ orders: Order[]; total: number; page: number; pages: number }>;
  };
  webhooks: One & {
    getAll(): Promise<{ webhooks: { WebHookID: number; Name: string }[] }>;
    subscribe(subscription: object): Promise<{ id: number }>;
    unsubscribe(id: number): Promise<unknown>;
  };
  shipments: One & { getAll(query?: object): Promise<unknown>; getRates(asked: object): Promise<object[]> };
  fulfillments: One & { getAll(query?: object): Promise<{ fulfillments: { fulfillmentId: number }[] }> };
  stores: One & { getAll(query?: object): Promise<{ storeId: number }[]> };
  warehouses: One & { getAll(query?: object): Promise<{ warehouseId: number }[]> };
  carriers: One & { getAll(): Promise<{ code: string }[]> };
};
type Resource = Exclude<keyof Client, 'ss'>;

const require = createRequire(import.meta.url);
/** CommonJS; its types are for bundlers. */
const { default: ShipStationApi } = require('shipstation-node') as {
  default: new (options: { apiKey: string; apiSecret: string }) => Client;
};
const RESOURCES = ['orders', 'stores', 'webhooks', 'shipments', 'fulfillments', 'warehouses', 'carriers'] as const;
const SEED = [
  { store: { storeId: 7, storeName: 'Shop' } },
  { store: { storeId: 8, storeName: 'Closed', active: false, marketplaceId: 3 } },
  { carrier: { code: 'post', name: 'Post', shippingProviderId: 12 } },
];

let folder: string;
let server: Server;
let client: Client;
const called = new Set<string>();

/** The client's own objects; only which of their methods were called is noted. */
function noting(of: Client): Client {
  const noted = Object.fromEntries(
    RESOURCES.map((name) => [
      name,
      new Proxy(of[name], {
        get(target, property, receiver) {
          called.add(`${name}.${String(property)}`);
          return Reflect.get(target, property, receiver);
        },
      }),
    ]),
  );
  return { ...of, ...noted };
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bulkhead-client-'));
  const database = `sqlite:${join(folder, 'orders.db')}`;
  server = await startShipstation({ env: { DATABASE_URL: database } });
  const seed = join(folder, 'seed.jsonl');
  await writeFile(seed, SEED.map((line) => JSON.stringify(line)).join('\n'));
  const quiet = vi.spyOn(console, 'log').mockImplementation(() => undefined);
  expect(await runCommand(['masters', 'import', 'shipstation', seed, '--database', database])).toBe(0);
  quiet.mockRestore();
  const made = new ShipStationApi({ apiKey: PAIR.keyId, apiSecret: PAIR.secret });
  made.ss.baseUrl = `${server.url}/`;
  client = noting(made);
});

afterAll(async () => {
  await server.stop();
  await rm(folder, { recursive: true });
});

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

test('subscribes to webhooks, lists, reads and ends them', async () => {
  const { id } = await client.webhooks.subscribe({
    target_url: 'http://127.0.0.1:9/',
    event: 'SHIP_NOTIFY',
    store_id: null,
    friendly_name: 'Client',
  });
  expect((await client.webhooks.getAll()).webhooks).toMatchObject([{ WebHookID: id, Name: 'Client' }]);
  expect(await client.webhooks.get(id)).toMatchObject({ WebHookID: id, HookType: 'SHIP_NOTIFY' });
  await client.webhooks.unsubscribe(id);
  expect((await client.webhooks.getAll()).webhooks).toEqual([]);
});

test('asks for rates, makes a label of the test carrier, and finds the shipment', async () => {
  const rates = await client.shipments.getRates({
    ...{ carrierCode: 'test_carrier', serviceCode: null, packageCode: null, fromPostalCode: '78703' },
    ...{ toState: 'DC', toCountry: 'US', toPostalCode: '20500', toCity: 'Washington' },
    ...{ weight: { value: 3, units: 'ounces' }, confirmation: 'delivery', residential: false },
  });
  expect(rates[0]).toEqual({
    ...{ serviceName: 'Test Ground - Package', serviceCode: 'test_ground', shipmentCost: 4.5, otherCost: 0 },
  });
  const { orderId } = await client.orders.createOrUpdate({ ...smallOrder, orderStatus: 'awaiting_shipment' });
  const label = await client.orders.createLabel({
    ...{ orderId, carrierCode: 'test_carrier', serviceCode: 'test_ground', packageCode: 'package' },
    ...{ confirmation: 'none', shipDate: '2026-11-23', weight: { value: 3, units: 'ounces' }, testLabel: true },
  });
  expect(Buffer.from(label.labelData, 'base64').subarray(0, 5).toString()).toBe('%PDF-');
  const found = { shipmentId: label.shipmentId, orderId, trackingNumber: label.trackingNumber };
  expect(await client.shipments.getAll({ orderId, includeShipmentItems: true })).toMatchObject({
    ...{ shipments: [found], total: 1, page: 1, pages: 1 },
  });
  expect(await client.shipments.get(label.shipmentId)).toMatchObject(found);
});

test('finds what was marked as shipped among the fulfillments', async () => {
  const { orderId } = await client.orders.createOrUpdate({ ...smallOrder, orderStatus: 'awaiting_shipment' });
  await server.call('POST', '/orders/markasshipped', { body: { orderId, carrierCode: 'post' } });
  const { fulfillments } = await client.fulfillments.getAll({ orderId });
  expect(fulfillments).toMatchObject([{ orderId, carrierCode: 'post' }]);
  expect(await client.fulfillments.get(fulfillments[0]?.fulfillmentId ?? 0)).toEqual(fulfillments[0]);
});

test('lists and reads stores, warehouses and carriers', async () => {
  const stores = await client.stores.getAll({ showInactive: true, marketplaceId: 3 });
  expect(stores).toMatchObject([{ storeId: 8, active: false }]);
  expect((await client.stores.getAll()).map(({ storeId }) => storeId)).toContain(7);
  expect(await client.stores.get(7)).toMatchObject({ storeId: 7, storeName: 'Shop' });

  const originAddress = { street1: '12 Dock Road', city: 'Portland', state: 'OR', postalCode: '97201', country: 'US' };
  await server.call('POST', '/warehouses/createwarehouse', { body: { warehouseName: 'Harbor', originAddress } });
  const [warehouse] = await client.warehouses.getAll();
  expect(warehouse).toMatchObject({ warehouseName: 'Harbor', isDefault: true });
  expect(await client.warehouses.get(warehouse?.warehouseId ?? 0)).toEqual(warehouse);

  const [carrier] = await client.carriers.getAll();
  expect(carrier).toMatchObject({ code: 'post', name: 'Post' });
  expect([await client.carriers.get('post'), await client.carriers.get(12)]).toEqual([carrier, carrier]);
});

test('meets an error as its users know it', async () => {
  await expect(client.orders.createOrUpdate({ orderNumber: null })).rejects.toMatchObject({
    response: { status: 400, data: { Message: 'The request is invalid.' } },
  });
  await expect(client.orders.get(999_999)).rejects.toMatchObject({ response: { status: 404 } });
  const body = { orderId: 1, carrierCode: 'fedex', serviceCode: 'fedex_ground', shipDate: '2026-11-23' };
  await expect(client.orders.createLabel(body)).rejects.toMatchObject({
    response: { status: 500, data: { ExceptionMessage: expect.stringContaining('Invalid carrierCode') } },
  });
});

test('every call that its classes have was made', () => {
  const known = RESOURCES.flatMap((name) => methodsOf(client[name]).map((method) => `${name}.${method}`));
  expect(known.length).toBeGreaterThan(15);
  expect(known.filter((method) => !called.has(method))).toEqual([]);
});

function methodsOf(resource: Client[Resource]): string[] {
  const names = new Set<string>();
  for (let at = Object.getPrototypeOf(resource); at !== Object.prototype; at = Object.getPrototypeOf(at)) {
    for (const name of Object.getOwnPropertyNames(at)) names.add(name);
  }
  // What the calls are made with is none.
  return [...names].filter((name) => !['constructor', 'buildQueryStringFromParams'].includes(name));
}
