/**
 * Brings the lists of an account up to what was committed: reads the events behind its cursor, and writes what lists
 * know of the orders that they name. Some events a call, so that the writer is held for milliseconds only; in one
 * transaction with the cursor, so that lists never know half of it. Used by group.ts.
 */
import { hash } from 'node:crypto';
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { Directory, type EntryChange, type Segment, summaryOf } from '../../core/lists/directory.ts';
import { DIMENSIONS, type Dimension, entryOf, type ListEntry, type ListFacts } from '../../core/lists/entry.ts';
import { LineTexts, textName } from '../../core/lists/terms.ts';
import { columnOf, ENTRY_COLUMNS, factsOf } from './list-rows.ts';
import { NOTHING_HELD, SegmentTable } from './list-segments.ts';
import { TERM_PARTS, Tokens } from './list-terms.ts';
import { orderRowOf, prepareRows, WITH_CONTENT } from './rows.ts';

/** The writer is held for some five milliseconds; fewer would cost no more either. */
const EVENTS_AT_ONCE = 50;
const ACCOUNTS_KEPT = 20;
/** Texts known to stand: a catalog's worth. */
const TEXTS_KEPT = 50_000;

const TERMS_NAME_CHARS = 20;

type Stored = { facts: ListFacts; termsPart: number; termsName: string };
type Kept = { eventId: number; directory: Directory };

export class ListIndex {
  readonly #segments: SegmentTable;
  readonly #cursor: StatementSync;
  readonly #saveCursor: StatementSync;
  readonly #events: StatementSync;
  readonly #orders: StatementSync;
  readonly #entries: StatementSync;
  readonly #saveEntry: StatementSync;
  readonly #removeEntry: StatementSync;
  readonly #saveTerms: StatementSync;
  readonly #saveText: StatementSync;
  readonly #inSegment: ReadonlyMap<Dimension, StatementSync>;
  /** As of the cursor beside it; a transaction that was undone leaves one that the cursor does not match. */
  readonly #kept = new Map<number, Kept>();
  readonly #texts = new Map<number, Set<string>>();
  readonly #lineTexts = new LineTexts();
  readonly #tokens = new Tokens();

