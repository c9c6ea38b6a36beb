// Every documented operation of the native API is called, and every answer is held against the document.
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { native } from '../src/dialects/native/routes.ts';
import { DocumentedClient, type Sent } from './documented-client.ts';
import { type NativeServer, orderOf, SECRET, startNativeServer } from './native-server.ts';

const sample = JSON.parse(readFileSync('src/dialects/native/samples/order.json', 'utf8'));
let server: NativeServer;
let client: DocumentedClient;

beforeAll(async () => {
  server = await startNativeServer();
  client = await DocumentedClient.open(server.url, native, { authorization: `Bearer ${SECRET}` });
});
afterAll(() => server.drain('end of the test'));

async function make(fields: object = {}) {
  const { body } = await client.call('POST /orders', { body: orderOf(null, fields) });
  return { orderId: body.id as number };
}

/** The name of the operation, what is sent, and the status that must come. */
async function walk(steps: readonly (readonly [string, Sent, number])[]) {
  for (const [name, sent, status] of steps) {
    if (status < 400 && sent.body !== undefined) client.assertRequest(name, sent.body);
    expect([name, (await client.call(name, sent)).status]).toEqual([name, status]);
  }
}

test('orders, stated one by one', async () => {
  const params = await make();
  const etag = { 'if-none-match': '"1"' };
  await walk([
    ['POST /orders', { body: sample }, 201],
    ['POST /orders', { body: { ...sample, if_revision: null } }, 200],
    ['POST /orders', { body: { ...sample, channel: 'x' } }, 412],
    ['POST /orders', { body: { lines: 5 } }, 422],
    ['POST /orders', { body: orderOf(null), query: { dry_run: 'true' } }, 200],
    ['GET /orders/{orderId}', { params }, 200],
    ['GET /orders/{orderId}', { params, headers: etag }, 304],
    ['GET /orders/{orderId}', { params: { orderId: 4_711_000 } }, 404],
    ['GET /orders/{orderId}', { params: { orderId: 'x' } }, 400],
    ['PUT /orders/{orderId}', { params, body: orderOf(null, { channel: 'web' }) }, 200],
    ['PUT /orders/{orderId}', { params, body: orderOf(null), headers: { 'if-match': '"9"' } }, 412],
    ['GET /orders/{orderId}/history', { params }, 200],
    ['DELETE /orders/{orderId}', { params }, 200],
    ['DELETE /orders/{orderId}', { params }, 404],
  ]);
});

test('operations', async () => {
  const [held, canceled, prepared] = [await make(), await make(), await make({ status: 'prepared' })];
  const until = '2027-01-01T00:00:00+01:00[Europe/Stockholm]';
  const placed_at = '2026-11-20T09:30:00Z';
  await walk([
    ['POST /orders/{orderId}:hold', { params: held, body: { until } }, 200],
    ['GET /orders/{orderId}', { params: held }, 200],
    ['POST /orders/{orderId}:restore', { params: held }, 200],
    ['POST /orders/{orderId}:tag', { params: held, body: { tag_ids: [1, 2] } }, 200],
    ['POST /orders/{orderId}:untag', { params: held, body: { tag_ids: [1] } }, 200],
    ['POST /orders/{orderId}:assign', { params: held, body: { assignee_id: 'ada' } }, 200],
    ['GET /orders/{orderId}', { params: held }, 200],
    ['POST /orders/{orderId}:unassign', { params: held }, 200],
    ['POST /orders/{orderId}:ship', { params: held, body: { shipped_at: until, tracking_number: 'T' } }, 200],
    ['POST /orders/{orderId}:ship', { params: held, body: { tracking_number: 'U' } }, 409],
    ['GET /orders/{orderId}', { params: held }, 200],
    ['GET /orders/{orderId}/history', { params: held }, 200],
    ['POST /orders/{orderId}:cancel', { params: canceled }, 200],
    ['POST /orders/{orderId}:complete', { params: prepared, body: { placed_at, amount_paid: 1.5 } }, 200],
  ]);
});

test('orders divided and joined', async () => {
  const [params, other] = [await make({ lines: [{ quantity: 2 }, { quantity: 1 }] }), await make()];
  const { body } = await client.call('GET /orders/{orderId}', { params });
  const [line] = body.lines as readonly { id: number }[];
  await walk([
    ['POST /orders/{orderId}:split', { params, body: { parts: [[{ line_id: line?.id, quantity: 1 }]] } }, 200],
    ['GET /orders/{orderId}', { params }, 200],
    ['POST /orders/{orderId}:split', { params, body: { parts: [[{ line_id: 9_999_999 }]] } }, 422],
    ['POST /orders/{orderId}:merge', { params, body: { order_ids: [other.orderId] } }, 200],
    ['POST /orders/{orderId}:merge', { params, body: { order_ids: [other.orderId] } }, 404],
  ]);
});

