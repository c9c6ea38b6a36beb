// Imports through the native API: validated, looked at, committed, told row by row, corrected, undone.
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { DocumentedClient, type Seen } from './documented-client.ts';
import { type NativeServer, orderOf, SECRET, startNativeServer, type Told } from './native-server.ts';

let server: NativeServer;
let client: DocumentedClient;
beforeAll(async () => {
  server = await startNativeServer();
  client = await DocumentedClient.open(server.url, 'native', { authorization: `Bearer ${SECRET}` });
});
afterAll(() => server.drain('end of the test'));

type Import = Told & { id: string; state: string; progress: Told; validation: Told; note: string | null };
const MOVING = ['validating', 'running', 'pausing', 'canceling', 'undoing'];

async function settled(importId: unknown): Promise<Import> {
  for (;;) {
    const { body } = await client.call('GET /imports/{importId}', { params: { importId: String(importId) } });
    if (!MOVING.includes(String(body.state))) return body as Import;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function upload(body: string | Buffer, query: Record<string, string> = {}): Promise<Import> {
  const answer = await fetch(`${server.url}/v1/imports?${new URLSearchParams(query)}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${SECRET}` },
    body: new Uint8Array(Buffer.from(body)),
  });
  expect(answer.status).toBe(201);
  return settled(((await answer.json()) as Import).id);
}

const call = (name: string, importId: string): Promise<Seen> =>
  client.call(`POST /imports/{importId}:${name}`, { params: { importId } });
const ndjson = (...rows: unknown[]) => rows.map((row) => `${JSON.stringify(row)}\n`).join('');

async function result(importId: string, query: Record<string, string>): Promise<string> {
  const headers = { authorization: `Bearer ${SECRET}` };
  const answer = await fetch(`${server.url}/v1/imports/${importId}/result?${new URLSearchParams(query)}`, { headers });
  return answer.text();
}

test('validated first: nothing is stored until it is committed, and then as it was foretold', async () => {
  const body = ndjson(orderOf('a1'), orderOf('a2'), { key: 'a3', lines: 'x' }, 5);
  const validated = await upload(body, { file_name: 'orders.ndjson' });
  expect(validated).toMatchObject({
    state: 'validated',
    format: 'ndjson',
    validation: { counts: { created: 2, refused: 2 } },
  });
  const preview = await client.call('GET /imports/{importId}/preview', { params: { importId: validated.id } });
  expect(preview.body.refused).toMatchObject([
    { line: 3, errors: [{ code: 'field_type', line: 3, pointer: '/lines' }] },
    { line: 4, errors: [{ code: 'item_malformed' }] },
  ]);
  expect((await server.call('GET', '/orders?key=a1')).body.orders).toEqual([]);
  await call('commit', validated.id);
  const done = await settled(validated.id);
  expect(done).toMatchObject({ state: 'done', progress: { rows: 4, counts: { created: 2, refused: 2 } } });
  const { body: listed } = await server.call('GET', `/orders?batch_id=${done.id}`);
  expect(listed.orders).toHaveLength(2);
  const told = await client.call('GET /imports/{importId}/result', { params: { importId: done.id } });
  expect((told.body.lines as Told[]).map(({ line, outcome, key }) => `${line} ${outcome} ${key}`)).toEqual([
    '1 created a1',
    '2 created a2',
    '3 refused null',
    '4 refused null',
  ]);
});

