// Whole commands decided in memory: duplicates in one batch, receipts, splits, numbers, stock and operations.
import { expect, test } from 'vitest';
import type { Command, Found, Plan } from '../command.ts';
import type { Operation } from '../operation.ts';
import { lookupOf, planCommand } from './plan.ts';
import { commandOf, countingIds, foundOf, itemOf, rowOf, sealedOf } from './samples.ts';

const plan = (command: Command, found: Found = foundOf()): Plan => planCommand(command, found, countingIds());
const told = ({ outcomes }: Plan) =>
  outcomes.map((outcome) =>
    outcome.kind === 'refused'
      ? outcome.refusal.code
      : [outcome.kind, ...outcome.orders.map((order) => order.orderId)].join(' '),
  );
const operationItem = (operation: Operation) => ({ label: '', digest: 'd', operation });

test('the second of two drafts under one key sees the first, and each order stands once in the changes', () => {
  const first = sealedOf({ orderKey: 'a' });
  const second = sealedOf({ orderKey: 'a', internalNote: 'second' });
  const made = plan(commandOf([first, second, second]));
  expect(told(made)).toEqual(['created 100', 'replaced 100', 'kept 100']);
  expect(made.changes.created.map((row) => [row.orderId, row.revision, row.content])).toEqual([
    [100, 2, second.content],
  ]);
  expect(made.changes.replaced).toEqual([]);
  expect(made.changes.revisions.map((entry) => [entry.revision, entry.content])).toEqual([[1, first.content]]);
  expect(made.changes.events.map((event) => [event.kind, event.revision])).toEqual([
    ['order.created', 1],
    ['order.replaced', 2],
  ]);
});

test('a stored order that is replaced twice keeps both former documents, the first copied by the store', () => {
  const [a, b] = [sealedOf({ orderKey: 'k', internalNote: 'a' }), sealedOf({ orderKey: 'k', internalNote: 'b' })];
  const made = plan(commandOf([a, b]), foundOf([rowOf({ orderId: 7 })]));
  expect(told(made)).toEqual(['replaced 7', 'replaced 7']);
  expect(made.changes.revisions.map((entry) => entry.content)).toEqual([null, a.content]);
  expect(made.changes.replaced.map((row) => [row.revision, row.content])).toEqual([[3, b.content]]);
});

test('what is kept or refused changes nothing and causes no event', () => {
  const made = plan(commandOf([sealedOf({ orderKey: 'k' }), sealedOf({ orderId: 5 })]), foundOf([rowOf()]));
  expect(told(made)).toEqual(['kept 1', 'order_unknown']);
  expect(made.changes).toEqual({
    created: [],
    replaced: [],
    revisions: [],
    events: [],
    stock: [],
    vouchers: [],
    shipments: [],
    slips: [],
    parcels: [],
    jobs: [],
    mentions: [],
    receipt: null,
    batch: null,
  });
});

test('a draft without a number bears its id, one without a key gets the fresh key', () => {
  const [row] = plan(commandOf([sealedOf({ isNumberClaimed: true })])).changes.created;
  expect([row?.number, row?.isNumberClaimed, row?.orderKey]).toEqual(['100', true, 'f'.repeat(32)]);
});

test('a claimed number is refused when it is taken, in the store or earlier in the batch', () => {
  const draft = sealedOf({ number: '5000', isNumberClaimed: true });
  expect(told(plan(commandOf([draft, draft])))).toEqual(['created 100', 'order_number_taken']);
  expect(told(plan(commandOf([draft]), foundOf([], { takenNumbers: new Set(['5000']) })))).toEqual([
    'order_number_taken',
  ]);
});

