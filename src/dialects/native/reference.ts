/**
 * What the reference shows of this API: the words, and the schemas the routes check and answer by.
 * A route has one row here; a test fails on one that has none, and holds every answer against its row.
 * Rendered by dialects/openapi.ts.
 */
import { LIMITS } from '../../core/limits.ts';
import type { AnswerDoc, DialectReference, ParameterDoc, RouteDoc } from '../reference.ts';
import { Type } from '../type-box.ts';
import { importDocSchemas, importDocs, importParams } from './import-routes.ts';
import { ListAnswer, listParameters } from './list-orders.ts';
import { OPERATIONS, type OperationRow } from './operations.ts';
import {
  DoneAnswer,
  ItemError,
  OrderRefAnswer,
  OutcomeAnswer,
  RefusedOutcome,
  TakenOutcome,
} from './outcome-object.ts';
import { docsOf } from './parameter-docs.ts';
import { PROBLEM_TYPE } from './problem.ts';
import { BatchBody, batchParameters } from './read-batch.ts';
import { BatchRecordAnswer } from './read-batches.ts';
import { EVENT_STREAM_TYPE, EventObject, EventsAnswer, eventParameters } from './read-events.ts';
import { LimitsAnswer } from './read-limits.ts';
import { HistoryAnswer, historyParameters } from './read-orders.ts';
import { singleParameters } from './single.ts';
import { stateParts } from './state.ts';
import { NDJSON_TYPE, StreamLine, streamParameters } from './stream.ts';
import { webhookParams, webhookRoutes, webhookSchemas } from './webhook-reference.ts';
import { OrderAnswer, OrderBody, OrderId, parts } from './wire.ts';
import { BatchAnswer, BatchProblem, Counts } from './write-batch.ts';

const Problem = Type.Object(
  {
    type: Type.String(),
    title: Type.String(),
    status: Type.Integer(),
    detail: Type.String(),
    code: Type.String({ description: 'Stable; the name to program against.' }),
    retryable: Type.Boolean({ description: 'Whether the same request may succeed later.' }),
    request_id: Type.String(),
    field: Type.Optional(Type.String({ description: 'A parameter, a header, or a JSON Pointer into the body.' })),
    errors: Type.Optional(Type.Array(ItemError)),
    limit: Type.Optional(Type.Integer({ description: 'The bound that was passed.' })),
    state: Type.Optional(Type.String({ description: 'The state it is in.' })),
    uploaded_bytes: Type.Optional(Type.Integer({ description: 'Of the file of an import.' })),
  },
  { title: 'Problem' },
);

const etag: ParameterDoc = { schema: Type.String(), about: 'The revision, as an entity tag.' };
const idempotencyKey: ParameterDoc = {
  schema: Type.String({ minLength: 1, maxLength: LIMITS.receiptKeyCharsMax }),
  about: 'A retry under the same key answers what was done again and does the rest. Kept for a week.',
};
const ifMatch: ParameterDoc = { schema: Type.String(), about: 'The entity tag the order must have.' };
const ifNoneMatch: ParameterDoc = { schema: Type.String(), about: '`*`: there must be no such order yet.' };

const done: AnswerDoc = { about: 'What became of the order.', schema: DoneAnswer, headers: { ETag: etag } };
const single = { query: docsOf(singleParameters), headers: { 'Idempotency-Key': idempotencyKey, 'If-Match': ifMatch } };

