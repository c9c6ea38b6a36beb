/** `bulkhead catalog`: a file is taken whole or not at all, sending it again changes nothing, and its example is taken. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { runCommand } from '../src/cli/run-command.ts';
import { type CentraServer, startCentra } from './centra-server.ts';

let server: CentraServer;
let folder: string;
const said = { out: [] as string[], error: [] as string[] };

beforeAll(async () => {
  vi.spyOn(console, 'log').mockImplementation((line: string) => void said.out.push(line));
  vi.spyOn(console, 'error').mockImplementation((line: string) => void said.error.push(line));
  server = await startCentra();
  folder = await mkdtemp(join(tmpdir(), 'bulkhead-catalog-'));
});

afterAll(async () => {
  vi.restoreAllMocks();
  await server.stop();
  await rm(folder, { recursive: true });
});

async function importText(text: string): Promise<number> {
  const file = join(folder, 'goods.ndjson');
  await writeFile(file, text);
  return runCommand(['catalog', 'import', file, '--database', server.databaseUrl]);
}

async function products(): Promise<{ sku: string; physicalStock: number }[]> {
  const { json } = await server.call('GET', '/stock');
  return (json as { products: { sku: string; physicalStock: number }[] }).products;
}

test('a mistake on the last line leaves everything as it was', async () => {
  const good = JSON.stringify({ product: { sku: 'A', variants: [{ sizes: [{ stock: 1 }] }] } });
  expect(await importText(`${good}\n{"product":{"skuu":"B"}}\n`)).toBe(1);
  expect(said.error.join('\n')).toMatch(
    /goods\.ndjson:2: product\.skuu: expected a known field\n.*nothing was imported/,
  );
  expect(await products()).toEqual([]);
});

test('the example is taken, and taken again', async () => {
  await runCommand(['catalog', 'example']);
  const example = said.out.join('\n');
  for (const _ of [1, 2]) {
    expect(await importText(example)).toBe(0);
    expect((await products()).map(({ sku, physicalStock }) => [sku, physicalStock])).toEqual([
      ['MUG', 20],
      ['PAIR', 0],
    ]);
  }
});

test('a table is taken like lines, and a mistake in it is told by line and field', async () => {
  const table = join(folder, 'goods.csv');
  const load = async (rows: string[]) => {
    await writeFile(table, `\ufeff${rows.join('\r\n')}\r\n`);
    return runCommand(['catalog', 'import', table, '--database', server.databaseUrl]);
  };
  const head =
    'sku,name,variantSku,variant,sizeSku,size,ean,stock,price:1,markets,isPreorder,product.prices[0].campaigns[0].price';
  expect(await load([head, 'CUP,"Cup, ""large""",-R,Red,,,731,7,99.50,1;2,0', 'CUP,Cup,-B,Blue,,,,,,,,'])).toBe(0);
  const { json } = await server.call('GET', '/products?sku=CUP');
  const rows = (json as { products: { name: string; variant: string; productId: number; prices: object[] }[] })
    .products;
  expect(rows.map(({ name, variant }) => [name, variant])).toEqual([
    ['Cup, "large"', 'Red'],
    ['Cup', 'Blue'],
  ]);
  expect(new Set(rows.map(({ productId }) => productId)).size).toBe(1);
  expect(rows[0]?.prices).toMatchObject([{ id: '1', price: '99.50' }]);
  expect((await products()).find(({ sku }) => sku === 'CUP')?.physicalStock).toBe(7);
  for (const [query, expected] of [
    ['market=2', 2],
    ['market=9', 1],
  ] as const) {
    const { json: listed } = await server.call('GET', `/products?sku=CUP&${query}`);
    expect((listed as { products: object[] }).products).toHaveLength(expected);
  }
  expect(await load(['sku,stock', 'A,1', 'B,many'])).toBe(1);
  expect(said.error.join('\n')).toMatch(/goods\.csv:3: product\.variants\[0\]\.sizes\[0\]\.stock: expected .*"many"/);
  expect(await load(['sku,a b'])).toBe(1);
  expect(said.error.at(-1)).toContain('goods.csv:1: expected columns named by fields');
  expect(await load(['voucher.name,voucher.code,voucher.percent', 'Ten,TEN2,10'])).toBe(0);
});

test('the mode is one of two, and a file must be there', async () => {
  expect(await runCommand(['catalog', 'mode', 'strict', '--database', server.databaseUrl])).toBe(1);
  expect(said.error.at(-1)).toBe('bulkhead: expected open or required, got "strict"');
  expect(await runCommand(['catalog', 'mode', 'required', '--database', server.databaseUrl])).toBe(0);
  expect(await runCommand(['catalog', 'import', join(folder, 'none'), '--database', server.databaseUrl])).toBe(1);
  expect(said.error.at(-1)).toContain('cannot be read');
});
