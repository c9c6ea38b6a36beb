// A person who is forgotten stands in no term of the lists of SQLite either, which otherwise keeps terms that changed.
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, test } from 'vitest';
import { deletionOf, openShop } from '../src/store/contract/shop.ts';
import { openSqliteStore } from '../src/store/sqlite/driver.ts';
import { tempFolder } from './temp-folder.ts';

test('terms of a forgotten person are gone, those of others stay', async () => {
  using folder = tempFolder();
  const path = join(folder.path, 'b.db');
  const store = await openSqliteStore({ path });
  const shop = await openShop(store);
  const ada = (id: number) => ({ customer: { id }, shipTo: { name: 'Ada Berg' } });
  const orderId = await shop.create({ orderKey: 'k', content: ada(7) });
  const deletedId = await shop.create({ content: ada(7) });
  const otherId = await shop.create({ content: ada(8) });
  expect((await shop.list({ words: ['ADA'] })).total).toBe(3);
  await shop.take([deletionOf({ orderId: deletedId })]);
  await shop.take([{ label: 0, operation: { kind: 'anonymize', pointer: '', target: { orderId } } }]);
  await store.forgetHistory(shop.accountId, { orderIds: [orderId], customerId: 7, words: [] }, shop.now);
  expect((await shop.list({ words: ['ADA'] })).orders.map((order) => order.orderId)).toEqual([otherId]);
  expect((await shop.list({ customerId: 7 })).total).toBe(1);
  await store.close();
  const db = new DatabaseSync(path, { readOnly: true });
  const found = db.prepare('SELECT rowid / 1024 AS orderId FROM list_terms WHERE list_terms MATCH ?');
  expect(found.all(`"${shop.accountId}wADA"`).map((row) => row.orderId)).toEqual([otherId]);
  db.close();
});
