// Orders divided and joined: what is refused as tables, and for any orders nothing is lost or made on the way.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Command, CommandItem, OrderRow, Plan } from '../command.ts';
import { fingerprintOf } from '../fingerprint.ts';
import type { Operation, SplitLine } from '../operation.ts';
import { linesTotal, type OrderContent, type OrderState } from '../order.ts';
import { lookupOf, planCommand } from './plan.ts';
import { commandOf, countingIds, foundOf, rowOf, sealedOf } from './samples.ts';

type Stated = {
  orderId: number;
  content?: Partial<OrderContent>;
  state?: Partial<OrderState>;
  row?: Partial<OrderRow>;
};

function orderOf({ orderId, content = {}, state = {}, row = {} }: Stated): OrderRow {
  const lines = content.lines ?? [
    { sku: 'A', quantity: 3, unitPriceE4: 100, taxE4: 30 },
    { sku: 'B', quantity: 1, unitPriceE4: 50 },
  ];
  const kept = lines.map(({ sku }, index) => ({ id: orderId * 10 + index, sku, createdAt: 1 }));
  return rowOf({
    orderId,
    orderKey: `k${orderId}`,
    number: String(orderId),
    content: JSON.stringify({ status: 'open', ...content, lines }),
    state: JSON.stringify({ lines: kept, ...state }),
    ...row,
  });
}

const commandWith = (operation: object): Command => {
  const items: CommandItem[] = [{ label: 0, operation: { pointer: '', ...operation } as Operation }];
  return commandOf([], { items });
};
const split = (orderId: number, parts: readonly (readonly SplitLine[])[], fields: object = {}) =>
  commandWith({ kind: 'split', target: { orderId }, parts, partsPointer: '/parts', ...fields });
const merge = (orderId: number, orderIds: readonly number[], fields: object = {}) =>
  commandWith({ kind: 'merge', target: { orderId }, orderIds, orderIdsPointer: '/ids', ...fields });
const plan = (command: Command, rows: readonly OrderRow[]): Plan => planCommand(command, foundOf(rows), countingIds());

function told({ outcomes }: Plan): string {
  return outcomes
    .map((outcome) => {
      if (outcome.kind !== 'refused') return [outcome.kind, ...outcome.orders.map(({ orderId }) => orderId)].join(' ');
      return outcome.refusal.problems.map(({ code, pointer }) => `${code} ${pointer}`).join();
    })
    .join();
}
const contentOf = (row: OrderRow | undefined) => JSON.parse(row?.content ?? '') as OrderContent;
const stateOf = (row: OrderRow | undefined) => JSON.parse(row?.state ?? '') as OrderState;

test('a split leaves the rest in its place, and lines that are divided keep their tax there', () => {
  const stock = { itemId: 5, takings: [{ warehouseId: 1, quantity: 2 }], short: 1 };
  const state = {
    lines: [
      { id: 70, sku: 'A', createdAt: 1, stock },
      { id: 71, sku: 'B', createdAt: 1 },
    ],
    tagIds: [4],
  };
  const whole = orderOf({ orderId: 7, content: { shippingE4: 9, amountPaidE4: 350 }, state });
  const made = plan(split(7, [[{ lineId: 70, quantity: 2 }]]), [whole]);
  expect(told(made)).toBe('replaced 7 100');
  const [first] = made.changes.replaced;
  const [part] = made.changes.created;
  expect(contentOf(first)).toMatchObject({
    shippingE4: 9,
    amountPaidE4: 350,
    lines: [{ sku: 'A', quantity: 1, taxE4: 30 }, { sku: 'B' }],
  });
  expect(contentOf(part)).toEqual({ status: 'open', lines: [{ sku: 'A', quantity: 2, unitPriceE4: 100 }] });
  expect([first?.revision, first?.fingerprint, part?.orderKey, part?.part, part?.number]).toEqual([
    2,
    whole.fingerprint,
    'k7',
    1,
    '100',
  ]);
  expect(stateOf(first)).toMatchObject({
    lines: [{ id: 70, stock: { takings: [], short: 1 } }, { id: 71 }],
    family: { parentId: null, memberIds: [100] },
  });
  expect(stateOf(part)).toEqual({
    lines: [{ id: 900, sku: 'A', createdAt: 1_000, stock: { ...stock, short: 0 } }],
    tagIds: [4],
    family: { parentId: 7, memberIds: [] },
  });
  expect(made.changes.events.map(({ kind, orderId }) => [kind, orderId])).toEqual([
    ['order.split', 7],
    ['order.split', 100],
  ]);
  expect(made.changes.revisions).toHaveLength(1);
});

