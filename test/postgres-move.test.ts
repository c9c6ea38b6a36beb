// Moving a SQLite file into PostgreSQL: everything arrives, a move that was cut goes on, what differs is found.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { mintKey } from '../src/core/accounts.ts';
import type { Operation } from '../src/core/operation.ts';
import type { Store } from '../src/core/store.ts';
import { momentFromInstant } from '../src/core/time.ts';
import { moveDatabase } from '../src/main.ts';
import { stockUp } from '../src/store/contract/goods.ts';
import { itemOf, openShop, Shop } from '../src/store/contract/shop.ts';
import { supplierOrderOf } from '../src/store/contract/supply.ts';
import { openPostgresStore } from '../src/store/postgres/driver.ts';
import { openSqliteStore } from '../src/store/sqlite/driver.ts';
import { createDatabase, queryDatabase, type TestDatabase } from './postgres-database.ts';

let database: TestDatabase;
let folder: string;
let from: string;

beforeEach(async () => {
  database = await createDatabase();
  folder = mkdtempSync(join(tmpdir(), 'bulkhead-move-'));
  from = `sqlite:${join(folder, 'orders.db')}`;
});

afterEach(async () => {
  await database.drop();
  rmSync(folder, { recursive: true });
});

const move = (onProgress: () => void = () => undefined) => moveDatabase({ from, to: database.url }, onProgress);

const PARCELS = { kind: 'label', sort: 'parcelId', isDescending: false, offset: 0, limit: 10 } as const;

/** Orders with history, a family, a deletion, a label, a shopper, a receipt, a record, a key; told by what a store answers. */
async function fill(): Promise<Shop> {
  const store = await openSqliteStore({ path: from.slice('sqlite:'.length) });
  const shop = await openShop(store);
  await shop.send(
    Array.from({ length: 2_500 }, (_, index) => ({ orderKey: `k${index}` })),
    'receipt',
  );
  await shop.send([{ orderKey: 'k1', content: { internalNote: 'Å "x" \\ \u{1F600}' } }]);
  await shop.send([{ orderKey: 'k1', content: { internalNote: 'third' } }]);
  shop.settings = { splitRules: [{ pattern: 'B-*', group: 'second' }] };
  const lines = ['A-1', 'B-1'].map((sku) => ({ sku, quantity: 1 }));
  await shop.send([
    { orderKey: 'split', isSplittable: true, isNumberClaimed: true, content: { number: 'N-1', lines } },
  ]);
  const deletion: Operation = { kind: 'delete', pointer: '/0', target: { number: 'N-1' } };
  await shop.take([{ label: 0, operation: deletion }]);
  const [shipped] = await shop.find({ orderKey: 'k2' });
  const wish = { carrierCode: 'test_carrier', serviceCode: 'test_ground', shippedAt: momentFromInstant(7, 'UTC') };
  const label: Operation = { kind: 'label', pointer: '', target: { orderId: shipped?.orderId ?? 0 }, wish };
  await shop.take([{ label: 0, operation: label }]);
  await stockUp(shop, [{ sku: 'A', units: 1 }]);
  await store.enterNames(shop.accountId, [{ kind: 'shopper', name: 'ada', title: 'A', labels: [], document: '{}' }], 7);
  await store.supply.saveSupplierOrder(shop.accountId, supplierOrderOf(), 7);
  await store.insertKey(mintKey({ accountId: shop.accountId, name: 'till', scopes: ['read'], at: 7 }).key);
  return shop;
}

async function read(store: Store, { account, accountId }: Shop) {
  const shop = new Shop(store, account);
  const { orders } = await shop.list();
  const changed = orders.find(({ orderKey }) => orderKey === 'k1')?.orderId ?? 0;
  return {
    orders,
    formers: await shop.revisions(changed),
    events: await shop.events(),
    facts: await store.listFacts(accountId, { eventId: 0, limit: 5_000 }),
    parcels: await store.listParcels(accountId, PARCELS),
    deliveries: await store.supply.listDeliveries(accountId, { isOpen: true, offset: 0, limit: 10 }),
    accounts: await store.listAccounts(),
    keys: await store.listKeys(accountId),
  };
}

test('everything arrives, and the ids go on', { timeout: 120_000 }, async () => {
  const shop = await fill();
  const before = await read(shop.store, shop);
  await shop.store.close();
  const totals = new Map((await move()).map(({ table, count }) => [table, count]));
  expect([totals.get('orders'), totals.get('documents'), totals.get('events')]).toEqual([2_502, 2_506, 2_507]);
  const store = await openPostgresStore({ url: database.url });
  const moved = new Shop(store, shop.account);
  expect(await read(store, shop)).toEqual(before);
  const entries = Array.from({ length: 2_500 }, (_, index) => ({ orderKey: `k${index}` }));
  const told = await moved.send(entries, 'receipt');
  expect(new Set(told.map(({ kind }) => kind))).toEqual(new Set(['created']));
  const fresh = await moved.create({});
  expect(fresh).toBeGreaterThan(Math.max(...before.orders.map(({ orderId }) => orderId)));
  expect((await moved.events()).at(-1)?.eventId).toBeGreaterThan(before.facts.at(-1)?.eventId ?? Infinity);
  expect(before.facts.at(-1)?.kind).toBe('shopper.entered');
  expect(await moved.take([itemOf({ orderKey: 'k1', content: { internalNote: 'fourth' } }, 0)])).toMatchObject([
    { kind: 'replaced', orders: [{ revision: 4 }] },
  ]);
  await store.close();
});

test('a move that was cut goes on where it was; until its end no server opens the database', async () => {
  const shop = await fill();
  await shop.store.close();
  let steps = 0;
  const cut = move(() => {
    steps += 1;
    if (steps === 4) throw new Error('cut');
  });
  await expect(cut).rejects.toThrow('cut');
  await expect(openPostgresStore({ url: database.url })).rejects.toThrow(/is being moved into/);
  const totals = await move();
  expect(totals.find(({ table }) => table === 'orders')?.count).toBe(2_502);
  await (await openPostgresStore({ url: database.url })).close();
  await expect(move()).rejects.toThrow(/must be empty/);
});

test('a row that differs is found', async () => {
  const shop = await fill();
  await shop.store.close();
  let isChanged = false;
  const changed = moveDatabase({ from, to: database.url }, ({ table, doing }) => {
    // Between copying and checking: the check of the tables before orders takes several round trips.
    if (isChanged || doing !== 'check' || table !== 'accounts') return;
    isChanged = true;
    void queryDatabase(database.url, `UPDATE orders SET status = 'shipped' WHERE order_key = 'k7'`);
  });
  await expect(changed).rejects.toThrow(/the table orders must hold 2502 rows/);
});
