/**
 * A database of its own for a test file, on the server that DATABASE_URL names, else on one server that all files of
 * a run share (postgres-keeper.ts). The first file that asks starts it, and whoever ends last need not know.
 * Used by test/postgres*.test.ts and test/nodes*.test.ts.
 */
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { closeSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import pg from 'pg';

export type TestDatabase = { url: string; drop(): Promise<void> };

const START_MS = 60_000;
const LOOK_MS = 50;

/** Empty; made with the settings of the server's own template. */
export async function createDatabase(): Promise<TestDatabase> {
  const server = await serverUrl();
  const name = `bulkhead_${randomUUID().replaceAll('-', '')}`;
  await queryDatabase(server, `CREATE DATABASE ${name} ENCODING 'UTF8' TEMPLATE template0`);
  const drop = async () => void (await queryDatabase(server, `DROP DATABASE ${name} WITH (FORCE)`));
  const url = new URL(server);
  url.pathname = `/${name}`;
  return { url: url.href, drop };
}

/** One statement, on a connection of its own. */
export async function queryDatabase<T extends object>(url: string, text: string): Promise<T[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<T>(text)).rows;
  } finally {
    await client.end();
  }
}

async function serverUrl(): Promise<string> {
  const given = process.env.DATABASE_URL;
  if (given?.startsWith('postgres')) return given;
  // The process that started this one is the run; its files share the server.
  const addressFile = join(tmpdir(), `bulkhead-postgres-of-${process.ppid}`);
  if (isFirst(addressFile)) startKeeper(addressFile);
  for (const endsAt = performance.now() + START_MS; performance.now() < endsAt; ) {
    const address = readOrNull(addressFile);
    if (address !== null) return address;
    await sleep(LOOK_MS);
  }
  throw new Error(`PostgreSQL for tests must start within ${START_MS} ms`);
}

/** Whoever makes the file first. */
function isFirst(addressFile: string): boolean {
  try {
    closeSync(openSync(`${addressFile}.lock`, 'wx'));
    return true;
  } catch {
    return false;
  }
}

function startKeeper(addressFile: string): void {
  const keeper = fileURLToPath(new URL('./postgres-keeper.ts', import.meta.url));
  const child = spawn(process.execPath, [keeper, addressFile, String(process.ppid)], {
    stdio: 'ignore',
    detached: true,
  });
  child.once('exit', () => rmSync(`${addressFile}.lock`, { force: true }));
  child.unref();
}

function readOrNull(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}
