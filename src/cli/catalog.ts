/**
 * `bulkhead catalog`: the goods an account sells. `import` takes a file of JSON lines, the whole of it or nothing:
 * every line is read before the first is stored, so a mistake on the last line leaves the catalog as it was. Items
 * are stored in slices; sending the same file again is safe. A running server follows within a second.
 */
import type { Command } from 'commander';
import {
  type Account,
  CATALOG_MODES,
  type CatalogSettings,
  type ItemDraft,
  readCatalogLine,
  type Store,
  type SupplierOrderDraft,
  type VoucherDraft,
} from '../main.ts';
import { catalogRows } from './catalog-rows.ts';
import { addAccountOptions, type OfflineOptions, withAccount } from './offline.ts';
import { CommandError } from './print.ts';

/** Items of one transaction: orders wait for it no longer than for a large batch. */
const SLICE_ITEMS = 500;
/** Mistakes told at once; the rest is likely to be the same mistake. */
const PROBLEMS_TOLD_MAX = 20;

const EXAMPLE = [
  { warehouse: { id: 1, name: 'Main' } },
  { priceList: { id: 1, name: 'Sweden', currency: 'SEK', countries: ['SE'] } },
  { market: { id: 1, name: 'Sweden', countries: ['SE'], priceList: 1 } },
  { tax: { id: 1, name: 'VAT', percent: 25, isAdded: false, countries: ['SE'] } },
  { window: { id: 1, name: 'Fall', isPreorder: true } },
  { bundle: { sku: 'PAIR', parts: [{ sku: 'MUG-BLUE', quantity: 2 }] } },
  { voucher: { id: 1, name: 'Ten off', code: 'TEN', percent: 10, markets: [1], limit: 100 } },
  {
    product: {
      ...{ sku: 'MUG', name: 'Mug', brand: 'Bulkhead', weight: 0.4, weightUnit: 'kg', markets: [1] },
      prices: [{ priceList: 1, price: '149.00', campaigns: [{ id: 1, name: 'Opening', price: 99 }] }],
      variants: [
        { sku: '-BLUE', name: 'Blue', sizes: [{ sku: '', name: 'One size', ean: '7350000000017', stock: 20 }] },
      ],
    },
  },
  // What a bundle costs, where and when: goods like any other, that nobody counts.
  {
    product: {
      sku: 'PAIR',
      name: 'Pair of mugs',
      markets: [1],
      isCounted: false,
      prices: [{ priceList: 1, price: '249.00' }],
      variants: [{ sizes: [{ sku: '' }] }],
    },
  },
  { supplierOrder: { id: 1, supplier: 'Loom & Sons', lines: [{ sku: 'MUG-BLUE', quantity: 500, cost: '4.20' }] } },
];

export function addCatalog(program: Command): void {
  const catalog = program
    .command('catalog')
    .description('products, prices, markets, warehouses, stock and what was ordered of suppliers');
  addAccountOptions(
    catalog.command('import <file>').description('JSON lines (`catalog example` prints some), or CSV'),
  ).action(importFile);
  addAccountOptions(
    catalog
      .command('mode <mode>')
      .description('open: any product is accepted; required: orders must name one of these'),
  ).action(setMode);
  catalog
    .command('example')
    .description('lines that import takes')
    .action(() => console.log(EXAMPLE.map((line) => JSON.stringify(line)).join('\n')));
}

async function setMode(text: string, options: OfflineOptions): Promise<void> {
  const mode = CATALOG_MODES.find((known) => known === text);
  if (mode === undefined) throw new CommandError(`expected ${CATALOG_MODES.join(' or ')}, got ${JSON.stringify(text)}`);
  await withAccount(options, async (store, account) => {
    await saveCatalog(store, account, { ...account.settings.catalog, mode });
    console.log(mode === 'open' ? 'Any product is accepted.' : 'Orders must name products of the catalog.');
  });
}

function importFile(file: string, options: OfflineOptions): Promise<void> {
  return withAccount(options, async (store, account) => {
    const { catalog, items, vouchers, supplierOrders } = await readFile(file, account.settings.catalog ?? {});
    await saveVouchers(store, account, vouchers);
    await saveCatalog(store, account, catalog);
    for (let at = 0; at < items.length; at += SLICE_ITEMS) {
      await store.saveItems(account.accountId, items.slice(at, at + SLICE_ITEMS), Date.now());
    }
    await saveSupplierOrders(store, account, supplierOrders);
    console.log(
      `Took ${items.length} items${toldOf(supplierOrders)}. Orders are held to the catalog once bulkhead catalog mode required says so.`,
    );
  });
}

