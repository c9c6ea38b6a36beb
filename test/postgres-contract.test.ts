// The contract on PostgreSQL.

import { describeStore } from '../src/store/contract.ts';
import { openPostgresStore } from '../src/store/postgres/driver.ts';
import { createDatabase } from './postgres-database.ts';

describeStore('PostgreSQL', async () => {
  const database = await createDatabase();
  let store = await openPostgresStore({ url: database.url });
  return {
    store,
    reopen: async () => {
      await store.close();
      store = await openPostgresStore({ url: database.url });
      return store;
    },
    close: async () => {
      await store.close();
      await database.drop();
    },
  };
});
