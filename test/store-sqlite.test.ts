// What only this driver promises: commits are shared, the folder is private and locked, what waits is bounded, and a
// worker that dies rejects everything.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Worker } from 'node:worker_threads';
import { expect, test } from 'vitest';
import { commandOf, sealedOf } from '../src/core/plan/samples.ts';
import { StoreFault } from '../src/core/store.ts';
import { openSqliteStore, type SqliteOptions } from '../src/store/sqlite/driver.ts';
import { tempFolder } from './temp-folder.ts';

const create = (orderKey: string, accountId: number, giftMessage = 'x') =>
  commandOf([sealedOf({ orderKey, giftMessage })], { accountId });

async function openWithAccount(options: SqliteOptions) {
  const store = await openSqliteStore(options);
  const { accountId } = await store.createAccount('one', 1);
  return { store, accountId };
}

/** The threads that a store starts, in the order of their start. */
async function collectWorkers<T>(open: () => Promise<T>): Promise<{ opened: T; workers: Worker[] }> {
  const workers: Worker[] = [];
  const collect = (worker: Worker) => void workers.push(worker);
  process.on('worker', collect);
  try {
    return { opened: await open(), workers };
  } finally {
    process.off('worker', collect);
  }
}

test('commands that arrive together share their commits', async () => {
  using folder = tempFolder();
  const { store, accountId } = await openWithAccount({ path: join(folder.path, 'b.db') });
  const before = store.stats();
  await Promise.all(Array.from({ length: 200 }, (_, index) => store.apply(create(`k${index}`, accountId))));
  const { commits, writes } = store.stats();
  expect(writes - before.writes).toBe(200);
  // The first goes alone; what comes while it is synced goes together.
  expect(commits - before.commits).toBeLessThan(50);
  await store.close();
});

test('a new folder and its files are for their owner alone', async () => {
  using folder = tempFolder();
  const data = join(folder.path, 'a', 'data');
  const path = join(data, 'b.db');
  const { store, accountId } = await openWithAccount({ path });
  await store.apply(create('k', accountId));
  const modes = [data, path, `${path}.lock`, `${path}-wal`].map((file) => statSync(file).mode & 0o777);
  expect(modes).toEqual([0o700, 0o600, 0o600, 0o600]);
  await store.close();
});

test('a second server is refused by name of the folder; the command line works beside the first', async () => {
  using folder = tempFolder();
  const path = join(folder.path, 'b.db');
  const { store, accountId } = await openWithAccount({ path });
  await expect(openSqliteStore({ path })).rejects.toThrow(`the data folder ${folder.path} is in use`);
  const beside = await openSqliteStore({ path, isExclusive: false });
  await store.apply(create('k', accountId));
  const other = await beside.createAccount('two', 2);
  expect(await store.findAccountByName('two')).toEqual(other);
  expect(await beside.findOrders(accountId, { orderKey: 'k' })).toHaveLength(1);
  await beside.close();
  await store.apply(create('k2', accountId));
  await store.close();
  const again = await openSqliteStore({ path });
  expect(await again.findOrders(accountId, { orderKey: 'k2' })).toHaveLength(1);
  await again.close();
});

test('a server in another process holds the lock for as long as it lives', async () => {
  using folder = tempFolder();
  const path = join(folder.path, 'b.db');
  const driver = new URL('../src/store/sqlite/driver.ts', import.meta.url).href;
  const script = `import(${JSON.stringify(driver)})
    .then(({ openSqliteStore }) => openSqliteStore({ path: process.argv[1] }))
    .then(() => console.log('open'));`;
  const child = spawn(process.execPath, ['-e', script, path], { stdio: ['ignore', 'pipe', 'inherit'] });
  await once(child.stdout, 'data');
  await expect(openSqliteStore({ path })).rejects.toThrow('is in use by another Bulkhead server');
  const beside = await openSqliteStore({ path, isExclusive: false });
  await beside.createAccount('from the command line', 1);
  await beside.close();
  child.kill('SIGKILL');
  await once(child, 'exit');
  const store = await openSqliteStore({ path });
  expect(await store.listAccounts()).toHaveLength(1);
  await store.close();
});

test('many that open a new database at once all find it migrated', async () => {
  using folder = tempFolder();
  const path = join(folder.path, 'b.db');
  const stores = await Promise.all(Array.from({ length: 4 }, () => openSqliteStore({ path, isExclusive: false })));
  await Promise.all(stores.map((store, index) => store.createAccount(`account ${index}`, 1)));
  expect(await stores[0]?.listAccounts()).toHaveLength(4);
  for (const store of stores) await store.close();
});

