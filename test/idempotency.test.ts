// Calls that are no batches under an Idempotency-Key: done once, told again, refused when they differ, two at once,
// tried anew when they failed. That every route does so is held by the tests of the documents.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Bulkhead } from '../sdk/src/index.ts';
import { type NativeServer, orderOf, SECRET, startNativeServer } from './native-server.ts';

let server: NativeServer;
beforeAll(async () => {
  server = await startNativeServer();
});
afterAll(() => server.drain('end of the test'));

const hook = (path: string) => ({ url: `https://hooks.example.com/${path}` });
const keyed = (key: string) => ({ 'idempotency-key': key });

async function webhooks(): Promise<number> {
  return ((await server.call('GET', '/webhooks')).body.webhooks as unknown[]).length;
}

test('done once, and told again as it was, also when it has changed since', async () => {
  const first = await server.call('POST', '/webhooks', hook('a'), keyed('once'));
  expect(first.status).toBe(201);
  await server.call('DELETE', `/webhooks/${first.body.id}`);
  const again = await server.call('POST', '/webhooks', hook('a'), keyed('once'));
  expect([again.status, again.body]).toEqual([201, first.body]);
  expect(await webhooks()).toBe(0);
});

test('another call under the key is refused: another body, another path, another parameter', async () => {
  await server.call('PUT', '/mappings/one', { columns: { A: 'key' } }, keyed('mine'));
  for (const [path, body] of [
    ['/mappings/one', { columns: { A: 'number' } }],
    ['/mappings/two', { columns: { A: 'key' } }],
  ] as const) {
    const refused = await server.call('PUT', path, body, keyed('mine'));
    expect([refused.status, refused.body.code, refused.body.field, refused.body.retryable]).toEqual([
      ...[422, 'receipt_differs', 'Idempotency-Key', false],
    ]);
  }
  expect((await server.call('GET', '/mappings/two')).status).toBe(404);
});

test('what failed is tried anew, with a better body too', async () => {
  expect((await server.call('POST', '/webhooks', { url: 5 }, keyed('retry'))).status).toBe(422);
  const done = await server.call('POST', '/webhooks', hook('b'), keyed('retry'));
  expect(done.status).toBe(201);
  await server.call('DELETE', `/webhooks/${done.body.id}`);
});

test('many at once are one, and all are told the same', async () => {
  const asked = Array.from({ length: 12 }, () => server.call('POST', '/webhooks', hook('c'), keyed('crowd')));
  const told = await Promise.all(asked);
  expect(told.map(({ status }) => status)).toEqual(told.map(() => 201));
  expect(new Set(told.map(({ body }) => body.id)).size).toBe(1);
  expect(await webhooks()).toBe(1);
});

test('a key that cannot be used is refused before anything is done', async () => {
  const refused = await server.call('POST', '/webhooks', hook('d'), keyed('x'.repeat(300)));
  expect([refused.status, refused.body.code]).toEqual([400, 'receipt_key_invalid']);
  expect(await webhooks()).toBe(1);
});

test('one import under a key, whatever became of its answer; another file is refused', async () => {
  const { imports } = new Bulkhead({ url: server.url, secret: SECRET });
  const upload = async (file: string) => {
    const target = `${server.url}/v1/imports?on_validated=commit`;
    const headers = { authorization: `Bearer ${SECRET}`, ...keyed('import') };
    const answer = await fetch(target, { method: 'POST', headers, body: file });
    return { status: answer.status, body: (await answer.json()) as { id: string; code: string } };
  };
  const file = `${JSON.stringify(orderOf(null))}\n`.repeat(300);
  const first = await upload(file);
  const again = await upload(file);
  expect([first.status, again.status, again.body]).toEqual([201, 201, first.body]);
  expect(await imports.settled(first.body.id)).toMatchObject({ progress: { counts: { created: 300 } } });
  expect(await upload(file)).toEqual(first);
  const other = await upload(`${file}{}`);
  expect([other.status, other.body.code]).toEqual([422, 'receipt_differs']);
  const batch = await server.call('GET', `/orders?batch_id=${first.body.id}&limit=500`);
  expect(batch.body.orders).toHaveLength(300);
});

test('an import whose upload was cut begins anew under its key', async () => {
  const { imports } = new Bulkhead({ url: server.url, secret: SECRET });
  const file = new TextEncoder().encode(`${JSON.stringify(orderOf(null))}\n`.repeat(25_000));
  const target = `${server.url}/v1/imports?on_validated=commit`;
  const headers = { authorization: `Bearer ${SECRET}`, ...keyed('cut import') };
  const ending = new AbortController();
  const cut = new ReadableStream<Uint8Array>({
    start: (controller) => controller.enqueue(file.subarray(0, 1_500_000)),
    async pull() {
      for (let arrived = 0; arrived < 1_000_000; ) {
        const latest = (await server.call('GET', '/imports?limit=1')).body.imports as { uploaded_bytes: number }[];
        arrived = latest[0]?.uploaded_bytes ?? 0;
      }
      ending.abort();
    },
  });
  const request = { method: 'POST', headers, duplex: 'half', signal: ending.signal } as const;
  await expect(fetch(target, { ...request, body: cut })).rejects.toThrow();
  const whole = { method: 'POST', headers, body: file } as const;
  const made = (await (await fetch(target, whole)).json()) as { id: string; uploaded_bytes: number };
  expect(made.uploaded_bytes).toBe(file.length);
  expect(await imports.settled(made.id)).toMatchObject({ progress: { counts: { created: 25_000 } } });
});
