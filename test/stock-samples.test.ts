/**
 * The documented examples of products and stock, where they are present: goods as the examples show them are imported
 * on the command line beside the running server, and the answers compared by status, keys, order, types and texts.
 */
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runCommand } from '../src/cli/run-command.ts';
import { differences, type Json } from './centra-differences.ts';
import { type CentraServer, startCentra } from './centra-server.ts';

const shared = new URL('../../shared/samples/centra/', import.meta.url);
const isPresent = existsSync(new URL('index.json', shared));
const sample = (file: string) => JSON.parse(readFileSync(new URL(file, shared), 'utf8'));
const exactly = { at: 'answer', more: new Set<string>(), less: new Set<string>() };

type Row = Record<string, string | number> & { prices?: Price[]; categories?: string[]; images?: string[] };
type Price = { id: string; price: string; pricelist: string; currency: string; campaigns: Campaign[] };
type Campaign = { id: string; campaign: string; price: number };

/** A row of an example as a line of an import. */
function lineOf(row: Row): object {
  const prices = (row.prices ?? []).map(({ id, price, campaigns }) => ({
    ...{ priceList: Number(id), price },
    campaigns: campaigns.map((entry) => ({ id: Number(entry.id), name: entry.campaign, price: entry.price })),
  }));
  const size = {
    id: row.stockItemId,
    sku: row.sizeSku,
    name: row.size,
    ean: row.ean,
    upc: row.upc,
    stock: row.physicalStock,
  };
  const { sku, brand, collection, weight, weightUnit, harmCode, harmDescription, folder, categories, images } = row;
  return {
    product: {
      ...{ id: row.productId, sku, brand, collection, weight, weightUnit, harmCode, harmDescription, folder },
      ...{ name: row.name, internalName: row.product, originCountry: row.countryOfOrigin, isActive: row.active === 1 },
      ...{ channel: row.store, categories, images, prices },
      variants: [{ id: row.variantId, sku: row.variantSku, name: row.variant, sizes: [size] }],
    },
  };
}

describe.skipIf(!isPresent)("the vendor's examples of goods", () => {
  let server: CentraServer;
  let folder: string;

  beforeAll(async () => {
    server = await startCentra();
    folder = await mkdtemp(join(tmpdir(), 'bulkhead-goods-'));
    const rows = [
      ...sample('301-get-products.response.json').products,
      ...sample('302-get-stock.response.json').products,
    ];
    const lists = [
      ...new Map(rows.flatMap((row: Row) => row.prices ?? []).map((entry: Price) => [entry.id, entry])).values(),
    ];
    const priceLists = lists.map((entry) => ({
      priceList: { id: Number(entry.id), name: entry.pricelist, currency: entry.currency },
    }));
    const file = join(folder, 'goods.ndjson');
    await writeFile(file, [...priceLists, ...rows.map(lineOf)].map((line) => JSON.stringify(line)).join('\n'));
    expect(await runCommand(['catalog', 'import', file, '--database', server.databaseUrl])).toBe(0);
  });

  afterAll(async () => {
    await server.stop();
    await rm(folder, { recursive: true });
  });

  test('products, with the neighbors of a page', async () => {
    const example = sample('301-get-products.response.json');
    const first = example.products[0];
    const { status, json } = await server.call('GET', `/products/?limit=1&page=2&sku=${first.sku}`);
    expect(status).toBe(200);
    const all = await server.call('GET', `/products?sku=${first.sku}&include=attributes`);
    expect((all.json as typeof example).products).toEqual(
      example.products.map((row: Row, index: number) => (index === 0 ? row : { ...row, folder: undefined })),
    );
    expect(Object.keys(json as object)).toEqual(['status', 'products', 'previous']);
    expect((json as { previous: string }).previous).toBe(`?limit=1&page=1&sku=${first.sku}`);
  });

  test('stock, figure by figure but for what is allocated', async () => {
    const example = sample('302-get-stock.response.json');
    const [first] = example.products;
    const { status, json } = await server.call('GET', `/stock?limit=1&ean=${first.ean}`);
    expect(status).toBe(200);
    expect((json as typeof example).products).toEqual([
      { ...first, allocatedStock: 0, availableStock: first.physicalStock },
    ]);
    const page = await server.call('GET', '/stock?limit=1&page=2');
    expect(differences(page.json as Json, example, exactly)).toEqual([]);
    const without = await server.call('GET', '/stock?exclude=physicalStock&limit=1');
    expect(Object.keys((without.json as typeof example).products[0])).not.toContain('physicalStock');
  });

  test('setting stock: all of it, and with products nobody knows', async () => {
    const known = await server.call('POST', '/stock', {
      body: { products: [{ product: '1234567890123', quantity: 54 }] },
    });
    expect([known.status, known.json]).toEqual([200, sample('303-update-stock.response.json')]);
    // In the example one of the three is known.
    const request = sample('303-update-stock.request-2.json');
    const products = request.products.map((entry: { product: string }) =>
      entry.product === '9876543210123' ? { ...entry, product: '9876543210120' } : entry,
    );
    const { status, json } = await server.call('POST', '/stock/', { body: { products } });
    const error = sample('303-update-stock.error.json');
    const productsNotFound = ['9876543210120', '5432167890123'];
    expect([status, json]).toEqual([200, { ...error, errors: { productsNotFound } }]);
    const { json: stock } = await server.call('GET', '/stock?ean=1234567890123');
    expect((stock as { products: { physicalStock: number }[] }).products[0]?.physicalStock).toBe(54);
  });
});
