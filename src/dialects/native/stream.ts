/**
 * `POST /orders:stream`: any number of orders, a line each, and an answer for every line while the next ones arrive.
 * Lines are taken in in slices, a few at once. A slice's lines, and so its receipt, follow from the numbers of its
 * lines alone: whoever sends lines again under the same idempotency key finds what they had done.
 * What goes wrong once the answer has begun is its last line.
 */
import { hash, randomUUID } from 'node:crypto';
import type { Batch, BatchItem } from '../../core/batch.ts';
import { inLanes } from '../../core/feed/in-lanes.ts';
import type { TextLine } from '../../core/feed/split-lines.ts';
import { LIMITS } from '../../core/limits.ts';
import { mapInTurns } from '../../core/loop-turn.ts';
import { type Outcome, refusalOf } from '../../core/outcome.ts';
import { RequestError, receiptKeyOf, type StreamAnswer, type StreamContext } from '../dialect.ts';
import { Choice } from '../schema.ts';
import { Type } from '../type-box.ts';
import { closed } from './codec.ts';
import { readJsonLine } from './json-line.ts';
import { doneFields, refusedFields, wireFromOutcome } from './outcome-object.ts';
import { choiceParameter, flagParameter, numberParameter, readQuery } from './parameters.ts';
import { writeFailure } from './problem.ts';
import { readOrder } from './read.ts';
import { batchIdOf } from './read-batch.ts';
import { SliceReader } from './slice-reader.ts';
import { Counts } from './write-batch.ts';

export const NDJSON_TYPE = 'application/x-ndjson';

export const streamParameters = {
  first_line: numberParameter('The number of the first line that is sent; 1 by default.', { from: 1, to: 1e15 }),
  dry_run: flagParameter('Every check of a real call; nothing is kept.'),
  return: choiceParameter('`failed`: lines that were refused, each with its row, and how far all is acknowledged.', [
    'all',
    'failed',
  ]),
};

const line = Type.Integer({ minimum: 0, description: 'The number of the line, from 1.' });
/** One line of the answer. */
export const StreamLine = Type.Union(
  [
    closed({ line, ...doneFields }),
    closed({ line, ...refusedFields, row: Type.Optional(Type.Unknown()) }),
    closed({ line, outcome: Choice(['acknowledged'] as const) }),
    closed({ line, outcome: Choice(['end'] as const), batch_id: Type.String(), counts: Counts }),
    closed({ line, outcome: Choice(['stopped'] as const), problem: Type.Unknown() }),
  ],
  { title: 'StreamLine' },
);

/** Nobody waits longer for a slice to fill while nothing is sent. */
const MOMENT_MS = 10;
const LANES_MAX = 4;
const SLICE_BYTES_MAX = 2 * 1024 * 1024;

/** How a stream is taken in. */
type Terms = { receiptKey: string | null; batchId: string; isDryRun: boolean; isFailedOnly: boolean };
type Slice = Batch & { rows: readonly unknown[]; lastLine: number };

export async function streamOrders(context: StreamContext): Promise<StreamAnswer> {
  const { first_line = 1, dry_run = false, return: told = 'all' } = readQuery(context.request.query, streamParameters);
  const receiptKey = receiptKeyOf(context.request);
  const batchId = receiptKey === null ? randomUUID() : batchIdOf(receiptKey);
  const terms = { receiptKey, batchId, isDryRun: dry_run, isFailedOnly: told === 'failed' };
  return { status: 200, contentType: NDJSON_TYPE, body: answerLines(context, terms, first_line) };
}

