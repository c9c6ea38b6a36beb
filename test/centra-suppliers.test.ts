/**
 * Suppliers through a real server: an order of goods is imported as a merchant would, its deliveries are listed, read
 * and received over HTTP, the stock they bring is sold, and what was missing comes in a delivery of its own.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runCommand } from '../src/cli/run-command.ts';
import { smallOrder } from '../src/dialects/centra/fixtures.ts';
import { itemDraftOf } from '../src/store/contract/goods.ts';
import { type CentraServer, startCentra } from './centra-server.ts';

let server: CentraServer;
let folder: string;

const warehouses = [
  { id: 1, name: 'Main' },
  { id: 2, name: 'South' },
];
const mug = {
  productSku: 'MUG',
  variantSku: '-BLUE',
  sizeSku: '-L',
  name: 'Mug',
  internalName: 'mug',
  variant: 'Blue',
};
const goods = [
  itemDraftOf({
    sku: 'x',
    itemId: 11,
    ean: '7350000000017',
    texts: { ...mug, weight: { valueE4: 4_000, unit: 'kilograms' } },
  }),
  itemDraftOf({ sku: 'TRAY', itemId: 12, upc: '012000000013', units: 1 }),
];
const lines = [
  { sku: 'MUG-BLUE-L', quantity: 100, cost: '9.4', currency: 'USD' },
  { upc: '012000000013', quantity: 30, cost: 2 },
];
const dates = { created: '2019-01-28T00:15:00Z', leaves: '2019-03-31T13:15:00Z', arrives: '2019-04-05T18:15:00Z' };
const head = {
  ...{ orderId: '957', supplierName: 'Loom & Sons', supplierCountry: 'ES', created: '2019-01-28 01:15' },
  ...{ ETD: '2019-03-31 15:15', ETA: '2019-04-05 20:15', message: 'By sea' },
};
const mugRow = {
  ...{ sku: 'MUG', productId: 13, variantSku: '-BLUE', variantId: 14, sizeSku: '-L', brand: null, collection: null },
  ...{ product: 'mug', variant: 'Blue', size: '', stockItemId: 11, ean: '7350000000017', upc: '', weight: 0.4 },
  ...{ weightUnit: 'kg', countryOfOrigin: '', harmCode: '', harmDescription: '', active: 1 },
};

async function importLines(...orders: object[]): Promise<number> {
  const file = join(folder, 'orders.ndjson');
  await writeFile(file, orders.map((supplierOrder) => JSON.stringify({ supplierOrder })).join('\n'));
  return runCommand(['catalog', 'import', file, '--database', server.databaseUrl]);
}

beforeAll(async () => {
  server = await startCentra({ settings: { catalog: { mode: 'open', warehouses } }, goods });
  folder = await mkdtemp(join(tmpdir(), 'bulkhead-suppliers-'));
  const order = { id: 957, supplier: 'Loom & Sons', country: 'ES', message: 'By sea', ...dates, lines };
  const small = { supplier: 'Kiln', lines: [{ id: 12, quantity: 5 }] };
  const south = { ...small, id: 959, warehouse: 'South' };
  expect(await importLines(order, { ...small, id: 958, isConfirmed: false }, south)).toBe(0);
});

afterAll(async () => {
  await server.stop();
  await rm(folder, { recursive: true });
});

async function get<T = Record<string, unknown>>(path: string): Promise<T> {
  const { status, json } = await server.call('GET', path);
  expect(status).toBe(200);
  return json as T;
}
async function post(path: string, body: unknown, headers: Record<string, string> = {}) {
  const { status, json } = await server.call('POST', path, { body, headers });
  expect(status).toBe(200);
  return json;
}
async function stockOf(sku: string) {
  const { products } = await get<{ products: Record<string, number>[] }>(`/stock?sku=${sku}`);
  const [row] = products;
  return [row?.physicalStock, row?.allocatedStock, row?.availableStock];
}

test('confirmed orders are listed and read, with what they cost', async () => {
  const { orders } = await get('/supplier-orders/');
  expect(orders).toEqual([
    { ...head, productsQty: 130 },
    expect.objectContaining({ orderId: '959', ETD: '0000-00-00 00:00', productsQty: 5 }),
  ]);
  const { order } = await get<{ order: { products: object[] } }>('/supplier-orders/957');
  expect(Object.keys(order)).toEqual([...Object.keys(head), 'productsQty', 'products']);
  expect(order.products).toEqual([
    { ...mugRow, quantity: 100, cost: '9.40', costCurrency: 'USD' },
    expect.objectContaining({ stockItemId: 12, quantity: 30, cost: '2.00', costCurrency: '' }),
  ]);
  for (const id of ['958', '4711', 'x']) {
    expect(await get(`/supplier-orders/${id}`)).toEqual({
      ...{ status: 'no', msg: 'supplier order does not exist', order: id },
    });
  }
  expect(await get('/supplier-orders?limit=1&page=2')).toMatchObject({
    orders: [{ orderId: '959' }],
    previous: '?limit=1&page=1',
  });
});

test('deliveries to the warehouse are listed, and read by either of their names', async () => {
  const delivery = { id: '1', ...head, deliveryId: '957-1', productsQty: 130 };
  expect(await get('/supplier-deliveries')).toEqual({ status: 'ok', deliveries: [delivery] });
  const read = await get('/supplier-deliveries/1');
  expect(read).toMatchObject({ status: 'ok', delivery });
  expect(await get('/supplier-deliveries/957-1/')).toEqual(read);
  for (const id of ['77', '958-1', '959-1', 'x']) {
    expect(await get(`/supplier-deliveries/${id}`)).toEqual({ status: 'no', msg: 'supplier delivery does not exist' });
  }
  const headers = { 'API-Authorization': server.keyOf('read').secret };
  const xml = await (await server.fetch('/centra/supplier-deliveries/1?xml=1', { headers })).text();
  expect(xml).toContain('<deliveryId>957-1</deliveryId>');
});

test('details name the orders that wait for it, the oldest first', async () => {
  const order = async (qty: number, fields: object = {}) => {
    const products = [{ sku: 'MUG-BLUE-L', qty }];
    return post('/order', { ...smallOrder, products, adjustStock: true, forceCreate: true, ...fields });
  };
  await order(98, { orderNumber: 5_002, orderDate: '2020-02-02' });
  await order(3, {
    orderNumber: 5_001,
    orderDate: '2020-01-01',
    poNumber: 'PO1',
    accountId: 478,
    otherComment: 'Ring',
  });
  await order(9, { orderNumber: 5_003, orderDate: '2020-03-03' });
  const { delivery } = await get<{ delivery: { orders: object[] } }>('/supplier-deliveries/957-1/details');
  expect(delivery.orders).toMatchObject([
    {
      ...{ orderId: '5001', accountId: '478', buyer: 'Ada Berg', poNumber: 'PO1', other: 'Ring' },
      ...{ deliveryName: 'Ada Berg', deliveryCountry: 'SE' },
      products: [{ ...mugRow, quantity: 3, cost: '9.40', costCurrency: 'USD' }],
    },
    { orderId: '5002', accountId: '', products: [{ quantity: 97 }] },
  ]);
  expect(Object.keys(delivery)).toEqual([
    'id',
    'orderId',
    'deliveryId',
    ...Object.keys(head).slice(1),
    'productsQty',
    'orders',
  ]);
});

test.each([
  ['{', 'is not JSON'],
  [{}, 'products: expected a value, got nothing'],
  [{ products: [] }, 'products: expected at least one unit that has come, got none'],
  [{ products: { '7350000000017': 0 } }, 'products: expected at least one unit that has come, got none'],
  [
    { products: { '7350000000017': -1 } },
    'products[7350000000017]: expected a whole number from 0 to 2147483647, got -1',
  ],
  [{ products: { '7350000000017': 1 }, insertStock: 'maybe' }, 'insertStock: expected a boolean, got "maybe"'],
] as [unknown, string][])('a body that cannot be read is told: %j', async (body, expected) => {
  const answer = (await post('/supplier-deliveries/1', body)) as { status: string; msg: string };
  expect([answer.status, answer.msg]).toEqual(['no', expect.stringContaining(expected)]);
});

test('goods that are not in the delivery are named, and nothing is accepted', async () => {
  const products = { '7350000000017': 5, 'MUG-BLUE-L': 5, '999': 1 };
  expect(await post('/supplier-deliveries/1', { products })).toEqual({
    status: 'no',
    msg: 'Some of the products are not in the delivery, nothing was accepted',
    errors: { productsNotFound: ['999', 'MUG-BLUE-L'] },
  });
  expect(await stockOf('MUG-BLUE-L')).toEqual([0, 0, 0]);
});

test('what has come is stock at once, the rest comes later, and no delivery is accepted twice', async () => {
  const body = { products: { '7350000000017': '90', '012000000013': 30 }, insertStock: 1 };
  const rest = { id: '4', ...head, deliveryId: '957-2', created: expect.any(String), productsQty: 10 };
  const accepted = await post('/supplier-deliveries/957-1/', body, { 'Idempotency-Key': 'k1' });
  expect(accepted).toEqual({ status: 'ok', additionalDelivery: rest });
  expect(await post('/supplier-deliveries/957-1', body, { 'Idempotency-Key': 'k1' })).toEqual(accepted);
  expect([await stockOf('MUG-BLUE-L'), await stockOf('TRAY')]).toEqual([
    [90, 0, 90],
    [31, 0, 31],
  ]);
  const again = { status: 'no', msg: 'supplier delivery is already accepted' };
  expect(await post('/supplier-deliveries/1', body)).toEqual(again);
  expect(await get('/supplier-deliveries/1')).toEqual(again);
  const { delivery } = await get<{ delivery: object }>('/supplier-deliveries/4');
  expect(delivery).toMatchObject({ productsQty: 10, products: [{ stockItemId: 11, quantity: 10 }] });
  // The path of the documented example, and by joined SKU; more than expected.
  expect(await post('/supplier-delivery/4/sku', { products: { 'MUG-BLUE-L': 15 } })).toEqual({ status: 'ok' });
  expect(await stockOf('MUG-BLUE-L')).toEqual([105, 0, 105]);
  expect(await get('/supplier-deliveries')).toEqual({ status: 'ok', deliveries: [] });
});

test('a delivery that is only written down brings nothing; a key may receive for another warehouse', async () => {
  const { keyId, secret } = server.keyOf('write');
  const set = ['centra', 'set', 'supplierWarehouse', '2', '--key', keyId, '--database', server.databaseUrl];
  expect(await runCommand(set)).toBe(0);
  const call = async (method: string, path: string, body?: unknown) =>
    (await server.call(method, path, { secret, ...(body === undefined ? {} : { body }) })).json as never;
  await expect
    .poll(async () => ((await call('GET', '/supplier-deliveries')) as { deliveries: unknown[] }).deliveries, {
      timeout: 20_000,
    })
    .toHaveLength(1);
  expect(await call('POST', '/supplier-deliveries/959-1/sku', { products: { TRAY: 5 }, insertStock: false })).toEqual({
    status: 'ok',
  });
  expect(await stockOf('TRAY')).toEqual([31, 0, 31]);
});

test('goods that nobody knows are told when the order is imported', async () => {
  expect(await importLines({ id: 960, supplier: 'Kiln', lines: [{ sku: 'NOTHING', quantity: 1 }] })).toBe(1);
  expect(await get('/supplier-orders/960')).toMatchObject({ status: 'no' });
});