test.each([
  ['a JSON array', JSON.stringify([orderOf('j1'), orderOf('j2')], null, 2), {}],
  ['an object of orders', JSON.stringify({ orders: [orderOf('j3'), orderOf('j4')] }), {}],
  ['NDJSON as a gzip file', gzipSync(ndjson(orderOf('j5'), orderOf('j6'))), {}],
  ['a table as a gzip file', gzipSync('key,lines.sku,lines.quantity\nj7,A,1\nj8,B,2\n'), {}],
  [
    'orders of another contract',
    JSON.stringify(
      ['j9', 'j10'].map((orderKey) => ({
        orderKey,
        orderNumber: orderKey,
        orderDate: '2026-11-20T09:30:00',
        orderStatus: 'awaiting_shipment',
        billTo: { name: 'Ada' },
        shipTo: { name: 'Ada' },
        items: [{ sku: 'A', name: 'Mug', quantity: 1, unitPrice: 5 }],
      })),
    ),
    { shape: 'shipstation' },
  ],
])('%s is taken in', async (_name, body, query) => {
  const done = await upload(body, { on_validated: 'commit', ...query });
  expect(done).toMatchObject({ state: 'done', note: null, progress: { counts: { created: 2, refused: 0 } } });
});

test.each([
  ['', 'expected a header and rows, got an empty file', { format: 'csv' }],
  [
    '{"orders": 5}',
    'expected a JSON array of orders, or an object with such an array, got something else',
    { format: 'json' },
  ],
  ['[{"key":1},', 'the JSON array of orders has no end', {}],
  [gzipSync('key,x\n'.repeat(1000)).subarray(0, 30), 'the file begins as a gzip file and is none to its end', {}],
  ['x,y\n1,2\n', 'no column of the file is mapped to a field of an order', {}],
])('a file that cannot be read as a whole fails with a reason: %j', async (body, note, query) => {
  const failed = await upload(body, { complete: 'true', ...query });
  expect(failed.state).toBe('failed');
  expect(failed.note).toContain(note);
});

test('in parts: what arrived is kept, a part begins where the file ends', async () => {
  const body = Buffer.from(ndjson(orderOf('p1'), orderOf('p2'), orderOf('p3')));
  const { body: made } = await client.call('POST /imports', {});
  const params = { importId: String(made.id) };
  const put = (from: number, to: number, query: Record<string, string> = {}) =>
    client.call('PUT /imports/{importId}/file', {
      params,
      query: { offset: String(from), ...query },
      body: body.subarray(from, to).toString(),
      headers: { 'content-type': 'application/octet-stream' },
    });
  expect((await put(0, 50)).body).toMatchObject({ state: 'uploading', uploaded_bytes: 50 });
  const early = await put(60, 70);
  expect([early.status, early.body.code, early.body.uploaded_bytes]).toEqual([409, 'state_unfit', 50]);
  expect((await put(50, body.length, { complete: 'true' })).body).toMatchObject({ state: 'validating' });
  expect(await settled(params.importId)).toMatchObject({ state: 'validated', validation: { counts: { created: 3 } } });
  expect((await put(body.length, body.length)).status).toBe(409);
});

const TABLE = [
  'Order No,Date,Name,Country,SKU,Qty,Price,Note',
  'T1,20/11/2026,Ada,SE,MUG,2,14.50,"=HYPERLINK(""x"")"',
  'T1,20/11/2026,Ada,SE,CUP,1,5.00,',
  'T2,21/11/2026,Eva,SE,MUG,two,14.50,-5',
  'T3,22/11/2026,"Liv,SE,MUG,1,14.50,x',
  'T4,23/11/2026,Mia,SE,MUG,1,14.50,"two',
  'lines"',
].join('\n');

