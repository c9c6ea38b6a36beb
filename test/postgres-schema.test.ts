// What makes the tables fit to be spread over a cluster: every key begins with the account, every text is named.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { REFERENCE_TABLES } from '../src/store/postgres/distribute.ts';
import { openPostgresStore } from '../src/store/postgres/driver.ts';
import { createDatabase, queryDatabase, type TestDatabase } from './postgres-database.ts';

let database: TestDatabase;

beforeAll(async () => {
  database = await createDatabase();
  await (await openPostgresStore({ url: database.url })).close();
});

afterAll(() => database.drop());

type Key = { name: string; table: string; first: string | null };

test('every primary key, unique index and foreign key begins with account_id', async () => {
  const keys = await queryDatabase<Key>(
    database.url,
    `SELECT index_class.relname AS name, table_class.relname AS table, pg_get_indexdef(indexrelid, 1, true) AS first
     FROM pg_index JOIN pg_class AS index_class ON index_class.oid = indexrelid
     JOIN pg_class AS table_class ON table_class.oid = indrelid
     WHERE indisunique AND table_class.relnamespace = 'public'::regnamespace
     UNION ALL
     SELECT conname, conrelid::regclass::text, (
       SELECT attname FROM pg_attribute WHERE attrelid = conrelid AND attnum = conkey[1]
     ) FROM pg_constraint WHERE contype = 'f' AND connamespace = 'public'::regnamespace`,
  );
  const held = keys.filter(({ table }) => !REFERENCE_TABLES.includes(table));
  expect(held.length).toBeGreaterThan(8);
  expect(held.filter(({ first }) => first !== 'account_id')).toEqual([]);
});

test('every table is distributed by the account, or named as a reference table', async () => {
  const tables = await queryDatabase<{ name: string; hasAccount: boolean }>(
    database.url,
    `SELECT relname AS name, EXISTS (
       SELECT 1 FROM pg_attribute WHERE attrelid = pg_class.oid AND attname = 'account_id' AND attnotnull
     ) AS "hasAccount" FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace`,
  );
  const without = tables.filter(({ name, hasAccount }) => !hasAccount && !REFERENCE_TABLES.includes(name));
  expect(without).toEqual([]);
});
