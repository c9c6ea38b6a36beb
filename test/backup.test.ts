// Backups as docs/backup.md tells them: taken while a server writes, restored, and held against what was answered.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Store } from '../src/core/store.ts';
import { backUpDatabase, loadConfig } from '../src/main.ts';
import { openShop, Shop } from '../src/store/contract/shop.ts';
import { openPostgresStore } from '../src/store/postgres/driver.ts';
import { openSqliteStore } from '../src/store/sqlite/driver.ts';
import { copyServer } from './postgres-copy.ts';
import { createDatabase, queryDatabase } from './postgres-database.ts';
import { PostgresServer } from './postgres-server.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bulkhead-backup-'));
});

afterEach(() => rmSync(folder, { recursive: true }));

/** Writes until told to stop; the keys that were answered before a moment must be in a backup begun after it. */
function keepWriting(shop: Shop) {
  const answered: string[] = [];
  let isStopping = false;
  const running = (async () => {
    for (let step = 0; !isStopping; step++) {
      await shop.send([
        { orderKey: `written ${step}` },
        { orderKey: 'changing', content: { internalNote: `${step}` } },
      ]);
      answered.push(`written ${step}`);
    }
  })();
  return {
    answered,
    async until(count: number) {
      await vi.waitUntil(() => answered.length >= count, { timeout: 60_000, interval: 5 });
    },
    stop: () => {
      isStopping = true;
      return running;
    },
  };
}

/** All that was answered is there, and the changing order's history has no gap. */
async function check(store: Store, shop: Shop, keys: readonly string[]): Promise<void> {
  const restored = new Shop(store, shop.account);
  const { orders } = await restored.list();
  const there = new Set(orders.map(({ orderKey }) => orderKey));
  expect(keys.filter((key) => !there.has(key))).toEqual([]);
  const changing = orders.find(({ orderKey }) => orderKey === 'changing');
  const revisions = (await restored.revisions(changing?.orderId ?? 0)).map(({ revision }) => revision);
  expect(revisions).toEqual(Array.from({ length: (changing?.revision ?? 0) - 1 }, (_, index) => index + 1));
  expect((await restored.send([{}])).map(({ kind }) => kind)).toEqual(['created']);
}

test('SQLite: bulkhead backup beside a server that writes, restored as a file', async () => {
  const path = join(folder, 'orders.db');
  const store = await openSqliteStore({ path });
  const shop = await openShop(store);
  const writing = keepWriting(shop);
  await writing.until(30);
  const { config } = loadConfig({ env: { DATABASE_URL: `sqlite:${path}` } });
  const keys = [...writing.answered];
  const copy = join(folder, 'copy.db');
  const orders = await backUpDatabase(config!, copy);
  expect(orders).toBeGreaterThan(keys.length);
  expect(statSync(copy).mode & 0o777).toBe(0o600);
  await expect(backUpDatabase(config!, copy)).rejects.toThrow(/is there already/);
  await writing.stop();
  await store.close();
  const restored = await openSqliteStore({ path: copy });
  await check(restored, shop, keys);
  await restored.close();
});

test('what cannot be backed up is said', async () => {
  const reading = (url: string) =>
    backUpDatabase(loadConfig({ env: { DATABASE_URL: url } }).config!, join(folder, 'x'));
  await expect(reading('postgres://u:p@127.0.0.1/d')).rejects.toThrow(/pg_dump or pg_basebackup/);
  await expect(reading(`sqlite:${join(folder, 'nowhere.db')}`)).rejects.toThrow(/there is no database/);
});

test('PostgreSQL: a physical copy of a server that is written to', { timeout: 120_000 }, async () => {
  const server = await PostgresServer.create();
  try {
    const store = await openPostgresStore({ url: server.url() });
    const shop = await openShop(store);
    const writing = keepWriting(shop);
    await writing.until(30);
    const keys = [...writing.answered];
    const copy = await copyServer(server, { isStandby: false });
    await writing.stop();
    await store.close();
    await copy.start();
    const restored = await openPostgresStore({ url: copy.url() });
    await check(restored, shop, keys);
    await restored.close();
    await copy.remove();
  } finally {
    await server.remove();
  }
});

/** pg_dump refuses a server that is newer than itself. */
async function fittingDump(): Promise<boolean> {
  const { stdout = '' } = spawnSync('pg_dump', ['--version'], { encoding: 'utf8' });
  const database = await createDatabase();
  const [row] = await queryDatabase<{ major: number }>(
    database.url,
    `SELECT current_setting('server_version_num')::int / 10000 AS major`,
  );
  await database.drop();
  return Number(/(\d+)/.exec(stdout ?? '')?.[1] ?? 0) >= (row?.major ?? 0);
}

const hasDump = await fittingDump();

test.runIf(hasDump)('PostgreSQL: pg_dump beside a server that writes, restored with psql', async () => {
  const [database, restoring] = [await createDatabase(), await createDatabase()];
  const store = await openPostgresStore({ url: database.url });
  const shop = await openShop(store);
  const writing = keepWriting(shop);
  await writing.until(30);
  const keys = [...writing.answered];
  const dump = join(folder, 'dump.sql');
  writeFileSync(dump, execFileSync('pg_dump', ['--no-owner', database.url], { maxBuffer: 2 ** 28 }));
  await writing.stop();
  execFileSync('psql', ['-q', '-v', 'ON_ERROR_STOP=1', '-f', dump, restoring.url], { stdio: 'pipe' });
  const restored = await openPostgresStore({ url: restoring.url });
  await check(restored, shop, keys);
  for (const opened of [store, restored]) await opened.close();
  for (const made of [database, restoring]) await made.drop();
});
