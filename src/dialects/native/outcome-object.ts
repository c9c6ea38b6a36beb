/**
 * What became of one item, as this wire says it: the outcome, which order it is about, and everything that was wrong.
 * The schemas beside the writers are what the reference shows.
 * Called by write-batch.ts for every order of a batch and by single.ts for the one of a request.
 */
import Type from 'typebox';
import type { OrderRef } from '../../core/order.ts';
import { type Outcome, REFUSALS, type RefusalCode } from '../../core/outcome.ts';
import { Choice } from '../schema.ts';
import { closed } from './codec.ts';
import { wireError } from './problem.ts';
import { OrderId, Revision } from './wire.ts';

const OUTCOMES = ['created', 'replaced', 'kept', 'refused'] as const satisfies readonly Outcome['kind'][];
const CODES = Object.keys(REFUSALS) as readonly RefusalCode[];

/** Null only in the answer to a dry run, for what the server has yet to give. */
const orderRef = {
  id: Type.Unsafe<number | null>({ ...OrderId, type: ['integer', 'null'] }),
  key: Type.Unsafe<string | null>({ type: ['string', 'null'] }),
  number: Type.Unsafe<string | null>({ type: ['string', 'null'] }),
  revision: Revision,
};

export const ItemError = closed({
  code: Choice(CODES),
  pointer: Type.String({ description: 'JSON Pointer into the request as it was sent.' }),
  expected: Type.String(),
  given: Type.String(),
  detail: Type.String(),
  retryable: Type.Boolean({ description: 'Whether the same item may succeed later without a change.' }),
});

export const DoneAnswer = closed({
  outcome: Choice(['created', 'replaced', 'kept'] as const),
  ...orderRef,
  parts: Type.Optional(Type.Array(closed(orderRef), { description: 'The other orders it was split into.' })),
});

export const OutcomeAnswer = closed({
  index: Type.Integer({ minimum: 0 }),
  outcome: Choice(OUTCOMES),
  key: Type.Unsafe<string | null>({ type: ['string', 'null'], description: 'As stated; null when none was.' }),
  id: Type.Optional(orderRef.id),
  number: Type.Optional(orderRef.number),
  revision: Type.Optional(Revision),
  parts: Type.Optional(Type.Array(closed(orderRef))),
  errors: Type.Optional(Type.Array(ItemError)),
  order: Type.Optional(Type.Unknown({ description: 'With return=failed: the order as it was sent.' })),
});

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
