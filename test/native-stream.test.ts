// POST /v1/orders:stream: an answer for every line in its order, acknowledged when committed, and resumable.
import { request } from 'node:http';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type NativeServer, orderOf, SECRET, startNativeServer, type Told } from './native-server.ts';

let server: NativeServer;
beforeAll(async () => {
  server = await startNativeServer();
});
afterAll(() => server.drain('end of the test'));

type Line = Told & { line: number; outcome: string; errors?: readonly { code: string; pointer: string }[] };
type Call = { query?: string; headers?: Record<string, string> };

const HEADERS = { authorization: `Bearer ${SECRET}` };

async function stream(body: string | Buffer, { query = '', headers = {} }: Call = {}): Promise<Line[]> {
  const init = { method: 'POST', headers: { ...HEADERS, ...headers }, body: new Uint8Array(Buffer.from(body)) };
  const answer = await fetch(`${server.url}/v1/orders:stream${query}`, init);
  expect(answer.status).toBe(200);
  expect(answer.headers.get('content-type')).toBe('application/x-ndjson');
  return (await answer.text())
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
}

const told = (lines: readonly Line[]) =>
  lines.map(({ line, outcome, errors = [] }) => `${line} ${errors.map(({ code }) => code).join(' ') || outcome}`);
const ndjson = (...orders: unknown[]) => orders.map((order) => `${JSON.stringify(order)}\n`).join('');

test('every line has its answer; a broken one breaks no other', async () => {
  const body = `${ndjson(orderOf('s1'))}\n{"key":"s2","lines":[}\n${ndjson({ key: 's3', lines: 'x' })}\xff\n${'x'.repeat(8 * 1024 * 1024 + 1)}\n${JSON.stringify(orderOf('s1'))}`;
  const lines = await stream(Buffer.from(body, 'latin1'));
  expect(told(lines)).toEqual([
    '1 created',
    '3 item_malformed',
    '4 field_type',
    '5 item_malformed',
    '6 item_malformed',
    '7 kept',
    '7 end',
  ]);
  expect(lines[1]?.errors).toMatchObject([{ pointer: '/lines/0', given: '"}" at character 22' }]);
  expect(lines[2]).toMatchObject({ key: 's3', errors: [{ pointer: '/lines', retryable: false }] });
  expect(lines[4]?.errors).toMatchObject([{ expected: 'a line of at most 8388608 bytes' }]);
  expect(lines[6]).toMatchObject({ counts: { created: 1, replaced: 0, kept: 1, refused: 4 } });
});

test('a stream of nothing ends', async () => {
  expect(told(await stream(''))).toEqual(['0 end']);
  expect(told(await stream('\n \n'))).toEqual(['0 end']);
});

test('parameters: first_line, dry_run, return=failed', async () => {
  const body = ndjson(orderOf('p1'), { key: 'p2' });
  expect(told(await stream(body, { query: '?dry_run=true&first_line=41' }))).toEqual([
    '41 created',
    '42 field_required',
    '42 end',
  ]);
  const lines = await stream(body, { query: '?return=failed' });
  expect(told(lines)).toEqual(['2 field_required', '2 acknowledged', '2 end']);
  expect(lines[0]).toMatchObject({ row: { key: 'p2' } });
  expect((await server.call('POST', '/orders:stream?first_line=0', '')).status).toBe(400);
});

test('more lines than a slice holds keep their order, and the later of one key is decided later', async () => {
  const orders = Array.from({ length: 1_234 }, (_, index) => orderOf(`m${index % 617}`, { channel: `c${index}` }));
  const lines = await stream(ndjson(...orders));
  expect(lines.slice(0, -1).map(({ line }) => line)).toEqual(orders.map((_, index) => index + 1));
  expect(lines.at(-1)).toMatchObject({ outcome: 'end', counts: { created: 617, replaced: 617 } });
  const { body } = await server.call('GET', '/orders?key=m5');
  expect(body.orders).toMatchObject([{ channel: 'c622', revision: 2 }]);
});

test('compressed bodies are taken; one that is cut short, and one that grows without end, are told', async () => {
  const orders = Array.from({ length: 300 }, (_, index) => orderOf(`z${index}`));
  const packed = gzipSync(ndjson(...orders));
  const gzip = { headers: { 'content-encoding': 'gzip' } };
  expect((await stream(packed, gzip)).at(-1)).toMatchObject({ outcome: 'end', counts: { created: 300 } });
  const cut = await stream(packed.subarray(0, -20), gzip);
  expect(cut.at(-1)).toMatchObject({ outcome: 'stopped', problem: { code: 'body_encoding', status: 415 } });
  const bomb = await stream(gzipSync(Buffer.alloc(96 * 1024 * 1024)), gzip);
  expect(bomb.at(-1)).toMatchObject({ outcome: 'stopped', problem: { code: 'body_too_large' } });
});