test('batches and lists', async () => {
  const orders = [sample, orderOf('b'), { lines: 'x' }, orderOf(null, { id: 4_711_000 }), 5];
  const sent = await client.call('POST /orders:batch', { body: { orders } });
  await client.call('POST /orders:stream', { body: '{', query: { return: 'failed' } });
  const failed = await client.call('POST /orders:batch', { body: { orders }, query: { return: 'failed' } });
  expect([sent.status, failed.status]).toEqual([200, 200]);
  await walk([
    ['POST /orders:batch', { body: { orders: [sample], policy: 'all_or_nothing', on_duplicate: 'refuse' } }, 200],
    ['POST /orders:batch', { body: { orders: [orderOf(null)], dry_run: true } }, 200],
    ['POST /orders:batch', { body: { orders, policy: 'all_or_nothing' } }, 422],
    ['POST /orders:batch', { body: { orders: [] } }, 422],
    ['POST /orders:batch', { body: '{' }, 400],
    ['POST /orders:stream', { body: sample, query: { dry_run: 'true' } }, 200],
    ['POST /orders:stream', { body: sample, query: { first_line: '0' } }, 400],
    ['GET /orders', { query: { limit: '2', sort: '-placed_at', status: 'open,held' } }, 200],
    ['GET /orders', { query: { limit: '0' } }, 400],
    ['GET /batches/{batchId}', { params: { batchId: String(sent.body.batch_id) } }, 200],
    ['GET /batches/{batchId}', { params: { batchId: 'x' } }, 404],
    ['GET /events', { query: { limit: '500' } }, 200],
    ['GET /limits', {}, 200],
  ]);
});

test('webhooks', async () => {
  const url = 'http://192.0.2.1/';
  const { body } = await client.call('POST /webhooks', { body: { url, events: ['order.shipped'], store_id: 5 } });
  const params = { webhookId: body.id as number };
  await walk([
    ['POST /webhooks', { body: { url, events: ['order.shipped'], store_id: 5 } }, 200],
    ['POST /webhooks', { body: { url, events: ['shipped'] } }, 422],
    ['GET /webhooks', {}, 200],
    ['GET /webhooks/{webhookId}', { params }, 200],
    ['GET /webhooks/{webhookId}', { params: { webhookId: 4_711_000 } }, 404],
    ['POST /webhooks/{webhookId}:rotate', { params, body: { keep_seconds: 60 } }, 200],
    ['POST /webhooks/{webhookId}:ping', { params }, 202],
    ['POST /webhooks/{webhookId}:replay', { params, body: { from: '2026-01-01T00:00:00Z' } }, 202],
    ['GET /webhooks/{webhookId}/deliveries', { params, query: { limit: '1' } }, 200],
    ['PATCH /webhooks/{webhookId}', { params, body: { enabled: false, name: 'N', events: null } }, 200],
    ['PATCH /webhooks/{webhookId}', { params, body: { enabled: true } }, 200],
  ]);
  const { body: log } = await client.call('GET /webhooks/{webhookId}/deliveries', { params });
  const [delivery] = log.deliveries as readonly { id: number }[];
  const named = { ...params, deliveryId: delivery?.id ?? 0 };
  await walk([
    ['POST /webhooks/{webhookId}/deliveries/{deliveryId}:resend', { params: named }, 202],
    ['POST /webhooks/{webhookId}/deliveries/{deliveryId}:resend', { params: { ...params, deliveryId: 1 } }, 404],
    ['DELETE /webhooks/{webhookId}', { params }, 204],
  ]);
});

test('orders that came in through the other contracts are answered as documented', async () => {
  const key = Buffer.from(`native-tests:${SECRET}`).toString('base64');
  const post = (path: string, headers: Record<string, string>, body: unknown) =>
    fetch(server.url + path, { method: 'POST', headers, body: JSON.stringify(body) });
  const shipTo = { name: 'Ada', country: 'US', postalCode: '97201' };
  const first = {
    orderNumber: '1',
    orderDate: '2026-11-20',
    orderStatus: 'awaiting_shipment',
    billTo: { name: 'Ada' },
  };
  const item = { name: 'Mug', quantity: 1, unitPrice: 14.5, options: [{ name: 'Color' }] };
  await post('/shipstation/orders/createorder', { authorization: `Basic ${key}` }, { ...first, shipTo, items: [item] });
  const address = { email: 'ada@example.com', country: 'SE', firstName: 'Ada', lastName: 'Berg' };
  const order = { address, products: [{ sku: 'A', qty: 1, unitPrice: 5, comment: 'c' }], extraAttributes: { a: 'b' } };
  await post('/centra/order', { 'api-authorization': SECRET }, order);
  const { body } = await client.call('GET /orders', { query: { limit: '2', sort: '-id' } });
  const extras = (body.orders as readonly { extras?: object }[]).map((one) => Object.keys(one.extras ?? {}));
  expect(extras[0]).toContain('centra');
  const [made] = body.orders as readonly { id: number; number: string; lines: readonly { id: number }[] }[];
  const products = { [made?.lines[0]?.id ?? 0]: 1 };
  await post('/centra/shipments', { 'api-authorization': SECRET }, { order: Number(made?.number), products });
  const read = await client.call('GET /orders/{orderId}', { params: { orderId: made?.id ?? 0 } });
  expect(read.body.shipments).toMatchObject([{ seq: 1, is_good_to_go: false }]);
});

