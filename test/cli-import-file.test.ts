// `bulkhead import` of CSV and JSON, `bulkhead imports` and `bulkhead mappings`: results, exit codes, kills, undo.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type NativeServer, orderOf, startNativeServer } from './native-server.ts';
import { program, programIn } from './run-program.ts';
import { tempFolder } from './temp-folder.ts';

const folder = tempFolder();
const inFolder = (name: string) => join(folder.path, name);
let server: NativeServer;
const { environment, run } = programIn(folder.path, () => server.url);
beforeAll(async () => {
  server = await startNativeServer();
});
afterAll(async () => {
  await server.drain('end of the test');
  folder[Symbol.dispose]();
});

const HEADER = 'Order No,Placed,Name,SKU,Qty,Price,Note';
const tableOf = (prefix: string, count: number, faults: Readonly<Record<number, string>> = {}) =>
  [
    HEADER,
    ...Array.from({ length: count }, (_, index) => {
      return faults[index] ?? `${prefix}-${index + 1},2026-11-20,Ada,MUG,2,14.50,=1+1`;
    }),
  ].join('\n');
const write = (name: string, text: string | Buffer) => writeFileSync(inFolder(name), text);
const resultOf = (name: string) => readFileSync(inFolder(name), 'utf8');

async function stored(query: string): Promise<number> {
  return ((await server.call('GET', `/orders?limit=500&${query}`)).body.orders as unknown[]).length;
}

test.each([
  ['plain.csv', tableOf('plain', 30)],
  ['packed.csv.gz', gzipSync(tableOf('packed', 30))],
  ['tabs.tsv', tableOf('tabs', 30).replaceAll(',', '\t')],
  ['utf16.csv', Buffer.from(`\ufeff${tableOf('utf16', 30)}`, 'utf16le')],
  ['list.json', JSON.stringify(Array.from({ length: 30 }, (_, index) => orderOf(`list-${index}`)))],
  ['packed.json.gz', gzipSync(JSON.stringify({ orders: Array.from({ length: 30 }, (_, n) => orderOf(`pj-${n}`)) }))],
])('a file is taken in: %s', async (name, bytes) => {
  write(name, bytes);
  const { code, out, err } = await run(['import', name]);
  expect([code, err]).toEqual([0, '']);
  expect(out).toMatch(/^30 orders in [\d.]+ s: created 30\.\n$/);
  expect(existsSync(inFolder(`${name}.progress.json`))).toBe(false);
  expect(existsSync(inFolder(`${name}.result.csv`))).toBe(false);
  expect((await run(['import', name])).out).toContain('kept 30');
});

test('what was refused is told; corrected, the result file leaves nothing', async () => {
  write('faults.csv', tableOf('faults', 5, { 2: 'faults-3,2026-11-20,Ada,MUG,two,14.50,-5' }));
  const first = await run(['import', 'faults.csv', '--json']);
  expect([first.code, first.err]).toEqual([3, 'bulkhead: 1 orders were refused: see faults.csv.result.csv\n']);
  expect(JSON.parse(first.out)).toMatchObject({
    ...{ orders: 5, created: 4, refused: 1, rows: 5, dryRun: false, result: 'faults.csv.result.csv' },
    import: expect.any(String),
  });
  const result = resultOf('faults.csv.result.csv');
  expect(result.split('\r\n')).toEqual([
    `\ufeff${HEADER},bulkhead_outcome,bulkhead_order_id,bulkhead_line,bulkhead_errors`,
    `faults-3,2026-11-20,Ada,MUG,two,14.50,'-5,refused,,4,"field_type: line 4, column 5 (Qty): expected a whole number, got ""two""."`,
    '',
  ]);
  write('corrected.csv', result.replace(',two,', ',2,'));
  expect(await run(['import', 'corrected.csv'])).toMatchObject({ code: 0, out: expect.stringContaining('created 1.') });
  const { body } = await server.call('GET', '/orders?key=faults-3');
  expect(body.orders).toMatchObject([{ customer_note: '-5', lines: [{ quantity: 2 }] }]);
  expect((await run(['import', 'faults.csv', '--tell-all', '--result', 'all.csv'])).code).toBe(3);
  expect(resultOf('all.csv').trim().split('\r\n')).toHaveLength(6);
});

