/**
 * Orders after stock, through a real server: what is taken, what is refused with which code, and that two hundred
 * callers at once never get more than there is. On a file of SQLite and on PostgreSQL.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { smallOrder } from '../src/dialects/centra/fixtures.ts';
import { itemDraftOf } from '../src/store/contract/goods.ts';
import { type CentraServer, startCentra } from './centra-server.ts';
import { createDatabase } from './postgres-database.ts';

const range = (length: number) => Array.from({ length }, (_, index) => index);

type Answered = { status: string; code?: number; orders?: number[]; order?: number; msg?: string };
type StockRow = { physicalStock: number; allocatedStock: number; availableStock: number };

const catalog = {
  mode: 'required',
  warehouses: [{ id: 1, name: 'Main' }],
  markets: [{ id: 1, name: 'Sweden', countries: ['SE'], priceListId: 1 }],
  priceLists: [{ id: 1, name: 'Sweden', currency: 'SEK', countries: ['SE'] }],
} as const;
const offer = {
  prices: [{ priceListId: 1, priceE4: 1_490_000, campaigns: [{ id: 1, name: 'Now', priceE4: 990_000 }] }],
};
/** What a line does not state of it is told by the catalog. */
const mug = {
  ...{ productSku: 'MU', variantSku: 'G', name: 'Mug', variant: 'Blue', size: 'L', brand: 'Kiln', harmCode: '6911' },
  ...{ originCountry: 'PT', weight: { valueE4: 4_000, unit: 'kilograms' as const } },
};
const goods = [
  itemDraftOf({ sku: 'MUG', ean: '111', itemId: 31, units: 10, offer, texts: mug }),
  itemDraftOf({ sku: 'OLD', units: 10, offer, isActive: false }),
  ...range(4).map((turn) => itemDraftOf({ sku: `LAST-${turn}`, units: 100, offer })),
];

const drivers: [string, () => Promise<{ url?: string; drop(): Promise<void> }>][] = [
  ['SQLite', async () => ({ drop: async () => {} })],
  ['PostgreSQL', createDatabase],
];

