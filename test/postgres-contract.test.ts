// The contract on PostgreSQL; and what was sent meanwhile: every statement on an account's rows names the account.
import { afterAll, expect, test } from 'vitest';
import { describeStore } from '../src/store/contract.ts';
import { openPostgresStore } from '../src/store/postgres/driver.ts';
import { createDatabase } from './postgres-database.ts';

const sent = new Set<string>();
const onStatement = (text: string) => sent.add(text);

describeStore('PostgreSQL', async () => {
  const database = await createDatabase();
  let store = await openPostgresStore({ url: database.url, onStatement });
  return {
    store,
    reopen: async () => {
      await store.close();
      store = await openPostgresStore({ url: `${database.url}?named_statements=on`, onStatement });
      return store;
    },
    close: async () => {
      await store.close();
      await database.drop();
    },
  };
});

/** Asked before the account is known, about no account, or about the database itself. */
const ABOUT_NO_ACCOUNT = [
  /^(BEGIN|COMMIT|ROLLBACK|SET LOCAL)\b/,
  /^SELECT [^;]* FROM (accounts|api_keys) WHERE (name|key_id|secret_hash) = \$1$/,
  /^SELECT setval\('item_ids', /,
  /^SELECT nextval\('\w+'\)[^;]* FROM generate_series\(1, \$1::int\)$/,
  /^(SELECT|INSERT INTO|CREATE TABLE IF NOT EXISTS) [^;]*\bmigrations\b/,
  /^SELECT (current_setting|to_regclass|pg_is_in_recovery|pg_advisory_xact_lock|gin_clean_pending_list)\(/,
  /^-- /,
];

test('every statement on the rows of an account names the account', () => {
  const texts = [...sent].filter((text) => !ABOUT_NO_ACCOUNT.some((pattern) => pattern.test(text)));
  expect(texts.length).toBeGreaterThan(20);
  expect(texts.filter((text) => !/\baccount_id\b/.test(text))).toEqual([]);
});

afterAll(() => sent.clear());
