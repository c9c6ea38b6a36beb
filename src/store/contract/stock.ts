/**
 * Contract: orders take stock in their own transaction. Nobody gets a unit twice, nothing is ever negative, and what
 * an order holds comes back when it is canceled, deleted or replaced, and is used up when it ships.
 * Part of the suite in src/store/contract.ts, which calls it once for every way a driver can be opened.
 */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { BatchItem } from '../../core/batch.ts';
import type { OrderLine } from '../../core/order.ts';
import { totalsOf } from '../../core/stock/levels.ts';
import { shelfOf, stockUp, wanting } from './goods.ts';
import { completionOf, deletionOf, type Entry, itemOf, type OpenShop, onlyId, type Shop, told } from './shop.ts';

const range = (length: number) => Array.from({ length }, (_, index) => index);
const line = (sku: string, quantity: number): OrderLine => ({ sku, quantity });
const isolated = { policy: 'independent', isDryRun: false, onDuplicate: 'sequence', isRecorded: false } as const;

function operation(kind: 'cancel' | 'ship', orderId: number): BatchItem {
  const aimed = { pointer: '', target: { orderId } };
  return { label: 0, operation: kind === 'ship' ? { kind, ...aimed, shipment: {} } : { kind, ...aimed } };
}

const plain = { takes: 'none', isForced: false, market: {}, priceList: {}, lines: [] } as const;