test('a replacement keeps the ids of lines, the tags and the family, and draws ids for new lines only', () => {
  const state = {
    lines: [{ id: 501, key: 'l1', sku: 'SKU-1', createdAt: 1 }],
    tagIds: [4],
    family: { parentId: 3, memberIds: [] },
  };
  const lines = [
    { key: 'new', sku: 'SKU-9', quantity: 1 },
    { key: 'l1', sku: 'SKU-1', quantity: 5 },
  ];
  const draft = sealedOf({ orderKey: 'k', lines, tagIds: [4, 6] });
  const [row] = plan(commandOf([draft]), foundOf([rowOf({ state: JSON.stringify(state) })])).changes.replaced;
  expect(JSON.parse(row?.state ?? '')).toEqual({
    lines: [
      { id: 900, key: 'new', sku: 'SKU-9', createdAt: 1_000 },
      { id: 501, key: 'l1', sku: 'SKU-1', createdAt: 1 },
    ],
    tagIds: [4, 6],
    family: { parentId: 3, memberIds: [] },
  });
});

test('a receipt answers what is done, refuses what differs and tries again what failed', () => {
  const [done, failed] = [sealedOf({ orderKey: 'a' }), sealedOf({ orderId: 99 })];
  const first = plan(commandOf([done, failed], { receiptKey: 'r' }));
  expect(told(first)).toEqual(['created 100', 'order_unknown']);
  const receipt = first.changes.receipt;
  const again = plan(commandOf([done, failed], { receiptKey: 'r' }), foundOf([], { receipt }));
  expect(told(again)).toEqual(['created 100', 'order_unknown']);
  expect(again.changes.created).toEqual([]);
  const changed = sealedOf({ orderKey: 'a', internalNote: 'changed' });
  expect(told(plan(commandOf([changed], { receiptKey: 'r' }), foundOf([], { receipt })))).toEqual(['receipt_differs']);
});

test('labels that look like object members are only labels', () => {
  const items = ['__proto__', 'constructor', '', 1, '1'].map((label) => itemOf(sealedOf(), label));
  const made = plan(commandOf([], { items, receiptKey: 'r' }));
  expect(made.outcomes.map((outcome) => outcome.label)).toEqual(['__proto__', 'constructor', '', 1, '1']);
  expect(told(plan(commandOf([], { items, receiptKey: 'r' }), foundOf([], { receipt: made.changes.receipt })))).toEqual(
    told(made),
  );
});

const lines = [
  { sku: 'IN-1', quantity: 1, unitPriceE4: 10 },
  { sku: 'DROP-1', quantity: 2, unitPriceE4: 7 },
  { sku: 'IN-2', quantity: 1, unitPriceE4: 5 },
];
const splitRules = [{ pattern: 'drop-*', group: 'drop' }];

test('a splittable draft becomes several orders that share the key', () => {
  const draft = sealedOf({
    orderKey: 'fam',
    isSplittable: true,
    isNumberClaimed: true,
    number: '77',
    shippingE4: 9,
    lines,
  });
  const made = plan(commandOf([draft], { splitRules }));
  expect(told(made)).toEqual(['created 100 101']);
  const rows = made.changes.created;
  expect(rows.map((row) => [row.orderKey, row.part, row.number])).toEqual([
    ['fam', 0, '77'],
    ['fam', 1, '101'],
  ]);
  expect(rows.map((row) => JSON.parse(row.content ?? ''))).toMatchObject([
    { shippingE4: 5, lines: [{ sku: 'IN-1' }, { sku: 'IN-2' }] },
    { shippingE4: 4, lines: [{ sku: 'DROP-1' }] },
  ]);
  expect(rows.map((row) => JSON.parse(row.state))).toMatchObject([
    { lines: [{ id: 900 }, { id: 902 }], family: { parentId: null, memberIds: [101] } },
    { lines: [{ id: 901 }], family: { parentId: 100, memberIds: [] } },
  ]);
  expect(made.changes.events).toHaveLength(2);
});

