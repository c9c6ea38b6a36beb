// `bulkhead import` and `bulkhead export` as programs against a real server: results, exit codes, kills, what is printed.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type NativeServer, orderOf, startNativeServer } from './native-server.ts';
import { program, programIn } from './run-program.ts';

const folder = mkdtempSync(join(tmpdir(), 'bulkhead-cli-import-'));
const inFolder = (name: string) => join(folder, name);
let server: NativeServer;
beforeAll(async () => {
  server = await startNativeServer();
});
afterAll(async () => {
  await server.drain('end of the test');
  rmSync(folder, { recursive: true });
});

const { environment, run } = programIn(folder, () => server.url);

function writeOrders(name: string, orders: readonly unknown[]): string {
  const text = orders.map((order) => (typeof order === 'string' ? order : JSON.stringify(order))).join('\n');
  writeFileSync(inFolder(name), name.endsWith('.gz') ? gzipSync(text) : text);
  return name;
}
const many = (prefix: string, count: number, fields: object = {}) =>
  Array.from({ length: count }, (_, index) => orderOf(`${prefix}-${index + 1}`, fields));

async function stored(query: string): Promise<number> {
  let count = 0;
  for (let next = ''; ; ) {
    const { body } = await server.call('GET', `/orders?limit=500&${query}${next === '' ? '' : `&cursor=${next}`}`);
    count += (body.orders as unknown[]).length;
    if (body.next === null) return count;
    next = String(body.next);
  }
}

test.each(['plain.ndjson', 'packed.ndjson.gz'])('a file is taken in: %s', async (name) => {
  const file = writeOrders(name, many(name, 1_500));
  const { code, out, err } = await run(['import', file]);
  expect([code, err]).toEqual([0, '']);
  expect(out).toMatch(/^1500 orders in [\d.]+ s: created 1500\.\n$/);
  expect([existsSync(inFolder(`${file}.progress.json`)), existsSync(inFolder(`${file}.result.ndjson`))]).toEqual([
    false,
    false,
  ]);
  expect((await run(['import', file])).out).toContain('kept 1500');
});

test('what was refused is told with its line and its row, and the exit code says so', async () => {
  const bad = [{ key: 'bad', lines: [{ quantity: 'two' }] }, '{"key":', ''];
  const file = writeOrders('faults.ndjson', [...many('f', 3), ...bad, ...many('g', 2)]);
  const { code, out, err } = await run(['import', file, '--json']);
  expect(code).toBe(3);
  expect(JSON.parse(out)).toMatchObject({ orders: 7, created: 5, refused: 2, result: 'faults.ndjson.result.ndjson' });
  expect(err).toBe('bulkhead: 2 orders were refused: see faults.ndjson.result.ndjson\n');
  const results = readFileSync(inFolder('faults.ndjson.result.ndjson'), 'utf8').trim().split('\n');
  expect(results.map((line) => JSON.parse(line))).toMatchObject([
    { line: 4, outcome: 'refused', errors: [{ pointer: '/lines/0/quantity' }], row: bad[0] },
    { line: 5, outcome: 'refused', errors: [{ code: 'item_malformed' }], row: '{"key":' },
  ]);
  const all = await run(['import', file, '--tell-all', '--result', 'all.ndjson']);
  expect(all.code).toBe(3);
  expect(readFileSync(inFolder('all.ndjson'), 'utf8').trim().split('\n')).toHaveLength(7);
});

test('a dry run keeps nothing', async () => {
  const file = writeOrders('dry.ndjson', many('dry', 20, { store_id: 77 }));
  const { code, out } = await run(['import', file, '--dry-run']);
  expect([code, out]).toEqual([0, expect.stringContaining('20 orders checked, nothing kept')]);
  expect(await stored('store_id=77')).toBe(0);
});

/** Once an import of the file remembers so many lines. */
async function reached(file: string, line: number, running: ChildProcess): Promise<void> {
  for (;;) {
    if (running.exitCode !== null) throw new Error('the import must still run');
    try {
      if (JSON.parse(readFileSync(inFolder(`${file}.progress.json`), 'utf8')).line >= line) return;
    } catch {
      // Not there yet.
    }
    await new Promise((resolve) => setImmediate(resolve));
  }
}

