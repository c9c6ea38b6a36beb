// Lists that cannot be settled are answered from the orders themselves: the same answers, by the same contract.
import { afterAll, beforeAll, describe } from 'vitest';
import type { Store } from '../src/core/store.ts';
import { describeLists } from '../src/store/contract/lists.ts';
import { describeSearch } from '../src/store/contract/search.ts';
import { openShop } from '../src/store/contract/shop.ts';
import { readConnectionUrl } from '../src/store/postgres/connection-url.ts';
import { Connections } from '../src/store/postgres/connections.ts';
import { openPostgresStore } from '../src/store/postgres/driver.ts';
import { WholeList } from '../src/store/postgres/list-whole.ts';
import { createDatabase, type TestDatabase } from './postgres-database.ts';

let database: TestDatabase;
let connections: Connections;
let store: Store;
let whole: Store;

beforeAll(async () => {
  database = await createDatabase();
  store = await openPostgresStore({ url: database.url });
  connections = new Connections(readConnectionUrl(database.url));
  const lists = new WholeList(connections);
  whole = new Proxy(store, {
    get(target, name) {
      const owner = name === 'listOrders' || name === 'scanOrders' ? lists : target;
      const member: unknown = Reflect.get(owner, name);
      return typeof member === 'function' ? member.bind(owner) : member;
    },
  });
}, 60_000);
afterAll(async () => {
  await store.close();
  await connections.close();
  await database.drop();
});

describe('lists', () => describeLists(() => openShop(whole)));
describe('search', () => describeSearch(() => openShop(whole)));
