/**
 * The PostgreSQL driver by itself: orders a second of `apply`, a hundred orders a command and four in flight, beside a
 * bare set-based upsert of the same orders into the same table with the same indexes: one prepared statement and one
 * commit a hundred orders, no look-up, no plan, no line ids, no history, no events, no proof.
 * Both take turns on one durable server of their own, each turn on empty tables; medians are told.
 * Run: node bench/postgres-driver.ts [--orders N] [--rounds N] [--named]
 */
import { parseArgs } from 'node:util';
import pg from 'pg';
import type { Command } from '../src/core/command.ts';
import { foldCase } from '../src/core/queries.ts';
import { openPostgresStore, type PostgresStore } from '../src/store/postgres/driver.ts';
import { PostgresServer } from '../test/postgres-server.ts';
import { commandsOf } from './postgres-commands.ts';

const AT_ONCE = 4;
const PER_COMMAND = 100;
const TABLES = 'orders, revisions, events, receipts, batches, commits';
const COLUMNS = `order_key text, number text, number_fold text, fingerprint text, batch_id text, created_at bigint,
  placed_at bigint, customer_name text, customer_fold text, content text`;
const NAMES = COLUMNS.replaceAll(/ (?:text|bigint)/g, '');
const UPSERT = `INSERT INTO orders (account_id, order_id, part, revision, is_number_claimed, status, modified_at, state,
    ${NAMES})
  SELECT $1::bigint, nextval('floor_ids'), 0, 1, false, 'open', created_at, '', ${NAMES}
  FROM json_to_recordset($2::json) AS r (${COLUMNS})
  ON CONFLICT (account_id, order_key, part) WHERE deleted_at IS NULL DO UPDATE SET number = excluded.number,
    number_fold = excluded.number_fold, fingerprint = excluded.fingerprint, batch_id = excluded.batch_id,
    modified_at = excluded.modified_at, placed_at = excluded.placed_at, customer_name = excluded.customer_name,
    customer_fold = excluded.customer_fold, content = excluded.content, revision = orders.revision + 1`;

type Phase = 'new keys' | 'all updates';
type Contestant = { name: string; take(command: Command): Promise<unknown> };

const { values } = parseArgs({
  options: { orders: { type: 'string' }, rounds: { type: 'string' }, named: { type: 'boolean' } },
});
const orders = Number(values.orders ?? 20_000);
const rounds = Number(values.rounds ?? 5);

const server = await PostgresServer.create({ isDurable: true });
try {
  const store = await openPostgresStore({ url: `${server.url()}?named_statements=${values.named ? 'on' : 'off'}` });
  await server.query('CREATE SEQUENCE floor_ids');
  const { accountId } = await store.createAccount('bench', Date.now());
  const figures = await race(accountId, [ours(store), await floor(server.url())]);
  await store.close();
  for (const phase of ['new keys', 'all updates'] as const) tell(phase, figures);
} finally {
  await server.remove();
}

async function race(accountId: number, contestants: readonly Contestant[]): Promise<Map<string, number[]>> {
  const figures = new Map<string, number[]>();
  for (let round = 0; round <= rounds; round++) {
    for (const contestant of round % 2 === 0 ? contestants : contestants.toReversed()) {
      await server.query(`TRUNCATE ${TABLES}`);
      await server.query('CHECKPOINT');
      for (const phase of ['new keys', 'all updates'] as const) {
        const commands = commandsOf({ accountId, orders, perCommand: PER_COMMAND, note: phase });
        const rate = await ordersPerSecond(commands, contestant);
        // The first round warms everything up.
        const name = `${contestant.name}, ${phase}`;
        if (round > 0) figures.set(name, [...(figures.get(name) ?? []), rate]);
      }
      const [counted] = await server.query<{ count: string }>('SELECT count(*) FROM orders');
      if (Number(counted?.count) !== orders) throw new Error(`${contestant.name} must store ${orders} orders`);
    }
  }
  return figures;
}

async function ordersPerSecond(commands: readonly Command[], { take }: Contestant): Promise<number> {
  const waiting = commands.values();
  const startedAt = performance.now();
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      for (const command of waiting) await take(command);
    }),
  );
  return (commands.length * PER_COMMAND * 1_000) / (performance.now() - startedAt);
}

function ours(store: PostgresStore): Contestant {
  return { name: 'driver', take: (command) => store.apply(command) };
}

async function floor(url: string): Promise<Contestant> {
  const free = Array.from({ length: AT_ONCE }, () => new pg.Client({ connectionString: url }));
  await Promise.all(free.map((client) => client.connect()));
  for (const client of free) client.on('error', () => undefined);
  return {
    name: 'floor',
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
  const { orderKey, number, fingerprint, content, facts } = draft;
  return {
    ...{ order_key: orderKey, number, number_fold: foldCase(number ?? ''), fingerprint, batch_id: batchId },
    ...{ created_at: at, placed_at: facts.placedAt, customer_name: facts.customerName },
    ...{ customer_fold: foldCase(facts.customerName ?? ''), content },
  };
}

function tell(phase: Phase, figures: ReadonlyMap<string, readonly number[]>): void {
  const median = (name: string) =>
    figures.get(`${name}, ${phase}`)?.toSorted((a, b) => a - b)[Math.floor(rounds / 2)] ?? 0;
  const [driver, bare] = [median('driver'), median('floor')];
  const ratio = (driver / bare).toFixed(2);
  console.log(`${phase}: driver ${Math.round(driver)} orders/s, floor ${Math.round(bare)} orders/s, ratio ${ratio}`);
}
