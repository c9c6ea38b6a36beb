/**
 * Contract: closing waits for what was given, later calls are rejected with a fault, and what was answered is there
 * when the store is opened again.
 * Part of the suite in src/store/contract.ts, which calls it once for every way a driver can be opened.
 */
import { expect, test, vi } from 'vitest';
import { StoreFault } from '../../core/store.ts';
import { idsOf, type OpenedStore, openShop, Shop } from './shop.ts';

export function describeClosing(open: () => Promise<OpenedStore>): void {
  test('what was given is done before the store closes; later calls are rejected', async () => {
    const { store, close } = await open();
    const shop = await openShop(store);
    const applied = vi.spyOn(store, 'apply');
    const given = Array.from({ length: 20 }, () => shop.send([{}, {}]));
    // A batch is read and sealed in turns of the event loop before the store is given it.
    while (applied.mock.calls.length < given.length) await new Promise(setImmediate);
    const listed = shop.list();
    await store.close();
    expect((await Promise.all(given)).flat().flatMap(idsOf)).toHaveLength(40);
    await expect(listed).resolves.toBeDefined();
    await expect(shop.send([{}])).rejects.toThrow(StoreFault);
    await expect(shop.list()).rejects.toThrow(StoreFault);
    await expect(store.ping()).rejects.toThrow(StoreFault);
    await expect(store.close()).resolves.toBeUndefined();
    await close();
  });

  test('all that was answered is there after the store is opened again, and ids go on', async () => {
    const { store, reopen, close } = await open();
    const shop = await openShop(store);
    const sent = await shop.send([{ orderKey: 'k' }, { orderKey: 'k', content: { giftMessage: 'x' } }, {}], 'r');
    const read = async (from: Shop) => ({
      orders: await from.list(),
      events: await from.events(),
      formers: await from.revisions(idsOf(sent[0])[0] ?? 0),
      accounts: await from.store.listAccounts(),
    });
    const before = await read(shop);
    // A store that keeps nothing has nothing to show here.
    if (reopen !== undefined) {
      const again = new Shop(await reopen(), shop.account);
      expect(await read(again)).toEqual(before);
      expect(await again.send([{ orderKey: 'k' }, { orderKey: 'k', content: { giftMessage: 'x' } }, {}], 'r')).toEqual(
        sent,
      );
      const [fresh] = idsOf((await again.send([{}]))[0]);
      expect(fresh).toBeGreaterThan(Math.max(...sent.flatMap(idsOf)));
      expect((await again.events()).at(-1)?.eventId).toBeGreaterThan(before.events.at(-1)?.eventId ?? Infinity);
    }
    await close();
  });
}
