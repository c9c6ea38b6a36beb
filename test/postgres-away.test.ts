// PostgreSQL dies, comes back, or another takes its place while clients write: callers are told to come back, the
// servers recover by themselves, and nothing acknowledged is lost or done twice.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Clients, wireOrder } from './nodes-clients.ts';
import { Cluster, PAIR } from './nodes-cluster.ts';
import { History } from './nodes-history.ts';
import { verdictOf } from './nodes-trial.ts';
import { copyServer } from './postgres-copy.ts';
import { PostgresServer } from './postgres-server.ts';
import { TcpRelay } from './tcp-relay.ts';

const NODES = 2;
const endings: (() => Promise<void>)[] = [];
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bulkhead-away-'));
});

afterEach(async () => {
  for (const end of endings.splice(0).toReversed()) await end();
  rmSync(folder, { recursive: true });
});

function kept(server: PostgresServer): PostgresServer {
  endings.push(() => server.remove());
  return server;
}

async function startCluster(url: string): Promise<Cluster> {
  const cluster = new Cluster(url, folder);
  endings.push(() => cluster.stop());
  await cluster.start(NODES);
  return cluster;
}

function startClients(cluster: Cluster, history: History): Clients {
  const pickUrl = (random: () => number) => cluster.url(Math.floor(random() * NODES));
  const clients = new Clients({ history, keys: 60, clients: 6, pickUrl, seed: 7 });
  endings.push(() => clients.stop());
  return clients;
}

/** What a server says in every wire while its database is away. */
async function answersWhileAway(url: string) {
  const basic = `Basic ${Buffer.from(`${PAIR.keyId}:${PAIR.secret}`).toString('base64')}`;
  const asked = [
    ['/shipstation/orders/createorders', { authorization: basic }, [wireOrder({ key: 'away', note: 'away' })]],
    ['/centra/orders', { 'api-authorization': PAIR.secret }, { one: {} }],
  ] as const;
  return Promise.all(
    asked.map(async ([path, headers, body]) => {
      const init = { method: 'POST', headers: { ...headers, 'content-type': 'application/json' } };
      const answer = await fetch(url + path, { ...init, body: JSON.stringify(body) });
      const keys = Object.keys((await answer.json()) as object);
      return { status: answer.status, retryAfter: answer.headers.get('retry-after'), keys };
    }),
  );
}

test('PostgreSQL is killed and comes back, again and again', { timeout: 180_000 }, async () => {
  const server = kept(await PostgresServer.create());
  const cluster = await startCluster(server.url());
  const history = new History();
  const clients = startClients(cluster, history);
  for (let kill = 0; kill < 3; kill++) {
    await clients.answered(20);
    await server.kill();
    expect(await answersWhileAway(cluster.url(0) ?? '')).toEqual([
      { status: 503, retryAfter: '1', keys: ['Message', 'ExceptionMessage', 'ExceptionType', 'StackTrace'] },
      { status: 503, retryAfter: '1', keys: ['status', 'code', 'msg'] },
    ]);
    expect((await fetch(`${cluster.url(1)}/readyz`)).status).toBe(503);
    await server.start();
  }
  await clients.answered(20);
  await clients.stop();
  expect((await fetch(`${cluster.url(1)}/readyz`)).status).toBe(200);
  expect(await verdictOf(server.url(), history)).toEqual([]);
});

test('connections are cut at any moment, also in the middle of a commit', { timeout: 180_000 }, async () => {
  const server = kept(await PostgresServer.create());
  const relay = new TcpRelay(server.port);
  const port = await relay.listen();
  endings.push(() => relay.close());
  const cluster = await startCluster(server.url().replace(String(server.port), String(port)));
  const history = new History();
  const clients = startClients(cluster, history);
  for (let cut = 0; cut < 40; cut++) {
    await clients.answered(2);
    relay.cut();
  }
  await clients.answered(20);
  await clients.stop();
  expect(await verdictOf(server.url(), history)).toEqual([]);
});

test('a standby is promoted in the place of a primary that died', { timeout: 180_000 }, async () => {
  const primary = kept(await PostgresServer.create({ settings: { wal_keep_size: '512MB' } }));
  const standby = kept(await copyServer(primary, { isStandby: true }));
  await standby.start();
  await primary.query(`ALTER SYSTEM SET synchronous_standby_names = '*'`);
  await primary.query('SELECT pg_reload_conf()');
  const relay = new TcpRelay(primary.port);
  const port = await relay.listen();
  endings.push(() => relay.close());
  const cluster = await startCluster(primary.url().replace(String(primary.port), String(port)));
  const history = new History();
  const clients = startClients(cluster, history);
  await clients.answered(40);
  // The address moves before the standby is promoted: until then it answers, but takes nothing.
  await primary.kill();
  relay.pointTo(standby.port);
  expect((await fetch(`${cluster.url(0)}/readyz`)).status).toBe(503);
  await standby.query('SELECT pg_promote()');
  await clients.answered(40);
  await clients.stop();
  expect(await verdictOf(standby.url(), history)).toEqual([]);
});
