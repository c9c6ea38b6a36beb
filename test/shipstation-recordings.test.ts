/**
 * Walks the vendor's recorded answers and errors, where the folder is there, and asks our server the same: same
 * status, same keys in the same order, same JSON types, for the recorded request against an account with the recorded
 * masters. Nothing may differ.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { runCommand } from '../src/cli/run-command.ts';
import { type Answer, type CallOptions, type Server, startShipstation } from './shipstation-server.ts';

type Recording = {
  request: { method: string; url: string; body: unknown };
  response: { status: number; headers: Record<string, string>; body: unknown };
};

const FOLDER = new URL('../../shared/samples/shipstation/', import.meta.url);
const isPresent = existsSync(FOLDER);
/** The lists were recorded on accounts that had nothing else. */
const QUERIES: Readonly<Record<string, string>> = {
  'orders--list-orders.json': '?orderNumber=TEST-ORDER-API-DOCS&pageSize=3',
  'customers--list-customers.json': '?stateCode=TX',
  'products--list-products.json': '?sku=BEAU-000',
};
type RecordedCustomer = { countryCode: string; email: string; marketplaceUsernames: { username: string }[] };

/** What the server's clock reads. */
let now = Date.parse('2026-11-20T17:00:00Z');
let server: Server;
let folder: string;
let DATABASE_URL: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bulkhead-recordings-'));
  DATABASE_URL = `sqlite:${join(folder, 'orders.db')}`;
  server = await startShipstation({ env: { DATABASE_URL }, clock: () => now });
});

/** What one row has removed or switched off stands again for the next. */
async function importRecorded(): Promise<void> {
  const made = await server.json<{ warehouseId: number }[]>('GET', '/warehouses');
  for (const { warehouseId } of made) await server.call('DELETE', `/warehouses/${warehouseId}`);
  const file = join(folder, 'masters.jsonl');
  await writeFile(file, recordedMasters().join('\n'));
  const catcher = vi.spyOn(console, 'log').mockImplementation(() => {});
  expect(await runCommand(['masters', 'import', 'shipstation', file, '--database', DATABASE_URL])).toBe(0);
  catcher.mockRestore();
  // What the server believed of its masters is over.
  now += 2_000;
}

afterAll(async () => {
  await server.stop();
  await rm(folder, { recursive: true });
});

/** What the recorded account had, as a seed file. */
function recordedMasters(): string[] {
  const rows = (name: string) => recording<Recording>(`postman-2021/${name}.json`).response.body as object[];
  const stated = (row: object, leftOut: RegExp) =>
    Object.fromEntries(Object.entries(row).filter(([key]) => !leftOut.test(key)));
  const [carrier] = rows('carriers--list-carriers');
  const [packages, services] = ['packages', 'services'].map((of) =>
    rows(`carriers--list-${of}`).map((row) => stated(row, /carrierCode/)),
  );
  return [
    ...rows('users--list-users').map((user) => ({ user })),
    ...rows('stores--list-stores').map((row) => ({ store: stated(row, /Date|lastRefresh|statusMappings/) })),
    ...rows('warehouses--list-warehouses').map((warehouse) => ({ warehouse })),
    ...rows('stores--list-marketplaces').map((marketplace) => ({ marketplace })),
    // It had some tag, but none of those that orders were sent with.
    { tag: { tagId: 1234, name: 'Recorded' } },
    { carrier: { ...carrier, packages, services, rates: rows('shipment--get-rates') } },
  ].map((line) => JSON.stringify(line));
}

function recording<T>(name: string): T {
  return JSON.parse(readFileSync(new URL(name, FOLDER), 'utf8'));
}

function namesIn(folder: string): string[] {
  return isPresent ? readdirSync(new URL(folder, FOLDER)).toSorted() : [];
}

function typeOf(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}

/** Every key and every type that differs, each as `path: recorded -> ours`. Entries of a list have its path. */
function differencesOf(recorded: unknown, ours: unknown, path = ''): string[] {
  if (typeOf(recorded) !== typeOf(ours)) return [`${path}: ${typeOf(recorded)} -> ${typeOf(ours)}`];
  if (Array.isArray(recorded)) {
    const entries = ours as unknown[];
    if (recorded.length !== entries.length) return [`${path}: ${recorded.length} -> ${entries.length} entries`];
    return recorded.flatMap((entry, index) => differencesOf(entry, entries[index], path));
  }
  if (typeof recorded !== 'object' || recorded === null) return [];
  const keys = Object.keys(recorded).join();
  if (keys !== Object.keys(ours as object).join()) return [`${path}: ${keys} -> ${Object.keys(ours as object).join()}`];
  return Object.entries(recorded).flatMap(([key, value]) => {
    return differencesOf(value, (ours as Record<string, unknown>)[key], path === '' ? key : `${path}.${key}`);
  });
}

/** How often the orders were prepared: what one walk has shipped another cannot hold. */
let prepared = 0;