export function describeStock(open: OpenShop): void {
  test('orders of one batch take one after the other; lines of one order share the units', async () => {
    const shop = await open();
    await stockUp(shop, [{ sku: 'A', units: 5 }]);
    const batch = [[line('A', 3)], [line('A', 1), line('A', 2)], [line('A', 1), line('A', 1)], [line('A', 1)]];
    const words = told(await shop.send(batch.map((lines) => wanting(lines))));
    expect(words).toEqual(['created r1', 'line_short_of_stock', 'created r1', 'line_short_of_stock']);
    expect(await shelfOf(shop)).toEqual(['A 5/5']);
  });

  const endings: [string, (orderId: number) => BatchItem, string][] = [
    ['canceled', (orderId) => operation('cancel', orderId), 'A 5/0'],
    ['deleted', (orderId) => deletionOf({ orderId }), 'A 5/0'],
    ['shipped', (orderId) => operation('ship', orderId), 'A 2/0'],
    ['replaced by fewer', (orderId) => itemOf({ orderId, ...wanting([line('A', 1)]) }, 0), 'A 5/1'],
    ['replaced by more', (orderId) => itemOf({ orderId, ...wanting([line('A', 5)]) }, 0), 'A 5/5'],
    ['replaced by too many', (orderId) => itemOf({ orderId, ...wanting([line('A', 6)]) }, 0), 'A 5/3'],
    ['replaced by a canceled one', (orderId) => itemOf({ orderId, ...canceled }, 0), 'A 5/0'],
  ];
  const canceled = wanting([line('A', 3)], 'all', { content: { status: 'canceled' } });
  test.each(endings)('an order that is %s', async (_name, ending, shelf) => {
    const shop = await open();
    await stockUp(shop, [{ sku: 'A', units: 5 }]);
    const orderId = await shop.create(wanting([line('A', 3)]));
    await shop.take([ending(orderId)]);
    expect(await shelfOf(shop)).toEqual([shelf]);
    await shop.take(
      [operation('cancel', orderId), deletionOf({ orderId }, 1)].map((item, label) => ({ ...item, label })),
    );
    expect(await shelfOf(shop)).toEqual([shelf.startsWith('A 2') ? shelf : 'A 5/0']);
  });

  test('units are taken from the warehouses in the order of their ids, and go back where they came from', async () => {
    const shop = await open();
    const counted = [
      { warehouseId: 2, physical: 4 },
      { warehouseId: 1, physical: 2 },
    ];
    await stockUp(shop, [{ sku: 'A', counted }]);
    const levels = async () =>
      (await shop.store.listItems(shop.accountId, { offset: 0, limit: 1 })).items[0]?.levels.map(
        (level) => level.allocated,
      );
    const orderId = await shop.create(wanting([line('A', 3)]));
    expect(await levels()).toEqual([2, 1]);
    await shop.take([operation('cancel', orderId)]);
    expect(await levels()).toEqual([0, 0]);
  });

  test('a prepared order checks and takes nothing; completing it takes what there is by then', async () => {
    const shop = await open();
    await stockUp(shop, [{ sku: 'A', units: 5 }]);
    const prepared = wanting([line('A', 4)], 'all', { content: { status: 'prepared' } });
    const orderId = await shop.create(prepared);
    expect(await shelfOf(shop)).toEqual(['A 5/0']);
    expect(told(await shop.send([{ ...wanting([line('A', 6)]), ...prepared.content }]))).toEqual([
      'line_short_of_stock',
    ]);
    await shop.create(wanting([line('A', 2)]));
    await shop.take([completionOf({ orderId })]);
    expect(await shelfOf(shop)).toEqual(['A 5/5']);
    expect((await shop.order(orderId)).state.lines.map(({ stock }) => stock?.short)).toEqual([1]);
    await shop.take([deletionOf({ orderId })]);
    expect(await shelfOf(shop)).toEqual(['A 5/2']);
  });

  test('parts of a split order hold their own lines', async () => {
    const shop = await open();
    await stockUp(shop, [
      { sku: 'A', units: 5 },
      { sku: 'B', units: 5 },
    ]);
    shop.settings = { splitRules: [{ pattern: 'B', group: 'second' }] };
    const entry = wanting([line('A', 1), line('B', 2)], 'all', { isSplittable: true, orderKey: 'k' });
    await shop.send([entry]);
    const [, second] = await shop.find({ orderKey: 'k' });
    await shop.take([operation('cancel', second?.orderId ?? 0)]);
    expect(await shelfOf(shop)).toEqual(['A 5/1', 'B 5/0']);
  });

  test('where a catalog is required, what is not in it is refused unless it is forced; prices come from the list', async () => {
    const shop = await open();
    shop.settings = {
      catalog: {
        mode: 'required',
        markets: [{ id: 1, name: 'Sweden', countries: ['SE'], priceListId: 36 }],
        priceLists: [{ id: 36, name: 'SEK', currency: 'SEK', countries: [] }],
      },
    };
    const campaign = { id: 1, name: 'Sale', priceE4: 50, from: shop.now, until: shop.now + 10 };
    const prices = [{ priceListId: 36, priceE4: 100, campaigns: [campaign] }];
    await stockUp(shop, [
      { sku: 'A', units: 1, offer: { prices } },
      { sku: 'OLD', isActive: false, offer: { prices } },
      { sku: 'ABROAD', offer: { markets: [2], prices } },
      { sku: 'PRICELESS' },
    ]);
    const content = { shipTo: { country: 'se' } };
    const wants = (sku: string): Entry => ({ content: { ...content, lines: [line(sku, 1)] } });
    const outcomes = await shop.send([
      ...['A', 'OLD', 'ABROAD', 'PRICELESS', 'X'].map(wants),
      { ...wanting([line('A', 1)], 'none'), wish: { ...plain, market: { name: 'Mars' } } },
      { ...wanting([line('A', 1)], 'none'), wish: { ...plain, priceList: { id: 7 } } },
    ]);
    expect(told(outcomes)).toEqual(['created r1', ...range(6).map(() => 'line_not_sellable')]);
    const reasons = outcomes.flatMap((one) => (one.kind === 'refused' ? one.refusal.problems[0]?.given : []));
    expect(reasons).toEqual([
      '"OLD", which is not active',
      '"ABROAD", which is not sold in the market of the order',
      '"PRICELESS", which has no price in the price list of the order',
      '"X", which is not in the catalog',
      '"A", in a market that is not in the catalog',
      '"A", at prices of a list that is not in the catalog',
    ]);
    const [order] = (await shop.list()).orders;
    expect(order?.content.currency).toBe('SEK');
    expect(order?.content.lines[0]).toMatchObject({ unitPriceE4: 50, originalPriceE4: 100 });
    shop.now += 10;
    const later = await shop.create(wants('A'));
    expect((await shop.order(later)).content.lines[0]).toMatchObject({ unitPriceE4: 100, originalPriceE4: 100 });
    const forced = { takes: 'all', isForced: true, market: {}, priceList: {}, lines: [] } as const;
    const entry = { wish: forced, content: { ...content, lines: [line('A', 3), line('X', 1)] } };
    expect(told(await shop.send([entry]))).toEqual(['created r1']);
    expect((await shelfOf(shop))[0]).toBe('A 1/1');
    expect(await shelfOf(shop)).toHaveLength(4);
  });

  test('a batch that changes nothing takes nothing: a dry run, and all or nothing with a refusal', async () => {
    const shop = await open();
    await stockUp(shop, [{ sku: 'A', units: 5 }]);
    const items = [itemOf(wanting([line('A', 3)]), 0), itemOf(wanting([line('A', 3)]), 1)];
    const dry = await shop.takeBatch({ items, receiptKey: null, rules: { ...isolated, isDryRun: true } });
    expect(told(dry.outcomes)).toEqual(['created r1', 'line_short_of_stock']);
    await shop.takeBatch({ items, receiptKey: null, rules: { ...isolated, policy: 'all_or_nothing' } });
    expect(await shelfOf(shop)).toEqual(['A 5/0']);
  });

  test('200 orders at once and 20 batches of 50 at once after the last 100 units: exactly 100 go', async () => {
    for (const batches of [range(200).map(() => 1), range(20).map(() => 50)]) {
      const shop = await open();
      await stockUp(shop, [
        { sku: 'A', units: 100 },
        { sku: 'B', units: 10_000 },
      ]);
      // Half name the goods the other way round: locks are taken in one order all the same.
      const entry = (turn: number) =>
        wanting(turn % 2 === 0 ? [line('A', 1), line('B', 1)] : [line('B', 1), line('A', 1)]);
      const watching = watch(shop);
      const answers = await Promise.all(batches.map((size, turn) => shop.send(range(size).map(() => entry(turn)))));
      await watching();
      const words = answers.flatMap(told);
      expect(words.filter((word) => word === 'created r1')).toHaveLength(100);
      expect(words.filter((word) => word === 'line_short_of_stock')).toHaveLength(words.length - 100);
      expect(await shelfOf(shop)).toEqual(['A 100/100', 'B 10000/100']);
    }
  });

  test('after any sequence of orders, changes and ends, canceling all returns stock to where it began', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 12 }), async (steps) => {
        const shop = await open();
        await stockUp(shop, [
          { sku: 'A', counted: [1, 2].map((warehouseId) => ({ warehouseId, physical: 3 })) },
          { sku: 'B', units: 4 },
        ]);
        const orderIds: number[] = [];
        for (const one of steps) await doStep(shop, one, orderIds);
        const held = await heldBy(shop);
        expect(await shelfOf(shop)).toEqual([`A 6/${held.A}`, `B 4/${held.B}`]);
        await shop.take(orderIds.map((orderId, label) => ({ ...operation('cancel', orderId), label })));
        expect(await shelfOf(shop)).toEqual(['A 6/0', 'B 4/0']);
      }),
      { numRuns: 40 },
    );
  });
}

