/**
 * The long form of the crash test of streams: a million orders through `POST /v1/orders:stream`, the server killed
 * five times on the way; every line must be counted once and every order be there. Exits with 1 otherwise.
 * Options: --orders N, --kills N, --database URL (default: SQLite in a temp folder). Bounded: it ends by itself.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { orderLine, runStreamTrial } from '../test/stream-trial.ts';

const text = { type: 'string' } as const;
const { values } = parseArgs({ options: { orders: text, kills: text, database: text } });
const orders = Number(values.orders ?? 1_000_000);
const kills = Number(values.kills ?? 5);
const cwd = mkdtempSync(join(tmpdir(), 'bulkhead-stream-'));

try {
  console.log(`${orders} orders of ${orderLine(1).length} bytes, ${kills} kills`);
  const result = await runStreamTrial({
    orders,
    kills,
    cwd,
    databaseUrl: values.database ?? `sqlite:${join(cwd, 'bulkhead.db')}`,
    idempotencyKey: `trial ${Date.now()}`,
    onProgress: (line) => process.stderr.write(`\r  ${line} lines`),
  });
  process.stderr.write('\n');
  console.log(JSON.stringify({ ...result, perSecond: Math.round(orders / result.seconds) }));
  const isRight = result.counts.created === orders && result.disorder === 0 && result.kills === kills;
  if (!isRight) process.exitCode = 1;
} finally {
  rmSync(cwd, { recursive: true, force: true });
}