function toldOf(orders: readonly unknown[]): string {
  return orders.length === 0 ? '' : ` and ${orders.length} orders to suppliers`;
}

/** First of all, for only here can what is stored already stand in the way. */
async function saveVouchers(store: Store, { accountId }: Account, vouchers: readonly VoucherDraft[]): Promise<void> {
  for (const voucher of vouchers) {
    const saved = await store.saveVoucher(accountId, voucher, Date.now());
    if (saved !== null) continue;
    const code = JSON.stringify(voucher.code);
    throw new CommandError(`voucher.code: expected a code no other voucher bears, got ${code}; no goods were imported`);
  }
}

/** Last of all, for their goods may stand in the same file. */
async function saveSupplierOrders(
  store: Store,
  { accountId }: Account,
  orders: readonly SupplierOrderDraft[],
): Promise<void> {
  for (const order of orders) {
    const unknown = await store.supply.saveSupplierOrder(accountId, order, Date.now());
    if (unknown.length === 0) continue;
    const names = unknown.slice(0, PROBLEMS_TOLD_MAX).map((name) => JSON.stringify(name));
    throw new CommandError(
      `supplierOrder ${order.supplierOrderId}: expected goods that are counted, got ${names.join(', ')}; neither it ` +
        'nor what comes after it was stored, the goods of the file were',
    );
  }
}

type Reading = {
  catalog: CatalogSettings;
  items: ItemDraft[];
  vouchers: VoucherDraft[];
  supplierOrders: SupplierOrderDraft[];
};

async function readFile(file: string, known: CatalogSettings): Promise<Reading> {
  const reading: Reading = { catalog: known, items: [], vouchers: [], supplierOrders: [] };
  const problems: string[] = [];
  try {
    for await (const { line, content } of catalogRows(file)) {
      problems.push(...takeLine(reading, content).map((problem) => `${file}:${line}: ${problem}`));
      if (problems.length > PROBLEMS_TOLD_MAX) break;
    }
  } catch (error) {
    if (error instanceof CommandError) throw error;
    throw new CommandError(`${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
  if (problems.length > 0) throw new CommandError([...problems, 'nothing was imported'].join('\n'));
  return reading;
}

/** What is wrong with the line; nothing when it was taken. */
function takeLine(reading: Reading, content: string | object): readonly string[] {
  const { warehouses = [], markets = [], priceLists = [] } = reading.catalog;
  const read = readCatalogLine(content, warehouses);
  if ('problems' in read) return read.problems;
  const { line } = read;
  if (line.kind === 'product') reading.items.push(...line.items);
  else if (line.kind === 'supplierOrder') reading.supplierOrders.push(line.supplierOrder);
  else if (line.kind === 'warehouse')
    reading.catalog = { ...reading.catalog, warehouses: put(warehouses, line.warehouse) };
  else if (line.kind === 'window')
    reading.catalog = { ...reading.catalog, windows: put(reading.catalog.windows ?? [], line.window) };
  else if (line.kind === 'tax')
    reading.catalog = { ...reading.catalog, taxes: put(reading.catalog.taxes ?? [], line.tax) };
  else if (line.kind === 'bundle') {
    const others = (reading.catalog.bundles ?? []).filter(({ sku }) => sku !== line.bundle.sku);
    reading.catalog = { ...reading.catalog, bundles: [...others, line.bundle] };
  } else if (line.kind === 'voucher') {
    reading.vouchers.push(line.voucher);
    if (line.voucher.code === null) reading.catalog = { ...reading.catalog, hasAutomaticVouchers: true };
  } else if (line.kind === 'market') reading.catalog = { ...reading.catalog, markets: put(markets, line.market) };
  else reading.catalog = { ...reading.catalog, priceLists: put(priceLists, line.priceList) };
  return [];
}

/** In the place of the one with the same id, else at the end. */
function put<T extends { id: number }>(entries: readonly T[], entry: T): readonly T[] {
  const isKnown = entries.some(({ id }) => id === entry.id);
  return isKnown ? entries.map((known) => (known.id === entry.id ? entry : known)) : [...entries, entry];
}

async function saveCatalog(store: Store, { accountId, settings }: Account, catalog: CatalogSettings): Promise<void> {
  await store.saveSettings(accountId, { ...settings, catalog });
}
