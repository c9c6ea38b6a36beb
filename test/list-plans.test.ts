// No list walks a table: for every documented filter, sort and page, the plan of every statement on both drivers.
import { DatabaseSync } from 'node:sqlite';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Ask } from '../src/core/lists/answer.ts';
import { cutOf } from '../src/core/lists/cut.ts';
import { DIMENSIONS } from '../src/core/lists/entry.ts';
import { openPostgresStore } from '../src/store/postgres/driver.ts';
import * as postgres from '../src/store/postgres/list-query.ts';
import { PLANS } from '../src/store/postgres/list-table.ts';
import * as sqlite from '../src/store/sqlite/list-query.ts';
import { migrate, readMigrations } from '../src/store/sqlite/migrate.ts';
import { asksOf, directoryOfAll, FILTERS, STORED } from './list-asks.ts';
import { createDatabase, queryDatabase, type TestDatabase } from './postgres-database.ts';

const ACCOUNT = 1;
const NAMES = Object.keys(FILTERS);
const directory = directoryOfAll();

type Asked = { text: string; values: readonly unknown[]; isSorted: boolean };
type Driver = typeof sqlite | typeof postgres;

/** What is gathered is sorted, unless it comes by the ids; as much as matches, and no more. */
function statementsOf(driver: Driver, asked: Ask): readonly Asked[] {
  if (asked.ask === 'directory') return [];
  if (asked.ask === 'walk') return [{ ...driver.walkSql(ACCOUNT, asked), isSorted: false }];
  if (asked.ask === 'counts') {
    return asked.spans.map((span) => ({ ...driver.countSql(ACCOUNT, span, asked.cut), isSorted: false }));
  }
  const isCount = asked.ask === 'gatherCount';
  const sql = (isCount ? driver.gatherCountSql : driver.gatherSql)(ACCOUNT, asked.gathering);
  if (sql === null) throw new Error('what is asked for may be there');
  const walked = driver === postgres && !isCount && postgres.isWalkable(asked.gathering);
  const walk = walked ? [{ ...postgres.broadWalkSql(ACCOUNT, asked.gathering), isSorted: false }] : [];
  return [{ ...sql, isSorted: !isCount }, ...walk];
}

function distinct(driver: Driver, name: string): readonly Asked[] {
  const all = asksOf(directory, FILTERS[name] ?? {}).flatMap((asked) => statementsOf(driver, asked));
  return [...new Map(all.map((asked) => [`${asked.text}${asked.isSorted}`, asked])).values()];
}

describe('SQLite', () => {
  const db = new DatabaseSync(':memory:');
  migrate(db, readMigrations());
  afterAll(() => db.close());
  /** A table of its own that SQLite makes of a bound list, or the full-text index asked for terms. */
  const isBounded = (step: string) => /json_each|list_terms VIRTUAL TABLE INDEX \d+:.*M/.test(step);

  test.each(NAMES)('%s', (name) => {
    const statements = distinct(sqlite, name);
    expect(statements.length).toBeGreaterThan(0);
    for (const { text, values, isSorted } of statements) {
      const plan = db.prepare(`EXPLAIN QUERY PLAN ${text}`).all(...(values as (string | number)[]));
      const steps = plan.map(({ detail }) => String(detail));
      expect(
        steps.filter((step) => step.startsWith('SCAN') && !isBounded(step)),
        text,
      ).toEqual([]);
      if (!isSorted)
        expect(
          steps.filter((step) => step.includes('TEMP B-TREE')),
          text,
        ).toEqual([]);
      // A walk begins and ends where its span does.
      if (!isSorted && text.includes(', order_id) <')) {
        expect(steps.join(), text).toMatch(/,order_id\)>\(\?,\?\) AND \(\w+,order_id\)</);
      }
      const entries = steps.find((step) => step.includes('list_entries'));
      expect(entries, text).toMatch(/SEARCH list_entries USING .*\(account_id=\?/);
    }
  });
});

type PlanNode = {
  'Node Type': string;
  'Relation Name'?: string;
  'Index Name'?: string;
  'Index Cond'?: string;
  Plans?: PlanNode[];
};

