/**
 * The pool and the transaction: the only file that talks to pg. A session is one transaction; everything inside it is
 * sent without waiting for the answer before (pg's pipeline), so a step costs one round trip however many statements
 * it holds. Nothing outlives the transaction, so any pooler may stand between (decision 024).
 * A broken connection is destroyed, never given back. Used by all that reads or writes.
 */
import type { Writable } from 'node:stream';
import pg from 'pg';
import { StoreFault } from '../../core/store.ts';
import type { ConnectionSettings } from './connection-url.ts';
import { conditionOf, storeFault, told } from './fault.ts';
import { type SessionKind, Standings, type Timeouts } from './standing.ts';
import { Turns } from './turns.ts';

/** `name` stands for the text on connections that may keep prepared statements. */
export type Statement = { name: string; text: string };
export type Value = string | number | boolean | Buffer | null;
export type Rows<T> = { rows: readonly T[]; count: number };
/** Hears every statement as it is sent. */
export type StatementListener = (text: string) => void;

export interface Session {
  send<T extends object>(statement: Statement, values: readonly Value[]): Promise<Rows<T>>;
  /** Several statements without values, as a migration file holds them. */
  script(sql: string): Promise<void>;
}

/** Beyond the statement's own timeout: by then the server, or the way to it, has gone silent. */
const SILENCE_MS = 5_000;
const KEEP_ALIVE_MS = 10_000;
const IDLE_MS = 30_000;
const BIGINT_OID = 20;

type Client = pg.PoolClient & { connection: { stream: Writable } };

export class Connections {
  readonly #pool: pg.Pool;
  readonly #turns: Turns;
  readonly #listener: StatementListener | undefined;
  readonly #standings: Standings;

  constructor(settings: ConnectionSettings, listener?: StatementListener) {
    this.#turns = new Turns(settings.connectionsMax);
    this.#listener = listener;
    this.#standings = new Standings(settings);
    this.#pool = new pg.Pool({
      host: settings.host,
      port: settings.port,
      user: settings.user,
      password: settings.password,
      database: settings.database,
      application_name: settings.applicationName,
      ssl: settings.tls,
      connectionTimeoutMillis: settings.connectTimeoutMs,
      max: settings.connectionsMax,
      idleTimeoutMillis: IDLE_MS,
      query_timeout: settings.statementTimeoutMs + SILENCE_MS,
      keepAlive: true,
      keepAliveInitialDelayMillis: KEEP_ALIVE_MS,
      pipeline: true,
      types: { getTypeParser: typeParser as pg.CustomTypesConfig['getTypeParser'] },
    });
    // An idle connection that breaks is taken out by the pool; the next call opens another. Without a listener the
    // process would end here.
    this.#pool.on('error', ignore);
    // The pool listens to a connection only while it is idle. A server that goes away may say so right behind its
    // welcome, before whoever asked for the connection has it, or once more behind what a statement was told.
    this.#pool.on('connect', (client) => client.on('error', ignore));
  }

  /** Checks a connection out, with its transaction about to begin. */
  async begin(kind: SessionKind, timeouts?: Partial<Timeouts>): Promise<Transaction> {
    const endTurn = await this.#turns.take();
    const client = (await this.#pool.connect().catch((error: unknown) => {
      endTurn();
      throw told(error);
    })) as Client;
    const beginning = await this.#standings.begin(client, kind, timeouts).catch((error: unknown) => {
      client.release(true);
      endTurn();
      throw told(error);
    });
    return new Transaction(client, { ...beginning, listener: this.#listener, endTurn });
  }

  /** A transaction whose statements are all sent before `work` waits: they and the commit cost one round trip. */
  step<T>(kind: SessionKind, work: (session: Session) => Promise<T>): Promise<T> {
    return this.#inTransaction(kind, async (transaction) => {
      const [result] = await Promise.all([work(transaction), transaction.commit()]);
      return result;
    });
  }

  /** A transaction in which `work` may wait for an answer before it sends more. */
  run<T>(kind: SessionKind, work: (session: Session) => Promise<T>, timeouts?: Partial<Timeouts>): Promise<T> {
    return this.#inTransaction(
      kind,
      async (transaction) => {
        const result = await work(transaction);
        await transaction.commit();
        return result;
      },
      timeouts,
    );
  }

  async #inTransaction<T>(
    kind: SessionKind,
    work: (transaction: Transaction) => Promise<T>,
    timeouts?: Partial<Timeouts>,
  ): Promise<T> {
    const transaction = await this.begin(kind, timeouts);
    try {
      return await work(transaction);
    } catch (error) {
      const cause = await transaction.abandon(error);
      throw storeFault(cause, kind === 'write' && transaction.isCommitting && conditionOf(cause) === 'lost');
    }
  }

  async close(): Promise<void> {
    await this.#pool.end();
  }
}

