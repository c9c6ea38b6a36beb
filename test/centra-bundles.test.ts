/**
 * Bundles through a real server: an order of one takes the stock of its parts, is shown in each of the four documented
 * modes, ships by its own line id or by those of its parts, and gives everything back when it is canceled.
 */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runCommand } from '../src/cli/run-command.ts';
import { smallOrder } from '../src/dialects/centra/fixtures.ts';
import { itemDraftOf } from '../src/store/contract/goods.ts';
import { type CentraServer, startCentra } from './centra-server.ts';

const offer = (priceE4: number) => ({ prices: [{ priceListId: 1, priceE4, campaigns: [] }] });
const goods = [
  itemDraftOf({ sku: 'MUG', units: 10, offer: offer(2_000_000) }),
  itemDraftOf({ sku: 'TRAY', units: 10, offer: offer(1_000_000) }),
  itemDraftOf({ sku: 'SET', isCounted: false, offer: offer(1_500_000) }),
];
const parts = ['MUG', 'TRAY'].map((sku) => ({ sku, quantity: 1 }));
const catalog = {
  mode: 'required' as const,
  priceLists: [{ id: 1, name: 'SEK', currency: 'SEK', countries: ['SE'] }],
  taxes: [{ id: 1, name: 'VAT', rateE4: 250_000, isAdded: false }],
  bundles: [
    { sku: 'SET', parts },
    { sku: 'NEW', ean: '73', parts },
  ],
};

let server: CentraServer;
let number: number;

beforeAll(async () => {
  server = await startCentra({ settings: { catalog, splitRules: [{ pattern: 'TRAY', group: 'x' }] }, goods });
  const products = [
    { sku: 'SET', qty: 2, comment: 'gift' },
    { sku: 'MUG', qty: 1 },
  ];
  const { json } = await server.call('POST', '/order', { body: { ...smallOrder, products, adjustStock: true } });
  expect((json as { orders: number[] }).orders).toHaveLength(1);
  [number = 0] = (json as { orders: number[] }).orders;
});

afterAll(() => server.stop());

type Line = { lineId: string; sku: string; qty: number; price: number; originalPrice: number; isBundle: boolean };
type Printed = Line & { isPartOfBundle?: string; bundle?: Printed[]; totalTaxValue: number };

/** A changed setting is followed within a second. */
async function shown(name: string, mode: string): Promise<Record<string, never> & { products: Printed[] }> {
  const args = ['settings', 'set', `centra.${name}`, mode, '--database', server.databaseUrl];
  expect(await runCommand(args)).toBe(0);
  await server.restart();
  const path = name === 'bundlesInOrders' ? `/orders?order=${number}` : '/shipments?status=inprogress';
  const { json } = await server.call('GET', path);
  const { orders, shipments } = json as Record<string, (Record<string, never> & { products: Printed[] })[]>;
  const [first] = orders ?? shipments ?? [];
  if (first === undefined) throw new Error('the order must be there');
  return first;
}

const told = (products: readonly Printed[]): unknown[] =>
  products.map(({ sku, qty, price, originalPrice, isBundle, isPartOfBundle, bundle }) => [
    `${qty} ${sku} ${price}/${originalPrice}${isBundle ? ' bundle' : ''}${isPartOfBundle === undefined ? '' : ' part'}`,
    ...(bundle === undefined ? [] : [told(bundle)]),
  ]);
const items = [['2 MUG 100/200 part'], ['2 TRAY 50/100 part']];
const mug = ['1 MUG 200/200'];

test.each([
  ['items', [...items, mug]],
  ['nested', [['2 SET 150/150 bundle', items], mug]],
  ['bundles', [['2 SET 0/150 bundle'], mug]],
  ['both', [['2 SET 0/150 bundle'], ...items, mug]],
])('an order shows %s', async (mode, expected) => {
  const order = await shown('bundlesInOrders', mode);
  expect(told(order.products)).toEqual(expected);
  expect(order).toMatchObject({ totalItemsPrice: 500, grandTotalTaxValue: 100, grandTotalValue: 500 });
  if (mode === 'nested')
    expect(order.products[0]).toMatchObject({ comment: 'gift', totalTaxValue: 60, taxPercent: 25 });
});

test('it ships by its own id, as a whole, and the shipment shows it in its own mode', async () => {
  const { products } = await shown('bundlesInOrders', 'bundles');
  const body = { order: number, products: { [products[0]?.lineId ?? '']: 1 } };
  const { json } = await server.call('POST', '/shipments', { body });
  expect(json).toEqual(expect.objectContaining({ status: 'ok', shipment: `${number}-1` }));
  const again = await server.call('POST', '/shipments', { body });
  expect(again.json).toEqual(json);
  expect(told((await shown('bundlesInShipments', 'nested')).products)).toEqual([
    ['1 SET 150/150 bundle', [['1 MUG 100/200 part'], ['1 TRAY 50/100 part']]],
  ]);
});

test('a bundle has no stock to be set, also one that nothing else is known of', async () => {
  const products = ['SET', '73', 'NEW', 'NOT'].map((product) => ({ product, quantity: 1 }));
  const { json } = await server.call('POST', '/stock', { body: { products } });
  const errors = { productsNotFound: ['NOT'], productsAreBundles: ['SET', '73', 'NEW'] };
  expect(json).toEqual({ status: 'no', msg: 'Some of the products were not updated', errors });
});

test('its parts hold the stock', async () => {
  const { json } = await server.call('GET', '/stock');
  const rows = (json as { products: { sku: string; allocatedStock: number }[] }).products;
  expect(rows.map(({ sku, allocatedStock }) => [sku, allocatedStock])).toEqual([
    ['MUG', 3],
    ['TRAY', 2],
    ['SET', 0],
  ]);
  const none = await server.call('POST', '/order', {
    body: { ...smallOrder, products: [{ sku: 'SET', qty: 9 }], adjustStock: true },
  });
  expect(none.json).toMatchObject({ status: 'no', code: -2, msg: expect.stringContaining('products[0]') });
});
