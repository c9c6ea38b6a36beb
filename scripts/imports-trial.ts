/**
 * The long forms of the tests of imports: a table of a hundred thousand rows with planted faults, each to be told with
 * its code, line and column, and its corrected result imported again; and an import of a million orders whose server is
 * killed five times. Exits with 1 when a row is not as it must be.
 * Options: --rows N, --orders N, --kills N, --database URL (default: SQLite in a temp folder). Bounded: it ends by itself.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { killImport } from '../test/kill-import.ts';
import { KEY, SECRET } from '../test/native-server.ts';
import { ServerProcess } from '../test/server-process.ts';
import { runTableTrial } from '../test/table-trial.ts';

const text = { type: 'string' } as const;
const { values } = parseArgs({ options: { rows: text, orders: text, kills: text, database: text } });
const rows = Number(values.rows ?? 100_000);
const orders = Number(values.orders ?? 1_000_000);
const kills = Number(values.kills ?? 5);
const databaseUrl = values.database ?? 'sqlite:bulkhead.db';
/** One row in so many is wrong. */
const EVERY = 20;
const LOOK_MS = 100;

async function importTable(cwd: string): Promise<boolean> {
  const env = { DATABASE_URL: databaseUrl, BULKHEAD_API_KEY: KEY, BULKHEAD_API_SECRET: SECRET };
  const server = new ServerProcess({ ...env, BULKHEAD_LOG_LEVEL: 'info' }, cwd);
  let serverMebibytesMax = 0;
  const looking = setInterval(() => {
    serverMebibytesMax = Math.max(serverMebibytesMax, residentMebibytes(server.child.pid));
  }, LOOK_MS);
  try {
    const trial = await runTableTrial(await server.url(), { rows, every: EVERY, as: 'utf-8 with a mark' });
    console.log(JSON.stringify({ ...trial, rowsPerSecond: Math.round(rows / trial.firstSeconds), serverMebibytesMax }));
    return true;
  } catch (error) {
    console.log(error instanceof Error ? error.message : error);
    return false;
  } finally {
    clearInterval(looking);
    await server.stop();
  }
}

/** 0 where the system tells it otherwise. */
function residentMebibytes(pid: number | undefined): number {
  try {
    return Math.round(Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024);
  } catch {
    return 0;
  }
}

async function importOrders(cwd: string): Promise<boolean> {
  const onProgress = (done: number) => process.stderr.write(`\r  ${done} rows`);
  const result = await killImport({ orders, kills, databaseUrl, cwd, onProgress });
  console.log(`\n${JSON.stringify(result)}`);
  return result.kills === kills && result.outcomes.created === orders && result.stored === orders;
}

async function inFolder(trial: (cwd: string) => Promise<boolean>): Promise<boolean> {
  const cwd = mkdtempSync(join(tmpdir(), 'bulkhead-import-'));
  try {
    return await trial(cwd);
  } finally {
    rmSync(cwd, { recursive: true, force: true });
  }
}

const isTableRight = rows === 0 || (await inFolder(importTable));
const areOrdersRight = orders === 0 || (await inFolder(importOrders));
if (!isTableRight || !areOrdersRight) process.exitCode = 1;
