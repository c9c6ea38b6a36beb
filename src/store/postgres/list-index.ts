/**
 * Brings the lists of an account up to what was committed: reads the events behind its cursor, and writes what lists
 * know of the orders that they name. Whoever holds the cursor's row is the only one who does, on any node; all of it
 * is one transaction with the cursor, so that lists never know half of it. An event counts once all before it are
 * committed, which the gate of decision 020 tells. Called by driver.ts.
 */
import { hash } from 'node:crypto';
import { Directory, type EntryChange, type Segment } from '../../core/lists/directory.ts';
import { DIMENSIONS, entryOf, type ListFacts } from '../../core/lists/entry.ts';
import { textName } from '../../core/lists/terms.ts';
import { bigintArray, textArray } from './arrays.ts';
import type { Connections, Session, Statement } from './connections.ts';
import { columnOf, entryArrays, FACTS, factsOf, SAVE_ENTRIES, type SavedEntry } from './list-rows.ts';
import { NOTHING_HELD, readSegments, removeSegments, saveSegments } from './list-segments.ts';
import { lexemesOf, SEPARATOR } from './list-terms.ts';
import { AWAIT_EVENTS } from './read-table.ts';
import { type FlatRow, orderRowOf, WITH_CONTENT } from './rows.ts';

/** A megabyte or so of documents. */
const EVENTS_AT_ONCE = 500;
const ACCOUNTS_KEPT = 50;
const TERMS_NAME_CHARS = 20;

const LAST_EVENT: Statement = {
  name: 'last_event',
  text: 'SELECT coalesce(max(event_id), 0) AS "eventId" FROM events WHERE account_id = $1',
};
const MAKE_CURSOR: Statement = {
  name: 'make_list_cursor',
  text: 'INSERT INTO list_cursors (account_id, event_id) VALUES ($1, 0) ON CONFLICT (account_id) DO NOTHING',
};
const HOLD_CURSOR: Statement = {
  name: 'hold_list_cursor',
  text: 'SELECT event_id AS "eventId" FROM list_cursors WHERE account_id = $1 FOR UPDATE',
};
const SAVE_CURSOR: Statement = {
  name: 'save_list_cursor',
  text: 'UPDATE list_cursors SET event_id = $2 WHERE account_id = $1',
};
const EVENTS: Statement = {
  name: 'events_for_lists',
  text: `SELECT event_id AS "eventId", order_id AS "orderId" FROM events
    WHERE account_id = $1 AND event_id > $2 AND event_id <= $3 ORDER BY event_id LIMIT $4`,
};
/** Each by its key alone (decision 025). */
const ORDERS: Statement = {
  name: 'orders_for_lists',
  text: `SELECT found.* FROM unnest($2::bigint[]) AS names (name) CROSS JOIN LATERAL (
      SELECT ${WITH_CONTENT} FROM orders WHERE account_id = $1 AND order_id = names.name OFFSET 0
    ) AS found`,
};
const ENTRIES: Statement = {
  name: 'entries_for_lists',
  text: `SELECT found.* FROM unnest($2::bigint[]) AS names (name) CROSS JOIN LATERAL (
      SELECT ${FACTS}, terms_name AS "termsName" FROM list_entries
      WHERE account_id = $1 AND order_id = names.name OFFSET 0
    ) AS found`,
};
const SAVE_TERMS: Statement = {
  name: 'save_list_terms',
  text: `INSERT INTO list_terms (account_id, order_id, terms)
    SELECT $1::bigint, order_id, array_to_tsvector(string_to_array(terms, $4))
    FROM unnest($2::bigint[], $3::text[]) AS r (order_id, terms)
    ON CONFLICT (account_id, order_id) DO UPDATE SET terms = excluded.terms`,
};
const SAVE_TEXTS: Statement = {
  name: 'save_list_texts',
  text: `INSERT INTO list_texts (account_id, name, text)
    SELECT $1::bigint, name, text FROM unnest($2::text[], $3::text[]) AS r (name, text)
    ON CONFLICT (account_id, name) DO NOTHING`,
};
const REMOVE_ENTRIES: Statement = {
  name: 'remove_list_entries',
  text: 'DELETE FROM list_entries WHERE account_id = $1 AND order_id = ANY ($2::bigint[])',
};
const REMOVE_TERMS: Statement = {
  name: 'remove_list_terms',
  text: 'DELETE FROM list_terms WHERE account_id = $1 AND order_id = ANY ($2::bigint[])',
};

type Kept = { eventId: number; directory: Directory };
type Stored = ListFacts & { termsName: string };
/** What an order was to the lists, and is. */
type Settled = EntryChange & { saved: SavedEntry | null; hasNewTerms: boolean; orderId: number; lexemes: string };

export class ListIndex {
  readonly #connections: Connections;
  /** As of the event beside it: whoever finds the cursor there may use it. */
  readonly #kept = new Map<number, Kept>();

  constructor(connections: Connections) {
    this.#connections = connections;
  }

