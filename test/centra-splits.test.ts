/** One Centra request that becomes several orders: at once, or when a prepared order is completed. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { smallOrder } from '../src/dialects/centra/fixtures.ts';
import { itemDraftOf } from '../src/store/contract/goods.ts';
import { type CentraServer, startCentra } from './centra-server.ts';

let server: CentraServer;

const splitRules = [
  { pattern: 'DROP-*', group: 'drop ship' },
  { pattern: '73123*', group: 'second warehouse' },
];

const order = {
  ...smallOrder,
  products: [
    { sku: 'MUG-01', qty: 3, unitPrice: 14.5, originalPrice: 20 },
    { sku: 'drop-7', qty: 2, unitPrice: 0.35 },
    { ean: '7312345000017', qty: 1, unitPrice: 99.99 },
    { sku: 'TRAY-02', qty: 1, unitPrice: 7 },
  ],
  shippingValue: 4.9,
  voucherValue: 10.01,
  voucherCodes: ['SPRING'],
  payment: { id: 36, capture: { status: 1, amount: 146.08, method: 'cc' } },
};

beforeAll(async () => {
  server = await startCentra({ settings: { splitRules } });
});

afterAll(() => server.stop());

type Printed = Record<string, number> & {
  products: { sku: string; ean: string; warehouses: unknown[] }[];
  discounts: { vouchers: unknown[] };
};

async function read(numbers: readonly (number | string)[]): Promise<Printed[]> {
  const found: Printed[] = [];
  for (const number of numbers) {
    const { json } = await server.call('GET', `/orders?order=${number}`);
    found.push(...(json as { orders: Printed[] }).orders);
  }
  return found;
}

function assertWhole(parts: readonly Printed[]) {
  const total = (key: string) => parts.reduce((sum, part) => sum + Math.round((part[key] ?? 0) * 10_000), 0) / 10_000;
  expect(parts.map((part) => part.products.map(({ sku, ean }) => sku || ean))).toEqual([
    ['MUG-01', 'TRAY-02'],
    ['drop-7'],
    ['7312345000017'],
  ]);
  expect(parts.map(({ products: [line] }) => line?.warehouses)).toEqual([
    [{ name: 'Default', itemQty: 3 }],
    [{ name: 'drop ship', itemQty: 2 }],
    [{ name: 'second warehouse', itemQty: 1 }],
  ]);
  expect([total('totalItemsPrice'), total('totalItemsDiscount'), total('grandTotalValue')]).toEqual([
    151.19, 16.5, 146.08,
  ]);
  expect(
    parts.map(({ shippingValue, voucherValue, paymentMethod }) => [shippingValue, voucherValue, paymentMethod]),
  ).toEqual([
    [1.64, 3.34, 'cc'],
    [0.02, 0.05, null],
    [3.24, 6.62, null],
  ]);
  expect([total('shippingValue'), total('voucherValue')]).toEqual([4.9, 10.01]);
  expect(parts.map(({ discounts }) => discounts.vouchers.length)).toEqual([1, 1, 1]);
}

test('an order of several groups answers several numbers, and its parts add up to it', async () => {
  const { json } = await server.call('POST', '/orders', { body: { x: order, y: smallOrder } });
  const { x, y } = json as Record<string, { orders: number[] }>;
  const [first = 0] = x?.orders ?? [];
  expect(x?.orders).toHaveLength(3);
  expect(y?.orders).toHaveLength(1);
  expect(new Set([...(x?.orders ?? []), ...(y?.orders ?? [])]).size).toBe(4);
  expect(first).toBe(Math.min(...(x?.orders ?? [])));
  assertWhole(await read(x?.orders ?? []));
});

test('of two groups the numbers follow one another', async () => {
  const body = { ...order, products: order.products.slice(0, 2) };
  const { json } = await server.call('POST', '/order', { body });
  const { orders } = json as { orders: number[] };
  expect(orders).toEqual([orders[0], (orders[0] ?? 0) + 1]);
});

test('a stated number stays on the first part', async () => {
  const { json } = await server.call('POST', '/order', { body: { ...order, orderNumber: 700_001 } });
  const { orders } = json as { orders: number[] };
  expect(orders[0]).toBe(700_001);
  assertWhole(await read(orders));
});

describe('a prepared order', () => {
  test('is split when it is completed, and every later call answers all its parts', async () => {
    const prepared = await server.call('POST', '/order', { body: { ...order, payment: undefined, createOnly: true } });
    const { order: number } = prepared.json as { order: number };
    const { capture } = order.payment;
    const done = await server.call('POST', `/order/${number}`, { body: { payment: { id: 36 } } });
    const { orders } = done.json as { orders: string[] };
    expect(done.text).toBe(`{"orders":${JSON.stringify(orders)},"status":"ok"}`);
    expect(orders).toEqual([String(number), expect.stringMatching(/^\d+$/), expect.stringMatching(/^\d+$/)]);
    for (const asked of [number, number, orders[1]]) {
      const body = asked === number ? { payment: { capture } } : {};
      const again = await server.call('POST', `/order/${asked}`, { body });
      expect(again.text).toBe(done.text);
    }
    assertWhole(await read(orders));
  });
});

describe('by what the catalog and stock know', () => {
  let shop: CentraServer;
  const catalog = {
    warehouses: [
      { id: 1, name: 'Main' },
      { id: 2, name: 'North' },
    ],
    windows: [
      { id: 1, name: 'Spring', isPreorder: false },
      { id: 2, name: 'Fall', isPreorder: true },
    ],
  };
  const counted = (warehouseId: number) => [{ warehouseId, physical: 5 }];
  const goods = [
    itemDraftOf({ sku: 'HERE', counted: counted(1) }),
    itemDraftOf({ sku: 'NORTH', counted: counted(2) }),
    itemDraftOf({ sku: 'SPRING', counted: counted(1), offer: { prices: [], windowId: 1 } }),
    itemDraftOf({ sku: 'LATER', counted: counted(1), offer: { prices: [], isPreorder: true } }),
  ];
  const products = goods.map(({ texts }, index) => ({ sku: texts.productSku, qty: 2, unitPrice: 9.99 + index }));
  const body = { ...smallOrder, products, adjustStock: true, shippingValue: 10, voucherValue: 0.07 };

  beforeAll(async () => {
    shop = await startCentra({ settings: { splitBy: ['window', 'preorder', 'warehouse'], catalog }, goods });
  });
  afterAll(() => shop.stop());

  type Part = { orderId: string; shippingValue: number; voucherValue: number; grandTotalValue: number };
  type Line = { sku: string; warehouses: { name: string; itemQty: number }[] };

  async function partsOf(numbers: readonly (number | string)[]): Promise<(Part & { products: Line[] })[]> {
    const answers = await Promise.all(numbers.map((number) => shop.call('GET', `/orders?order=${number}`)));
    return answers.flatMap(({ json }) => (json as { orders: (Part & { products: Line[] })[] }).orders);
  }

  const places = (parts: readonly { products: Line[] }[]) =>
    parts.map((part) => part.products.map(({ sku, warehouses }) => [sku, warehouses[0]?.name].join(' ')));
  const cents = (parts: readonly Part[], key: 'shippingValue' | 'voucherValue' | 'grandTotalValue') =>
    parts.reduce((sum, part) => sum + Math.round(part[key] * 10_000), 0);

  test('completing makes an order for each, the first keeps the number, and the parts add up', async () => {
    const { json } = await shop.call('POST', '/order', { body: { ...body, createOnly: true } });
    const { order: number } = json as { order: number };
    const done = await shop.call('POST', `/order/${number}`, { body: {} });
    const { orders } = done.json as { orders: string[] };
    expect([orders[0], orders.length]).toEqual([String(number), 4]);
    const parts = await partsOf(orders);
    expect(places(parts)).toEqual([['HERE Main'], ['NORTH North'], ['SPRING Main'], ['LATER Default']]);
    expect([cents(parts, 'shippingValue'), cents(parts, 'voucherValue')]).toEqual([100_000, 700]);
    expect(cents(parts, 'grandTotalValue')).toBe(2 * (99_900 + 109_900 + 119_900 + 129_900) + 100_000 - 700);
  });

  test('a pre-order window of the whole order takes no stock and keeps it in one piece', async () => {
    const before = (await shop.call('GET', '/stock')).json;
    const { json } = await shop.call('POST', '/order', { body: { ...body, deliveryWindow: 'fall' } });
    const { orders } = json as { orders: number[] };
    expect(orders).toHaveLength(1);
    expect((await shop.call('GET', '/stock')).json).toEqual(before);
  });
});
