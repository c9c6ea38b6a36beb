// The SDK against a real server: orders by the thousand, typed outcomes, lists, events, operations, errors.

import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { sdkTypes } from '../scripts/sdk/render-types.ts';
import {
  Bulkhead,
  BulkheadError,
  ConnectionError,
  InterruptedError,
  RefusedError,
  type StatedOrder,
} from '../sdk/src/index.ts';
import { type NativeServer, SECRET, startNativeServer } from './native-server.ts';

let server: NativeServer;
let bulkhead: Bulkhead;
beforeAll(async () => {
  server = await startNativeServer();
  bulkhead = new Bulkhead({ url: server.url, secret: SECRET, retryDelayMs: 1 });
});
afterAll(() => server.drain('end of the test'));

const order = (key: string, fields: Partial<StatedOrder> = {}): StatedOrder => ({
  key,
  lines: [{ sku: 'MUG-01', quantity: 2, unit_price: '14.50' }],
  ...fields,
});
const many = (count: number, prefix: string) =>
  Array.from({ length: count }, (_, index) => order(`${prefix}-${index}`));

async function collected<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

test('the types are those of the document', () => {
  const bare = (text: string) => text.replaceAll(/\s|\|/g, '');
  for (const [name, text] of Object.entries(sdkTypes())) {
    const isSame = bare(readFileSync(`sdk/src/${name}.ts`, 'utf8')) === bare(text);
    expect(isSame, `sdk/src/${name}.ts: run node scripts/sdk-types.ts`).toBe(true);
  }
});

test('orders are cut into batches, and every outcome is told in its place', async () => {
  const orders: StatedOrder[] = many(250, 'cut');
  orders[120] = { key: 'bad', lines: [{ quantity: 1.5 }] };
  const sent = await bulkhead.orders.send(orders, { batchOrdersMax: 100 });
  expect(sent.counts).toEqual({ created: 249, replaced: 0, kept: 0, refused: 1 });
  expect(sent.batchIds).toHaveLength(3);
  expect(sent.outcomes.map(({ index }) => index)).toEqual(orders.map((_, index) => index));
  const refused = sent.outcomes[120];
  if (refused?.outcome !== 'refused') throw new Error('the planted fault must be refused');
  expect(refused.errors).toMatchObject([{ code: 'field_type', pointer: '/orders/20/lines/0/quantity' }]);
  expect(refused.stated).toBe(orders[120]);
  expect(await bulkhead.batch(sent.batchIds[1] ?? '')).toMatchObject({ counts: { created: 99, refused: 1 } });
});

test('batches are cut by bytes too', async () => {
  const small = await startNativeServer({ BULKHEAD_BODY_BYTES_MAX: '8192' });
  const client = new Bulkhead({ url: `${small.url}/`, secret: SECRET });
  const orders = many(40, 'bytes').map((one) => ({ ...one, customer_note: 'å'.repeat(400) }));
  const sent = await client.orders.send(orders);
  expect([sent.counts.created, sent.batchIds.length]).toEqual([40, 6]);
  await small.drain('end of the test');
});

test('orders may come from a generator, and outcomes are told as they come', async () => {
  let made = 0;
  async function* orders() {
    for (; made < 1_000; made += 1) yield order(`gen-${made}`);
  }
  const ahead: number[] = [];
  for await (const { index } of bulkhead.orders.sendEach(orders(), { batchOrdersMax: 50 })) ahead.push(made - index);
  expect(ahead).toHaveLength(1_000);
  expect(Math.max(...ahead)).toBeLessThanOrEqual(51);
});

test('rules: a dry run keeps nothing, all-or-nothing is whole or nothing and must fit', async () => {
  const dry = await bulkhead.orders.send(many(2, 'dry'), { dryRun: true });
  expect([dry.counts.created, dry.batchIds]).toEqual([2, []]);
  const all = { policy: 'all_or_nothing' } as const;
  const refused = await bulkhead.orders.send([order('w-1'), order('w-2', { id: 4_711_000 })], all);
  expect(refused.outcomes.map((one) => one.outcome === 'refused' && one.errors[0]?.code)).toEqual([
    'batch_refused',
    'order_unknown',
  ]);
  await expect(bulkhead.orders.send(many(3, 'w'), { ...all, batchOrdersMax: 2 })).rejects.toThrow(BulkheadError);
  expect(await collected(bulkhead.orders.list({ key: 'w-0' }))).toEqual([]);
  const first = await bulkhead.orders.send([order('d'), order('d', { channel: 'x' })], { onDuplicate: 'first_wins' });
  expect(first.counts).toMatchObject({ created: 1, refused: 1 });
});