const routes: Record<string, RouteDoc> = {
  'POST /orders:batch': {
    summary: 'Take in a batch of orders',
    about: `Up to ${LIMITS.batchItemsMax} orders, each with its own answer in the order they were sent.`,
    query: docsOf(batchParameters),
    headers: { 'Idempotency-Key': idempotencyKey },
    body: { schema: BatchBody },
    answers: {
      200: { about: 'What became of every order.', schema: BatchAnswer },
      422: {
        about: 'An all-or-nothing batch was refused, or the body as a whole; nothing was stored.',
        schema: Type.Union([BatchProblem, Problem]),
        contentType: PROBLEM_TYPE,
      },
    },
  },
  'POST /orders:stream': {
    summary: 'Stream orders',
    about:
      'NDJSON in, an order a line; NDJSON out, an answer a line, in their order, while the next ones arrive. An answered ' +
      'line is committed, and so are all before it. After a cut, go on with the first line that was not answered.',
    query: docsOf(streamParameters),
    headers: { 'Idempotency-Key': idempotencyKey },
    body: { schema: OrderBody, contentType: NDJSON_TYPE },
    answers: { 200: { about: 'Lines; the last one says `end`.', schema: StreamLine, contentType: NDJSON_TYPE } },
  },
  'POST /orders': {
    summary: 'State one order',
    about: 'Creates it, or replaces the one that its key or id names.',
    query: single.query,
    headers: { ...single.headers, 'If-None-Match': ifNoneMatch },
    body: { schema: OrderBody },
    answers: {
      200: { ...done, about: 'The order was replaced, or is kept as it was.' },
      201: {
        ...done,
        about: 'The order was created.',
        headers: { ETag: etag, Location: { schema: Type.String(), about: 'Where it is read.' } },
      },
    },
  },
  'PUT /orders/{orderId}': {
    summary: 'Replace one order',
    ...single,
    headers: { ...single.headers, 'If-None-Match': ifNoneMatch },
    body: { schema: OrderBody },
    answers: { 200: done },
  },
  'DELETE /orders/{orderId}': { summary: 'Delete one order', ...single, answers: { 200: done } },
  ...Object.fromEntries(OPERATIONS.map((row) => [`POST /orders/{orderId}:${row.name}`, operationDoc(row)])),
  'GET /orders': {
    summary: 'List orders',
    about: 'Page after page by a cursor. Prepared orders are listed only by their status.',
    query: docsOf(listParameters),
    answers: { 200: { about: 'A page.', schema: ListAnswer } },
  },
  'GET /orders/{orderId}': {
    summary: 'Read one order',
    headers: { 'If-None-Match': { schema: Type.String(), about: 'Entity tags the caller has already.' } },
    answers: {
      200: { about: 'The order.', schema: OrderAnswer, headers: { ETag: etag } },
      304: { about: 'It is as the caller has it.', headers: { ETag: etag } },
    },
  },
  'GET /orders/{orderId}/history': {
    summary: "Read an order's history",
    about: 'Every revision: when and by which batch it was made, and what it changed.',
    query: docsOf(historyParameters),
    answers: { 200: { about: 'The latest revisions, oldest first.', schema: HistoryAnswer } },
  },
  'GET /batches/{batchId}': {
    summary: 'Ask what became of a batch',
    about: 'Its orders are listed by `batch_id`.',
    answers: { 200: { about: 'The record of the batch.', schema: BatchRecordAnswer } },
  },
  'GET /events': {
    summary: 'Follow what happens to orders',
    about:
      'In the order of the commits. Keep `next` and ask again; `wait` makes it a long poll, `Accept: text/event-stream` server-sent ' +
      'events, whose ids are cursors.',
    query: docsOf(eventParameters),
    headers: {
      'Last-Event-ID': { schema: Type.String(), about: 'Of server-sent events: the last one that was told.' },
    },
    answers: {
      200: { about: 'What has happened since.', schema: EventsAnswer, also: { [EVENT_STREAM_TYPE]: Type.String() } },
    },
  },
  'GET /limits': { summary: 'Read every limit', answers: { 200: { about: 'The limits.', schema: LimitsAnswer } } },
  ...importDocs,
  ...webhookRoutes,
};

export const reference: DialectReference = {
  title: 'Bulkhead',
  about:
    "Bulkhead's own API. Names that are not known are refused; null and absent are the same; amounts are decimals, " +
    'times bear an offset or a zone. Answers may gain members and enumerations values; nothing else changes below /v1.',
  security: { secret: { type: 'http', scheme: 'bearer', description: 'The secret of an API key.' } },
  params: {
    orderId: { schema: OrderId, about: 'The id of an order.' },
    batchId: { schema: Type.String(), about: 'The `batch_id` of an answer.' },
    ...importParams,
    ...webhookParams,
  },
  routes,
  failure: { about: 'A failure of the request as a whole (RFC 9457).', schema: Problem, contentType: PROBLEM_TYPE },
  schemas: [
    OrderAnswer,
    OrderBody,
    ...parts.flatMap(({ answer, schema }) => [answer, schema]),
    ...stateParts.map(({ answer }) => answer),
    ListAnswer,
    HistoryAnswer,
    DoneAnswer,
    OrderRefAnswer,
    BatchBody,
    BatchAnswer,
    Counts,
    OutcomeAnswer,
    TakenOutcome,
    RefusedOutcome,
    ItemError,
    BatchRecordAnswer,
    EventsAnswer,
    EventObject,
    LimitsAnswer,
    StreamLine,
    ...importDocSchemas,
    ...webhookSchemas,
    StreamLine,
    Problem,
  ],
};

function operationDoc({ about, body, name }: OperationRow): RouteDoc {
  const isOptional = !('required' in body) || (body.required as readonly string[]).length === 0;
  const summary = `${name.charAt(0).toUpperCase()}${name.slice(1)} one order`;
  return { summary, about, ...single, body: { schema: body, isOptional }, answers: { 200: done } };
}