test('a dry run tells every refusal and keeps nothing, nor does --if-clean of a file with a fault', async () => {
  write('dry.csv', tableOf('dry', 30, { 25: 'dry-26,2026-11-20,Ada,MUG,,14.50,' }));
  const dry = await run(['import', 'dry.csv', '--dry-run']);
  expect([dry.code, dry.out]).toEqual([3, expect.stringContaining('30 orders checked, nothing kept in ')]);
  expect(resultOf('dry.csv.result.csv')).toContain('dry-26,2026-11-20,Ada,MUG,,14.50,,refused,,27,"field_required:');
  const clean = await run(['import', 'dry.csv', '--if-clean', '--json']);
  expect([clean.code, JSON.parse(clean.out)]).toMatchObject([3, { created: 29, refused: 1, import: null }]);
  expect(await stored('q=dry')).toBe(0);
  write('clean.csv', tableOf('clean', 3));
  expect((await run(['import', 'clean.csv', '--if-clean'])).code).toBe(0);
  expect(await stored('q=clean')).toBe(3);
});

test('mappings: from a file, saved under a name, taken from an import', async () => {
  const mapping = { columns: { A: 'key', B: 'lines.sku', C: 'lines.quantity' }, constants: { currency: 'SEK' } };
  write('shop.json', JSON.stringify(mapping));
  write('odd.csv', 'A;B;C\no1;MUG;2\n');
  expect((await run(['import', 'odd.csv', '--mapping', 'shop.json'])).code).toBe(0);
  expect((await server.call('GET', '/orders?key=o1')).body.orders).toMatchObject([{ currency: 'SEK' }]);
  expect(await run(['mappings', 'save', 'shop', 'shop.json'])).toMatchObject({ out: '3 columns saved as shop.\n' });
  write('odd2.csv', 'A;B;C\no2;MUG;2\n');
  const done = await run(['import', 'odd2.csv', '--mapping', 'shop', '--json']);
  const id = String(JSON.parse(done.out).import);
  expect((await run(['mappings', 'save', 'used', '--of-import', id])).code).toBe(0);
  expect(JSON.parse((await run(['mappings', 'show', 'used'])).out)).toMatchObject({ delimiter: ';' });
  expect((await run(['mappings', 'list'])).out).toMatch(/^name +columns +modified\nshop +3 .*\nused +3 .*\n$/);
  expect((await run(['mappings', 'remove', 'used'])).code).toBe(0);
});

test('another contract’s orders, and imports seen and undone from anywhere', async () => {
  const order = { orderNumber: 'S-1', orderKey: 'S-1', orderDate: '2026-11-20', orderStatus: 'awaiting_shipment' };
  const whole = { ...order, billTo: { name: 'Ada' }, shipTo: { name: 'Ada' }, items: [{ name: 'Mug', quantity: 1 }] };
  write('other.ndjson', JSON.stringify(whole));
  const done = await run(['import', 'other.ndjson', '--shape', 'shipstation', '--json']);
  expect([done.code, done.err]).toEqual([0, '']);
  const id = String(JSON.parse(done.out).import);
  expect((await run(['imports', 'list', '--limit', '1'])).out).toContain(`${id}  done `);
  expect((await run(['imports', 'show', id])).out).toContain('of other.ndjson is done, 1 of 1 rows: created 1.');
  expect(JSON.parse((await run(['imports', 'result', id])).out)).toMatchObject({
    line: 1,
    outcome: 'created',
    row: whole,
  });
  expect(await stored('key=S-1')).toBe(1);
  expect(await run(['imports', 'undo', id])).toMatchObject({ code: 0, out: expect.stringContaining('deleted 1, ') });
  expect(await stored('key=S-1')).toBe(0);
});

test('killed while it is sent and while it is taken in, it goes on, and every row is counted once', {
  timeout: 180_000,
}, async () => {
  write('killed.csv', tableOf('killed', 12_000).replaceAll('=1+1', 'x'.repeat(800)));
  const id = () => {
    try {
      return JSON.parse(readFileSync(inFolder('killed.csv.progress.json'), 'utf8')).importId as string | null;
    } catch {
      return null;
    }
  };
  const reached: (() => Promise<boolean>)[] = [
    async () => id() !== null && Number((await server.call('GET', `/imports/${id()}`)).body.uploaded_bytes) > 0,
    async () => (await server.call('GET', `/imports/${id()}`)).body.state === 'running',
  ];
  for (const [round, isReached] of reached.entries()) {
    const args = [program, 'import', 'killed.csv', ...(round === 0 ? [] : ['--resume'])];
    const running = spawn(process.execPath, args, { env: environment(), cwd: folder.path, stdio: 'ignore' });
    while (!(await isReached())) {
      if (running.exitCode !== null) throw new Error('the import must still run');
      await new Promise((resolve) => setImmediate(resolve));
    }
    running.kill('SIGKILL');
    await once(running, 'exit');
  }
  expect(await run(['import', 'killed.csv'])).toMatchObject({ code: 2, err: expect.stringContaining('--resume') });
  const ended = await run(['import', 'killed.csv', '--resume', '--json']);
  expect([ended.code, JSON.parse(ended.out)]).toMatchObject([0, { orders: 12_000, created: 12_000, rows: 12_000 }]);
});

