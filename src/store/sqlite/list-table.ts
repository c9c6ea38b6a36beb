/**
 * Lists and scans of orders from their index: runs the steps of core/lists/answer.ts, each as a statement that walks
 * one index within bounds, and reads the documents of the page alone. All of one answer is read in one transaction,
 * so that it agrees. Used by worker.ts on the reading connection; never writes.
 */
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { OrderRow } from '../../core/command.ts';
import { type Ask, type ListAnswer, listSteps, type Reply, type Steps, scanSteps } from '../../core/lists/answer.ts';
import { type Cut, cutOf } from '../../core/lists/cut.ts';
import type { Dimension, Key } from '../../core/lists/entry.ts';
import { HeldTexts } from '../../core/lists/held-texts.ts';
import { foldCase, type OrderFilter, type OrderPosition, type OrderQuery, type OrderScan } from '../../core/queries.ts';
import { storable } from '../../core/storable.ts';
import { countSql, gatherCountSql, gatherSql, type ListSql, walkSql } from './list-query.ts';
import { type Held, NOTHING_HELD, SegmentTable } from './list-segments.ts';
import { Vocabulary } from './list-terms.ts';
import { orderRowOf, prepareRows, WITH_CONTENT } from './rows.ts';

/** Directories kept between lists. */
const ACCOUNTS_KEPT = 20;

/** How far the lists have come, and how far they could. */
type Standing = { settled: number; committed: number };
/** Whose lists, and up to which event. */
type At = { accountId: number; eventId: number };
type Work<T> = (run: <R>(steps: Steps<R>) => R, at: At) => T;

export class ListTable {
  readonly #db: DatabaseSync;
  readonly #segments: SegmentTable;
  readonly #vocabulary: Vocabulary;
  readonly #heldTexts = new HeldTexts();
  readonly #standing: StatementSync;
  readonly #unsettled: StatementSync;
  readonly #texts: StatementSync;
  readonly #orders: StatementSync;
  readonly #held = new Map<number, Map<Dimension, Held>>();

  constructor(db: DatabaseSync) {
    this.#db = db;
    this.#segments = new SegmentTable(db);
    this.#vocabulary = new Vocabulary(db);
    this.#standing = db.prepare(
      `SELECT coalesce((SELECT event_id FROM list_cursors WHERE account_id = ?1), 0) AS settled,
         coalesce((SELECT max(event_id) FROM events WHERE account_id = ?1), 0) AS committed`,
    );
    this.#unsettled = prepareRows(
      db,
      'SELECT account_id FROM accounts WHERE account_id NOT IN (SELECT account_id FROM list_cursors)',
    );
    this.#texts = prepareRows(db, 'SELECT text FROM list_texts WHERE account_id = ? AND instr(text, ?) > 0');
    this.#orders = prepareRows(
      db,
      `SELECT ${WITH_CONTENT} FROM json_each(?2) AS name CROSS JOIN orders
       ON account_id = ?1 AND order_id = name.value AND deleted_at IS NULL`,
    );
  }

  /** Null when the lists must be settled first; `isLax`: as far as they have come will do. */
  listOrders(accountId: number, query: OrderQuery, isLax: boolean): ListRows | null {
    return this.#answer(accountId, isLax, (run, at) => {
      const { keys, total } = run<ListAnswer>(listSteps(this.#cut(at, query), query));
      return { rows: this.#rows(accountId, keys), total };
    });
  }

  /** One key more than asked for tells whether the scan goes on. */
  scanOrders(accountId: number, scan: OrderScan, isLax: boolean): ScanRows | null {
    return this.#answer(accountId, isLax, (run, at) => {
      const found = run(scanSteps(this.#cut(at, scan), { ...scan, limit: scan.limit + 1 }));
      const keys = found.slice(0, scan.limit);
      return { rows: this.#rows(accountId, keys), next: found.length > keys.length ? (keys.at(-1) ?? null) : null };
    });
  }

  /** Those whose first list would have to wait for every order. */
  unsettledAccounts(): readonly number[] {
    return this.#unsettled.all().map((cells) => (cells as unknown as [number])[0]);
  }

  #answer<T>(accountId: number, isLax: boolean, work: Work<T>): T | null {
    this.#db.exec('BEGIN');
    try {
      const { settled, committed } = this.#standing.get(accountId) as Standing;
      if (settled < committed && !isLax) return null;
      const at = { accountId, eventId: settled };
      return work((steps) => this.#run(steps, at), at);
    } finally {
      this.#db.exec('COMMIT');
    }
  }

  #run<R>(steps: Steps<R>, at: At): R {
    let step = steps.next();
    while (step.done !== true) step = steps.next(this.#reply(step.value, at));
    return step.value;
  }

  #reply(asked: Ask, { accountId, eventId }: At): Reply {
    if (asked.ask === 'directory') return this.#directory(accountId, asked.dimension, eventId);
    if (asked.ask === 'counts') {
      return asked.spans.map((span) => this.#count(countSql(accountId, span, asked.cut)));
    }
    if (asked.ask === 'walk') return this.#keys(walkSql(accountId, asked));
    const sql = asked.ask === 'gather' ? gatherSql : gatherCountSql;
    const made = sql(accountId, asked.gathering);
    if (asked.ask === 'gather') return made === null ? [] : this.#keys(made);
    return made === null ? 0 : this.#count(made);
  }

  #directory(accountId: number, dimension: Dimension, settled: number) {
    const ofAccount = this.#held.get(accountId) ?? new Map<Dimension, Held>();
    const held = ofAccount.get(dimension) ?? NOTHING_HELD;
    if (held.eventId === settled) return held.segments;
    const segments = this.#segments.read(accountId, dimension, held);
    ofAccount.set(dimension, { eventId: settled, segments });
    if (this.#held.size > ACCOUNTS_KEPT) this.#held.clear();
    this.#held.set(accountId, ofAccount);
    return segments;
  }

  #cut(at: At, filter: OrderFilter): Cut {
    const { lineKeyword } = filter;
    const cut = cutOf(filter, lineKeyword === undefined ? [] : this.#textsWith(at, storable(foldCase(lineKeyword))));
    return { ...cut, groups: this.#vocabulary.wholeGroups(at.accountId, cut.groups) };
  }

  #textsWith(at: At, part: string): readonly string[] {
    const known = this.#heldTexts.find(at, part);
    if (known !== null) return known;
    // Every text holds the empty one.
    if (!this.#heldTexts.isWorthReading(at)) return this.#textsFrom(at.accountId, part);
    this.#heldTexts.keep(at, this.#textsFrom(at.accountId, ''));
    return this.#heldTexts.find(at, part) ?? this.#textsFrom(at.accountId, part);
  }

  #textsFrom(accountId: number, part: string): readonly string[] {
    return (this.#texts.all(accountId, part) as unknown as [string][]).map(([text]) => text);
  }

  #count({ text, values }: ListSql): number {
    const statement = prepareRows(this.#db, text);
    return (statement.get(...values) as unknown as [number])[0];
  }

  #keys({ text, values }: ListSql): readonly Key[] {
    const rows = prepareRows(this.#db, text).all(...values) as unknown as [number, number][];
    return rows.map(([value, orderId]) => ({ value, orderId }));
  }

  #rows(accountId: number, keys: readonly Key[]): readonly OrderRow[] {
    return this.#orders.all(accountId, JSON.stringify(keys.map(({ orderId }) => orderId))).map(orderRowOf);
  }
}

export type ListRows = { rows: readonly OrderRow[]; total: number };
export type ScanRows = { rows: readonly OrderRow[]; next: OrderPosition | null };