  /** True when there may be more to do. */
  async settle(accountId: number): Promise<boolean> {
    const [, { rows }] = await this.#connections.step('write', (session) =>
      Promise.all([
        session.send(AWAIT_EVENTS, [accountId]),
        session.send<{ eventId: number }>(LAST_EVENT, [accountId]),
      ]),
    );
    const until = rows[0]?.eventId ?? 0;
    const { kept, hasMore } = await this.#connections.run('write', (session) =>
      this.#settle(session, accountId, until),
    );
    if (kept !== null) this.#kept.set(accountId, kept);
    return hasMore;
  }

  async #settle(session: Session, accountId: number, until: number): Promise<{ kept: Kept | null; hasMore: boolean }> {
    const [, held] = await Promise.all([
      session.send(MAKE_CURSOR, [accountId]),
      session.send<{ eventId: number }>(HOLD_CURSOR, [accountId]),
    ]);
    const after = held.rows[0]?.eventId ?? 0;
    const { rows } = await session.send<{ eventId: number; orderId: number }>(EVENTS, [
      accountId,
      after,
      until,
      EVENTS_AT_ONCE,
    ]);
    const eventId = rows.at(-1)?.eventId;
    if (eventId === undefined) return { kept: null, hasMore: false };
    const changes = await changesOf(session, accountId, [...new Set(rows.map(({ orderId }) => orderId))]);
    await saveChanges(session, accountId, changes);
    const directory = await this.#directory(session, accountId, after);
    await saveDirectory(session, { accountId, eventId, directory }, changes);
    await session.send(SAVE_CURSOR, [accountId, eventId]);
    return { kept: { eventId, directory }, hasMore: rows.length === EVENTS_AT_ONCE };
  }

  /** Taken out, so that a transaction that fails leaves none behind. */
  async #directory(session: Session, accountId: number, eventId: number): Promise<Directory> {
    const kept = this.#kept.get(accountId);
    if (this.#kept.size > ACCOUNTS_KEPT) this.#kept.clear();
    this.#kept.delete(accountId);
    if (kept?.eventId === eventId) return kept.directory;
    const read = DIMENSIONS.map((dimension) => readSegments(session, { accountId, dimension }, NOTHING_HELD));
    return new Directory((await Promise.all(read)).flat());
  }
}

async function changesOf(session: Session, accountId: number, ids: readonly number[]): Promise<readonly Settled[]> {
  const names = bigintArray(ids);
  const [orders, entries] = await Promise.all([
    session.send<FlatRow>(ORDERS, [accountId, names]),
    session.send<Stored>(ENTRIES, [accountId, names]),
  ]);
  const stored = new Map(entries.rows.map((entry) => [entry.orderId, entry]));
  return orders.rows.map((record) => {
    const known = stored.get(record.orderId) ?? null;
    const after = entryOf(orderRowOf(record));
    const lexemes = after === null ? '' : lexemesOf(accountId, after.terms);
    const termsName = hash('sha256', lexemes, 'base64url').slice(0, TERMS_NAME_CHARS);
    return {
      orderId: record.orderId,
      before: known === null ? null : factsOf(known),
      after,
      saved: after === null ? null : { entry: after, termsName },
      hasNewTerms: after !== null && known?.termsName !== termsName,
      lexemes,
    };
  });
}

async function saveChanges(session: Session, accountId: number, changes: readonly Settled[]): Promise<void> {
  const saved = changes.flatMap((change) => change.saved ?? []);
  const removed = bigintArray(changes.flatMap(({ after, orderId }) => (after === null ? [orderId] : [])));
  const termed = changes.filter(({ hasNewTerms }) => hasNewTerms);
  const texts = [...new Set(termed.flatMap(({ saved: row }) => row?.entry.texts ?? []))];
  const ids = bigintArray(termed.map(({ orderId }) => orderId));
  await Promise.all([
    session.send(SAVE_ENTRIES, [accountId, ...entryArrays(saved)]),
    session.send(REMOVE_ENTRIES, [accountId, removed]),
    session.send(REMOVE_TERMS, [accountId, removed]),
    session.send(SAVE_TERMS, [accountId, ids, textArray(termed.map(({ lexemes }) => lexemes)), SEPARATOR]),
    session.send(SAVE_TEXTS, [accountId, textArray(texts.map(textName)), textArray(texts)]),
  ]);
}

type At = { accountId: number; eventId: number; directory: Directory };

async function saveDirectory(session: Session, { accountId, eventId, directory }: At, changes: readonly EntryChange[]) {
  const { saved, removed, crowded } = directory.apply(changes);
  const parts: Segment[] = [];
  for (const segment of crowded) {
    parts.push(...directory.split(segment, await factsIn(session, accountId, { segment, directory })));
  }
  // A crowded one has given its place, and its row, to the first of its parts.
  const segments = [...saved.filter((segment) => !crowded.includes(segment)), ...parts];
  await removeSegments(session, accountId, removed);
  await saveSegments(session, { accountId, eventId }, segments);
}

async function factsIn(
  session: Session,
  accountId: number,
  { segment, directory }: { segment: Segment; directory: Directory },
): Promise<readonly ListFacts[]> {
  const { dimension, start } = segment;
  const until = directory.startBehind(segment);
  const column = columnOf(dimension);
  const text = `SELECT ${FACTS} FROM list_entries WHERE account_id = $1 AND (${column}, order_id) >= ($2, $3)
    AND (${column}, order_id) < ($4, $5) ORDER BY ${column}, order_id`;
  const values = [accountId, start.value, start.orderId, until.value, until.orderId];
  return (await session.send<ListFacts>({ name: '', text }, values)).rows;
}
