/**
 * `npm run bench -- --scale 10000,100000,1000000`: what an order costs when so many are stored already. One server is
 * filled through the batch route from size to size; at each, new orders are timed (100 a request, 4 connections), the
 * database is measured, and the server is stopped and started again. --driver sqlite or postgres. Called by bench.ts.
 */
import { statSync } from 'node:fs';
import { newPostgresDatabase, newSqliteDatabase, postgresServer, type TurnDatabase } from './databases.ts';
import { bodiesOf, type LoadResult, runLoad } from './load.ts';
import { ARRAY, envOf } from './ours.ts';
import { cpuSeconds } from './processes.ts';
import { type Started, startServer } from './started.ts';

const MEASURED_ORDERS = 10_000;
/** Bodies are made a piece at a time: a million orders at once would fill the memory of the client. */
const PIECE_ORDERS = 20_000;

type Row = { size: number; ordersPerSecond: number; cpuMicros: number; startMs: number; bytesPerOrder: number };

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
      const before = cpuSeconds(pids) ?? 0;
      const { seconds } = await send(server, `at-${size}`, MEASURED_ORDERS);
      const cpuMicros = (((cpuSeconds(pids) ?? 0) - before) / MEASURED_ORDERS) * 1e6;
      stored += MEASURED_ORDERS;
      await server.stop();
      const bytesPerOrder = (await bytesOf(driver, database)) / stored;
      const startedAt = performance.now();
      server = await startServer(envOf(database.url));
      const startMs = performance.now() - startedAt;
      rows.push({ size, ordersPerSecond: MEASURED_ORDERS / seconds, cpuMicros, startMs, bytesPerOrder });
    }
    const counted = await database.count('orders');
    if (counted !== stored) throw new Error(`the database holds ${counted} orders, not ${stored}`);
  } finally {
    await server.stop();
    await database.remove();
  }
  return reportOf(driver, rows);
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
    '| stored | orders/s | CPU µs an order | of the first | start ms | bytes on disk an order |',
    '|---|---|---|---|---|---|',
    ...rows.map(({ size, ordersPerSecond, cpuMicros, startMs, bytesPerOrder }) => {
      const ratio = (cpuMicros / (first?.cpuMicros ?? cpuMicros)).toFixed(2);
      const cells = [size, Math.round(ordersPerSecond), Math.round(cpuMicros), ratio, Math.round(startMs)];
      return `| ${[...cells, Math.round(bytesPerOrder)].join(' | ')} |`;
    }),
    '',
  ].join('\n');
}
