/**
 * Two nodes on one PostgreSQL after the last units: both take orders at once, nobody gets a unit twice, and what one
 * node cancels the other can sell.
 */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Account } from '../src/core/accounts.ts';
import { shelfOf, stockUp, wanting } from '../src/store/contract/goods.ts';
import { idsOf, openShop, Shop, told } from '../src/store/contract/shop.ts';
import { watch } from '../src/store/contract/stock.ts';
import { openPostgresStore, type PostgresStore } from '../src/store/postgres/driver.ts';
import { createDatabase, type TestDatabase } from './postgres-database.ts';

const range = (length: number) => Array.from({ length }, (_, index) => index);

let database: TestDatabase;
let stores: PostgresStore[];

beforeAll(async () => {
  database = await createDatabase();
  stores = [await openPostgresStore({ url: database.url }), await openPostgresStore({ url: database.url })];
});

afterAll(async () => {
  for (const store of stores) await store.close();
  await database.drop();
});

/** The same shop, seen from each node. */
async function shopOnBoth(): Promise<[Shop, Shop]> {
  const [first, second] = stores;
  if (first === undefined || second === undefined) throw new Error('both nodes must be open');
  const shop = await openShop(first);
  const account: Account = shop.account;
  return [shop, new Shop(second, account)];
}

test.each([
  [200, 1],
  [20, 50],
])('%i callers with %i orders each, half on either node: exactly 100 go', async (callers, size) => {
  const nodes = await shopOnBoth();
  await stockUp(nodes[0], [
    { sku: 'A', units: 100 },
    { sku: 'B', units: 10_000 },
  ]);
  const lines = [
    { sku: 'A', quantity: 1 },
    { sku: 'B', quantity: 1 },
  ];
  const watching = nodes.map(watch);
  const answers = await Promise.all(
    range(callers).map((turn) => {
      // Goods in either order: locks are taken in one all the same.
      const entry = wanting(turn % 3 === 0 ? lines.toReversed() : lines);
      return nodes[turn % 2 === 0 ? 0 : 1].send(range(size).map(() => entry));
    }),
  );
  for (const end of watching) await end();
  const words = answers.flatMap(told);
  expect(words.filter((word) => word === 'created r1')).toHaveLength(100);
  expect(words.filter((word) => word === 'line_short_of_stock')).toHaveLength(callers * size - 100);
  for (const node of nodes) expect(await shelfOf(node)).toEqual(['A 100/100', 'B 10000/100']);
});

test('a unit that one node gives back the other sells, once', async () => {
  const [here, there] = await shopOnBoth();
  await stockUp(here, [{ sku: 'A', units: 1 }]);
  const orderId = await here.create(wanting([{ sku: 'A', quantity: 1 }]));
  const cancel = { label: 0, operation: { kind: 'cancel', pointer: '', target: { orderId } } } as const;
  const one = [wanting([{ sku: 'A', quantity: 1 }])];
  await here.take([cancel]);
  const words = (await Promise.all([here.send(one), there.send(one)])).flatMap(told).sort();
  expect(words).toEqual(['created r1', 'line_short_of_stock']);
});

test('units that are sold, given back and sold again on both nodes at once: never more than there are, none lost', async () => {
  const nodes = await shopOnBoth();
  await stockUp(nodes[0], [
    { sku: 'A', units: 30 },
    { sku: 'B', units: 1_000 },
  ]);
  const lines = ['A', 'B'].map((sku) => ({ sku, quantity: 1 }));
  const watching = nodes.map(watch);
  const kept = await Promise.all(
    range(16).map(async (caller) => {
      const [sells = nodes[0], cancels = nodes[1]] = caller % 2 === 0 ? nodes : nodes.toReversed();
      const held: number[] = [];
      for (let turn = 0; turn < 6; turn += 1) {
        const outcomes = await sells.send([wanting(lines), wanting(lines.toReversed())]);
        held.push(...outcomes.flatMap(idsOf));
        const orderId = held.shift();
        const operation = { kind: 'cancel', pointer: '', target: { orderId: orderId ?? 0 } } as const;
        if (orderId !== undefined) await cancels.take([{ label: 0, operation }]);
      }
      return held.length;
    }),
  );
  for (const end of watching) await end();
  const held = kept.reduce((sum, count) => sum + count, 0);
  expect(held).toBeLessThanOrEqual(30);
  for (const node of nodes) expect(await shelfOf(node)).toEqual([`A 30/${held}`, `B 1000/${held}`]);
});
