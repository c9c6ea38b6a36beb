/**
 * What the reference shows of this wire: one row a route, in the vendor's names, with the schemas the bodies are
 * checked by. Errors of the wire answer 200 with `status: "no"` (quirk 2), so every row has both.
 * A test fails on a route without a row, and holds every answer against its row.
 */
import { SHIPMENT_STAGES } from '../../core/shipments/shipment.ts';
import type { DialectReference, ParameterDoc, RouteDoc } from '../reference.ts';
import { Choice } from '../schema.ts';
import { Type } from '../type-box.ts';
import { allocationRoutes, allocationSchemas } from './reference-allocations.ts';
import * as answers from './reference-answers.ts';
import { customerRoutes, customerSchemas } from './reference-customers.ts';
import { returnRoutes, returnSchemas } from './reference-returns.ts';
import { created, date, reading, text, whole, window, writing } from './reference-rows.ts';
import { supplierRoutes, supplierSchemas } from './reference-suppliers.ts';
import { voucherRoutes, voucherSchemas } from './reference-vouchers.ts';
import { CaptureBody, ChangeBody, CreationBody, ShipmentCompletionBody } from './shipment-wire.ts';
import { StockBody } from './update-stock.ts';
import { CompletionBody, OrderBody, UpdateBody } from './wire.ts';

const itemQuery: Record<string, ParameterDoc> = {
  sku: text('The SKU of the size.'),
  ean: text('The EAN.'),
  upc: text('The UPC.'),
  productId: whole('The product.'),
  variantId: whole('The variant.'),
  stockItemId: whole('The size.'),
  market: whole('Sold in this market.'),
  created: date('Created then or later.'),
  modified: date('Changed then or later.'),
  stock_modified: date('Its stock changed then or later.'),
  limit: whole('Rows of a page.'),
  page: whole('From 1 on.'),
};
const routes: Record<string, RouteDoc> = {
  'POST /order': writing('Create an order', answers.Created, { schema: OrderBody }),
  'POST /orders': {
    ...writing('Create many orders', answers.CreatedByName, { schema: Type.Record(Type.String(), OrderBody) }),
    about: 'An object keyed by your own names; every order is answered under its name.',
  },
  'POST /order/{orderId}': writing('Complete an order', answers.Completed, {
    schema: CompletionBody,
    isOptional: true,
  }),
  'GET /orders': reading('List orders', answers.Orders, {
    order: whole('Only this number.'),
    customer_id: whole('Of this customer.'),
    ...created,
    ...window,
  }),
  'PUT /orders': writing('Update the comments and attributes of an order', answers.Updated, { schema: UpdateBody }),
  'GET /products': reading('List products', answers.Products, {
    ...itemQuery,
    include: { schema: Choice(['attributes']), about: 'Taken.' },
  }),
  'GET /stock': reading('List stock', answers.Stock, {
    ...itemQuery,
    exclude: { schema: Choice(['physicalStock']), about: 'Without what is in the house.' },
  }),
  'POST /stock': writing('Set stock', answers.Done, { schema: StockBody }),
  'GET /shipments': reading('List shipments', answers.Shipments, {
    order: whole('Of this order.'),
    status: { schema: Choice(SHIPMENT_STAGES), about: 'goodtogo by default.' },
    ...created,
    ...window,
  }),
  'GET /shipments/{shipmentId}': reading('Get a shipment', answers.Shipments),
  'GET /shipment/{shipmentId}': {
    ...reading('Get a shipment', answers.Shipments),
    about: 'The same, under the path of the documented example.',
  },
  'POST /shipments': writing('Create a shipment', answers.ShipmentMade, { schema: CreationBody }),
  'PUT /shipments/{shipmentId}': writing('Update a shipment', answers.ShipmentChanged, {
    schema: ChangeBody,
    isOptional: true,
  }),
  'DELETE /shipments/{shipmentId}': writing('Delete a shipment', answers.ShipmentRemoved),
  'PUT /shipment': writing('Complete a shipment', answers.ShipmentNumbers, { schema: ShipmentCompletionBody }),
  'PUT /capture': writing('Capture the payment of a shipment', answers.ShipmentNumbers, { schema: CaptureBody }),
  ...returnRoutes,
  ...allocationRoutes,
  ...customerRoutes,
  ...voucherRoutes,
  ...supplierRoutes,
};

export const reference: DialectReference = {
  title: 'Centra Order API, as Bulkhead speaks it',
  about:
    "For clients written for that contract. What is ours and what is the vendor's is listed in the README of the dialect.",
  security: {
    header: { type: 'apiKey', in: 'header', name: 'API-Authorization', description: 'The secret of an API key.' },
    bearer: { type: 'http', scheme: 'bearer', description: 'The same.' },
  },
  params: {
    orderId: text('The number of an order.'),
    shipmentId: text('The id of a shipment, such as 83651-1.'),
    returnId: text('The id of a return.'),
    customerId: text('The id of a customer.'),
    voucherId: text('The id of a voucher.'),
    supplierOrderId: text('The id of an order to a supplier.'),
    deliveryId: text('The id of a delivery, 364, or its number within its order, 957-1.'),
  },
  routes,
  failure: { about: 'A failure that a proxy or a client library must notice.', schema: answers.Failure },
  schemas: [
    ...[...answers.schemas, ...returnSchemas, ...allocationSchemas, ...customerSchemas],
    ...[...voucherSchemas, ...supplierSchemas],
  ],
};
