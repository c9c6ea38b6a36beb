/**
 * Contract: entering, changing and forgetting a shopper is told in the same transaction, among the events of orders and
 * in their order; what changes nothing tells nothing, and neither do the register's other entries.
 * Called by contract.ts.
 */
import { expect, test } from 'vitest';
import type { Mention, RegisterKind } from '../../core/register/register.ts';
import type { OpenShop, Shop } from './shop.ts';

const mention = (name: string, kind: RegisterKind = 'shopper'): Mention => {
  return { kind, name, title: name, labels: [], document: '{}' };
};

function enter({ store, accountId, now }: Shop, ...mentions: readonly Mention[]) {
  return store.enterNames(accountId, mentions, now);
}

async function idOf(shop: Shop, name: string): Promise<number> {
  const [ref] = await shop.store.findEntryRefs(shop.accountId, { shopper: [name] });
  return ref?.entryId ?? 0;
}

async function facts(shop: Shop) {
  return shop.store.listFacts(shop.accountId, { eventId: 0, limit: 1_000 });
}

export function describeShoppers(open: OpenShop): void {
  test('a shopper that is entered, changed and forgotten is told of, each once and in the order of it all', async () => {
    const [shop, other] = [await open(), await open()];
    await enter(shop, mention('ada'), mention('bo'));
    const orderId = await shop.create({});
    shop.now += 1;
    await enter(shop, mention('bo'), mention('ada'));
    const entryId = await idOf(shop, 'ada');
    const named = { kind: 'shopper', entryId } as const;
    const change = { title: 'Ada', isActive: true, labels: [], details: '{}', at: shop.now };
    expect(await other.store.changeEntry(other.accountId, named, change)).toBe(false);
    expect(await shop.store.changeEntry(shop.accountId, named, change)).toBe(true);
    shop.now += 1;
    expect(await other.store.forgetEntry(other.accountId, named, shop.now)).toBe(false);
    expect(await shop.store.forgetEntry(shop.accountId, named, shop.now)).toBe(true);
    const about = { orderId: 0, revision: 0, batchId: '', number: null, storeId: null, statusBefore: null };
    const told = await facts(shop);
    const byEntry = (of: number) => told.filter((fact) => fact.orderId === 0 && fact.about === of);
    expect(byEntry(entryId)).toMatchObject([
      { ...about, kind: 'shopper.entered', at: shop.now - 2 },
      { ...about, kind: 'shopper.changed', at: shop.now - 1 },
      { ...about, kind: 'shopper.forgotten', at: shop.now },
    ]);
    expect(byEntry(await idOf(shop, 'bo'))).toMatchObject([{ ...about, kind: 'shopper.entered' }]);
    expect(told.map((fact) => fact.orderId)).toEqual([0, 0, orderId, 0, 0]);
    const ids = told.map(({ eventId }) => eventId);
    expect(ids).toEqual(ids.toSorted((a, b) => a - b));
    expect((await shop.events()).map((event) => event.orderId)).toEqual([orderId]);
    expect(await facts(other)).toEqual([]);
  });

  test('other entries of the register are not told of', async () => {
    const shop = await open();
    const [sku] = await enter(shop, mention('MUG', 'product'), mention('ada', 'customer'));
    const named = { kind: sku?.kind ?? 'product', entryId: sku?.entryId ?? 0 };
    const change = { title: 'Mug', isActive: true, labels: [], details: '{}', at: 1 };
    expect(await shop.store.changeEntry(shop.accountId, named, change)).toBe(true);
    expect(await shop.store.forgetEntry(shop.accountId, named, 1)).toBe(true);
    expect(await facts(shop)).toEqual([]);
  });

  test('many that enter the same shoppers at once tell each of them once', async () => {
    const shop = await open();
    const names = Array.from({ length: 20 }, (_, index) => `S-${index}`);
    const calls = Array.from({ length: 12 }, (_, index) => names.slice(index % 3).map((name) => mention(name)));
    const orders = calls.map(() => shop.create({}));
    const entered = await Promise.all(calls.map((mentions) => enter(shop, ...mentions)));
    await Promise.all(orders);
    const told = (await facts(shop)).filter(({ kind }) => kind === 'shopper.entered').map(({ about }) => about);
    expect(told.toSorted()).toEqual([...new Set(entered.flat().map(({ entryId }) => entryId))].toSorted());
    expect(told).toHaveLength(names.length);
  });
}
