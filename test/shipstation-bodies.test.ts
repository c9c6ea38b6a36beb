/** Bodies, paths and credentials as callers send them, right and wrong: one clear answer, and nothing stored of a wrong one. */
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { smallOrder } from '../src/dialects/shipstation/fixtures.ts';
import { BASIC, PAIR, type Server, startShipstation } from './shipstation-server.ts';

let server: Server;

beforeAll(async () => {
  server = await startShipstation({ env: { BULKHEAD_BODY_BYTES_MAX: '100000' } });
});

afterAll(() => server.stop());

async function totalStored(): Promise<number> {
  return (await server.json<{ total: number }>('GET', '/orders')).total;
}

const order = (fields: object = {}) => JSON.stringify([{ ...smallOrder, ...fields }]);
const many = (count: number) => JSON.stringify(Array.from({ length: count }, () => ({ orderNumber: 'N' })));

test.each([
  ['no body', '', 400, 'apiOrders', 'Expected a body in JSON, but nothing was given.'],
  ['no JSON', '[{"orderNumber":', 400, 'apiOrders', `Unexpected end when reading JSON. Path '[0].orderNumber'`],
  ['an empty array', '[]', 400, 'apiOrders', 'Expected an array of 1 to 100 orders, but it is empty.'],
  ['101 orders', many(101), 400, 'apiOrders', 'Expected at most 100 orders in one request, but 101 were given.'],
  ['an object', '{"orderNumber":"1"}', 400, 'apiOrders.orderNumber', `Path 'orderNumber', line 1, position 15.`],
  ['null', 'null', 400, 'apiOrders', 'Expected an array of orders, but null was given.'],
  ['too many bytes', order({ customerNotes: 'x'.repeat(100_000) }), 413, 'apiOrders', ''],
  ['too many once inflated', gzipSync(order({ customerNotes: 'x'.repeat(100_000) })), 413, 'apiOrders', ''],
  [
    'another encoding',
    Buffer.from(order({ customerNotes: 'Å' }), 'latin1'),
    415,
    'apiOrders',
    'Expected JSON in UTF-8',
  ],
  ['fifty thousand brackets', '['.repeat(50_000), 400, 'apiOrders', 'Unexpected end when reading JSON.'],
])('%s stores nothing', async (_what, body, status, field, message) => {
  const before = await totalStored();
  const headers = typeof body !== 'string' && body[0] === 0x1f ? { 'Content-Encoding': 'gzip' } : {};
  const answer = await server.call('POST', '/orders/createorders', { body, headers });
  expect(answer.status).toBe(status);
  const { Message, ModelState } = JSON.parse(answer.text);
  expect([Message, Object.keys(ModelState)]).toEqual(['The request is invalid.', [field]]);
  expect(ModelState[field][0]).toContain(message);
  expect(await totalStored()).toBe(before);
});

test.each([
  ['a byte order mark', `\ufeff${order()}`, {}],
  ['gzip', gzipSync(order()), { 'Content-Encoding': 'gzip' }],
  ['no content type', order(), { 'Content-Type': '' }],
  [
    'a deep value under a name nobody knows',
    order({ deep: 'here' }).replace('"here"', '['.repeat(9_999) + ']'.repeat(9_999)),
    {},
  ],
  ['a name from the prototype', order().replace('{', '{"__proto__":{"orderStatus":"shipped"},"constructor":1,'), {}],
  ['half a character where nothing is compared', order({ customerNotes: 'a\ud83d' }), {}],
  ['every plane of Unicode', order({ customerNotes: 'Å 漢字 🎁 \u0000 \u2028' }), {}],
])('%s is taken', async (_what, body, headers) => {
  const answer = await server.call('POST', '/orders/createorders', { body, headers });
  expect([answer.status, JSON.parse(answer.text).hasErrors]).toEqual([200, false]);
  const [{ orderId }] = JSON.parse(answer.text).results;
  const back = await server.json<Record<string, unknown>>('GET', `/orders/${orderId}`);
  const text = typeof body === 'string' ? body.replace('\ufeff', '') : order();
  const [sent] = text.includes('deep') ? [smallOrder] : JSON.parse(text);
  expect(back).toMatchObject({ orderNumber: sent.orderNumber, orderStatus: sent.orderStatus });
  expect(back.customerNotes).toBe(sent.customerNotes ?? null);
});