test('a table: columns guessed, lines of one order, every row told with line and column; corrected, it leaves nothing', async () => {
  const validated = await upload(TABLE, { on_validated: 'commit' });
  expect(validated).toMatchObject({
    state: 'done',
    mapping: {
      columns: { 'Order No': 'number', Date: { field: 'placed_at', dates: 'dmy' }, Qty: 'lines.quantity' },
      group_by: 'Order No',
    },
    progress: { rows: 5, orders: 4, counts: { created: 2, refused: 2 }, row_counts: { created: 3, refused: 2 } },
  });
  const { body } = await server.call('GET', '/orders?number=T1');
  expect(body.orders).toMatchObject([
    { key: 'T1', lines: [{ sku: 'MUG', quantity: 2 }, { sku: 'CUP' }], placed_at: '2026-11-20T00:00:00Z' },
  ]);
  const refused = (
    await client.call('GET /imports/{importId}/result', {
      params: { importId: validated.id },
      query: { only: 'refused', format: 'ndjson' },
    })
  ).body.lines as Told[];
  expect(refused).toMatchObject([
    { line: 4, errors: [{ code: 'field_type', column: 'Qty', column_number: 6 }] },
    { line: 5, errors: [{ code: 'row_quoting', line: 5 }] },
  ]);
  const csv = await result(validated.id, {});
  expect(csv).toContain(`T1,20/11/2026,Ada,SE,MUG,2,14.50,"'=HYPERLINK(""x"")",created,`);
  expect(csv).toContain(`T2,21/11/2026,Eva,SE,MUG,two,14.50,'-5,refused,,4,`);
  const rows = csv.split('\r\n').map((row) => {
    if (row.startsWith('T2')) return row.replace(',two,', ',2,');
    return row.startsWith('"T3') ? 'T3,22/11/2026,Liv,SE,MUG,1,14.50,x,refused,,5,' : row;
  });
  const again = await upload(rows.join('\r\n'), { on_validated: 'commit_if_clean' });
  expect(again).toMatchObject({
    state: 'done',
    progress: { counts: { created: 2, kept: 2, refused: 0 }, row_counts: { created: 2, kept: 3 } },
  });
  const note = (await server.call('GET', '/orders?number=T2')).body.orders as { customer_note: string }[];
  expect(note[0]?.customer_note).toBe('-5');
});

test('a mapping: saved, used by its name, changed for an import that was validated', async () => {
  const mapping = {
    columns: {
      A: 'key',
      B: { field: 'status', values: { Betalt: 'open' } },
      C: 'lines.quantity',
      D: 'lines.unit_price',
      E: null,
    },
    constants: { currency: 'SEK', 'lines.sku': 'X' },
    decimals: 'comma',
    delimiter: ';',
  };
  await client.call('PUT /mappings/{mappingName}', { params: { mappingName: 'shop' }, body: mapping });
  const { body: saved } = await client.call('GET /mappings/{mappingName}', { params: { mappingName: 'shop' } });
  expect(saved).toMatchObject({ name: 'shop', mapping });
  expect((await client.call('GET /mappings')).body.mappings).toHaveLength(1);
  const validated = await upload('A;B;C;D;E\nk1;betalt;2;1.234,50;x\nk2;?;1;1,5;y\n', { mapping: 'shop' });
  expect(validated).toMatchObject({ state: 'validated', validation: { refused_by_code: { field_value: 1 } } });
  const changed = { ...mapping, columns: { ...mapping.columns, B: null } };
  await client.call('PUT /imports/{importId}/mapping', { params: { importId: validated.id }, body: changed });
  expect(await settled(validated.id)).toMatchObject({
    state: 'validated',
    validation: { counts: { created: 2, refused: 0 } },
  });
  await call('commit', validated.id);
  await settled(validated.id);
  const { body } = await server.call('GET', '/orders?key=k1');
  expect(body.orders).toMatchObject([{ currency: 'SEK', lines: [{ sku: 'X', quantity: 2, unit_price: '1234.50' }] }]);
  expect((await client.call('DELETE /mappings/{mappingName}', { params: { mappingName: 'shop' } })).status).toBe(204);
  for (const [column, status] of [
    ['nonsense', 422],
    [5, 422],
  ] as const) {
    const sent = { params: { mappingName: 'shop' }, body: { columns: { A: column } } };
    expect((await client.call('PUT /mappings/{mappingName}', sent)).status).toBe(status);
  }
  expect((await server.call('POST', '/imports?mapping=shop')).status).toBe(400);
});

