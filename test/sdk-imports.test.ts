// The SDK's calls about imports against a real server: files in parts, cuts, previews, commits, results, retries, undo.
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Bulkhead, type FileBytes, type Import, RefusedError } from '../sdk/src/index.ts';
import { type NativeServer, orderOf, SECRET, startNativeServer } from './native-server.ts';

let server: NativeServer;
let bulkhead: Bulkhead;
beforeAll(async () => {
  server = await startNativeServer();
  bulkhead = new Bulkhead({ url: server.url, secret: SECRET, retryDelayMs: 1 });
});
afterAll(() => server.drain('end of the test'));

const ndjson = (prefix: string, count: number, fields: object = {}) =>
  Array.from({ length: count }, (_, index) => `${JSON.stringify(orderOf(`${prefix}-${index}`, fields))}\n`).join('');

async function collected<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

async function done(file: FileBytes, options = {}): Promise<Import> {
  const { id } = await bulkhead.imports.upload(file, { onValidated: 'commit', ...options });
  return bulkhead.imports.settled(id);
}

async function* chunked(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}
const encoded = (text: string) => new TextEncoder().encode(text);

test.each([
  ['a text', ndjson('text', 3)],
  ['bytes', encoded(ndjson('bytes', 3))],
  ['a blob', new Blob([ndjson('blob', 3)])],
  ['chunks', chunked(encoded(ndjson('chunks', 3)), 10)],
  ['a stream', new Blob([ndjson('stream', 3)]).stream()],
  ['a gzip file', gzipSync(ndjson('gzip', 3))],
  ['a list of JSON', JSON.stringify([orderOf('l1'), orderOf('l2'), orderOf('l3')])],
  ['a table', 'key,lines.sku,lines.quantity\nc1,A,1\nc2,A,1\nc3,A,1\n'],
])('a file is %s', async (_name, file) => {
  expect(await done(file)).toMatchObject({ state: 'done', progress: { counts: { created: 3, refused: 0 } } });
});

test('in parts of some megabytes, told as they arrive', async () => {
  const told: number[] = [];
  const file = ndjson('large', 6_000, { customer_note: 'å'.repeat(800) });
  const bytes = encoded(file).length;
  const ended = await done(chunked(encoded(file), 100_000), { onUploaded: (at: number) => told.push(at) });
  expect(ended).toMatchObject({ uploaded_bytes: bytes, progress: { counts: { created: 6_000 } } });
  expect(told[0]).toBe(0);
  expect(told.at(-1)).toBe(bytes);
  expect(told.length).toBeGreaterThan(2);
});

test('a part whose answer is lost, or that is cut, is not sent twice', async () => {
  const lost = { answers: 2, cuts: 1 };
  const shaky: typeof fetch = async (target, init) => {
    const isPart = init?.method === 'PUT' && String(target).includes('/file');
    if (isPart && lost.cuts > 0) {
      lost.cuts -= 1;
      const half = (init.body as Blob).slice(0, 1_000_000);
      // As a server keeps of a request that breaks off: the bytes that came, and nothing under its key.
      const { 'idempotency-key': _, ...headers } = init.headers as Record<string, string>;
      await fetch(target, { ...init, headers, body: half });
      throw new TypeError('cut');
    }
    const answer = await fetch(target, init);
    if (isPart && lost.answers > 0) {
      lost.answers -= 1;
      await answer.text();
      throw new TypeError('lost');
    }
    return answer;
  };
  const client = new Bulkhead({ url: server.url, secret: SECRET, retryDelayMs: 1, fetch: shaky });
  const file = ndjson('shaky', 5_000, { customer_note: 'x'.repeat(1_500) });
  const { id } = await client.imports.upload(file, { onValidated: 'commit' });
  expect(await client.imports.settled(id)).toMatchObject({
    uploaded_bytes: file.length,
    progress: { rows: 5_000, counts: { created: 5_000 } },
  });
  expect(lost).toEqual({ answers: 0, cuts: 0 });
});

test('an upload goes on in another program, and another file is told', async () => {
  const { imports } = bulkhead;
  const file = encoded(ndjson('later', 100));
  const { id, uploaded_bytes } = await imports.create({ fileName: 'later.ndjson' });
  expect(uploaded_bytes).toBe(0);
  await imports.append(id, file.subarray(0, 1_234), { offset: 0 });
  await expect(imports.append(id, file.subarray(0, 10), { offset: 0 })).rejects.toMatchObject({
    code: 'state_unfit',
    problem: { uploaded_bytes: 1_234 },
  });
  await expect(imports.continueUpload(id, 'too short')).rejects.toThrow('the server has 1234 bytes of the file');
  await imports.continueUpload(id, file);
  expect(await imports.settled(id)).toMatchObject({ state: 'validated', file_name: 'later.ndjson' });
  await imports.commit(id);
  const seen = await collected(imports.watch(id, { pollMs: 10 }));
  expect(seen.at(-1)).toMatchObject({ state: 'done', progress: { counts: { created: 100 } } });
});

const TABLE = [
  'Order;Date;Name;SKU;Qty;Price;Note',
  'R1;20.11.2026;Ada;A;1;1.234,50;"two\nlines"',
  'R2;20.11.2026;Eva;A;none;5,00;"a;b"',
  'R2;20.11.2026;Eva;B;1;5,00;"a;b"',
  'R3;20.11.2026;Liv;A;many;5,00;"say ""so"""',
].join('\n');

