/**
 * Contract: deleting, completing and annotating an order by its id or its number; each is an item like any other,
 * raises the revision, keeps the former document and causes one event, or is kept, or refused.
 * Part of the suite in src/store/contract.ts, which calls it once for every way a driver can be opened.
 */
import { expect, test } from 'vitest';
import { completionOf, deletionOf, idsOf, itemOf, noteOf, type OpenShop, told } from './shop.ts';

const prepared = { content: { status: 'prepared' as const } };
const rules = [{ pattern: 'B-*', group: 'second' }];
const twoGroups = [
  { sku: 'A-1', quantity: 1 },
  { sku: 'B-1', quantity: 2 },
  { sku: 'B-2', quantity: 3 },
];

export function describeOperations(open: OpenShop): void {
  test('a deleted order is found by nothing, listed nowhere, counted nowhere, and deleted once', async () => {
    const shop = await open();
    const orderId = await shop.create({ orderKey: 'k', isNumberClaimed: true, content: { number: 'N' } });
    expect(told(await shop.take([deletionOf({ orderId })]))).toEqual(['replaced r2']);
    for (const name of [{ orderId }, { orderKey: 'k' }, { number: 'N' }, { number: String(orderId) }]) {
      expect(await shop.find(name)).toEqual([]);
    }
    expect(await shop.list()).toEqual({ orders: [], total: 0 });
    expect(await shop.list({ statuses: ['open'] })).toEqual({ orders: [], total: 0 });
    expect(told(await shop.take([deletionOf({ orderId }), deletionOf({ number: 'N' }, 1)]))).toEqual([
      'order_unknown',
      'order_unknown',
    ]);
    expect((await shop.revisions(orderId)).map((former) => former.revision)).toEqual([1]);
    expect((await shop.events()).map((event) => event.kind)).toEqual(['order.created', 'order.deleted']);
  });

  test('what is created and deleted in one batch leaves its events and nothing else', async () => {
    const shop = await open();
    const last = await shop.create({});
    const items = [itemOf({ orderKey: 'k' }, 0), deletionOf({ orderId: last + 1 }), itemOf({ orderKey: 'k' }, 2)];
    expect(told(await shop.take(items))).toEqual(['created r1', 'replaced r2', 'created r1']);
    expect((await shop.list()).total).toBe(2);
    expect(await shop.find({ orderId: last + 1 })).toEqual([]);
  });

  test('a prepared order is completed: placed, listed, and completing it again changes nothing', async () => {
    const shop = await open();
    const orderId = await shop.create(prepared);
    expect((await shop.list()).total).toBe(0);
    shop.now += 5;
    const fields = { customerNote: 'ring twice' };
    expect(told(await shop.take([completionOf({ number: String(orderId) }, fields)]))).toEqual(['replaced r2']);
    const order = await shop.order(orderId);
    expect([order.status, order.content.status, order.content.customerNote]).toEqual(['open', 'open', 'ring twice']);
    expect((await shop.list()).orders).toEqual([order]);
    expect(told(await shop.take([completionOf({ orderId }, fields)]))).toEqual(['kept r2']);
    expect((await shop.events()).map((event) => event.kind)).toEqual(['order.created', 'order.completed']);
  });

  test('completing may split: the parts stand under one key and share the lines', async () => {
    const shop = await open();
    shop.settings = { splitRules: rules };
    const orderId = await shop.create({ orderKey: 'k', content: { status: 'prepared', lines: twoGroups } });
    const before = await shop.order(orderId);
    const [outcome] = await shop.take([completionOf({ orderId })]);
    const [first, second] = idsOf(outcome);
    expect(first).toBe(orderId);
    const parts = await shop.find({ orderKey: 'k' });
    expect(parts.map((part) => [part.orderId, part.revision, part.status])).toEqual([
      [orderId, 2, 'open'],
      [second, 1, 'open'],
    ]);
    expect(parts.flatMap((part) => part.content.lines)).toEqual(twoGroups);
    expect(parts.flatMap((part) => part.state.lines)).toEqual(before.state.lines);
    expect((await shop.revisions(orderId)).map((former) => former.content)).toEqual([JSON.stringify(before.content)]);
    expect((await shop.events()).map((event) => event.kind)).toEqual([
      'order.created',
      'order.completed',
      'order.completed',
    ]);
  });

  test('an order that was split is not split again, also when it is prepared and completed once more', async () => {
    const shop = await open();
    shop.settings = { splitRules: rules };
    const orderId = await shop.create({ orderKey: 'k', content: { status: 'prepared', lines: twoGroups } });
    await shop.take([completionOf({ orderId })]);
    await shop.send([{ orderId, content: { status: 'prepared', lines: twoGroups } }]);
    expect(told(await shop.take([completionOf({ orderId })]))).toEqual(['replaced r4']);
    expect((await shop.find({ orderKey: 'k' })).map((part) => part.content.lines.length)).toEqual([3, 2]);
  });

  test('shipped orders are completed no more', async () => {
    const shop = await open();
    const orderId = await shop.create({ content: { status: 'shipped' } });
    expect(told(await shop.take([completionOf({ orderId }, { customerNote: 'late' })]))).toEqual(['order_locked']);
  });

  test('a note changes the document and not its sameness: the same order sent again is kept', async () => {
    const shop = await open();
    const orderId = await shop.create({ orderKey: 'k' });
    const former = (await shop.order(orderId)).content;
    expect(told(await shop.take([noteOf({ orderId }, 'fragile')]))).toEqual(['replaced r2']);
    expect(told(await shop.take([noteOf({ orderId }, 'fragile')]))).toEqual(['kept r2']);
    expect((await shop.order(orderId)).content).toEqual({ ...former, internalNote: 'fragile' });
    expect(told(await shop.send([{ orderKey: 'k' }]))).toEqual(['kept r2']);
    expect((await shop.revisions(orderId)).map(({ content }) => JSON.parse(content ?? ''))).toEqual([former]);
    expect((await shop.events()).map((event) => event.kind)).toEqual(['order.created', 'order.annotated']);
  });

  test('operations and drafts of one batch see one another', async () => {
    const shop = await open();
    const orderId = await shop.create({ orderKey: 'k' });
    const items = [
      noteOf({ orderId }, 'one'),
      itemOf({ orderKey: 'k', content: { giftMessage: 'x' } }, 1),
      noteOf({ orderId }, 'two'),
      deletionOf({ orderId }, 3),
      noteOf({ orderId }, 'three'),
    ];
    expect(told(await shop.take(items.map((item, label) => ({ ...item, label }))))).toEqual([
      'replaced r2',
      'replaced r3',
      'replaced r4',
      'replaced r5',
      'order_unknown',
    ]);
    const formers = (await shop.revisions(orderId)).map(({ content }) => JSON.parse(content ?? ''));
    expect(formers.map(({ internalNote, giftMessage }) => [internalNote, giftMessage])).toEqual([
      [undefined, undefined],
      ['one', undefined],
      [undefined, 'x'],
      ['two', 'x'],
    ]);
  });
}
