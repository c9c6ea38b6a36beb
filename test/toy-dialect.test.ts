/**
 * A fourth wire, defined here and known nowhere else, takes a batch through the real server and database: what a
 * dialect needs is its own folder and one line in a list. One order is a line of text, `<key> <sku> <quantity>`.
 */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readConfig } from '../src/config.ts';
import type { BatchItem } from '../src/core/batch.ts';
import { refusalOf } from '../src/core/outcome.ts';
import { type Dialect, RequestError, type RouteContext, receiptKeyOf } from '../src/dialects/dialect.ts';
import { type RunningServer, startServer } from '../src/main.ts';

const SECRET = 'the-secret-of-this-test';

function itemOf(line: string, label: number): BatchItem {
  const [orderKey = '', sku = '', quantity = ''] = line.split(' ');
  if (!/^[1-9]\d{0,5}$/.test(quantity)) {
    const problem = { code: 'field_value', pointer: `/${label}`, expected: 'a quantity', given: quantity } as const;
    return { label, refusal: refusalOf([problem]) };
  }
  const content = { status: 'open', lines: [{ sku, quantity: Number(quantity) }] } as const;
  const draft = { pointer: `/${label}`, linesPointer: `/${label}`, orderId: null, orderKey, content };
  return { label, draft: { ...draft, isNumberClaimed: false, isSplittable: true } };
}

const toy: Dialect = {
  name: 'toy',
  routes: [
    {
      kind: 'batch',
      method: 'POST',
      path: '/lines',
      scope: 'write',
      read: ({ request }) => ({
        items: request.body.toString().trim().split('\n').map(itemOf),
        receiptKey: receiptKeyOf(request),
      }),
      write: (outcomes) => ({
        status: 200,
        contentType: 'text/plain',
        body: outcomes
          .map((one) => (one.kind === 'refused' ? `no ${one.refusal.code}` : `${one.kind} ${one.orders[0].orderId}`))
          .join('\n'),
      }),
    },
    { kind: 'query', method: 'GET', path: '/lines/{orderId}', scope: 'read', answer: answerLine },
  ],
  async authenticate(request, keys) {
    const caller = await keys.callerOfSecret(request.headers['x-toy'] ?? '');
    if (caller === null) throw new RequestError('unauthorized', 'who are you?');
    return caller;
  },
  writeFailure: (failure) => ({ status: failure.code === 'unauthorized' ? 401 : 400, body: `oh: ${failure.code}` }),
};

async function answerLine({ request, caller, orders }: RouteContext) {
  const [order] = await orders.findOrders(caller.account.accountId, { orderId: Number(request.params.orderId) });
  if (order === undefined) throw new RequestError('record_unknown', 'no such line');
  const [line] = order.content.lines;
  return { status: 200, contentType: 'text/plain', body: `${order.orderKey} ${line?.sku} ${line?.quantity}` };
}

let server: RunningServer;

beforeAll(async () => {
  const env = {
    PORT: '0',
    DATABASE_URL: 'sqlite::memory:',
    BULKHEAD_API_KEY: 'toy-key',
    BULKHEAD_API_SECRET: SECRET,
    BULKHEAD_ROOT_DIALECT: 'toy',
  };
  const { config } = readConfig({ env, dialectNames: ['toy'] });
  server = await startServer(config!, { dialects: [toy], log: { write: () => {} } });
});

afterAll(() => server.drain('end of the test'));

function call(path: string, init: RequestInit = {}): Promise<Response> {
  return fetch(server.url + path, { headers: { 'x-toy': SECRET }, ...init });
}

test('a wire that the server has never heard of takes in a batch and reads it back', async () => {
  const sent = await call('/toy/lines', { method: 'POST', body: 'a1 MUG 2\na2 CUP none\na3 CUP 4\na1 MUG 2' });
  expect([sent.status, await sent.text()]).toEqual([200, 'created 1\nno field_value\ncreated 2\nkept 1']);

  const again = await call('/lines/', { method: 'POST', body: 'a1 MUG 3' });
  expect(await again.text()).toBe('replaced 1');

  const read = await call('//TOY//Lines/1');
  expect([read.status, read.headers.get('content-type'), await read.text()]).toEqual([200, 'text/plain', 'a1 MUG 3']);
});

test('its failures are its own', async () => {
  const wrong = await fetch(`${server.url}/toy/lines`, { method: 'POST', body: 'a1 MUG 2' });
  expect([wrong.status, await wrong.text()]).toEqual([401, 'oh: unauthorized']);

  const unknown = await call('/toy/nowhere');
  expect([unknown.status, await unknown.text()]).toEqual([400, 'oh: route_unknown']);
});
