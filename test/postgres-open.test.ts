// Opening a PostgreSQL database: many at once migrate once; what cannot be opened is said, and never with a password.
import { afterEach, beforeEach, expect, test } from 'vitest';
import { distributeTables } from '../src/store/postgres/distribute.ts';
import { openPostgresStore } from '../src/store/postgres/driver.ts';
import { createDatabase, queryDatabase, type TestDatabase } from './postgres-database.ts';

let database: TestDatabase;

beforeEach(async () => {
  database = await createDatabase();
});

afterEach(() => database.drop());

const open = async (url = database.url) => (await openPostgresStore({ url })).close();

test('ten nodes that start at once migrate once', async () => {
  const scripts: string[] = [];
  const onStatement = (text: string) => void (text.includes('CREATE TABLE orders') && scripts.push(text));
  const stores = await Promise.all(
    Array.from({ length: 10 }, () => openPostgresStore({ url: database.url, onStatement })),
  );
  expect(scripts).toHaveLength(1);
  await Promise.all(stores.map((store) => store.ping()));
  await Promise.all(stores.map((store) => store.close()));
});

test('a database of a newer version is refused', async () => {
  await open();
  await queryDatabase(database.url, `INSERT INTO migrations VALUES (999, '999-future', 'x')`);
  await expect(open()).rejects.toThrow(/written by a newer Bulkhead: it is at schema 999-future/);
});

test('a database that was made by another text of a migration is refused', async () => {
  await open();
  await queryDatabase(database.url, `UPDATE migrations SET checksum = 'x' WHERE number = 1`);
  await expect(open()).rejects.toThrow(/the migration 001-first is not the one this database was made with/);
});

test('tables are not distributed where there is no cluster', async () => {
  await expect(distributeTables(database.url)).rejects.toThrow(/does not have the extension citus/);
});

test.each([
  ['another password', (url: URL) => Object.assign(url, { password: 'wrong' }), /password authentication failed/],
  ['no such database', (url: URL) => Object.assign(url, { pathname: '/nowhere' }), /database "nowhere" does not exist/],
  ['nobody there', (url: URL) => Object.assign(url, { port: '1' }), /PostgreSQL cannot be reached: .*ECONNREFUSED/],
])('%s', async (_name, change, expected) => {
  const url = change(new URL(database.url));
  const told = open(url.href);
  await expect(told).rejects.toThrow(expected);
  await expect(told).rejects.not.toThrow(url.password);
});
