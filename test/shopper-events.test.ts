// Events of shoppers beside those of orders and labels, on a fresh database of either driver, where their numbers begin alike;
// and on two nodes that write at once, for a reader who goes on from the last one it has seen.
import { expect, test } from 'vitest';
import type { Mention } from '../src/core/register/register.ts';
import { momentFromInstant } from '../src/core/time.ts';
import { openShop, Shop } from '../src/store/contract/shop.ts';
import { openPostgresStore } from '../src/store/postgres/driver.ts';
import { openSqliteStore } from '../src/store/sqlite/driver.ts';
import { createDatabase } from './postgres-database.ts';

const mention = (name: string): Mention => ({ kind: 'shopper', name, title: name, labels: [], document: '{}' });

async function fresh(driver: 'SQLite' | 'PostgreSQL') {
  if (driver === 'SQLite') {
    const store = await openSqliteStore({ path: ':memory:' });
    return { store, close: () => store.close() };
  }
  const database = await createDatabase();
  const store = await openPostgresStore({ url: database.url });
  const close = async () => {
    await store.close();
    await database.drop();
  };
  return { store, close };
}

test.each(['SQLite', 'PostgreSQL'] as const)(
  '%s: the number of a shopper is not taken for a parcel',
  async (driver) => {
    const { store, close } = await fresh(driver);
    const shop = await openShop(store);
    const shippedAt = momentFromInstant(7, 'UTC');
    const wish = { carrierCode: 'test_carrier', serviceCode: 'test_ground', shippedAt, storeId: 7 };
    const operation = { kind: 'label', pointer: '', target: { orderId: 0 }, wish } as const;
    await shop.take([{ label: 0, operation }]);
    const [made] = await store.listFacts(shop.accountId, { eventId: 0, limit: 1 });
    expect(made).toMatchObject({ kind: 'label.created', storeId: 7 });
    const names = Array.from({ length: made?.about ?? 0 }, (_, index) => mention(`P-${index}`));
    const entered = await store.enterNames(shop.accountId, names, 1);
    expect(entered.map(({ entryId }) => entryId)).toContain(made?.about);
    const facts = await store.listFacts(shop.accountId, { eventId: made?.eventId ?? 0, limit: 1_000 });
    expect(facts).toHaveLength(names.length);
    expect(facts.filter(({ storeId }) => storeId !== null)).toEqual([]);
    await close();
  },
);

test('a reader sees every event of orders and shoppers once, whichever node wrote it', {
  timeout: 120_000,
}, async () => {
  const database = await createDatabase();
  const stores = await Promise.all([1, 2].map(() => openPostgresStore({ url: database.url })));
  const [store = stores[0]!, second = store] = stores;
  const shop = await openShop(store);
  const nodes = [shop, new Shop(second, shop.account)];
  let isWriting = true;
  const written = Promise.all(
    Array.from({ length: 8 }, async (_, writer) => {
      const node = nodes[writer % 2]!;
      for (let step = 0; step < 20; step++) {
        const names = [`new ${writer} ${step}`, `of all ${step}`, 'known'].map(mention);
        const [{ entryId } = { entryId: 0 }] = await node.store.enterNames(shop.accountId, names, step);
        const change = { title: 't', isActive: true, labels: [], details: `{"step":${step}}`, at: step };
        await Promise.all([
          node.send([{}, { orderKey: `key ${step % 3}`, content: { internalNote: `${writer} ${step}` } }]),
          node.store.changeEntry(shop.accountId, { kind: 'shopper', entryId }, change),
        ]);
      }
    }),
  ).then(() => {
    isWriting = false;
  });
  const seen: number[] = [];
  for (let isLast = false; !isLast; ) {
    isLast = !isWriting;
    const page = await store.listFacts(shop.accountId, { eventId: seen.at(-1) ?? 0, limit: 50 });
    seen.push(...page.map(({ eventId }) => eventId));
    isLast &&= page.length === 0;
  }
  await written;
  const all = await store.listFacts(shop.accountId, { eventId: 0, limit: 10_000 });
  expect(seen).toEqual(all.map(({ eventId }) => eventId));
  const count = (kind: string) => all.filter((fact) => fact.kind === kind).length;
  expect([count('shopper.entered'), count('shopper.changed')]).toEqual([8 * 20 + 20 + 1, 8 * 20]);
  for (const one of stores) await one.close();
  await database.drop();
});
