/** The list of Centra orders on a real server: which orders, which page, in whose zone, and what is no parameter. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { smallOrder } from '../src/dialects/centra/fixtures.ts';
import { type CentraServer, startCentra } from './centra-server.ts';

let server: CentraServer;
/** An order without a date is dated by this: 12:00 in Stockholm. */
const now = Date.UTC(2026, 2, 10, 11);

beforeAll(async () => {
  server = await startCentra({ clock: () => now });
  const dated = ['2026-03-01', '2026-03-02 00:00:00', '2026-03-02 23:59:59', '2026-03-03'].map((orderDate, at) => ({
    ...smallOrder,
    orderDate,
    orderNumber: 101 + at,
    customerId: at % 2,
  }));
  const rest = Array.from({ length: 20 }, (_, at) => ({ ...smallOrder, orderNumber: 201 + at }));
  await server.call('POST', '/orders', { body: [...dated, ...rest, { ...smallOrder, createOnly: true }] });
});

afterAll(() => server.stop());

async function numbers(query: string): Promise<string> {
  const { status, json } = await server.call('GET', `/orders${query}`);
  const { orders } = json as { orders: { orderId: string }[] };
  return `${status}: ${orders.map(({ orderId }) => orderId).join(' ')}`;
}

const from201 = (count: number) => Array.from({ length: count }, (_, at) => 201 + at).join(' ');

describe('which orders', () => {
  test.each([
    ['', `200: 101 102 103 104 ${from201(16)}`],
    ['?limit=3', '200: 101 102 103'],
    ['?limit=3&offset=2', '200: 103 104 201'],
    ['?offset=22', '200: 219 220'],
    ['?offset=500', '200: '],
    ['?limit=500', `200: 101 102 103 104 ${from201(20)}`],
    ['?order=103', '200: 103'],
    ['?order=0103', '200: 103'],
    ['?order=999', '200: '],
    ['?order=', `200: 101 102 103 104 ${from201(16)}`],
    ['?customer_id=1', '200: 102 104'],
    ['?customer_id=1&order=102', '200: 102'],
    ['?customer_id=0&order=102', '200: '],
    ['?older_than=2026-03-02', '200: 101'],
    ['?newer_than=2026-03-02&older_than=2026-03-03', '200: 102 103'],
    ['?newer_than=2026-03-02+23:59:59&older_than=2026-03-04', '200: 103 104'],
    ['?newer_than=2026-03-10+12:00:00&limit=2', '200: 201 202'],
    ['?newer_than=2026-03-10+12:00:01', '200: '],
    ['?older_than=2026-03-10+12:00:00', '200: 101 102 103 104'],
    ['?newer_than=0000-00-00&limit=1', '200: 101'],
    ['?order=103&older_than=2026-03-02', '200: '],
    ['?order=103&newer_than=2026-03-02', '200: 103'],
    ['?nobody=knows&xml=0&limit=1', '200: 101'],
    ['/?limit=1', '200: 101'],
  ])('%s: %s', async (query, expected) => {
    expect(await numbers(query)).toBe(expected);
  });
});

test.each([
  ['limit=0', 'limit: expected a whole number from 1 to 500, got "0"'],
  ['limit=501', 'limit: expected a whole number from 1 to 500, got "501"'],
  ['limit=ten', 'limit: expected a whole number from 1 to 500, got "ten"'],
  ['offset=-1', 'offset: expected a whole number from 0 on, got "-1"'],
  ['order=A-17', 'order: expected a whole number from 1 on, got "A-17"'],
  ['customer_id=1.5', 'customer_id: expected a whole number from 0 on, got "1.5"'],
  ['newer_than=yesterday', 'newer_than: expected YYYY-mm-dd or YYYY-mm-dd HH:MM:SS, got "yesterday"'],
  ['older_than=2026-02-30', 'older_than: expected YYYY-mm-dd or YYYY-mm-dd HH:MM:SS, got "2026-02-30"'],
  ['include=all', 'include: expected request, or nothing, got "all"'],
])('%s is no filter anybody can follow', async (query, msg) => {
  const { status, json } = await server.call('GET', `/orders?${query}`);
  expect([status, json]).toEqual([200, { status: 'no', code: -7, msg }]);
});

test('an order without a date was placed when it came in', async () => {
  const { json } = await server.call('GET', '/orders?order=201');
  expect(json).toMatchObject({ orders: [{ orderDate: '2026-03-10 12:00:00' }] });
});

test('an account may ask for the newest first', async () => {
  const newest = await startCentra({ settings: { dialects: { centra: { isNewestFirst: true } } } });
  const body = [41, 42, 43].map((orderNumber) => ({ ...smallOrder, orderNumber }));
  await newest.call('POST', '/orders', { body });
  const { json } = await newest.call('GET', '/orders?limit=2');
  expect(json).toMatchObject({ orders: [{ orderId: '43' }, { orderId: '42' }] });
  await newest.stop();
});
