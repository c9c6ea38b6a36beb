/**
 * `POST /orders:batch`: up to 10,000 orders and the rules they are taken by. Every order is checked by itself; only a
 * request that cannot be understood as a whole is an error of the request.
 * The rows as sent travel with the batch, so that an answer can hand back what failed.
 */
import { hash, randomUUID } from 'node:crypto';
import type { Batch, BatchPolicy, BatchRules, DuplicateRule } from '../../core/batch.ts';
import { LIMITS } from '../../core/limits.ts';
import { mapInTurns } from '../../core/loop-turn.ts';
import { RequestError, type RouteContext, receiptKeyOf } from '../dialect.ts';
import { Choice, compileCheck, Maybe } from '../schema.ts';
import { Type } from '../type-box.ts';
import { closed } from './codec.ts';
import { checkedBody } from './json-body.ts';
import { readJsonInTurns } from './large-json.ts';
import { choiceParameter, readQuery } from './parameters.ts';
import { readOrder } from './read.ts';
import { OrderBody } from './wire.ts';

export type NativeBatch = Batch & {
  rules: BatchRules;
  batchId: string;
  rows: readonly unknown[];
  isFailedOnly: boolean;
};

export const batchParameters = {
  return: choiceParameter('`failed`: only what was refused, each with the order as it was sent.', ['all', 'failed']),
};

const POLICIES = ['independent', 'all_or_nothing'] as const satisfies readonly BatchPolicy[];
const DUPLICATE_RULES = ['sequence', 'first_wins', 'refuse'] as const satisfies readonly DuplicateRule[];

const frame = {
  policy: Maybe(Choice(POLICIES)),
  dry_run: Maybe(Type.Boolean()),
  on_duplicate: Maybe(Choice(DUPLICATE_RULES)),
};

/** As documented. */
export const BatchBody = closed(
  {
    orders: Type.Array(OrderBody, { minItems: 1, maxItems: LIMITS.batchItemsMax }),
    ...frame,
  },
  { title: 'StatedBatch' },
);

/** As checked for the request as a whole; the orders are checked one by one. */
const checkFrame = compileCheck(
  Type.Object({ orders: Type.Array(Type.Unknown()), ...frame }, { additionalProperties: false }),
  {
    isExact: true,
  },
);

export async function readBatch({ request }: RouteContext): Promise<NativeBatch> {
  const { return: told = 'all' } = readQuery(request.query, batchParameters);
  const receiptKey = receiptKeyOf(request);
  const { orders, policy, dry_run, on_duplicate } = checkedBody(await readJsonInTurns(request, 'orders'), checkFrame);
  assertCount(orders.length);
  return {
    items: await mapInTurns(orders, (order, index) => readOrder(order, { label: index, pointer: `/orders/${index}` })),
    receiptKey,
    rules: {
      policy: policy ?? 'independent',
      isDryRun: dry_run === true,
      onDuplicate: on_duplicate ?? 'sequence',
      isRecorded: true,
    },
    batchId: batchIdOf(receiptKey),
    rows: orders,
    isFailedOnly: told === 'failed',
  };
}

/** A retry under the same idempotency key is the same batch, and is found under the same id. */
export function batchIdOf(receiptKey: string | null): string {
  if (receiptKey === null) return randomUUID();
  const digest = hash('sha256', `batch ${receiptKey}`);
  // A UUID of version 8: its bits are ours to choose.
  const variant = ((Number.parseInt(digest.charAt(16), 16) & 3) | 8).toString(16);
  const parts = [
    digest.slice(0, 8),
    digest.slice(8, 12),
    `8${digest.slice(13, 16)}`,
    `${variant}${digest.slice(17, 20)}`,
  ];
  return [...parts, digest.slice(20, 32)].join('-');
}

function assertCount(count: number): void {
  const limit = LIMITS.batchItemsMax;
  if (count === 0)
    throw new RequestError('items_missing', '/orders: expected at least 1 order, got none.', { field: '/orders' });
  if (count <= limit) return;
  const message = `/orders: expected at most ${limit} orders, got ${count}.`;
  throw new RequestError('items_too_many', message, { field: '/orders', details: { limit } });
}
