// The SDK's streams against a real server: every line told once, in its place, however often the connection is cut.
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { Bulkhead, RefusedError, type StatedOrder, type StreamedLine } from '../sdk/src/index.ts';
import { type NativeServer, SECRET, startNativeServer } from './native-server.ts';
import { TcpRelay } from './tcp-relay.ts';

let server: NativeServer;
let relay: TcpRelay;
let bulkhead: Bulkhead;
beforeAll(async () => {
  server = await startNativeServer();
  relay = new TcpRelay(Number(new URL(server.url).port));
  const url = `http://127.0.0.1:${await relay.listen()}`;
  bulkhead = new Bulkhead({ url, secret: SECRET, retryDelayMs: 1, triesMax: 3 });
});
afterEach(() => relay.cut());
afterAll(async () => {
  await relay.close();
  await server.drain('end of the test');
});

const orderOf = (key: string | null, n = 1): StatedOrder => ({
  ...(key === null ? {} : { key }),
  lines: [{ sku: 'MUG-01', quantity: n, unit_price: '14.50' }],
  customer_note: 'x'.repeat(200),
});
function* many(prefix: string | null, count: number): Generator<StatedOrder> {
  for (let n = 1; n <= count; n += 1) yield orderOf(prefix === null ? null : `${prefix}-${n}`, n);
}

async function collected(lines: AsyncIterable<StreamedLine>, onLine?: (count: number) => void) {
  const told: StreamedLine[] = [];
  for await (const line of lines) {
    told.push(line);
    onLine?.(told.length);
  }
  return told;
}
const numbers = (count: number) => Array.from({ length: count }, (_, index) => index + 1);
const countOf = (lines: readonly StreamedLine[], outcome: string) =>
  lines.filter((one) => one.outcome === outcome).length;

async function countStored(batch?: string): Promise<number> {
  let count = 0;
  const direct = new Bulkhead({ url: server.url, secret: SECRET });
  for await (const _ of direct.orders.list(batch === undefined ? {} : { batch_id: batch })) count += 1;
  return count;
}

test.each([true, false])('every line has its answer in its place (duplex: %s)', async (isDuplex) => {
  const orders: StatedOrder[] = [...many(`place-${isDuplex}`, 2_000)];
  orders[700] = { key: 'bad', lines: [{ quantity: 0.5 }] };
  const told = await collected(bulkhead.orders.stream(orders, { isDuplex }));
  expect(told.map(({ line }) => line)).toEqual(numbers(2_000));
  expect([countOf(told, 'created'), countOf(told, 'refused')]).toEqual([1_999, 1]);
  expect(told[700]).toMatchObject({ line: 701, outcome: 'refused', errors: [{ code: 'field_type' }] });
});

test('answers come while orders are still being made', async () => {
  let answered: (() => void) | undefined;
  async function* orders() {
    for (let n = 1; n <= 3; n += 1) {
      const seen = new Promise<void>((resolve) => {
        answered = resolve;
      });
      yield orderOf(`turn-${n}`);
      // The next order is made once this one is answered.
      await seen;
    }
  }
  expect(await collected(bulkhead.orders.stream(orders()), () => answered?.())).toHaveLength(3);
});

test.each([
  ['orders without a key', null, true],
  ['orders with a key', 'cut', true],
  ['in requests of their own', null, false],
])('cut again and again, %s are made and told once', async (_name, prefix, isDuplex) => {
  const before = await countStored();
  const told = await collected(bulkhead.orders.stream(many(prefix, 4_000), { isDuplex }), (count) => {
    if (count % 700 === 0) relay.cut();
  });
  expect(told.map(({ line }) => line)).toEqual(numbers(4_000));
  expect(countOf(told, 'created')).toBe(4_000);
  expect((await countStored()) - before).toBe(4_000);
});

test('the bytes of a file are sent as they are, and taken up at a line', async () => {
  const encoder = new TextEncoder();
  const text = [...many('file', 1_000)].map((order) => JSON.stringify(order)).join('\n');
  const bytes = encoder.encode(`${text}\n\n{"lines":\n${JSON.stringify(orderOf('last'))}`);
  const chunks = numbers(Math.ceil(bytes.length / 10_000)).map((n) => bytes.subarray((n - 1) * 10_000, n * 10_000));
  const options = { idempotencyKey: 'file' };
  const told = await collected(bulkhead.orders.streamText(chunks, options));
  expect(told.slice(1_000).map(({ line, outcome }) => [line, outcome])).toEqual([
    [1_002, 'refused'],
    [1_003, 'created'],
  ]);
  const rest = encoder.encode(text.split('\n').slice(900).join('\n'));
  const again = await collected(bulkhead.orders.streamText([rest], { ...options, firstLine: 901 }));
  expect([again.length, again[0]]).toEqual([100, told[900]]);
});

test('only what failed, with its rows; a dry run keeps nothing', async () => {
  const orders = [...many('dry', 1_200), { lines: [{ quantity: 'x' }] } as never];
  const before = await countStored();
  const told = await collected(bulkhead.orders.stream(orders, { only: 'failed', dryRun: true }));
  expect(told.filter(({ outcome }) => outcome !== 'acknowledged')).toMatchObject([
    { line: 1_201, outcome: 'refused', row: { lines: [{ quantity: 'x' }] } },
  ]);
  expect(await countStored()).toBe(before);
});

test('what cannot pass is told at once; what does not come back, after the last try; and a caller can stop', async () => {
  const wrong = new Bulkhead({ url: server.url, secret: 'wrong' });
  await expect(collected(wrong.orders.stream(many('w', 3)))).rejects.toThrow(RefusedError);
  const nowhere = new Bulkhead({ url: 'http://127.0.0.1:1', secret: SECRET, retryDelayMs: 1, triesMax: 2 });
  await expect(collected(nowhere.orders.stream(many('n', 3)))).rejects.toMatchObject({ name: 'ConnectionError' });
  const stop = new AbortController();
  const stopped = collected(bulkhead.orders.stream(many('s', 100_000), { signal: stop.signal }), (count) => {
    if (count === 500) stop.abort(new Error('enough'));
  });
  await expect(stopped).rejects.toThrow('enough');
  expect(await collected(bulkhead.orders.stream([]))).toEqual([]);
});

test.each([10, 5_000])('a source that fails after %i orders ends the stream with its own error', async (count) => {
  function* failing(): Generator<StatedOrder> {
    yield* many('f', count);
    throw new Error('no more paper');
  }
  await expect(collected(bulkhead.orders.stream(failing()))).rejects.toThrow('no more paper');
});