describe('PostgreSQL', () => {
  let database: TestDatabase;
  let client: pg.Client;
  beforeAll(async () => {
    database = await createDatabase();
    await (await openPostgresStore({ url: database.url })).close();
    await fill(database.url);
    client = new pg.Client({ connectionString: database.url });
    await client.connect();
  }, 60_000);
  afterAll(async () => {
    await client.end();
    await database.drop();
  });

  test.each(NAMES)('%s', async (name) => {
    for (const { text, values, isSorted } of distinct(postgres, name)) {
      await client.query(`BEGIN; ${PLANS}`);
      const { rows } = await client.query({ text: `EXPLAIN (FORMAT JSON) ${text}`, values: [...values] });
      await client.query('ROLLBACK');
      const nodes = nodesOf(rows[0]['QUERY PLAN'][0].Plan);
      expect(
        nodes.filter((node) => node['Node Type'] === 'Seq Scan'),
        text,
      ).toEqual([]);
      // Laid over what terms find, the keys of the account would all be read.
      expect(
        nodes.filter((node) => node['Node Type'] === 'BitmapAnd'),
        text,
      ).toEqual([]);
      if (!isSorted)
        expect(
          nodes.filter((node) => node['Node Type'].includes('Sort')),
          text,
        ).toEqual([]);
      // What was found by names is looked up by its key: another index, that holds the id further back, would be read through.
      const isLookup = (node: PlanNode) => node['Index Cond']?.includes('order_id = ') === true;
      const lookups = nodes.filter((node) => node['Index Name']?.startsWith('list_') === true && isLookup(node));
      expect(
        lookups.filter((node) => node['Index Name']?.endsWith('_pkey') !== true),
        text,
      ).toEqual([]);
      const scans = nodes.filter((node) => node['Index Name'] !== undefined);
      expect(scans.length, text).toBeGreaterThan(0);
      for (const scan of scans) expect(scan['Index Cond'] ?? '', text).toMatch(/account_id = |terms @@ /);
    }
  });

  test.each(['orderId', 'placedAt'] as const)('broad terms by %s: a walk meets what is gathered', async (sort) => {
    const cut = cutOf({ words: ['ADA1'], storeId: 1 }, []);
    for (const isDescending of [false, true]) {
      const gathering = { sort, isDescending, offset: 30, limit: 20, cut, by: null, after: null };
      const asked = [postgres.gatherSql(ACCOUNT, gathering), postgres.broadWalkSql(ACCOUNT, gathering)];
      const [gathered, walked] = await Promise.all(
        asked.map(async (sql) => (await client.query(sql?.text ?? '', [...(sql?.values ?? [])])).rows),
      );
      expect(walked).toHaveLength(20);
      expect(walked).toEqual(gathered);
    }
  });

  test('a walk in the order of a time is a walk of its index', async () => {
    const walks = distinct(postgres, 'no filter').filter(({ text }) => text.includes('ORDER BY'));
    const used = new Set<string>();
    for (const { text, values } of walks) {
      await client.query(`BEGIN; ${PLANS}`);
      const { rows } = await client.query({ text: `EXPLAIN (FORMAT JSON) ${text}`, values: [...values] });
      await client.query('ROLLBACK');
      for (const node of nodesOf(rows[0]['QUERY PLAN'][0].Plan)) used.add(node['Index Name'] ?? '');
    }
    for (const column of ['created_at', 'modified_at', 'placed_at'])
      expect(used).toContain(`list_entries_by_${column}`);
    expect(DIMENSIONS).toHaveLength(5);
  });
});

/** Two accounts, as the planner meets them: the other one larger. */
async function fill(url: string): Promise<void> {
  await queryDatabase(
    url,
    `INSERT INTO list_entries SELECT 1 + n % 2, n, 1000000 + n * 1000, 1000000 + n * 1000, 950000 + n * 1000,
       1000000 + (n * 7919 % ${STORED}) * 1000, n % 3, CASE WHEN n % 4 < 2 THEN 'open' ELSE 'shipped' END, 'N-' || n,
       'b-' || n / 100, '' FROM generate_series(1, ${STORED}) AS n`,
  );
  // As many terms as an order bears: what finds them is weighed by how wide the rows are.
  await queryDatabase(
    url,
    `INSERT INTO list_terms SELECT 1 + n % 2, n, array_to_tsvector(
       ARRAY[(1 + n % 2) || 'nN-' || n, (1 + n % 2) || 'wADA' || n % 500]
         || ARRAY(SELECT (1 + n % 2) || 'wWORD-OF-AN-ORDER-' || n * 20 + word FROM generate_series(1, 14) AS word))
       FROM generate_series(1, ${STORED}) AS n`,
  );
  // As it stands after a while: an index alone is read where it may be.
  await queryDatabase(url, 'VACUUM ANALYZE');
}

function nodesOf(node: PlanNode): PlanNode[] {
  return [node, ...(node.Plans ?? []).flatMap(nodesOf)];
}
