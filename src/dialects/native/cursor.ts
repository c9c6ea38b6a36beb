/**
 * Cursors: where a list goes on, as a text that means nothing to a caller. It bears the list it belongs to, so that
 * one used with other filters or another sort is refused instead of skipping orders in silence.
 * A cursor is no secret and no right: every list is of the caller's own account.
 */
import { hash } from 'node:crypto';
import type { OrderPosition } from '../../core/queries.ts';
import { invalid } from './parameters.ts';

/** `list`: what the list is of, in any form that tells it from others. */
export function cursorOf(position: OrderPosition, list: unknown): string {
  return encode([position.value, position.orderId, digestOf(list)]);
}

/** Throws 'parameter_invalid' for what is no cursor of this list. */
export function positionOf(cursor: string, list: unknown): OrderPosition {
  const [value, orderId, digest] = decode(cursor);
  if (!isWhole(value) || !isWhole(orderId)) throw invalid('cursor', 'a cursor as it was answered', 'something else');
  if (digest === digestOf(list)) return { value, orderId };
  throw invalid('cursor', 'the filters and the sort of the list that the cursor is from', 'others');
}

/** Of the events: the last one that was read. */
export function eventCursorOf(eventId: number): string {
  return encode(['events', eventId]);
}

export function eventIdOf(cursor: string): number {
  const [kind, eventId] = decode(cursor);
  if (kind === 'events' && isWhole(eventId)) return eventId;
  throw invalid('after', 'a cursor as it was answered', 'something else');
}

/** Of the deliveries of an endpoint: the last one of a page. */
export function deliveryCursorOf(jobId: number): string {
  return encode(['deliveries', jobId]);
}

export function deliveryIdOf(cursor: string): number {
  const [kind, jobId] = decode(cursor);
  if (kind === 'deliveries' && isWhole(jobId)) return jobId;
  throw invalid('cursor', 'a cursor as it was answered', 'something else');
}

function encode(parts: readonly unknown[]): string {
  return Buffer.from(JSON.stringify(parts)).toString('base64url');
}

function decode(cursor: string): readonly unknown[] {
  try {
    const parts: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    return Array.isArray(parts) ? parts : [];
  } catch {
    return [];
  }
}

function digestOf(list: unknown): string {
  return hash('sha256', JSON.stringify(list), 'base64url').slice(0, 8);
}

function isWhole(value: unknown): value is number {
  return Number.isSafeInteger(value);
}