type Step = {
  kind: 'put' | 'replace' | 'cancel' | 'delete' | 'complete';
  nth: number;
  a: number;
  b: number;
  takes: 'all' | 'some';
  isPrepared: boolean;
};
const step: fc.Arbitrary<Step> = fc.record({
  kind: fc.constantFrom('put', 'put', 'put', 'replace', 'cancel', 'delete', 'complete'),
  nth: fc.nat({ max: 4 }),
  a: fc.integer({ min: 1, max: 4 }),
  b: fc.integer({ min: 1, max: 3 }),
  takes: fc.constantFrom('all', 'some'),
  isPrepared: fc.boolean(),
});

async function doStep(shop: Shop, { kind, nth, a, b, takes, isPrepared }: Step, orderIds: number[]): Promise<void> {
  const status = isPrepared ? ('prepared' as const) : ('open' as const);
  const entry = wanting([line('A', a), line('B', b), line('A', 1)], takes, {
    content: { status, giftMessage: `${a}` },
  });
  const orderId = orderIds[nth];
  if (kind === 'put') {
    const [outcome] = await shop.send([entry]);
    if (outcome?.kind === 'created') orderIds.push(onlyId(outcome));
  } else if (orderId === undefined) return;
  else if (kind === 'replace') await shop.send([{ ...entry, orderId }]);
  else if (kind === 'complete') await shop.take([completionOf({ orderId })]);
  else await shop.take([kind === 'cancel' ? operation('cancel', orderId) : deletionOf({ orderId })]);
}

/** What all orders together say they hold. */
async function heldBy(shop: Shop): Promise<{ A: number; B: number }> {
  const { orders } = await shop.list({ statuses: ['prepared', 'open', 'canceled'] });
  const held = { A: 0, B: 0 };
  for (const { sku, stock } of orders.flatMap(({ state }) => state.lines)) {
    const quantity = stock?.takings.reduce((sum, taking) => sum + taking.quantity, 0) ?? 0;
    held[sku as 'A' | 'B'] += quantity;
  }
  return held;
}

/** Goods of which every order takes one each: at every moment as many of the one are held as of the other. */
const TOGETHER = ['A', 'B'];

/**
 * Looks again and again while orders come in, and at least once: what is allocated is there, and of goods that are only
 * ordered together never more of one than of the other; and it is what the orders hold whose events stood before, at
 * least, and never more than those that stand after. The answer stops it.
 */
export function watch(shop: Shop): () => Promise<void> {
  let isOver = false;
  const ordered = async () => {
    const facts = await shop.store.listFacts(shop.accountId, { eventId: 0, limit: 10_000 });
    const kinds = facts.map(({ kind }) => kind);
    const count = (sought: string) => kinds.filter((kind) => kind === sought).length;
    return { created: count('order.created'), canceled: count('order.canceled') };
  };
  const look = async () => {
    do {
      const before = await ordered();
      const { items } = await shop.store.listItems(shop.accountId, { offset: 0, limit: 9 });
      const after = await ordered();
      for (const { levels } of items) {
        const { physical, allocated, available } = totalsOf(levels);
        expect(physical).toBe(allocated + available);
        expect(Math.min(allocated, available)).toBeGreaterThanOrEqual(0);
        expect(allocated).toBeGreaterThanOrEqual(before.created - after.canceled);
        expect(allocated).toBeLessThanOrEqual(after.created - before.canceled);
      }
      const held = items.filter(({ sku }) => TOGETHER.includes(sku)).map(({ levels }) => totalsOf(levels).allocated);
      expect(new Set(held).size).toBe(1);
    } while (!isOver);
  };
  const looking = look();
  return () => {
    isOver = true;
    return looking;
  };
}