test('the same call under the same key changes nothing', async () => {
  const options = { idempotencyKey: 'again', batchOrdersMax: 2 };
  const first = await bulkhead.orders.send(many(5, 'again'), options);
  expect(await bulkhead.orders.send(many(5, 'again'), options)).toEqual(first);
});

test('a batch that ends half way tells what was done', async () => {
  const stop = new AbortController();
  async function* orders() {
    yield* many(20, 'half');
    stop.abort(new Error('enough'));
    yield* many(20, 'rest');
  }
  const ended = await bulkhead.orders
    .send(orders(), { batchOrdersMax: 10, signal: stop.signal })
    .catch((error) => error);
  expect(ended).toBeInstanceOf(InterruptedError);
  expect([ended.sent.counts.created, ended.cause.message]).toEqual([10, 'enough']);
});

test('one order from its statement to its end', async () => {
  const { orders } = bulkhead;
  const made = await orders.state(order('one'));
  const id = made.id ?? 0;
  expect([made.outcome, made.revision]).toEqual(['created', 1]);
  expect((await orders.hold(id, { until: '2027-01-01T00:00:00Z' }, { ifRevision: 1 })).revision).toBe(2);
  expect((await orders.get(id)).hold).toEqual({ from: 'open', until: '2027-01-01T00:00:00Z' });
  await orders.restore(id);
  await orders.tag(id, [1, 2]);
  await orders.untag(id, [1]);
  await orders.assign(id, 'ada');
  expect((await orders.get(id)).assignee_id).toBe('ada');
  await orders.unassign(id);
  await orders.replace(id, { ...(await orders.get(id)), customer_note: 'new' });
  expect((await orders.cancel(id, { dryRun: true })).outcome).toBe('replaced');
  await orders.ship(id, { tracking_number: 'T' });
  const shipped = await orders.get(id);
  expect(shipped).toMatchObject({
    status: 'shipped',
    tag_ids: [2],
    customer_note: 'new',
    shipment: { tracking_number: 'T' },
  });
  const { revisions } = await orders.history(id, { limit: 2 });
  expect(revisions.map(({ status }) => status)).toEqual(['open', 'shipped']);
  expect((await orders.delete(id)).outcome).toBe('replaced');
  const prepared = await orders.state(order('prep', { status: 'prepared' }));
  expect((await orders.complete(prepared.id ?? 0, { amount_paid: '1.00' })).outcome).toBe('replaced');
});

test('an order is split, and merged again', async () => {
  const { orders } = bulkhead;
  const made = await orders.state(
    order('whole', {
      lines: [
        { sku: 'A', quantity: 3 },
        { sku: 'B', quantity: 1 },
      ],
    }),
  );
  const id = made.id ?? 0;
  const [first, second] = (await orders.get(id)).lines;
  const parts = [[{ line_id: first?.id ?? 0, quantity: 2 }], [{ line_id: second?.id ?? 0 }]];
  const split = await orders.split(id, parts, { ifRevision: 1 });
  const ids = split.parts?.map((part) => part.id ?? 0) ?? [];
  expect(ids).toHaveLength(2);
  expect((await orders.get(ids[0] ?? 0)).lines).toMatchObject([{ sku: 'A', quantity: 2 }]);
  await expect(orders.split(id, [[{ line_id: 1_000_000 }]])).rejects.toMatchObject({ code: 'field_value' });
  await orders.merge(id, ids);
  const merged = await orders.get(id);
  expect(merged.lines.map(({ sku, quantity }) => [sku, quantity])).toEqual([
    ['A', 1],
    ['A', 2],
    ['B', 1],
  ]);
  expect(merged.family?.member_ids).toEqual(ids);
  await expect(orders.get(ids[0] ?? 0)).rejects.toMatchObject({ code: 'record_unknown' });
});

