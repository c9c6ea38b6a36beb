// The SDK before a network that fails: connections cut before and after the server has answered, busy answers, limits.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Bulkhead, ConnectionError, RefusedError, type StatedOrder } from '../sdk/src/index.ts';
import { type NativeServer, SECRET, startNativeServer } from './native-server.ts';

/** What happens to the next requests that come through; then they pass. */
type Mishap =
  | 'cut before it is sent'
  | 'cut before it is answered'
  | 'cut in the answer'
  | 'busy'
  | 'a bad gateway'
  | 'a bad page';

let server: NativeServer;
let proxy: Server;
let bulkhead: Bulkhead;
const mishaps: Mishap[] = [];
const keys: (string | undefined)[] = [];

beforeAll(async () => {
  server = await startNativeServer();
  proxy = createServer((request, response) => void pass(request, response)).listen(0, '127.0.0.1');
  await new Promise((resolve) => proxy.once('listening', resolve));
  const { port } = proxy.address() as AddressInfo;
  bulkhead = new Bulkhead({ url: `http://127.0.0.1:${port}`, secret: SECRET, retryDelayMs: 1 });
});
afterAll(async () => {
  proxy.closeAllConnections();
  await new Promise((resolve) => proxy.close(resolve));
  await server.drain('end of the test');
});

async function pass(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const isLimits = request.url === '/v1/limits';
  const mishap = isLimits ? undefined : mishaps.shift();
  if (!isLimits) keys.push(request.headers['idempotency-key'] as string | undefined);
  if (mishap === 'cut before it is sent') return void request.socket.destroy();
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  if (mishap === 'a bad gateway') return void response.writeHead(502).end('<html>bad gateway</html>');
  if (mishap === 'a bad page') return void response.writeHead(404).end('<html>who are you</html>');
  if (mishap === 'busy') {
    const problem = { code: 'unavailable', detail: 'busy', retryable: true };
    return void response.writeHead(503, { 'retry-after': '0' }).end(JSON.stringify(problem));
  }
  const { authorization = '', 'idempotency-key': key } = request.headers;
  const body = Buffer.concat(chunks);
  const answer = await fetch(server.url + request.url, {
    method: request.method ?? 'GET',
    headers: { authorization, ...(key === undefined ? {} : { 'idempotency-key': String(key) }) },
    ...(body.length === 0 ? {} : { body }),
  });
  const text = await answer.text();
  if (mishap === 'cut before it is answered') return void request.socket.destroy();
  response.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? '' });
  if (mishap !== 'cut in the answer') return void response.end(text);
  response.write(text.slice(0, 10), () => request.socket.destroy());
}

const orders: StatedOrder[] = [1, 2, 3].map(() => ({ lines: [{ quantity: 1 }] }));

async function countStored(): Promise<number> {
  let count = 0;
  for await (const _ of new Bulkhead({ url: server.url, secret: SECRET }).orders.list()) count += 1;
  return count;
}

test.each<[string, Mishap[]]>([
  ['nothing', []],
  ['a cut before it is sent', ['cut before it is sent']],
  ['a cut before the answer', ['cut before it is answered']],
  ['a cut in the middle of the answer', ['cut in the answer']],
  ['a busy server', ['busy', 'busy']],
  ['a proxy in trouble', ['a bad gateway']],
  ['all of it', ['cut before it is answered', 'busy', 'cut in the answer', 'a bad gateway']],
])('%s on the way: every order is made once, under one key', async (_name, planned) => {
  const before = await countStored();
  mishaps.push(...planned);
  keys.length = 0;
  const sent = await bulkhead.orders.send(orders);
  expect(sent.counts).toEqual({ created: 3, replaced: 0, kept: 0, refused: 0 });
  expect((await countStored()) - before).toBe(3);
  expect(keys).toHaveLength(planned.length + 1);
  expect(new Set(keys).size).toBe(1);
});

test('a client that gives up can go on under its key, and nothing is done twice', async () => {
  const before = await countStored();
  const options = { idempotencyKey: 'go on', batchOrdersMax: 1 };
  mishaps.push(...(Array(5).fill('cut before it is answered') as Mishap[]));
  await expect(bulkhead.orders.send(orders, options)).rejects.toThrow(ConnectionError);
  const sent = await bulkhead.orders.send(orders, options);
  expect(sent.counts.created).toBe(3);
  expect((await countStored()) - before).toBe(3);
});

test('what will not pass is not tried again', async () => {
  mishaps.push('a bad page');
  keys.length = 0;
  const error = await bulkhead.orders.get(1).catch((cause) => cause);
  expect(error).toBeInstanceOf(ConnectionError);
  expect([error.isRetryable, error.status, keys.length]).toEqual([false, 404, 1]);
  keys.length = 0;
  await expect(bulkhead.orders.get(4_711_000)).rejects.toThrow(RefusedError);
  expect(keys).toHaveLength(1);
});

test('the limit of a key is waited for as the server says', async () => {
  const limited = await startNativeServer({ BULKHEAD_RATE_LIMIT: '1' });
  const client = new Bulkhead({ url: limited.url, secret: SECRET, triesMax: 1 });
  await client.limits();
  await expect(client.limits()).rejects.toMatchObject({ code: 'rate_limited', isRetryable: true });
  await limited.drain('end of the test');
});
