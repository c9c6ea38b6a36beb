// Bodies of every encoding and size: read whole when they fit, refused in the dialect's words when they do not.
import { once } from 'node:events';
import { request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { KEY, type PlainServer, startPlainServer } from './plain-server.ts';

type Body = NonNullable<RequestInit['body']>;

const BYTES_MAX = 100_000;
const text = JSON.stringify([{ key: 'a', sku: '\u00e9'.repeat(1_000) }]);
/** Few bytes that inflate to a great many. */
const nothing = Buffer.alloc(200 * 1024 * 1024);
const gzipBomb = gzipSync(Buffer.alloc(50 * 1024 * 1024));
const brotliBomb = brotliCompressSync(nothing);

let server: PlainServer;

beforeAll(async () => {
  server = await startPlainServer({ BULKHEAD_BODY_BYTES_MAX: String(BYTES_MAX) });
});

afterAll(() => server.drain('end of the test'));

function post(body: Body, headers: Record<string, string> = {}): Promise<Response> {
  return server.call('/plain/bytes', {
    method: 'POST',
    body,
    headers,
    ...(body instanceof ReadableStream && { duplex: 'half' }),
  });
}

function streamOf(chunks: readonly (string | Uint8Array)[]): ReadableStream {
  return ReadableStream.from(chunks.map((chunk) => Buffer.from(chunk)));
}

const whole = { bytes: Buffer.byteLength(text), text: text.slice(0, 80) };

describe('bodies that are read', () => {
  test.each<[string, Uint8Array, string | undefined]>([
    ['plain', Buffer.from(text), undefined],
    ['identity', Buffer.from(text), 'identity'],
    ['gzip', gzipSync(text), 'gzip'],
    ['gzip in capitals', gzipSync(text), ' GZIP '],
    ['x-gzip', gzipSync(text), 'x-gzip'],
    ['deflate with its wrapping', deflateSync(text), 'deflate'],
    ['deflate without it', deflateRawSync(text), 'deflate'],
    ['br', brotliCompressSync(text), 'br'],
  ])('%s, in one piece and in many', async (_name, bytes, encoding) => {
    const headers = encoding === undefined ? {} : { 'content-encoding': encoding };
    expect(await (await post(Buffer.from(bytes), headers)).json()).toEqual(whole);
    const pieces = Array.from({ length: Math.ceil(bytes.length / 7) }, (_, at) => bytes.subarray(at * 7, at * 7 + 7));
    expect(await (await post(streamOf(pieces), headers)).json()).toEqual(whole);
  });

  test.each([
    ['application/json'],
    ['text/xml; charset=utf-16'],
    ['application/x-www-form-urlencoded'],
    ['nonsense'],
    [';;;'],
  ])('of any type: %s', async (type) => {
    expect(await (await post(text, { 'content-type': type })).json()).toEqual(whole);
  });

  test('none at all', async () => {
    const empty = { bytes: 0, text: '' };
    expect(await (await server.call('/plain/bytes', { method: 'POST' })).json()).toEqual(empty);
    expect(await (await post(streamOf([]))).json()).toEqual(empty);
    expect(await (await post(streamOf([]), { 'content-encoding': 'gzip' })).json()).toEqual(empty);
  });

  test('of exactly the bound', async () => {
    expect(await (await post(Buffer.alloc(BYTES_MAX, 'x'))).json()).toMatchObject({ bytes: BYTES_MAX });
    expect(
      await (await post(gzipSync(Buffer.alloc(BYTES_MAX, 'x')), { 'content-encoding': 'gzip' })).json(),
    ).toMatchObject({
      bytes: BYTES_MAX,
    });
  });
});

describe('bodies that are refused', () => {
  test.each<[string, () => Body, string, number, string]>([
    ['a byte too long', () => Buffer.alloc(BYTES_MAX + 1), '', 413, 'body_too_large'],
    ['a byte too long, of unstated length', () => streamOf([Buffer.alloc(BYTES_MAX), 'x']), '', 413, 'body_too_large'],
    ['a byte too long once inflated', () => gzipSync(Buffer.alloc(BYTES_MAX + 1)), 'gzip', 413, 'body_too_large'],
    ['a bomb in gzip', () => gzipBomb, 'gzip', 413, 'body_too_large'],
    ['a bomb in br', () => brotliBomb, 'br', 413, 'body_too_large'],
    ['an unknown encoding', () => text, 'zstd', 415, 'body_encoding'],
    ['two encodings', () => gzipSync(gzipSync(text)), 'gzip, gzip', 415, 'body_encoding'],
    ['a name of the language', () => text, 'constructor', 415, 'body_encoding'],
    ['no gzip', () => text, 'gzip', 415, 'body_encoding'],
    ['no deflate', () => text, 'deflate', 415, 'body_encoding'],
    ['no br', () => text, 'br', 415, 'body_encoding'],
    ['half of a gzip', () => gzipSync(text).subarray(0, 30), 'gzip', 415, 'body_encoding'],
    ['no JSON', () => gzipSync('{'), 'gzip', 400, 'body_malformed'],
  ])('%s', async (_name, body, encoding, status, code) => {
    const path = code === 'body_malformed' ? '/plain/orders' : '/plain/bytes';
    const given = body();
    const answer = await server.call(path, {
      method: 'POST',
      body: given,
      headers: encoding === '' ? {} : { 'content-encoding': encoding },
      ...(given instanceof ReadableStream && { duplex: 'half' }),
    });
    expect([answer.status, await answer.json()]).toMatchObject([status, { code }]);
    expect(answer.headers.get('x-usage')).toMatch(/^\d+\/1000000$/);
  });

  test('a bomb never fills the memory', async () => {
    const before = process.memoryUsage.rss();
    await Promise.all(
      Array.from({ length: 8 }, () => post(brotliBomb, { 'content-encoding': 'br' }).then((one) => one.text())),
    );
    expect(process.memoryUsage.rss() - before).toBeLessThan(nothing.length);
  });

  test('bodies that are too many together are asked to come back, and room is given back', async () => {
    const small = await startPlainServer({ BULKHEAD_BODY_BYTES_MAX: '5000', BULKHEAD_HELD_BYTES_MAX: '6000' });
    const { hostname, port } = new URL(small.url);
    const head = {
      hostname,
      port,
      path: '/plain/bytes',
      method: 'POST',
      headers: { 'x-key': KEY, 'content-length': '5000' },
    };
    const slow = httpRequest(head);
    const slowAnswer = once(slow, 'response');
    slow.write(Buffer.alloc(4_000));
    const other = () => small.call('/plain/bytes', { method: 'POST', body: Buffer.alloc(3_000) });
    let answer = await other();
    // Until the slow one's bytes have arrived there is room for the other.
    while (answer.status === 200) answer = await other();
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '1']);
    expect(await answer.json()).toMatchObject({ code: 'unavailable' });
    slow.end(Buffer.alloc(1_000));
    const [slowly] = await slowAnswer;
    slowly.resume();
    await once(slowly, 'end');
    expect([slowly.statusCode, (await other()).status]).toEqual([200, 200]);
    await small.drain('end of the test');
  });

  test('nobody unknown makes the server read: the answer comes before the body does', async () => {
    const { hostname, port } = new URL(server.url);
    const headers = { 'x-key': 'wrong:wrong', 'content-length': '50000' };
    const sent = httpRequest({ hostname, port, path: '/plain/bytes', method: 'POST', headers });
    sent.flushHeaders();
    const [answer] = await once(sent, 'response');
    expect(answer.statusCode).toBe(401);
    answer.resume();
    sent.end(Buffer.alloc(50_000));
    await once(answer, 'end');
  });

  test('a caller that goes away in the middle of its body harms nobody', async () => {
    const { hostname, port } = new URL(server.url);
    const socket = connect(Number(port), hostname);
    const id = 'a-caller-that-goes-away';
    socket.write(
      `POST /plain/orders HTTP/1.1\r\nHost: x\r\nX-Key: ${KEY}\r\nX-Request-Id: ${id}\r\nContent-Length: 9\r\n\r\n[`,
    );
    socket.end();
    await once(socket.resume(), 'close');
    expect((await server.call('/plain/echo')).status).toBe(200);
    // The server learns of it in its own time: the socket's close says nothing about that.
    const line = await vi.waitUntil(() => server.lines.find(({ requestId }) => requestId === id));
    expect(line).toMatchObject({ event: 'request', failure: 'body_malformed' });
  });

  test('a caller that never stops sending loses the connection', async () => {
    const { hostname, port } = new URL(server.url);
    const socket = connect(Number(port), hostname);
    socket.write(`POST /plain/bytes HTTP/1.1\r\nHost: x\r\nX-Key: ${KEY}\r\nContent-Length: 10000000000\r\n\r\n`);
    const [first] = await once(socket, 'data');
    expect(String(first)).toMatch(/^HTTP\/1\.1 413 /);
    const closed = new Promise((resolve) => socket.on('error', () => {}).on('close', resolve));
    const chunk = Buffer.alloc(1024 * 1024);
    let sent = 0;
    const pump = () => {
      while (!socket.destroyed && socket.write(chunk)) sent += chunk.length;
      sent += chunk.length;
    };
    socket.on('drain', pump);
    pump();
    await closed;
    expect(sent).toBeLessThan(200 * 1024 * 1024);
  });
});
