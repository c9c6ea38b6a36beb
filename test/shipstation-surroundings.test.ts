/** What an account's masters do to its orders, and what is done to stores and balances, through the real server. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { runCommand } from '../src/cli/run-command.ts';
import { type Server, startShipstation } from './shipstation-server.ts';

type Advanced = { storeId: number | null; warehouseId: number | null };
type Customs = { contents: string | null; customsItems: object[] | null; nonDelivery: string | null };
type Order = {
  orderId: number;
  modifyDate: string;
  advancedOptions: Advanced;
  internationalOptions: Customs;
  tagIds: number[] | null;
  userId: string | null;
};

let now = Date.parse('2026-11-20T17:00:00Z');
let server: Server;
let folder: string;
let database: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bulkhead-surroundings-'));
  database = `sqlite:${join(folder, 'orders.db')}`;
  server = await startShipstation({ env: { DATABASE_URL: database }, clock: () => now });
});
afterAll(async () => {
  await server.stop();
  await rm(folder, { recursive: true });
});

/** The server follows within a second. */
async function setUp(...lines: readonly object[]): Promise<void> {
  const file = join(folder, 'seed.jsonl');
  await writeFile(file, lines.map((line) => JSON.stringify(line)).join('\n'));
  const quiet = vi.spyOn(console, 'log').mockImplementation(() => undefined);
  expect(await runCommand(['masters', 'import', 'shipstation', file, '--database', database])).toBe(0);
  quiet.mockRestore();
  now += 2_000;
}

const order = (orderKey: string, fields: object = {}) => ({
  ...{ orderNumber: orderKey, orderKey, orderDate: '2026-11-20', orderStatus: 'awaiting_shipment' },
  billTo: { name: 'Ada' },
  shipTo: { name: 'Ada', country: 'US', postalCode: '97301' },
  ...fields,
});
const create = (body: object) => server.json<Order>('POST', '/orders/createorder', { body });
const read = (orderId: number) => server.json<Order>('GET', `/orders/${orderId}`);
const post = (path: string, body: object) => server.call('POST', path, { body });
const told = async (path: string, body: object) => JSON.parse((await post(path, body)).text);

test('where nothing is set up nothing is given and nothing is refused', async () => {
  const { orderId } = await create(order('bare', { tagIds: [9] }));
  const { advancedOptions, tagIds } = await read(orderId);
  expect([advancedOptions.storeId, advancedOptions.warehouseId, tagIds]).toEqual([null, null, [9]]);
  expect((await post('/orders/assignuser', { orderIds: [orderId], userId: 'anybody' })).status).toBe(200);
});

test('an order gets the first manual store and the default warehouse, and keeps its store', async () => {
  await setUp(
    { store: { storeId: 3, storeName: 'Cart', marketplaceId: 23, marketplaceName: 'Cart' } },
    { store: { storeId: 4, storeName: 'Closed', active: false } },
    { store: { storeId: 5, storeName: 'Manual Orders' } },
    { store: { storeId: 6, storeName: 'Another' } },
    { warehouse: { warehouseId: 11, warehouseName: 'W', originAddress: { country: 'US' }, isDefault: true } },
  );
  const taken = await create(order('given'));
  expect(taken.advancedOptions).toMatchObject({ storeId: 5, warehouseId: null });
  const shown = await read(taken.orderId);
  expect(shown.advancedOptions).toMatchObject({ storeId: 5, warehouseId: 11 });
  now += 60_000;
  expect((await create(shown)).modifyDate).toBe(shown.modifyDate);
  const stated = { storeId: 3, warehouseId: 0 };
  const { orderId } = await create(order('stated', { advancedOptions: stated }));
  await create(order('stated', { advancedOptions: { storeId: 6 }, customerNotes: 'moved' }));
  expect((await read(orderId)).advancedOptions).toMatchObject({ storeId: 3, warehouseId: 11 });
  const numbers = async (query: string) =>
    (await server.json<{ orders: { orderNumber: string }[] }>('GET', `/orders?${query}`)).orders.map(
      ({ orderNumber }) => orderNumber,
    );
  expect([await numbers('storeId=5'), await numbers('storeId=3'), await numbers('storeId=6')]).toEqual([
    ['given'],
    ['stated'],
    [],
  ]);
});

test('what goes abroad is declared to customs, until something is stated', async () => {
  const items = [
    { sku: 'A', name: 'Mug', quantity: 2, unitPrice: 3.5 },
    { name: 'Off', quantity: 1, unitPrice: -1, adjustment: true },
  ];
  const abroad = order('abroad', { shipTo: { name: 'Bo', country: 'br', postalCode: '1' }, items });
  const taken = await create(abroad);
  const bare = { contents: 'merchandise', customsItems: null, nonDelivery: 'return_to_sender' };
  expect(taken.internationalOptions).toEqual(bare);
  const shown = await read(taken.orderId);
  expect(shown.internationalOptions).toEqual({
    ...bare,
    customsItems: [
      {
        ...{ customsItemId: expect.any(Number), description: 'Mug', quantity: 2, value: 3.5 },
        ...{ harmonizedTariffCode: null, countryOfOrigin: 'US' },
      },
    ],
  });
  now += 60_000;
  expect((await create(shown)).modifyDate).toBe(shown.modifyDate);
  await create({ ...abroad, internationalOptions: { contents: 'gift' } });
  expect((await read(taken.orderId)).internationalOptions).toEqual({
    ...{ contents: 'gift', customsItems: null, nonDelivery: null },
  });
});