test('a database of a newer version is refused with a fault that says so', async () => {
  using folder = tempFolder();
  const path = join(folder.path, 'b.db');
  await (await openSqliteStore({ path })).close();
  const db = new DatabaseSync(path);
  db.exec("INSERT INTO migrations (number, name, checksum) VALUES (999, '999-later', '')");
  db.close();
  await expect(openSqliteStore({ path })).rejects.toThrow(/newer Bulkhead.*999-later/);
  await expect(openSqliteStore({ path, isExclusive: false })).rejects.toThrow(StoreFault);
});

test.each([
  ['a file that is no database', import.meta.filename],
  ['a folder', import.meta.dirname],
  ['a path below a file', join(import.meta.filename, 'b.db')],
])('%s is refused by its name', async (_name, path) => {
  await expect(openSqliteStore({ path, isExclusive: false })).rejects.toThrow(`${path} cannot be opened: `);
});

test.each([
  ['calls', { waitingCallsMax: 10 }, 20],
  ['bytes', { waitingBytesMax: 20_000 }, 20],
])('what waits is bounded by %s; what is turned away may be sent again', async (_name, bounds, length) => {
  const { store, accountId } = await openWithAccount({ path: ':memory:', ...bounds });
  const large = 'g'.repeat(3_000);
  const send = () => Array.from({ length }, (_, index) => store.apply(create(`k${index}`, accountId, large)));
  const answers = await Promise.allSettled(send());
  const turnedAway = answers.filter((answer) => answer.status === 'rejected');
  expect(turnedAway.length).toBeGreaterThan(0);
  expect(turnedAway.length).toBeLessThan(length);
  for (const { reason } of turnedAway)
    expect(reason).toMatchObject({ name: 'StoreFault', isRetryable: true, isUnknown: false });
  await store.apply(create('k19', accountId, large));
  const all = { sort: 'orderId', isDescending: false, offset: 0, limit: 1 } as const;
  expect((await store.listOrders(accountId, all)).total).toBe(length - turnedAway.length + 1);
  await store.close();
});

test('one command larger than the bound is taken when nothing else waits', async () => {
  const { store, accountId } = await openWithAccount({ path: ':memory:', waitingBytesMax: 10 });
  expect(await store.apply(create('k', accountId))).toHaveLength(1);
  await store.close();
});

test('a writer that dies rejects what waits as unknown, and everything after', async () => {
  using folder = tempFolder();
  const path = join(folder.path, 'b.db');
  const { opened, workers } = await collectWorkers(() => openWithAccount({ path }));
  const { store, accountId } = opened;
  const waiting = Promise.allSettled(
    Array.from({ length: 50 }, (_, index) => store.apply(create(`k${index}`, accountId))),
  );
  await workers[0]?.terminate();
  const faults = (await waiting).filter((answer) => answer.status === 'rejected').map(({ reason }) => reason);
  expect(faults.length).toBeGreaterThan(0);
  for (const fault of faults) expect(fault).toMatchObject({ name: 'StoreFault', isUnknown: true });
  await expect(store.apply(create('late', accountId))).rejects.toMatchObject({ name: 'StoreFault', isUnknown: false });
  await expect(store.ping()).rejects.toThrow(StoreFault);
  await store.close();
  const again = await openSqliteStore({ path });
  await again.apply(create('late', accountId));
  await again.close();
});

test('a reader that dies fails reads and the ping, not the writes', async () => {
  using folder = tempFolder();
  const { opened, workers } = await collectWorkers(() => openWithAccount({ path: join(folder.path, 'b.db') }));
  const { store, accountId } = opened;
  await workers[1]?.terminate();
  await expect(store.findAccount(accountId)).rejects.toThrow(StoreFault);
  await expect(store.ping()).rejects.toThrow(StoreFault);
  expect(await store.apply(create('k', accountId))).toHaveLength(1);
  await store.close();
});

test('an order is looked up before the lists that wait ahead of it', async () => {
  using folder = tempFolder();
  const { store, accountId } = await openWithAccount({ path: join(folder.path, 'b.db') });
  await store.apply(create('k', accountId));
  const order: string[] = [];
  const all = { sort: 'orderId', isDescending: false, offset: 0, limit: 1 } as const;
  const lists = Array.from({ length: 20 }, () => store.listOrders(accountId, all).then(() => order.push('list')));
  const found = store.findOrders(accountId, { orderKey: 'k' }).then(() => order.push('found'));
  await Promise.all([...lists, found]);
  expect(order.indexOf('found')).toBeLessThan(20);
  await store.close();
});