test('killed twice it goes on, and every line is counted once', { timeout: 180_000 }, async () => {
  // Without keys: what is sent twice would be made twice.
  const orders = Array.from({ length: 20_000 }, () => orderOf(null, { store_id: 88, customer_note: 'x'.repeat(500) }));
  orders[15_000] = { lines: [{ quantity: 'x' }] };
  const file = writeOrders('killed.ndjson', orders);
  for (const [args, line] of [
    [['import', file], 1_000],
    [['import', file, '--resume'], 8_000],
  ] as const) {
    const running = spawn(process.execPath, [program, ...args], { env: environment(), cwd: folder, stdio: 'ignore' });
    await reached(file, line, running);
    running.kill('SIGKILL');
    await once(running, 'exit');
  }
  expect(await run(['import', file])).toMatchObject({ code: 2, err: expect.stringContaining('--resume') });
  const ended = await run(['import', file, '--resume', '--json']);
  expect([ended.code, JSON.parse(ended.out)]).toMatchObject([3, { orders: 20_000, created: 19_999, refused: 1 }]);
  expect(await stored('store_id=88')).toBe(19_999);
  const results = readFileSync(inFolder('killed.ndjson.result.ndjson'), 'utf8').trim().split('\n');
  expect(results.map((text) => JSON.parse(text).line)).toEqual([15_001]);
});

test('what is exported is plain: NDJSON as the API answers, CSV whose formulas are no formulas', async () => {
  const formula = {
    store_id: 99,
    lines: [{ sku: '=HYPERLINK("http://x")', name: 'a,b', quantity: 1, unit_price: '-5.00' }],
  };
  writeOrders('export.ndjson', [orderOf('=1+1', formula), ...many('x', 600, { store_id: 99 })]);
  await run(['import', 'export.ndjson']);
  const told = await run(['export', '--store-id', '99']);
  const orders = told.out
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect([told.code, told.err, orders.length, orders[0].key]).toEqual([0, '', 601, '=1+1']);
  const csv = await run(['export', '--store-id', '99', '--format', 'csv', '--output', 'out.csv']);
  expect([csv.code, csv.out, csv.err]).toEqual([0, '', '601 orders in out.csv.\n']);
  const rows = readFileSync(inFolder('out.csv'), 'utf8').split('\r\n');
  expect(rows).toHaveLength(603);
  expect(rows[0]).toMatch(/^id,key,number,.*,lines\.unit_price,/);
  expect(rows[1]).toContain(`'=1+1`);
  expect(rows[1]).toContain(`"'=HYPERLINK(""http://x"")","a,b",1,-5.00,`);
  expect(await run(['export', '--store-id', '98'])).toEqual({ code: 0, out: '', err: '' });
});

test.each([
  ['no secret', ['import', 'plain.ndjson'], { BULKHEAD_SECRET: '' }, 2, 'BULKHEAD_SECRET'],
  ['a wrong secret', ['import', 'plain.ndjson', '--restart'], { BULKHEAD_SECRET: 'no' }, 1, 'unauthorized'],
  ['no such file', ['import', 'none.ndjson'], {}, 1, 'none.ndjson'],
  ['another kind of file', ['import', 'orders.XLSX'], {}, 2, 'expected NDJSON, JSON or CSV'],
  ['no such server', ['export', '--url', 'nowhere'], {}, 2, '--url'],
  ['an unknown option', ['import', 'plain.ndjson', '--dry'], {}, 2, '--dry'],
  ['an unknown status', ['export', '--status', 'opened'], {}, 1, 'status'],
  ['no number', ['export', '--store-id', 'x'], {}, 2, '--store-id'],
  ['no such format', ['export', '--format', 'xml'], {}, 2, 'ndjson'],
  ['help', ['import', '--help'], {}, 0, ''],
])('%s: what is said and the exit code', async (_name, args, env, code, err) => {
  const ran = await run(args, env);
  expect([ran.code, ran.err]).toEqual([code, expect.stringContaining(err)]);
  expect(ran.err).not.toMatch(/ at .*:\d+:\d+/);
});