test('completing places a prepared order, splits it, and completing it again changes the payment only', () => {
  const content = JSON.stringify({ status: 'prepared', lines });
  const state = JSON.stringify({ lines: [1, 2, 3].map((id) => ({ id, createdAt: 1 })) });
  const prepared = rowOf({ orderId: 44, number: '44', isNumberClaimed: true, status: 'prepared', content, state });
  const complete = (fields: object): Operation => ({ kind: 'complete', pointer: '', target: { number: '44' }, fields });
  const first = plan(commandOf([], { items: [operationItem(complete({}))], splitRules }), foundOf([prepared]));
  expect(told(first)).toEqual(['replaced 44 100']);
  const placed = first.changes.replaced[0] ?? prepared;
  expect([placed.status, placed.revision, first.changes.created[0]?.revision]).toEqual(['open', 2, 1]);
  const payment = { providerId: 3 };
  const second = plan(commandOf([], { items: [operationItem(complete({ payment }))], splitRules }), foundOf([placed]));
  expect(told(second)).toEqual(['replaced 44']);
  expect(JSON.parse(second.changes.replaced[0]?.content ?? '')).toMatchObject({
    payment,
    lines: [{ sku: 'IN-1' }, { sku: 'IN-2' }],
  });
  const third = plan(commandOf([], { items: [operationItem(complete({}))] }), foundOf([placed]));
  expect(told(third)).toEqual(['kept 44']);
});

test.each([
  ['delete', { orderId: 1 }, 'open', 'replaced 1'],
  ['delete', { orderId: 2 }, 'open', 'order_unknown'],
  ['complete', { orderId: 1 }, 'canceled', 'order_locked'],
  ['complete', { number: '1' }, 'prepared', 'replaced 1'],
  ['complete', { number: '9' }, 'prepared', 'order_unknown'],
] as const)('%s of %j when %s: %s', (kind, target, status, expected) => {
  const operation = { kind, pointer: '', target, fields: {} } as Operation;
  expect(told(plan(commandOf([], { items: [operationItem(operation)] }), foundOf([rowOf({ status })])))).toEqual([
    expected,
  ]);
});

test.each([
  ['create', 'open', undefined, 1_000],
  ['create', 'open', { at: 7, wall: '1970-01-01T00:00:00', zone: 'UTC' }, 7],
  ['complete', 'prepared', undefined, 1_000],
  ['complete', 'prepared', { at: 7, wall: '1970-01-01T00:00:00', zone: 'UTC' }, 7],
] as const)('%s: an order (%s) that states %j as its date was placed at %i', (kind, status, placedAt, expected) => {
  const item = { kind: 'complete', pointer: '', target: { orderId: 1 }, fields: {} } as const;
  const row = rowOf({ status, content: JSON.stringify({ status, placedAt, lines: [] }) });
  const isCreated = kind === 'create';
  const command = isCreated ? commandOf([sealedOf({ placedAt })]) : commandOf([], { items: [operationItem(item)] });
  const { created, replaced } = plan(command, foundOf(isCreated ? [] : [row])).changes;
  expect([...created, ...replaced][0]?.facts.placedAt).toBe(expected);
});

test('notes are added on a line of their own or replaced, and an attribute is removed by null', () => {
  const annotation = {
    customerNote: { text: 'two', isReplacing: false },
    internalNote: { text: 'new', isReplacing: true },
    extras: { wire: { kept: 1, gone: null, left: undefined } },
  };
  const content = JSON.stringify({
    status: 'open',
    lines: [],
    customerNote: 'one',
    internalNote: 'old',
    extras: { wire: { gone: 2, left: 3 } },
  });
  const operation: Operation = { kind: 'annotate', pointer: '', target: { orderId: 1 }, annotation };
  const made = plan(commandOf([], { items: [operationItem(operation)] }), foundOf([rowOf({ content })]));
  expect(JSON.parse(made.changes.replaced[0]?.content ?? '')).toMatchObject({
    customerNote: 'one\ntwo',
    internalNote: 'new',
  });
  expect(JSON.parse(made.changes.replaced[0]?.content ?? '').extras).toEqual({ wire: { kept: 1, left: 3 } });
});

test('a lookup names each order once and knows how many ids may be needed', () => {
  const drafts = [sealedOf({ orderKey: 'a' }), sealedOf({ orderKey: 'a' }), sealedOf({ orderKey: 'a', orderId: 3 })];
  expect(lookupOf(commandOf(drafts))).toMatchObject({
    orderKeys: ['a'],
    orderIds: [3],
    numbers: [],
    hasContent: false,
    freshOrdersMax: 3,
  });
});
