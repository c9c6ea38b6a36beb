/**
 * The dialect and its routes, one line each. Whatever a route does is in the file it names.
 * Paths are the vendor's; the server matches them without regard to case, trailing and doubled slashes.
 * A route that is added here is served, listed by `bulkhead routes` and limited by its scope; nothing else knows it.
 */
import type { Dialect, Route } from '../dialect.ts';
import { authenticate } from './auth.ts';
import { readOneOrder, writeOneOrder } from './create-order.ts';
import { readOrders, writeOrders } from './create-orders.ts';
import { customerRoutes } from './customers.ts';
import { answerHeaders, writeFailure } from './failures.ts';
import { getOrder, readDeletion, writeDeletion } from './find-order.ts';
import { fulfillmentRoutes } from './fulfillments.ts';
import { labelRoutes } from './labels.ts';
import { listByTag } from './list-by-tag.ts';
import { listOrders } from './list-orders.ts';
import { readMasters } from './master-wires.ts';
import { masterRoutes } from './masters.ts';
import { orderOperations } from './order-operations.ts';
import { orderTable } from './order-table.ts';
import { productRoutes } from './products.ts';
import { rateRoutes } from './rates.ts';
import { readOrder } from './read.ts';
import { reference } from './reference.ts';
import { settingsKnown, settingsOf } from './settings.ts';
import { shipmentRoutes } from './shipments.ts';
import { storeRoutes } from './stores.ts';
import { warehouseRoutes } from './warehouses.ts';
import { getWebhook, listWebhooks, subscribe, unsubscribe, webhookShape } from './webhooks.ts';

const routes: readonly Route[] = [
  {
    kind: 'batch',
    method: 'POST',
    path: '/orders/createorders',
    scope: 'write',
    read: readOrders,
    write: writeOrders,
  },
  {
    kind: 'batch',
    method: 'POST',
    path: '/orders/createorder',
    scope: 'write',
    read: readOneOrder,
    write: writeOneOrder,
  },
  { kind: 'query', method: 'GET', path: '/orders', scope: 'read', answer: listOrders },
  { kind: 'query', method: 'GET', path: '/orders/list', scope: 'read', answer: listOrders },
  { kind: 'query', method: 'GET', path: '/orders/listbytag', scope: 'read', answer: listByTag },
  ...orderOperations,
  ...labelRoutes,
  { kind: 'query', method: 'GET', path: '/orders/{orderId}', scope: 'read', answer: getOrder },
  {
    kind: 'batch',
    method: 'DELETE',
    path: '/orders/{orderId}',
    scope: 'write',
    read: readDeletion,
    write: writeDeletion,
  },
  ...rateRoutes,
  ...shipmentRoutes,
  ...fulfillmentRoutes,
  ...customerRoutes,
  ...productRoutes,
  ...masterRoutes,
  ...storeRoutes,
  ...warehouseRoutes,
  { kind: 'query', method: 'GET', path: '/webhooks', scope: 'read', answer: listWebhooks },
  { kind: 'query', method: 'GET', path: '/webhooks/{webhookId}', scope: 'read', answer: getWebhook },
  { kind: 'query', method: 'POST', path: '/webhooks/subscribe', scope: 'write', answer: subscribe },
  { kind: 'query', method: 'DELETE', path: '/webhooks/{webhookId}', scope: 'write', answer: unsubscribe },
];

export const shipstation: Dialect = {
  name: 'shipstation',
  routes,
  settings: settingsKnown,
  example: {
    path: '/orders/createorders',
    body: [
      {
        orderNumber: '1001',
        orderKey: 'first-order',
        orderDate: '2026-11-20 09:30:00',
        orderStatus: 'awaiting_shipment',
        billTo: { name: 'Ada Berg' },
        shipTo: {
          name: 'Ada Berg',
          street1: '1 Harbor Street',
          city: 'Portland',
          state: 'OR',
          postalCode: '97201',
          country: 'US',
        },
        items: [{ sku: 'MUG-01', name: 'Mug', quantity: 2, unitPrice: 14.5 }],
      },
    ],
    headers: ({ keyId, secret }) => ({
      Authorization: `Basic ${Buffer.from(`${keyId}:${secret}`).toString('base64')}`,
    }),
  },
  authenticate,
  rows: {
    read: (value, place, account) => readOrder(value, { ...place, zone: settingsOf(account).timeZone }),
    tables: [orderTable],
  },
  writeFailure,
  callsPerMinute: (account) => settingsOf(account).callsPerMinute,
  answerHeaders,
  reference,
  webhooks: webhookShape,
  masters: readMasters,
};
