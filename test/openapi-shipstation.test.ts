// Every documented operation of the ShipStation wire is called, and every answer is held against the document.
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { runCommand } from '../src/cli/run-command.ts';
import { shipstation } from '../src/dialects/shipstation/routes.ts';
import { DocumentedClient, type Sent } from './documented-client.ts';
import { BASIC, type Server, startShipstation } from './shipstation-server.ts';

const SEED = [
  { tag: { tagId: 1, name: 'Gift', color: '#FF0000' } },
  { user: { userId: 'u-1', userName: 'ada', name: 'Ada' } },
  { store: { storeId: 7, storeName: 'Shop' } },
  {
    carrier: {
      code: 'post',
      name: 'Post',
      services: [{ code: 'x', name: 'Express' }],
      packages: [{ code: 'b', name: 'Box' }],
    },
  },
];

let folder: string;
let server: Server;
let client: DocumentedClient;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bulkhead-document-'));
  const database = `sqlite:${join(folder, 'orders.db')}`;
  server = await startShipstation({ env: { DATABASE_URL: database } });
  const file = join(folder, 'seed.jsonl');
  await writeFile(file, SEED.map((line) => JSON.stringify(line)).join('\n'));
  const quiet = vi.spyOn(console, 'log').mockImplementation(() => undefined);
  expect(await runCommand(['masters', 'import', 'shipstation', file, '--database', database])).toBe(0);
  quiet.mockRestore();
  const url = server.url.replace('/shipstation', '');
  client = await DocumentedClient.open(url, shipstation, { authorization: BASIC });
});
afterAll(async () => {
  await server.stop();
  await rm(folder, { recursive: true });
});

const sample = async (name: string) => JSON.parse(await readFile(`src/dialects/shipstation/samples/${name}`, 'utf8'));
const order = (orderKey: string, fields: object = {}) => ({
  orderNumber: orderKey,
  orderKey,
  orderDate: '2026-11-20T09:30:00',
  orderStatus: 'awaiting_shipment',
  billTo: { name: 'Ada Berg' },
  shipTo: { name: 'Ada Berg', country: 'US', postalCode: '97201' },
  items: [{ sku: 'MUG-01', name: 'Mug', quantity: 2, unitPrice: 14.5 }],
  ...fields,
});

async function make(orderKey: string): Promise<number> {
  const { body } = await client.call('POST /orders/createorder', { body: order(orderKey) });
  return Number(body.orderId);
}

async function walk(steps: readonly (readonly [string, Sent, number])[]) {
  for (const [name, sent, status] of steps) {
    if (status < 400 && sent.body !== undefined) client.assertRequest(name, sent.body);
    expect([name, (await client.call(name, sent)).status]).toEqual([name, status]);
  }
}

test('orders', async () => {
  const orderId = await make('a');
  const many = [order('a', { gift: true }), order('b'), { orderNumber: 1 }];
  await walk([
    [
      'POST /orders/createorders',
      { body: [order('a'), order('b', { internationalOptions: { contents: 'gift' } })] },
      200,
    ],
    [
      'GET /orders',
      { query: { orderStatus: 'awaiting_shipment', pageSize: '1', sortBy: 'OrderDate', sortDir: 'DESC' } },
      200,
    ],
    ['GET /orders', { query: { orderStatus: 'nothing' } }, 400],
    ['GET /orders/list', {}, 200],
    ['GET /orders/listbytag', { query: { orderStatus: 'awaiting_shipment', tagId: '1' } }, 200],
    ['GET /orders/listbytag', {}, 400],
    ['GET /orders/{orderId}', { params: { orderId } }, 200],
    ['GET /orders/{orderId}', { params: { orderId: 4_711_000 } }, 404],
    ['DELETE /orders/{orderId}', { params: { orderId } }, 200],
    ['POST /orders/createorder', { body: [] }, 400],
    ['POST /orders/createorder', { body: '{' }, 400],
  ]);
  expect((await client.call('POST /orders/createorders', { body: many })).body.hasErrors).toBe(true);
});

