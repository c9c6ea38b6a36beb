/**
 * `npm run bench -- --lists`: what a page of a list costs as the table grows. A database of every size is filled through
 * the store; then a server is started on each, and every documented filter and deep pages are asked of all of them in
 * turns, over HTTP, so that what slows the machine slows every size. Told are the least, p50 and p99, and the first two
 * against those of the smallest size; every total is held against what was filled in. Imported by bench.ts.
 * Options: --driver sqlite or postgres, --sizes
 * 10000,100000,1000000, --asks N (0 fills only), --keep PLACE: a folder, or the URL of a PostgreSQL server, where the
 * databases stay and are used again.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import pg from 'pg';
import { mintKey } from '../src/core/accounts.ts';
import type { Store } from '../src/core/store.ts';
import { openPostgresStore } from '../src/store/postgres/driver.ts';
import { openSqliteStore } from '../src/store/sqlite/driver.ts';
import { PostgresServer } from '../test/postgres-server.ts';
import { ServerProcess } from '../test/server-process.ts';
import { asksOf, commandOf, type ListAsk, PER_COMMAND } from './list-orders.ts';
import { publish } from './publish.ts';

type Running = { size: number; server: ServerProcess; base: string; pair: string; secret: string };
type Taken = { ms: number[]; total: number };

const IN_FLIGHT = 4;
const WARM_UP_ASKS = 3;
const SETTLING_TRIES = 1_000;

const { values } = parseArgs({
  options: {
    lists: { type: 'boolean' },
    driver: { type: 'string', default: 'sqlite' },
    sizes: { type: 'string', default: '10000,100000,1000000' },
    asks: { type: 'string', default: '30' },
    keep: { type: 'string' },
  },
});
const sizes = values.sizes.split(',').map(Number);
const asks = Number(values.asks);
const times = new Map<string, Taken[]>();
const notes: string[] = [];

const folder = mkdtempSync(join(tmpdir(), 'bulkhead-bench-lists-'));
const isOwn = values.keep === undefined;
const postgres = values.driver === 'postgres' && isOwn ? await PostgresServer.create({ isDurable: true }) : null;
const running: Running[] = [];
try {
  for (const size of sizes) running.push(await begin(size));
  for (let turn = -WARM_UP_ASKS; asks > 0 && turn < asks; turn++) await askAll(turn);
} finally {
  await Promise.all(running.map(({ server }) => server.stop()));
  await postgres?.remove();
  rmSync(folder, { recursive: true });
}
publish(`lists-${values.driver}`, reportOf());

async function begin(size: number): Promise<Running> {
  const url = await urlOf(`lists_${size}`);
  const { keyId, secret } = await fill(url, size);
  const unused = { BULKHEAD_API_KEY: 'unused', BULKHEAD_API_SECRET: 'x'.repeat(40) };
  const server = new ServerProcess({ DATABASE_URL: url, ...unused }, folder);
  const pair = Buffer.from(`${keyId}:${secret}`).toString('base64');
  return { size, server, base: await server.url(), pair, secret };
}

async function urlOf(name: string): Promise<string> {
  if (values.driver !== 'postgres') return `sqlite:${join(values.keep ?? folder, name, 'bulkhead.db')}`;
  const at = postgres?.url() ?? values.keep ?? '';
  await createDatabase(at, name);
  return Object.assign(new URL(at), { pathname: `/${name}` }).href;
}

async function createDatabase(url: string, name: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const { rowCount } = await client.query('SELECT FROM pg_database WHERE datname = $1', [name]);
  if (rowCount === 0) await client.query(`CREATE DATABASE ${name}`);
  await client.end();
}

/** Orders and their lists, unless they are there; a key that may read them. */
async function fill(url: string, size: number): Promise<{ keyId: string; secret: string }> {
  const path = url.replace('sqlite:', '');
  const store = url === path ? await openPostgresStore({ url }) : await openSqliteStore({ path });
  try {
    const known = await store.findAccountByName('bench');
    const { accountId } = known ?? (await store.createAccount('bench', Date.now()));
    if (known === null) await fillAccount(store, { url, accountId }, size);
    await settle(store, { url, accountId });
    const { key, secret } = mintKey({ accountId, name: 'bench', scopes: ['read'], at: Date.now() });
    await store.insertKey(key);
    return { keyId: key.keyId, secret };
  } finally {
    await store.close();
  }
}

type Filled = { url: string; accountId: number };