test('a table: mapped, looked at, committed, told row by row; what failed is mended and sent alone', async () => {
  const { imports, mappings } = bulkhead;
  const columns = {
    Order: 'number',
    Date: 'placed_at',
    Name: 'ship_to.name',
    SKU: 'lines.sku',
    Qty: 'lines.quantity',
  } as const;
  const whole = {
    columns: { ...columns, Price: 'lines.unit_price', Note: 'customer_note' },
    zone: 'Europe/Stockholm',
  } as const;
  await mappings.save('orders', { columns });
  const { id } = await imports.upload(TABLE, { mapping: 'orders', fileName: 'orders.csv' });
  await imports.settled(id);
  await imports.remap(id, whole);
  expect(await imports.settled(id)).toMatchObject({
    ...{ state: 'validated', format: 'csv', mapping: { zone: 'Europe/Stockholm', group_by: 'Order', delimiter: ';' } },
    validation: { rows: 4, orders: 3, counts: { created: 1, refused: 2 } },
  });
  const { columns: shown, refused } = await imports.preview(id);
  expect([shown?.length, refused.map(({ line, errors }) => [line, errors[0]?.column])]).toEqual([
    7,
    [
      [4, 'Qty'],
      [6, 'Qty'],
    ],
  ]);
  // Before anything is taken in, all that would be refused is told.
  expect((await collected(imports.result(id))).map(({ line, outcome }) => `${line} ${outcome}`)).toEqual([
    '2 waiting',
    '4 refused',
    '5 refused',
    '6 refused',
  ]);
  await imports.commit(id);
  await imports.settled(id);
  const rows = await collected(imports.result(id));
  expect(rows.map(({ outcome, key, errors }) => [outcome, key, errors[0]?.code])).toEqual([
    ['created', 'R1', undefined],
    ['refused', null, 'field_type'],
    ['refused', null, 'order_row_refused'],
    ['refused', null, 'field_type'],
  ]);
  const mended = await imports.retry(id, ({ row }) => {
    const cells = row as Record<string, string>;
    return cells.Order === 'R3' ? null : { ...cells, Qty: cells.Qty === 'none' ? '7' : cells.Qty };
  });
  expect(await imports.settled(mended.id)).toMatchObject({ state: 'validated', file_name: 'orders.csv' });
  await imports.commit(mended.id);
  expect(await imports.settled(mended.id)).toMatchObject({ progress: { rows: 2, counts: { created: 1, refused: 0 } } });
  const [order] = await collected(bulkhead.orders.list({ key: 'R2' }));
  expect(order).toMatchObject({
    customer_note: 'a;b',
    placed_at: '2026-11-20T00:00:00+01:00[Europe/Stockholm]',
    lines: [{ quantity: 7, unit_price: '5.00' }, { sku: 'B' }],
  });
  const csv = await new Response(ReadableStream.from(imports.resultBytes(id, { only: 'refused' }))).text();
  expect(csv).toContain('R3;20.11.2026;Liv;A;many;5,00;"say ""so""";refused;;6;');
  await mappings.remove('orders');
  expect(await mappings.list()).toEqual([]);
});

test('what failed of orders is mended and sent alone', async () => {
  const bad = { key: 'm2', lines: [{ sku: 'A', quantity: 'x' }] };
  const first = await done(`${ndjson('m1', 1)}${JSON.stringify(bad)}\nnothing\n`);
  const again = await bulkhead.imports.retry(
    first.id,
    ({ row }) => (typeof row === 'object' ? { ...row, lines: [{ sku: 'A', quantity: 1 }] } : null),
    { onValidated: 'commit' },
  );
  expect(await bulkhead.imports.settled(again.id)).toMatchObject({ progress: { rows: 1, counts: { created: 1 } } });
});

test('paused, resumed, canceled, undone, listed, forgotten', async () => {
  const { imports } = bulkhead;
  const { id } = await imports.upload(ndjson('steps', 2_000));
  await imports.settled(id);
  await imports.commit(id);
  await imports.pause(id);
  expect(['paused', 'done']).toContain((await imports.settled(id)).state);
  const paused = await imports.get(id);
  if (paused.state === 'paused') await imports.resume(id);
  expect(await imports.settled(id)).toMatchObject({ state: 'done', progress: { counts: { created: 2_000 } } });
  await imports.undo(id);
  expect(await imports.settled(id)).toMatchObject({
    state: 'undone',
    undo: { deleted: 2_000, restored: 0, refused: 0 },
  });
  const other = await imports.create();
  expect((await imports.cancel(other.id)).state).toBe('canceled');
  const [latest] = await collected(imports.list({ limit: 2 }));
  expect(latest?.id).toBe(other.id);
  await imports.remove(other.id);
  await expect(imports.get(other.id)).rejects.toThrow(RefusedError);
});

test('a mapping that is refused leaves no import behind, and a call can be ended', async () => {
  const before = (await collected(bulkhead.imports.list())).filter(({ state }) => state === 'uploading').length;
  const wrong = { columns: { A: 'nonsense' } } as never;
  await expect(bulkhead.imports.upload('A\n1\n', { mapping: wrong })).rejects.toMatchObject({ code: 'body_invalid' });
  const after = (await collected(bulkhead.imports.list())).filter(({ state }) => state === 'uploading').length;
  expect(after).toBe(before);
  const signal = AbortSignal.abort(new Error('enough'));
  await expect(bulkhead.imports.upload('A\n1\n', { signal })).rejects.toThrow('enough');
});
