/**
 * Contract: generated orders, changed and deleted between lists, are listed as the plainest possible model lists them:
 * an array, filtered, sorted and cut. Every filter, sort, direction and page, totals included; a scan tells the same.
 * fast-check prints the seed and the shortest sequence that differs. Part of the suite in src/store/contract.ts.
 */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { OrderContent, OrderStatus } from '../../core/order.ts';
import { foldCase, type OrderFilter, type OrderQuery, type OrderSort } from '../../core/queries.ts';
import { deletionOf, idsOf, itemOf, type OpenShop, type Shop } from './shop.ts';

type Facts = {
  key: number;
  status: OrderStatus;
  storeId: number | null;
  placedAt: number;
  paidAt: number | null;
  sku: string;
};
type Listed = Facts & { orderId: number; createdAt: number; modifiedAt: number };

const STATUSES = ['open', 'unpaid', 'held', 'prepared'] as const;
const instant = fc.integer({ min: 0, max: 9 }).map((step) => step * 1_000);
const facts: fc.Arbitrary<Facts> = fc.record({
  key: fc.nat({ max: 11 }),
  status: fc.constantFrom<OrderStatus>(...STATUSES),
  storeId: fc.constantFrom(null, 1, 2),
  placedAt: instant,
  paidAt: fc.option(instant),
  sku: fc.constantFrom('RED-1', 'red-2', 'BLUE'),
});
const range = fc.option(
  fc.tuple(instant, instant).map(([from, to]) => ({ from, to })),
  { nil: undefined, freq: 2 },
);
const filter: fc.Arbitrary<OrderFilter> = fc.record({
  statuses: fc.option(fc.subarray<OrderStatus>([...STATUSES]), { nil: undefined }),
  storeId: fc.option(fc.constantFrom(1, 2, 3), { nil: undefined, freq: 2 }),
  placed: range,
  paid: range,
  created: range,
  modified: range,
  lineKeyword: fc.option(fc.constantFrom('red', '-2', 'e'), { nil: undefined, freq: 3 }),
  numberPrefix: fc.option(fc.constantFrom('n', 'N-1'), { nil: undefined, freq: 3 }),
  words: fc.option(fc.constantFrom(['N'], ['RED', '1']), { nil: undefined, freq: 3 }),
});
const query: fc.Arbitrary<OrderQuery> = fc
  .tuple(
    filter,
    fc.constantFrom<OrderSort>('orderId', 'placedAt', 'createdAt', 'modifiedAt'),
    fc.boolean(),
    fc.nat({ max: 8 }),
    fc.nat({ max: 5 }),
  )
  .map(([asked, sort, isDescending, offset, limit]) => ({ ...asked, sort, isDescending, offset, limit }));
const step = fc.record({
  puts: fc.array(facts, { maxLength: 6 }),
  deleted: fc.option(fc.nat({ max: 11 })),
  queries: fc.array(query, { minLength: 1, maxLength: 4 }),
});

export function describeListed(open: OpenShop): void {
  test('lists are what the model lists', { timeout: 120_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 5 }), async (steps) => {
        const shop = await open();
        const model = new Map<number, Listed>();
        for (const [index, { puts, deleted, queries }] of steps.entries()) {
          shop.now = index * 1_000;
          await put(shop, model, puts);
          if (deleted !== null) await remove(shop, model, deleted);
          for (const asked of queries) await compare(shop, [...model.values()], asked);
        }
      }),
      { numRuns: 60 },
    );
  });
}

async function put(shop: Shop, model: Map<number, Listed>, puts: readonly Facts[]): Promise<void> {
  // One batch a put, so that each has its own place in the order of changes.
  for (const one of puts) {
    const [outcome] = await shop.take([itemOf({ orderKey: `k${one.key}`, content: contentOf(one) }, 0)]);
    const [orderId = 0] = idsOf(outcome);
    const known = model.get(one.key);
    if (outcome?.kind === 'refused') throw new Error('every put must be taken');
    if (outcome?.kind === 'kept') continue;
    model.set(one.key, { ...one, orderId, createdAt: known?.createdAt ?? shop.now, modifiedAt: shop.now });
  }
}

async function remove(shop: Shop, model: Map<number, Listed>, key: number): Promise<void> {
  const known = model.get(key);
  if (known === undefined) return;
  await shop.take([deletionOf({ orderId: known.orderId })]);
  model.delete(key);
}

async function compare(shop: Shop, orders: readonly Listed[], asked: OrderQuery): Promise<void> {
  const { sort, isDescending, offset, limit } = asked;
  const direction = isDescending ? -1 : 1;
  const listed = orders
    .filter((order) => isAsked(order, asked))
    .sort((a, b) => direction * (a[sort] - b[sort] || a.orderId - b.orderId))
    .map(({ orderId }) => orderId);
  const page = await shop.list(asked);
  expect(page.total).toBe(listed.length);
  expect(page.orders.map(({ orderId }) => orderId)).toEqual(listed.slice(offset, offset + limit));
  const scanned = await shop.scan({ ...asked, limit: 3 });
  expect(scanned.map(({ orderId }) => orderId)).toEqual(listed);
}

function isAsked(order: Listed, asked: OrderFilter): boolean {
  const { statuses, storeId, placed, paid, created, modified, lineKeyword, numberPrefix, words } = asked;
  const within = (value: number | null, bounds: OrderFilter['placed']) =>
    bounds === undefined || (value !== null && value >= (bounds.from ?? 0) && value <= (bounds.to ?? 0));
  return (
    (statuses === undefined ? order.status !== 'prepared' : statuses.includes(order.status)) &&
    (storeId === undefined || order.storeId === storeId) &&
    within(order.placedAt, placed) &&
    within(order.paidAt, paid) &&
    within(order.createdAt, created) &&
    within(order.modifiedAt, modified) &&
    (lineKeyword === undefined || foldCase(order.sku).includes(foldCase(lineKeyword))) &&
    (numberPrefix === undefined || `N-${order.key}`.startsWith(foldCase(numberPrefix))) &&
    (words ?? []).every((word) =>
      ['N', ...order.sku.split('-'), `${order.key}`].some((one) => foldCase(one).startsWith(word)),
    )
  );
}

function contentOf({ key, status, storeId, placedAt, paidAt, sku }: Facts): Partial<OrderContent> {
  const moment = (at: number) => ({ at, wall: '1970-01-01T00:00:00', zone: 'UTC' });
  return {
    number: `N-${key}`,
    status,
    storeId: storeId ?? undefined,
    placedAt: moment(placedAt),
    paidAt: paidAt === null ? undefined : moment(paidAt),
    lines: [{ quantity: 1, sku }],
  };
}
