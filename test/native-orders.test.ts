// One order at a time: stating it, its entity tag, the operations, its history, and that it can be sent back as it came.
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type NativeServer, orderOf, startNativeServer } from './native-server.ts';

const sample = JSON.parse(readFileSync('src/dialects/native/samples/order.json', 'utf8'));
let server: NativeServer;
beforeAll(async () => {
  server = await startNativeServer();
});
afterAll(() => server.drain('end of the test'));

async function make(fields: object = {}): Promise<string> {
  const { body } = await server.call('POST', '/orders', orderOf(null, fields));
  return `/orders/${body.id}`;
}

test('a new order answers 201 with its address and entity tag, and is read back in every field', async () => {
  const made = await server.call('POST', '/orders', sample);
  expect(made.status).toBe(201);
  expect(made.body).toEqual({
    outcome: 'created',
    id: expect.any(Number),
    key: sample.key,
    number: '1001',
    revision: 1,
  });
  expect(made.headers.get('etag')).toBe('"1"');
  const location = made.headers.get('location') ?? '';
  expect(location).toBe(`${server.url}/v1/orders/${made.body.id}`);
  const { body, headers } = await server.call('GET', new URL(location).pathname.slice('/v1'.length));
  const { key, is_number_unique, may_split, if_revision, ...stated } = sample;
  expect(body).toMatchObject({ ...stated, id: made.body.id, key, is_number_unique, revision: 1 });
  expect(headers.get('etag')).toBe('"1"');
});

test('an order sent back as it was answered is kept', async () => {
  const path = await make({ number: null, customer_note: 'x' });
  const { body } = await server.call('GET', path);
  expect(body.number).toBe(String(body.id));
  expect((await server.call('POST', '/orders', body)).body).toMatchObject({ outcome: 'kept', revision: 1 });
  const changed = await server.call('PUT', path, { ...body, customer_note: 'y' });
  expect([changed.status, changed.body.outcome, changed.headers.get('etag')]).toEqual([200, 'replaced', '"2"']);
});

test('entity tags: read only what is new, replace only what is known', async () => {
  const path = await make();
  const get = (tag: string) => server.call('GET', path, undefined, { 'if-none-match': tag });
  expect([(await get('"1"')).status, (await get('"7", "1"')).status, (await get('"2"')).status]).toEqual([
    304, 304, 200,
  ]);
  const put = (tag: string, channel: string) =>
    server.call('PUT', path, orderOf(null, { channel }), { 'if-match': tag });
  const stale = await put('"2"', 'a');
  expect([stale.status, stale.body.code]).toEqual([412, 'revision_differs']);
  expect((await put('"1"', 'a')).body.outcome).toBe('replaced');
  expect((await put('"1"', 'b')).status).toBe(412);
  expect((await put('*', 'b')).body.revision).toBe(3);
  expect((await put('7', 'b')).body).toMatchObject({ code: 'parameter_invalid', field: 'If-Match' });
});

test('If-None-Match: * creates and never replaces', async () => {
  const post = (fields: object) => server.call('POST', '/orders', orderOf('once', fields), { 'if-none-match': '*' });
  expect((await post({})).status).toBe(201);
  expect((await post({ channel: 'x' })).status).toBe(412);
  expect((await post({})).body.outcome).toBe('kept');
});

test('PUT is of the order in the path alone', async () => {
  const path = await make();
  const other = await server.call('PUT', path, orderOf(null, { id: 4_711 }));
  expect([other.status, other.body.errors]).toMatchObject([
    422,
    [{ code: 'field_value', pointer: '/id', given: '4711' }],
  ]);
  expect((await server.call('PUT', '/orders/4711000', orderOf(null))).status).toBe(404);
  expect((await server.call('PUT', '/orders/x', orderOf(null))).body).toMatchObject({ code: 'parameter_invalid' });
});

const until = '2027-01-01T00:00:00Z';
test.each<[string, readonly (readonly [string, object?])[], readonly (readonly [number, string])[]]>([
  [
    'hold and restore',
    [['hold', { until }], ['hold', { until }], ['restore'], ['restore']],
    [
      [200, 'replaced'],
      [200, 'kept'],
      [200, 'replaced'],
      [200, 'kept'],
    ],
  ],
  [
    'cancel',
    [['cancel'], ['cancel'], ['hold'], ['ship']],
    [
      [200, 'replaced'],
      [200, 'kept'],
      [409, 'order_locked'],
      [409, 'order_locked'],
    ],
  ],
  [
    'ship',
    [
      ['ship', { tracking_number: 'T' }],
      ['ship', { tracking_number: 'T' }],
      ['ship'],
      ['ship', { tracking_number: 'U' }],
      ['cancel'],
    ],
    [
      [200, 'replaced'],
      [200, 'kept'],
      [200, 'kept'],
      [409, 'order_locked'],
      [409, 'order_locked'],
    ],
  ],
  [
    'tag and untag',
    [
      ['tag', { tag_ids: [3, 4] }],
      ['tag', { tag_ids: [4] }],
      ['untag', { tag_ids: [3] }],
      ['untag', { tag_ids: [9] }],
    ],
    [
      [200, 'replaced'],
      [200, 'kept'],
      [200, 'replaced'],
      [200, 'kept'],
    ],
  ],
  [
    'what is no such body',
    [
      ['hold', { till: until }],
      ['tag', {}],
      ['ship', { shipped_at: 'now' }],
      ['restore', { x: 1 }],
    ],
    [
      [422, 'field_unknown'],
      [422, 'field_required'],
      [422, 'field_value'],
      [422, 'field_unknown'],
    ],
  ],
])('%s', async (_name, steps, expected) => {
  const path = await make();
  const seen = [];
  for (const [operation, body] of steps) {
    const answer = await server.call('POST', `${path}:${operation}`, body);
    seen.push([answer.status, answer.body.outcome ?? answer.body.code]);
  }
  expect(seen).toEqual(expected);
});

