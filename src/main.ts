/**
 * Puts the server together: config -> parts -> listen -> drain. The only file that knows every part, and the door
 * through which the command line reaches the store (decision 011). Run directly, it serves until it is told to stop.
 * Standard output carries log lines alone; what a person must read goes to standard error.
 */
import type { DestinationStream } from 'pino';
import packageFile from '../package.json' with { type: 'json' };
import { LabelPrinter } from './carriers/label-printer.ts';
import { type Config, type ConfigReading, type ConfigSource, readConfig } from './config.ts';
import { KeyRing } from './core/accounts.ts';
import type { RowReader } from './core/imports/desk.ts';
import { Intake } from './core/intake.ts';
import { END_HOLD } from './core/plan/follow-ups.ts';
import { END_ASKING } from './core/stock/allocation.ts';
import { type Store, StoreFault } from './core/store.ts';
import { databaseName, loadDriver } from './databases.ts';
import type { Dialect } from './dialects/dialect.ts';
import { dialects as allDialects } from './dialects/index.ts';
import { openApiOf } from './dialects/openapi.ts';
import { addStatedKey, defaultAccount, firstStartNote, type KeyPair, mintFirstKey } from './first-start.ts';
import type { Page } from './http/pages.ts';
import { RateLimit } from './http/rate-limit.ts';
import type { HttpServer } from './http/server.ts';
import { ImportDesk } from './imports/import-desk.ts';
import { IMPORT_BOUNDS, importKind } from './imports/import-job.ts';
import { IMPORT_JOB } from './imports/import-record.ts';
import { endAskingKind } from './jobs/end-asking.ts';
import { endHoldKind } from './jobs/end-hold.ts';
import { startForgettingReceipts } from './jobs/forget-receipts.ts';
import { JobWorker } from './jobs/worker.ts';
import { openTelemetry, type Telemetry } from './telemetry/telemetry.ts';
import { addressGuard } from './webhooks/address-guard.ts';
import { webhookKinds } from './webhooks/kinds.ts';
import { tellEndpoints } from './webhooks/tell-endpoints.ts';

export type { Account, AccountSettings, ApiKey, Scope } from './core/accounts.ts';
export { mintKey, SCOPES } from './core/accounts.ts';
export { CATALOG_MODES, type CatalogSettings, type ItemDraft } from './core/catalog/catalog.ts';
export { columnsOf, recordOfCells } from './core/catalog/cells.ts';
export { readCatalogLine } from './core/catalog/read-line.ts';
export { LIMITS } from './core/limits.ts';
export { SPLIT_CRITERIA } from './core/plan/split.ts';
export { CAPTURE_PROVIDERS } from './core/shipments/capture.ts';
export type { SupplierOrderDraft } from './core/supply/supplier-order.ts';
export { isZone } from './core/time.ts';
export type { VoucherDraft } from './core/vouchers/voucher.ts';
export {
  backUpDatabase,
  type Distribution,
  distributeDatabase,
  type MovedTotal,
  type MoveProgress,
  moveDatabase,
  openStore,
} from './databases.ts';
export type { Dialect, DialectSetting } from './dialects/dialect.ts';
export { DEFAULT_ACCOUNT } from './first-start.ts';
export type { Config, ConfigReading, Store };

export const VERSION = packageFile.version;
export { DELIVERY, type Endpoint, STANDARD_DELIVERY } from './core/endpoints.ts';
export type { Job } from './core/jobs.ts';
export { allDialects as dialects };

/** What the store has to finish, once the requests are answered, is little. */
const STORE_CLOSE_MS_MAX = 5_000;

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

