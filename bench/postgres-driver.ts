/**
 * The PostgreSQL driver by itself: orders a second of `apply`, a hundred orders a command and four in flight, beside a
 * bare set-based upsert of the same orders into one table with the same indexes: one prepared statement and one
 * commit a hundred orders, no look-up, no plan, no line ids, no history, no events, no proof.
 * Both take turns on one durable server of their own, each turn on empty tables; medians are told, and the processor
 * time of server and client together, which other work on the machine distorts less.
 * Run: node bench/postgres-driver.ts [--orders N] [--rounds N] [--named]
 */
import { readdirSync, readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import pg from 'pg';
import type { Command } from '../src/core/command.ts';
import { fingerprintOf } from '../src/core/fingerprint.ts';
import { foldCase } from '../src/core/queries.ts';
import { openPostgresStore, type PostgresStore } from '../src/store/postgres/driver.ts';
import { PostgresServer } from '../test/postgres-server.ts';
import { commandsOf } from './postgres-commands.ts';

const AT_ONCE = 4;
const PER_COMMAND = 100;
const TABLES = 'floor, orders, documents, events, receipts, batches, commits';
const COLUMNS = `order_key text, number text, number_fold text, fingerprint text, batch_id text, created_at bigint,
  placed_at bigint, customer_name text, customer_fold text, content text`;
const NAMES = COLUMNS.replaceAll(/ (?:text|bigint)/g, '');
const UPSERT = `INSERT INTO floor (account_id, order_id, part, revision, is_number_claimed, is_deleted, status, modified_at, state,
    ${NAMES})
  SELECT $1::bigint, nextval('floor_ids'), 0, 1, false, false, 'open', created_at, '', ${NAMES}
  FROM json_to_recordset($2::json) AS r (${COLUMNS})
  ON CONFLICT (account_id, order_key, part) WHERE NOT is_deleted DO UPDATE SET number = excluded.number,
    number_fold = excluded.number_fold, fingerprint = excluded.fingerprint, batch_id = excluded.batch_id,
    modified_at = excluded.modified_at, placed_at = excluded.placed_at, customer_name = excluded.customer_name,
    customer_fold = excluded.customer_fold, content = excluded.content, revision = floor.revision + 1`;

type Phase = 'new keys' | 'all updates';
type Contestant = { name: string; table: string; take(command: Command): Promise<unknown> };
type Figure = { ordersPerSecond: number; cpuMicros: number };
type Figures = Map<string, Figure[]>;

/** Linux reports processor time in ticks of 1/100 s. */
const TICK_MICROS = 10_000;

const { values } = parseArgs({
  options: { orders: { type: 'string' }, rounds: { type: 'string' }, named: { type: 'boolean' } },
});
const orders = Number(values.orders ?? 20_000);
const rounds = Number(values.rounds ?? 5);

const server = await PostgresServer.create({ isDurable: true });
try {
  const store = await openPostgresStore({ url: `${server.url()}?named_statements=${values.named ? 'on' : 'off'}` });
  await server.query('CREATE SEQUENCE floor_ids');
  await server.query('CREATE TABLE floor (LIKE orders INCLUDING ALL)');
  await server.query('ALTER TABLE floor ADD content text STORAGE EXTERNAL NOT NULL');
  const { accountId } = await store.createAccount('bench', Date.now());
  const figures = await race(accountId, [ours(store), await floor(server.url())]);
  await store.close();
  for (const phase of ['new keys', 'all updates'] as const) tell(phase, figures);
} finally {
  await server.remove();
}

async function race(accountId: number, contestants: readonly Contestant[]): Promise<Figures> {
  const figures: Figures = new Map();
  for (let round = 0; round <= rounds; round++) {
    for (const contestant of round % 2 === 0 ? contestants : contestants.toReversed()) {
      const turn = await takeTurn(accountId, contestant);
      // The first round warms everything up.
      if (round === 0) continue;
      for (const [name, figure] of turn) figures.set(name, [...(figures.get(name) ?? []), figure]);
    }
  }
  return figures;
}

/** On empty tables; the rows are counted when it is over. */
async function takeTurn(accountId: number, contestant: Contestant): Promise<Map<string, Figure>> {
  const turn = new Map<string, Figure>();
  await server.query(`TRUNCATE ${TABLES}`);
  await server.query('CHECKPOINT');
  for (const phase of ['new keys', 'all updates'] as const) {
    const commands = commandsOf({ accountId, orders, perCommand: PER_COMMAND, note: phase });
    turn.set(`${contestant.name}, ${phase}`, await measure(commands, contestant));
  }
  const [counted] = await server.query<{ count: string }>(`SELECT count(*) FROM ${contestant.table}`);
  if (Number(counted?.count) !== orders) throw new Error(`${contestant.name} must store ${orders} orders`);
  return turn;
}

async function measure(commands: readonly Command[], { take }: Contestant): Promise<Figure> {
  const waiting = commands.values();
  const cpuBefore = cpuMicros();
  const startedAt = performance.now();
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      for (const command of waiting) await take(command);
    }),
  );
  const count = commands.length * PER_COMMAND;
  const ordersPerSecond = (count * 1_000) / (performance.now() - startedAt);
  return { ordersPerSecond, cpuMicros: (cpuMicros() - cpuBefore) / count };
}