async function* answerLines(context: StreamContext, terms: Terms, firstLine: number): AsyncGenerator<string> {
  const counts = { created: 0, replaced: 0, kept: 0, refused: 0 };
  let lastLine = firstLine - 1;
  try {
    const results = inLanes(readSlices(context, terms, firstLine), {
      lanesMax: LANES_MAX,
      namesOf,
      work: async (slice) => ({ slice, ...(await context.takeIn(slice)) }),
    });
    for await (const { slice, outcomes } of results) {
      lastLine = slice.lastLine;
      for (const { kind } of outcomes) counts[kind] += 1;
      yield linesOf(slice, outcomes, terms);
    }
    if (context.draining.aborted) throw new RequestError('unavailable', 'The server stops; go on with another one.');
    yield jsonLine({ line: lastLine, outcome: 'end', batch_id: terms.batchId, counts });
  } catch (error) {
    const { body } = writeFailure(context.failureOf(error), context.request);
    yield jsonLine({ line: lastLine, outcome: 'stopped', problem: JSON.parse(String(body)) });
  }
}

function readSlices({ input, draining }: StreamContext, terms: Terms, firstLine: number): AsyncIterator<Slice> {
  const bounds = {
    firstLine,
    bytesMax: LIMITS.streamLineBytesMax,
    linesMax: LIMITS.streamSliceLines,
    sliceBytesMax: SLICE_BYTES_MAX,
    momentMs: MOMENT_MS,
  };
  const reader = new SliceReader(input, bounds, draining);
  return {
    async next() {
      const { done, value } = await reader.next();
      return done ? { done, value } : { done: false, value: await sliceOf(value, terms) };
    },
    async return() {
      await reader.return();
      return { done: true, value: undefined };
    },
  };
}

async function sliceOf(lines: readonly TextLine[], { receiptKey, batchId, isDryRun }: Terms): Promise<Slice> {
  const read = await mapInTurns(lines, ({ line: label, bytes }) => readLine(label, bytes));
  const lastLine = lines.at(-1)?.line ?? 0;
  return {
    items: read.map(({ item }) => item),
    rows: read.map(({ row }) => row),
    lastLine,
    receiptKey: receiptKey === null ? null : sliceReceiptKey(receiptKey, lastLine),
    batchId,
    rules: { policy: 'independent', isDryRun, onDuplicate: 'sequence', isRecorded: false },
  };
}

/** No caller's own key looks like it: a stream and a batch under one key are two things. */
function sliceReceiptKey(receiptKey: string, line: number): string {
  const lines = LIMITS.streamSliceLines;
  return `stream\n${hash('sha256', receiptKey, 'base64url')}\n${Math.floor((line - 1) / lines)} of ${lines}`;
}

function readLine(label: number, bytes: Buffer | null): { item: BatchItem; row: unknown } {
  const read = readJsonLine(bytes, LIMITS.streamLineBytesMax);
  if ('value' in read) return { item: readOrder(read.value, { label, pointer: '' }), row: read.value };
  return { item: { label, refusal: refusalOf([read.problem]) }, row: bytes?.toString() ?? null };
}

/** What an order is known by: of two that share a name, the one that was stated first is decided first. */
function* namesOf({ items }: Slice): Generator<string> {
  for (const item of items) {
    if (!('draft' in item)) continue;
    const { orderId, orderKey, isNumberClaimed, content } = item.draft;
    if (orderId !== null) yield `id ${orderId}`;
    if (orderKey !== null) yield `key ${orderKey}`;
    if (isNumberClaimed && content.number !== undefined) yield `number ${content.number}`;
  }
}

function linesOf({ rows, lastLine }: Slice, outcomes: readonly Outcome[], { isFailedOnly }: Terms): string {
  const told = outcomes.map((outcome, position) => {
    if (isFailedOnly && outcome.kind !== 'refused') return '';
    const row = rows[position];
    const { index, ...rest } = wireFromOutcome(outcome, row);
    return jsonLine({ line: index, ...rest, ...(isFailedOnly ? { row } : {}) });
  });
  if (isFailedOnly) told.push(jsonLine({ line: lastLine, outcome: 'acknowledged' }));
  return told.join('');
}

function jsonLine(value: object): string {
  return `${JSON.stringify(value)}\n`;
}
