/**
 * An import whose server is killed on the way, so often, and started again: it goes on by itself, and at the end every
 * row must have one outcome and every order must be there once.
 * Used by native-import-crash.test.ts and, with a million orders, by scripts/imports-trial.ts.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';

export type KillPlan = {
  orders: number;
  kills: number;
  databaseUrl: string;
  cwd: string;
  onProgress?: (rows: number) => void;
};
export type KillResult = {
  kills: number;
  state: string;
  rowCounts: Record<string, number>;
  outcomes: Record<string, number>;
  stored: number;
};

const SECRET = 'secret-of-the-import-trial';
const HEADERS = { authorization: `Bearer ${SECRET}` };
/** Longer than a claim lasts. */
const AHEAD_MS = 60_000;
const POLL_MS = 30;

type Told = { state: string; progress: { rows: number; row_counts: Record<string, number> } };

export async function killImport(plan: KillPlan): Promise<KillResult> {
  let server = await start(plan, 0);
  const importId = await upload(server.url, plan.orders);
  await until(server, importId, ({ state }) => state === 'validated');
  await fetch(`${server.url}/v1/imports/${importId}:commit`, { method: 'POST', headers: HEADERS });
  let kills = 0;
  for (; kills < plan.kills; kills++) {
    // In the first half, so that none comes too late.
    const killAt = Math.floor((plan.orders * kills) / plan.kills / 2);
    const { state } = await until(server, importId, (told) => told.progress.rows >= killAt || told.state === 'done');
    if (state === 'done') break;
    server.child.kill('SIGKILL');
    await once(server.child, 'close');
    server = await start(plan, (kills + 1) * AHEAD_MS);
  }
  const done = await until(server, importId, (told) => {
    plan.onProgress?.(told.progress.rows);
    return told.state === 'done';
  });
  const outcomes = await outcomesOf(server.url, importId);
  const stored = await countOrders(server.url, importId);
  server.child.kill('SIGKILL');
  await once(server.child, 'close');
  return { kills, state: done.state, rowCounts: done.progress.row_counts, outcomes, stored };
}

type Running = { child: ChildProcess; url: string };

async function start({ databaseUrl, cwd }: KillPlan, aheadMs: number): Promise<Running> {
  const env = {
    PATH: process.env.PATH ?? '',
    PORT: '0',
    DATABASE_URL: databaseUrl,
    BULKHEAD_API_KEY: 'trial',
    BULKHEAD_API_SECRET: SECRET,
    TRIAL_CLOCK_AHEAD_MS: String(aheadMs),
  };
  const child = spawn(process.execPath, [join(import.meta.dirname, 'import-child.ts')], {
    env,
    cwd,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  for await (const line of createInterface(child.stdout)) return { child, url: line };
  throw new Error('the server must say where it listens');
}

/** Orders without a key: one that is taken in twice is there twice. */
async function upload(url: string, orders: number): Promise<string> {
  const body = Readable.toWeb(Readable.from(rowsOf(orders)));
  const init = { method: 'POST', headers: HEADERS, body, duplex: 'half' } as unknown as RequestInit;
  return ((await (await fetch(`${url}/v1/imports`, init)).json()) as { id: string }).id;
}

function* rowsOf(orders: number): Generator<Uint8Array> {
  for (let row = 1; row <= orders; row++) {
    yield Buffer.from(`${JSON.stringify({ number: `K${row}`, lines: [{ sku: `S${row % 100}`, quantity: 1 }] })}\n`);
  }
}

async function until({ url }: Running, importId: string, isReached: (told: Told) => boolean): Promise<Told> {
  for (;;) {
    const told = (await (await fetch(`${url}/v1/imports/${importId}`, { headers: HEADERS })).json()) as Told;
    if (told.state === 'failed') throw new Error('the import must not fail');
    if (isReached(told)) return told;
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}

/** As the result tells them, row by row. */
async function outcomesOf(url: string, importId: string): Promise<Record<string, number>> {
  const answer = await fetch(`${url}/v1/imports/${importId}/result`, { headers: HEADERS });
  if (answer.body === null) throw new Error('the result must have a body');
  const outcomes: Record<string, number> = {};
  for await (const line of createInterface(Readable.fromWeb(answer.body as never))) {
    const { outcome } = JSON.parse(line) as { outcome: string };
    outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
  }
  return outcomes;
}

async function countOrders(url: string, importId: string): Promise<number> {
  let stored = 0;
  for (let cursor: string | null = ''; cursor !== null; ) {
    const query = new URLSearchParams({ batch_id: importId, limit: '500', ...(cursor === '' ? {} : { cursor }) });
    const answer = await fetch(`${url}/v1/orders?${query}`, { headers: HEADERS });
    const page = (await answer.json()) as { orders: readonly unknown[]; next: string | null };
    stored += page.orders.length;
    cursor = page.next ?? null;
  }
  return stored;
}