/** Orders as the recordings have them: three of one number, the first one's id. */
async function createRecorded(): Promise<number> {
  const { request } = recording<Recording>('postman-2021/orders--create-update-multiple-orders.json');
  const [order] = request.body as object[];
  prepared += 1;
  const keys = [1, 2, 3].map((part) => `recorded-${prepared}-${part}`);
  const body = keys.map((orderKey) => ({ ...order, orderKey }));
  const { results } = await server.json<{ results: { orderId: number }[] }>('POST', '/orders/createorders', { body });
  return results[0]!.orderId;
}

/** The one subscription that the recorded account had. It is ended before anything happens that it would be told of. */
async function subscribeRecorded(): Promise<number> {
  const { body } = recording<Recording>('postman-2021/webhooks--subscribe-to-webhook.json').request;
  return (await server.json<{ id: number }>('POST', '/webhooks/subscribe', { body })).id;
}

async function unsubscribeAll(): Promise<void> {
  const { webhooks } = await server.json<{ webhooks: { WebHookID: number }[] }>('GET', '/webhooks');
  for (const { WebHookID } of webhooks) await server.call('DELETE', `/webhooks/${WebHookID}`);
}

/** The customers that the recorded account had, and the product that was updated, by orders that name them. */
async function nameRecorded(): Promise<{ customerId: number; productId: number }> {
  const { customers } = recording<{ response: { body: { customers: RecordedCustomer[] } } }>(
    'postman-2021/customers--list-customers.json',
  ).response.body;
  const bare = { orderDate: '2021-01-23', orderStatus: 'awaiting_shipment', billTo: { name: 'x' } };
  const body = customers.toReversed().map(({ marketplaceUsernames, countryCode, email, ...shipTo }, index) => ({
    ...bare,
    ...{ orderNumber: `named-${index}`, orderKey: `named-${index}` },
    customerUsername: marketplaceUsernames[0]!.username,
    customerEmail: email,
    shipTo: { ...shipTo, country: countryCode },
    items: [{ sku: 'BEAU-000', name: 'Beautiful', quantity: 1, unitPrice: 99.99 }],
  }));
  await server.call('POST', '/orders/createorders', { body });
  const { customers: ours } = await server.json<{ customers: { customerId: number }[] }>('GET', '/customers');
  const { products } = await server.json<{ products: { productId: number }[] }>('GET', '/products?sku=BEAU-000');
  return { customerId: ours[0]!.customerId, productId: products[0]!.productId };
}

/** The body as it was sent, about our order. */
function about({ orderId, productId }: { orderId: number; productId: number }, body: unknown): unknown {
  if (typeof body === 'string') {
    return body
      .replaceAll('{{orderId}}', String(orderId))
      .replaceAll('{{productId}}', String(productId))
      .replaceAll('{{warehouseId}}', '511543');
  }
  if (typeof body === 'object' && body !== null && 'storeId' in body) return { storeId: 179188 };
  if (typeof body === 'object' && body !== null && 'fromPostalCode' in body)
    return { ...body, carrierCode: 'stamps_com' };
  const isAboutOne = typeof body === 'object' && body !== null && 'tagId' in body;
  return isAboutOne ? { ...body, orderId } : body;
}

test.each(namesIn('postman-2021/'))('%s', async (name) => {
  await importRecorded();
  const orderId = await createRecorded();
  const names = /^(customers|products)/.test(name) ? await nameRecorded() : { customerId: 0, productId: 0 };
  const webhookId = /unsubscribe|list-webhooks/.test(name) ? await subscribeRecorded() : 0;
  const { request, response } = recording<Recording>(`postman-2021/${name}`);
  const path = request.url
    .replace(/^.*?(?=\/+(orders|webhooks|users|warehouses|carriers|stores|customers|products|shipments))/, '')
    .replace('{{customerId}}', String(names.customerId))
    .replace('{{productId}}', String(names.productId))
    .replace('{{orderId}}', String(orderId))
    .replace('{{storeId}}', '179188')
    .replace('{{warehouseId}}', '511543')
    .replace(/\{\{carrier-?code\}\}/i, 'stamps_com')
    .replace('{{webhookId}}', String(webhookId));
  const query = QUERIES[name] ?? '';
  const body = about({ orderId, ...names }, request.body);
  const answer = await server.call(request.method, path + query, body === null ? {} : { body });
  await unsubscribeAll();
  expect(answer.status).toBe(response.status);
  expect(differencesOf(response.body, answer.text === '' ? '' : JSON.parse(answer.text))).toEqual([]);
  for (const header of ['cache-control', 'content-type', 'expires', 'pragma']) {
    expect(answer.headers.get(header)).toBe(response.headers[header] ?? null);
  }
  for (const header of ['X-Rate-Limit-Limit', 'X-Rate-Limit-Remaining', 'X-Rate-Limit-Reset', 'Content-Length']) {
    expect(answer.headers.get(header)).toMatch(/^\d+$/);
  }
});

type RecordedError = { status: number; body?: unknown; body_text?: string; headers?: Record<string, string> };

