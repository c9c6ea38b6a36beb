/**
 * The segments of an account's directory as rows. What a reader holds already is not read again: a row tells which
 * event changed it last.
 * Used by list-index.ts and list-table.ts.
 */
import { readSegment, type Segment, summaryOf } from '../../core/lists/directory.ts';
import type { Dimension } from '../../core/lists/entry.ts';
import { bigintArray, textArray } from './arrays.ts';
import type { Session, Statement } from './connections.ts';

/** What was read before, and up to which event. */
export type Held = { eventId: number; segments: readonly Segment[] };
export const NOTHING_HELD: Held = { eventId: -1, segments: [] };

const READ: Statement = {
  name: 'read_list_segments',
  text: `SELECT start_value AS value, start_order_id AS "orderId", CASE WHEN event_id > $3 THEN summary END AS summary
    FROM list_segments WHERE account_id = $1 AND dimension = $2 ORDER BY start_value, start_order_id`,
};
const SAVE: Statement = {
  name: 'save_list_segments',
  text: `INSERT INTO list_segments (account_id, event_id, dimension, start_value, start_order_id, summary)
    SELECT $1::bigint, $2::bigint, * FROM unnest($3::text[], $4::bigint[], $5::bigint[], $6::text[])
    ON CONFLICT (account_id, dimension, start_value, start_order_id)
    DO UPDATE SET event_id = excluded.event_id, summary = excluded.summary`,
};
const REMOVE: Statement = {
  name: 'remove_list_segment',
  text: `DELETE FROM list_segments
    WHERE account_id = $1 AND dimension = $2 AND start_value = $3 AND start_order_id = $4`,
};

type SegmentRecord = { value: number; orderId: number; summary: string | null };

/** In their order. */
export async function readSegments(
  session: Session,
  { accountId, dimension }: { accountId: number; dimension: Dimension },
  held: Held,
): Promise<readonly Segment[]> {
  const byStart = new Map(held.segments.map((segment) => [nameOf(segment.start), segment]));
  const { rows } = await session.send<SegmentRecord>(READ, [accountId, dimension, held.eventId]);
  return rows.map(({ summary, ...start }) => {
    if (summary !== null) return readSegment(dimension, start, summary);
    const known = byStart.get(nameOf(start));
    if (known === undefined) throw new Error(`the segment at ${start.value} must have been read before`);
    return known;
  });
}

export async function saveSegments(
  session: Session,
  { accountId, eventId }: { accountId: number; eventId: number },
  segments: readonly Segment[],
): Promise<void> {
  if (segments.length === 0) return;
  await session.send(SAVE, [
    accountId,
    eventId,
    textArray(segments.map(({ dimension }) => dimension)),
    bigintArray(segments.map(({ start }) => start.value)),
    bigintArray(segments.map(({ start }) => start.orderId)),
    textArray(segments.map(summaryOf)),
  ]);
}

export async function removeSegments(session: Session, accountId: number, segments: readonly Segment[]): Promise<void> {
  await Promise.all(
    segments.map(({ dimension, start }) => session.send(REMOVE, [accountId, dimension, start.value, start.orderId])),
  );
}

function nameOf({ value, orderId }: { value: number; orderId: number }): string {
  return `${value} ${orderId}`;
}
