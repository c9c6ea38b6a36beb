/**
 * What became of one item, as this wire says it: the outcome, which order it is about, and everything that was wrong.
 * The schemas beside the writers are what the reference shows.
 * Called by write-batch.ts for every order of a batch and by single.ts for the one of a request.
 */
import type { OrderRef } from '../../core/order.ts';
import { type Outcome, REFUSALS } from '../../core/outcome.ts';
import { Choice } from '../schema.ts';
import { Type } from '../type-box.ts';
import { closed } from './codec.ts';
import { wireError } from './problem.ts';
import { OrderId, Revision } from './wire.ts';

const orderRef = {
  id: Type.Unsafe<number | null>({ ...OrderId, type: ['integer', 'null'] }),
  key: Type.Unsafe<string | null>({ type: ['string', 'null'] }),
  number: Type.Unsafe<string | null>({ type: ['string', 'null'] }),
  revision: Revision,
};

/** Null only in the answer to a dry run, for what the server has yet to give. */
export const OrderRefAnswer = closed(orderRef, { title: 'OrderRef' });

export const ItemError = closed(
  {
    code: Type.String({ description: 'Stable; more may come.', 'x-extensible-enum': Object.keys(REFUSALS) }),
    pointer: Type.String({ description: 'JSON Pointer into the request as it was sent.' }),
    expected: Type.String(),
    given: Type.String(),
    detail: Type.String(),
    retryable: Type.Boolean({ description: 'Whether the same item may succeed later without a change.' }),
  },
  { title: 'ItemError' },
);

export const doneFields = {
  outcome: Choice(['created', 'replaced', 'kept'] as const satisfies readonly Done['kind'][]),
  ...orderRef,
  parts: Type.Optional(Type.Array(OrderRefAnswer, { description: 'The other orders it was split into.' })),
};
const index = Type.Integer({ minimum: 0, description: 'Where the order stands in the request.' });

/** Of the one order of a request. */
export const DoneAnswer = closed(doneFields, { title: 'Done' });

/** Of an order of a batch. */
export const TakenOutcome = closed({ index, ...doneFields }, { title: 'TakenOutcome' });
export const refusedFields = {
  outcome: Choice(['refused'] as const),
  key: Type.Unsafe<string | null>({ type: ['string', 'null'], description: 'As stated; null when none was.' }),
  errors: Type.Array(ItemError, { minItems: 1 }),
};
export const RefusedOutcome = closed(
  {
    index,
    ...refusedFields,
    order: Type.Optional(Type.Unknown({ description: 'With return=failed: the order as it was sent.' })),
  },
  { title: 'RefusedOutcome' },
);
export const OutcomeAnswer = Type.Union([TakenOutcome, RefusedOutcome], { title: 'Outcome' });

type Done = Exclude<Outcome, { kind: 'refused' }>;

export function wireFromDone({ kind, orders }: Done) {
  const [first, ...others] = orders;
  return { outcome: kind, ...wireRef(first), parts: others.length === 0 ? undefined : others.map(wireRef) };
}

/** `row` is the item as it was sent. */
export function wireFromOutcome(outcome: Outcome, row: unknown) {
  const index = outcome.label;
  if (outcome.kind !== 'refused') return { index, ...wireFromDone(outcome) };
  return { index, outcome: outcome.kind, key: statedKey(row), errors: outcome.refusal.problems.map(wireError) };
}

function wireRef({ orderId, orderKey, number, revision }: OrderRef) {
  return { id: orderId || null, key: orderKey || null, number: number || null, revision };
}

function statedKey(row: unknown): string | null {
  const key = typeof row === 'object' && row !== null && 'key' in row ? row.key : null;
  return typeof key === 'string' ? key : null;
}
