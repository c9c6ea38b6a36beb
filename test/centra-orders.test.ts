/** The Centra routes on a real server: creating one by one and in batches, numbers, names, completing, updating. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { address, fullOrder, product, smallOrder } from '../src/dialects/centra/fixtures.ts';
import { type CentraServer, startCentra } from './centra-server.ts';

let server: CentraServer;

beforeAll(async () => {
  server = await startCentra();
});

afterAll(() => server.stop());

type Wire = Record<string, unknown>;

async function create(fields: object = {}): Promise<number> {
  const { json } = await server.call('POST', '/order', { body: { ...smallOrder, ...fields } });
  const { orders, order } = json as { orders?: number[]; order?: number };
  const number = orders?.[0] ?? order;
  if (number === undefined) throw new Error(`expected an order, got ${JSON.stringify(json)}`);
  return number;
}

async function read(number: number): Promise<Wire & { request: Wire }> {
  const { json } = await server.call('GET', `/orders?order=${number}&include=request`);
  const [order] = (json as { orders: (Wire & { request: Wire })[] }).orders;
  if (order === undefined) throw new Error(`order ${number} must be there`);
  return order;
}

describe('creating', () => {
  test('an order answers its number, a prepared one under order', async () => {
    const placed = await server.call('POST', '/order', { body: smallOrder });
    expect([placed.status, placed.text]).toEqual([200, expect.stringMatching(/^\{"status":"ok","orders":\[\d+\]\}$/)]);
    const prepared = await server.call('POST', '/order', { body: { ...smallOrder, createOnly: true } });
    expect([prepared.status, prepared.text]).toEqual([200, expect.stringMatching(/^\{"status":"ok","order":\d+\}$/)]);
  });

  test('every field that was stated is read back, also after a restart', async () => {
    const number = await create({ ...fullOrder, address: undefined });
    expect(number).toBe(5001);
    const before = await read(number);
    expect(before.request).toEqual(fullOrder);
    await server.restart();
    expect(await read(number)).toEqual(before);
  });

  test('the same request twice makes two orders, unless it bears an Idempotency-Key', async () => {
    expect(await create()).not.toBe(await create());
    const headers = { 'Idempotency-Key': 'checkout-17' };
    const body = { a: smallOrder, b: { ...smallOrder, products: [] } };
    const first = await server.call('POST', '/orders', { body, headers });
    expect(await server.call('POST', '/orders', { body, headers })).toMatchObject({ text: first.text });
    const mended = await server.call('POST', '/orders', { body: { a: smallOrder, b: smallOrder }, headers });
    expect(mended.json).toEqual({ a: (first.json as Wire).a, b: { status: 'ok', orders: [expect.any(Number)] } });
    const other = await server.call('POST', '/orders', {
      body: { a: { ...smallOrder, comment: 'changed' } },
      headers,
    });
    expect(other.json).toEqual({
      a: { status: 'no', code: -7, msg: expect.stringMatching(/^expected the same content as .*idempotency key/) },
    });
  });
});

describe('numbers', () => {
  test('a stated number is the order’s only name, and a taken one gives -5', async () => {
    const body = { ...smallOrder, orderNumber: 83_651 };
    expect((await server.call('POST', '/order', { body })).text).toBe('{"status":"ok","orders":[83651]}');
    const taken = { status: 'no', code: -5, msg: 'orderNumber: expected a number no other order bears, got "83651"' };
    expect((await server.call('POST', '/order', { body })).json).toEqual(taken);
    expect((await read(83_651)).orderId).toBe('83651');
  });

  test('within one batch the first to state a number has it', async () => {
    const numbered = { ...smallOrder, orderNumber: '90001' };
    const { json } = await server.call('POST', '/orders', { body: { b: numbered, a: numbered } });
    expect(json).toMatchObject({ b: { status: 'ok', orders: [90_001] }, a: { status: 'no', code: -5 } });
  });

  test('a number that a later order would be given is skipped, and the id of an order is taken', async () => {
    const number = await create();
    const taken = await server.call('POST', '/order', { body: { ...smallOrder, orderNumber: number } });
    expect(taken.json).toMatchObject({ code: -5 });
    const ahead = [number + 3, number + 5, number + 6].map((orderNumber) => ({ ...smallOrder, orderNumber }));
    await server.call('POST', '/orders', { body: ahead });
    const { json } = await server.call('POST', '/orders', { body: Array.from({ length: 10 }, () => smallOrder) });
    const numbers = Object.values(json as Record<string, { orders: number[] }>).flatMap(({ orders }) => orders);
    expect(new Set([...numbers, number + 3, number + 5, number + 6]).size).toBe(13);
    for (const one of numbers) expect((await read(one)).orderId).toBe(String(one));
  });
});

describe('a batch', () => {
  const small = JSON.stringify(smallOrder);

  test('comes back under its names, in their order, whatever the names are', async () => {
    const names = ['__proto__', 'constructor', '', '10', '9', '1', 'x.y', 'a/b~', 'toString', '\ud800', '"\\', 'å😀'];
    const long = 'n'.repeat(10_000);
    const body = `{${[...names, long].map((name) => `${JSON.stringify(name)}:${small}`).join(',')}}`;
    const { status, text } = await server.call('POST', '/orders', { body });
    const answered = [...text.matchAll(/("(?:[^"\\]|\\.)*"):\{"status":"ok","orders":\[\d+\]\}/g)].map(([, name]) =>
      JSON.parse(name!),
    );
    expect([status, answered]).toEqual([200, [...names, long]]);
  });

  test('one bad order does not touch the others', async () => {
    const body = `{"x":${small},"...":{"...":"..."},"y":5,"z":${small}}`;
    expect((await server.call('POST', '/orders', { body })).json).toEqual({
      x: { status: 'ok', orders: [expect.any(Number)] },
      '...': { status: 'no', code: -4, msg: expect.any(String) },
      y: { status: 'no', code: -7, msg: 'expected an object, got 5' },
      z: { status: 'ok', orders: [expect.any(Number)] },
    });
  });

  test('a repeated name is refused, answered once, and nothing is stored for it', async () => {
    const before = await create();
    const body = `{"a":${small},"b":${small},"\\u0061":${small}}`;
    const { text } = await server.call('POST', '/orders', { body });
    expect(text).toMatch(/^\{"a":\{"status":"no","code":-7,"msg":"[^"]+"\},"b":\{"status":"ok","orders":\[\d+\]\}\}$/);
    expect(await create()).toBe(before + 2);
  });

  test('an array is an object with the names 0, 1, …', async () => {
    const { text } = await server.call('POST', '/orders', { body: [smallOrder, {}, smallOrder] });
    expect(text).toMatch(/^\{"0":\{"status":"ok".*"1":\{"status":"no","code":-4.*"2":\{"status":"ok"/);
  });

  test('a hundred orders are taken, ten thousand and one are refused as a whole', async () => {
    const many = (count: number) =>
      Object.fromEntries(Array.from({ length: count }, (_, at) => [`x${at}`, smallOrder]));
    const { json } = await server.call('POST', '/orders', { body: many(100) });
    expect(Object.values(json as object).every(({ status }) => status === 'ok')).toBe(true);
    const before = await create();
    const answer = await server.call('POST', '/orders', { body: many(10_001) });
    const msg = 'body: expected at most 10000 orders, got 10001; nothing was stored';
    expect([answer.status, answer.json]).toEqual([200, { status: 'no', code: -7, msg }]);
    expect(await create()).toBe(before + 1);
  });
});

describe('completing', () => {
  test('places a prepared order, which no list shows before', async () => {
    const number = await create({ createOnly: true, customerId: 777, comment: 'before', poNumber: 'PO-1' });
    expect((await server.call('GET', '/orders?customer_id=777')).json).toEqual({ status: 'ok', orders: [] });
    expect((await read(number)).orderStatus).toBe('incomplete');
    const body = { comment: 'after', buyerName: 'Cy', deliveryDate: '2026-05-06' };
    const done = await server.call('POST', `/order/${number}/`, { body });
    expect([done.status, done.text]).toEqual([200, `{"orders":["${number}"],"status":"ok"}`]);
    expect(await read(number)).toMatchObject({
      orderStatus: 'confirmed',
      otherComment: 'after',
      estimatedDeliveryDate: '2026-05-06 00:00:00',
      request: { buyerName: 'Cy', poNumber: 'PO-1' },
    });
    const list = await server.call('GET', '/orders?customer_id=777');
    expect((list.json as { orders: unknown[] }).orders).toHaveLength(1);
  });

  test('adds a payment later, as often as needed', async () => {
    const number = await create({ createOnly: 1 });
    const auth = { id: 36, auth: { status: 1, amount: 29, method: 'cc', transaction: 'a-1' } };
    const capture = { capture: { status: 1, amount: 29, transaction: 'c-1' } };
    for (const payment of [auth, capture, capture]) {
      const { text } = await server.call('POST', `/order/${number}`, { body: { payment } });
      expect(text).toBe(`{"orders":["${number}"],"status":"ok"}`);
    }
    expect(await read(number)).toMatchObject({ paymentReference: 'c-1', paymentMethod: 'cc', paymentType: 'cc' });
  });

  test.each(['"44"', '', '[]'])('tolerates the body %j', async (body) => {
    const number = await create({ createOnly: true });
    expect((await server.call('POST', `/order/${number}`, { body })).text).toBe(
      `{"orders":["${number}"],"status":"ok"}`,
    );
  });

  test.each([
    ['999999999', {}],
    ['nonsense', {}],
    ['0', {}],
  ])('order %s: an error without a code', async (number, body) => {
    const { status, text } = await server.call('POST', `/order/${number}`, { body });
    expect([status, text]).toEqual([200, '{"status":"no","msg":"order does not exist"}']);
  });
});

describe('updating', () => {
  test('adds to comments on a line of their own, or puts them in their place', async () => {
    const number = await create({
      comment: 'one',
      internalComment: 'a',
      extraAttributes: { k_text: 'v', l_text: 'w' },
    });
    const put = (body: object) => server.call('PUT', '/orders', { body: { order: number, ...body } });
    expect((await put({ comment: 'two', internalComment: 'b' })).text).toBe(`{"status":"ok","order":${number}}`);
    expect(await read(number)).toMatchObject({ otherComment: 'one\ntwo', internalComment: 'a\nb' });
    await put({ order: String(number), comment: 'three', replaceComment: 1, replaceInternalComment: true });
    expect(await read(number)).toMatchObject({ otherComment: 'three', internalComment: 'a\nb' });
    await put({ extraAttributes: { k_text: '', m_text: 5 } });
    const { k_text, l_text, m_text } = await read(number);
    expect([k_text, l_text, m_text]).toEqual([undefined, 'w', 5]);
  });

  test('an unknown order is echoed as it was sent', async () => {
    const put = async (order: unknown) => (await server.call('PUT', '/orders', { body: { order, comment: 'x' } })).text;
    expect(await put(999_999_999)).toBe('{"status":"no","msg":"order does not exist","order":999999999}');
    expect(await put('999999999')).toBe('{"status":"no","msg":"order does not exist","order":"999999999"}');
  });
});

test('an e-mail and a country are all an address needs, the delivery address only a country', async () => {
  const { status, text } = await server.call('POST', '/order', {
    body: {
      invoiceAddress: { email: address.email, country: 'SE' },
      deliveryAddress: { country: 'US' },
      products: [product],
    },
  });
  expect([status, text]).toEqual([200, expect.stringContaining('"ok"')]);
});