test('undone: what it created is gone, what it replaced is back; not when something has changed since', async () => {
  await server.call('POST', '/orders', orderOf('u1', { channel: 'before' }));
  const done = await upload(
    ndjson(orderOf('u1', { channel: 'after' }), orderOf('u2'), orderOf('u1', { channel: 'last' })),
    { on_validated: 'commit' },
  );
  const channels = async () =>
    ((await server.call('GET', '/orders?key=u1')).body.orders as Told[]).map(({ channel }) => channel);
  expect(await channels()).toEqual(['last']);
  await call('undo', done.id);
  expect(await settled(done.id)).toMatchObject({ state: 'undone', undo: { deleted: 1, restored: 1, refused: 0 } });
  expect(await channels()).toEqual(['before']);
  expect((await server.call('GET', '/orders?key=u2')).body.orders).toEqual([]);
  const other = await upload(ndjson(orderOf('u3'), orderOf('u4')), { on_validated: 'commit' });
  const [order] = (await server.call('GET', '/orders?key=u4')).body.orders as { id: number }[];
  await server.call('POST', `/orders/${order?.id}:ship`, {});
  const refused = await call('undo', other.id);
  expect([refused.status, refused.body.code]).toEqual([409, 'state_unfit']);
  expect(refused.body.detail).toContain(`order ${order?.id} is shipped`);
  expect((await client.call('DELETE /imports/{importId}', { params: { importId: other.id } })).status).toBe(204);
  expect((await client.call('GET /imports/{importId}', { params: { importId: other.id } })).status).toBe(404);
});

test('paused, resumed and canceled: every row is told once, in whatever order the calls come', async () => {
  const orders = Array.from({ length: 3_000 }, (_, index) => orderOf(`q${index}`));
  const { id } = await upload(ndjson(...orders));
  await call('commit', id);
  await call('pause', id);
  const paused = await settled(id);
  expect(paused.state).toBe('paused');
  const { rows, row_counts } = paused.progress as { rows: number; row_counts: Record<string, number> };
  expect(Object.values(row_counts).reduce((sum, count) => sum + count)).toBe(rows);
  await call('resume', id);
  await call('pause', id);
  await call('resume', id);
  expect((await settled(id)).progress).toMatchObject({ rows: 3_000, counts: { created: 3_000 } });
  const other = await upload(ndjson(...orders.map((_, index) => orderOf(`r${index}`))));
  await call('commit', other.id);
  await call('cancel', other.id);
  const canceled = await settled(other.id);
  const stored = ((await server.call('GET', `/orders?batch_id=${other.id}&limit=1`)).body.orders as Told[]).length;
  expect(canceled.state).toBe('canceled');
  expect(stored).toBe((canceled.progress as { rows: number }).rows > 0 ? 1 : 0);
  const lines = (await result(other.id, {}))
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line).outcome);
  expect(lines).toHaveLength(3_000);
  expect(lines.filter((outcome) => outcome === 'created')).toHaveLength((canceled.progress as { rows: number }).rows);
});

test('lists, and calls that do not fit', async () => {
  const { body } = await client.call('GET /imports', { query: { limit: '1' } });
  expect(body.imports).toHaveLength(1);
  const { body: next } = await client.call('GET /imports', { query: { limit: '1', cursor: String(body.next) } });
  expect((next.imports as Import[])[0]?.id).not.toBe((body.imports as Import[])[0]?.id);
  const validated = await upload(ndjson(orderOf('x')));
  expect((await call('pause', validated.id)).status).toBe(409);
  expect((await client.call('DELETE /imports/{importId}', { params: { importId: validated.id } })).status).toBe(409);
  expect((await call('cancel', validated.id)).body.state).toBe('canceled');
  expect((await call('commit', 'nothing')).status).toBe(404);
  expect((await server.call('POST', '/imports?shape=nobody')).status).toBe(400);
});
