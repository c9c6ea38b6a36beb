/**
 * What taking stock costs: batches of a hundred orders of three lines through intake and driver, with `takes: all` and
 * without, on the same database in turns. The ratio of the two is told for few and for many items, one caller and four.
 * Every turn is on an account of its own with goods of its own; what was taken is counted afterwards.
 * Run by `npm run bench -- --stock [--rounds N] [--orders N] [--driver sqlite|postgres]`. Loopback only.
 */
import { randomUUID } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Batch, BatchItem } from '../src/core/batch.ts';
import { Intake } from '../src/core/intake.ts';
import type { OrderContent } from '../src/core/order.ts';
import type { Takes } from '../src/core/stock/ask.ts';
import type { Store } from '../src/core/store.ts';
import { openPostgresStore } from '../src/store/postgres/driver.ts';
import { openSqliteStore } from '../src/store/sqlite/driver.ts';
import { newPostgresDatabase, newSqliteDatabase, removePostgresServer, type TurnDatabase } from './databases.ts';

type Driver = 'sqlite' | 'postgres';
type Case = { items: number; callers: number };
type Options = { drivers: readonly Driver[]; rounds: number; orders: number };

const PER_BATCH = 100;
const LINES = 3;
const CASES: readonly Case[] = [200, 5_000].flatMap((items) => [1, 4].map((callers) => ({ items, callers })));
/** What the issue asks for. */
const RATIO_ASKED = 0.6;
const UNITS = 1_000_000;

const DRIVERS: readonly Driver[] = ['sqlite', 'postgres'];
const { values } = parseArgs({
  options: {
    stock: { type: 'boolean' },
    driver: { type: 'string' },
    rounds: { type: 'string', default: '5' },
    orders: { type: 'string', default: '5000' },
  },
});
const drivers = DRIVERS.filter((driver) => (values.driver ?? driver) === driver);
if (drivers.length === 0) throw new Error(`--driver: expected ${DRIVERS.join(' or ')}, got ${values.driver}`);
try {
  const report = await benchStock({ drivers, rounds: Number(values.rounds), orders: Number(values.orders) });
  process.stdout.write(report);
  mkdirSync(join(import.meta.dirname, 'results'), { recursive: true });
  writeFileSync(join(import.meta.dirname, 'results', 'stock.md'), report);
} finally {
  await removePostgresServer();
}

async function benchStock({ drivers, rounds, orders }: Options): Promise<string> {
  const lines = ['# Taking stock\n', `${orders} orders a turn in batches of ${PER_BATCH}, medians of ${rounds}.\n`];
  lines.push('| driver | items | callers | without, orders/s | with, orders/s | ratio |', '|---|---|---|---|---|---|');
  for (const driver of drivers) {
    const database = driver === 'sqlite' ? await newSqliteDatabase() : await newPostgresDatabase();
    const store = await open(driver, database);
    try {
      for (const one of CASES) lines.push(await rowOf(driver, store, { ...one, rounds, orders }));
    } finally {
      await store.close();
      await database.remove();
    }
  }
  lines.push(`\nAsked for: at least ${RATIO_ASKED}.\n`);
  return lines.join('\n');
}

function open(driver: Driver, { url }: TurnDatabase): Promise<Store> {
  return driver === 'sqlite' ? openSqliteStore({ path: url.slice('sqlite:'.length) }) : openPostgresStore({ url });
}

type Turn = Case & { rounds: number; orders: number };

/** Each round measures both, in an order that changes, so that what slows the machine slows both. */
async function rowOf(driver: Driver, store: Store, turn: Turn): Promise<string> {
  const figures: Record<'none' | 'all', number[]> = { none: [], all: [] };
  for (let round = 0; round <= turn.rounds; round++) {
    const kinds = round % 2 === 0 ? (['none', 'all'] as const) : (['all', 'none'] as const);
    process.stderr.write(`${driver}, ${turn.items} items, ${turn.callers} callers: round ${round} of ${turn.rounds}\n`);
    for (const takes of kinds) {
      const rate = await measure(store, turn, takes);
      // The first round warms everything up.
      if (round > 0) figures[takes].push(rate);
    }
  }
  const ratios = figures.all.map((rate, round) => rate / (figures.none[round] ?? Number.NaN));
  const cells = [driver, turn.items, turn.callers, Math.round(median(figures.none)), Math.round(median(figures.all))];
  return `| ${[...cells, median(ratios).toFixed(2)].join(' | ')} |`;
}