test('the richest orders there are are answered as documented', async () => {
  const { body: request } = await sample('01-create-orders.request.json').then((one) =>
    'body' in one ? one : { body: one },
  );
  await client.call('POST /orders/createorders', { body: request });
  expect((await client.call('GET /orders', { query: { pageSize: '500' } })).status).toBe(200);
});

test('operations', async () => {
  const orderId = await make('o');
  const body = (fields: object = {}) => ({ body: { orderId, ...fields } });
  await walk([
    ['POST /orders/addtag', body({ tagId: 1 }), 200],
    ['POST /orders/removetag', body({ tagId: 1 }), 200],
    ['POST /orders/holduntil', body({ holdUntilDate: '2027-01-01' }), 200],
    ['GET /orders/{orderId}', { params: { orderId } }, 200],
    ['POST /orders/restorefromhold', body(), 200],
    ['POST /orders/assignuser', { body: { orderIds: [orderId], userId: 'u-1' } }, 200],
    ['POST /orders/unassignuser', { body: { orderIds: [orderId] } }, 200],
    ['POST /orders/markasshipped', body({ carrierCode: 'post', trackingNumber: 'T' }), 200],
    ['POST /orders/markshipped', { body: { orderId: await make('p'), carrierCode: 'post' } }, 200],
    ['GET /orders/{orderId}', { params: { orderId } }, 200],
    ['POST /orders/holduntil', body({ holdUntilDate: '2027-01-01' }), 500],
    ['POST /orders/addtag', { body: { orderId: 4_711_000, tagId: 1 } }, 404],
  ]);
});

test('labels, shipments and fulfillments', async () => {
  const body = {
    orderId: await make('l'),
    carrierCode: 'test_carrier',
    serviceCode: 'test_ground',
    shipDate: '2026-11-23',
  };
  const { body: label } = await client.call('POST /orders/createlabelfororder', { body });
  await client.call('POST /orders/markasshipped', { body: { orderId: await make('f'), carrierCode: 'post' } });
  const { body: page } = await client.call('GET /fulfillments', { query: { pageSize: '1' } });
  const [fulfillment] = page.fulfillments as { fulfillmentId: number }[];
  const params = { shipmentId: Number(label.shipmentId), fulfillmentId: Number(fulfillment?.fulfillmentId) };
  const { shipTo } = order('x');
  const { orderId, ...alone } = body;
  const rates = {
    carrierCode: 'test_carrier',
    fromPostalCode: '1',
    toCountry: 'US',
    toPostalCode: '2',
    weight: { value: 3 },
  };
  await walk([
    ['POST /orders/createlabelfororder', { body: { ...body, carrierCode: 'post' } }, 500],
    ['POST /orders/createlabelfororder', { body: { orderId } }, 400],
    ['POST /shipments/createlabel', { body: { ...alone, shipFrom: shipTo, shipTo } }, 200],
    ['POST /shipments/getrates', { body: rates }, 200],
    ['GET /shipments', { query: { includeShipmentItems: 'true', sortBy: 'ShipDate' } }, 200],
    ['GET /shipments/list', {}, 200],
    ['GET /shipments/{shipmentId}', { params }, 200],
    ['GET /shipments/{shipmentId}', { params: { shipmentId: 4_711_000 } }, 404],
    ['GET /fulfillments/{fulfillmentId}', { params }, 200],
    ['POST /shipments/voidlabel', { body: { shipmentId: params.shipmentId } }, 200],
    ['POST /shipments/voidlabel', { body: { shipmentId: 4_711_000 } }, 404],
  ]);
});

test('customers and products', async () => {
  const orderId = await make('named');
  await client.call('POST /orders/createorder', { body: order('buyer', { customerUsername: 'ada' }) });
  const { body: read } = await client.call('GET /orders/{orderId}', { params: { orderId } });
  const [item] = read.items as { productId: number }[];
  const params = { productId: Number(item?.productId) };
  const { body: page } = await client.call('GET /customers', { query: { countryCode: 'US', sortBy: 'Name' } });
  const [customer] = page.customers as { customerId: number }[];
  const product = { name: 'Mug', price: 1.5, productCategory: { categoryId: 1, name: 'Cups' }, tags: [{ tagId: 1 }] };
  await walk([
    ['GET /customers/{customerId}', { params: { customerId: Number(customer?.customerId) } }, 200],
    ['GET /customers/{customerId}', { params: { customerId: 4_711_000 } }, 404],
    ['PUT /products/{productId}', { params, body: product }, 200],
    ['GET /products/{productId}', { params }, 200],
    ['GET /products', { query: { sku: 'MUG-01', pageSize: '1' } }, 200],
  ]);
});

