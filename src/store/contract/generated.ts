/**
 * Contract: generated sequences of batches over two accounts give the same answers, orders, history and events as
 * the model. fast-check prints the seed and the shortest sequence that differs.
 * Part of the suite in src/store/contract.ts.
 */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { BatchItem } from '../../core/batch.ts';
import type { OrderContent, OrderStatus } from '../../core/order.ts';
import { Model, type ModelItem } from './model.ts';
import { deletionOf, idsOf, itemOf, type OpenShop, type Shop, told } from './shop.ts';

/** An item before its ids are known: `nth` counts the orders of both shops as they were made; beyond them, none. */
type Sketch =
  | {
      kind: 'put';
      orderKey: string | null;
      nth: number | null;
      status: OrderStatus;
      note: string;
      claim: string | null;
    }
  | { kind: 'delete'; nth: number };
type SketchedBatch = { shop: number; receiptKey: string | null; sketches: readonly Sketch[] };

const nth = fc.nat({ max: 7 });
const sketch: fc.Arbitrary<Sketch> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('put' as const),
      orderKey: fc.constantFrom('a', 'b', '__proto__', null),
      nth: fc.option(nth, { freq: 3 }),
      status: fc.constantFrom<OrderStatus>('open', 'open', 'held', 'shipped', 'canceled'),
      note: fc.constantFrom('x', 'y'),
      claim: fc.constantFrom('N-1', 'N-2', null, null),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('delete' as const), nth }) },
);
const batch: fc.Arbitrary<SketchedBatch> = fc.record({
  shop: fc.nat({ max: 1 }),
  receiptKey: fc.constantFrom(null, null, 'r1', 'r2'),
  sketches: fc.array(sketch, { minLength: 1, maxLength: 6 }),
});
/** Now and then a batch is sent again as it is. */
const batches = fc
  .array(fc.tuple(batch, fc.nat({ max: 3 })), { minLength: 1, maxLength: 10 })
  .map((pairs) => pairs.flatMap(([sent, repeats]) => (repeats === 3 ? [sent, sent] : [sent])));

export function describeGenerated(open: OpenShop): void {
  test('the store answers, keeps and announces what the model does', { timeout: 120_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(batches, async (sent) => {
        const shops = [await open(), await open()];
        const models = [new Model(), new Model()];
        const orderIds: number[] = [];
        for (const one of sent) await sendBoth(one, { shop: shops[one.shop], model: models[one.shop], orderIds });
        for (const [index, shop] of shops.entries()) await compare(shop, models[index]);
      }),
      { numRuns: 150 },
    );
  });
}

type Sides = { shop: Shop | undefined; model: Model | undefined; orderIds: number[] };

async function sendBoth({ receiptKey, sketches }: SketchedBatch, { shop, model, orderIds }: Sides): Promise<void> {
  if (shop === undefined || model === undefined) throw new Error('every batch must have its shop and its model');
  const items = sketches.map((one) => itemFrom(one, orderIds));
  const outcomes = await shop.take(items.map(batchItemOf), receiptKey);
  model.beginBatch();
  const expected = items.map((item, label) => {
    const [givenId = null] = idsOf(outcomes[label]);
    return model.take(item, { receiptKey, label, givenId });
  });
  expect(told(outcomes)).toEqual(expected.map(({ word }) => word));
  expect(outcomes.map((outcome) => idsOf(outcome)[0] ?? null)).toEqual(expected.map(({ orderId }) => orderId));
  orderIds.push(...[...model.orders.keys()].filter((orderId) => !orderIds.includes(orderId)));
}

async function compare(shop: Shop, model: Model | undefined): Promise<void> {
  if (model === undefined) throw new Error('every shop must have its model');
  const { orders, total } = await shop.list();
  expect(total).toBe(model.live().length);
  expect(orders.map(({ orderId, revision, status }) => ({ orderId, revision, status }))).toEqual(
    model.live().map(({ orderId, revision, status }) => ({ orderId, revision, status })),
  );
  expect(orders.map(({ content }) => textOf(content))).toEqual(model.live().map(({ content }) => content));
  for (const { orderId, formers } of model.orders.values()) {
    const kept = await shop.revisions(orderId);
    expect(kept.map(({ revision }) => revision)).toEqual(formers.map((_, index) => index + 1));
    expect(kept.map(({ content }) => textOf(JSON.parse(content ?? '') as OrderContent))).toEqual(formers);
  }
  const events = await shop.events();
  expect(events.map(({ kind, orderId, revision }) => `${kind} ${orderId} ${revision}`)).toEqual(model.events);
}

function itemFrom(one: Sketch, orderIds: readonly number[]): ModelItem {
  const idOf = (place: number) => orderIds[place] ?? 404 * 10 ** 12 + place;
  if (one.kind === 'delete') return { kind: 'delete', orderId: idOf(one.nth) };
  const { nth: place, ...put } = one;
  return { ...put, orderId: place === null ? null : idOf(place) };
}

function batchItemOf(item: ModelItem, index: number): BatchItem {
  if (item.kind === 'delete') return deletionOf({ orderId: item.orderId }, index);
  const { orderKey, orderId, status, note, claim } = item;
  const content = { status: status as OrderStatus, internalNote: note, number: claim ?? undefined };
  return itemOf({ orderKey, orderId, content, isNumberClaimed: claim !== null }, index);
}

/** A document in the model's words. */
function textOf({ status, internalNote, number }: OrderContent): string {
  return JSON.stringify({ status, note: internalNote, claim: number ?? null });
}
