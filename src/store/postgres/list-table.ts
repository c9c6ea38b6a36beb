/**
 * Lists and scans of orders from their index, read from a replica where there is one: runs the steps of
 * core/lists/answer.ts and reads the documents of the page alone, all in one snapshot, so that they agree.
 * Lists that are behind what was committed are settled first; where that cannot be, the orders themselves are asked
 * (list-whole.ts), which takes its time but answers the same. Called by driver.ts.
 */
import {
  type Ask,
  type Gathering,
  type ListAnswer,
  listSteps,
  type Reply,
  type Steps,
  scanSteps,
} from '../../core/lists/answer.ts';
import { type Cut, cutOf } from '../../core/lists/cut.ts';
import type { Dimension, Key } from '../../core/lists/entry.ts';
import { HeldTexts } from '../../core/lists/held-texts.ts';
import type { TermGroup } from '../../core/lists/terms.ts';
import type { Order } from '../../core/order.ts';
import {
  foldCase,
  type OrderFilter,
  type OrderPage,
  type OrderQuery,
  type OrderScan,
  type OrderScanPage,
} from '../../core/queries.ts';
import { storable } from '../../core/storable.ts';
import { bigintArray } from './arrays.ts';
import type { Connections, Session, Statement } from './connections.ts';
import {
  BROAD_MIN,
  beliefSql,
  broadWalkSql,
  countSql,
  gatherCountSql,
  gatherSql,
  isWalkable,
  type ListSql,
  walkSql,
} from './list-query.ts';
import { type Held, NOTHING_HELD, readSegments } from './list-segments.ts';
import { ORDERS_OF, WholeList } from './list-whole.ts';
import { type FlatRow, orderOf } from './rows.ts';

/** Directories kept between lists. */
const ACCOUNTS_KEPT = 50;
/** After an upgrade or beside an import there may be more to settle than a caller waits for. */
const SETTLING_MS_MAX = 3_000;

/** How far the lists have come, and how far they could. */
const STANDING: Statement = {
  name: 'list_standing',
  text: `SELECT coalesce((SELECT event_id FROM list_cursors WHERE account_id = $1), 0) AS settled,
    coalesce((SELECT max(event_id) FROM events WHERE account_id = $1), 0) AS committed`,
};
const TEXTS: Statement = {
  name: 'list_texts_holding',
  text: 'SELECT text FROM list_texts WHERE account_id = $1 AND strpos(text, $2) > 0',
};
/** The index that a walk names the order of, however little the planner believes an account to hold. */
export const PLANS = 'SET LOCAL enable_seqscan = off; SET LOCAL enable_sort = off';

type Standing = { settled: number; committed: number };
/** What lists have to be settled to: null for as far as they could be. */
type Answered<T> = { value: T } | { behind: number };
export type Settle = (accountId: number) => Promise<boolean>;

export class ListTable {
  readonly #connections: Connections;
  readonly #settle: Settle;
  readonly #whole: WholeList;
  readonly #held = new Map<number, Map<Dimension, Held>>();
  readonly #heldTexts = new HeldTexts();

  constructor(connections: Connections, settle: Settle) {
    this.#connections = connections;
    this.#settle = settle;
    this.#whole = new WholeList(connections);
  }

  async listOrders(accountId: number, query: OrderQuery): Promise<OrderPage> {
    const page = await this.#answer(accountId, async (run, at) => {
      const { keys, total } = await run<ListAnswer>(listSteps(await this.#cut(at, query), query));
      return { orders: await ordersOf(at.session, accountId, keys), total };
    });
    return page ?? this.#whole.listOrders(accountId, query);
  }

