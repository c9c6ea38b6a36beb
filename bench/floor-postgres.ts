/**
 * The floor on PostgreSQL: a bare node:http server, JSON.parse, and one prepared set-based upsert a request into a table
 * like our own with its indexes and the whole order as the document. No authentication, no validation, no look-up, no
 * history, no events, no receipts. Started by postgres.ts as a process of its own with the database's URL; prints its
 * port as one line of JSON.
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import pg from 'pg';

type WireOrder = { orderKey: string; orderNumber: string; orderDate: string; shipTo: { name: string } };

const COLUMNS =
  'order_key text, number text, number_fold text, created_at bigint, placed_at bigint, name text, content text';
const UPSERT = `INSERT INTO floor (account_id, order_id, part, revision, is_number_claimed, is_deleted, status, state, fingerprint,
    batch_id, order_key, number, number_fold, created_at, modified_at, placed_at, customer_name, customer_fold, content)
  SELECT 1, nextval('floor_ids'), 0, 1, false, false, 'open', '', '', '', order_key, number, number_fold, created_at, created_at,
    placed_at, name, name, content FROM json_to_recordset($1::json) AS r (${COLUMNS})
  ON CONFLICT (account_id, order_key, part) WHERE NOT is_deleted DO UPDATE SET number = excluded.number,
    number_fold = excluded.number_fold, revision = floor.revision + 1, modified_at = excluded.modified_at,
    placed_at = excluded.placed_at, customer_name = excluded.customer_name, customer_fold = excluded.customer_fold,
    content = excluded.content
  RETURNING order_id`;

const pool = new pg.Pool({ connectionString: process.argv[2], max: 10 });

const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    void take(JSON.parse(Buffer.concat(chunks).toString()) as WireOrder[]).then((results) => {
      const body = JSON.stringify({ hasErrors: false, results });
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) });
      response.end(body);
    });
  });
});
server.listen(0, '127.0.0.1', () => {
  process.stdout.write(`${JSON.stringify({ port: (server.address() as AddressInfo).port })}\n`);
});
process.on('SIGTERM', () => process.exit(0));

async function take(orders: readonly WireOrder[]): Promise<unknown[]> {
  const now = Date.now();
  const rows = orders.map((order) => ({
    ...{ order_key: order.orderKey, number: order.orderNumber, number_fold: order.orderNumber.toUpperCase() },
    ...{ created_at: now, placed_at: Date.parse(order.orderDate), name: order.shipTo.name },
    content: JSON.stringify(order),
  }));
  const stored = await pool.query<{ order_id: string }>({
    name: 'upsert',
    text: UPSERT,
    values: [JSON.stringify(rows)],
  });
  return orders.map(({ orderKey, orderNumber }, index) => {
    const orderId = Number(stored.rows[index]?.order_id);
    return { orderId, orderNumber, orderKey, success: true, errorMessage: null };
  });
}
