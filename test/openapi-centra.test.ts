// Every documented operation of the Centra wire is called, and every answer is held against the document.
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { fullOrder, smallOrder } from '../src/dialects/centra/fixtures.ts';
import { centra } from '../src/dialects/centra/routes.ts';
import { DEFAULT_ACCOUNT, loadConfig, openStore } from '../src/main.ts';
import { itemDraftOf } from '../src/store/contract/goods.ts';
import { supplierOrderOf } from '../src/store/contract/supply.ts';
import { type CentraServer, startCentra } from './centra-server.ts';
import { DocumentedClient, type OpenApi, type Sent } from './documented-client.ts';

let server: CentraServer;
let client: DocumentedClient;
let document: OpenApi;
let number = 70_000;

beforeAll(async () => {
  const catalog = {
    warehouses: [
      { id: 1, name: 'Main' },
      { id: 2, name: 'Asked', flow: 'confirm' as const },
      { id: 3, name: 'First', flow: 'check_first' as const },
    ],
    priceLists: [{ id: 1, name: 'Retail', currency: 'EUR', countries: [] }],
    markets: [{ id: 1, name: 'Sweden', countries: ['SE'] }],
  };
  server = await startCentra({
    settings: { catalog: { mode: 'open', ...catalog } },
    goods: [
      itemDraftOf({ sku: 'MUG', ean: '731', units: 50 }),
      itemDraftOf({ sku: 'TRAY', units: 50 }),
      itemDraftOf({ sku: 'ASKED', counted: [{ warehouseId: 2, physical: 50 }] }),
      itemDraftOf({ sku: 'FIRST', counted: [{ warehouseId: 3, physical: 50 }] }),
    ],
  });
  document = (await (await server.fetch('/openapi/centra.json', {})).json()) as OpenApi;
  client = new DocumentedClient(document, { 'api-authorization': server.keyOf('admin').secret }, centra);
});
afterAll(() => server.stop());

/** An order of three mugs that takes stock: its number, and the id of its line. */
async function place(fields: object = {}): Promise<{ order: number; lineId: string }> {
  number += 1;
  const products = [{ sku: 'MUG', qty: 3, unitPrice: 10 }];
  const body = { ...smallOrder, products, adjustStock: true, orderNumber: number, ...fields };
  expect((await client.call('POST /order', { body })).body.status).toBe('ok');
  const listed = await client.call('GET /orders', { query: { order: String(number) } });
  const [order] = listed.body.orders as readonly { products: readonly { lineId: string }[] }[];
  return { order: number, lineId: order?.products[0]?.lineId ?? '' };
}

/** The name of the operation, what is sent, and the word of the answer. */
async function walk(steps: readonly (readonly [string, Sent, string])[]) {
  for (const [name, sent, word] of steps) {
    const { status, body } = await client.call(name, sent);
    expect([name, status, body.status], JSON.stringify(body)).toEqual([name, 200, word]);
    if (word === 'ok' && sent.body !== undefined) client.assertRequest(name, sent.body);
  }
}

test('orders', async () => {
  await walk([
    ['POST /order', { body: smallOrder }, 'ok'],
    ['POST /order', { body: { ...smallOrder, createOnly: true, orderNumber: 60_001 } }, 'ok'],
    ['POST /order', { body: { ...fullOrder, orderNumber: 60_002, createOnly: false } }, 'ok'],
    ['POST /order', { body: { products: [] } }, 'no'],
    ['POST /order', { body: '{' }, 'no'],
    ['POST /order/{orderId}', { params: { orderId: 60_001 }, body: { comment: 'x' } }, 'ok'],
    ['POST /order/{orderId}', { params: { orderId: 4_711_000 } }, 'no'],
    ['GET /orders', { query: { limit: '10' } }, 'ok'],
    ['GET /orders', { query: { newer_than: 'nothing' } }, 'no'],
    ['PUT /orders', { body: { order: 60_001, internalComment: 'x', extraAttributes: { a: 'b' } } }, 'ok'],
    ['GET /orders', { query: { order: '60001' } }, 'ok'],
    ['PUT /orders', { body: { order: 4_711_000, internalComment: 'x' } }, 'no'],
  ]);
  const many = { one: smallOrder, two: { products: [] }, three: { ...smallOrder, createOnly: true } };
  const { body } = await client.call('POST /orders', { body: many });
  expect(Object.keys(body)).toEqual(Object.keys(many));
});

test('the samples of the wire are answered as documented', async () => {
  const sample = JSON.parse(readFileSync('src/dialects/centra/samples/10-create-wholesale-order.request.json', 'utf8'));
  await client.call('POST /order', { body: sample.body ?? sample });
  expect((await client.call('GET /orders', { query: { limit: '100' } })).body.status).toBe('ok');
});

