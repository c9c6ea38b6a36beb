/**
 * Starts a contestant as a process of its own on an empty database in a temporary folder, and ends it by its pid.
 * `ours` is the server as a user starts it, all features on; `floor` is floor.ts.
 * Called by bench.ts. CPU time and peak memory are read from /proc where there is one.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

export type ContestantName = 'ours' | 'floor';

export type Contestant = {
  port: number;
  path: string;
  authorization: string;
  /** Seconds of CPU so far, over all threads; null where it cannot be read. */
  cpuSeconds(): number | null;
  peakMegabytes(): number | null;
  countOrders(): number;
  stop(): Promise<void>;
};

const ROOT = join(import.meta.dirname, '..');
const KEY = 'bench-key';
const SECRET = 'bench-secret-of-this-run-on-loopback-only';
/** Linux reports CPU in ticks of 1/100 s. */
const TICKS_PER_SECOND = 100;

export async function startContestant(name: ContestantName): Promise<Contestant> {
  const folder = mkdtempSync(join(tmpdir(), `bulkhead-bench-${name}-`));
  const database = join(folder, 'bench.db');
  const { child, port } = name === 'ours' ? await startOurs(database) : await startFloor(database);
  return {
    port,
    path: name === 'ours' ? '/shipstation/orders/createorders' : '/',
    authorization: `Basic ${Buffer.from(`${KEY}:${SECRET}`).toString('base64')}`,
    cpuSeconds: () => cpuSeconds(child),
    peakMegabytes: () => peakMegabytes(child),
    countOrders: () => countOrders(database),
    stop: async () => {
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function startOurs(database: string) {
  const child = spawn(process.execPath, ['src/main.ts'], {
    cwd: ROOT,
    env: {
      ...{ PATH: process.env.PATH, HOST: '127.0.0.1', PORT: '0', DATABASE_URL: `sqlite:${database}` },
      ...{ BULKHEAD_API_KEY: KEY, BULKHEAD_API_SECRET: SECRET, BULKHEAD_LOG_LEVEL: 'info' },
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return { child, port: Number(await lineMatching(child, /http:\/\/127\.0\.0\.1:(\d+)/)) };
}

async function startFloor(database: string) {
  const child = spawn(process.execPath, ['bench/floor.ts', database], {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return { child, port: Number(await lineMatching(child, /"port":(\d+)/)) };
}

/** Waits for the line and goes on draining, so that a full pipe never holds the contestant. */
function lineMatching(child: ChildProcess, pattern: RegExp): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    let isFound = false;
    child.stdout?.on('data', (chunk: Buffer) => {
      if (isFound) return;
      text += chunk.toString();
      const found = pattern.exec(text)?.[1];
      if (found === undefined) return;
      isFound = true;
      resolve(found);
    });
    child.once('exit', () => reject(new Error(`the contestant ended before it was ready: ${text}`)));
  });
}

function cpuSeconds(child: ChildProcess): number | null {
  const stat = readProc(child, 'stat');
  const fields = stat?.slice(stat.lastIndexOf(')') + 2).split(' ');
  return fields === undefined ? null : (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
}

function peakMegabytes(child: ChildProcess): number | null {
  const kilobytes = /VmHWM:\s+(\d+)/.exec(readProc(child, 'status') ?? '')?.[1];
  return kilobytes === undefined ? null : Number(kilobytes) / 1024;
}

function readProc(child: ChildProcess, file: string): string | null {
  try {
    return readFileSync(`/proc/${child.pid}/${file}`, 'utf8');
  } catch {
    return null;
  }
}

function countOrders(database: string): number {
  const db = new DatabaseSync(database, { readOnly: true });
  const { orders } = db.prepare('SELECT count(*) AS orders FROM orders').get() as { orders: number };
  db.close();
  return orders;
}
