// Server-sent events of the native API: told as they happen, taken up behind the last one, ended by a drain.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type NativeServer, orderOf, SECRET, startNativeServer } from './native-server.ts';

let server: NativeServer;
beforeAll(async () => {
  server = await startNativeServer();
});
afterAll(() => server.drain('end of the test'));

type Told = { id: string; event: string; data: { id: number; kind: string; order_id: number } };

/** What a stream tells, event by event; it is closed when the caller has had enough. */
async function* listen(query = '', headers: Record<string, string> = {}): AsyncGenerator<Told> {
  const stop = new AbortController();
  const answer = await fetch(`${server.url}/v1/events${query}`, {
    headers: { authorization: `Bearer ${SECRET}`, accept: 'text/event-stream', ...headers },
    signal: stop.signal,
  });
  expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'text/event-stream']);
  try {
    for await (const block of blocksOf(answer)) {
      const fields = Object.fromEntries(block.split('\n').map((line) => line.split(/: (.*)/s).slice(0, 2)));
      if (fields.data !== undefined) yield { ...fields, data: JSON.parse(fields.data) } as Told;
    }
  } finally {
    stop.abort();
  }
}

async function* blocksOf({ body }: Response): AsyncGenerator<string> {
  let rest = '';
  for await (const piece of body?.pipeThrough(new TextDecoderStream()) ?? []) {
    const blocks = (rest + piece).split('\n\n');
    rest = blocks.pop() ?? '';
    yield* blocks;
  }
}

async function take(stream: AsyncGenerator<Told>, count: number): Promise<Told[]> {
  const taken: Told[] = [];
  while (taken.length < count) {
    const { value, done } = await stream.next();
    if (done === true) throw new Error('the stream must not have ended');
    taken.push(value);
  }
  return taken;
}

test('what has happened and what happens, in order, and again from behind the last one', async () => {
  const orders = Array.from({ length: 150 }, (_, index) => orderOf(`s-${index}`));
  await server.call('POST', '/orders:batch', { orders });
  const stream = listen();
  const before = await take(stream, 150);
  const { body } = await server.call('POST', '/orders', orderOf('live'));
  const [live] = await take(stream, 1);
  expect(live).toMatchObject({ event: 'order.created', data: { kind: 'order.created', order_id: body.id } });
  await stream.return(undefined);
  const ids = [...before, live].map((one) => one?.data.id ?? 0);
  expect(ids).toEqual(ids.toSorted((a, b) => a - b));
  const again = listen('', { 'last-event-id': before[148]?.id ?? '' });
  const after = listen(`?after=${before[148]?.id}`);
  for (const one of [again, after]) {
    expect((await take(one, 2)).map(({ data }) => data.id)).toEqual(ids.slice(149));
    await one.return(undefined);
  }
});

test('what cannot be understood is refused before the stream begins', async () => {
  const headers = { accept: 'text/event-stream' };
  const rows = [
    ['?after=x', headers, 'after'],
    ['?wait=5', headers, 'wait'],
    ['', { ...headers, 'last-event-id': 'x' }, 'after'],
  ] as const;
  for (const [query, stated, field] of rows) {
    const answer = await server.call('GET', `/events${query}`, undefined, stated);
    expect([answer.status, answer.body.field]).toEqual([400, field]);
  }
});

test('a drain ends the stream, whole', async () => {
  const ending = await startNativeServer();
  const answer = await fetch(`${ending.url}/v1/events`, {
    headers: { authorization: `Bearer ${SECRET}`, accept: 'text/event-stream' },
  });
  const text = answer.text();
  await ending.drain('end of the test');
  expect(await text).toMatch(/^retry: \d+\n\n$/);
});
