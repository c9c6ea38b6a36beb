/**
 * The floor: what the machine can do when nothing is asked but the rows. A bare node:http server, JSON.parse, and the
 * orders table of our own migrations with its indexes, written through one prepared upsert, one transaction and one
 * commit per request, with the same SQLite settings and the whole order as the document. One thread, no
 * authentication, no validation, no history, no events, no receipts.
 * Started by contestants.ts as a process of its own; prints its port as one line of JSON.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

type WireOrder = { orderKey: string; orderNumber: string; orderDate: string; shipTo: { name: string } };

const UPSERT = `
  INSERT INTO orders (account_id, order_key, part, number, number_fold, is_number_claimed, status, revision, fingerprint,
                      batch_id, created_at, modified_at, placed_at, customer_name, customer_fold, state, content)
  VALUES (1, ?, 0, ?, ?, 0, 'open', 1, '', '', ?, ?, ?, ?, ?, '', ?)
  ON CONFLICT (account_id, order_key, part) WHERE deleted_at IS NULL DO UPDATE SET
    number = excluded.number, number_fold = excluded.number_fold, revision = revision + 1,
    modified_at = excluded.modified_at, placed_at = excluded.placed_at, customer_name = excluded.customer_name,
    customer_fold = excluded.customer_fold, content = excluded.content
  RETURNING order_id`;

const db = openDatabase(process.argv[2] ?? ':memory:');
const upsert = db.prepare(UPSERT);
const begin = db.prepare('BEGIN IMMEDIATE');
const commit = db.prepare('COMMIT');

const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const body = JSON.stringify({ hasErrors: false, results: take(JSON.parse(Buffer.concat(chunks).toString())) });
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) });
    response.end(body);
  });
});
server.listen(0, '127.0.0.1', () => {
  process.stdout.write(`${JSON.stringify({ port: (server.address() as AddressInfo).port })}\n`);
});
process.on('SIGTERM', () => process.exit(0));

function take(orders: readonly WireOrder[]): unknown[] {
  begin.run();
  const results = orders.map(write);
  commit.run();
  return results;
}

function write(order: WireOrder) {
  const now = Date.now();
  const { orderKey, orderNumber } = order;
  const { name } = order.shipTo;
  const stored = upsert.get(
    ...[orderKey, orderNumber, orderNumber.toLowerCase(), now, now, Date.parse(order.orderDate)],
    ...[name, name.toLowerCase(), JSON.stringify(order)],
  );
  return { orderId: stored?.order_id, orderNumber, orderKey, success: true, errorMessage: null };
}

/** The same settings as src/store/sqlite/database.ts. */
function openDatabase(path: string): DatabaseSync {
  const opened = new DatabaseSync(path);
  for (const pragma of ['page_size = 8192', 'journal_mode = WAL', 'synchronous = FULL', 'wal_autocheckpoint = 2000']) {
    opened.exec(`PRAGMA ${pragma}`);
  }
  opened.exec('PRAGMA cache_size = -65536');
  opened.exec('PRAGMA temp_store = MEMORY');
  const folder = join(import.meta.dirname, '../src/store/sqlite/migrations');
  for (const name of readdirSync(folder).sort()) opened.exec(readFileSync(join(folder, name), 'utf8'));
  opened.exec(`INSERT INTO accounts (account_id, name, settings, created_at) VALUES (1, 'floor', '{}', 0)`);
  return opened;
}
