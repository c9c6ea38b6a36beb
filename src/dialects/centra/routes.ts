/**
 * The dialect and its routes, one line each. Whatever a route does is in the file it names.
 * Paths are the vendor's, with their odd singulars and plurals; the server matches them without regard to case and
 * trailing slashes.
 */
import type { Dialect, Route } from '../dialect.ts';
import { authenticate } from './auth.ts';
import { readCompletion, writeCompletion } from './complete-order.ts';
import { writeFailure } from './failures.ts';
import { listOrders } from './list-orders.ts';
import { listProducts, listStock } from './list-products.ts';
import { readOrder, readOrders } from './read.ts';
import { settingsKnown } from './settings.ts';
import { readUpdate, writeUpdate } from './update-order.ts';
import { updateStock } from './update-stock.ts';
import { writeOrder, writeOrders } from './write.ts';

const routes: readonly Route[] = [
  { kind: 'batch', method: 'POST', path: '/order', scope: 'write', read: readOrder, write: writeOrder },
  { kind: 'batch', method: 'POST', path: '/orders', scope: 'write', read: readOrders, write: writeOrders },
  {
    kind: 'batch',
    method: 'POST',
    path: '/order/{orderId}',
    scope: 'write',
    read: readCompletion,
    write: writeCompletion,
  },
  { kind: 'query', method: 'GET', path: '/orders', scope: 'read', answer: listOrders },
  { kind: 'batch', method: 'PUT', path: '/orders', scope: 'write', read: readUpdate, write: writeUpdate },
  { kind: 'query', method: 'GET', path: '/products', scope: 'read', answer: listProducts },
  { kind: 'query', method: 'GET', path: '/stock', scope: 'read', answer: listStock },
  { kind: 'query', method: 'POST', path: '/stock', scope: 'write', answer: updateStock },
];

export const centra: Dialect = {
  name: 'centra',
  routes,
  settings: settingsKnown,
  example: {
    path: '/orders',
    body: {
      'first-order': {
        address: { email: 'ada@example.com', country: 'SE', firstName: 'Ada', lastName: 'Berg', city: 'Uppsala' },
        products: [{ sku: 'MUG-01', qty: 2, unitPrice: 14.5 }],
      },
    },
    headers: ({ secret }) => ({ 'API-Authorization': secret }),
  },
  authenticate,
  writeFailure,
};