test('under an idempotency key lines that are sent again are answered as they were, with and without order keys', async () => {
  const headers = { 'idempotency-key': 'again' };
  const orders = Array.from({ length: 450 }, () => orderOf(null));
  const first = await stream(ndjson(...orders), { headers });
  expect(await stream(ndjson(...orders), { headers })).toEqual(first);
  const rest = await stream(ndjson(...orders.slice(123)), { headers, query: '?first_line=124' });
  expect(rest.slice(0, -1)).toEqual(first.slice(123, -1));
  const changed = await stream(ndjson(orderOf(null, { channel: 'x' })), { headers });
  expect(told(changed)).toEqual(['1 receipt_differs', '1 end']);
});

type Open = { send(text: string): void; end(): void; cut(): void; lines: AsyncIterator<Line>; answer: Readable };

async function open(headers: Record<string, string> = {}): Promise<Open> {
  const sent = request(`${server.url}/v1/orders:stream`, { method: 'POST', headers: { ...HEADERS, ...headers } });
  sent.flushHeaders();
  const answer = await new Promise<Readable>((resolve, reject) => sent.on('response', resolve).on('error', reject));
  answer.on('error', () => undefined);
  async function* read(): AsyncGenerator<Line> {
    for await (const line of createInterface({ input: answer })) yield JSON.parse(line);
  }
  return {
    send: (text) => void sent.write(text),
    end: () => void sent.end(),
    cut: () => sent.destroy(),
    lines: read(),
    answer,
  };
}

test('a line is answered while the connection stays open for more', async () => {
  const { send, end, lines } = await open();
  for (const key of ['o1', 'o2', 'o3']) {
    send(ndjson(orderOf(key)));
    expect((await lines.next()).value).toMatchObject({ outcome: 'created', key });
  }
  end();
  expect((await lines.next()).value).toMatchObject({ outcome: 'end', line: 3 });
});

test('nobody who reads answers: the server stops reading lines', async () => {
  const sent = request(`${server.url}/v1/orders:stream?dry_run=true&return=failed`, {
    method: 'POST',
    headers: HEADERS,
  });
  sent.on('error', () => undefined).on('response', (answer) => answer.pause());
  const refused = `${JSON.stringify({ key: 'x'.repeat(60_000) })}\n`;
  let bytes = 0;
  const bytesMax = 400 * 1024 * 1024;
  // Answers bear the rows: what is not read fills the buffers of both sides, and then nothing more is taken.
  while (bytes < bytesMax) {
    bytes += refused.length;
    if (sent.write(refused)) continue;
    const drained = new Promise<boolean>((resolve) => sent.once('drain', () => resolve(true)));
    if (!(await Promise.race([drained, stalled(sent)]))) break;
  }
  expect(bytes).toBeLessThan(bytesMax);
  sent.destroy();
});

/** Resolves with false once nothing has been taken for a while. */
async function stalled(sent: ReturnType<typeof request>): Promise<boolean> {
  for (let before = -1, quiet = 0; quiet < 20; ) {
    const now = sent.socket?.bytesWritten ?? 0;
    quiet = now === before ? quiet + 1 : 0;
    before = now;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return false;
}

test('a caller who goes away in the middle leaves what was committed, and goes on under the same key', async () => {
  const headers = { 'idempotency-key': 'gone' };
  const { send, cut, lines } = await open(headers);
  send(ndjson(orderOf(null), orderOf(null)));
  const [one, two] = [await lines.next(), await lines.next()];
  cut();
  const all = await stream(ndjson(orderOf(null), orderOf(null), orderOf(null)), { headers });
  expect(all.slice(0, 2)).toEqual([one.value, two.value]);
  expect(all.at(-1)).toMatchObject({ counts: { created: 3 } });
});

test('a server that stops finishes what it has read and says where it stopped', async () => {
  const own = server;
  server = await startNativeServer();
  const { send, lines } = await open();
  send(ndjson(orderOf('d1')));
  expect((await lines.next()).value).toMatchObject({ outcome: 'created' });
  const drained = server.drain('the test');
  expect((await lines.next()).value).toMatchObject({
    outcome: 'stopped',
    line: 1,
    problem: { code: 'unavailable', retryable: true },
  });
  await drained;
  server = own;
});
