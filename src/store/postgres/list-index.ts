/**
 * Brings the lists of an account up to what was committed: reads the events behind its cursor, and writes what lists
 * know of the orders that they name. Whoever holds the cursor's row is the only one who does, on any node; all of it
 * is one transaction with the cursor, so that lists never know half of it. An event counts once all before it are
 * committed, which the gate of decision 020 tells. Called by driver.ts.
 */
import { hash } from 'node:crypto';
import { Directory, type EntryChange, type Segment } from '../../core/lists/directory.ts';
import { DIMENSIONS, entryOf, type ListFacts } from '../../core/lists/entry.ts';
import { LineTexts, textName } from '../../core/lists/terms.ts';
import { mapInTurns } from '../../core/loop-turn.ts';
import { bigintArray, textArray } from './arrays.ts';
import type { Connections, Session, Statement, Value } from './connections.ts';
import { ADD_ENTRIES, columnOf, entryArrays, FACTS, factsOf, SAVE_ENTRIES, type SavedEntry } from './list-rows.ts';
import { NOTHING_HELD, readSegments, removeSegments, saveSegments } from './list-segments.ts';
import { lexemesOf, SEPARATOR } from './list-terms.ts';
import { AWAIT_EVENTS } from './read-table.ts';
import { type FlatRow, orderRowOf, WITH_CONTENT } from './rows.ts';

/** A megabyte or so of documents. */
const EVENTS_AT_ONCE = 500;
const ACCOUNTS_KEPT = 50;
const TERMS_NAME_CHARS = 20;
/** The terms of as many take a quarter of a millisecond to read through. */
const UNTIDY_MAX = 1_000;

const ACCOUNTS: Statement = { name: 'accounts', text: 'SELECT account_id AS "accountId" FROM accounts' };
const SETTLED: Statement = { name: 'settled_accounts', text: 'SELECT account_id AS "accountId" FROM list_cursors' };
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
const INSERT_TERMS = `INSERT INTO list_terms (account_id, order_id, terms)
  SELECT $1::bigint, order_id, array_to_tsvector(string_to_array(terms, $4))
  FROM unnest($2::bigint[], $3::text[]) AS r (order_id, terms)`;
