// The rules of a batch: all or nothing, dry runs, duplicates, and the revision a caller takes an order to be at.
import { expect, test } from 'vitest';
import type { BatchRules } from '../batch.ts';
import type { Command, CommandItem, Found, Plan } from '../command.ts';
import type { Operation } from '../operation.ts';
import { refusalOf } from '../outcome.ts';
import { lookupOf, planCommand } from './plan.ts';
import { commandOf, countingIds, foundOf, itemOf, rowOf, sealedOf } from './samples.ts';

const plan = (command: Command, found: Found = foundOf()): Plan => planCommand(command, found, countingIds());
const rules = (fields: Partial<BatchRules>): Partial<Command> => ({
  rules: { policy: 'independent', isDryRun: false, onDuplicate: 'sequence', isRecorded: false, ...fields },
});
const told = ({ outcomes }: Plan) =>
  outcomes.map((outcome) =>
    outcome.kind === 'refused'
      ? outcome.refusal.code
      : [outcome.kind, ...outcome.orders.map((order) => order.orderId)].join(' '),
  );
const nothing = {
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
};
const [a, a2, b] = [
  sealedOf({ orderKey: 'a' }),
  sealedOf({ orderKey: 'a', internalNote: '2' }),
  sealedOf({ orderKey: 'b' }),
];
const lost = sealedOf({ orderId: 404 });

test('an all-or-nothing batch is taken whole', () => {
  const made = plan(commandOf([a, b], rules({ policy: 'all_or_nothing' })));
  expect(told(made)).toEqual(['created 100', 'created 101']);
  expect(made.changes.created).toHaveLength(2);
});

test('one refusal refuses the rest of an all-or-nothing batch, and nothing changes', () => {
  const made = plan(commandOf([a, lost, b], { receiptKey: 'r', ...rules({ policy: 'all_or_nothing' }) }));
  expect(told(made)).toEqual(['batch_refused', 'order_unknown', 'batch_refused']);
  expect(made.outcomes.map(({ label }) => label)).toEqual([0, 1, 2]);
  expect(made.changes).toEqual(nothing);
});

test('what reading has refused refuses the rest of an all-or-nothing batch too', () => {
  const refusal = refusalOf([{ code: 'field_type', pointer: '/9', expected: 'x', given: 'y' }]);
  const fields = { refusedOnReading: [{ label: 9, refusal }] };
  expect(told(plan(commandOf([a], { ...fields, ...rules({ policy: 'all_or_nothing' }) })))).toEqual(['batch_refused']);
  expect(told(plan(commandOf([a], fields)))).toEqual(['created 100']);
});

test('what a receipt has answered stays answered in an all-or-nothing batch that is refused now', () => {
  const all = rules({ policy: 'all_or_nothing' });
  const { receipt } = plan(commandOf([a, b], { receiptKey: 'r', ...all })).changes;
  const items = [itemOf(a, 0), itemOf(lost, 2), itemOf(sealedOf({ orderKey: 'c' }), 3)];
  const again = plan(commandOf([], { items, receiptKey: 'r', ...all }), foundOf([], { receipt }));
  expect(told(again)).toEqual(['created 100', 'order_unknown', 'batch_refused']);
});

test('a dry run says what would happen, keeps nothing and draws no id', () => {
  const stored = rowOf({ orderId: 7, orderKey: 'k', revision: 4 });
  const drafts = [
    a,
    a2,
    sealedOf({ orderKey: 'k', internalNote: 'x' }),
    sealedOf({ orderKey: null, number: 'N', isNumberClaimed: true }),
    lost,
  ];
  const command = commandOf(drafts, { receiptKey: 'r', ...rules({ isDryRun: true }) });
  const made = planCommand(command, foundOf([stored]), {
    nextOrderId: () => expect.fail('an id was drawn'),
    nextLineIds: () => expect.fail('a line id was drawn'),
  });
  expect(told(made)).toEqual(['created 0', 'replaced 0', 'replaced 7', 'created 0', 'order_unknown']);
  expect(made.outcomes.flatMap((outcome) => (outcome.kind === 'refused' ? [] : outcome.orders))).toEqual([
    { orderId: 0, orderKey: 'a', number: '', revision: 1 },
    { orderId: 0, orderKey: 'a', number: '', revision: 2 },
    { orderId: 7, orderKey: 'k', number: '1', revision: 5 },
    { orderId: 0, orderKey: '', number: 'N', revision: 1 },
  ]);
  expect(made.changes).toEqual(nothing);
  expect(lookupOf(command)).toMatchObject({ freshOrdersMax: 0, freshLinesMax: 0 });
});

test('a dry run of an all-or-nothing batch tells that it would be refused', () => {
  const fields = rules({ isDryRun: true, policy: 'all_or_nothing' });
  expect(told(plan(commandOf([a, lost], fields)))).toEqual(['batch_refused', 'order_unknown']);
  expect(told(plan(commandOf([a, b], fields)))).toEqual(['created 0', 'created 0']);
});

const stored = rowOf({ orderId: 7, orderKey: 'k' });
const [same, other] = [sealedOf({ orderKey: 'k' }), sealedOf({ orderKey: 'k', internalNote: 'other' })];
const byId = sealedOf({ orderKey: null, orderId: 7, internalNote: 'by id' });
const keyless = sealedOf({ orderKey: null });

