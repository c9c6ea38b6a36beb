/**
 * Webhooks of the native API through the real server: Standard Webhooks that the SDK's own check takes, the published
 * schedule, disabled after five days, rotated secrets, replays, the log, pings, and what is refused.
 * Only the receiver and the clock are faked; nothing waits but for what the receiver or the log says.
 */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { verifyWebhook } from '../sdk/src/index.ts';
import { type NativeServer, orderOf, startNativeServer, type Told } from './native-server.ts';
import { type Heard, LOOPBACK, Receiver } from './webhook-receiver.ts';

const SECOND = 1_000;
const HOUR = 3_600 * SECOND;
const DAY = 24 * HOUR;
const receiver = new Receiver();
const logged: string[] = [];
let server: NativeServer;
let now = Date.UTC(2026, 2, 10, 18);

beforeAll(async () => {
  await receiver.open();
  const log = { write: (line: string) => void logged.push(line) };
  server = await startNativeServer({ ...LOOPBACK, BULKHEAD_LOG_LEVEL: 'warn' }, { clock: () => now, log });
});
afterAll(async () => {
  await server.drain('end of the test');
  await receiver.close();
});

type Webhook = { id: number; secret: string };
type Delivery = { id: number; message_id: string; state: string; tries: { note: string }[]; body: { type: string } };

async function add(path: string, fields: object = {}): Promise<Webhook> {
  const { status, body } = await server.call('POST', '/webhooks', { url: receiver.url(path), ...fields });
  expect(status).toBe(201);
  return body as Webhook;
}

async function remove(id: number): Promise<void> {
  expect((await server.call('DELETE', `/webhooks/${id}`)).status).toBe(204);
}

async function makeOrders(...keys: readonly string[]): Promise<readonly number[]> {
  const { body } = await server.call('POST', '/orders:batch', { orders: keys.map((key) => orderOf(key)) });
  return (body.outcomes as { id: number }[]).map(({ id }) => id);
}

async function deliveries(id: number, query = ''): Promise<Delivery[]> {
  const { body } = await server.call('GET', `/webhooks/${id}/deliveries${query}`);
  return body.deliveries as Delivery[];
}

/** The log, once the deliveries in it have all ended. */
async function ended(id: number, count: number): Promise<Delivery[]> {
  for (;;) {
    const found = await deliveries(id);
    if (found.length >= count && found.every(({ state }) => state !== 'waiting')) return found;
  }
}

function isSigned({ body, headers }: Heard, secret: string): Promise<boolean> {
  return verifyWebhook(body, headers as Record<string, string>, { secret, now });
}

const typeOf = (heard: Heard | undefined) => JSON.parse(heard?.body ?? '{}').type;

test('one signed message for every event, with one id for all of its tries', async () => {
  const { id, secret } = await add('/each');
  const [first = 0] = await makeOrders('e-1', 'e-2');
  await server.call('POST', `/orders/${first}:ship`, { tracking_number: 'T' });
  const heard = await receiver.at('/each', 3);
  expect(heard.map(typeOf).toSorted()).toEqual(['order.created', 'order.created', 'order.shipped']);
  const shipped = heard.find((one) => typeOf(one) === 'order.shipped');
  expect(JSON.parse(shipped?.body ?? '')).toEqual({
    type: 'order.shipped',
    timestamp: new Date(now).toISOString(),
    data: {
      ...{ id: expect.any(Number), order_id: first, revision: 2, batch_id: expect.any(String) },
      ...{ status: 'shipped', status_before: 'open', store_id: null },
    },
  });
  expect(new Set(heard.map(({ headers }) => headers['webhook-id'])).size).toBe(3);
  expect(await Promise.all(heard.map((one) => isSigned(one, secret)))).toEqual([true, true, true]);
  expect(await isSigned({ ...(heard[0] as Heard), body: '{}' }, secret)).toBe(false);
  const log = await ended(id, 3);
  expect(log[0]).toMatchObject({ state: 'delivered', tries: [{ note: 'HTTP 200' }], body: { type: 'order.shipped' } });
  await remove(id);
});

test('told of what was asked for alone, and of nothing while disabled', async () => {
  const { id } = await add('/asked', { events: ['order.held', 'order.shipped'], store_id: 5, name: 'N' });
  const state = async (key: string, store_id: number) =>
    (await server.call('POST', '/orders', orderOf(key, { store_id }))).body.id as number;
  const [ours, other] = [await state('a-1', 5), await state('a-2', 6)];
  for (const orderId of [other, ours]) await server.call('POST', `/orders/${orderId}:hold`);
  const [held] = await receiver.at('/asked', 1);
  expect(JSON.parse(held?.body ?? '')).toMatchObject({ type: 'order.held', data: { order_id: ours, store_id: 5 } });
  const changed = await server.call('PATCH', `/webhooks/${id}`, { enabled: false, events: null, name: null });
  expect(changed.body).toMatchObject({ enabled: false, events: null, disabled_because: 'owner', store_id: 5 });
  expect(changed.body.name).toBeUndefined();
  await server.call('POST', `/orders/${ours}:restore`);
  expect((await server.call('PATCH', `/webhooks/${id}`, { enabled: true })).body).toMatchObject({ enabled: true });
  await server.call('POST', `/orders/${ours}:cancel`);
  const [, next] = await receiver.at('/asked', 2);
  expect(typeOf(next)).toBe('order.canceled');
  await remove(id);
});

