/**
 * `npm run bench -- --scale 10000,100000,1000000`: what an order costs when so many are stored already. One server is
 * filled through the batch route from size to size; at each, once lists are settled, new orders are timed (100 a
 * request, 4 connections) and what settling them costs is added; the database is measured, and the server is stopped
 * and started again. --driver sqlite or postgres. Called by bench.ts.
 */
import { statSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { newPostgresDatabase, newSqliteDatabase, postgresServer, type TurnDatabase } from './databases.ts';
import { bodiesOf, type LoadResult, runLoad } from './load.ts';
import { ARRAY, envOf } from './ours.ts';
import { cpuSeconds } from './processes.ts';
import { type Started, startServer } from './started.ts';

const MEASURED_ORDERS = 10_000;
/** Bodies are made a piece at a time: a million orders at once would fill the memory of the client. */
const PIECE_ORDERS = 20_000;

/** A server that works for less than a twentieth of a second in this time has nothing left to do. */
const IDLE_MS = 2_000;
const IDLE_SECONDS_MAX = 0.05;
const SETTLE_MS_MAX = 30 * 60_000;

/** `settledMicros`: with what is done for lists afterwards. */
type Row = {
  size: number;
  ordersPerSecond: number;
  cpuMicros: number;
  settledMicros: number;
  startMs: number;
  bytesPerOrder: number;
};

export async function benchScale(driver: 'sqlite' | 'postgres', sizes: readonly number[]): Promise<string> {
  const database = driver === 'sqlite' ? await newSqliteDatabase() : await newPostgresDatabase();
  const rows: Row[] = [];
  let server = await startServer(envOf(database.url));
  let stored = 0;
  try {
    for (const size of sizes) {
      while (stored < size) {
        const count = Math.min(PIECE_ORDERS, size - stored);
        await send(server, `fill-${stored}`, count);
        stored += count;
      }
      process.stderr.write(`${stored} orders are stored\n`);
      const pids = [server.pid, ...database.pids];
      const before = await untilIdle(pids);
      const { seconds } = await send(server, `at-${size}`, MEASURED_ORDERS);
      const micros = (cpu: number | null) => (((cpu ?? before) - before) / MEASURED_ORDERS) * 1e6;
      const cpuMicros = micros(cpuSeconds(pids));
      const settledMicros = micros(await untilIdle(pids));
      stored += MEASURED_ORDERS;
      await server.stop();
      const bytesPerOrder = (await bytesOf(driver, database)) / stored;
      const startedAt = performance.now();
      server = await startServer(envOf(database.url));
      const startMs = performance.now() - startedAt;
      const ordersPerSecond = MEASURED_ORDERS / seconds;
      rows.push({ size, ordersPerSecond, cpuMicros, settledMicros, startMs, bytesPerOrder });
    }
    const counted = await database.count('orders');
    if (counted !== stored) throw new Error(`the database holds ${counted} orders, not ${stored}`);
  } finally {
    await server.stop();
    await database.remove();
  }
  return reportOf(driver, rows);
}

/** The CPU time spent until then, in seconds. */
async function untilIdle(pids: readonly number[]): Promise<number> {
  const until = performance.now() + SETTLE_MS_MAX;
  let before = cpuSeconds(pids) ?? 0;
  while (performance.now() < until) {
    await sleep(IDLE_MS);
    const now = cpuSeconds(pids) ?? 0;
    if (now - before < IDLE_SECONDS_MAX) return now;
    before = now;
  }
  throw new Error('the server must come to rest');
}

function send(server: Started, run: string, count: number): Promise<LoadResult> {
  const { path, headers, isRight, bodyOf } = ARRAY;
  const bodies = bodiesOf(run, { count, perBody: 100, revision: 0 }, bodyOf);
  return runLoad({ port: server.port, path, headers, isRight, bodies, connections: 4 });
}

async function bytesOf(driver: 'sqlite' | 'postgres', { url }: TurnDatabase): Promise<number> {
  if (driver === 'sqlite') return statSync(url.replace('sqlite:', '')).size;
  const name = new URL(url).pathname.slice(1);
  const [found] = await (await postgresServer()).query<{ bytes: string }>(
    `SELECT pg_database_size('${name}') AS bytes`,
    name,
  );
  return Number(found?.bytes);
}

function reportOf(driver: string, rows: readonly Row[]): string {
  const [first] = rows;
  return [
    `## Scale, ${driver}`,
    '',
    '| stored | orders/s | CPU µs an order | of the first | lists included | of the first | start ms | bytes on disk an order |',
    '|---|---|---|---|---|---|---|---|',
    ...rows.map(({ size, ordersPerSecond, cpuMicros, settledMicros, startMs, bytesPerOrder }) => {
      const ratio = (cpuMicros / (first?.cpuMicros ?? cpuMicros)).toFixed(2);
      const settledRatio = (settledMicros / (first?.settledMicros ?? settledMicros)).toFixed(2);
      const costs = [Math.round(cpuMicros), ratio, Math.round(settledMicros), settledRatio];
      return `| ${[size, Math.round(ordersPerSecond), ...costs, Math.round(startMs), Math.round(bytesPerOrder)].join(' | ')} |`;
    }),
    '',
  ].join('\n');
}
