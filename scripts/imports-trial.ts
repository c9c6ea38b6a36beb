/**
 * The long forms of the tests of imports: a table of a hundred thousand rows with planted faults, validated; and an
 * import of a million orders whose server is killed five times. Exits with 1 when a row is not as it must be.
 * Options: --rows N, --orders N, --kills N, --database URL (default: SQLite in a temp folder). Bounded: it ends by itself.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { killImport } from '../test/kill-import.ts';
import { SECRET, startNativeServer, type Told } from '../test/native-server.ts';
import { faultyTable, MAPPING } from '../test/table-faults.ts';

const text = { type: 'string' } as const;
const { values } = parseArgs({ options: { rows: text, orders: text, kills: text, database: text } });
const rows = Number(values.rows ?? 100_000);
const orders = Number(values.orders ?? 1_000_000);
const kills = Number(values.kills ?? 5);
const EVERY = 500;
const POLL_MS = 500;

async function importTable(): Promise<boolean> {
  const server = await startNativeServer();
  const { bytes, planted } = faultyTable(rows, EVERY);
  await server.call('PUT', '/mappings/faults', MAPPING);
  const made = await fetch(`${server.url}/v1/imports?mapping=faults&on_validated=commit&format=csv`, {
    method: 'POST',
    headers: { authorization: `Bearer ${SECRET}` },
    body: new Uint8Array(bytes),
  });
  let told = (await made.json()) as Told;
  while (told.state !== 'done' && told.state !== 'failed') {
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    told = (await server.call('GET', `/imports/${told.id}`)).body;
  }
  await server.drain('the trial');
  const { row_counts: counts } = told.progress as { row_counts: Record<string, number> };
  console.log(`${rows} rows, ${planted.length} planted: ${JSON.stringify(counts)}`);
  return counts.refused === planted.length && counts.created === rows - planted.length;
}

async function importOrders(): Promise<boolean> {
  const cwd = mkdtempSync(join(tmpdir(), 'bulkhead-import-'));
  try {
    const databaseUrl = values.database ?? 'sqlite:bulkhead.db';
    const onProgress = (done: number) => process.stderr.write(`\r  ${done} rows`);
    const result = await killImport({ orders, kills, databaseUrl, cwd, onProgress });
    console.log(`\n${JSON.stringify(result)}`);
    return result.kills === kills && result.outcomes.created === orders && result.stored === orders;
  } finally {
    rmSync(cwd, { recursive: true, force: true });
  }
}

const isTableRight = rows === 0 || (await importTable());
const areOrdersRight = orders === 0 || (await importOrders());
if (!isTableRight || !areOrdersRight) process.exitCode = 1;