async function fillAccount(store: Store, { url, accountId }: Filled, size: number): Promise<void> {
  const began = performance.now();
  const waiting = new Set<Promise<unknown>>();
  for (let first = 0; first < size; first += PER_COMMAND) {
    if (waiting.size >= IN_FLIGHT) await Promise.race(waiting);
    const given: Promise<unknown> = store.apply(commandOf(accountId, first)).finally(() => waiting.delete(given));
    waiting.add(given);
  }
  await Promise.all(waiting);
  const applied = performance.now();
  await settle(store, { url, accountId });
  const told = [applied - began, performance.now() - applied].map((ms) => (ms / 1_000).toFixed(0));
  notes.push(`${size} orders: ${told[0]} s, and ${told[1]} s more until the lists knew the last`);
  process.stderr.write(`${notes.at(-1)}\n`);
}

/**
 * A list settles what is left, as far as a caller should wait: then SQLite refuses to answer, and PostgreSQL answers from
 * the orders, which would be measured in place of the lists.
 */
async function settle(store: Store, { url, accountId }: Filled): Promise<void> {
  const first = { sort: 'orderId', isDescending: false, offset: 0, limit: 1 } as const;
  for (let tries = SETTLING_TRIES; ; tries--) {
    try {
      await store.listOrders(accountId, first);
      if (values.driver !== 'postgres' || (await isSettled(url))) return;
    } catch (error) {
      if (tries === 0) throw error;
    }
  }
}

async function isSettled(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query(
    `SELECT NOT EXISTS (
       SELECT FROM list_cursors AS own JOIN events USING (account_id) WHERE events.event_id > own.event_id
     ) AS "isSettled"`,
  );
  await client.end();
  return rows[0].isSettled;
}

async function askAll(turn: number): Promise<void> {
  const bySize = running.map(({ size }) => asksOf(size, turn + WARM_UP_ASKS));
  for (const [place, { name }] of (bySize[0] ?? []).entries()) {
    for (const [index, one] of running.entries()) {
      const ask = bySize[index]?.[place];
      if (ask === undefined) throw new Error(`${name} must be asked of every size`);
      const { ms, total } = await answerTo(one, ask);
      const known = times.get(name) ?? sizes.map(() => ({ ms: [], total: 0 }));
      times.set(name, known);
      if (turn >= 0) known[index]?.ms.push(ms);
      (known[index] as Taken).total = total;
    }
  }
}

async function answerTo({ base, pair, secret, size }: Running, { name, path, matches }: ListAsk) {
  const authorization = path.startsWith('/shipstation') ? `Basic ${pair}` : `Bearer ${secret}`;
  const began = performance.now();
  const answer = await fetch(`${base}${path}`, { headers: { authorization } });
  const body = (await answer.json()) as { total?: number; orders: unknown[] };
  const ms = performance.now() - began;
  if (answer.status !== 200) throw new Error(`${name}: ${answer.status} ${JSON.stringify(body).slice(0, 300)}`);
  const total = body.total ?? body.orders.length;
  const isRight = body.orders.length > 0 && (matches === null || total === matches);
  if (!isRight) throw new Error(`${name} at ${size}: expected ${matches}, got ${total} (${path})`);
  return { ms, total };
}

function reportOf(): string {
  const header = sizes.map((size) => `${size}: least, p50, p99 ms (total) | ratios`).join(' | ');
  const rows = [...times].map(([name, taken]) => {
    const [least, middle] = [0, 0.5].map((share) => percentile(taken[0]?.ms ?? [], share)) as [number, number];
    const cells = taken.map(({ ms, total }) => {
      const [own, p50, p99] = [0, 0.5, 0.99].map((share) => percentile(ms, share)) as [number, number, number];
      const told = [own, p50, p99].map((value) => value.toFixed(1)).join(', ');
      return `${told} (${total}) | ${(own / least).toFixed(2)}, ${(p50 / middle).toFixed(2)}`;
    });
    return `| ${name} | ${cells.join(' | ')} |`;
  });
  return [
    `## Lists, ${values.driver}\n`,
    `Node ${process.versions.node}, ${asks} asks a filter and size, a page of 100 orders, over HTTP; the sizes asked in turns. Load of`,
    `the machine's ${availableParallelism()} cores at the end: ${loadavg()[1]?.toFixed(1)}. Ratios: least and p50 against the smallest size. \`total\` is of`,
    'the page where the contract tells no other.',
    ...notes.map((note) => `${note}.`),
    `\n| filter | ${header} |`,
    `|---|${'---|---|'.repeat(sizes.length)}`,
    ...rows,
    '',
  ].join('\n');
}

function percentile(ms: readonly number[], share: number): number {
  return ms.toSorted((a, b) => a - b)[Math.floor((ms.length - 1) * share)] ?? Number.NaN;
}
