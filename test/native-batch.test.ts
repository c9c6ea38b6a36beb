// Batches through the native API and a real server: rules, exact errors, idempotency, records, the largest size.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { LIMITS } from '../src/core/limits.ts';
import { type NativeServer, orderOf, outcomesOf, startNativeServer, told } from './native-server.ts';

let server: NativeServer;
beforeAll(async () => {
  server = await startNativeServer({ BULKHEAD_BODY_BYTES_MAX: String(64 * 1024 * 1024) });
});
afterAll(() => server.drain('end of the test'));

const send = (orders: unknown, rules: object = {}, headers: Record<string, string> = {}) =>
  server.call('POST', '/orders:batch', { orders, ...rules }, headers);
const count = async (key: string) => {
  const { body } = await server.call('GET', `/orders?key=${encodeURIComponent(key)}`);
  return (body.orders as unknown[]).length;
};

test('every order is answered in its place, one fault sinks nothing, and every error is exact', async () => {
  const bad = { key: 'm-2', lines: [{ quantity: '2', unit_price: 1.23456 }], 'a/b': 1 };
  const answer = await send([orderOf('m-1', { number: '17' }), bad, 'text', orderOf('m-1', { number: '18' })]);
  expect(answer.status).toBe(200);
  expect(answer.body).toMatchObject({
    policy: 'independent',
    dry_run: false,
    counts: { created: 1, replaced: 1, kept: 0, refused: 2 },
  });
  const [first, second, third, fourth] = outcomesOf(answer);
  expect(first).toEqual({
    index: 0,
    outcome: 'created',
    id: expect.any(Number),
    key: 'm-1',
    number: '17',
    revision: 1,
  });
  expect(second).toEqual({
    index: 1,
    outcome: 'refused',
    key: 'm-2',
    errors: [
      {
        code: 'field_type',
        pointer: '/orders/1/lines/0/quantity',
        expected: 'an integer',
        given: '"2"',
        detail: '/orders/1/lines/0/quantity: expected an integer, got "2".',
        retryable: false,
      },
      expect.objectContaining({ code: 'field_unknown', pointer: '/orders/1/a~1b', given: '1' }),
      expect.objectContaining({ code: 'amount_inexact', pointer: '/orders/1/lines/0/unit_price', given: '1.23456' }),
    ],
  });
  expect(third).toMatchObject({ index: 2, key: null, errors: [{ code: 'item_malformed', pointer: '/orders/2' }] });
  expect(fourth).toMatchObject({ index: 3, outcome: 'replaced', id: first?.id, number: '18', revision: 2 });
});

test('return=failed answers what failed alone, with the order as it was sent', async () => {
  const bad = { key: 'f-2', lines: 7, note: { any: ['thing'] } };
  const answer = await server.call('POST', '/orders:batch?return=failed', { orders: [orderOf('f-1'), bad] });
  expect(answer.body).toMatchObject({ counts: { created: 1, refused: 1 } });
  expect(outcomesOf(answer)).toMatchObject([{ index: 1, outcome: 'refused', key: 'f-2', order: bad }]);
  expect(outcomesOf(answer)[0]?.order).toEqual(bad);
});

test('a misspelled parameter stores nothing', async () => {
  const answer = await server.call('POST', '/orders:batch?return=fialed', { orders: [orderOf('typo')] });
  expect([answer.status, answer.body.code, answer.body.field]).toEqual([400, 'parameter_invalid', 'return']);
  expect(await count('typo')).toBe(0);
});

test('a dry run tells what would happen and keeps nothing', async () => {
  const answer = await send([orderOf('dry'), orderOf('dry', { channel: 'web' }), orderOf(null)], { dry_run: true });
  expect(answer.body).toMatchObject({ batch_id: null, dry_run: true, counts: { created: 2, replaced: 1 } });
  expect(outcomesOf(answer)).toEqual([
    { index: 0, outcome: 'created', id: null, key: 'dry', number: null, revision: 1 },
    { index: 1, outcome: 'replaced', id: null, key: 'dry', number: null, revision: 2 },
    { index: 2, outcome: 'created', id: null, key: null, number: null, revision: 1 },
  ]);
  expect(await count('dry')).toBe(0);
});

test("an all-or-nothing batch is stored whole or answers 422 with every order's own reason", async () => {
  const good = [orderOf('w-1'), orderOf('w-2')];
  const bad = await send([...good, { lines: [{ quantity: 'x' }] }, orderOf('w-3', { id: 4_711_000 })], {
    policy: 'all_or_nothing',
  });
  expect(bad.status).toBe(422);
  expect(bad.headers.get('content-type')).toMatch(/^application\/problem\+json/);
  expect(bad.body).toMatchObject({ code: 'batch_refused', status: 422, batch_id: null, counts: { refused: 4 } });
  expect(told(bad)).toEqual(['batch_refused', 'batch_refused', 'field_type', 'order_unknown']);
  expect([await count('w-1'), await count('w-2')]).toEqual([0, 0]);
  const all = await send(good, { policy: 'all_or_nothing' });
  expect([all.status, all.body.counts]).toEqual([200, { created: 2, replaced: 0, kept: 0, refused: 0 }]);
});