/** Of this process, and of every one that the server has started. */
function cpuMicros(): number {
  const { user, system } = process.cpuUsage();
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return pids.map(statOf).reduce((sum, stat) => sum + (stat?.parent === server.pid ? stat.micros : 0), user + system);
}

function statOf(pid: string): { parent: number; micros: number } | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat
      .slice(stat.lastIndexOf(')') + 2)
      .split(' ')
      .map(Number);
    return { parent: fields[1] ?? 0, micros: ((fields[11] ?? 0) + (fields[12] ?? 0)) * TICK_MICROS };
  } catch {
    return null;
  }
}

function ours(store: PostgresStore): Contestant {
  return { name: 'driver', table: 'orders', take: (command) => store.apply(command) };
}

async function floor(url: string): Promise<Contestant> {
  const free = Array.from({ length: AT_ONCE }, () => new pg.Client({ connectionString: url }));
  await Promise.all(free.map((client) => client.connect()));
  for (const client of free) client.on('error', () => undefined);
  return {
    name: 'floor',
    table: 'floor',
    async take(command) {
      const client = free.pop();
      if (client === undefined) throw new Error('no more may be in flight than there are connections');
      const rows = command.items.flatMap((item) => ('draft' in item ? [rowOf(item.draft, command)] : []));
      await client.query({ name: 'upsert', text: UPSERT, values: [command.accountId, JSON.stringify(rows)] });
      free.push(client);
    },
  };
}

function rowOf(draft: Extract<Command['items'][number], { draft: unknown }>['draft'], { batchId, at }: Command) {
  const { orderKey, number, content, facts } = draft;
  const fingerprint = fingerprintOf(content);
  return {
    ...{ order_key: orderKey, number, number_fold: foldCase(number ?? ''), fingerprint, batch_id: batchId },
    ...{ created_at: at, placed_at: facts.placedAt, customer_name: facts.customerName },
    ...{ customer_fold: foldCase(facts.customerName ?? ''), content },
  };
}

function tell(phase: Phase, figures: Figures): void {
  const median = (name: string, of: keyof Figure) => {
    const values = (figures.get(`${name}, ${phase}`) ?? []).map((figure) => figure[of]);
    return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
  };
  const say = (name: string) =>
    `${name} ${Math.round(median(name, 'ordersPerSecond'))} orders/s at ${Math.round(median(name, 'cpuMicros'))} us`;
  const ratio = median('driver', 'ordersPerSecond') / median('floor', 'ordersPerSecond');
  const cpuRatio = median('floor', 'cpuMicros') / median('driver', 'cpuMicros');
  console.log(`${phase}: ${say('driver')}, ${say('floor')}: ${ratio.toFixed(2)}, by processor ${cpuRatio.toFixed(2)}`);
}