test('while a secret is rotated both sign; then the new one alone', async () => {
  const { id, secret } = await add('/rotated');
  const rotated = (await server.call('POST', `/webhooks/${id}:rotate`, { keep_seconds: 60 })).body as Webhook & Told;
  expect(rotated).toMatchObject({ former_secret_until: new Date(now + 60 * SECOND).toISOString() });
  await makeOrders('r-1');
  const [both] = await receiver.at('/rotated', 1);
  expect(String(both?.headers['webhook-signature']).split(' ')).toHaveLength(2);
  expect([await isSigned(both as Heard, secret), await isSigned(both as Heard, rotated.secret)]).toEqual([true, true]);
  now += 60 * SECOND;
  await makeOrders('r-2');
  const [, one] = await receiver.at('/rotated', 2);
  expect([await isSigned(one as Heard, secret), await isSigned(one as Heard, rotated.secret)]).toEqual([false, true]);
  expect((await server.call('GET', `/webhooks/${id}`)).body.secret).toBeUndefined();
  await remove(id);
});

test('tried on the published schedule, then given up; sent again by its id, as it was', async () => {
  receiver.answers.set(
    '/late',
    Array.from({ length: 8 }, () => 503),
  );
  const { id } = await add('/late', { events: ['order.created'] });
  await makeOrders('l-1');
  for (const [index, pause] of [0, 5, 300, 1_800, 7_200, 18_000, 36_000, 36_000].entries()) {
    now += pause * SECOND - 1;
    // A moment before it is due it is not tried: the log says when it is.
    const [waiting] = await deliveries(id, '?state=waiting');
    if (index > 0) expect(waiting).toMatchObject({ next_try_at: new Date(now + 1).toISOString() });
    now += 1;
    await receiver.at('/late', index + 1);
    for (let tries = 0; tries <= index; ) tries = (await deliveries(id))[0]?.tries.length ?? 0;
  }
  const [given] = await ended(id, 1);
  expect(given).toMatchObject({ state: 'given_up', tries: { length: 8 } });
  expect((await server.call('GET', `/webhooks/${id}`)).body).toMatchObject({
    enabled: true,
    failing_since: expect.any(String),
  });
  const again = await server.call('POST', `/webhooks/${id}/deliveries/${given?.id}:resend`);
  expect([again.status, again.body.message_id]).toEqual([202, given?.message_id]);
  const heard = await receiver.at('/late', 9);
  expect(new Set(heard.map(({ headers, body }) => `${headers['webhook-id']} ${body}`)).size).toBe(1);
  await ended(id, 1);
  expect((await server.call('GET', `/webhooks/${id}`)).body.failing_since).toBeUndefined();
  await remove(id);
});

test('disabled after five days in vain, and the others are told', async () => {
  const { id } = await add('/dead', { events: ['order.created'] });
  const other = await add('/other', { events: ['webhook.disabled'] });
  receiver.answers.set('/dead', [500, 500]);
  await makeOrders('d-1');
  await receiver.at('/dead', 1);
  for (let isFailing = false; !isFailing; )
    isFailing = (await server.call('GET', `/webhooks/${id}`)).body.failing_since !== undefined;
  now += 5 * DAY;
  const [told] = await receiver.at('/other', 1);
  expect(JSON.parse(told?.body ?? '')).toMatchObject({
    type: 'webhook.disabled',
    data: { endpoint_id: id, because: 'failures' },
  });
  const { body } = await server.call('GET', `/webhooks/${id}`);
  expect(body).toMatchObject({ enabled: false, disabled_because: 'failures' });
  expect(logged.join('')).toContain('"event":"endpoint_disabled"');
  await server.call('POST', `/webhooks/${id}:ping`);
  const heard = await receiver.at('/dead', 3);
  expect(typeOf(heard[2])).toBe('webhook.ping');
  receiver.answers.set('/gone', [410]);
  const gone = await add('/gone', { events: ['order.created'] });
  await makeOrders('g-1');
  await receiver.at('/other', 2);
  expect((await server.call('GET', `/webhooks/${gone.id}`)).body).toMatchObject({ disabled_because: 'gone' });
  for (const one of [id, other.id, gone.id]) await remove(one);
});

