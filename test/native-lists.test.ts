// Lists, cursors and events through a real server.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type NativeServer, orderOf, startNativeServer, type Told } from './native-server.ts';

let server: NativeServer;
let now = Date.parse('2026-11-20T12:00:00Z');

beforeAll(async () => {
  server = await startNativeServer({}, { clock: () => now });
  const orders = [
    orderOf('a', { number: 'N-1', placed_at: '2026-11-01T00:00:00Z', store_id: 7, ship_to: { name: 'Ada Berg' } }),
    orderOf('b', { number: 'N-2', placed_at: '2026-11-03T00:00:00Z', store_id: 7, customer: { id: 5 } }),
    orderOf('c', { number: 'n-10', placed_at: '2026-11-02T00:00:00Z', paid_at: '2026-11-02T01:00:00+01:00' }),
    orderOf('d', { number: 'N-1', lines: [{ quantity: 1, name: 'Red tea cup' }], status: 'shipped' }),
    orderOf('p', { number: 'N-9', status: 'prepared' }),
  ];
  await server.call('POST', '/orders:batch', { orders });
  now += 60_000;
  await server.call('POST', '/orders', orderOf('e', { number: 'M-1' }));
});
afterAll(() => server.drain('end of the test'));

const keys = (body: Told) => (body.orders as readonly { key: string }[]).map(({ key }) => key).join('');

async function list(query: string) {
  const { status, body } = await server.call('GET', `/orders?${query}`);
  return status === 200 ? keys(body) : `${status} ${body.code} ${body.field}`;
}

test.each([
  ['', 'abcde'],
  ['sort=-id', 'edcba'],
  ['sort=placed_at', 'acbde'],
  ['sort=-placed_at', 'edbca'],
  ['sort=-created_at', 'edcba'],
  ['key=c', 'c'],
  ['number=N-1', 'ad'],
  ['number=n-1', ''],
  ['number_prefix=n-1', 'acd'],
  ['status=shipped', 'd'],
  ['status=shipped,prepared', 'dp'],
  ['customer_name=ADA%20berg', 'a'],
  ['line=TEA', 'd'],
  ['q=be%20ada', 'a'],
  ['q=N-1', 'acd'],
  ['q=10&number_prefix=n', 'c'],
  ['q=berg&store_id=8', ''],
  ['q=%22*%22', '400 parameter_invalid q'],
  ['q=', '400 parameter_invalid q'],
  ['q=a+b+c+d+e+f+g+h+i+j+k', '400 parameter_invalid q'],
  ['store_id=7&sort=-id', 'ba'],
  ['customer_id=5', 'b'],
  ['placed_from=2026-11-02T00:00:00Z&placed_before=2026-11-03T00:00:00Z', 'c'],
  ['placed_before=2026-11-02T01:00:00%2B01:00', 'a'],
  ['placed_before=2026-11-02T01:00:00+01:00', 'a'],
  ['paid_from=2026-11-02T00:00:00Z', 'c'],
  ['created_from=2026-11-20T12:01:00Z', 'e'],
  ['modified_before=2026-11-20T12:01:00Z', 'abcd'],
  ['limit=2', 'ab'],
  ['stauts=open', '400 parameter_invalid stauts'],
  ['status=Open', '400 parameter_invalid status'],
  ['limit=501', '400 parameter_invalid limit'],
  ['limit=2&limit=3', '400 parameter_invalid limit'],
  ['placed_from=yesterday', '400 parameter_invalid placed_from'],
  ['key=', '400 parameter_invalid key'],
  ['cursor=x', '400 parameter_invalid cursor'],
  ['__proto__=1', '400 parameter_invalid __proto__'],
])('GET /orders?%s: %s', async (query, expected) => {
  expect(await list(query)).toBe(expected);
});

test('pages follow one another, whatever comes in and goes meanwhile', async () => {
  const path = '/orders?sort=-placed_at&limit=2&store_id=99';
  const orders = ['1', '2', '3', '4', '5'].map((key) =>
    orderOf(`z${key}`, { store_id: 99, placed_at: '2026-01-01T00:00:00Z' }),
  );
  await server.call('POST', '/orders:batch', { orders });
  const first = await server.call('GET', path);
  await server.call('POST', '/orders', orderOf('z9', { store_id: 99, placed_at: '2026-02-01T00:00:00Z' }));
  const seen = [keys(first.body)];
  for (let next = first.body.next; next !== null; ) {
    const { body } = await server.call('GET', `${path}&cursor=${next}`);
    seen.push(keys(body));
    next = body.next;
  }
  expect(seen).toEqual(['z5z4', 'z3z2', 'z1']);
  const other = await server.call('GET', `/orders?sort=-placed_at&limit=2&cursor=${first.body.next}`);
  expect(other.body).toMatchObject({ code: 'parameter_invalid', field: 'cursor' });
});

const kindsOf = (body: Told) => (body.events as readonly { kind: string; revision: number }[]).map(({ kind }) => kind);

test('events are told once, in the order of their commits, page after page', async () => {
  const whole = await server.call('GET', '/events?limit=500');
  const ids = (whole.body.events as readonly { id: number }[]).map(({ id }) => id);
  expect(ids).toEqual([...new Set(ids)].sort((a, b) => a - b));
  const paged: unknown[] = [];
  for (let after = ''; ; ) {
    const { body } = await server.call('GET', `/events?limit=4${after}`);
    paged.push(...(body.events as unknown[]));
    after = `&after=${body.next}`;
    if (body.has_more === false) break;
  }
  expect(paged).toEqual(whole.body.events);
});

test('a caller who waits is answered when something happens', async () => {
  const { next } = (await server.call('GET', '/events?limit=500')).body;
  const waiting = server.call('GET', `/events?after=${next}&wait=30`);
  await server.call('POST', '/orders', orderOf('woken'));
  const { body } = await waiting;
  expect(kindsOf(body)).toEqual(['order.created']);
  await server.call('POST', '/orders', orderOf('woken', { channel: 'x' }));
  expect(kindsOf((await server.call('GET', `/events?after=${body.next}`)).body)).toEqual(['order.replaced']);
});

test('a caller who waits in vain is answered when the time is over', async () => {
  const { next } = (await server.call('GET', '/events?limit=500')).body;
  const { body } = await server.call('GET', `/events?after=${next}&wait=1`);
  expect(body).toEqual({ events: [], next, has_more: false });
  for (const query of ['after=x', 'wait=31', `after=${Buffer.from('[1,2]').toString('base64url')}`]) {
    expect((await server.call('GET', `/events?${query}`)).body).toMatchObject({ code: 'parameter_invalid' });
  }
});

test('the limits are told as they are', async () => {
  expect((await server.call('GET', '/limits')).body).toMatchObject({
    batch_orders_max: 10_000,
    page_max: 500,
    body_bytes_max: 32 * 1024 * 1024,
    requests_per_minute: 1_000_000,
  });
});