const ADD_TERMS: Statement = { name: 'add_list_terms', text: INSERT_TERMS };
const SAVE_TERMS: Statement = {
  name: 'save_list_terms',
  text: `${INSERT_TERMS} ON CONFLICT (account_id, order_id) DO UPDATE SET terms = excluded.terms`,
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
/** What the index of terms was given lately stands in a heap that every search reads; from here on it stands in its place. */
const TIDY_TERMS: Statement = {
  name: 'tidy_list_terms',
  text: `SELECT gin_clean_pending_list('list_terms_by_term')`,
};
const REMOVE_TERMS: Statement = {
  name: 'remove_list_terms',
  text: 'DELETE FROM list_terms WHERE account_id = $1 AND order_id = ANY ($2::bigint[])',
};

type Kept = { eventId: number; directory: Directory };
type Stored = ListFacts & { termsName: string };
/** What an order was to the lists, and is. */
type Settled = EntryChange & { saved: SavedEntry | null; hasNewTerms: boolean; orderId: number; lexemes: string };

/** Accounts of which no list was ever settled. */
export async function unsettledAccounts(connections: Connections): Promise<readonly number[]> {
  const [accounts, settled] = await connections.step('read', (session) =>
    Promise.all([ACCOUNTS, SETTLED].map((statement) => session.send<{ accountId: number }>(statement, []))),
  );
  const done = new Set(settled?.rows.map(({ accountId }) => accountId));
  return (accounts?.rows ?? []).map(({ accountId }) => accountId).filter((accountId) => !done.has(accountId));
}

export class ListIndex {
  readonly #connections: Connections;
  /** As of the event beside it: whoever finds the cursor there may use it. */
  readonly #kept = new Map<number, Kept>();
  readonly #lineTexts = new LineTexts();
  /** Orders whose terms this node has written since it last tidied up. */
  #untidy = 0;

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
    if (!hasMore && this.#untidy >= UNTIDY_MAX) await this.#tidy();
    return hasMore;
  }

  /** In a transaction of its own: whoever may not do it leaves it to the database, which comes to it by itself. */
  async #tidy(): Promise<void> {
    this.#untidy = 0;
    await this.#connections.step('write', (session) => session.send(TIDY_TERMS, [])).catch(() => undefined);
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
    const orderIds = [...new Set(rows.map(({ orderId }) => orderId))];
    const changes = await this.#changes(session, accountId, orderIds);
    await saveChanges(session, accountId, changes);
    this.#untidy += termedOf(changes).length;
    const directory = await this.#directory(session, accountId, after);
    await saveDirectory(session, { accountId, eventId, directory }, changes);
    await session.send(SAVE_CURSOR, [accountId, eventId]);
    return { kept: { eventId, directory }, hasMore: rows.length === EVENTS_AT_ONCE };
  }

  async #changes(session: Session, accountId: number, ids: readonly number[]): Promise<readonly Settled[]> {
    const names = bigintArray(ids);
    const [orders, entries] = await Promise.all([
      session.send<FlatRow>(ORDERS, [accountId, names]),
      session.send<Stored>(ENTRIES, [accountId, names]),
    ]);
    const stored = new Map(entries.rows.map((entry) => [entry.orderId, entry]));
    return mapInTurns(orders.rows, (record) => {
      const known = stored.get(record.orderId) ?? null;
      const after = entryOf(orderRowOf(record), this.#lineTexts);
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

/** What is new to the lists is put in plainly, as the row of an order is (decision 024). */
async function saveChanges(session: Session, accountId: number, changes: readonly Settled[]): Promise<void> {
  const fresh = changes.filter(({ before }) => before === null);
  const known = changes.filter(({ before }) => before !== null);
  const removed = known.flatMap(({ after, orderId }) => (after === null ? [orderId] : []));
  const texts = [...new Set(termedOf(changes).flatMap(({ saved }) => saved?.entry.texts ?? []))];
  await Promise.all([
    ...sendEach(session, ADD_ENTRIES, { accountId, of: savedOf(fresh), arrays: entryArrays }),
    ...sendEach(session, SAVE_ENTRIES, { accountId, of: savedOf(known), arrays: entryArrays }),
    ...sendEach(session, REMOVE_ENTRIES, { accountId, of: removed, arrays: idArrays }),
    ...sendEach(session, REMOVE_TERMS, { accountId, of: removed, arrays: idArrays }),
    ...sendEach(session, ADD_TERMS, { accountId, of: termedOf(fresh), arrays: termArrays }),
    ...sendEach(session, SAVE_TERMS, { accountId, of: termedOf(known), arrays: termArrays }),
    ...sendEach(session, SAVE_TEXTS, { accountId, of: texts, arrays: textArrays }),
  ]);
}

type Sent<T> = { accountId: number; of: readonly T[]; arrays: (of: readonly T[]) => readonly Value[] };

/** Nothing where there is nothing to say. */
function sendEach<T>(session: Session, statement: Statement, { accountId, of, arrays }: Sent<T>): Promise<unknown>[] {
  return of.length === 0 ? [] : [session.send(statement, [accountId, ...arrays(of)])];
}

const savedOf = (changes: readonly Settled[]) => changes.flatMap(({ saved }) => saved ?? []);
const termedOf = (changes: readonly Settled[]) => changes.filter(({ hasNewTerms }) => hasNewTerms);
const idArrays = (ids: readonly number[]) => [bigintArray(ids)];
const textArrays = (texts: readonly string[]) => [textArray(texts.map(textName)), textArray(texts)];
const termArrays = (termed: readonly Settled[]) => [
  bigintArray(termed.map(({ orderId }) => orderId)),
  textArray(termed.map(({ lexemes }) => lexemes)),
  SEPARATOR,
];

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
