// Lines of a catalog file: what each becomes, and what is said of a mistake.

import { expect, test } from 'vitest';
import { readCatalogLine } from './read-line.ts';

const warehouses = [
  { id: 7, name: 'Main' },
  { id: 8, name: 'South' },
];
const read = (value: unknown) => readCatalogLine(JSON.stringify(value), warehouses);
const size = { name: 'S', sku: '-S' };
const shirt = (fields: object = {}) => ({ product: { sku: 'SHIRT', variants: [{ sizes: [size] }], ...fields } });

test.each([
  [{ warehouse: { id: 1, name: 'Main' } }, { kind: 'warehouse', warehouse: { id: 1, name: 'Main' } }],
  [
    { market: { id: 1, name: 'Sweden', countries: ['se'], priceList: 3 } },
    { kind: 'market', market: { id: 1, name: 'Sweden', countries: ['SE'], priceListId: 3 } },
  ],
  [
    { priceList: { id: 3, name: 'SEK', currency: 'sek' } },
    { kind: 'priceList', priceList: { id: 3, name: 'SEK', currency: 'SEK', countries: [] } },
  ],
])('%j', (value, line) => {
  expect(read(value)).toEqual({ line });
});

test('a product is one item a size; its facts, prices and counts stand on each', () => {
  const prices = [
    { priceList: 3, price: '329.00', campaigns: [{ id: 4, price: 164.5, until: '2026-12-01T00:00:00Z' }] },
  ];
  const variants = [
    {
      sku: '-B',
      name: 'Blue',
      sizes: [
        { ...size, ean: '111', stock: 4 },
        { id: 9, stock: { South: 2, Main: 1 } },
      ],
    },
    { sku: '-R', isActive: false, sizes: [size] },
  ];
  const result = read(shirt({ id: 5, weight: 0.5, prices, variants }));
  if (!('line' in result) || result.line.kind !== 'product') throw new Error(JSON.stringify(result));
  const { items } = result.line;
  const campaigns = [{ id: 4, name: '', priceE4: 1_645_000, from: undefined, until: Date.UTC(2026, 11, 1) }];
  expect(items.map(({ texts }) => texts.productSku + texts.variantSku + texts.sizeSku)).toEqual([
    'SHIRT-B-S',
    'SHIRT-B',
    'SHIRT-R-S',
  ]);
  expect(items.map(({ itemId, productId, isActive, ean }) => [itemId, productId, isActive, ean])).toEqual([
    [null, 5, true, '111'],
    [9, 5, true, null],
    [null, 5, false, null],
  ]);
  expect(items[2]?.offer).toEqual({ markets: undefined, prices: [{ priceListId: 3, priceE4: 3_290_000, campaigns }] });
  expect(items[0]?.texts.weight).toEqual({ valueE4: 5_000, unit: 'kilograms' });
  expect(items.map(({ counted }) => counted)).toEqual([
    [{ warehouseId: 7, physical: 4 }],
    [
      { warehouseId: 8, physical: 2 },
      { warehouseId: 7, physical: 1 },
    ],
    [],
  ]);
});