test('lists are iterated page after page, and can be taken up again', async () => {
  await bulkhead.orders.send(many(25, 'list').map((one) => ({ ...one, store_id: 31 })));
  const list = bulkhead.orders.list({ store_id: 31, limit: 10, sort: '-id', status: ['open', 'held'] });
  const keys = (await collected(list)).map(({ key }) => key);
  expect(keys).toEqual(
    many(25, 'list')
      .map(({ key }) => key)
      .reverse(),
  );
  const [first] = await collected(list.pages());
  const rest = await collected(list.pages(first?.next ?? ''));
  expect(rest.flatMap(({ orders }) => orders.map(({ key }) => key))).toEqual(keys.slice(10));
});

test('events are followed as they happen, from where the follower was', async () => {
  const before = await bulkhead.events.page({ limit: 500 });
  const all = await collected(bulkhead.events.list({ limit: 100 }));
  expect(all.slice(0, before.events.length)).toEqual(before.events);
  const stop = new AbortController();
  const last = await collected(bulkhead.events.list()).then((events) => events.at(-1)?.id ?? 0);
  let { next } = before;
  while ((await bulkhead.events.page({ after: next })).has_more)
    ({ next } = await bulkhead.events.page({ after: next }));
  ({ next } = await bulkhead.events.page({ after: next }));
  const followed = bulkhead.events.follow({ after: next, signal: stop.signal });
  const waiting = followed.next();
  await bulkhead.orders.state(order('followed'));
  const { value } = await waiting;
  expect(value?.events).toMatchObject([{ kind: 'order.created', id: last + 1 }]);
  const more = followed.next();
  stop.abort();
  await expect(more).rejects.toThrow('aborted');
});

test('webhook endpoints from the first to the last call', async () => {
  const { webhooks } = bulkhead;
  const { id, secret } = await webhooks.add({ url: 'http://192.0.2.1/hook', events: ['order.shipped'] });
  expect(secret).toMatch(/^whsec_/);
  expect(await webhooks.list()).toMatchObject([{ id, enabled: true }]);
  const { message_id } = await webhooks.ping(id);
  const deliveries = await collected(webhooks.deliveries(id, { limit: 1 }));
  expect(deliveries).toMatchObject([{ message_id, body: { type: 'webhook.ping' } }]);
  expect(await webhooks.resend(id, deliveries[0]?.id ?? 0)).toEqual({ message_id });
  expect((await webhooks.rotate(id, { keep_seconds: 5 })).secret).not.toBe(secret);
  expect(await webhooks.change(id, { enabled: false })).toMatchObject({ disabled_because: 'owner' });
  const span = await webhooks.replay(id, { from: '2026-01-01T00:00:00Z' });
  expect(span.from).toBe('2026-01-01T00:00:00.000Z');
  expect((await webhooks.get(id)).enabled).toBe(false);
  await webhooks.remove(id);
  await expect(webhooks.get(id)).rejects.toMatchObject({ code: 'record_unknown' });
});

test('what the server refuses has its code and every problem', async () => {
  const refused = await bulkhead.orders.state({ lines: [{ quantity: 0.5 }] }).catch((error) => error);
  expect(refused).toBeInstanceOf(RefusedError);
  expect([refused.status, refused.code, refused.isRetryable]).toEqual([422, 'field_type', false]);
  expect(refused.problem.errors).toMatchObject([{ pointer: '/lines/0/quantity' }]);
  await expect(bulkhead.orders.get(4_711_000)).rejects.toMatchObject({ code: 'record_unknown', status: 404 });
  const stale = await bulkhead.orders.state(order('new'), { ifRevision: 3 }).catch((error) => error);
  expect(stale).toMatchObject({ code: 'revision_differs', status: 412 });
  const nobody = new Bulkhead({ url: server.url, secret: 'wrong' });
  await expect(nobody.limits()).rejects.toMatchObject({ code: 'unauthorized' });
});

test('a server that is not there is a connection error', async () => {
  const away = await startNativeServer();
  await away.drain('nobody is to be there');
  const client = new Bulkhead({ url: away.url, secret: SECRET, triesMax: 2, retryDelayMs: 1 });
  const error = await client.limits().catch((cause) => cause);
  expect(error).toBeInstanceOf(ConnectionError);
  expect(error.isRetryable).toBe(true);
});
