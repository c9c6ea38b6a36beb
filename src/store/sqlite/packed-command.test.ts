// What crosses the thread comes out as it went in: drafts with and without what they need not state, operations, outcomes.
import { expect, test } from 'vitest';
import type { CommandItem } from '../../core/command.ts';
import type { Outcome } from '../../core/outcome.ts';
import { commandOf, sealedOf } from '../../core/plan/samples.ts';
import { packCommand, packOutcomes, unpackCommand, unpackOutcomes } from './packed-command.ts';

const usual = sealedOf({ orderKey: 'k', number: 'N-1' });
const asking = {
  ...usual,
  content: '{"other":"document"}',
  ifRevision: 3,
  given: { storeId: 7 },
  wish: {
    ...({ takes: 'all', isForced: false, isRequired: true, marketId: 1, priceListId: null, currency: 'SEK' } as const),
    asks: [null, { sku: 'A', quantity: 2 }],
  },
};
const operation = { kind: 'tag', pointer: '/2', target: { orderId: 5 }, tagIds: [9] } as const;
const items: readonly CommandItem[] = [
  { label: 0, draft: usual },
  { label: 'by name', draft: asking },
  { label: 2, operation },
  { label: 3, draft: { ...usual, orderKey: null, number: null } },
];

test('a command, its drafts and operations in their places', () => {
  const command = commandOf([], { items, refusedOnReading: [] });
  expect(unpackCommand(structuredClone(packCommand(command)))).toEqual(command);
});

test('a document that is missing is a fault, never another order', () => {
  const { rest, contents } = packCommand(commandOf([usual, asking]));
  expect(() => unpackCommand({ rest, contents: contents.slice(1) })).toThrow('every draft');
});

test('outcomes of every kind', () => {
  const order = { orderId: 12, orderKey: 'k', number: 'N-1', revision: 2 };
  const problem = { code: 'order_locked', pointer: '/3', expected: 'an open order', given: 'a shipped one' } as const;
  const outcomes: readonly Outcome[] = [
    { label: 0, kind: 'created', orders: [order] },
    { label: 'a', kind: 'kept', orders: [order] },
    { label: 2, kind: 'replaced', orders: [order, { ...order, orderId: 13 }] },
    { label: 3, kind: 'refused', refusal: { code: problem.code, problems: [problem] } },
    { label: 4, kind: 'replaced', orders: [order], parcelId: 99 },
  ];
  expect(unpackOutcomes(packOutcomes(outcomes))).toEqual(outcomes);
});