/** Rejects with a StoreFault, or with the system's error when it cannot listen. */
export async function startServer(config: Config, options: StartOptions = {}): Promise<RunningServer> {
  const { dialects = allDialects, clock = Date.now, warnings = [] } = options;
  const telemetry = openTelemetry({ level: config.logLevel, destination: options.log });
  for (const warning of warnings) telemetry.settingDoubted(warning);
  // Read while the threads of the database start: together they are half of a start.
  const open = await loadDriver(config);
  const [store, { createServer }] = await Promise.all([open({ isExclusive: true }), import('./http/server.ts')]);
  let url = '';
  const publicUrl = () => config.publicUrl ?? url;
  const intake = new Intake({ store, clock });
  const printer = new LabelPrinter();
  const server = createServer({
    dialects,
    rootDialect: config.rootDialect,
    keys: new KeyRing(store, clock),
    intake,
    imports: new ImportDesk({ store, intake, clock, readers: readersOf(dialects) }),
    orders: store,
    endpoints: store,
    jobs: store,
    masters: store,
    parcels: store,
    drawLabel: (parcel) => printer.draw(parcel),
    register: store,
    catalog: store,
    supply: store.supply,
    store,
    rateLimit: new RateLimit(config.rateLimit, clock),
    bodies: { bytesMax: config.bodyBytesMax, heldMax: config.heldBytesMax, held: 0 },
    telemetry,
    clock,
    publicUrl,
    pages: documentPages(dialects, publicUrl),
    corsOrigins: config.corsOrigins ?? [],
  });
  try {
    const account = await defaultAccount(store, clock);
    const keys = { store, account, clock, telemetry };
    await addStatedKey(config, keys);
    url = await server.listen({ host: config.host, port: config.port });
    const firstKey = await mintFirstKey(keys);
    telemetry.serverStarted({ url, database: databaseName(config), version: VERSION, pid: process.pid });
    const workers = workersOf({ config, dialects, store, intake, clock, telemetry, publicUrl });
    for (const worker of workers) worker.start();
    const drain = drainOf({ server, workers, printer, store, telemetry, clock, drainMs: config.drainMs });
    return { url, telemetry, firstKey, drain };
  } catch (error) {
    await server.drain(0);
    await store.close();
    telemetry.flush();
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

type WorkersOfParts = {
  config: Config;
  dialects: readonly Dialect[];
  store: Store;
  intake: Intake;
  clock: () => number;
  telemetry: Telemetry;
  publicUrl: () => string;
};

/** What is done later: webhooks, which wait for others, and by a worker of its own what does not: holds that end. */
function workersOf(parts: WorkersOfParts): readonly JobWorker[] {
  const { config, dialects, store, intake, clock, telemetry, publicUrl } = parts;
  const guard = addressGuard(config.webhookNetworks ?? []);
  const onFault = (error: unknown, doing: string) => telemetry.faultMet(error, { doing });
  const shapes = dialects.flatMap(({ name, webhooks }) => (webhooks === undefined ? [] : [[name, webhooks] as const]));
  const telling = { store, shapeByDialect: new Map(shapes), clock, publicUrl, onFault };
  const onDisabled = telemetry.endpointDisabled;
  const always = { store, clock, onTried: telemetry.jobTried, onFault };
  const imports = { store, intake, clock, readers: readersOf(dialects) };
  return [
    new JobWorker({
      ...always,
      kinds: { [IMPORT_JOB]: importKind(imports) },
      bounds: IMPORT_BOUNDS,
      prepare: async () => undefined,
    }),
    new JobWorker({
      ...always,
      kinds: {
        [END_HOLD]: endHoldKind({ store, intake, clock }),
        [END_ASKING]: endAskingKind({ store, intake }),
      },
      prepare: async () => undefined,
    }),
    new JobWorker({
      ...always,
      kinds: webhookKinds({ ...telling, guard, onDisabled }),
      prepare: () => tellEndpoints(telling),
    }),
  ];
}

/** How the orders of every wire are read from a file. */
function readersOf(dialects: readonly Dialect[]): ReadonlyMap<string, RowReader> {
  return new Map(dialects.flatMap(({ name, rows }) => (rows === undefined ? [] : [[name, rows] as const])));
}

type DrainParts = {
  server: HttpServer;
  workers: readonly JobWorker[];
  printer: LabelPrinter;
  store: Store;
  telemetry: Telemetry;
  clock: () => number;
  drainMs: number;
};

function drainOf({ server, workers, printer, store, telemetry, clock, drainMs }: DrainParts): RunningServer['drain'] {
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
    const stopped = Promise.all(workers.map((worker) => worker.stop()));
    const [{ requestsCut }] = await Promise.all([server.drain(drainMs), within(drainMs, stopped)]);
    await printer.close();
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

/** A job that does not end is left to the next process: its claim lapses, and what it has done is told. */
async function within(milliseconds: number, ending: Promise<unknown>): Promise<void> {
  const { promise: late, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, milliseconds);
  await Promise.race([ending, late]).finally(() => clearTimeout(timer));
}

/** Serves until SIGTERM or SIGINT; sets the exit code. A second signal does not wait. */
export async function runServer(source: Omit<ConfigSource, 'dialectNames'>): Promise<void> {
  const { config, problems, warnings } = loadConfig(source);
  if (config === null) return refuseStart(problems);
  try {
    const running = await startServer(config, { warnings });
    if (running.firstKey !== null) tell(firstStartNote(allDialects, { url: running.url, pair: running.firstKey }));
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

if (import.meta.main) await runServer({ env: process.env });