test.each([
  ['sequence', ['created', 'replaced', 'kept']],
  ['first_wins', ['created', 'order_repeated', 'kept']],
  ['refuse', ['order_repeated', 'order_repeated', 'order_repeated']],
])('on_duplicate %s', async (on_duplicate, expected) => {
  const key = `dup ${on_duplicate}`;
  const last = on_duplicate === 'sequence' ? { channel: 'b' } : {};
  const answer = await send([orderOf(key), orderOf(key, { channel: 'b' }), orderOf(key, last)], { on_duplicate });
  expect(told(answer).map((word) => word.split(' ')[0])).toEqual(expected);
});

test('if_revision holds every order to the revision its caller knows', async () => {
  const key = 'rev';
  const at = (if_revision: number, channel: string) => orderOf(key, { if_revision, channel });
  expect(told(await send([at(1, 'a')]))).toEqual(['revision_differs']);
  expect((await send([at(0, 'a')])).body.counts).toMatchObject({ created: 1 });
  expect(told(await send([at(0, 'b')]))).toEqual(['revision_differs']);
  expect((await send([at(1, 'b')])).body.counts).toMatchObject({ replaced: 1 });
  // The answer was lost and the same is sent again: it is as it should be.
  expect((await send([at(1, 'b')])).body.counts).toMatchObject({ kept: 1 });
});

test('a retry under the same key answers the same and finishes what failed', async () => {
  const headers = { 'idempotency-key': 'retry-1' };
  const orders = [orderOf('i-1'), orderOf(null), orderOf('i-3', { lines: 5 })];
  const first = await send(orders, {}, headers);
  const again = await send(orders, {}, headers);
  expect(again.body).toEqual(first.body);
  const mended = await send([...orders.slice(0, 2), orderOf('i-3')], {}, headers);
  expect(mended.body).toMatchObject({ batch_id: first.body.batch_id, counts: { created: 3, refused: 0 } });
  const changed = await send([orderOf('i-1', { channel: 'x' }), ...orders.slice(1, 2), orderOf('i-3')], {}, headers);
  expect(told(changed)[0]).toBe('receipt_differs');
  const { body } = await server.call('GET', `/orders?batch_id=${first.body.batch_id}`);
  expect(body.orders).toHaveLength(3);
});

test('many at once under one key have one effect and one answer', async () => {
  const orders = [orderOf(null), orderOf(null)];
  const answers = await Promise.all(
    Array.from({ length: 12 }, () => send(orders, {}, { 'idempotency-key': 'at-once' })),
  );
  expect(new Set(answers.map(({ body }) => JSON.stringify(body))).size).toBe(1);
  const { body } = await server.call('GET', `/orders?batch_id=${answers[0]?.body.batch_id}`);
  expect(body.orders).toHaveLength(2);
});

test('a batch can be asked for afterwards', async () => {
  const answer = await send([orderOf('b-1'), { lines: 0 }, orderOf('b-2', { id: 4_711_000 })]);
  const { status, body } = await server.call('GET', `/batches/${answer.body.batch_id}`);
  expect(status).toBe(200);
  expect(body).toEqual({
    batch_id: answer.body.batch_id,
    at: expect.stringMatching(/Z$/),
    policy: 'independent',
    counts: { created: 1, replaced: 0, kept: 0, refused: 2 },
    refused_by_code: { field_type: 1, order_unknown: 1 },
    refused: outcomesOf(answer)
      .slice(1)
      .map(({ index, errors }) => ({ index, errors })),
  });
  expect((await server.call('GET', '/batches/00000000-0000-4000-8000-000000000000')).status).toBe(404);
});

test.each([
  ['', 422, 'body_wrong_kind'],
  ['[]', 422, 'body_wrong_kind'],
  ['{"orders":{}}', 422, 'body_invalid'],
  ['{"orders":[]}', 422, 'items_missing'],
  ['{"orders":[{}],"polcy":"independent"}', 422, 'body_invalid'],
  ['{"orders":[{}],"policy":"all"}', 422, 'body_invalid'],
  ['{"orders":[}', 400, 'body_malformed'],
  ['{"orders":["\u0000"]}', 400, 'body_malformed'],
])('the body %j answers %i %s and stores nothing', async (body, status, code) => {
  const answer = await server.call('POST', '/orders:batch', body);
  expect([answer.status, answer.body.code]).toEqual([status, code]);
  expect(answer.body).toMatchObject({ type: `urn:bulkhead:problem:${code}`, status, retryable: false });
  expect(answer.body.request_id).toBe(answer.headers.get('x-request-id'));
});

test('ten thousand orders are one batch, and one more is too many', { timeout: 60_000 }, async () => {
  const orders = Array.from({ length: LIMITS.batchItemsMax }, (_, index) => orderOf(`large ${index}`));
  const answer = await send(orders, { policy: 'all_or_nothing' });
  expect(answer.body.counts).toEqual({ created: LIMITS.batchItemsMax, replaced: 0, kept: 0, refused: 0 });
  expect(outcomesOf(answer).map(({ index }) => index)).toEqual(orders.map((_, index) => index));
  const tooMany = await send([...orders, orderOf('x')]);
  expect(tooMany.status).toBe(413);
  expect(tooMany.body).toMatchObject({ code: 'items_too_many', limit: LIMITS.batchItemsMax, field: '/orders' });
});
