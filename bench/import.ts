/**
 * `npm run bench -- --import`: a file of orders through `bulkhead import` into one server, while another client
 * creates single orders beside it: throughput next to the batch route's, peak memory of server and client, and how
 * long a single order takes alone and during the import. --orders N (default 1000000), --driver sqlite or postgres.
 * The file is written to a temporary folder (2 KB an order) and removed. Called by bench.ts.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Running } from './contestant.ts';
import { bodiesOf, runLoad, seedOrder } from './load.ts';
import { nativeOf, ours, SECRET } from './ours.ts';
import { peakMegabytes, untilIdle } from './processes.ts';

/** As many before they count: a server that has just started compiles. */
const SINGLES = 1_000;
const BATCH_SHARE = 0.1;
const ROOT = join(import.meta.dirname, '..');

export async function benchImport(driver: 'sqlite' | 'postgres', orders: number): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'bulkhead-import-'));
  const contestant = ours(driver).find(({ name }) => name === 'ours, native');
  if (contestant === undefined) throw new Error('the native contract must be a contestant');
  const running = await contestant.start();
  try {
    const file = join(folder, 'orders.ndjson');
    await writeOrders(file, orders);
    const batchRate = await batches(running, Math.round(orders * BATCH_SHARE));
    await singles(running, 'warm');
    await untilIdle(running.pids());
    const alone = await singles(running, 'alone');
    const imported = await importBesideSingles(running, file);
    const stored = await running.countOrders();
    const expected = orders + 2 * SINGLES + Math.round(orders * BATCH_SHARE) + imported.singles;
    if (stored !== expected) throw new Error(`the server holds ${stored} orders, not ${expected}`);
    const rate = orders / imported.seconds;
    return [
      `## Import, ${driver}`,
      '',
      `${orders} orders in ${Math.round(imported.seconds)} s: ${Math.round(rate)} orders/s, ${(rate / batchRate).toFixed(2)} of the batch`,
      `route (100 orders a request, 4 connections: ${Math.round(batchRate)} orders/s). Peak memory: server ${told(imported.server)},`,
      `client ${told(imported.client)}. One order at a time beside it: p50 ${imported.p50.toFixed(1)} ms, p99 ${imported.p99.toFixed(1)} ms;`,
      `alone p50 ${alone.p50.toFixed(1)} ms, p99 ${alone.p99.toFixed(1)} ms; p99 ratio ${(imported.p99 / alone.p99).toFixed(1)}.`,
      '',
    ].join('\n');
  } finally {
    await running.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

function told(megabytes: number | null): string {
  return megabytes === null ? 'not told' : `${Math.round(megabytes)} MB`;
}

async function writeOrders(file: string, orders: number): Promise<void> {
  const out = createWriteStream(file);
  for (let index = 0; index < orders; index++) {
    const line = `${JSON.stringify(nativeOf(seedOrder(`import-${index}`, 0)))}\n`;
    if (!out.write(line)) await once(out, 'drain');
  }
  out.end();
  await once(out, 'close');
}

async function batches(running: Running, count: number): Promise<number> {
  const bodies = bodiesOf('batch', { count, perBody: 100, revision: 0 }, running.bodyOf);
  const { seconds } = await runLoad({ ...loadOf(running), bodies, connections: 4 });
  return count / seconds;
}

async function singles(running: Running, run: string) {
  const bodies = bodiesOf(run, { count: SINGLES, perBody: 1, revision: 0 }, running.bodyOf);
  return percentiles((await runLoad({ ...loadOf(running), bodies, connections: 1 })).latenciesMs);
}

/** Singles go one after the other, in rounds, until the import has ended. */
async function importBesideSingles(running: Running, file: string) {
  const startedAt = performance.now();
  const url = `http://127.0.0.1:${running.ports[0]}`;
  const child = spawn(process.execPath, ['src/cli/bulkhead.ts', 'import', file, '--url', url], {
    cwd: ROOT,
    env: { ...process.env, BULKHEAD_SECRET: SECRET },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const pid = child.pid as number;
  let client: number | null = null;
  let exitCode: number | null = null;
  const ended = once(child, 'exit').then(([code]) => {
    exitCode = code as number;
    return performance.now();
  });
  const latencies: number[] = [];
  let round = 0;
  while (exitCode === null) {
    const bodies = bodiesOf(`beside-${round}`, { count: 20, perBody: 1, revision: 0 }, running.bodyOf);
    latencies.push(...(await runLoad({ ...loadOf(running), bodies, connections: 1 })).latenciesMs);
    client = peakMegabytes([pid]) ?? client;
    round += 1;
  }
  const seconds = ((await ended) - startedAt) / 1000;
  if (exitCode !== 0) throw new Error(`the import ended with ${exitCode}`);
  const [server] = running.pids();
  const memory = { server: server === undefined ? null : peakMegabytes([server]), client };
  return { seconds, singles: latencies.length, ...memory, ...percentiles(Float64Array.from(latencies).sort()) };
}

function loadOf({ ports, path, headers, isRight }: Running) {
  return { port: ports[0] as number, path, headers, isRight };
}

function percentiles(sorted: Float64Array): { p50: number; p99: number } {
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
  return { p50: at(0.5), p99: at(0.99) };
}