test('catalog, stock and shipments', async () => {
  const [first, second] = [
    await place({ payment: { capture: { status: 1, amount: 30, external_url: 'x' } } }),
    await place(),
  ];
  const make = (order: number, lineId: string, fields = {}) => ({
    body: { order, products: { [lineId]: 2 }, ...fields },
  });
  await walk([
    ['GET /products', { query: { limit: '1' } }, 'ok'],
    ['GET /products', { query: { limit: '1', page: '2' } }, 'ok'],
    ['GET /stock', {}, 'ok'],
    ['GET /stock', { query: { exclude: 'physicalStock', sku: 'MUG' } }, 'ok'],
    ['POST /stock', { body: { products: [{ product: 'MUG', quantity: 500 }] } }, 'ok'],
    ['POST /stock', { body: { products: [{ product: 'NOTHING', quantity: 5 }] } }, 'no'],
    ['POST /shipments', make(first.order, first.lineId), 'ok'],
    ['POST /shipments', make(second.order, second.lineId, { capture: false }), 'ok'],
    ['POST /shipments', make(4_711_000, '1'), 'no'],
    ['GET /shipments', { query: { status: 'all' } }, 'no'],
    ['GET /shipments', {}, 'ok'],
    ['GET /shipment/{shipmentId}', { params: { shipmentId: `${first.order}-1` } }, 'ok'],
    ['GET /shipments/{shipmentId}', { params: { shipmentId: `${first.order}-1` } }, 'ok'],
    ['GET /orders', { query: { order: String(first.order) } }, 'ok'],
    ['PUT /shipments/{shipmentId}', { params: { shipmentId: `${first.order}-1` }, body: { gtg: true } }, 'ok'],
    ['PUT /shipments/{shipmentId}', { params: { shipmentId: '1-1' } }, 'no'],
    ['PUT /capture', { body: { shipment: `${first.order}-1` } }, 'ok'],
    ['PUT /capture', { body: { shipment: '1-1' } }, 'no'],
    ['PUT /shipment', { body: { order: first.order, shipment: `${first.order}-1`, tracking: 'T' } }, 'ok'],
    ['PUT /shipment', { body: { order: 1, shipment: '1-1' } }, 'no'],
    ['GET /shipments/{shipmentId}', { params: { shipmentId: `${first.order}-1` } }, 'ok'],
    ['DELETE /shipments/{shipmentId}', { params: { shipmentId: `${second.order}-1` } }, 'ok'],
    ['DELETE /shipments/{shipmentId}', { params: { shipmentId: '1-1' } }, 'no'],
  ]);
});

test('returns', async () => {
  const { order, lineId } = await place();
  const made = { body: { order, products: { [lineId]: 3 }, gtg: true, shipped: true } };
  expect((await client.call('POST /shipments', made)).body.status).toBe('ok');
  const shipment = `${order}-1`;
  const { body } = await client.call('POST /return', { body: { shipment, products: { [lineId]: 1 }, returnStock: 1 } });
  const change = { params: { returnId: body.return as number }, body: { completed: true, refundPayment: true } };
  await walk([
    ['POST /return', { body: { shipment, products: { [lineId]: '1' }, refund: { refundPayment: true } } }, 'ok'],
    ['POST /return', { body: { shipment: '1-1' } }, 'no'],
    ['GET /returns', { query: { order: String(order), shipment } }, 'ok'],
    ['GET /returns', { query: { newer_than: 'x' } }, 'no'],
    ['PUT /returns/{returnId}', change, 'ok'],
    ['PUT /returns/{returnId}', { ...change, params: { returnId: 4_711 } }, 'no'],
  ]);
});

test('warehouses that are asked', async () => {
  await place({ products: [{ sku: 'ASKED', qty: 1 }] });
  const { order } = await place({ products: [{ sku: 'FIRST', qty: 1 }] });
  const { body } = await client.call('GET /allocation-requests', {});
  const [asked] = body.allocation_requests as { id: number }[];
  await walk([
    ['GET /allocation-requests', { query: { status: 'all' } }, 'ok'],
    ['GET /allocation-requests', { query: { status: '?' } }, 'no'],
    ['GET /allocation-requests', { query: { page: 'x' } }, 'no'],
    ['POST /check-first', { body: { orderNumber: order, warehouseId: 3, accepted: true } }, 'ok'],
    ['POST /check-first', { body: { orderNumber: order } }, 'no'],
    ['POST /check-first', { body: { orderNumber: 4_711_000, warehouseId: 3, accepted: true } }, 'no'],
    ['POST /check-first', { body: '{' }, 'no'],
    ['PUT /allocation-request', { body: '{' }, 'no'],
  ]);
  for (const success of [true, false]) {
    const answer = await client.call('PUT /allocation-request', { body: { id: asked?.id, status: 'confirmed' } });
    expect(answer.body.success).toBe(success);
  }
});

