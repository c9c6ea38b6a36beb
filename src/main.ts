/**
 * Puts the server together: config -> parts -> listen -> drain. The only file that knows every part, and the door
 * through which the command line reaches the store (decision 011). Run directly, it serves until it is told to stop.
 * Standard output carries log lines alone; what a person must read goes to standard error.
 */
import type { DestinationStream } from 'pino';
import packageFile from '../package.json' with { type: 'json' };
import { type Config, type ConfigReading, type ConfigSource, readConfig } from './config.ts';
import { type Account, hashSecret, KeyRing, keyOf, mintKey } from './core/accounts.ts';
import { Intake } from './core/intake.ts';
import { END_HOLD } from './core/plan/follow-ups.ts';
import { type Store, StoreFault } from './core/store.ts';
import type { Dialect } from './dialects/dialect.ts';
import { dialects as allDialects } from './dialects/index.ts';
import { openApiOf } from './dialects/openapi.ts';
import type { Page } from './http/pages.ts';
import { RateLimit } from './http/rate-limit.ts';
import { createServer } from './http/server.ts';
import { endHoldKind } from './jobs/end-hold.ts';
import { startForgettingReceipts } from './jobs/forget-receipts.ts';
import { JobWorker } from './jobs/worker.ts';
import type { MovedTotal, MoveProgress } from './store/move.ts';
import type { Distribution } from './store/postgres/distribute.ts';
import { openTelemetry, type Telemetry } from './telemetry/telemetry.ts';
import { addressGuard } from './webhooks/address-guard.ts';
import { DELIVERY, deliveryKind } from './webhooks/deliver.ts';
import { tellEndpoints } from './webhooks/tell-endpoints.ts';

export type { Account, AccountSettings, ApiKey, Scope } from './core/accounts.ts';
export { mintKey, SCOPES } from './core/accounts.ts';
export { CATALOG_MODES, type CatalogSettings, type ItemDraft } from './core/catalog/catalog.ts';
export { readCatalogLine } from './core/catalog/read-line.ts';
export { LIMITS } from './core/limits.ts';
export { CAPTURE_PROVIDERS } from './core/shipments/capture.ts';
export { isZone } from './core/time.ts';
export type { Dialect, DialectSetting } from './dialects/dialect.ts';
export type { Config, ConfigReading, Distribution, MovedTotal, MoveProgress, Store };

export const VERSION = packageFile.version;
export type { Endpoint } from './core/endpoints.ts';
export type { Job } from './core/jobs.ts';
export { allDialects as dialects, DELIVERY as WEBHOOK_DELIVERY };

/** The account of the first start, and of every command that names no other. */
export const DEFAULT_ACCOUNT = 'default';
/** What the store has to finish, once the requests are answered, is little. */
const STORE_CLOSE_MS_MAX = 5_000;

type OpenOptions = { isExclusive: boolean };
/** A driver is loaded when a URL asks for it. */
const DRIVERS: Readonly<Record<string, (config: Config, options: OpenOptions) => Promise<Store>>> = {
  sqlite: async ({ databaseUrl }, options) => {
    const { openSqliteStore } = await import('./store/sqlite/driver.ts');
    return openSqliteStore({ path: sqlitePath(databaseUrl), ...options });
  },
  postgres: openPostgres,
  postgresql: openPostgres,
};

function sqlitePath(url: string): string {
  return url.replace(/^sqlite:/, '');
}

/** Any number of servers share it, so it is never held exclusively. */
async function openPostgres({ databaseUrl, databaseReadUrl }: Config): Promise<Store> {
  const { openPostgresStore } = await import('./store/postgres/driver.ts');
  return openPostgresStore({ url: databaseUrl, readUrl: databaseReadUrl ?? undefined });
}

export type KeyPair = { keyId: string; secret: string };
export type StartOptions = {
  /** Those of dialects/index.ts unless a test brings its own. */
  dialects?: readonly Dialect[];
  clock?: () => number;
  /** Standard output unless a test wants to read the lines. */
  log?: DestinationStream;
  warnings?: readonly string[];
};
export type RunningServer = {
  /** Where it listens. */
  url: string;
  telemetry: Telemetry;
  /** The pair minted by a first start; it is nowhere else. */
  firstKey: KeyPair | null;
  /** Answers what is under way, closes the store, flushes the log. Resolves within the bounds of the configuration. */
  drain(reason: string): Promise<void>;
};

