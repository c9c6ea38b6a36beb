/** Tags, stores and warehouses through the real server: set up by a seed file, switched, made, changed and removed. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { runCommand } from '../src/cli/run-command.ts';
import { type Server, startShipstation } from './shipstation-server.ts';

type Warehouse = { warehouseId: number; isDefault: boolean; returnAddress: Record<string, unknown> };

let server: Server;
let folder: string;
let database: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bulkhead-masters-'));
  database = `sqlite:${join(folder, 'orders.db')}`;
  server = await startShipstation({ env: { DATABASE_URL: database } });
});

afterAll(async () => {
  await server.stop();
  await rm(folder, { recursive: true });
});

/** The exit code, and what was said. */
async function importLines(lines: readonly string[]): Promise<[number, string]> {
  const said: string[] = [];
  const catchers = (['log', 'error'] as const).map((name) =>
    vi.spyOn(console, name).mockImplementation((text) => void said.push(text)),
  );
  const file = join(folder, 'seed.jsonl');
  await writeFile(file, lines.join('\n'));
  const code = await runCommand(['masters', 'import', 'shipstation', file, '--database', database]);
  for (const catcher of catchers) catcher.mockRestore();
  return [code, said.join('\n')];
}

test('a seed file is taken whole or not at all, and can be imported again', async () => {
  const tags = ['{"tag":{"tagId":2,"name":"Back order","color":"#800080"}}', '', '{"tag":{"tagId":1,"name":"Gift"}}'];
  const [code, said] = await importLines([...tags, '{"tag":{"tagId":3,"shade":"#"}}', '{"toy":{}}', 'no']);
  expect([code, said]).toEqual([1, expect.stringContaining('line 4: ')]);
  expect(said).toContain('line 5: expected {"<kind>"');
  expect(said).toContain('line 6: ');
  expect(await server.json('GET', '/accounts/listtags')).toEqual([]);
  expect(await importLines(tags)).toEqual([0, 'Imported 2 into shipstation.']);
  expect((await importLines([tags[0] ?? '']))[0]).toBe(0);
  expect(await server.json('GET', '/accounts/listtags')).toEqual([
    { tagId: 2, name: 'Back order', color: '#800080' },
    { tagId: 1, name: 'Gift', color: '#FFFFFF' },
  ]);
});

test('stores are switched off and on, and those that are off are shown when they are asked for', async () => {
  await importLines(['{"store":{"storeId":7,"storeName":"Shop"}}', '{"store":{"storeId":8,"storeName":"Web"}}']);
  const shown = async (query = '') =>
    (await server.json<{ storeId: number }[]>('GET', `/stores${query}`)).map(({ storeId }) => storeId);
  const switched = (word: string, storeId: number) => server.call('POST', `/stores/${word}`, { body: { storeId } });
  expect(JSON.parse((await switched('deactivate', 7)).text)).toEqual({
    success: true,
    message: 'The requested store has been deactivated.',
  });
  expect([await shown(), await shown('?showInactive=true')]).toEqual([[8], [7, 8]]);
  expect(await server.json('GET', '/stores/7')).toMatchObject({ storeName: 'Shop', active: false, marketplaceId: 0 });
  await switched('reactivate', 7);
  expect([await shown(), await shown('?marketplaceId=2')]).toEqual([[7, 8], []]);
  expect((await switched('deactivate', 99)).status).toBe(404);
  expect((await server.call('POST', '/stores/deactivate', { body: {} })).status).toBe(400);
  expect((await server.call('GET', '/stores/99')).status).toBe(404);
});

test('of the warehouses one is the default, and numbers are not given twice', async () => {
  const originAddress = { name: 'Dock', country: 'US', residential: true };
  const make = (fields: object = {}) =>
    server.json<Warehouse>('POST', '/warehouses/createwarehouse', {
      body: { warehouseName: 'W', originAddress, ...fields },
    });
  const first = await make();
  expect(first).toMatchObject({ isDefault: true, returnAddress: { name: 'Dock', residential: null } });
  const second = await make({ isDefault: true });
  const defaults = async () => (await server.json<Warehouse[]>('GET', '/warehouses')).map(({ isDefault }) => isDefault);
  expect(await defaults()).toEqual([false, true]);
  const body = { ...first, warehouseName: 'Renamed', isDefault: true };
  const updated = await server.call('PUT', `/warehouses/${first.warehouseId}`, { body });
  expect(JSON.parse(updated.text).message).toBe('The requested warehouse has been updated.');
  expect(await defaults()).toEqual([true, false]);
  expect((await server.call('DELETE', `/warehouses/${second.warehouseId}`)).status).toBe(200);
  expect((await server.call('DELETE', `/warehouses/${second.warehouseId}`)).status).toBe(404);
  expect((await make()).warehouseId).toBe(second.warehouseId + 1);
  expect((await server.call('POST', '/warehouses/createwarehouse', { body: { originAddress } })).status).toBe(400);
});

test.each([
  ['/carriers/getcarrier', 400],
  ['/carriers/getcarrier?carrierCode=nobody', 404],
  ['/carriers/listservices?carrierCode=nobody', 404],
  ['/warehouses/999', 404],
])('%s: %i', async (path, status) => {
  expect((await server.call('GET', path)).status).toBe(status);
});

test("one of them is saved, listed and removed below the contract's own command; the README's file is taken", async () => {
  const said: string[] = [];
  const catchers = (['log', 'error'] as const).map((name) =>
    vi.spyOn(console, name).mockImplementation((text) => void said.push(text)),
  );
  const run = (...words: string[]) => runCommand(['shipstation', 'masters', ...words, '--database', database]);
  const codes = [
    await run('save', 'tag', '{"tagId":77,"name":"Late"}'),
    await run('save', 'tag', '{"tagId":"x"}'),
    await run('save', 'toy', '{}'),
    await run('list', 'tag', '--json'),
    await run('remove', 'tag', '77'),
    await run('remove', 'tag', '77'),
    await run('list', 'toy'),
  ];
  const readme = await readFile('src/dialects/shipstation/README.md', 'utf8');
  const file = join(folder, 'readme.jsonl');
  await writeFile(file, readme.split('```json lines\n')[1]?.split('```')[0] ?? '');
  codes.push(await run('import', file));
  for (const catcher of catchers) catcher.mockRestore();
  expect(codes).toEqual([0, 1, 1, 0, 0, 1, 1, 0]);
  expect(said.join('\n')).toContain('"name": "77"');
  expect(said.at(-1)).toBe('Imported 7 into shipstation.');
});