test('a prepared order is hidden until it is completed', async () => {
  const path = await make({ status: 'prepared', key: 'prep' });
  const listed = async () => ((await server.call('GET', '/orders?key=prep')).body.orders as unknown[]).length;
  expect([await listed(), (await server.call('POST', `${path}:hold`)).body.code]).toEqual([0, 'order_status_unfit']);
  const payment = { method: 'card', authorization: { result: 'succeeded', amount: '29.00' } };
  const placed_at = '2026-11-20T09:30:00Z';
  expect((await server.call('POST', `${path}:complete`, { payment, placed_at })).body.outcome).toBe('replaced');
  expect(await listed()).toBe(1);
  expect((await server.call('GET', path)).body).toMatchObject({ status: 'open', payment, placed_at });
});

test('what the server keeps of an order is shown beside it', async () => {
  const path = await make({ tag_ids: [1] });
  await server.call('POST', `${path}:tag`, { tag_ids: [2] });
  await server.call('POST', `${path}:hold`, { until: '2027-01-01T00:00:00[Europe/Stockholm]' });
  expect((await server.call('GET', path)).body).toMatchObject({
    status: 'held',
    tag_ids: [1, 2],
    hold: { from: 'open', until: '2027-01-01T00:00:00+01:00[Europe/Stockholm]' },
  });
  await server.call('POST', `${path}:ship`, { shipped_at: until, carrier_code: 'post' });
  const { body } = await server.call('GET', path);
  expect(body).toMatchObject({ status: 'shipped', shipment: { shipped_at: until, carrier_code: 'post' } });
  expect(body.hold).toBeUndefined();
});

test('a deleted order is gone, and If-Match holds for it too', async () => {
  const path = await make();
  expect((await server.call('DELETE', path, undefined, { 'if-match': '"2"' })).status).toBe(412);
  expect((await server.call('DELETE', path, undefined, { 'if-match': '"1"' })).body).toMatchObject({ revision: 2 });
  const gone = [
    await server.call('GET', path),
    await server.call('GET', `${path}/history`),
    await server.call('DELETE', path),
  ];
  expect(gone.map(({ status }) => status)).toEqual([404, 404, 404]);
});

test('a dry run of one order or operation keeps nothing', async () => {
  const path = await make();
  expect((await server.call('POST', `${path}:cancel?dry_run=true`)).body).toMatchObject({
    outcome: 'replaced',
    revision: 2,
  });
  const fresh = await server.call('POST', '/orders?dry_run=true', orderOf('dry-one'));
  expect([fresh.status, fresh.headers.get('location'), fresh.body.id]).toEqual([200, null, null]);
  expect((await server.call('GET', path)).body).toMatchObject({ status: 'open', revision: 1 });
});

test('history tells every revision, who made it, and what it changed', async () => {
  const path = await make({ key: 'hist', customer_note: 'one' });
  await server.call('POST', '/orders', orderOf('hist', { customer_note: 'two', channel: 'web' }));
  await server.call('POST', `${path}:tag`, { tag_ids: [5] });
  await server.call('POST', `${path}:cancel`);
  const { body } = await server.call('GET', `${path}/history`);
  const order = await server.call('GET', path);
  expect(body).toMatchObject({
    id: order.body.id,
    revisions: [
      { revision: 1, status: 'open', changes: [] },
      {
        revision: 2,
        status: 'open',
        changes: [
          { pointer: '/customer_note', before: 'one', after: 'two' },
          { pointer: '/channel', after: 'web' },
        ],
      },
      { revision: 3, status: 'open', changes: [{ pointer: '/tag_ids', after: [5] }] },
      {
        revision: 4,
        status: 'canceled',
        batch_id: order.body.batch_id,
        at: order.body.modified_at,
        changes: [{ pointer: '/status', before: 'open', after: 'canceled' }],
      },
    ],
  });
  const latest = await server.call('GET', `${path}/history?limit=2`);
  expect(latest.body.revisions).toEqual((body.revisions as unknown[]).slice(-2));
});
