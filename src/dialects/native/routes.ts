/**
 * The dialect and its routes, one line each, served below `/v1`. Whatever a route does is in the file it names.
 * The SDK, the command line and the console speak this one.
 * What a route is documented as stands in reference.ts.
 */
import type { BatchRoute, Dialect, QueryRoute, Route, Usage } from '../dialect.ts';
import { authenticate } from './auth.ts';
import { importRoutes } from './import-routes.ts';
import { listOrders } from './list-orders.ts';
import { OPERATIONS, readDeletion, readerOf } from './operations.ts';
import { writeFailure } from './problem.ts';
import { readOrder } from './read.ts';
import { readBatch } from './read-batch.ts';
import { getBatch } from './read-batches.ts';
import { listEvents } from './read-events.ts';
import { getLimits } from './read-limits.ts';
import { getHistory, getOrder } from './read-orders.ts';
import { reference } from './reference.ts';
import { writeOne } from './single.ts';
import { readPost, readPut } from './state-order.ts';
import { streamOrders } from './stream.ts';
import { tableFields } from './table-fields.ts';
import { listDeliveries, pingWebhook, replayWebhook, resendDelivery } from './webhook-calls.ts';
import { webhookShape } from './webhook-shape.ts';
import { addWebhook, changeWebhook, getWebhook, listWebhooks, removeWebhook, rotateSecret } from './webhooks.ts';
import { writeBatch } from './write-batch.ts';

const writing = (fields: Pick<BatchRoute, 'method' | 'path' | 'read'> & Partial<BatchRoute>): BatchRoute => ({
  kind: 'batch',
  scope: 'write',
  write: writeOne,
  ...fields,
});
const reading = (path: string, answer: QueryRoute['answer']): QueryRoute => ({
  kind: 'query',
  scope: 'read',
  method: 'GET',
  path,
  answer,
});
/** Of what is no order: it takes no part in batches. */
const keeping = (method: QueryRoute['method'], path: string, answer: QueryRoute['answer']): QueryRoute => ({
  kind: 'query',
  scope: 'write',
  method,
  path,
  answer,
});

const routes: readonly Route[] = [
  writing({ method: 'POST', path: '/orders:batch', read: readBatch, write: writeBatch }),
  { kind: 'stream', scope: 'write', method: 'POST', path: '/orders:stream', answer: streamOrders, hasReceipts: true },
  writing({ method: 'POST', path: '/orders', read: readPost }),
  writing({ method: 'PUT', path: '/orders/{orderId}', read: readPut }),
  writing({ method: 'DELETE', path: '/orders/{orderId}', read: readDeletion }),
  ...OPERATIONS.map((row) => writing({ method: 'POST', path: `/orders/{orderId}:${row.name}`, read: readerOf(row) })),
  reading('/orders', listOrders),
  reading('/orders/{orderId}', getOrder),
  reading('/orders/{orderId}/history', getHistory),
  reading('/batches/{batchId}', getBatch),
  reading('/events', listEvents),
  reading('/limits', getLimits),
  ...importRoutes,
  reading('/webhooks', listWebhooks),
  keeping('POST', '/webhooks', addWebhook),
  reading('/webhooks/{webhookId}', getWebhook),
  keeping('PATCH', '/webhooks/{webhookId}', changeWebhook),
  keeping('DELETE', '/webhooks/{webhookId}', removeWebhook),
  keeping('POST', '/webhooks/{webhookId}:rotate', rotateSecret),
  keeping('POST', '/webhooks/{webhookId}:ping', pingWebhook),
  keeping('POST', '/webhooks/{webhookId}:replay', replayWebhook),
  reading('/webhooks/{webhookId}/deliveries', listDeliveries),
  keeping('POST', '/webhooks/{webhookId}/deliveries/{deliveryId}:resend', resendDelivery),
];

export const native: Dialect = {
  name: 'native',
  prefix: 'v1',
  routes,
  example: {
    path: '/orders:batch',
    body: {
      orders: [
        {
          key: 'my-first-order',
          number: '1001',
          currency: 'EUR',
          placed_at: '2026-11-20T09:30:00+01:00',
          ship_to: {
            name: 'Ada Berg',
            street1: 'Hamngatan 1',
            city: 'Stockholm',
            postal_code: '111 47',
            country: 'SE',
          },
          lines: [{ sku: 'MUG-01', name: 'Mug', quantity: 2, unit_price: '14.50' }],
        },
      ],
    },
    headers: ({ secret }) => ({ Authorization: `Bearer ${secret}` }),
  },
  authenticate,
  writeFailure,
  answerHeaders,
  reference,
  rows: { read: readOrder, fields: tableFields },
  webhooks: webhookShape,
};

/** As in the draft of the RateLimit header fields: what is allowed, and what is left of it. */
function answerHeaders({ limit, remaining, resetSeconds }: Usage): Record<string, string> {
  return { 'ratelimit-policy': `"key";q=${limit};w=60`, ratelimit: `"key";r=${remaining};t=${resetSeconds}` };
}
