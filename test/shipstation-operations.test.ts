/** What is done to orders that exist, through the real server: tags, holds, shipping, assigning, and what they refuse. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { smallOrder } from '../src/dialects/shipstation/fixtures.ts';
import { type Server, startShipstation } from './shipstation-server.ts';

type Order = Record<string, unknown> & { orderId: number; orderNumber: string };
type Page = { orders: Order[]; total: number; pages: number };

let server: Server;

beforeAll(async () => {
  server = await startShipstation();
});

afterAll(() => server.stop());

function create(fields: object = {}): Promise<Order> {
  const body = { ...smallOrder, orderStatus: 'awaiting_shipment', ...fields };
  return server.json('POST', '/orders/createorder', { body });
}

function get(orderId: number): Promise<Order> {
  return server.json('GET', `/orders/${orderId}`);
}

async function post(path: string, body: object, headers: Record<string, string> = {}): Promise<[number, string]> {
  const { status, text } = await server.call('POST', `/orders/${path}`, { body, headers });
  return [status, text];
}

const saying = (message: string) => [200, JSON.stringify({ success: true, message })];

test('tags come and go, and are listed by status and tag', async () => {
  const [one, two] = [await create(), await create({ tagIds: [77] })];
  expect(await post('addtag', { orderId: one.orderId, tagId: 7 })).toEqual(saying('Tag added successfully.'));
  expect(await post('addtag', { orderId: one.orderId, tagId: 77 })).toEqual(saying('Tag added successfully.'));
  expect(await get(one.orderId)).toMatchObject({ tagIds: [7, 77] });
  const listed = (query: string) => server.json<Page>('GET', `/orders/listbytag?${query}`);
  const page = await listed('orderStatus=awaiting_shipment&tagId=77&pageSize=1&page=2');
  expect([page.orders.map(({ orderId }) => orderId), page.total, page.pages]).toEqual([[two.orderId], 2, 2]);
  expect((await listed('orderStatus=shipped&tagId=77')).total).toBe(0);
  const removed = saying('Tag removed successfully.');
  expect(await post('removetag', { orderId: one.orderId, tagId: 7 })).toEqual(removed);
  expect(await post('removetag', { OrderID: String(one.orderId), tagId: 1234 })).toEqual(removed);
  expect(await get(one.orderId)).toMatchObject({ tagIds: [77] });
});

test.each(['orderStatus=shipped', 'tagId=7', ''])('a list by tag needs both: %j', async (query) => {
  expect((await server.call('GET', `/orders/listbytag?${query}`)).status).toBe(400);
});

test('a hold keeps its date until it is restored', async () => {
  const { orderId } = await create();
  const held = await post('holduntil', { orderId, holdUntilDate: '2099-12-01' });
  expect(held).toEqual(saying('Order held successfully.'));
  expect(await get(orderId)).toMatchObject({ orderStatus: 'on_hold', holdUntilDate: '2099-12-01' });
  const restored = await post('restorefromhold', { orderId });
  expect(restored).toEqual(saying('The requested order has been restored'));
  expect(await get(orderId)).toMatchObject({ orderStatus: 'awaiting_shipment', holdUntilDate: null });
});

test.each(['markasshipped', 'markshipped'])('%s ships for good, on the day that was stated', async (path) => {
  const { orderId, orderNumber } = await create();
  const body = { orderId, carrierCode: 'usps', shipDate: '2021-01-24', trackingNumber: '9', notifyCustomer: true };
  expect(await post(path, body)).toEqual([200, JSON.stringify({ orderId, orderNumber })]);
  expect(await post(path, body)).toEqual([200, JSON.stringify({ orderId, orderNumber })]);
  expect(await get(orderId)).toMatchObject({ orderStatus: 'shipped', shipDate: '2021-01-24' });
  const [status, text] = await post(path, { ...body, trackingNumber: '10' });
  expect([status, text.includes('expected')]).toEqual([500, true]);
  expect((await post('holduntil', { orderId, holdUntilDate: '2099-12-01' }))[0]).toBe(500);
});

test('users are assigned to all of the orders or to none', async () => {
  const [one, two] = [await create(), await create()];
  const userId = 'd52e3087-15dd-412c-a3b5-d66b8ed875c7';
  const orderIds = [one.orderId, two.orderId];
  expect(await post('assignuser', { orderIds, userId })).toEqual(saying('User assigned successfully.'));
  expect([await get(one.orderId), await get(two.orderId)]).toMatchObject([{ userId }, { userId }]);
  const [status, text] = await post('unassignuser', { orderIds: [one.orderId, 999_999] });
  expect([status, text.includes('999999')]).toEqual([404, true]);
  expect(await get(one.orderId)).toMatchObject({ userId });
  expect(await post('unassignuser', { orderIds })).toEqual(saying('User unassigned successfully.'));
  expect(await get(two.orderId)).toMatchObject({ userId: null });
  await create({ orderId: one.orderId, customerNotes: 'another draft' });
});

test('who works on an order survives an update', async () => {
  const order = await create({ orderKey: 'assigned-1' });
  await post('assignuser', { orderIds: [order.orderId], userId: 'u-1' });
  expect(await create({ orderKey: 'assigned-1', customerNotes: 'another' })).toMatchObject({ userId: 'u-1' });
});

test.each<[string, object, number, string]>([
  ['addtag', { orderId: 999_999, tagId: 1 }, 404, '999999'],
  ['addtag', { orderId: 1 }, 400, '"request.tagId"'],
  ['addtag', { orderId: 'one', tagId: 1 }, 400, '"request.orderId"'],
  ['holduntil', { orderId: 1, holdUntilDate: 'soon' }, 400, '"request.holdUntilDate"'],
  ['markasshipped', { orderId: 1, carrierCode: ' ' }, 400, '"request.carrierCode"'],
  ['assignuser', { orderIds: [], userId: 'u' }, 400, '"request.orderIds"'],
  ['assignuser', { orderIds: [1, 'x'], userId: 'u' }, 400, '"request.orderIds[1]"'],
])('%s %j: %i with %s', async (path, body, status, word) => {
  const answer = await post(path, body);
  expect([answer[0], answer[1]]).toEqual([status, expect.stringContaining(word)]);
});

test('under an Idempotency-Key nothing is done twice', async () => {
  const { orderId } = await create();
  const headers = { 'Idempotency-Key': 'tag-once' };
  await post('addtag', { orderId, tagId: 5 }, headers);
  await post('removetag', { orderId, tagId: 5 });
  expect((await post('addtag', { orderId, tagId: 5 }, headers))[0]).toBe(200);
  expect(await get(orderId)).toMatchObject({ tagIds: null });
});
