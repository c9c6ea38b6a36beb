// A server that is killed five times while it imports: every row ends in one outcome, every order is there once.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { killImport } from './kill-import.ts';
import { createDatabase, type TestDatabase } from './postgres-database.ts';
import { tempFolder } from './temp-folder.ts';

const ORDERS = 3_000;
const PATIENCE_MS = 300_000;
const WHOLE = {
  state: 'done',
  rowCounts: { created: ORDERS, replaced: 0, kept: 0, refused: 0 },
  outcomes: { created: ORDERS },
  stored: ORDERS,
};

test('five kills on SQLite', { timeout: PATIENCE_MS }, async () => {
  using folder = tempFolder();
  const plan = { orders: ORDERS, kills: 5, databaseUrl: 'sqlite:bulkhead.db', cwd: folder.path };
  expect(await killImport(plan)).toEqual({ kills: 5, ...WHOLE });
});

describe('on PostgreSQL', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createDatabase();
  });
  afterAll(() => database.drop());

  test('five kills', { timeout: PATIENCE_MS }, async () => {
    using folder = tempFolder();
    const plan = { orders: ORDERS, kills: 5, databaseUrl: database.url, cwd: folder.path };
    expect(await killImport(plan)).toEqual({ kills: 5, ...WHOLE });
  });
});
