/**
 * `npm run bench -- --scale 10000,100000,1000000`: what an order costs when so many are stored already. A database is
 * filled through the batch route from size to size; at each, new orders (100 a request, 4 connections) go in turns to
 * it and to a fresh one of the first size, because only what is measured side by side can be compared; then it is
 * measured, and its server started again. `--keep FOLDER` (SQLite) goes on with what is there. Called by bench.ts.
 */
import { statSync } from 'node:fs';
import type { TurnDatabase } from './databases.ts';
import { keptSqliteDatabase, newPostgresDatabase, newSqliteDatabase, postgresServer } from './databases.ts';
import { bodiesOf, type LoadResult, runLoad } from './load.ts';
import { ARRAY, envOf } from './ours.ts';
import { cpuSeconds, untilIdle } from './processes.ts';
import { median } from './report.ts';
import { type Answered, askBoth } from './scale-lists.ts';
import { type Started, startServer } from './started.ts';

/** `keep`: a folder. */
export type ScaleOptions = { sizes: readonly number[]; rounds: number; keep: string | undefined };
type Driver = 'sqlite' | 'postgres';

const MEASURED_ORDERS = 10_000;
/** A server that has just started compiles: both sides take in as many before the clock starts. */
const WARM_UP_ORDERS = 8_000;
/** Bodies are made a piece at a time: a million orders at once would fill the memory of the client. */
const PIECE_ORDERS = 20_000;
const TOLD_ORDERS = 100_000;

/** Of new orders. `settledMicros`: with what is done for lists afterwards. */
type Cost = { ordersPerSecond: number; cpuMicros: number; settledMicros: number };
type Row = {
  lists: readonly Answered[];
  stored: number;
  first: Cost;
  grown: Cost;
  startMs: number;
  bytesPerOrder: number;
};

export async function benchScale(driver: Driver, { sizes, rounds, keep }: ScaleOptions): Promise<string> {
  const database = keep === undefined ? await newDatabase(driver) : await keptSqliteDatabase(keep);
  let grown = await sideOf(database);
  const rows: Row[] = [];
  try {
    for (const size of sizes) {
      await fill(grown, size);
      const first = await sideOf(await newDatabase(driver));
      try {
        await fill(first, sizes[0] as number);
        const costs = await costsOf([first, grown], rounds);
        const lists = await askBoth(listed(first), listed(grown));
        const bytesPerOrder = (await bytesOf(driver, database)) / grown.stored;
        await stop(grown);
        grown = await sideOf(database);
        const { startMs } = grown;
        rows.push({
          lists,
          stored: grown.stored,
          first: costs[0] as Cost,
          grown: costs[1] as Cost,
          startMs,
          bytesPerOrder,
        });
        process.stderr.write(`${lineOf(rows.at(-1) as Row)}\n`);
      } finally {
        await stop(first);
        await first.database.remove();
      }
    }
  } finally {
    await stop(grown);
    await database.remove();
  }
  return reportOf(driver, rows);
}

function newDatabase(driver: Driver): Promise<TurnDatabase> {
  return driver === 'sqlite' ? newSqliteDatabase() : newPostgresDatabase();
}

/** `stored`: what was answered, held against the rows when the server ends. */
type Side = { database: TurnDatabase; server: Started; startMs: number; stored: number };

async function sideOf(database: TurnDatabase): Promise<Side> {
  const startedAt = performance.now();
  const server = await startServer(envOf(database.url));
  const startMs = performance.now() - startedAt;
  return { database, server, startMs, stored: await database.count('orders') };
}

async function stop({ server, database, stored }: Side): Promise<void> {
  await server.stop();
  const counted = await database.count('orders');
  if (counted !== stored) throw new Error(`the database holds ${counted} orders, not ${stored}`);
}

async function fill(side: Side, size: number): Promise<void> {
  while (side.stored < size) {
    await send(side, Math.min(PIECE_ORDERS, size - side.stored));
    if (side.stored % TOLD_ORDERS === 0) process.stderr.write(`${side.stored} orders are stored\n`);
  }
}