test.each([
  [
    {},
    'expected an object with one of warehouse, market, priceList, window, tax, voucher, bundle, supplierOrder, product',
  ],
  [{ warehouse: { id: 1 } }, 'warehouse.name: expected a value, got nothing'],
  [{ warehouse: { id: 0, name: 'x' } }, 'warehouse.id: expected a whole number from 1 to 999999999999999, got 0'],
  [{ market: { id: 1, name: 'x', contries: [] } }, 'market.contries: expected a known field'],
  [
    { market: { id: 1, name: 'x', countries: ['SWE'] } },
    'market.countries: expected two-letter country codes (ISO 3166), got ["SWE"]',
  ],
  [
    { priceList: { id: 1, name: 'x', currency: 'kr' } },
    'priceList.currency: expected three letters (ISO 4217), got "kr"',
  ],
  [{ supplierOrder: { id: 1, supplier: 'x' } }, 'supplierOrder.lines: expected at least one line, got nothing'],
  [
    { supplierOrder: { id: 1, supplier: 'x', warehouse: 'North', lines: [] } },
    'supplierOrder.warehouse: expected the name of a warehouse, got "North"',
  ],
  [
    { supplierOrder: { lines: [{ sku: 'A', ean: '731', quantity: 1 }] } },
    'supplierOrder.lines[0].sku: expected one of sku, ean, upc and id, got "A"',
  ],
  [
    { supplierOrder: { deliveries: [{ no: 2, lines: [] }, { no: 2 }] } },
    'supplierOrder.deliveries: expected every number once, got [{"no":2,"lines":[]},{"no":2}]',
  ],
  [{ product: 'SHIRT' }, 'product: expected an object, got "SHIRT"'],
  [shirt({ variants: [] }), 'product.variants: expected at least one variant with at least one size, got []'],
  [
    shirt({ sku: '', variants: [{ sizes: [{}] }] }),
    'product.sku: expected a SKU of the product, the variant or the size, or an id of the size, got ""',
  ],
  [
    shirt({ variants: [{ sizes: [size, size] }] }),
    'product.variants: expected sizes of different joined SKUs, or with an id each, got [{"sizes":[{"name":"S","sku":"-S"},{"name":"S","sku":"-S"}]}]',
  ],
  [
    shirt({ prices: [{ priceList: 1, price: 1.00001 }] }),
    'product.prices[0].price: expected an amount from 0 on with at most four decimals, got 1.00001',
  ],
  [shirt({ prices: [{ price: 1 }] }), 'product.prices[0].priceList: expected a value, got nothing'],
  [
    shirt({ variants: [{ sizes: [{ ...size, stock: -1 }] }] }),
    'product.variants[0].sizes[0].stock: expected a whole number from 0 on, got -1',
  ],
  [
    shirt({ variants: [{ sizes: [{ ...size, stock: { North: 1 } }] }] }),
    'product.variants[0].sizes[0].stock: expected a whole number from 0 on, or one for each warehouse by its name, got {"North":1}',
  ],
] as [object, string][])('%j: %s', (value, problem) => {
  const result = read(value);
  expect('problems' in result ? result.problems.map(shortened) : []).toContain(shortened(problem));
});

test('an order to a supplier comes in one delivery, or in those that are stated', () => {
  const lines = [
    { sku: 'A', quantity: 5, cost: '4.20', currency: 'usd' },
    { id: 9, quantity: 2 },
  ];
  const order = { id: 957, supplier: 'Loom & Sons', country: 'es', arrives: '2026-12-01T00:00:00Z', lines };
  const arrivesAt = Date.UTC(2026, 11, 1);
  const [first, second] = [
    { item: 'A', quantity: 5 },
    { item: 9, quantity: 2 },
  ];
  expect(read({ supplierOrder: order })).toMatchObject({
    line: {
      supplierOrder: {
        ...{
          supplierOrderId: 957,
          supplier: 'Loom & Sons',
          country: 'ES',
          isConfirmed: true,
          warehouseId: 7,
          arrivesAt,
        },
        lines: [{ ...first, costE4: 42_000, currency: 'USD' }, second],
        deliveries: [{ seq: 1, arrivesAt, units: [first, second] }],
      },
    },
  });
  const deliveries = [{ lines: lines.slice(1).map(({ id, quantity }) => ({ id, quantity })) }, { no: 7, lines: [] }];
  expect(read({ supplierOrder: { ...order, warehouse: 'South', isConfirmed: false, deliveries } })).toMatchObject({
    line: {
      supplierOrder: {
        ...{ isConfirmed: false, warehouseId: 8 },
        deliveries: [
          { seq: 1, arrivesAt, units: [second] },
          { seq: 7, units: [] },
        ],
      },
    },
  });
});

test('what is no JSON is no line', () => {
  expect(readCatalogLine('{', [])).toMatchObject({ problems: [expect.stringContaining('expected an object')] });
});

/** What was given is cut after sixty characters. */
function shortened(problem: string): string {
  return problem.replace(/(got .{57}).+$/, '$1');
}
