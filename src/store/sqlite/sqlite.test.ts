// The contract on SQLite, in memory and on disk.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeStore } from '../contract.ts';
import { openSqliteStore } from './driver.ts';

describeStore('SQLite in memory', async () => {
  const store = await openSqliteStore({ path: ':memory:' });
  return { store, close: () => store.close() };
});

describeStore('SQLite on disk', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'bulkhead-'));
  const path = join(folder, 'data', 'bulkhead.db');
  let store = await openSqliteStore({ path });
  return {
    store,
    reopen: async () => {
      await store.close();
      store = await openSqliteStore({ path });
      return store;
    },
    close: async () => {
      await store.close();
      rmSync(folder, { recursive: true });
    },
  };
});
