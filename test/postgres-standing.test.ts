// How a transaction on PostgreSQL begins: what is set once, what for each, and when plans are kept.
import pg from 'pg';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type SessionKind, Standings, type Timeouts } from '../src/store/postgres/standing.ts';
import { createDatabase, type TestDatabase } from './postgres-database.ts';

const TIMEOUTS = { statementTimeoutMs: 2_000, lockTimeoutMs: 1_000 };
const LOCAL =
  'SET LOCAL statement_timeout = 2000; SET LOCAL lock_timeout = 1000; SET LOCAL idle_in_transaction_session_timeout = 2000';
const ANEW = 'SET LOCAL plan_cache_mode = force_custom_plan';
const KEPT = 'SET LOCAL plan_cache_mode = force_generic_plan';

let database: TestDatabase;
let pool: pg.Pool;
let client: pg.PoolClient;

beforeEach(async () => {
  database = await createDatabase();
  pool = new pg.Pool({ connectionString: database.url, max: 1 });
  client = await pool.connect();
  await client.query('CREATE TABLE orders (content text)');
});

afterEach(async () => {
  client.release(true);
  await pool.end();
  await database.drop();
});

type Row = [named: 'auto' | 'on' | 'off', kilobytes: number, SessionKind, Partial<Timeouts> | undefined, string];

test.each<Row>([
  ['auto', 0, 'command', undefined, 'BEGIN'],
  ['auto', 0, 'read', undefined, 'BEGIN READ ONLY'],
  ['auto', 0, 'write', { lockTimeoutMs: 7 }, `BEGIN; ${LOCAL.replace('1000', '7')}`],
  ['auto', 6_000, 'command', undefined, `BEGIN; ${KEPT}`],
  ['auto', 6_000, 'write', undefined, 'BEGIN'],
  ['on', 0, 'command', undefined, `BEGIN; ${LOCAL}; ${ANEW}`],
  ['on', 6_000, 'command', undefined, `BEGIN; ${LOCAL}; ${KEPT}`],
  ['off', 6_000, 'command', undefined, `BEGIN; ${LOCAL}`],
])('named statements %s, %i KB of orders: how a %s begins', async (...row) => {
  const [namedStatements, kilobytes, kind, stated, expected] = row;
  await client.query(`INSERT INTO orders SELECT repeat('x', 1000) FROM generate_series(1, ${kilobytes})`);
  const standings = new Standings({ ...TIMEOUTS, namedStatements });
  expect((await standings.begin(client, kind, stated)).text).toBe(expected);
  const { rows } = await client.query<{ timeout: string; plans: string }>(
    `SELECT current_setting('statement_timeout') AS timeout, current_setting('plan_cache_mode') AS plans`,
  );
  const isSetOnce = namedStatements === 'auto';
  const once = { timeout: '2s', plans: 'force_custom_plan' };
  expect(rows).toEqual([isSetOnce ? once : { timeout: '0', plans: 'auto' }]);
});

test('plans that are kept are made anew every ten seconds', async () => {
  await client.query(`INSERT INTO orders SELECT repeat('x', 1000) FROM generate_series(1, 6000)`);
  let now = 0;
  const standings = new Standings({ ...TIMEOUTS, namedStatements: 'auto' }, () => now);
  const begun = async (at: number) => {
    now = at;
    return (await standings.begin(client, 'command')).text;
  };
  expect(await begun(0)).toBe(`BEGIN; ${KEPT}`);
  expect(await begun(10_001)).toBe(`BEGIN; ${KEPT}; DISCARD PLANS`);
  expect(await begun(20_000)).toBe(`BEGIN; ${KEPT}`);
  expect((await standings.begin(client, 'write')).text).toBe('BEGIN');
  await client.query(await begun(20_002));
  expect((await client.query('ROLLBACK')).command).toBe('ROLLBACK');
});
