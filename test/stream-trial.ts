/**
 * A client that streams a number of generated orders to a server process, goes on after every cut from the first line
 * that was not acknowledged, and counts every line once. It holds no more than what is on its way.
 * Used by native-stream-crash.test.ts and, with a million orders, by scripts/stream.ts.
 */
import { readFileSync } from 'node:fs';
import { request } from 'node:http';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { ServerProcess } from './server-process.ts';

export type TrialPlan = {
  orders: number;
  /** How often the server is killed on the way. */
  kills: number;
  databaseUrl: string;
  cwd: string;
  /** Null: orders without one are made twice when their answer is lost. */
  idempotencyKey: string | null;
  onProgress?: (line: number) => void;
};

export type TrialResult = {
  counts: Record<string, number>;
  /** Lines that were answered more than once, or not in their order. */
  disorder: number;
  kills: number;
  seconds: number;
  serverMebibytesMax: number;
  clientMebibytesMax: number;
};

const SECRET = 'secret-of-the-stream-trial';
const LINES_AT_ONCE = 50;

/** About 2.6 kB, as orders of the web are. */
export function orderLine(line: number): string {
  const address = (name: string) => ({
    name: `${name} ${line}`,
    company: 'Berg and daughters, wholesale and retail of all that is made of clay',
    street1: `Hamngatan ${line % 200}`,
    street2: 'Third floor, the door to the left behind the stairs',
    city: 'Stockholm',
    postal_code: '111 47',
    country: 'SE',
    phone: '+46 8 123 45 67',
    email: `ada.berg.${line}@example.com`,
  });
  return `${JSON.stringify({
    key: `trial-${line}`,
    number: String(100_000 + line),
    currency: 'EUR',
    placed_at: '2026-11-20T09:30:00+01:00',
    bill_to: address('Ada Berg'),
    ship_to: address('Eva Lund'),
    customer_note: 'Please ring the bell twice and leave the parcel with the neighbor when nobody opens. '.repeat(3),
    lines: Array.from({ length: 6 }, (_, index) => ({
      key: `${line}-${index}`,
      sku: `SKU-${(line * 7 + index) % 5_000}`,
      name: `Mug with a handle, glazed, number ${index} of the autumn collection`,
      quantity: 1 + (index % 3),
      unit_price: `${10 + index}.50`,
      options: [{ name: 'Color', value: 'Blue like the sea' }],
    })),
  })}\n`;
}

export async function runStreamTrial(plan: TrialPlan): Promise<TrialResult> {
  const startedAt = performance.now();
  const none = { disorder: 0, kills: 0, seconds: 0, serverMebibytesMax: 0, clientMebibytesMax: 0 };
  const trial: TrialResult = { counts: {}, ...none };
  for (let acknowledged = 0; acknowledged < plan.orders; ) {
    const server = startServer(plan);
    const watch = setInterval(() => measure(trial, server), 200);
    acknowledged = await streamOnce(server, plan, { trial, acknowledged });
    clearInterval(watch);
    if (server.child.killed) trial.kills += 1;
    else await server.stop();
    await server.ended;
  }
  trial.seconds = (performance.now() - startedAt) / 1_000;
  return trial;
}

/** The last line that was acknowledged when the connection ended. */
async function streamOnce(
  server: ServerProcess,
  plan: TrialPlan,
  { trial, acknowledged }: { trial: TrialResult; acknowledged: number },
): Promise<number> {
  const killAt = trial.kills < plan.kills ? Math.floor((plan.orders * (trial.kills + 1)) / (plan.kills + 1)) : Infinity;
  let last = acknowledged;
  for await (const { line, outcome } of streamFrom(await server.url(), plan, acknowledged + 1)) {
    if (outcome === 'end' || outcome === 'stopped') continue;
    if (line !== last + 1) trial.disorder += 1;
    last = line;
    trial.counts[outcome] = (trial.counts[outcome] ?? 0) + 1;
    if (line % 1_000 === 0) plan.onProgress?.(line);
    if (line >= killAt && !server.child.killed) server.child.kill('SIGKILL');
  }
  return last;
}

function startServer({ databaseUrl, cwd }: TrialPlan): ServerProcess {
  const keys = { BULKHEAD_API_KEY: 'trial', BULKHEAD_API_SECRET: SECRET };
  return new ServerProcess({ ...keys, DATABASE_URL: databaseUrl, BULKHEAD_LOG_LEVEL: 'info' }, cwd);
}

type Told = { line: number; outcome: string };

/** Ends quietly when the connection does. */
async function* streamFrom(
  url: string,
  { orders, idempotencyKey }: TrialPlan,
  firstLine: number,
): AsyncGenerator<Told> {
  const headers = {
    authorization: `Bearer ${SECRET}`,
    'content-type': 'application/x-ndjson',
    ...(idempotencyKey === null ? {} : { 'idempotency-key': idempotencyKey }),
  };
  const sent = request(`${url}/v1/orders:stream?first_line=${firstLine}`, { method: 'POST', headers });
  const answered = new Promise<Readable | null>((resolve) => {
    sent.on('response', resolve).on('error', () => resolve(null));
  });
  const body = Readable.from(bodyFrom(firstLine, orders));
  body.on('error', () => undefined).pipe(sent);
  const answer = await answered;
  if (answer === null) return;
  answer.on('error', () => undefined);
  const lines = createInterface({ input: answer })[Symbol.asyncIterator]();
  for (;;) {
    const { done, value = '' } = await lines.next().catch(() => ({ done: true, value: '' }));
    if (done) break;
    // The last line may be cut in the middle.
    if (value.endsWith('}')) yield JSON.parse(value) as Told;
  }
  body.destroy();
}

function* bodyFrom(firstLine: number, lastLine: number): Generator<string> {
  for (let line = firstLine; line <= lastLine; line += LINES_AT_ONCE) {
    const count = Math.min(LINES_AT_ONCE, lastLine - line + 1);
    yield Array.from({ length: count }, (_, index) => orderLine(line + index)).join('');
  }
}

function measure(trial: TrialResult, { child }: ServerProcess): void {
  const kibibytes = residentKibibytes(child.pid ?? 0);
  trial.serverMebibytesMax = Math.max(trial.serverMebibytesMax, Math.round(kibibytes / 1024));
  trial.clientMebibytesMax = Math.max(trial.clientMebibytesMax, Math.round(process.memoryUsage.rss() / 1024 / 1024));
}

/** 0 where the system tells it otherwise. */
function residentKibibytes(pid: number): number {
  try {
    return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0);
  } catch {
    return 0;
  }
}