test('paused by somebody, it says so, and --resume goes on', async () => {
  write('paused.csv', tableOf('paused', 4_000));
  const running = run(['import', 'paused.csv']);
  for (let isPaused = false; !isPaused; ) {
    const [latest] = (await server.call('GET', '/imports?limit=1')).body.imports as { id: string; file_name: string }[];
    if (latest?.file_name !== 'paused.csv') continue;
    isPaused = (await server.call('POST', `/imports/${latest.id}:pause`)).status === 200;
  }
  expect(await running).toMatchObject({ code: 1, err: expect.stringContaining('somebody has paused the import') });
  const ended = await run(['import', 'paused.csv', '--resume', '--json']);
  expect([ended.code, JSON.parse(ended.out)]).toMatchObject([0, { orders: 4_000, created: 4_000 }]);
});

test.each([
  ['a spreadsheet', 'book.xlsx', [], {}, 2, 'save it as CSV'],
  ['a mapping for JSON', 'some.json', ['--mapping', 'x'], {}, 2, '--mapping: expected a CSV, got json'],
  ['a shape for CSV', 'some.csv', ['--shape', 'native'], {}, 2, '--shape: expected NDJSON or JSON'],
  ['--if-clean for NDJSON', 'some.ndjson', ['--if-clean'], {}, 2, '--if-clean: expected CSV or JSON'],
  ['itself as the result', 'some.csv', ['--result', './some.csv'], {}, 2, '--result: expected another file'],
  ['no such mapping', 'some.csv', ['--mapping', 'none'], {}, 1, 'mapping: expected the name of a saved mapping'],
  ['no such mapping file', 'some.csv', ['--mapping', 'none.json'], {}, 2, 'there is no such file'],
  ['a mapping that is none', 'some.csv', ['--mapping', 'some.json'], {}, 1, 'Expected an object, got an array'],
  ['columns nobody knows', 'strange.csv', [], {}, 1, 'no column of the file is mapped'],
  ['no JSON', 'cut.json', [], {}, 1, 'the JSON array of orders has no end'],
  ['a wrong secret', 'some.csv', ['--restart'], { BULKHEAD_SECRET: 'no' }, 1, 'unauthorized'],
  ['another contract nobody speaks', 'some.json', ['--shape', 'none', '--restart'], {}, 1, 'shape: expected one of'],
])('%s: what is said and the exit code', async (_name, file, args, env, code, err) => {
  write('book.xlsx', 'PK');
  write('some.csv', tableOf('some', 1));
  write('some.json', '[]');
  write('some.ndjson', '');
  write('strange.csv', 'x,y\n1,2\n');
  write('cut.json', '[{"key":"a"}');
  const ran = await run(['import', file, ...args], env);
  expect([ran.code, ran.err]).toEqual([code, expect.stringContaining(err)]);
  expect(ran.err).not.toMatch(/ at .*:\d+:\d+/);
});

test.each([
  ['an import nobody knows', ['imports', 'show', 'none'], 1, 'record_unknown'],
  ['a step it cannot take', ['imports', 'undo', 'none'], 1, 'record_unknown'],
  ['a limit that is none', ['imports', 'list', '--limit', 'x'], 2, '--limit: expected a number'],
  ['a mapping from nowhere', ['mappings', 'save', 'x'], 2, 'expected a file with the mapping, or --of-import'],
  ['a mapping nobody saved', ['mappings', 'show', 'none'], 1, 'There is no mapping saved as "none"'],
])('%s', async (_name, args, code, err) => {
  const ran = await run(args);
  expect([ran.code, ran.err]).toEqual([code, expect.stringContaining(err)]);
});
