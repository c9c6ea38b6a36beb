// Warehouses that are asked, over HTTP: checks first, allocation requests and their time-outs; with the vendor's
// examples, where they are present, by status, keys, their order, JSON types and literal texts.
import { existsSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { itemDraftOf } from '../src/store/contract/goods.ts';
import { differences, type Json } from './centra-differences.ts';
import { type CentraServer, startCentra } from './centra-server.ts';

type Body = Record<string, unknown>;
type Request = { id: number; status: string; warehouseId: number; lines: object[] };

const AMSTERDAM = 3;
const TOKYO = 4;
const FIRST = 321;
const MINUTE_MS = 60_000;

let server: CentraServer;
let number = 500;
let now = Date.UTC(2024, 2, 18, 8, 4, 47);

beforeAll(async () => {
  const warehouses = [
    { id: AMSTERDAM, name: 'Amsterdam', flow: 'confirm' as const, answerMinutes: 5 },
    { id: TOKYO, name: 'Tokyo', flow: 'confirm' as const },
    { id: FIRST, name: 'First', flow: 'check_first' as const },
  ];
  const counted = (amounts: Record<number, number>) =>
    Object.entries(amounts).map(([warehouseId, physical]) => ({ warehouseId: Number(warehouseId), physical }));
  server = await startCentra({
    settings: { catalog: { mode: 'open', warehouses } },
    clock: () => now,
    goods: [
      itemDraftOf({ sku: 'NEAR', counted: counted({ [AMSTERDAM]: 500 }) }),
      itemDraftOf({ sku: 'BOTH', counted: counted({ [AMSTERDAM]: 500, [TOKYO]: 500 }) }),
      itemDraftOf({ sku: 'ASK', counted: counted({ [FIRST]: 6 }) }),
      itemDraftOf({ sku: 'FEW', counted: counted({ [AMSTERDAM]: 5 }) }),
    ],
  });
});
afterAll(() => server.stop());
beforeEach(() => {
  now += 60 * MINUTE_MS;
});

async function send(method: string, path: string, body?: unknown): Promise<Body> {
  const { status, json } = await server.call(method, path, body === undefined ? {} : { body });
  expect(status).toBe(200);
  return json as Body;
}

async function place(sku: string, qty: number, fields: object = {}): Promise<number> {
  number += 1;
  const address = { email: 'ada@example.com', country: 'SE' };
  const order = { address, products: [{ sku, qty, unitPrice: 5 }], adjustStock: true, orderNumber: number, ...fields };
  expect(await send('POST', '/order', order)).toEqual({ status: 'ok', orders: [order.orderNumber] });
  return order.orderNumber;
}

async function requests(query: string): Promise<readonly Request[]> {
  return (await send('GET', `/allocation-requests?${query}`)).allocation_requests as Request[];
}

test('a request is confirmed once, and another rejected: its units come from elsewhere', async () => {
  const order = await place('BOTH', 5);
  const [asked] = await requests(`order=${order}`);
  expect(asked).toEqual({
    id: expect.any(Number),
    ...{ status: 'allocated', warehouseId: AMSTERDAM, warehouseName: 'Amsterdam' },
    expirationDate: '2024-03-18T10:09:47+01:00',
    order: { id: expect.stringMatching(/^[0-9a-f]{32}$/), number: order },
    lines: [{ lineId: expect.any(Number), quantity: 5, stockItemId: expect.any(Number) }],
    createdAt: '2024-03-18T10:04:47+01:00',
  });
  const rejected = { id: asked?.id, status: 'rejected' };
  expect(await send('PUT', '/allocation-request', rejected)).toEqual({ success: true, errorMessages: [] });
  const [next] = await requests(`order=${order}`);
  expect(next).toMatchObject({ status: 'allocated', warehouseId: TOKYO });
  expect(await send('PUT', '/allocation-request', { id: next?.id, status: 'confirmed' })).toMatchObject({
    success: true,
  });
  expect(await requests(`order=${order}`)).toEqual([]);
  const all = await requests(`order=${order}&status=all`);
  expect(all.map(({ status }) => status)).toEqual(['rejected', 'confirmed']);
  expect(await requests(`order=${order}&status=confirmed,timed-out&warehouse=${TOKYO}`)).toHaveLength(1);
  expect(await requests(`order=${order}&status=all&warehouse=${AMSTERDAM},${TOKYO}&page=2`)).toEqual([]);
  expect(await requests('order=4711000')).toEqual([]);
});

test('a warehouse that does not answer in time loses the units; a job frees them', async () => {
  const order = await place('NEAR', 2);
  now += 5 * MINUTE_MS;
  for (let tries = 0; (await requests(`order=${order}`)).length > 0; tries += 1) {
    expect(tries).toBeLessThan(300);
    await sleep(100);
  }
  const [lost] = await requests(`order=${order}&status=timed-out`);
  expect(lost?.lines).toHaveLength(1);
  const late = { id: lost?.id, status: 'confirmed' };
  expect(await send('PUT', '/allocation-request', late)).toEqual({ success: true, errorMessages: [] });
});

test.each<[Body, string]>([
  [{ id: 'x', status: 'confirmed' }, '{"id":"invalid value"}'],
  [{ status: 'confirmed' }, '{"id":"required"}'],
  [{ id: 1 }, '{"status":"required"}'],
])('an answer of %j is refused with %s', async (body, errors) => {
  const answer = await send('PUT', '/allocation-request', body);
  expect(JSON.stringify(answer)).toBe(`{"success":false,"errorMessages":${errors}}`);
});

test('a warehouse accepts before anything is taken from it; its word stands', async () => {
  const order = await place('ASK', 4);
  const accepted = { orderNumber: String(order), warehouseId: FIRST, accepted: 1 };
  expect(await send('POST', '/check-first/', accepted)).toEqual({ status: 'ok' });
  expect(await send('POST', '/check-first', accepted)).toEqual({ status: 'ok' });
  const failed = { msg: 'failed to allocate stock', status: 'no' };
  expect(await send('POST', '/check-first', { ...accepted, accepted: false })).toEqual(failed);
  const { products } = (await send('GET', '/stock?sku=ASK')) as { products: { allocatedStock: number }[] };
  expect(products[0]?.allocatedStock).toBe(4);
  const other = await place('ASK', 2);
  const rejected = { orderNumber: other, warehouseId: FIRST, accepted: false };
  expect(await send('POST', '/check-first', { ...rejected, warehouseId: TOKYO })).toEqual(failed);
  expect(await send('POST', '/check-first', rejected)).toEqual({ status: 'ok' });
});

const shared = new URL('../../shared/samples/centra/', import.meta.url);
const isPresent = existsSync(new URL('index.json', shared));
const sample = (file: string) => JSON.parse(readFileSync(new URL(file, shared), 'utf8'));
const text = (value: unknown) => JSON.stringify(value);

describe.skipIf(!isPresent)("the vendor's examples", () => {
  test('112-update-check-first', async () => {
    await place('ASK', 1, { orderNumber: 123 });
    const request = sample('112-update-check-first.request.json');
    expect(text(await send('POST', '/check-first', { orderNumber: 'x', accepted: 'x' }))).toBe(
      text(sample('112-update-check-first.error.json')),
    );
    expect(text(await send('POST', '/check-first', { ...request, orderNumber: 4_711_000 }))).toBe(
      text(sample('112-update-check-first.error-2.json')),
    );
    expect(text(await send('POST', '/check-first', { ...request, warehouseId: 4 }))).toBe(
      text(sample('112-update-check-first.error-3.json')),
    );
    expect(await send('POST', '/check-first', request)).toEqual(sample('112-update-check-first.response.json'));
  });

  test('113-update-allocation-request', async () => {
    const request = sample('113-update-allocation-request.request.json');
    const answer = (id: number | undefined, status = 'confirmed') =>
      send('PUT', '/allocation-request', { ...request, id, status });
    const idOf = async (order: number) => (await requests(`order=${order}`))[0]?.id;
    const confirmed = await idOf(await place('BOTH', 1));
    expect(await answer(confirmed)).toEqual(sample('113-update-allocation-request.response.json'));
    expect(await answer(confirmed)).toEqual(sample('113-update-allocation-request.error.json'));
    const rejected = await idOf(await place('BOTH', 1));
    await answer(rejected, 'rejected');
    expect(await answer(rejected)).toEqual(sample('113-update-allocation-request.error-2.json'));
    expect(await answer(4_711_000)).toEqual(sample('113-update-allocation-request.error-3.json'));
    expect(await answer(1, 'maybe')).toEqual(sample('113-update-allocation-request.error-6.json'));
    const lateOrder = await place('FEW', 4);
    const late = await idOf(lateOrder);
    now += 5 * MINUTE_MS;
    for (let tries = 0; (await requests(`order=${lateOrder}`)).length > 0; tries += 1) {
      expect(tries).toBeLessThan(300);
      await sleep(100);
    }
    await place('FEW', 4);
    expect(await answer(late)).toEqual(sample('113-update-allocation-request.error-4.json'));
    expect(await answer(late, 'rejected')).toMatchObject({ success: false });
    const { orders } = (await send('GET', `/orders?order=${lateOrder}`)) as { orders: { products: Body[] }[] };
    await send('POST', '/stock', { products: [{ product: 'FEW', quantity: 20 }] });
    const lineId = orders[0]?.products[0]?.lineId as string;
    await send('POST', '/shipments', { order: lateOrder, products: { [lineId]: 4 } });
    expect(await answer(late)).toEqual(sample('113-update-allocation-request.error-5.json'));
  });

  test('114-get-allocation-requests', async () => {
    const order = await place('BOTH', 5);
    const [asked] = await requests(`order=${order}`);
    await send('PUT', '/allocation-request', { id: asked?.id, status: 'rejected' });
    const listed = (await send('GET', `/allocation-requests?status=all&order=${order}`)) as Json;
    const exactly = { at: 'answer', more: new Set<string>(), less: new Set<string>() };
    expect(differences(listed, sample('114-get-allocation-requests.response.json'), exactly)).toEqual([]);
    expect(await send('GET', '/allocation-requests?status=?')).toEqual(
      sample('114-get-allocation-requests.error.json'),
    );
  });
});
