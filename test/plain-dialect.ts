/**
 * A small wire for tests of the server itself: JSON arrays of orders, an echo of what a route is given, a route that
 * fails and one that waits until the test says go. Its failures are their code and text, one JSON object.
 * Used by the server's tests through plain-server.ts; no part of the product.
 */
import type { Batch, BatchEcho, BatchItem } from '../src/core/batch.ts';
import type { Outcome } from '../src/core/outcome.ts';
import { refusalOf } from '../src/core/outcome.ts';
import { StoreFault } from '../src/core/store.ts';
import {
  type Dialect,
  type QueryContext,
  RequestError,
  type RouteContext,
  receiptKeyOf,
  type WireAnswer,
  type WireRequest,
} from '../src/dialects/dialect.ts';

type PlainOrder = { key: string; sku?: string };

const STATUS_BY_CODE: Readonly<Record<string, number>> = {
  unauthorized: 401,
  scope_missing: 403,
  route_unknown: 404,
  method_unknown: 405,
  body_too_large: 413,
  body_encoding: 415,
  rate_limited: 429,
  unavailable: 503,
  fault: 500,
};

/** Batches that wait: `arrived` resolves when so many have been read, `go` lets them all on. */
export class Gate {
  readonly arrived: Promise<void>;
  readonly go: () => void;
  readonly #passed: Promise<void>;
  readonly #tellArrived: () => void;
  #missing: number;

  constructor(expected: number) {
    const arrival = Promise.withResolvers<void>();
    const passage = Promise.withResolvers<void>();
    this.arrived = arrival.promise;
    this.#tellArrived = arrival.resolve;
    this.#passed = passage.promise;
    this.go = passage.resolve;
    this.#missing = expected;
  }

  pass(): Promise<void> {
    this.#missing -= 1;
    if (this.#missing === 0) this.#tellArrived();
    return this.#passed;
  }
}

export type PlainOptions = {
  name?: string;
  prefix?: string;
  gate?: Gate;
  /** Called when a caller of /wait has come, and when it, or the server, goes. */
  onWait?: (word: 'come' | 'gone') => void;
};

export function plainDialect({ name = 'plain', prefix = name, gate, onWait }: PlainOptions = {}): Dialect {
  const write = { method: 'POST', scope: 'write', kind: 'batch', write: writeOutcomes } as const;
  const read = { scope: 'read', kind: 'query' } as const;
  return {
    name,
    prefix,
    routes: [
      { ...write, path: '/orders', read: readOrders },
      {
        ...write,
        path: '/gate',
        read: async (context) => gate?.pass().then(() => readOrders(context)) ?? readOrders(context),
      },
      { ...write, path: '/bytes', read: () => ({ items: [], receiptKey: null }), write: tellBytes },
      { ...read, method: 'GET', path: '/orders/{orderId}', answer: answerOrder },
      { ...read, method: 'GET', path: '/orders/{orderId}:Look', answer: echo },
      { ...read, method: 'GET', path: '/echo/{first}/And/{second}', answer: echo },
      { ...read, method: 'GET', path: '/echo', answer: echo },
      { ...read, method: 'PUT', path: '/echo', answer: echo },
      { ...read, method: 'GET', path: '/wait', answer: (context: QueryContext) => waitUntilGone(context, onWait) },
      { ...read, method: 'GET', path: '/nothing', answer: () => ({ status: 200 }) },
      {
        ...read,
        method: 'GET',
        path: '/unsendable',
        answer: () => ({ status: 200, headers: { 'x-odd': 'a\nb' }, body: '{}' }),
      },
      { ...read, method: 'GET', path: '/bug', answer: () => failWith(new Error('a secret of the inside')) },
      {
        ...read,
        method: 'GET',
        path: '/away',
        answer: () => failWith(new StoreFault('no disk', { isRetryable: true })),
      },
    ],
    async authenticate(request, keys) {
      const [keyId = '', secret = ''] = (request.headers['x-key'] ?? '').split(':');
      const caller = await keys.callerOfPair(keyId, secret);
      if (caller === null) throw new RequestError('unauthorized', 'X-Key: expected <key>:<secret> of a key');
      return caller;
    },
    writeFailure(failure) {
      const { code } = failure;
      const told = failure.code === 'fault' ? failure : { code, message: failure.message, details: failure.details };
      return { status: STATUS_BY_CODE[code] ?? 400, headers: { 'x-failure': code }, body: JSON.stringify(told) };
    },
    answerHeaders: (usage) => ({
      'x-usage': `${usage.remaining}/${usage.limit}`,
      'x-reset': String(usage.resetSeconds),
    }),
  };
}

function failWith(error: Error): never {
  throw error;
}

function readOrders({ request }: RouteContext): Batch {
  return { items: parsed(request).map(itemOf), receiptKey: receiptKeyOf(request) };
}

function parsed({ body }: WireRequest): readonly PlainOrder[] {
  try {
    return JSON.parse(body.toString());
  } catch {
    throw new RequestError('body_malformed', 'expected a JSON array');
  }
}

function itemOf({ key, sku }: PlainOrder, label: number): BatchItem {
  const pointer = `/${label}`;
  if (sku === undefined) {
    return { label, refusal: refusalOf([{ code: 'field_required', pointer, expected: 'a sku', given: 'nothing' }]) };
  }
  const content = { status: 'open', lines: [{ sku, quantity: 1 }] } as const;
  const stated = { pointer, linesPointer: pointer, orderId: null, orderKey: key, content };
  return { label, draft: { ...stated, isNumberClaimed: false, isSplittable: false } };
}

function writeOutcomes(outcomes: readonly Outcome[]): WireAnswer {
  const told = outcomes.map((one) =>
    one.kind === 'refused' ? one.refusal.code : `${one.kind} ${one.orders[0].orderId}`,
  );
  return { status: 200, body: JSON.stringify(told) };
}

function tellBytes(_outcomes: readonly Outcome[], _echo: BatchEcho, { request }: RouteContext): WireAnswer {
  return {
    status: 200,
    body: JSON.stringify({ bytes: request.body.length, text: request.body.toString().slice(0, 80) }),
  };
}

async function answerOrder({ request, caller, orders }: RouteContext): Promise<WireAnswer> {
  const [order] = await orders.findOrders(caller.account.accountId, { orderId: Number(request.params.orderId) });
  if (order === undefined) throw new RequestError('record_unknown', 'no such order');
  return { status: 200, body: JSON.stringify({ key: order.orderKey }) };
}

async function waitUntilGone(
  { bounds, pause }: QueryContext,
  onWait: NonNullable<PlainOptions['onWait']> = () => undefined,
): Promise<WireAnswer> {
  onWait('come');
  while (await pause(60_000));
  onWait('gone');
  return { status: 200, body: JSON.stringify(bounds) };
}

function echo({ request }: RouteContext): WireAnswer {
  const { id, method, path, params, query, body } = request;
  return { status: 200, body: JSON.stringify({ id, method, path, params, query: [...query], bytes: body.length }) };
}
