/**
 * Outcomes of the create calls as the vendor's body. A keyed answer is put together by hand: an object would move
 * names such as "7" to the front, and the answer keeps the names as they were sent (quirk 23).
 * Called by the routes after the commit; knows nothing of how an outcome came about.
 */
import type { BatchEcho, EchoItem } from '../../core/batch.ts';
import type { Outcome } from '../../core/outcome.ts';
import type { WireAnswer } from '../dialect.ts';
import { escapePointer } from '../schema.ts';
import { numberOfRef } from './order-number.ts';
import { type WireError, wireFromRefusal } from './refusals.ts';

type Created = { status: 'ok'; orders: readonly number[] } | { status: 'ok'; order: number };

export function jsonAnswer(body: unknown): WireAnswer {
  return { status: 200, body: JSON.stringify(body) };
}

export function writeOrder(outcomes: readonly Outcome[], batch: BatchEcho): WireAnswer {
  const [outcome] = outcomes;
  if (outcome === undefined) throw new Error('a request of one order must have one outcome');
  return jsonAnswer(wireFromOutcome(outcome, { item: batch.items[0], prefix: '' }));
}

export function writeOrders(outcomes: readonly Outcome[], batch: BatchEcho): WireAnswer {
  const entries = outcomes.map((outcome, index) => {
    const prefix = `/${escapePointer(outcome.label)}`;
    const answer = wireFromOutcome(outcome, { item: batch.items[index], prefix });
    return `${JSON.stringify(String(outcome.label))}:${JSON.stringify(answer)}`;
  });
  return { status: 200, body: `{${entries.join(',')}}` };
}

function wireFromOutcome(outcome: Outcome, sent: { item: EchoItem | undefined; prefix: string }): Created | WireError {
  if (outcome.kind === 'refused') return wireFromRefusal(outcome.refusal, sent.prefix);
  const [first] = outcome.orders;
  if (isPrepared(sent.item)) return { status: 'ok', order: numberOfRef(first) };
  return { status: 'ok', orders: outcome.orders.map(numberOfRef) };
}

/** `createOnly` answers one number under `order`, everything else numbers under `orders`. */
function isPrepared(item: EchoItem | undefined): boolean {
  return item !== undefined && 'draft' in item && item.draft.content.status === 'prepared';
}
