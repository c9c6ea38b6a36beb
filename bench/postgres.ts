/**
 * `npm run bench -- --driver postgres`: our server on PostgreSQL, one node and two, beside the floor in one run; a
 * hundred orders a request, four connections, new keys and then the same keys changed. Contestants take turns on empty
 * tables of one durable server; medians are told. Options: --rounds N (default 5), --orders N (default 20000).
 * Imported by bench.ts.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { openPostgresStore } from '../src/store/postgres/driver.ts';
import { PostgresServer } from '../test/postgres-server.ts';
import { ServerProcess } from '../test/server-process.ts';
import { arrayBodies, runLoad } from './load.ts';

const PAIR = { keyId: 'bench-key', secret: 'bench-secret-of-this-run-on-loopback-only' };
const PER_BODY = 100;
const CONNECTIONS = 4;
const WARM_UP_ORDERS = 2_000;
const TABLES = 'floor, orders, documents, events, receipts, batches, commits';
const PHASES = ['new keys', 'all updates'] as const;

type Contestant = { name: string; table: string; start(url: string): Promise<Running> };
type Running = { ports: readonly number[]; path: string; stop(): Promise<unknown> };

const options = { driver: { type: 'string' }, rounds: { type: 'string' }, orders: { type: 'string' } } as const;
const { values } = parseArgs({ options });
const rounds = Number(values.rounds ?? 5);
const orders = Number(values.orders ?? 20_000);
const contestants: readonly Contestant[] = [
  { name: 'one node', table: 'orders', start: (url) => startNodes(url, 1) },
  { name: 'two nodes', table: 'orders', start: (url) => startNodes(url, 2) },
  { name: 'floor', table: 'floor', start: startFloor },
];
const figures = new Map<string, number[]>();

const server = await PostgresServer.create({ isDurable: true });
try {
  await (await openPostgresStore({ url: server.url() })).close();
  await server.query('CREATE SEQUENCE floor_ids');
  await server.query('CREATE TABLE floor (LIKE orders INCLUDING ALL)');
  await server.query('ALTER TABLE floor ADD content text NOT NULL');
  await server.query('ALTER TABLE floor ALTER content SET STORAGE EXTERNAL');
  for (let round = 1; round <= rounds; round++) {
    for (const contestant of round % 2 === 0 ? contestants.toReversed() : contestants)
      await takeTurn(contestant, round);
  }
} finally {
  await server.remove();
}
for (const phase of PHASES) {
  const floor = median(`${phase} floor`);
  const told = contestants.map(({ name }) => {
    const rate = median(`${phase} ${name}`);
    return `${name} ${Math.round(rate)} orders/s (${(rate / floor).toFixed(2)})`;
  });
  console.log(`${phase}, ${PER_BODY} orders a request, ${CONNECTIONS} connections: ${told.join(', ')}`);
}

async function takeTurn({ name, table, start }: Contestant, round: number): Promise<void> {
  process.stderr.write(`round ${round} of ${rounds}: ${name}\n`);
  await server.query(`TRUNCATE ${TABLES}`);
  await server.query('CHECKPOINT');
  const running = await start(server.url());
  try {
    await send(running, arrayBodies('warm', WARM_UP_ORDERS, { perBody: PER_BODY, revision: 0 }));
    for (const [revision, phase] of PHASES.entries()) {
      const seconds = await send(running, arrayBodies('key', orders, { perBody: PER_BODY, revision }));
      const key = `${phase} ${name}`;
      figures.set(key, [...(figures.get(key) ?? []), orders / seconds]);
    }
    const [counted] = await server.query<{ count: string }>(`SELECT count(*) FROM ${table}`);
    if (Number(counted?.count) !== orders + WARM_UP_ORDERS) throw new Error(`${name} must store what was sent`);
  } finally {
    await running.stop();
  }
}

/** The connections are shared out among the nodes. */
async function send({ ports, path }: Running, bodies: readonly Buffer[]): Promise<number> {
  const authorization = `Basic ${Buffer.from(`${PAIR.keyId}:${PAIR.secret}`).toString('base64')}`;
  const connections = CONNECTIONS / ports.length;
  const results = await Promise.all(
    ports.map((port, node) => {
      const own = bodies.filter((_, index) => index % ports.length === node);
      return runLoad({ port, path, authorization, bodies: own, connections });
    }),
  );
  return Math.max(...results.map(({ seconds }) => seconds));
}

async function startNodes(url: string, count: number): Promise<Running> {
  const env = { DATABASE_URL: url, BULKHEAD_API_KEY: PAIR.keyId, BULKHEAD_API_SECRET: PAIR.secret };
  const nodes = Array.from({ length: count }, () => new ServerProcess(env, import.meta.dirname));
  const urls = await Promise.all(nodes.map((node) => node.url()));
  return {
    ports: urls.map((own) => Number(new URL(own).port)),
    path: '/shipstation/orders/createorders',
    stop: () => Promise.all(nodes.map((node) => node.stop())),
  };
}

async function startFloor(url: string): Promise<Running> {
  const child: ChildProcess = spawn(process.execPath, [join(import.meta.dirname, 'floor-postgres.ts'), url], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = (await once(child.stdout ?? child, 'data')) as [Buffer];
  const ended = once(child, 'exit');
  const stop = () => {
    child.kill('SIGTERM');
    return ended;
  };
  return { ports: [(JSON.parse(line.toString()) as { port: number }).port], path: '/', stop };
}

function median(key: string): number {
  const sorted = (figures.get(key) ?? []).toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