  constructor(db: DatabaseSync) {
    this.#segments = new SegmentTable(db);
    this.#cursor = db.prepare('SELECT event_id AS eventId FROM list_cursors WHERE account_id = ?');
    this.#saveCursor = db.prepare(
      `INSERT INTO list_cursors (account_id, event_id) VALUES (?, ?)
       ON CONFLICT (account_id) DO UPDATE SET event_id = excluded.event_id`,
    );
    this.#events = prepareRows(
      db,
      'SELECT event_id, order_id FROM events WHERE account_id = ? AND event_id > ? ORDER BY event_id LIMIT ?',
    );
    this.#orders = prepareRows(
      db,
      `SELECT ${WITH_CONTENT} FROM json_each(?2) AS name CROSS JOIN orders ON account_id = ?1 AND order_id = name.value`,
    );
    this.#entries = prepareRows(
      db,
      `SELECT ${ENTRY_COLUMNS}, terms_part, terms_name FROM json_each(?2) AS name CROSS JOIN list_entries
       ON account_id = ?1 AND order_id = name.value`,
    );
    this.#saveEntry = db.prepare(
      `INSERT INTO list_entries (account_id, ${ENTRY_COLUMNS}, number, batch_id, terms_part, terms_name)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (account_id, order_id) DO UPDATE SET status = excluded.status, store_id = excluded.store_id,
         modified_at = excluded.modified_at, placed_at = excluded.placed_at, paid_at = excluded.paid_at,
         number = excluded.number, batch_id = excluded.batch_id, terms_part = excluded.terms_part,
         terms_name = excluded.terms_name`,
    );
    this.#removeEntry = db.prepare('DELETE FROM list_entries WHERE account_id = ? AND order_id = ?');
    this.#saveTerms = db.prepare(
      `INSERT OR REPLACE INTO list_terms (rowid, terms) VALUES (CAST(? AS INTEGER) * ${TERM_PARTS} + CAST(? AS INTEGER), ?)`,
    );
    this.#saveText = db.prepare('INSERT OR IGNORE INTO list_texts (account_id, name, text) VALUES (?, ?, ?)');
    this.#inSegment = new Map(DIMENSIONS.map((dimension) => [dimension, inSegment(db, dimension)]));
  }

  /** True when there may be more to do. */
  settle(accountId: number): boolean {
    const after = (this.#cursor.get(accountId) as { eventId: number } | undefined)?.eventId ?? 0;
    // Not where the last one ended: what it wrote may have been undone, its texts with it.
    if (this.#kept.get(accountId)?.eventId !== after) this.#texts.clear();
    const events = this.#events.all(accountId, after, EVENTS_AT_ONCE) as unknown as [number, number][];
    const last = events.at(-1);
    if (last === undefined) return false;
    const [eventId] = last;
    const changes = this.#saveEntries(accountId, [...new Set(events.map(([, orderId]) => orderId))]);
    this.#saveSegments(accountId, { after, eventId, changes });
    this.#saveCursor.run(accountId, eventId);
    return events.length === EVENTS_AT_ONCE;
  }

  #saveEntries(accountId: number, orderIds: readonly number[]): readonly EntryChange[] {
    const names = JSON.stringify(orderIds.toSorted((a, b) => a - b));
    const before = new Map(
      this.#entries
        .all(accountId, names)
        .map(storedOf)
        .map((stored) => [stored.facts.orderId, stored]),
    );
    return this.#orders.all(accountId, names).map((cells): EntryChange => {
      const row = orderRowOf(cells);
      const stored = before.get(row.orderId) ?? null;
      const after = entryOf(row, this.#lineTexts);
      if (after !== null) this.#save(accountId, after, stored);
      else if (stored !== null) this.#removeEntry.run(accountId, row.orderId);
      return { before: stored?.facts ?? null, after };
    });
  }

  #save(accountId: number, entry: ListEntry, stored: Stored | null): void {
    const { orderId, status, storeId, createdAt, modifiedAt, placedAt, paidAt, number, batchId } = entry;
    const tokens = this.#tokens.of(accountId, entry.terms);
    const termsName = hash('sha256', tokens, 'base64url').slice(0, TERMS_NAME_CHARS);
    const isSame = stored?.termsName === termsName;
    const termsPart = stored === null || isSame ? (stored?.termsPart ?? 0) : (stored.termsPart + 1) % TERM_PARTS;
    const times = [createdAt, modifiedAt, placedAt, paidAt] as const;
    this.#saveEntry.run(accountId, orderId, status, storeId, ...times, number, batchId, termsPart, termsName);
    if (isSame) return;
    this.#saveTerms.run(orderId, termsPart, tokens);
    for (const text of entry.texts) this.#keepText(accountId, text);
  }

  #keepText(accountId: number, text: string): void {
    const kept = this.#texts.get(accountId) ?? new Set();
    if (kept.has(text)) return;
    this.#saveText.run(accountId, textName(text), text);
    if (kept.size >= TEXTS_KEPT) kept.clear();
    if (this.#texts.size > ACCOUNTS_KEPT) this.#texts.clear();
    this.#texts.set(accountId, kept.add(text));
  }

  #saveSegments(accountId: number, step: { after: number; eventId: number; changes: readonly EntryChange[] }): void {
    const directory = this.#directory(accountId, step.after);
    const { saved, removed, crowded } = directory.apply(step.changes);
    const parts = crowded.flatMap((segment) => directory.split(segment, this.#factsIn(accountId, segment, directory)));
    for (const segment of removed) this.#segments.remove(accountId, segment);
    for (const segment of [...saved, ...parts]) {
      this.#segments.save(accountId, { segment, summary: summaryOf(segment), eventId: step.eventId });
    }
    if (this.#kept.size > ACCOUNTS_KEPT) this.#kept.clear();
    this.#kept.set(accountId, { eventId: step.eventId, directory });
  }

  #directory(accountId: number, eventId: number): Directory {
    const kept = this.#kept.get(accountId);
    this.#kept.delete(accountId);
    if (kept?.eventId === eventId) return kept.directory;
    return new Directory(DIMENSIONS.flatMap((dimension) => this.#segments.read(accountId, dimension, NOTHING_HELD)));
  }

  #factsIn(accountId: number, segment: Segment, directory: Directory): readonly ListFacts[] {
    const { dimension, start } = segment;
    const until = directory.startBehind(segment);
    const statement = this.#inSegment.get(dimension) as StatementSync;
    return statement.all(accountId, start.value, start.orderId, until.value, until.orderId).map(factsOf);
  }
}

function storedOf(cells: unknown): Stored {
  const [termsPart, termsName] = (cells as unknown[]).slice(-2) as [number, string];
  return { facts: factsOf(cells), termsPart, termsName };
}

function inSegment(db: DatabaseSync, dimension: Dimension): StatementSync {
  const column = columnOf(dimension);
  return prepareRows(
    db,
    `SELECT ${ENTRY_COLUMNS} FROM list_entries WHERE account_id = ? AND (${column}, order_id) >= (?, ?)
     AND (${column}, order_id) < (?, ?) ORDER BY ${column}, order_id`,
  );
}
