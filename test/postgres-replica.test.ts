// A replica serves lists, and lists alone: what must see its own writes is asked of the primary.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openShop, type Shop } from '../src/store/contract/shop.ts';
import { openPostgresStore, type PostgresStore } from '../src/store/postgres/driver.ts';
import { copyServer } from './postgres-copy.ts';
import { PostgresServer } from './postgres-server.ts';

let primary: PostgresServer;
let replica: PostgresServer;
let store: PostgresStore;
let shop: Shop;

beforeAll(async () => {
  primary = await PostgresServer.create({ settings: { wal_keep_size: '512MB' } });
  await (await openPostgresStore({ url: primary.url() })).close();
  replica = await copyServer(primary, { isStandby: true });
  await replica.start();
  // What is answered is then on the replica as well, so the test waits for nothing.
  await primary.query(`ALTER SYSTEM SET synchronous_standby_names = '*'`);
  await primary.query(`ALTER SYSTEM SET synchronous_commit = 'remote_apply'`);
  await primary.query('SELECT pg_reload_conf()');
  store = await openPostgresStore({ url: primary.url(), readUrl: replica.url() });
  shop = await openShop(store);
}, 120_000);

afterAll(async () => {
  await store.close();
  await replica.remove();
  await primary.remove();
});

test('lists and scans come from the replica, everything else from the primary', async () => {
  await shop.send([{ orderKey: 'a' }, { orderKey: 'b' }]);
  await primary.kill();
  expect((await shop.list()).total).toBe(2);
  expect((await shop.list({ lineKeyword: 'nowhere' })).total).toBe(0);
  await expect(shop.find({ orderKey: 'a' })).rejects.toThrow(/cannot be reached/);
  await expect(shop.events()).rejects.toThrow(/cannot be reached/);
  await expect(shop.send([{}])).rejects.toMatchObject({ isRetryable: true });
});

test('a server that is pointed to a replica says that it takes no orders', async () => {
  const wrong = openPostgresStore({ url: replica.url() });
  await expect((await wrong).ping()).rejects.toThrow(/is a standby and takes no orders/);
  await (await wrong).close();
});