test('imports and mappings', async () => {
  const mapping = { columns: { key: 'key', qty: { field: 'lines.quantity' } } };
  const table = { 'content-type': 'application/octet-stream' };
  const made = await client.call('POST /imports', {});
  const params = { importId: String(made.body.id) };
  const saved = { mappingName: 'saved' };
  await walk([
    ['PUT /mappings/{mappingName}', { params: saved, body: mapping }, 200],
    ['PUT /mappings/{mappingName}', { params: saved, body: { columns: 5 } }, 422],
    ['GET /mappings/{mappingName}', { params: saved }, 200],
    ['GET /mappings', {}, 200],
    ['POST /imports', { query: { shape: 'nobody' } }, 400],
    [
      'PUT /imports/{importId}/file',
      { params, query: { offset: '0' }, body: 'key,qty\nx,1\ny,two\n', headers: table },
      200,
    ],
    ['PUT /imports/{importId}/file', { params, query: { offset: '0' }, body: 'A', headers: table }, 409],
    ['POST /imports/{importId}:complete', { params }, 200],
  ]);
  const settled = async (state: string) => {
    for (;;) {
      const { body } = await client.call('GET /imports/{importId}', { params });
      if (body.state === state) return;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  };
  await settled('validated');
  await walk([
    ['PUT /imports/{importId}/mapping', { params, body: mapping }, 200],
    ['GET /imports', { query: { limit: '1' } }, 200],
  ]);
  await settled('validated');
  await walk([
    ['GET /imports/{importId}/preview', { params }, 200],
    ['POST /imports/{importId}:commit', { params }, 200],
  ]);
  await settled('done');
  await walk([
    ['GET /imports/{importId}/result', { params, query: { format: 'ndjson' } }, 200],
    ['GET /imports/{importId}/result', { params, query: { only: 'refused' } }, 200],
    ['POST /imports/{importId}:commit', { params }, 409],
    ['POST /imports/{importId}:undo', { params }, 200],
  ]);
  await settled('undone');
  await walk([
    ['DELETE /imports/{importId}', { params }, 204],
    ['GET /imports/{importId}', { params }, 404],
    ['DELETE /mappings/{mappingName}', { params: saved }, 204],
    ['GET /mappings/{mappingName}', { params: saved }, 404],
  ]);
  const other = await client.call('POST /imports', {
    body: ndjsonOf(3_000),
    query: { on_validated: 'commit' },
    headers: table,
  });
  params.importId = String(other.body.id);
  await walk([
    ['POST /imports/{importId}:cancel', { params }, 200],
    ['POST /imports/{importId}:cancel', { params }, 200],
  ]);
  const third = await client.call('POST /imports', { body: ndjsonOf(3_000), headers: table });
  params.importId = String(third.body.id);
  await settled('validated');
  await walk([
    ['POST /imports/{importId}:commit', { params }, 200],
    ['POST /imports/{importId}:pause', { params }, 200],
    ['POST /imports/{importId}:resume', { params }, 200],
  ]);
});

function ndjsonOf(count: number): string {
  return Array.from({ length: count }, () => `${JSON.stringify(orderOf(null))}\n`).join('');
}

test('every answer that is documented has been seen', () => {
  expect([...client.seen]).toEqual(expect.arrayContaining([...client.answers()]));
});

test('every call that writes was answered the same way again under its idempotency key', () => {
  expect(client.unrepeated()).toEqual([]);
});

test('no credentials, no answer but the documented one', async () => {
  const nobody = await DocumentedClient.open(server.url, 'native', {});
  for (const [name] of nobody.operations()) {
    expect(
      (await nobody.call(name, { params: { orderId: 1, batchId: 'x', webhookId: 1, deliveryId: 1 } })).status,
    ).toBe(401);
  }
});