describe.each(drivers)('stock on %s', (_driver, open) => {
  let server: CentraServer;
  let database: { url?: string; drop(): Promise<void> };

  beforeAll(async () => {
    database = await open();
    const own = database.url === undefined ? {} : { databaseUrl: database.url };
    server = await startCentra({ settings: { catalog }, goods, ...own });
  });

  afterAll(async () => {
    await server.stop();
    await database.drop();
  });

  async function order(fields: object): Promise<Answered> {
    return (await server.call('POST', '/order', { body: { ...smallOrder, ...fields } })).json as Answered;
  }

  async function stockOf(sku: string): Promise<number[]> {
    const { json } = await server.call('GET', `/stock?sku=${sku}`);
    const [row] = (json as { products: StockRow[] }).products;
    return row === undefined ? [] : [row.physicalStock, row.allocatedStock, row.availableStock];
  }

  const wants = (product: object, more: object = {}) => ({ products: [product], ...more });
  const adjustStock = true;

  test.each([
    ['by SKU', wants({ sku: 'MUG', qty: 1 }, { adjustStock }), undefined, [10, 1, 9]],
    ['by EAN', wants({ ean: '111', qty: 2 }, { adjustStock }), undefined, [10, 3, 7]],
    ['by id', wants({ id: 31, qty: 1 }, { adjustStock }), undefined, [10, 4, 6]],
    ['too many', wants({ sku: 'MUG', qty: 7 }, { adjustStock }), -2, [10, 4, 6]],
    ['too many, left alone', wants({ sku: 'MUG', qty: 7 }), undefined, [10, 4, 6]],
    ['too many, checked only', wants({ sku: 'MUG', qty: 7 }, { adjustStock, createOnly: true }), -2, [10, 4, 6]],
    ['unknown', wants({ sku: 'CUP', qty: 1 }), -1, [10, 4, 6]],
    ['unknown, forced', wants({ sku: 'CUP', qty: 1 }, { forceCreate: true, adjustStock }), undefined, [10, 4, 6]],
    ['unknown, shown by texts', wants({ sku: 'CUP', qty: 1, itemText: { product: 'Cup' } }), undefined, [10, 4, 6]],
    ['not active', wants({ sku: 'OLD', qty: 1 }), -1, [10, 4, 6]],
    ['a market nobody has', wants({ sku: 'MUG', qty: 1 }, { market: 'Mars' }), -1, [10, 4, 6]],
    ['too many, forced', wants({ sku: 'MUG', qty: 7 }, { forceCreate: true, adjustStock }), undefined, [10, 10, 0]],
    ['none left', wants({ sku: 'MUG', qty: 1 }, { adjustStock }), -2, [10, 10, 0]],
  ] as [string, object, number | undefined, number[]][])('%s', async (_name, fields, code, stock) => {
    const answer = await order(fields);
    expect([answer.code, await stockOf('MUG')]).toEqual([code, stock]);
    expect(answer.status).toBe(code === undefined ? 'ok' : 'no');
  });

  test('a price that is not stated is that of the list, with its campaign; the order has its currency', async () => {
    const { orders: [number] = [] } = await order(wants({ sku: 'MUG', qty: 2 }));
    const { json } = await server.call('GET', `/orders?order=${number}`);
    const [read] = (json as { orders: Record<string, unknown>[] }).orders;
    expect(read).toMatchObject({ orderCurrency: 'SEK', totalItemsPrice: 198, totalItemsDiscount: 100 });
  });

  test.each([
    ['by SKU', { sku: 'MUG' }],
    ['by EAN', { ean: '111' }],
    ['by id', { id: 31 }],
    ['and took stock', { sku: 'LAST-3', itemText: { brand: 'Own' } }, { adjustStock }],
  ] as [string, object, object?][])(
    'a line that was named %s is printed as the catalog knows it',
    async (_name, product, more) => {
      const { orders: [number] = [] } = await order(wants({ qty: 1, ...product }, more));
      const { json } = await server.call('GET', `/orders?order=${number}`);
      const [line] = (json as { orders: { products: object[] }[] }).orders[0]?.products ?? [];
      const ofMug = {
        ...{
          sku: 'MU',
          variantSku: 'G',
          sizeSku: '',
          ean: '111',
          name: 'Mug',
          variant: 'Blue',
          brand: 'Kiln',
          size: 'L',
        },
        ...{ weight: 0.4, weightUnit: 'kg', countryOfOrigin: 'PT', harmCode: '6911', stockItemId: '31' },
      };
      expect(line).toMatchObject(
        more === undefined ? ofMug : { sku: 'LAST-3', name: 'LAST-3', brand: 'Own', size: '' },
      );
    },
  );

  test.each([
    [0, 200, 1],
    [1, 20, 50],
  ])('the last units of LAST-%i, %i callers with %i orders each: exactly 100 go', async (turn, callers, size) => {
    const sku = `LAST-${turn}`;
    let isOver = false;
    const watching = (async () => {
      while (!isOver) {
        const [physical = 0, allocated = 0, available = 0] = await stockOf(sku);
        expect(physical).toBe(allocated + available);
        expect(Math.min(allocated, available)).toBeGreaterThanOrEqual(0);
      }
    })();
    const one = { ...smallOrder, products: [{ sku, qty: 1 }], adjustStock };
    const batch = Object.fromEntries(range(size).map((name) => [`o${name}`, one]));
    const sent = range(callers).map(() =>
      size === 1 ? server.call('POST', '/order', { body: one }) : server.call('POST', '/orders', { body: batch }),
    );
    const answers = (await Promise.all(sent)).flatMap(({ json }) =>
      size === 1 ? [json as Answered] : Object.values(json as Record<string, Answered>),
    );
    isOver = true;
    await watching;
    expect(answers.filter(({ status }) => status === 'ok')).toHaveLength(100);
    expect(answers.filter(({ code }) => code === -2)).toHaveLength(callers * size - 100);
    expect(await stockOf(sku)).toEqual([100, 100, 0]);
  });
});