test('a span of time is told again, under the ids it had, also what was never told', async () => {
  const [early, first, last, late] = await makeOrders('p-1', 'p-2', 'p-3', 'p-4');
  const ship = (id: number | undefined) => server.call('POST', `/orders/${id}:ship`);
  await ship(early);
  now += HOUR;
  const { id } = await add('/replayed', { events: ['order.shipped'] });
  const from = new Date(now).toISOString();
  await ship(first);
  // More than one step of a replay.
  await makeOrders(...Array.from({ length: 2_500 }, (_, index) => `many-${index}`));
  await ship(last);
  now += HOUR;
  const before = new Date(now).toISOString();
  await ship(late);
  const told = await receiver.at('/replayed', 3);
  const second = await add('/second', { events: ['order.shipped'] });
  for (const one of [id, second.id]) {
    expect((await server.call('POST', `/webhooks/${one}:replay`, { from, before })).body).toEqual({ from, before });
  }
  const again = (await receiver.at('/replayed', 5)).slice(3);
  const never = await receiver.at('/second', 2);
  const orderIds = (heard: Heard[]) =>
    heard.map(({ body }) => JSON.parse(body).data.order_id).toSorted((a, b) => a - b);
  expect([orderIds(again), orderIds(never)]).toEqual([
    [first, last],
    [first, last],
  ]);
  const known = told.map(({ headers }) => headers['webhook-id']);
  for (const { headers } of again) expect(known).toContain(headers['webhook-id']);
  const page = await server.call('GET', `/webhooks/${id}/deliveries?limit=2`);
  const rest = await server.call('GET', `/webhooks/${id}/deliveries?limit=2&cursor=${page.body.next}`);
  const ids = [page, rest].flatMap(({ body }) => (body.deliveries as Delivery[]).map((one) => one.id));
  expect([ids, rest.body.next]).toEqual([ids.toSorted((a, b) => b - a), null]);
  expect(ids).toHaveLength(3);
  for (const one of [id, second.id]) await remove(one);
});

test('stated again it is the same one; what cannot be kept is refused', async () => {
  const fields = { url: 'http://h.example/', events: ['order.shipped'] };
  const made = await server.call('POST', '/webhooks', fields);
  expect(made.body.secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
  const again = await server.call('POST', '/webhooks', fields);
  expect([made.status, again.status, again.body]).toEqual([201, 200, made.body]);
  const id = made.body.id as number;
  const secret = `whsec_${Buffer.alloc(24, 1).toString('base64')}`;
  const rows: [string, string, object | undefined, number, string][] = [
    ['POST', '/webhooks', { ...fields, secret }, 400, '/secret'],
    ['POST', '/webhooks', {}, 422, '/url'],
    ['POST', '/webhooks', { url: 'ftp://h/' }, 422, '/url'],
    ['POST', '/webhooks', { url: 'http://[/' }, 400, '/url'],
    ['POST', '/webhooks', { ...fields, events: ['order.shiped'] }, 422, '/events/0'],
    ['POST', '/webhooks', { ...fields, events: [] }, 422, '/events'],
    ['POST', '/webhooks', { ...fields, secret: 'whsec_AAAA' }, 422, '/secret'],
    ['PATCH', `/webhooks/${id}`, { enabled: 'no' }, 422, '/enabled'],
    ['PATCH', '/webhooks/4711', {}, 404, 'id'],
    ['GET', '/webhooks/x', undefined, 400, 'id'],
    ['POST', `/webhooks/${id}:replay`, {}, 422, '/from'],
    ['POST', `/webhooks/${id}:replay`, { from: '2100-01-01T00:00:00Z' }, 400, '/from'],
    ['POST', `/webhooks/${id}:rotate`, { keep_seconds: -1 }, 422, '/keep_seconds'],
    ['POST', `/webhooks/${id}/deliveries/1:resend`, undefined, 404, 'delivery_id'],
    ['GET', `/webhooks/${id}/deliveries?state=lost`, undefined, 400, 'state'],
    ['GET', `/webhooks/${id}/deliveries?cursor=x`, undefined, 400, 'cursor'],
  ];
  for (const [method, path, body, status, field] of rows) {
    const answer = await server.call(method, path, body);
    expect([method, path, body, answer.status, answer.body.field]).toEqual([method, path, body, status, field]);
  }
  expect((await server.call('GET', '/webhooks')).body.webhooks).toHaveLength(1);
  await remove(id);
});

test('an endpoint in a private network that is not allowed is not called, and the log says why', async () => {
  const closed = await startNativeServer({}, { clock: () => now });
  const { body } = await closed.call('POST', '/webhooks', { url: receiver.url('/private') });
  await closed.call('POST', `/webhooks/${body.id}:ping`);
  for (let note = ''; !note.includes('BULKHEAD_WEBHOOK_NETWORKS'); ) {
    const { body: log } = await closed.call('GET', `/webhooks/${body.id}/deliveries`);
    note = (log.deliveries as Delivery[])[0]?.tries[0]?.note ?? '';
  }
  expect(receiver.heard.filter(({ path }) => path === '/private')).toEqual([]);
  await closed.drain('end of the test');
});