test('what stands beside orders', async () => {
  const originAddress = { name: 'Ada', street1: '1 Harbor Street', city: 'Portland', state: 'OR', country: 'US' };
  const made = await client.call('POST /warehouses/createwarehouse', {
    body: { warehouseName: 'Main', originAddress },
  });
  const params = { warehouseId: Number(made.body.warehouseId) };
  const hook = { target_url: 'https://hooks.example.com/x', event: 'ORDER_NOTIFY', friendly_name: 'x' };
  const subscribed = await client.call('POST /webhooks/subscribe', { body: hook });
  const carrierCode = { query: { carrierCode: 'post' } };
  await walk([
    ['GET /accounts/listtags', {}, 200],
    ['GET /users', {}, 200],
    ['GET /stores', { query: { showInactive: 'true' } }, 200],
    ['GET /stores/{storeId}', { params: { storeId: 7 } }, 200],
    ['PUT /stores/{storeId}', { params: { storeId: 7 }, body: { storeName: 'Shop', statusMappings: [] } }, 200],
    ['GET /stores/marketplaces', {}, 200],
    ['POST /stores/refreshstore', { body: { storeId: 7, refreshDate: '2026-11-01' } }, 200],
    ['POST /stores/refresh', { query: { storeId: '7' } }, 200],
    ['GET /stores/refreshstore', { query: { storeId: '7' } }, 200],
    ['GET /stores/refreshstore', {}, 200],
    ['GET /stores/getrefreshstatus', { query: { storeId: '7' } }, 200],
    ['POST /carriers/addfunds', { body: { carrierCode: 'post', amount: 10.5 } }, 200],
    ['POST /stores/deactivate', { body: { storeId: 7 } }, 200],
    ['POST /stores/reactivate', { body: { storeId: 7 } }, 200],
    ['GET /carriers', {}, 200],
    ['GET /carriers', carrierCode, 200],
    ['GET /carriers/getcarrier', carrierCode, 200],
    ['GET /carriers/getcarrier', {}, 400],
    ['GET /carriers/{carrierCode}', { params: { carrierCode: 'post' } }, 200],
    ['GET /carriers/{carrierCode}', { params: { carrierCode: 'no-such' } }, 404],
    ['GET /carriers/listpackages', carrierCode, 200],
    ['GET /carriers/listservices', carrierCode, 200],
    ['GET /warehouses', {}, 200],
    ['GET /warehouses/{warehouseId}', { params }, 200],
    ['PUT /warehouses/{warehouseId}', { params, body: { warehouseName: 'Other', originAddress } }, 200],
    ['DELETE /warehouses/{warehouseId}', { params }, 200],
    ['GET /webhooks', {}, 200],
    ['GET /webhooks/{webhookId}', { params: { webhookId: Number(subscribed.body.id) } }, 200],
    ['DELETE /webhooks/{webhookId}', { params: { webhookId: Number(subscribed.body.id) } }, 200],
  ]);
});

test('every answer that is documented has been seen', () => {
  expect([...client.seen]).toEqual(expect.arrayContaining([...client.answers()]));
});

test('every call that writes was answered the same way again under its idempotency key', () => {
  expect(client.unrepeated()).toEqual([]);
});

test('no credentials, no answer but the documented one', async () => {
  const nobody = new DocumentedClient(client.document, {});
  const names = ['order', 'customer', 'product', 'store', 'warehouse', 'webhook', 'shipment', 'fulfillment'];
  const ids = Object.fromEntries(names.map((name) => [`${name}Id`, 1]));
  const params = { ...ids, carrierCode: 'x' };
  for (const [name] of nobody.operations()) expect((await nobody.call(name, { params })).status).toBe(401);
});