test.each([
  ['GET', '/Orders', 200],
  ['GET', '//orders///list/', 200],
  ['HEAD', '/orders', 200],
  ['POST', '/ORDERS/CREATEORDERS/?whatever=1', 200],
  ['GET', '/orders/', 200],
  ['GET', '/orders/createorders', 400],
  ['GET', '/orders/1/items', 404],
  ['GET', '/', 404],
  ['PUT', '/orders/1', 405],
  ['GET', '/orders/99999999999999999999', 400],
  ['GET', '/orders/%F0%9F', 404],
])('%s %s is answered %i', async (method, path, status) => {
  const answer = await server.call(method, path, method === 'POST' ? { body: order() } : {});
  expect(answer.status).toBe(status);
  expect(answer.headers.get('allow')).toBe(status === 405 ? 'DELETE, GET, HEAD' : null);
  if (method !== 'HEAD') expect(() => JSON.parse(answer.text)).not.toThrow();
});

test.each([
  ['none', ''],
  ['another scheme', BASIC.replace('Basic', 'Bearer')],
  ['no base64', 'Basic ::::'],
  ['no colon', `Basic ${btoa('key')}`],
  ['a wrong secret', `Basic ${btoa(`${PAIR.keyId}:wrong`)}`],
  ['a wrong key', `Basic ${btoa(`wrong:${PAIR.secret}`)}`],
  ['no secret', `Basic ${btoa(`${PAIR.keyId}:`)}`],
])('the credentials are wrong: %s', async (_what, Authorization) => {
  const answer = await server.call('POST', '/orders/createorders', { body: order(), headers: { Authorization } });
  expect([answer.status, answer.text]).toEqual([401, '401 Unauthorized']);
  expect(answer.headers.get('content-type')).toBe('text/plain');
  expect(answer.headers.get('www-authenticate')).toBe('Basic realm="shipstation"');
  expect(answer.headers.get('cache-control')).toBeNull();
  expect(answer.headers.get('x-rate-limit-remaining')).toBe(answer.headers.get('x-rate-limit-limit'));
});

test('the scheme is in any case', async () => {
  const answer = await server.call('GET', '/orders', { headers: { Authorization: BASIC.replace('Basic', 'basic') } });
  expect(answer.status).toBe(200);
});

test('a form says what JSON says', async () => {
  const form = (path: string, fields: Record<string, string>) =>
    server.call('POST', path, {
      body: new URLSearchParams(fields).toString(),
      headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
    });
  const fields = {
    orderNumber: 'F-1',
    orderDate: '2026-11-20 09:30:00',
    orderStatus: 'awaiting_shipment',
    'billTo.name': 'Ada',
    'shipTo[name]': 'Ada',
    'items[0].sku': 'MUG',
    'items[0].name': 'Mug',
    'items[0].quantity': '2',
    'items[0].unitPrice': '5.50',
    gift: 'true',
  };
  const created = JSON.parse((await form('/orders/createorder', fields)).text);
  expect(created).toMatchObject({
    orderNumber: 'F-1',
    orderTotal: 11,
    gift: true,
    items: [{ sku: 'MUG', quantity: 2 }],
  });
  const tagged = await form('/orders/addtag', { orderId: String(created.orderId), tagId: '5' });
  expect(tagged.status).toBe(200);
  const many = Object.fromEntries(Object.entries(fields).map(([name, value]) => [`[0].${name}`, value]));
  expect(JSON.parse((await form('/orders/createorders', many)).text)).toMatchObject({ hasErrors: false });
  const wrong = await form('/orders/createorder', { ...fields, orderDate: '' });
  expect([wrong.status, wrong.text]).toEqual([400, expect.stringContaining('apiOrder.orderDate')]);
  expect((await form('/orders/createorders', fields)).text).toContain('apiOrders');
  expect((await form('/orders/createorder', { ...fields, 'billTo.name.x': '1' })).status).toBe(400);
});