async function measure(store: Store, { items, callers, orders }: Turn, takes: Takes): Promise<number> {
  const account = await store.createAccount(`bench ${randomUUID()}`, Date.now());
  await stockUp(store, account.accountId, items);
  const intake = new Intake({ store, clock: Date.now });
  const batches = Array.from({ length: orders / PER_BATCH }, (_, batch) => batchOf(batch * PER_BATCH, items, takes));
  const waiting = batches.values();
  const startedAt = performance.now();
  await Promise.all(
    Array.from({ length: callers }, async () => {
      for (const batch of waiting) {
        const { outcomes } = await intake.takeIn(account, batch);
        if (outcomes.some(({ kind }) => kind !== 'created')) throw new Error('every order must be created');
      }
    }),
  );
  const seconds = (performance.now() - startedAt) / 1_000;
  await assertTaken(store, account.accountId, takes === 'all' ? orders * LINES : 0);
  return orders / seconds;
}

async function stockUp(store: Store, accountId: number, items: number): Promise<void> {
  const nothing = { originCountry: '', harmCode: '', harmDescription: '', folder: '', description: '', comment: '' };
  const drafts = Array.from({ length: items }, (_, index) => ({
    ...{ itemId: null, productId: null, variantId: null, isActive: true, isCounted: true, ean: null, upc: null },
    offer: { prices: [{ priceListId: 1, priceE4: 990_000, campaigns: [] }] },
    counted: [{ warehouseId: 1, physical: UNITS }],
    texts: {
      ...{ ...nothing, productSku: `SKU-${index}`, variantSku: '', sizeSku: '', internalName: 'Thing', name: 'Thing' },
      ...{ variant: '', size: '', shortDescription: '', channel: '', categories: [], images: [] },
    },
  }));
  for (let at = 0; at < drafts.length; at += 500) {
    await store.saveItems(accountId, drafts.slice(at, at + 500), Date.now());
  }
}

function batchOf(first: number, items: number, takes: Takes): Batch {
  return {
    items: Array.from({ length: PER_BATCH }, (_, place) => itemOf(first + place, place, { items, takes })),
    receiptKey: null,
  };
}

function itemOf(index: number, label: number, { items, takes }: { items: number; takes: Takes }): BatchItem {
  const pointer = `/${label}`;
  const lines = Array.from({ length: LINES }, (_, line) => (index * 7 + line * 31) % items);
  const wish = { takes, isForced: false, market: {}, priceList: {}, lines: [] };
  return {
    label,
    draft: {
      ...{ pointer, linesPointer: `${pointer}/lines`, orderId: null, orderKey: `key-${index}` },
      ...{ isNumberClaimed: false, isSplittable: false, wish, content: contentOf(index, lines) },
    },
  };
}

function contentOf(index: number, skus: readonly number[]): OrderContent {
  const address = { name: `Customer ${index}`, street1: `${index} Harbor Street`, city: 'Göteborg', country: 'SE' };
  return {
    status: 'open',
    billTo: address,
    shipTo: address,
    lines: skus.map((sku) => ({ sku: `SKU-${sku}`, name: 'A thing', quantity: 1, unitPriceE4: 990_000 })),
    customerNote: 'Please ring twice. '.repeat(20),
    extras: { bench: { filler: 'x'.repeat(600) } },
  };
}

async function assertTaken(store: Store, accountId: number, expected: number): Promise<void> {
  let taken = 0;
  for (let offset = 0, hasMore = true; hasMore; offset += 500) {
    const page = await store.listItems(accountId, { offset, limit: 500 });
    for (const { allocated } of page.items.flatMap(({ levels }) => levels)) taken += allocated;
    hasMore = page.hasMore;
  }
  if (taken !== expected) throw new Error(`${expected} units must be allocated, but ${taken} are`);
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