export function loadConfig(source: Omit<ConfigSource, 'dialectNames'>): ConfigReading {
  return readConfig({ ...source, dialectNames: allDialects.map((dialect) => dialect.name) });
}

/** True for what an operator can mend: it is said in one line, without a stack. */
export function isExpected(error: unknown): boolean {
  return error instanceof StoreFault;
}

/** By the scheme of the URL. `isExclusive` false: beside a running server. */
export async function openStore(config: Config, options: OpenOptions): Promise<Store> {
  const scheme = config.databaseUrl.slice(0, config.databaseUrl.indexOf(':'));
  const open = Object.hasOwn(DRIVERS, scheme) ? DRIVERS[scheme] : undefined;
  if (open !== undefined) return open(config, options);
  const known = Object.keys(DRIVERS).join(', ');
  throw new StoreFault(`DATABASE_URL: expected one of ${known}, got ${scheme}: not in this version`, {
    isRetryable: false,
  });
}

/** All that a SQLite file holds, into an empty PostgreSQL database; cut anywhere, it goes on when called again. */
export async function moveDatabase(
  { from, to }: { from: string; to: string },
  onProgress: (progress: MoveProgress) => void,
): Promise<readonly MovedTotal[]> {
  const { moveEverything } = await import('./store/move.ts');
  const { SqliteSource } = await import('./store/sqlite/move-source.ts');
  const { PostgresTarget } = await import('./store/postgres/move-target.ts');
  const source = new SqliteSource(sqlitePath(from));
  const target = new PostgresTarget(to);
  try {
    return await moveEverything(source, target, onProgress);
  } finally {
    source.close();
    await target.close();
  }
}

/** Into a file that is not there yet, beside a running server; how many orders it holds. */
export async function backUpDatabase({ databaseUrl }: Config, to: string): Promise<number> {
  if (!databaseUrl.startsWith('sqlite:')) {
    throw new StoreFault('PostgreSQL is backed up by its own programs, pg_dump or pg_basebackup: see docs/backup.md', {
      isRetryable: false,
    });
  }
  const { backUp } = await import('./store/sqlite/backup.ts');
  return backUp(sqlitePath(databaseUrl), to);
}

/** Spreads the tables of a PostgreSQL database over its cluster. */
export async function distributeDatabase(url: string): Promise<Distribution> {
  const { distributeTables } = await import('./store/postgres/distribute.ts');
  return distributeTables(url);
}

/** Rejects with a StoreFault, or with the system's error when it cannot listen. */
export async function startServer(config: Config, options: StartOptions = {}): Promise<RunningServer> {
  const { dialects = allDialects, clock = Date.now, warnings = [] } = options;
  const telemetry = openTelemetry({ level: config.logLevel, destination: options.log });
  for (const warning of warnings) telemetry.settingDoubted(warning);
  const store = await openStore(config, { isExclusive: true });
  let url = '';
  const publicUrl = () => config.publicUrl ?? url;
  const intake = new Intake({ store, clock });
  const server = createServer({
    dialects,
    rootDialect: config.rootDialect,
    keys: new KeyRing(store, clock),
    intake,
    orders: store,
    endpoints: store,
    masters: store,
    catalog: store,
    store,
    rateLimit: new RateLimit(config.rateLimit, clock),
    bodies: { bytesMax: config.bodyBytesMax, heldMax: config.heldBytesMax, held: 0 },
    telemetry,
    clock,
    publicUrl,
    pages: documentPages(dialects, publicUrl),
  });
  try {
    const account = await defaultAccount(store, clock);
    const keys = { store, account, clock, telemetry };
    await addStatedKey(config, keys);
    url = await server.listen({ host: config.host, port: config.port });
    const firstKey = await mintFirstKey(keys);
    telemetry.serverStarted({ url, database: databaseName(config), version: VERSION, pid: process.pid });
    const worker = workerOf({ config, dialects, store, intake, clock, telemetry, publicUrl });
    worker.start();
    const drain = drainOf({ server, worker, store, telemetry, clock, drainMs: config.drainMs });
    return { url, telemetry, firstKey, drain };
  } catch (error) {
    await server.drain(0);
    await store.close();
    telemetry.flush();
    throw error;
  }
}