test('vouchers', async () => {
  const percent = {
    name: 'Ten',
    stopDate: '2030-01-01',
    type: 'percentoff',
    value: 10,
    store: 1,
    markets: 1,
    status: true,
  };
  const amount = { ...percent, type: 'priceoff', value: undefined, valueByPricelist: { 1: 5 }, code: 'FIVE' };
  await walk([
    ['POST /voucher', { body: percent }, 'ok'],
    ['POST /voucher', { body: amount }, 'ok'],
    ['POST /voucher', { body: amount }, 'no'],
    ['POST /voucher', { body: '{' }, 'no'],
    ['PUT /voucher/{voucherId}/clone', { params: { voucherId: 2 }, body: { stopDate: '2030-01-02' } }, 'ok'],
    ['PUT /voucher/{voucherId}/clone', { params: { voucherId: 2 }, body: {} }, 'no'],
    ['PUT /voucher/{voucherId}/clone', { params: { voucherId: 2 }, body: '{' }, 'no'],
    ['GET /vouchers/{voucherId}', { params: { voucherId: 1 } }, 'ok'],
    ['GET /vouchers/{voucherId}', { params: { voucherId: 2 } }, 'ok'],
    ['GET /vouchers/{voucherId}', { params: { voucherId: 4_711 } }, 'no'],
  ]);
});

test('customers', async () => {
  await client.call('POST /order', { body: { ...smallOrder, customerRegister: true } });
  const { body } = await client.call('GET /customers', { query: { email: smallOrder.address.email } });
  const [customer] = body.customers as { customerId: string }[];
  const params = { customerId: customer?.customerId ?? '' };
  await walk([
    ['GET /customers', { query: { limit: 'x' } }, 'no'],
    ['PUT /customers/{customerId}', { params, body: { city: 'Bergen', consents: [{ key: 'mail' }] } }, 'ok'],
    ['PUT /customers/{customerId}', { params: { customerId: 4_711 }, body: {} }, 'no'],
    ['GET /customers/{customerId}', { params }, 'ok'],
    ['GET /customers/{customerId}', { params: { customerId: 4_711 } }, 'no'],
    ['PUT /anonymize-customer/{customerId}', { params }, 'ok'],
    ['PUT /anonymize-customer/{customerId}', { params }, 'no'],
  ]);
});

test('suppliers', async () => {
  const { config } = loadConfig({ env: { DATABASE_URL: server.databaseUrl } });
  if (config === null) throw new Error('the configuration of the test must be right');
  const store = await openStore(config, { isExclusive: false });
  const accountId = (await store.findAccountByName(DEFAULT_ACCOUNT))?.accountId ?? 0;
  const units = [{ item: 'MUG', quantity: 9 }];
  const deliveries = [1, 2, 3, 4].map((seq) => ({ seq, units }));
  await store.supply.saveSupplierOrder(accountId, supplierOrderOf({ lines: units, deliveries }), 0);
  await store.close();
  await client.call('POST /order', {
    body: { ...smallOrder, products: [{ sku: 'MUG', qty: 9_999 }], adjustStock: true, forceCreate: true },
  });
  const body = { products: { MUG: 8 } };
  const byCode = { products: { 731: 8 } };
  await walk([
    ['GET /supplier-orders', {}, 'ok'],
    ['GET /supplier-orders/{supplierOrderId}', { params: { supplierOrderId: 957 } }, 'ok'],
    ['GET /supplier-orders/{supplierOrderId}', { params: { supplierOrderId: 1 } }, 'no'],
    ['GET /supplier-deliveries', { query: { limit: '1' } }, 'ok'],
    ['GET /supplier-deliveries/{deliveryId}', { params: { deliveryId: '957-1' } }, 'ok'],
    ['GET /supplier-deliveries/{deliveryId}', { params: { deliveryId: 77 } }, 'no'],
    ['GET /supplier-deliveries/{deliveryId}/details', { params: { deliveryId: 1 } }, 'ok'],
    ['POST /supplier-deliveries/{deliveryId}/sku', { params: { deliveryId: 1 }, body }, 'ok'],
    ['POST /supplier-deliveries/{deliveryId}/sku', { params: { deliveryId: 1 }, body }, 'no'],
    ['POST /supplier-delivery/{deliveryId}/sku', { params: { deliveryId: 2 }, body }, 'ok'],
    ['POST /supplier-deliveries/{deliveryId}', { params: { deliveryId: 3 }, body: byCode }, 'ok'],
    ['POST /supplier-deliveries/{deliveryId}', { params: { deliveryId: 3 }, body: '{' }, 'no'],
    ['POST /supplier-delivery/{deliveryId}', { params: { deliveryId: 4 }, body: byCode }, 'ok'],
    ['POST /supplier-delivery/{deliveryId}', { params: { deliveryId: 4 }, body }, 'no'],
  ]);
});

test('every answer that is documented has been seen', () => {
  expect([...client.seen]).toEqual(expect.arrayContaining([...client.answers()]));
});

test('every call that writes was answered the same way again under its idempotency key', () => {
  expect(client.unrepeated()).toEqual([]);
});

test('no credentials, no answer but the documented one', async () => {
  const nobody = new DocumentedClient(document, {});
  const params = { orderId: 1, shipmentId: '1-1', returnId: 1, customerId: 1, voucherId: 1 };
  for (const [name] of nobody.operations()) expect((await nobody.call(name, { params })).status).toBe(401);
});