test.each([
  ['sequence', [a, a2, a2], ['created 100', 'replaced 100', 'kept 100']],
  ['first_wins', [a, a2, a], ['created 100', 'order_repeated', 'kept 100']],
  ['first_wins', [same, other, byId], ['kept 7', 'order_repeated', 'order_repeated']],
  ['first_wins', [sealedOf({ orderKey: 'k', orderId: 404 }), other], ['order_unknown', 'replaced 7']],
  ['first_wins', [keyless, keyless], ['created 100', 'created 101']],
  ['refuse', [a, b, a2, a], ['order_repeated', 'created 100', 'order_repeated', 'order_repeated']],
  ['refuse', [same, byId], ['order_repeated', 'order_repeated']],
  ['refuse', [same, b], ['kept 7', 'created 100']],
  ['refuse', [keyless, keyless], ['created 100', 'created 101']],
] as const)('on_duplicate %s', (onDuplicate, drafts, expected) => {
  expect(told(plan(commandOf(drafts, rules({ onDuplicate })), foundOf([stored])))).toEqual(expected);
});

test('each duplicate is told which item it collides with', () => {
  const made = plan(commandOf([a, b, a2], rules({ onDuplicate: 'refuse' })));
  const given = made.outcomes.flatMap((outcome) =>
    outcome.kind === 'refused' ? outcome.refusal.problems.map((problem) => problem.given) : [],
  );
  expect(given).toEqual(['the order that item 2 names', 'the order that item 0 names']);
});

test('on a retry, an item that a receipt answers has taken its order too', () => {
  const first = rules({ onDuplicate: 'first_wins' });
  const command = commandOf([a, a2], { receiptKey: 'r', ...first });
  const made = plan(command);
  expect(told(made)).toEqual(['created 100', 'order_repeated']);
  const found = foundOf([...made.changes.created], { receipt: made.changes.receipt });
  expect(told(plan(command, found))).toEqual(['created 100', 'order_repeated']);
});

const at = (ifRevision: number, fields: object = {}) => sealedOf({ orderKey: 'k', ifRevision, ...fields });
test.each([
  ['a new order that must not be there', at(0), [], 'created 100'],
  ['an order that must be there', at(1), [], 'revision_differs'],
  ['the right revision', at(3, { internalNote: 'x' }), [3], 'replaced 7'],
  ['a revision that has passed', at(2, { internalNote: 'x' }), [3], 'revision_differs'],
  ['an order that must not be there but is', at(0, { internalNote: 'x' }), [3], 'revision_differs'],
  ['the same content at a revision that has passed', at(2), [3], 'kept 7'],
])('if_revision: %s', (_name, draft, revisions, expected) => {
  const rows = revisions.map((revision) => rowOf({ orderId: 7, orderKey: 'k', revision }));
  expect(told(plan(commandOf([draft]), foundOf(rows)))).toEqual([expected]);
});

test.each([
  ['hold', 3, 'open', 'replaced 1'],
  ['hold', 2, 'open', 'revision_differs'],
  ['hold', 2, 'held', 'kept 1'],
  ['hold', 2, 'shipped', 'revision_differs'],
  ['delete', 3, 'open', 'replaced 1'],
  ['delete', 2, 'open', 'revision_differs'],
] as const)('%s with if_revision %i of an order at 3 that is %s: %s', (kind, ifRevision, status, expected) => {
  const operation = { kind, pointer: '', target: { orderId: 1 }, ifRevision } as Operation;
  const items: CommandItem[] = [{ label: 0, operation }];
  expect(told(plan(commandOf([], { items }), foundOf([rowOf({ revision: 3, status })])))).toEqual([expected]);
});

test('operations on the state need no document, and leave the stored one as it is', () => {
  const operation: Operation = { kind: 'tag', pointer: '', target: { orderId: 1 }, tagIds: [9] };
  const items: CommandItem[] = [{ label: 0, operation }];
  const command = commandOf([], { items });
  expect(lookupOf(command).hasContent).toBe(false);
  const { replaced, revisions, events } = plan(command, foundOf([rowOf({ content: null })])).changes;
  expect(replaced.map((row) => [row.revision, row.content])).toEqual([[2, null]]);
  expect(revisions.map((row) => [row.revision, row.content])).toEqual([[1, null]]);
  expect(events.map((event) => event.kind)).toEqual(['order.tagged']);
});

test('a draft that states another status ends a hold; one that states the same order keeps it', () => {
  const state = JSON.stringify({ lines: [], hold: { from: 'open' } });
  const held = rowOf({ orderKey: 'k', status: 'held', state });
  expect(told(plan(commandOf([same]), foundOf([held])))).toEqual(['kept 1']);
  const [row] = plan(commandOf([other]), foundOf([held])).changes.replaced;
  expect([row?.status, JSON.parse(row?.state ?? '').hold]).toEqual(['open', undefined]);
});

test('a recorded batch leaves its counts and its refusals, those of reading too, in the order of the positions', () => {
  const refusal = refusalOf([{ code: 'field_type', pointer: '/1', expected: 'x', given: 'y' }]);
  const items = [itemOf(a, 0), itemOf(lost, 2), itemOf(a, 3)];
  const fields = {
    items,
    refusedOnReading: [
      { label: 4, refusal },
      { label: 1, refusal },
    ],
  };
  const { batch } = plan(commandOf([], { ...fields, ...rules({ isRecorded: true }) })).changes;
  expect(batch).toEqual({
    batchId: 'b1',
    at: 1_000,
    policy: 'independent',
    counts: { created: 1, replaced: 0, kept: 1, refused: 3 },
    refusedByCode: { field_type: 2, order_unknown: 1 },
    refused: [
      { label: 1, refusal },
      { label: 2, refusal: expect.objectContaining({ code: 'order_unknown' }) },
      { label: 4, refusal },
    ],
  });
  expect(plan(commandOf([a], rules({}))).changes.batch).toBeNull();
  expect(plan(commandOf([a], rules({ isRecorded: true, isDryRun: true }))).changes.batch).toBeNull();
});