test('an order is split again, and its parts count on', () => {
  const state = { family: { parentId: null, memberIds: [8, 9] } };
  const made = plan(split(7, [[{ lineId: 71 }]]), [orderOf({ orderId: 7, state })]);
  expect(made.changes.created.map(({ part }) => part)).toEqual([3]);
});

test.each<[string, readonly (readonly SplitLine[])[], Partial<Stated>, string]>([
  ['a line that is not there', [[{ lineId: 9 }]], {}, 'field_value /parts/0/0'],
  ['more than there is', [[{ lineId: 70, quantity: 4 }]], {}, 'field_value /parts/0/0'],
  ['none of it', [[{ lineId: 70, quantity: 0 }]], {}, 'field_value /parts/0/0'],
  ['a line that is gone already', [[{ lineId: 71 }], [{ lineId: 71 }]], {}, 'field_value /parts/1/0'],
  [
    'more than is left',
    [
      [
        { lineId: 70, quantity: 2 },
        { lineId: 70, quantity: 2 },
      ],
    ],
    {},
    'field_value /parts/0/1',
  ],
  ['everything', [[{ lineId: 70 }, { lineId: 71 }]], {}, 'field_value /parts'],
  [
    'everything but one line, in pieces',
    [[{ lineId: 70, quantity: 1 }], [{ lineId: 70, quantity: 2 }]],
    {},
    'replaced 7 100 101',
  ],
  ['a shipped order', [[{ lineId: 71 }]], { row: { status: 'shipped' } }, 'order_locked '],
  ['a held order', [[{ lineId: 71 }]], { row: { status: 'held' } }, 'order_status_unfit '],
  ['a prepared order', [[{ lineId: 71 }]], { row: { status: 'prepared' } }, 'order_status_unfit '],
  ['an order with shipments', [[{ lineId: 71 }]], { state: { shipments: [] } }, 'order_has_shipments '],
  [
    'a part of another',
    [[{ lineId: 71 }]],
    { state: { family: { parentId: 3, memberIds: [] } } },
    'order_status_unfit ',
  ],
])('split: %s', (_name, parts, fields, expected) => {
  expect(told(plan(split(7, parts), [orderOf({ orderId: 7, ...fields })]))).toBe(expected);
});

test('a merge adds amounts, keeps every line with its id, and leaves the others gone', () => {
  const stock = { itemId: 5, takings: [{ warehouseId: 1, quantity: 1 }], short: 0 };
  const first = orderOf({
    orderId: 7,
    content: { shippingE4: 9, customerNote: 'one', voucherCodes: ['V'] },
    state: { tagIds: [1] },
  });
  const second = orderOf({
    orderId: 8,
    content: {
      lines: [{ sku: 'C', quantity: 1 }],
      shippingE4: 1,
      taxE4: 5,
      customerNote: 'two',
      voucherCodes: ['V', 'W'],
    },
    state: { tagIds: [1, 2], lines: [{ id: 80, sku: 'C', createdAt: 1, stock }] },
  });
  const made = plan(merge(7, [8]), [first, second]);
  expect(told(made)).toBe('replaced 7');
  const [after, gone] = made.changes.replaced;
  expect(contentOf(after)).toMatchObject({
    lines: [{ sku: 'A' }, { sku: 'B' }, { sku: 'C' }],
    shippingE4: 10,
    taxE4: 5,
    customerNote: 'one\ntwo',
    voucherCodes: ['V', 'W'],
  });
  expect(stateOf(after)).toMatchObject({
    lines: [{ id: 70 }, { id: 71 }, { id: 80, stock }],
    tagIds: [1, 2],
    family: { parentId: null, memberIds: [8], mergedIds: [8] },
  });
  expect([gone?.deletedAt, gone?.revision, stateOf(gone).lines]).toEqual([
    1_000,
    2,
    [{ id: 80, sku: 'C', createdAt: 1 }],
  ]);
  expect(made.changes.events.map(({ kind, orderId }) => [kind, orderId])).toEqual([
    ['order.merged', 7],
    ['order.deleted', 8],
  ]);
  expect(made.changes.revisions.map(({ orderId }) => orderId)).toEqual([7, 8]);
});