/** Of several servers that start at once on a new database, one makes it and the others find it. */
async function defaultAccount(store: Store, clock: () => number): Promise<Account> {
  const find = () => store.findAccountByName(DEFAULT_ACCOUNT);
  const found = await find();
  if (found !== null) return found;
  try {
    return await store.createAccount(DEFAULT_ACCOUNT, clock());
  } catch (error) {
    const made = await find();
    if (made !== null) return made;
    throw error;
  }
}

/** `/openapi/<dialect>.json`, made when it is first asked for: the address is known then. */
function documentPages(dialects: readonly Dialect[], publicUrl: () => string): readonly Page[] {
  return dialects.flatMap((dialect) => {
    if (dialect.reference === undefined) return [];
    let made: string | undefined;
    const make = () => JSON.stringify(openApiOf(dialect, { url: publicUrl(), version: packageFile.version }));
    const text = () => (made ??= make());
    return [{ path: `/openapi/${dialect.name}.json`, contentType: 'application/json; charset=utf-8', text }];
  });
}

type KeyParts = { store: Store; account: Account; clock: () => number; telemetry: Telemetry };

/** The pair of BULKHEAD_API_KEY and BULKHEAD_API_SECRET, when the account does not have it yet. */
async function addStatedKey(
  { apiKey, apiSecret }: Config,
  { store, account, clock, telemetry }: KeyParts,
): Promise<void> {
  if (apiKey === null || apiSecret === null) return;
  const fields = { accountId: account.accountId, name: 'BULKHEAD_API_KEY', scopes: ['admin'], at: clock() } as const;
  const isNew = await store.insertKey(keyOf({ ...fields, keyId: apiKey, secret: apiSecret }));
  if (isNew) return telemetry.keyCreated({ account: account.name, keyId: apiKey });
  const known = await store.findKey({ keyId: apiKey });
  if (known?.secretHash !== hashSecret(apiSecret)) {
    telemetry.settingDoubted(
      'BULKHEAD_API_KEY or BULKHEAD_API_SECRET is in use with another half; the stored pair stays',
    );
  } else if (known.revokedAt !== null) {
    telemetry.settingDoubted('the pair of BULKHEAD_API_KEY was revoked and stays so');
  }
}

/** An account without any key could never be used: it gets one, and its secret is spoken once. */
async function mintFirstKey({ store, account, clock, telemetry }: KeyParts): Promise<KeyPair | null> {
  const keys = await store.listKeys(account.accountId);
  if (keys.length > 0) return null;
  const { key, secret } = mintKey({ accountId: account.accountId, name: 'first key', scopes: ['admin'], at: clock() });
  await store.insertKey(key);
  telemetry.keyCreated({ account: account.name, keyId: key.keyId });
  return { keyId: key.keyId, secret };
}

type WorkerOfParts = {
  config: Config;
  dialects: readonly Dialect[];
  store: Store;
  intake: Intake;
  clock: () => number;
  telemetry: Telemetry;
  publicUrl: () => string;
};

/** What is done later: holds that end, and webhooks. */
function workerOf({ config, dialects, store, intake, clock, telemetry, publicUrl }: WorkerOfParts): JobWorker {
  const guard = addressGuard(config.webhookNetworks ?? []);
  const onFault = (error: unknown, doing: string) => telemetry.faultMet(error, { doing });
  const shapes = dialects.flatMap(({ name, webhooks }) => (webhooks === undefined ? [] : [[name, webhooks] as const]));
  const telling = { store, shapeByDialect: new Map(shapes), clock, publicUrl, onFault };
  return new JobWorker({
    store,
    clock,
    kinds: { [END_HOLD]: endHoldKind({ store, intake, clock }), [DELIVERY]: deliveryKind({ store, guard, clock }) },
    prepare: () => tellEndpoints(telling),
    onTried: (facts) => telemetry.jobTried(facts),
    onFault,
  });
}

type DrainParts = {
  server: ReturnType<typeof createServer>;
  worker: JobWorker;
  store: Store;
  telemetry: Telemetry;
  clock: () => number;
  drainMs: number;
};

