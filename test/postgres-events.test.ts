// Whoever reads events page by page while many write misses none: ids ascend in the order of the commits.
import { expect, test } from 'vitest';
import { openShop, Shop } from '../src/store/contract/shop.ts';
import { openPostgresStore } from '../src/store/postgres/driver.ts';
import { createDatabase } from './postgres-database.ts';

test('a reader that goes on from the last id it has seen sees every event once', { timeout: 120_000 }, async () => {
  const database = await createDatabase();
  const stores = await Promise.all([1, 2].map(() => openPostgresStore({ url: database.url })));
  const shop = await openShop(stores[0]!);
  const writers = stores.map((store) => new Shop(store, shop.account));
  let isWriting = true;
  const written = Promise.all(
    Array.from({ length: 12 }, async (_, writer) => {
      for (let step = 0; step < 25; step++) {
        const orderKey = `key ${(writer + step) % 7}`;
        await writers[writer % 2]?.send([{}, { orderKey, content: { internalNote: `${writer} ${step}` } }]);
      }
    }),
  ).then(() => {
    isWriting = false;
  });
  const seen: number[] = [];
  const revisions = new Map<number, number>();
  for (let isLast = false; !isLast; ) {
    isLast = !isWriting;
    const page = await stores[0]!.listEvents(shop.accountId, { eventId: seen.at(-1) ?? 0, limit: 50 });
    for (const { eventId, orderId, revision } of page) {
      seen.push(eventId);
      // Along the history of every order as well.
      expect(revision).toBe((revisions.get(orderId) ?? 0) + 1);
      revisions.set(orderId, revision);
    }
    isLast &&= page.length === 0;
  }
  await written;
  expect(seen).toEqual((await shop.events()).map(({ eventId }) => eventId));
  expect(seen.length).toBe(12 * 25 * 2);
  for (const store of stores) await store.close();
  await database.drop();
});