test.each<[string, readonly number[], Partial<Stated>, string]>([
  ['itself', [7], {}, 'field_value /ids/0'],
  ['one of them twice', [8, 8], {}, 'field_value /ids/1'],
  ['one that is not there', [8, 404], {}, 'order_unknown /ids/1'],
  ['a shipped one', [8], { row: { status: 'shipped' } }, 'order_locked /ids/0'],
  ['one that waits for payment', [8], { row: { status: 'unpaid' } }, 'order_status_unfit /ids/0'],
  ['one in another currency', [8], { content: { currency: 'SEK' } }, 'order_status_unfit /ids/0'],
  ['one with shipments', [8], { state: { shipments: [] } }, 'order_has_shipments /ids/0'],
  ['amounts beyond what an order may hold', [8], { content: { taxE4: 999_999_999_999_999 } }, 'amount_inexact /ids'],
])('merge: %s', (_name, orderIds, fields, expected) => {
  const first = orderOf({ orderId: 7, content: { taxE4: 1 } });
  expect(told(plan(merge(7, orderIds), [first, orderOf({ orderId: 8, ...fields })]))).toBe(expected);
});

test('the revision the caller states is asked for both', () => {
  const rows = [orderOf({ orderId: 7 }), orderOf({ orderId: 8 })];
  expect(told(plan(split(7, [[{ lineId: 71 }]], { ifRevision: 2 }), rows))).toBe('revision_differs ');
  expect(told(plan(merge(7, [8], { ifRevision: 2 }), rows))).toBe('revision_differs ');
});

test('the lookup names every order and as many ids as may be needed', () => {
  expect(lookupOf(merge(7, [8, 9]))).toMatchObject({ orderIds: [7, 8, 9], hasContent: true });
  const parts = [[{ lineId: 1 }, { lineId: 2 }], [{ lineId: 3 }]];
  expect(lookupOf(split(7, parts))).toMatchObject({ freshLinesMax: 3 });
  expect(lookupOf(split(7, parts)).freshOrdersMax).toBeGreaterThanOrEqual(2);
});

test('whoever sends the order again by its id undoes nothing', () => {
  const draft = sealedOf({ orderId: 7 });
  const row = orderOf({ orderId: 7, row: { fingerprint: fingerprintOf(draft.content) } });
  const [after] = plan(split(7, [[{ lineId: 71 }]]), [row]).changes.replaced;
  expect(told(plan(commandOf([draft]), [after ?? row]))).toBe('kept 7');
});

const amounts = fc.integer({ min: 0, max: 1_000_000 });
const lines = fc.array(
  fc.record({
    sku: fc.constantFrom('A', 'B'),
    quantity: fc.integer({ min: 1, max: 9 }),
    unitPriceE4: amounts,
    taxE4: amounts,
  }),
  { minLength: 2, maxLength: 6 },
);

test('split and merged again, an order has what it had', () => {
  const cuts = fc.array(fc.tuple(fc.nat(), fc.option(fc.integer({ min: 1, max: 9 }), { nil: undefined })), {
    minLength: 1,
    maxLength: 4,
  });
  fc.assert(
    fc.property(lines, amounts, cuts, (stated, shippingE4, wanted) => {
      const whole = orderOf({ orderId: 7, content: { lines: stated, shippingE4 } });
      const parts = wanted.map(([pick, quantity]) => [{ lineId: 70 + (pick % stated.length), quantity }]);
      const made = plan(split(7, parts), [whole]);
      if (made.outcomes[0]?.kind === 'refused') return;
      const rows = [...made.changes.replaced, ...made.changes.created];
      const ids = made.changes.created.map(({ orderId }) => orderId);
      const sum = (of: (content: OrderContent) => number) => rows.reduce((total, row) => total + of(contentOf(row)), 0);
      expect(sum((content) => linesTotal(content.lines) ?? Number.NaN)).toBe(linesTotal(stated));
      expect(sum((content) => content.lines.reduce((total, { taxE4 = 0 }) => total + taxE4, 0))).toBe(
        stated.reduce((total, { taxE4 }) => total + taxE4, 0),
      );
      expect(sum((content) => content.shippingE4 ?? 0)).toBe(shippingE4);
      const kept = rows.flatMap((row) => stateOf(row).lines.map(({ id }) => id));
      expect(new Set(kept).size).toBe(kept.length);
      const [again] = plan(merge(7, ids), rows).changes.replaced;
      const units = (content: OrderContent, sku: string) =>
        content.lines.reduce((total, line) => total + (line.sku === sku ? line.quantity : 0), 0);
      for (const sku of ['A', 'B']) expect(units(contentOf(again), sku)).toBe(units(contentOf(whole), sku));
      expect(linesTotal(contentOf(again).lines)).toBe(linesTotal(stated));
      expect(contentOf(again).shippingE4).toBe(shippingE4);
    }),
  );
});
