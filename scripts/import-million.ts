/**
 * The long form of the crash test of imports: a million orders as NDJSON (2.6 GB) through `bulkhead import`, server and
 * program killed five times in turn; every line must be counted once and every order be there once. Exits with 1
 * otherwise, and when the server has needed 300 MB or the program 150 MB.
 * Options: --orders N, --kills N, --database URL (default: SQLite in a temp folder). Bounded: it ends by itself.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { runImportTrial } from '../test/import-trial.ts';

const SERVER_MEBIBYTES = 300;
const PROGRAM_MEBIBYTES = 150;
const text = { type: 'string' } as const;
const { values } = parseArgs({ options: { orders: text, kills: text, database: text } });
const orders = Number(values.orders ?? 1_000_000);
const kills = Number(values.kills ?? 5);
const cwd = mkdtempSync(join(tmpdir(), 'bulkhead-import-'));

try {
  console.log(`${orders} orders, ${kills} kills`);
  const result = await runImportTrial({
    orders,
    kills,
    cwd,
    databaseUrl: values.database ?? `sqlite:${join(cwd, 'bulkhead.db')}`,
    onProgress: (line, killed) => process.stderr.write(`\r  ${line} lines, ${killed} kills `),
  });
  process.stderr.write('\n');
  console.log(JSON.stringify(result));
  const { serverMebibytesMax, programMebibytesMax } = result;
  const isWhole = [result.orders, result.created, result.stored].every((count) => count === orders);
  const isSmall = serverMebibytesMax < SERVER_MEBIBYTES && programMebibytesMax < PROGRAM_MEBIBYTES;
  if (!isWhole || result.kills !== kills) console.log('not every line was counted once');
  if (!isSmall)
    console.log(`expected the server below ${SERVER_MEBIBYTES} MB and the program below ${PROGRAM_MEBIBYTES}`);
  if (!isWhole || !isSmall || result.kills !== kills) process.exitCode = 1;
} finally {
  rmSync(cwd, { recursive: true, force: true });
}
