/**
 * The segments of an account's directory as rows. What a reader holds already is not read again: a row tells which
 * event changed it last.
 * Used by list-index.ts and list-table.ts.
 */
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { readSegment, type Segment } from '../../core/lists/directory.ts';
import type { Dimension } from '../../core/lists/entry.ts';
import { prepareRows } from './rows.ts';

/** What was read before, and up to which event. */
export type Held = { eventId: number; segments: readonly Segment[] };

export const NOTHING_HELD: Held = { eventId: -1, segments: [] };

type SegmentCells = [startValue: number, startOrderId: number, summary: string | null];

export class SegmentTable {
  readonly #read: StatementSync;
  readonly #save: StatementSync;
  readonly #remove: StatementSync;

  constructor(db: DatabaseSync) {
    this.#read = prepareRows(
      db,
      `SELECT start_value, start_order_id, iif(event_id > ?, summary, NULL) FROM list_segments
       WHERE account_id = ? AND dimension = ? ORDER BY start_value, start_order_id`,
    );
    this.#save = db.prepare(
      `INSERT INTO list_segments (account_id, dimension, start_value, start_order_id, event_id, summary)
       VALUES (?, ?, ?, ?, ?, ?)
       ON CONFLICT (account_id, dimension, start_value, start_order_id)
       DO UPDATE SET event_id = excluded.event_id, summary = excluded.summary`,
    );
    this.#remove = db.prepare(
      `DELETE FROM list_segments WHERE account_id = ? AND dimension = ? AND start_value = ? AND start_order_id = ?`,
    );
  }

  /** In their order. */
  read(accountId: number, dimension: Dimension, held: Held): readonly Segment[] {
    const byStart = new Map(
      held.segments.map((segment) => [nameOf(segment.start.value, segment.start.orderId), segment]),
    );
    const rows = this.#read.all(held.eventId, accountId, dimension) as unknown as SegmentCells[];
    return rows.map(([value, orderId, summary]) => {
      const known = byStart.get(nameOf(value, orderId));
      if (summary !== null) return readSegment(dimension, { value, orderId }, summary);
      if (known === undefined) throw new Error(`the segment at ${value} must have been read before`);
      return known;
    });
  }

  save(accountId: number, { segment, summary, eventId }: { segment: Segment; summary: string; eventId: number }): void {
    const { dimension, start } = segment;
    this.#save.run(accountId, dimension, start.value, start.orderId, eventId, summary);
  }

  remove(accountId: number, { dimension, start }: Segment): void {
    this.#remove.run(accountId, dimension, start.value, start.orderId);
  }
}

function nameOf(value: number, orderId: number): string {
  return `${value} ${orderId}`;
}