  /** One key more than asked for tells whether the scan goes on. */
  async scanOrders(accountId: number, scan: OrderScan): Promise<OrderScanPage> {
    const page = await this.#answer(accountId, async (run, at) => {
      const cut = await this.#cut(at, scan);
      const found = await run(scanSteps(cut, { ...scan, limit: scan.limit + 1 }));
      const keys = found.slice(0, scan.limit);
      const next = found.length > keys.length ? (keys.at(-1) ?? null) : null;
      return { orders: await ordersOf(at.session, accountId, keys), next };
    });
    return page ?? this.#whole.scanOrders(accountId, scan);
  }

  /** Whatever was committed before the call is in the answer; null when it could not be settled. */
  async #answer<T>(accountId: number, work: Work<T>): Promise<T | null> {
    const first = await this.#tryAt(accountId, null, work);
    if ('value' in first) return first.value;
    if (!(await this.#settleUntil(accountId))) return null;
    const second = await this.#tryAt(accountId, first.behind, work);
    return 'value' in second ? second.value : null;
  }

  async #settleUntil(accountId: number): Promise<boolean> {
    const endsAt = performance.now() + SETTLING_MS_MAX;
    try {
      while (await this.#settle(accountId)) if (performance.now() > endsAt) return false;
      return true;
    } catch {
      // The primary is away, or busy: the orders are asked, and whoever writes will hear of it.
      return false;
    }
  }

  /** `least`: how far the lists must have come; null for as far as there is. */
  #tryAt<T>(accountId: number, least: number | null, work: Work<T>): Promise<Answered<T>> {
    return this.#connections.run('snapshot', async (session): Promise<Answered<T>> => {
      const [, { rows }] = await Promise.all([session.script(PLANS), session.send<Standing>(STANDING, [accountId])]);
      const { settled, committed } = rows[0] as Standing;
      if (settled < (least ?? committed)) return { behind: committed };
      const at = { session, accountId, settled };
      return { value: await work((steps) => this.#run(steps, at), at) };
    });
  }

  async #run<R>(steps: Steps<R>, at: At): Promise<R> {
    let step = steps.next();
    while (step.done !== true) step = steps.next(await this.#reply(step.value, at));
    return step.value;
  }

  async #reply(asked: Ask, at: At): Promise<Reply> {
    const { session, accountId } = at;
    if (asked.ask === 'directory') return this.#directory(asked.dimension, at);
    if (asked.ask === 'walk') return keysOf(session, walkSql(accountId, asked));
    if (asked.ask === 'counts') {
      return Promise.all(asked.spans.map((span) => countOf(session, countSql(accountId, span, asked.cut))));
    }
    if (asked.ask === 'gather') return gather(session, accountId, asked.gathering);
    const sql = gatherCountSql(accountId, asked.gathering);
    return sql === null ? 0 : countOf(session, sql);
  }

  async #cut(at: At, filter: OrderFilter): Promise<Cut> {
    const { lineKeyword } = filter;
    const part = lineKeyword === undefined ? null : storable(foldCase(lineKeyword));
    const cut = cutOf(filter, part === null ? [] : await this.#textsWith(at, part));
    return { ...cut, groups: await weighed(at, cut.groups) };
  }

  async #textsWith(at: At, part: string): Promise<readonly string[]> {
    const standing = { accountId: at.accountId, eventId: at.settled };
    const known = this.#heldTexts.find(standing, part);
    if (known !== null) return known;
    // Every text holds the empty one.
    if (!this.#heldTexts.isWorthReading(standing)) return textsFrom(at, part);
    this.#heldTexts.keep(standing, await textsFrom(at, ''));
    return this.#heldTexts.find(standing, part) ?? textsFrom(at, part);
  }

  async #directory(dimension: Dimension, { session, accountId, settled }: At) {
    const held = this.#held.get(accountId)?.get(dimension) ?? NOTHING_HELD;
    if (held.eventId === settled) return held.segments;
    // A snapshot from before what is held must not take it for its own.
    const known = held.eventId < settled ? held : NOTHING_HELD;
    const segments = await readSegments(session, { accountId, dimension }, known);
    if (this.#held.size > ACCOUNTS_KEPT) this.#held.clear();
    const ofAccount = this.#held.get(accountId) ?? new Map<Dimension, Held>();
    this.#held.set(accountId, ofAccount.set(dimension, { eventId: settled, segments }));
    return segments;
  }
}

type At = { session: Session; accountId: number; settled: number };
type Work<T> = (run: <R>(steps: Steps<R>) => Promise<R>, at: At) => Promise<T>;

async function textsFrom({ session, accountId }: At, part: string): Promise<readonly string[]> {
  const { rows } = await session.send<{ text: string }>(TEXTS, [accountId, part]);
  return rows.map(({ text }) => text);
}

async function gather(session: Session, accountId: number, gathering: Gathering): Promise<readonly Key[]> {
  const { groups } = gathering.cut;
  if (isWalkable(gathering) && (await believed(session, accountId, groups)) >= BROAD_MIN) {
    const met = await keysOf(session, broadWalkSql(accountId, gathering));
    if (met.length === gathering.limit) return met;
  }
  const sql = gatherSql(accountId, gathering);
  return sql === null ? [] : keysOf(session, sql);
}

type Belief = { 'QUERY PLAN': readonly [{ Plan: { 'Plan Rows': number } }] };

async function believed(session: Session, accountId: number, groups: readonly TermGroup[]): Promise<number> {
  const sql = beliefSql(accountId, groups);
  if (sql === null) return 0;
  const { rows } = await session.send<Belief>({ name: '', text: sql.text }, sql.values);
  return rows[0]?.['QUERY PLAN'][0].Plan['Plan Rows'] ?? 0;
}

/** Broad ones are told apart, unless all of them are. */
async function weighed({ session, accountId }: At, groups: readonly TermGroup[]): Promise<readonly TermGroup[]> {
  if (groups.length < 2) return groups;
  const beliefs = await Promise.all(groups.map((group) => believed(session, accountId, [group])));
  if (Math.min(...beliefs) >= BROAD_MIN) return groups;
  return groups.map((group, index) => ({ ...group, isBroad: (beliefs[index] ?? 0) >= BROAD_MIN }));
}

async function countOf(session: Session, { text, values }: ListSql): Promise<number> {
  return (await session.send<{ count: number }>({ name: '', text }, values)).rows[0]?.count ?? 0;
}

async function keysOf(session: Session, { text, values }: ListSql): Promise<readonly Key[]> {
  return (await session.send<Key>({ name: '', text }, values)).rows;
}

async function ordersOf(session: Session, accountId: number, keys: readonly Key[]): Promise<readonly Order[]> {
  if (keys.length === 0) return [];
  const { rows } = await session.send<FlatRow>(ORDERS_OF, [accountId, bigintArray(keys.map(({ orderId }) => orderId))]);
  const found = new Map(rows.map((row) => [row.orderId, row]));
  return keys.flatMap(({ orderId }) => {
    const row = found.get(orderId);
    return row === undefined || row.deletedAt !== null ? [] : [orderOf(row)];
  });
}
