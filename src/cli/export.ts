/**
 * `bulkhead export`: the orders of an account as NDJSON (an order a line, as the API answers it) or as CSV (a line of
 * an order a row, under the names of the API's fields), page after page, in flat memory.
 * Either can be imported again.
 */

import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import type { Writable } from 'node:stream';
import { type Command, Option } from 'commander';
import type { Order, OrderFilter } from '../../sdk/src/index.ts';
import { csvLine } from './cells.ts';
import { CommandError } from './print.ts';
import { addRemoteOptions, clientOf, type RemoteOptions, remoteError } from './remote.ts';

type ExportOptions = RemoteOptions & {
  format: 'ndjson' | 'csv';
  output?: string;
  status?: string;
  batch?: string;
  storeId?: string;
  placedFrom?: string;
  placedBefore?: string;
  modifiedFrom?: string;
  modifiedBefore?: string;
};

const PAGE_ORDERS = 500;
type Cell = string | number | boolean | null | undefined;
type Line = Order['lines'][number];
/** The names that an import knows without a mapping. */
const COLUMNS: Readonly<Record<string, (order: Order, line: Line | undefined) => Cell>> = {
  id: (order) => order.id,
  key: (order) => order.key,
  number: (order) => order.number,
  status: (order) => order.status,
  currency: (order) => order.currency,
  placed_at: (order) => order.placed_at,
  paid_at: (order) => order.paid_at,
  store_id: (order) => order.store_id,
  channel: (order) => order.channel,
  'customer.email': (order) => order.customer?.email,
  'ship_to.name': (order) => order.ship_to?.name,
  'ship_to.company': (order) => order.ship_to?.company,
  'ship_to.street1': (order) => order.ship_to?.street1,
  'ship_to.street2': (order) => order.ship_to?.street2,
  'ship_to.city': (order) => order.ship_to?.city,
  'ship_to.state': (order) => order.ship_to?.state,
  'ship_to.postal_code': (order) => order.ship_to?.postal_code,
  'ship_to.country': (order) => order.ship_to?.country,
  'ship_to.phone': (order) => order.ship_to?.phone,
  'ship_to.email': (order) => order.ship_to?.email,
  amount_paid: (order) => order.amount_paid,
  tax_amount: (order) => order.tax_amount,
  shipping_amount: (order) => order.shipping_amount,
  customer_note: (order) => order.customer_note,
  internal_note: (order) => order.internal_note,
  'lines.key': (_, line) => line?.key,
  'lines.sku': (_, line) => line?.sku,
  'lines.name': (_, line) => line?.name,
  'lines.quantity': (_, line) => line?.quantity,
  'lines.unit_price': (_, line) => line?.unit_price,
  'lines.tax_amount': (_, line) => line?.tax_amount,
};

export function addExport(program: Command): void {
  addRemoteOptions(program.command('export').description('write the orders of an account, as NDJSON or CSV'))
    .addOption(new Option('--format <format>', 'what to write').choices(['ndjson', 'csv']).default('ndjson'))
    .option('--output <file>', 'where to (else standard output)')
    .option('--status <statuses>', 'only orders of these statuses, with commas between them')
    .option('--batch <id>', 'only orders of this batch or import')
    .option('--store-id <id>', 'only orders of this store')
    .option('--placed-from <time>', 'only orders placed then or later, such as 2026-11-20T00:00:00Z')
    .option('--placed-before <time>', 'only orders placed before')
    .option('--modified-from <time>', 'only orders changed then or later')
    .option('--modified-before <time>', 'only orders changed before')
    .action(runExport);
}

async function runExport(options: ExportOptions): Promise<void> {
  const client = clientOf(options);
  const filter = filterOf(options);
  const out = options.output === undefined ? process.stdout : createWriteStream(options.output);
  const failed = once(out, 'error').then(([error]) => Promise.reject(error as Error));
  failed.catch(() => undefined);
  let orders = 0;
  try {
    if (options.format === 'csv') await write(out, csvLine(Object.keys(COLUMNS)), failed);
    for await (const page of client.orders.list(filter).pages()) {
      orders += page.orders.length;
      await write(out, page.orders.map(options.format === 'csv' ? csvOf : ndjsonOf).join(''), failed);
    }
    if (out !== process.stdout) await Promise.race([ended(out), failed]);
  } catch (error) {
    // Whoever reads standard output has had enough.
    if ((error as NodeJS.ErrnoException).code === 'EPIPE') return;
    throw remoteError(error, orders === 0 ? '' : `\n${orders} orders were written until then`);
  }
  if (options.output !== undefined) console.error(`${orders} orders in ${options.output}.`);
}

function filterOf(options: ExportOptions): OrderFilter {
  const { status, batch, storeId, placedFrom, placedBefore, modifiedFrom, modifiedBefore } = options;
  if (storeId !== undefined && !/^\d{1,15}$/.test(storeId)) {
    throw new CommandError(`--store-id: expected a number, got ${JSON.stringify(storeId)}`, 2);
  }
  const stated = {
    status: status?.split(','),
    batch_id: batch,
    store_id: storeId === undefined ? undefined : Number(storeId),
    placed_from: placedFrom,
    placed_before: placedBefore,
    modified_from: modifiedFrom,
    modified_before: modifiedBefore,
    limit: PAGE_ORDERS,
  };
  return Object.fromEntries(Object.entries(stated).filter(([, value]) => value !== undefined)) as OrderFilter;
}

function ndjsonOf(order: Order): string {
  return `${JSON.stringify(order)}\n`;
}

/** An order without lines is a row too. */
function csvOf(order: Order): string {
  const lines = order.lines.length === 0 ? [undefined] : order.lines;
  return lines.map((line) => csvLine(Object.values(COLUMNS).map((cellOf) => cellOf(order, line)))).join('');
}

/** No faster than it is taken: a page waits while the one before it is not written. */
async function write(out: Writable, text: string, failed: Promise<never>): Promise<void> {
  if (!out.write(text)) await Promise.race([once(out, 'drain'), failed]);
}

function ended(out: Writable): Promise<void> {
  return new Promise((resolve) => out.end(resolve));
}