type Settings = {
  /** What begins the transaction. */
  text: string;
  hasNamedStatements: boolean;
  listener: StatementListener | undefined;
  endTurn: () => void;
};

export class Transaction implements Session {
  /** True once a commit was sent and not yet answered. */
  isCommitting = false;
  readonly #client: Client;
  readonly #settings: Settings;
  #begun: Promise<unknown> | null = null;
  /** What failed first; all that was sent behind it only failed because of it. */
  #failure: unknown = null;
  #isReleased = false;

  constructor(client: Client, settings: Settings) {
    this.#client = client;
    this.#settings = settings;
  }

  async send<T extends object>(statement: Statement, values: readonly Value[]): Promise<Rows<T>> {
    if (this.isCommitting) throw new Error(`${statement.name} must be sent before the commit`);
    this.#begun ??= this.#query(this.#settings.text);
    const { name, text } = statement;
    const sent = this.#query<T>(text, this.#settings.hasNamedStatements ? name : undefined, values);
    const [, result] = await Promise.all([this.#begun, sent]);
    return { rows: result.rows, count: result.rowCount ?? 0 };
  }

  async script(sql: string): Promise<void> {
    this.#begun ??= this.#query(this.#settings.text);
    await Promise.all([this.#begun, this.#query(sql)]);
  }

  /** Resolves once the server has committed. After a statement that failed it rejects, for nothing was. */
  async commit(): Promise<void> {
    this.isCommitting = true;
    const { command } = await this.#query('COMMIT');
    this.isCommitting = false;
    if (command !== 'COMMIT') throw new Error(`the transaction must be committed, but the server said ${command}`);
    this.#release(false);
  }

  async rollback(): Promise<void> {
    await this.#query('ROLLBACK');
    this.#release(false);
  }

  /**
   * After a failure: the server rolls back, and a connection that no longer obeys is given up. Resolves with the
   * cause, for of all that was sent at once the first to fail need not be the first to be heard of.
   */
  async abandon(error: unknown): Promise<unknown> {
    const cause = this.#failure ?? error;
    if (conditionOf(cause) === 'lost') this.#release(true);
    else await this.rollback().catch(() => this.#release(true));
    return cause;
  }

  #release(isBroken: boolean): void {
    if (this.#isReleased) return;
    this.#isReleased = true;
    this.#client.release(isBroken);
    this.#settings.endTurn();
  }

  async #query<T extends object>(text: string, name?: string, values?: readonly Value[]): Promise<pg.QueryResult<T>> {
    this.#settings.listener?.(text);
    const config = values === undefined ? { text } : { name, text, values: [...values] };
    sendTogether(this.#client.connection.stream);
    try {
      return await this.#client.query<T>(config);
    } catch (error) {
      this.#failure ??= told(error);
      throw told(error);
    }
  }
}

const corked = new WeakSet<Writable>();

/** What one turn of the event loop sends leaves in one piece: a call of the system costs more than most statements. */
function sendTogether(stream: Writable): void {
  if (corked.has(stream)) return;
  corked.add(stream);
  stream.cork();
  process.nextTick(() => {
    corked.delete(stream);
    stream.uncork();
  });
}

function ignore(): void {}

function typeParser(oid: number, format?: string): unknown {
  if (oid === BIGINT_OID && format !== 'binary') return readBigint;
  return pg.types.getTypeParser(oid, format as 'text');
}

/** Ids, counts and times; one beyond the exact numbers would be a different order. */
function readBigint(text: string): number {
  const value = Number(text);
  if (Number.isSafeInteger(value)) return value;
  throw new StoreFault(`a number from the database must be exact, got ${text}`, { isRetryable: false });
}