test('tags and users that are set up are the only ones', async () => {
  await setUp(
    { tag: { tagId: 1, name: 'Gift' } },
    { tag: { tagId: 2, name: 'Late' } },
    { user: { userId: 'U-1', userName: 'u' } },
  );
  const { orderId } = await create(order('tagged', { tagIds: [1, 77] }));
  await create(order('tagged', { tagIds: [2], customerNotes: 'x' }));
  expect((await read(orderId)).tagIds).toEqual([1, 2]);
  expect((await post('/orders/addtag', { orderId, tagId: 77 })).status).toBe(404);
  expect((await post('/orders/removetag', { orderId, tagId: 77 })).status).toBe(200);
  expect((await post('/orders/assignuser', { orderIds: [orderId], userId: 'nobody' })).status).toBe(404);
  expect((await post('/orders/assignuser', { orderIds: [orderId], userId: 'u-1' })).status).toBe(200);
  expect((await read(orderId)).userId).toBe('u-1');
});

test('a store is said anew, refreshed and switched off, and another one is given then', async () => {
  const before = await server.json<object>('GET', '/stores/5');
  const put = await server.call('PUT', '/stores/5', {
    body: { ...before, storeName: 'By hand', statusMappings: [{ orderStatus: 'shipped', statusKey: 'S' }] },
  });
  expect([put.status, JSON.parse(put.text)]).toEqual([200, await server.json('GET', '/stores/5')]);
  expect(JSON.parse(put.text)).toMatchObject({
    ...{ storeId: 5, storeName: 'By hand', statusMappings: [{ orderStatus: 'shipped', statusKey: 'S' }] },
  });
  expect((await server.call('PUT', '/stores/5', { body: { storeName: ' ' } })).status).toBe(400);
  expect((await server.call('PUT', '/stores/99', { body: before })).status).toBe(404);
  expect(await told('/stores/refreshstore', { storeId: 5, refreshDate: '2026-11-01' })).toEqual({
    success: true,
    message: 'A store refresh has been initiated for Store ID 5',
  });
  expect(await server.json('GET', '/stores/getrefreshstatus?storeId=5')).toEqual({
    ...{ storeId: 5, refreshStatusId: 0, refreshStatus: 'Idle' },
    lastRefreshAttempt: expect.stringContaining('2026-11-20T'),
    refreshDate: '2026-11-01T00:00:00',
  });
  expect((await server.call('POST', '/stores/refresh?storeId=5&refreshDate=11-02-2026')).status).toBe(200);
  expect(await server.json('GET', '/stores/refreshstore?storeId=5')).toMatchObject({ storeId: 5 });
  expect(await server.json('POST', '/stores/refreshstore')).toMatchObject({ message: /all stores$/ });
  const calls = [
    '/stores/getrefreshstatus',
    '/stores/getrefreshstatus?storeId=99',
    '/stores/refreshstore?refreshDate=x',
  ];
  const statuses = await Promise.all(calls.map(async (path) => (await server.call('GET', path)).status));
  expect([...statuses, (await post('/stores/refreshstore', { storeId: 99 })).status]).toEqual([400, 404, 400, 404]);
  await post('/stores/deactivate', { storeId: 5 });
  expect((await create(order('later'))).advancedOptions.storeId).toBe(6);
});

test('marketplaces are those that were set up and those that a store stands for', async () => {
  await setUp({ marketplace: { marketplaceId: 2, name: 'Bazaar', canRefresh: true } });
  const flags = { canRefresh: false, supportsCustomMappings: false, supportsCustomStatuses: false };
  expect(await server.json('GET', '/stores/marketplaces')).toEqual([
    { name: 'Bazaar', marketplaceId: 2, ...flags, canRefresh: true, canConfirmShipments: false },
    { name: 'ShipStation', marketplaceId: 0, ...flags, canConfirmShipments: false },
    { name: 'Cart', marketplaceId: 23, ...flags, canConfirmShipments: false },
  ]);
});

test('a balance is raised exactly', async () => {
  await setUp({ carrier: { code: 'post', name: 'Post', requiresFundedAccount: true, balance: 0.1 } });
  const add = (amount: unknown, carrierCode = 'post') => post('/carriers/addfunds', { carrierCode, amount });
  expect(JSON.parse((await add(0.2)).text)).toMatchObject({ code: 'post', balance: 0.3 });
  const refused = [
    await add(0),
    await add(0.00001),
    await add('x'),
    await add(1, 'nobody'),
    await add(99_999_999_999.9),
  ];
  expect(refused.map(({ status }) => status)).toEqual([400, 400, 400, 404, 400]);
});
