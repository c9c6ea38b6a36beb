/**
 * What a connection is to us, and how a transaction on it begins. Where nothing stands between, what every transaction
 * would have to set is set once; behind a pooler nothing outlives a transaction (decision 024). Plans are made anew
 * until the tables have grown: kept from when they were empty, a plan meets every order of the account (decision 025).
 * Used by connections.ts.
 */
import type pg from 'pg';

/**
 * How the transaction of a session begins. A command is a write that meets rows by whole unique keys alone, so that
 * its statements have one best plan whatever they are asked.
 */
export type SessionKind = 'command' | 'write' | 'read' | 'snapshot';
export type Timeouts = { statementTimeoutMs: number; lockTimeoutMs: number };
type Settings = Timeouts & { namedStatements: 'auto' | 'on' | 'off' };

/** `processID` is what the server, or whoever stands before it, told at the welcome. */
export type Client = pg.PoolClient & { processID?: number | null };
/** `isDirect`: one process of the server from beginning to end, so that what was set stays. */
type Standing = { isDirect: boolean; hasNamedStatements: boolean; plannedAt: number };

const BEGIN: Readonly<Record<SessionKind, string>> = {
  command: 'BEGIN',
  write: 'BEGIN',
  read: 'BEGIN READ ONLY',
  snapshot: 'BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY',
};
const PLANNED_ANEW = 'plan_cache_mode = force_custom_plan';
const PLANS_KEPT = 'plan_cache_mode = force_generic_plan';
/** Some ten thousand orders: by then looking for a name in its own index is cheaper than any other way, by far. */
const GROWN_BYTES = 4 * 2 ** 20;
const HAS_GROWN = `SELECT pg_relation_size('orders') >= ${GROWN_BYTES} AS "hasGrown"`;
/** Asked again that seldom, until it is so. */
const GROWTH_ASKED_MS = 1_000;
/** A table that has grown from nothing meanwhile is met by a plan for nothing no longer than that. */
const PLANS_KEPT_MS = 10_000;

export class Standings {
  readonly #settings: Settings;
  readonly #clock: () => number;
  readonly #standings = new WeakMap<Client, Standing>();
  #hasGrown = false;
  #growthAskedAt = Number.NEGATIVE_INFINITY;

  /** `clock` in milliseconds, of any beginning. */
  constructor(settings: Settings, clock: () => number = () => performance.now()) {
    this.#settings = settings;
    this.#clock = clock;
  }

  /** The text that begins a transaction; `stated` where it is not to have the ordinary timeouts. */
  async begin(client: Client, kind: SessionKind, stated?: Partial<Timeouts>) {
    const standing = this.#standings.get(client) ?? (await this.#meet(client));
    const { isDirect, hasNamedStatements } = standing;
    const isKept = kind === 'command' && hasNamedStatements && (await this.#knowsGrown(client));
    const settings = [
      ...(isDirect && stated === undefined ? [] : timeoutSettings({ ...this.#settings, ...stated })),
      ...(isKept ? [PLANS_KEPT] : []),
      ...(hasNamedStatements && !isKept && !isDirect ? [PLANNED_ANEW] : []),
    ];
    const isStale = isKept && this.#clock() - standing.plannedAt > PLANS_KEPT_MS;
    if (isStale) standing.plannedAt = this.#clock();
    const steps = [
      BEGIN[kind],
      ...settings.map((setting) => `SET LOCAL ${setting}`),
      ...(isStale ? ['DISCARD PLANS'] : []),
    ];
    return { text: steps.join('; '), hasNamedStatements };
  }

  /** A pooler tells a process id of its own at the welcome; asked once a connection. */
  async #meet(client: Client): Promise<Standing> {
    const { namedStatements } = this.#settings;
    const standing = { isDirect: false, hasNamedStatements: namedStatements === 'on', plannedAt: this.#clock() };
    if (namedStatements === 'auto') {
      const { rows } = await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
      standing.isDirect = rows[0]?.pid === client.processID;
      standing.hasNamedStatements = standing.isDirect;
    }
    if (standing.isDirect) {
      const settings = [...timeoutSettings(this.#settings), PLANNED_ANEW];
      await client.query(settings.map((setting) => `SET ${setting}`).join('; '));
    }
    this.#standings.set(client, standing);
    return standing;
  }

  async #knowsGrown(client: Client): Promise<boolean> {
    if (this.#hasGrown || this.#clock() - this.#growthAskedAt < GROWTH_ASKED_MS) return this.#hasGrown;
    this.#growthAskedAt = this.#clock();
    const { rows } = await client.query<{ hasGrown: boolean }>(HAS_GROWN);
    this.#hasGrown = rows[0]?.hasGrown === true;
    return this.#hasGrown;
  }
}

function timeoutSettings({ statementTimeoutMs, lockTimeoutMs }: Timeouts): readonly string[] {
  return [
    `statement_timeout = ${statementTimeoutMs}`,
    `lock_timeout = ${lockTimeoutMs}`,
    `idle_in_transaction_session_timeout = ${statementTimeoutMs}`,
  ];
}
