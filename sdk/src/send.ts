/**
 * Orders by the thousand or the million: cut into batches by the server's own limits, sent one after the other, and
 * answered one by one. Memory holds one batch, however many orders there are.
 * Each batch bears an idempotency key made from the caller's, so that the whole can be sent again after a break:
 * what was done is answered again, the rest is done.
 */
import type { BatchAnswer, Limits } from './answer-types.ts';
import { BulkheadError, InterruptedError, RefusedError } from './errors.ts';
import type { SentBatch, SentOrder } from './sent.ts';
import type { StatedOrder } from './stated-types.ts';
import type { Transport } from './transport.ts';

export type SendOptions = {
  /** `all_or_nothing` needs all orders to fit into one batch. */
  policy?: 'independent' | 'all_or_nothing';
  /** Every check of a real call; nothing is kept. */
  dryRun?: boolean;
  /** Between the orders of one batch. */
  onDuplicate?: 'sequence' | 'first_wins' | 'refuse';
  /** One of your own lets a later call go on where this one ended; with the same orders in the same order. */
  idempotencyKey?: string;
  /** Fewer than the server takes. */
  batchOrdersMax?: number;
  signal?: AbortSignal;
};

export type Orders = Iterable<StatedOrder> | AsyncIterable<StatedOrder>;

type Chunk = { from: number; orders: StatedOrder[]; texts: string[]; isAll: boolean };

/** What the body holds beside the orders, rounded up. */
const FRAME_BYTES = 1_024;

export async function* sendEach(transport: Transport, orders: Orders, options: SendOptions): AsyncGenerator<SentOrder> {
  const key = options.idempotencyKey ?? crypto.randomUUID();
  const { body: limits } = await transport.call<Limits>({ method: 'GET', path: '/limits', signal: options.signal });
  let count = 0;
  for await (const chunk of chunksOf(orders, { limits, options })) {
    if (options.policy === 'all_or_nothing' && !(chunk.isAll && count === 0)) throw tooMany();
    const answer = await sendChunk(transport, chunk, { options, key: `${key}-${count}` });
    count += 1;
    yield* told(chunk, answer);
  }
}

export async function sendAll(transport: Transport, orders: Orders, options: SendOptions): Promise<SentBatch> {
  const outcomes: SentOrder[] = [];
  try {
    for await (const outcome of sendEach(transport, orders, options)) outcomes.push(outcome);
    return sum(outcomes);
  } catch (cause) {
    throw outcomes.length === 0 ? cause : new InterruptedError(sum(outcomes), cause);
  }
}

function sum(outcomes: readonly SentOrder[]): SentBatch {
  const counts = { created: 0, replaced: 0, kept: 0, refused: 0 };
  for (const { outcome } of outcomes) counts[outcome] += 1;
  const ids = outcomes.flatMap(({ batchId }) => batchId ?? []);
  return { batchIds: [...new Set(ids)], counts, outcomes };
}

async function* chunksOf(
  orders: Orders,
  { limits, options }: { limits: Limits; options: SendOptions },
): AsyncGenerator<Chunk> {
  const ordersMax = Math.min(limits.batch_orders_max, options.batchOrdersMax ?? limits.batch_orders_max);
  const bytesMax = limits.body_bytes_max - FRAME_BYTES;
  const encoder = new TextEncoder();
  let chunk: Chunk = { from: 0, orders: [], texts: [], isAll: false };
  let bytes = 0;
  for await (const order of orders) {
    const text = JSON.stringify(order);
    const size = encoder.encode(text).length + 1;
    if (chunk.orders.length >= ordersMax || (chunk.orders.length > 0 && bytes + size > bytesMax)) {
      yield chunk;
      chunk = { from: chunk.from + chunk.orders.length, orders: [], texts: [], isAll: false };
      bytes = 0;
    }
    chunk.orders.push(order);
    chunk.texts.push(text);
    bytes += size;
  }
  if (chunk.orders.length > 0) yield { ...chunk, isAll: chunk.from === 0 };
}

async function sendChunk(
  transport: Transport,
  { texts }: Chunk,
  { options, key }: { options: SendOptions; key: string },
): Promise<BatchAnswer> {
  const { policy = 'independent', dryRun = false, onDuplicate = 'sequence' } = options;
  const rules = JSON.stringify({ policy, dry_run: dryRun, on_duplicate: onDuplicate }).slice(1);
  try {
    const { body } = await transport.call<BatchAnswer>({
      method: 'POST',
      path: '/orders:batch',
      headers: { 'idempotency-key': key },
      body: `{"orders":[${texts.join(',')}],${rules}`,
      signal: options.signal,
    });
    return body;
  } catch (error) {
    // Every order of a refused batch has its own reason, and that is an answer.
    if (error instanceof RefusedError && isBatchAnswer(error.problem)) return error.problem;
    throw error;
  }
}

function isBatchAnswer(problem: object): problem is BatchAnswer {
  return 'outcomes' in problem;
}

function* told({ from, orders }: Chunk, { outcomes, batch_id }: BatchAnswer): Generator<SentOrder> {
  for (const outcome of outcomes) {
    const stated = orders[outcome.index];
    if (stated === undefined) throw new BulkheadError('an outcome of no order was answered', { isRetryable: false });
    yield { ...outcome, index: from + outcome.index, stated, batchId: batch_id };
  }
}

function tooMany(): BulkheadError {
  const message = 'an all-or-nothing batch must fit into one request: see limits()';
  return new BulkheadError(message, { isRetryable: false });
}