/** The medians of each side. */
async function costsOf(sides: readonly Side[], rounds: number): Promise<Cost[]> {
  const costs: Cost[][] = sides.map(() => []);
  for (const side of sides) await send(side, WARM_UP_ORDERS);
  for (const side of sides) await untilIdle(pidsOf(side));
  for (let round = 0; round < rounds; round++) {
    for (const [index, side] of [...sides.entries()].sort(() => Math.random() - 0.5)) {
      costs[index]?.push(await costOf(side));
    }
  }
  return costs.map((own) => ({
    ordersPerSecond: median(own.map(({ ordersPerSecond }) => ordersPerSecond)),
    cpuMicros: median(own.map(({ cpuMicros }) => cpuMicros)),
    settledMicros: median(own.map(({ settledMicros }) => settledMicros)),
  }));
}

async function costOf(side: Side): Promise<Cost> {
  const pids = pidsOf(side);
  const before = cpuSeconds(pids) ?? Number.NaN;
  const { seconds } = await send(side, MEASURED_ORDERS);
  const micros = (cpu: number | null) => (((cpu ?? Number.NaN) - before) / MEASURED_ORDERS) * 1e6;
  const cpuMicros = micros(cpuSeconds(pids));
  return { ordersPerSecond: MEASURED_ORDERS / seconds, cpuMicros, settledMicros: micros(await untilIdle(pids)) };
}

function pidsOf({ server, database }: Side): number[] {
  return [server.pid, ...database.pids];
}

async function send(side: Side, count: number): Promise<LoadResult> {
  const { path, headers, isRight, bodyOf } = ARRAY;
  const bodies = bodiesOf(`from-${side.stored}`, { count, perBody: 100, revision: 0 }, bodyOf);
  const result = await runLoad({ port: side.server.port, path, headers, isRight, bodies, connections: 4 });
  side.stored += count;
  return result;
}

async function bytesOf(driver: Driver, { url }: TurnDatabase): Promise<number> {
  if (driver === 'sqlite') return statSync(url.replace('sqlite:', '')).size;
  const name = new URL(url).pathname.slice(1);
  const [found] = await (await postgresServer()).query<{ bytes: string }>(
    `SELECT pg_database_size('${name}') AS bytes`,
    name,
  );
  return Number(found?.bytes);
}

function listed({ server, stored }: Side) {
  return { port: server.port, stored };
}

function reportOf(driver: string, rows: readonly Row[]): string {
  return [
    `## Scale, ${driver}`,
    '',
    'In brackets: of what a database of the first size showed in the same minutes.',
    '',
    '| stored | orders/s | CPU µs an order | lists included | start ms | bytes on disk an order |',
    '|---|---|---|---|---|---|',
    ...rows.map(lineOf),
    '',
    'A page of a hundred orders, ms, and in brackets what the fresh database took:',
    '',
    `| stored | ${rows[0]?.lists.map(({ name }) => name).join(' | ')} |`,
    `|---|${'---|'.repeat(rows[0]?.lists.length ?? 0)}`,
    ...rows.map(({ stored, lists }) => {
      const cells = lists.map(({ firstMs, grownMs }) => `${grownMs.toFixed(1)} (${firstMs.toFixed(1)})`);
      return `| ${[stored, ...cells].join(' | ')} |`;
    }),
    '',
  ].join('\n');
}

function lineOf({ stored, first, grown, startMs, bytesPerOrder }: Row): string {
  const beside = (name: keyof Cost) => `${Math.round(grown[name])} (${(grown[name] / first[name]).toFixed(2)})`;
  const costs = [beside('ordersPerSecond'), beside('cpuMicros'), beside('settledMicros')];
  return `| ${[stored, ...costs, Math.round(startMs), Math.round(bytesPerOrder)].join(' | ')} |`;
}