function drainOf({ server, worker, store, telemetry, clock, drainMs }: DrainParts): RunningServer['drain'] {
  const stopForgetting = startForgettingReceipts({
    store,
    clock,
    onForgotten: (receipts) => telemetry.receiptsForgotten({ receipts }),
    onFault: (error) => telemetry.faultMet(error, { doing: 'forgetting receipts' }),
  });
  return async (reason) => {
    const startedAt = performance.now();
    telemetry.drainStarted({ reason });
    stopForgetting();
    const [{ requestsCut }] = await Promise.all([server.drain(drainMs), worker.stop()]);
    await closeStore(store);
    telemetry.drainEnded({ milliseconds: Math.round(performance.now() - startedAt), requestsCut });
    telemetry.flush();
  };
}

async function closeStore(store: Store): Promise<void> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const message = `the store did not close within ${STORE_CLOSE_MS_MAX} ms`;
  const timer = setTimeout(() => reject(new StoreFault(message, { isRetryable: false })), STORE_CLOSE_MS_MAX);
  await Promise.race([store.close(), late]).finally(() => clearTimeout(timer));
}

/** Serves until SIGTERM or SIGINT; sets the exit code. A second signal does not wait. */
export async function runServer(source: Omit<ConfigSource, 'dialectNames'>): Promise<void> {
  const { config, problems, warnings } = loadConfig(source);
  if (config === null) return refuseStart(problems);
  try {
    const running = await startServer(config, { warnings });
    if (running.firstKey !== null) tell(firstStartNote(running.url, running.firstKey));
    stopOnSignals(running);
  } catch (error) {
    refuseStart([startProblem(error, config)]);
  }
}

function stopOnSignals({ telemetry, drain }: RunningServer): void {
  let isStopping = false;
  const fail = (error: unknown) => {
    telemetry.processFailed(error);
    telemetry.flush();
    process.exit(1);
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => {
      if (isStopping) process.exit(1);
      isStopping = true;
      drain(signal).then(() => process.exit(0), fail);
    });
  }
  process.on('uncaughtException', fail);
}

function refuseStart(problems: readonly string[]): void {
  for (const problem of problems) tell(`bulkhead: ${problem}\n`);
  process.exitCode = 1;
}

/** One line for what an operator can mend; a stack for a bug of ours. */
function startProblem(error: unknown, { host, port }: Config): string {
  if (error instanceof StoreFault) return error.message;
  if (!(error instanceof Error)) return String(error);
  const { code = '', syscall } = error as NodeJS.ErrnoException;
  if (syscall === undefined) return error.stack ?? error.message;
  const reasons: Record<string, string> = {
    EADDRINUSE: 'another program listens there; stop it or set PORT',
    EACCES: 'this user may not; choose a PORT above 1023',
    EADDRNOTAVAIL: 'this machine has no such address; set HOST',
    ENOTFOUND: 'no such host name; set HOST',
  };
  return `cannot listen on ${host}:${port}: ${reasons[code] ?? error.message}`;
}

function tell(text: string): void {
  process.stderr.write(text);
}

function databaseName({ databaseUrl }: Config): string {
  return databaseUrl.startsWith('sqlite:') ? databaseUrl : databaseUrl.replace(/\/\/[^@]*@/, '//');
}

function firstStartNote(url: string, pair: KeyPair): string {
  const curls = allDialects.flatMap((dialect) => curlLines(dialect, url, pair));
  return [
    '',
    '  This is the first start. Here is the API key; its secret is shown only this once.',
    '',
    `    key     ${pair.keyId}`,
    `    secret  ${pair.secret}`,
    '',
    '  A first order, through each contract:',
    '',
    ...curls,
    '',
  ].join('\n');
}

function curlLines({ name, prefix = name, example }: Dialect, url: string, pair: KeyPair): string[] {
  if (example === undefined) return [];
  const headers = { ...example.headers(pair), 'Content-Type': 'application/json' };
  return [
    `    curl ${url}/${prefix}${example.path} \\`,
    ...Object.entries(headers).map(([header, value]) => `      -H ${quote(`${header}: ${value}`)} \\`),
    `      -d ${quote(JSON.stringify(example.body))}`,
    '',
  ];
}

/** For a shell. */
function quote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

if (import.meta.main) await runServer({ env: process.env });