const required = { orderDate: '2019-01-25', orderStatus: 'awaiting_shipment', items: [] };
const noOne = { orderNumber: null, billTo: null, shipTo: null };
const named = { orderNumber: 'N', billTo: { name: 'Ada' }, shipTo: { name: 'Bo', country: 'US' } };
const ERROR_CALLS: Readonly<Record<string, readonly [string, string, CallOptions]>> = {
  '400-createorder-given-array.json': ['POST', '/orders/createorder', { body: [named] }],
  '400-createorder-required.json': ['POST', '/Orders/CreateOrder', { body: { ...required, ...noOne } }],
  '400-createorders-given-object.json': ['POST', '/orders/createorders', { body: named }],
  '401-wrong-key.json': ['GET', '/orders', { headers: { Authorization: 'Basic bm86Ym9keQ==' } }],
  '500-createorder-no-postalcode.json': ['POST', '/orders/createorder', { body: { ...required, ...named } }],
};

test.each(isPresent ? Object.entries(ERROR_CALLS) : [])('errors/%s', async (name, [method, path, options]) => {
  const recorded = recording<RecordedError>(`errors/${name}`);
  const answer = await server.call(method, path, options);
  expectError(recorded, answer);
});

function expectError(recorded: RecordedError, answer: Answer): void {
  expect(answer.status).toBe(recorded.status);
  for (const header of Object.keys(recorded.headers ?? {})) expect(answer.headers.get(header)).not.toBeNull();
  if (recorded.body_text === undefined) expect(differencesOf(recorded.body, JSON.parse(answer.text))).toEqual([]);
  else expect(answer.text).toBe(recorded.body_text);
}

test.runIf(isPresent)('a label that a webhook tells of is answered as the recorded one', async () => {
  const { answer } = recording<{ answer: { shipments: [Record<string, unknown>] } }>(
    'webhooks/ship-notify-2024-09.json',
  );
  const [{ shipTo, weight, dimensions, warehouseId, advancedOptions }] = answer.shipments;
  const { storeId } = advancedOptions as { storeId: number };
  const body = {
    ...{ orderNumber: 'N', orderDate: '2024-09-16', orderStatus: 'awaiting_shipment', billTo: { name: 'Ada' } },
    ...{ shipTo, weight, dimensions, advancedOptions: { storeId, warehouseId } },
  };
  const { orderId } = await server.json<{ orderId: number }>('POST', '/orders/createorder', { body });
  const [user] = await server.json<{ userId: string }[]>('GET', '/users');
  await server.call('POST', '/orders/assignuser', { body: { orderIds: [orderId], userId: user?.userId } });
  const label = { orderId, carrierCode: 'test_carrier', serviceCode: 'test_ground', shipDate: '2024-09-17' };
  await server.call('POST', '/orders/createlabelfororder', { body: label });
  expect(differencesOf(answer, await server.json('GET', `/shipments?orderId=${orderId}`))).toEqual([]);
});

test('the texts of the recorded errors are ours too, as far as they go', async () => {
  const calls = Object.entries(ERROR_CALLS).filter(([name]) => isPresent && /given|required/.test(name));
  for (const [name, [method, path, options]] of calls) {
    const { body } = recording<{ body: { ModelState: Record<string, string[]> } }>(`errors/${name}`);
    const ours = await server.json<typeof body>(method, path, options);
    for (const [key, [text]] of Object.entries(body.ModelState)) expect(ours.ModelState[key]?.[0]).toContain(text);
  }
});

test('one call too many is answered as documented', async () => {
  const limited = await startShipstation({ env: { BULKHEAD_RATE_LIMIT: '1' }, clock: () => 1_000_000 });
  await limited.call('GET', '/orders');
  const answer = await limited.call('GET', '/orders');
  if (isPresent) expectError(recording('errors/429-documented.json'), answer);
  expect([answer.status, answer.text]).toEqual([429, '{"message":"Too Many Requests"}']);
  expect(answer.headers.get('x-rate-limit-remaining')).toBe('0');
  expect(answer.headers.get('retry-after')).toBe(answer.headers.get('x-rate-limit-reset'));
  await limited.stop();
});

test('an account may have a limit of its own, counted by the key; wrong credentials do not count', async () => {
  const settings = { dialects: { shipstation: { callsPerMinute: 2 } } };
  const limited = await startShipstation({ settings, clock: () => 1_000_000 });
  const wrong = { headers: { Authorization: 'Basic bm86Ym9keQ==' } };
  const statuses = [];
  for (const options of [wrong, {}, wrong, {}, {}])
    statuses.push((await limited.call('GET', '/orders', options)).status);
  expect(statuses).toEqual([401, 200, 401, 200, 429]);
  const { headers } = await limited.call('GET', '/orders');
  const told = ['limit', 'remaining', 'reset'].map((name) => headers.get(`x-rate-limit-${name}`));
  expect(told).toEqual(['2', '0', '20']);
  await limited.stop();
});
