/** Orders through the real server: what survives, what is the same, what is locked, what another wire has made. */
import { existsSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { fullOrder, smallOrder } from '../src/dialects/shipstation/fixtures.ts';
import { PAIR, type Server, startShipstation } from './shipstation-server.ts';

type Order = Record<string, unknown> & { orderId: number; orderKey: string; modifyDate: string };
type Result = { orderId: number | null; orderNumber: string; success: boolean; errorMessage: string | null };
type Bulk = { hasErrors: boolean; results: Result[] };

let server: Server;
let now = Date.UTC(2026, 2, 10, 18);

beforeAll(async () => {
  const splitRules = [{ pattern: 'DROP-*', group: 'drop-ship' }];
  server = await startShipstation({ settings: { splitRules }, clock: () => now });
});

afterAll(() => server.stop());

function createMany(body: unknown, headers: Record<string, string> = {}): Promise<Bulk> {
  return server.json('POST', '/orders/createorders', { body, headers });
}

function createOne(body: unknown): Promise<Order> {
  return server.json('POST', '/orders/createorder', { body });
}

function get(orderId: number | null): Promise<Order> {
  return server.json('GET', `/orders/${orderId}`);
}

/** What was sent, laid over what came back: equal to what came back when every field survived. */
function overlaid(sent: unknown, back: unknown): unknown {
  if (Array.isArray(sent) && Array.isArray(back)) return back.map((entry, index) => overlaid(sent[index], entry));
  if (typeof sent !== 'object' || sent === null || typeof back !== 'object' || back === null) return sent ?? back;
  return Object.fromEntries(
    Object.entries({ ...back, ...sent }).map(([key, value]) => [
      key,
      overlaid(value, (back as Record<string, unknown>)[key]),
    ]),
  );
}

const seedFile = new URL('../../shared/seeds/shipstation-create-orders.md', import.meta.url);

/** The request as the vendor's page prints it, or our own order of the same shape: the first of its sample. */
function seedOrders(): Record<string, unknown>[] {
  const own = new URL('../src/dialects/shipstation/samples/01-create-orders.request.json', import.meta.url);
  if (!existsSync(seedFile)) return JSON.parse(readFileSync(own, 'utf8')).slice(0, 1);
  const text = readFileSync(seedFile, 'utf8');
  const start = text.indexOf('\n[');
  return JSON.parse(text.slice(start, text.indexOf('\n]\n', start) + 2));
}

test('every field of the seed survives a write and a read', async () => {
  const sent = seedOrders();
  const { results, hasErrors } = await createMany(sent);
  expect(hasErrors).toBe(false);
  for (const [index, order] of sent.entries()) {
    const back = await get(results[index]!.orderId);
    // The ids of customers and products are the server's own (quirk 23).
    const items = order.items as { adjustment: boolean }[];
    const owned = items.map((item) => ({ ...item, productId: item.adjustment ? null : expect.any(Number) }));
    const kept = { ...order, customerId: expect.any(Number), items: owned };
    expect(back).toEqual(overlaid(kept, back));
  }
});

describe('the same order', () => {
  test('sent again as it was, or as it was answered, changes nothing', async () => {
    const { orderId } = await createOne({ ...fullOrder, orderKey: 'same-1' });
    const created = await get(orderId);
    now += 5_000;
    const [again] = (await createMany([{ ...fullOrder, orderKey: 'same-1' }])).results;
    const answered = await createOne(created);
    expect([again?.orderId, answered]).toEqual([created.orderId, created]);
  });

  test('twice in one batch is one order, the second over the first', async () => {
    const order = { ...smallOrder, orderKey: 'same-2' };
    const { results } = await createMany([order, { ...order, customerNotes: 'second' }]);
    expect(results[0]?.orderId).toBe(results[1]?.orderId);
    expect(await get(results[0]!.orderId)).toMatchObject({ customerNotes: 'second' });
  });

  test('without a key is another one each time', async () => {
    const { results } = await createMany([smallOrder, smallOrder]);
    expect(results[0]?.orderId).not.toBe(results[1]?.orderId);
    expect((await get(results[0]!.orderId)).orderKey).toMatch(/^[0-9a-f]{32}$/);
  });

  test('under an Idempotency-Key is not done again, and what failed is tried again', async () => {
    const headers = { 'Idempotency-Key': 'idem-1' };
    const bad = { ...smallOrder, orderNumber: 'I-2', shipTo: { name: '' } };
    const first = await createMany([{ ...smallOrder, orderNumber: 'I-1' }, bad], headers);
    const second = await createMany(
      [
        { ...smallOrder, orderNumber: 'I-1' },
        { ...bad, shipTo: { name: 'B' } },
      ],
      headers,
    );
    expect(second.results[0]).toEqual(first.results[0]);
    expect([first.results[1]?.success, second.results[1]?.success]).toEqual([false, true]);
    const third = await createMany([{ ...smallOrder, orderNumber: 'I-9' }], headers);
    expect(third.results[0]?.errorMessage).toContain('Idempotency-Key: expected the same content');
  });
});

test('an update replaces all but the tags, which it adds', async () => {
  const { orderId } = await createOne({ ...fullOrder, orderKey: 'tags-1' });
  const updated = await createOne({ ...smallOrder, orderId, tagIds: [7] });
  expect(updated).toMatchObject({
    orderId,
    orderKey: 'tags-1',
    customerNotes: null,
    items: [],
    tagIds: [53974, 8362, 7],
  });
});

describe('an order that can no longer be changed', () => {
  const shipped = { ...smallOrder, orderKey: 'locked-1', orderStatus: 'shipped' };

  test('is refused by both calls, but the same order is not', async () => {
    const { orderId } = await createOne(shipped);
    const changed = { ...shipped, customerNotes: 'late' };
    const single = await server.call('POST', '/orders/createorder', { body: changed });
    expect([single.status, JSON.parse(single.text)]).toEqual([
      500,
      {
        Message: 'An error has occurred.',
        ExceptionMessage: expect.stringContaining('expected an order that is neither shipped nor canceled'),
        ExceptionType: 'System.Exception',
        StackTrace: '',
      },
    ]);
    const { results, hasErrors } = await createMany([changed, shipped]);
    expect([hasErrors, results[0]?.success, results[1]?.success]).toEqual([true, false, true]);
    expect(results[0]).toMatchObject({ orderId: null, orderNumber: 'N-1' });
    expect(await get(orderId)).toMatchObject({ customerNotes: null });
  });

  test('is answered as it stands where the account wants that', async () => {
    const lenient = await startShipstation({ settings: { dialects: { shipstation: { lockedUpdate: 'keep' } } } });
    const standing = await lenient.json<Order>('POST', '/orders/createorder', { body: shipped });
    const body = { ...shipped, customerNotes: 'late' };
    const answer = await lenient.call('POST', '/orders/createorder', { body });
    expect([answer.status, JSON.parse(answer.text)]).toEqual([200, standing]);
    const byId = { ...smallOrder, orderId: standing.orderId };
    expect(await lenient.json('POST', '/orders/createorder', { body: byId })).toEqual(standing);
    await lenient.stop();
  });
});

test('times are told in the zone of the account', async () => {
  const berlin = await startShipstation({
    settings: { dialects: { shipstation: { timeZone: 'Europe/Berlin' } } },
    clock: () => Date.UTC(2026, 6, 1, 22, 30),
  });
  const body = { ...smallOrder, orderDate: '2026-07-01T12:00:00Z', shipByDate: '2026-07-02 00:00:00' };
  expect(await berlin.json('POST', '/orders/createorder', { body })).toMatchObject({
    orderDate: '2026-07-01T14:00:00.0000000',
    shipByDate: '2026-07-02T00:00:00.0000000',
    createDate: '2026-07-02T00:30:00.0000000',
  });
  const list = await berlin.json('GET', '/orders?createDateStart=2026-07-02&createDateEnd=2026-07-02+00:30:00');
  expect(list).toMatchObject({ total: 1 });
  await berlin.stop();
});

describe('an order of another wire', () => {
  const address = { firstName: 'Ada', lastName: 'Berg', address: '1 Harbor Street', city: 'Uppsala', country: 'SE' };
  const lines = [
    { sku: 'MUG-01', qty: 2, unitPrice: 14.5 },
    { sku: 'DROP-1', qty: 1, unitPrice: 10 },
  ];

  async function createThere(path: string, body: object): Promise<Record<string, unknown>> {
    const headers = { 'API-Authorization': PAIR.secret, 'Content-Type': 'application/json' };
    const init = { method: 'POST', headers, body: JSON.stringify(body) };
    const response = await fetch(server.url.replace(/shipstation$/, `centra${path}`), init);
    return (await response.json()) as Record<string, unknown>;
  }

  test('that was split needs the id of the part that is meant', async () => {
    const { orders } = await createThere('/order', {
      address: { ...address, email: 'a@example.com' },
      products: lines,
    });
    const [first = 0, second = 0] = orders as number[];
    const parts = [await get(first), await get(second)];
    expect(parts.map(({ advancedOptions }) => advancedOptions)).toMatchObject([
      { mergedOrSplit: true, mergedIds: [], parentId: null },
      { mergedOrSplit: true, mergedIds: [], parentId: first },
    ]);
    expect(parts.map(({ orderTotal }) => orderTotal)).toEqual([29, 10]);
    expect(parts[0]).toMatchObject({ shipTo: { name: 'Ada Berg', street1: '1 Harbor Street' } });
    const change = { ...smallOrder, orderKey: parts[0]!.orderKey };
    const { results } = await createMany([change, { ...change, orderId: second }]);
    expect(results[0]?.errorMessage).toContain(`orderId: expected an order id`);
    expect(results[1]).toMatchObject({ success: true, orderId: second });
  });

  test('that is not placed yet does not exist here', async () => {
    const body = { createOnly: true, address: { ...address, email: 'b@example.com' }, products: lines.slice(0, 1) };
    const { order } = await createThere('/order', body);
    expect(order).toBeTypeOf('number');
    const answers = [
      await server.call('GET', `/orders/${order}`),
      await server.call('DELETE', `/orders/${order}`),
      await server.call('GET', `/orders?orderNumber=${order}`),
    ];
    expect(answers.map(({ status }) => status)).toEqual([404, 404, 200]);
    expect(JSON.parse(answers[2]!.text)).toMatchObject({ orders: [], total: 0 });
  });
});

test('a deleted order is gone, and deleting it again under its key is answered again', async () => {
  const { orderId } = await createOne(smallOrder);
  const options = { headers: { 'Idempotency-Key': `delete-${orderId}` } };
  const statuses = [
    await server.call('DELETE', `/orders/${orderId}`, options),
    await server.call('DELETE', `/orders/${orderId}`, options),
    await server.call('DELETE', `/orders/${orderId}`),
    await server.call('GET', `/orders/${orderId}`),
  ].map(({ status }) => status);
  expect(statuses).toEqual([200, 200, 404, 404]);
});
