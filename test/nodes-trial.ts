/**
 * One trial of many nodes: clients write while nodes are killed, then the history is held against what is stored.
 * The short form runs with every test, the long one by scripts/torture.ts.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DEFAULT_ACCOUNT } from '../src/main.ts';
import { openPostgresStore } from '../src/store/postgres/driver.ts';
import { Clients, randomOf } from './nodes-clients.ts';
import { Cluster } from './nodes-cluster.ts';
import { History } from './nodes-history.ts';
import { createDatabase } from './postgres-database.ts';

export type Trial = {
  nodes: number;
  clients: number;
  keys: number;
  kills: number;
  /** Batches answered between two kills. */
  answersBetween: number;
  seed: number;
  onKill?: (kill: number) => void;
};
export type Verdict = { problems: string[]; writes: number; acknowledged: number };

export async function runTrial({ nodes, clients, keys, kills, answersBetween, seed, onKill }: Trial): Promise<Verdict> {
  const database = await createDatabase();
  const folder = mkdtempSync(join(tmpdir(), 'bulkhead-nodes-'));
  const cluster = new Cluster(database.url, folder);
  const history = new History();
  try {
    await cluster.start(nodes);
    const pickUrl = (random: () => number) => cluster.url(Math.floor(random() * nodes));
    const load = new Clients({ history, keys, clients, pickUrl, seed });
    const random = randomOf(seed);
    const restarts = Array.from({ length: nodes }, () => Promise.resolve());
    for (let kill = 1; kill <= kills; kill++) {
      await load.answered(answersBetween);
      onKill?.(kill);
      const index = Math.floor(random() * nodes);
      // The others go on while it comes up; it is not killed again before it was up.
      restarts[index] = restarts[index]?.then(() => cluster.killAndRestart(index)) ?? Promise.resolve();
    }
    await Promise.all(restarts);
    await load.answered(answersBetween);
    await load.stop();
    const problems = await verdictOf(database.url, history);
    return { problems, writes: history.writes.length, acknowledged: history.acknowledged };
  } finally {
    await cluster.stop();
    rmSync(folder, { recursive: true });
    await database.drop();
  }
}

export async function verdictOf(databaseUrl: string, history: History): Promise<string[]> {
  const store = await openPostgresStore({ url: databaseUrl });
  try {
    const account = await store.findAccountByName(DEFAULT_ACCOUNT);
    return await history.compare(store, account?.accountId ?? 0);
  } finally {
    await store.close();
  }
}
