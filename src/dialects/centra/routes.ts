/**
 * The dialect and its routes, one line each. Whatever a route does is in the file it names.
 * Paths are the vendor's, with their odd singulars and plurals; the server matches them without regard to case and
 * trailing slashes.
 */
import type { Dialect, DialectSetting, Route } from '../dialect.ts';
import { authenticate } from './auth.ts';
import { readCompletion, writeCompletion } from './complete-order.ts';
import { listCustomers, readAnonymization, readCustomer, updateCustomer, writeAnonymization } from './customers.ts';
import { writeFailure } from './failures.ts';
import { listAllocations } from './list-allocations.ts';
import { listOrders } from './list-orders.ts';
import { listProducts, listStock } from './list-products.ts';
import { listReturns } from './list-returns.ts';
import { listShipments, readShipment } from './list-shipments.ts';
import {
  listDeliveries,
  listSupplierOrders,
  readDelivery,
  readDeliveryDetails,
  readSupplierOrder,
} from './list-supplies.ts';
import { withCustomers } from './order-customers.ts';
import { guarded, nameOfRoute } from './plugin.ts';
import { readOrder, readOrders, readRow } from './read.ts';
import { receiveByCode, receiveBySku } from './receive-delivery.ts';
import { reference } from './reference.ts';
import { settingsKnown } from './settings.ts';
import { readUpdate, writeUpdate } from './update-order.ts';
import { updateStock } from './update-stock.ts';
import { cloneVoucher, createVoucher, readVoucher } from './vouchers.ts';
import { webhookShape } from './webhooks.ts';
import { writeOrder, writeOrders } from './write.ts';
import { readAllocationAnswer, readCheckFirst, writeAllocationAnswer, writeCheckFirst } from './write-allocations.ts';
import { readReturn, readReturnChange, writeReturn, writeReturnChange } from './write-returns.ts';
import {
  readCapture,
  readCreation,
  readDeletion,
  readShipmentChange,
  readShipmentCompletion,
  writeCreation,
  writeDeletion,
  writeNumbers,
  writeShipmentChange,
} from './write-shipments.ts';
import { answeringXml } from './xml-answer.ts';

const allRoutes: readonly Route[] = [
  { kind: 'batch', method: 'POST', path: '/order', scope: 'write', read: withCustomers(readOrder), write: writeOrder },
  {
    kind: 'batch',
    method: 'POST',
    path: '/orders',
    scope: 'write',
    read: withCustomers(readOrders),
    write: writeOrders,
  },
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
  { kind: 'query', method: 'GET', path: '/shipments', scope: 'read', answer: listShipments },
  { kind: 'query', method: 'GET', path: '/shipments/{shipmentId}', scope: 'read', answer: readShipment },
  // As its documented example says.
  { kind: 'query', method: 'GET', path: '/shipment/{shipmentId}', scope: 'read', answer: readShipment },
  { kind: 'batch', method: 'POST', path: '/shipments', scope: 'write', read: readCreation, write: writeCreation },
  {
    kind: 'batch',
    method: 'PUT',
    path: '/shipments/{shipmentId}',
    scope: 'write',
    read: readShipmentChange,
    write: writeShipmentChange,
  },
  {
    kind: 'batch',
    method: 'DELETE',
    path: '/shipments/{shipmentId}',
    scope: 'write',
    read: readDeletion,
    write: writeDeletion,
  },
  {
    kind: 'batch',
    method: 'PUT',
    path: '/shipment',
    scope: 'write',
    read: readShipmentCompletion,
    write: writeNumbers,
  },
  { kind: 'batch', method: 'PUT', path: '/capture', scope: 'write', read: readCapture, write: writeNumbers },
  { kind: 'batch', method: 'POST', path: '/return', scope: 'write', read: readReturn, write: writeReturn },
  { kind: 'query', method: 'GET', path: '/returns', scope: 'read', answer: listReturns },
  { kind: 'query', method: 'GET', path: '/customers', scope: 'read', answer: listCustomers },
  { kind: 'query', method: 'GET', path: '/customers/{customerId}', scope: 'read', answer: readCustomer },
  { kind: 'query', method: 'PUT', path: '/customers/{customerId}', scope: 'write', answer: updateCustomer },
  {
    kind: 'batch',
    method: 'PUT',
    path: '/anonymize-customer/{customerId}',
    scope: 'write',
    read: readAnonymization,
    write: writeAnonymization,
    isKeptWhole: true,
  },
  {
    kind: 'batch',
    method: 'PUT',
    path: '/returns/{returnId}',
    scope: 'write',
    read: readReturnChange,
    write: writeReturnChange,
  },
  {
    kind: 'batch',
    method: 'POST',
    path: '/check-first',
    scope: 'write',
    read: readCheckFirst,
    write: writeCheckFirst,
  },
  { kind: 'query', method: 'POST', path: '/voucher', scope: 'write', answer: createVoucher },
  { kind: 'query', method: 'PUT', path: '/voucher/{voucherId}/clone', scope: 'write', answer: cloneVoucher },
  { kind: 'query', method: 'GET', path: '/vouchers/{voucherId}', scope: 'read', answer: readVoucher },
  { kind: 'query', method: 'GET', path: '/allocation-requests', scope: 'read', answer: listAllocations },
  {
    kind: 'batch',
    method: 'PUT',
    path: '/allocation-request',
    scope: 'write',
    read: readAllocationAnswer,
    write: writeAllocationAnswer,
  },
  { kind: 'query', method: 'GET', path: '/supplier-orders', scope: 'read', answer: listSupplierOrders },
  {
    kind: 'query',
    method: 'GET',
    path: '/supplier-orders/{supplierOrderId}',
    scope: 'read',
    answer: readSupplierOrder,
  },
  { kind: 'query', method: 'GET', path: '/supplier-deliveries', scope: 'read', answer: listDeliveries },
  { kind: 'query', method: 'GET', path: '/supplier-deliveries/{deliveryId}', scope: 'read', answer: readDelivery },
  {
    kind: 'query',
    method: 'GET',
    path: '/supplier-deliveries/{deliveryId}/details',
    scope: 'read',
    answer: readDeliveryDetails,
  },
  // The documented examples misspell the path.
  ...(['/supplier-deliveries/{deliveryId}', '/supplier-delivery/{deliveryId}'] as const).flatMap((path): Route[] => [
    { kind: 'query', method: 'POST', path, scope: 'write', answer: receiveByCode },
    { kind: 'query', method: 'POST', path: `${path}/sku`, scope: 'write', answer: receiveBySku },
  ]),
];

/** Which of them a credential may use. */
const endpoints: DialectSetting = {
  kind: 'choices',
  choices: allRoutes.map(nameOfRoute),
  about: 'routes that may be used, others answer 403; all by default',
};

export const centra: Dialect = {
  name: 'centra',
  routes: allRoutes.map(guarded).map(answeringXml),
  settings: { ...settingsKnown, endpoints },
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
  rows: { read: readRow },
  writeFailure,
  reference,
  webhooks: webhookShape,
};
