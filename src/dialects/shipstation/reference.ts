/**
 * What the reference shows of this wire: one row a route, in the vendor's names, with the schemas the bodies are
 * checked by. Names match in any case and read-only fields are taken (quirks 2 and 3); the schemas show one spelling.
 * A test fails on a route without a row, and holds every answer against its row.
 */
import { listOf } from '../answer-shape.ts';
import type { DialectReference, ParameterDoc, RouteDoc } from '../reference.ts';
import { MomentText } from '../schema.ts';
import { Type } from '../type-box.ts';
import { StatedStore, Warehouse as StatedWarehouse } from './master-wires.ts';
import { Funds } from './masters.ts';
import { orderOperations } from './order-operations.ts';
import { StatedProduct } from './product-wire.ts';
import * as answers from './reference-answers.ts';
import { shippingParams, shippingRoutes, shippingSchemas } from './reference-shipping.ts';
import { StoreRefresh, StoreSwitch } from './stores.ts';
import { Subscription } from './webhooks.ts';
import { Order as StatedOrder } from './wire.ts';

const text = (about: string): ParameterDoc => ({ schema: Type.String(), about });
const whole = (about: string): ParameterDoc => ({ schema: Type.Integer({ minimum: 0 }), about });
const time = (about: string): ParameterDoc => ({ schema: MomentText, about });
const required = (doc: ParameterDoc): ParameterDoc => ({ ...doc, isRequired: true });

const orderStatus = text(
  'awaiting_payment, awaiting_shipment, pending_fulfillment, shipped, on_hold, cancelled or rejected_fulfillment.',
);
const paging = { page: whole('From 1 on.'), pageSize: whole('At most 500; 100 by default.') };

const listQuery: Record<string, ParameterDoc> = {
  customerName: text('As a whole, in any case.'),
  itemKeyword: text("Part of an item's SKU, name or option."),
  orderNumber: text('The start of the number.'),
  orderStatus,
  storeId: whole('The store.'),
  customsCountryCode: text('The country of origin of a customs item.'),
  importBatch: text('What one webhook has told of.'),
  createDateStart: time('Created then or later.'),
  createDateEnd: time('Created then or before.'),
  modifyDateStart: time('Changed then or later.'),
  modifyDateEnd: time('Changed then or before.'),
  orderDateStart: time('Placed then or later.'),
  orderDateEnd: time('Placed then or before.'),
  paymentDateStart: time('Paid then or later.'),
  paymentDateEnd: time('Paid then or before.'),
  sortBy: text('OrderDate, ModifyDate or CreateDate.'),
  sortDir: text('ASC or DESC.'),
  ...paging,
};

/** Ours, on every writing route. */
const headers = {
  'Idempotency-Key': text('A retry under the same key answers what was done again and does the rest.'),
};

const reading = (summary: string, schema: object, query: RouteDoc['query'] = {}): RouteDoc => ({
  summary,
  query,
  answers: { 200: { about: 'As asked.', schema } },
});
const writing = (summary: string, schema: object, body?: object): RouteDoc => ({
  summary,
  ...(body === undefined ? {} : { body: { schema: body } }),
  answers: { 200: { about: 'It is done.', schema } },
});

const SUMMARIES: Readonly<Record<string, string>> = {
  '/orders/addtag': 'Add a tag to an order',
  '/orders/removetag': 'Take a tag off an order',
  '/orders/holduntil': 'Hold an order until a date',
  '/orders/restorefromhold': 'Restore an order from its hold',
  '/orders/markasshipped': 'Mark an order as shipped',
  '/orders/markshipped': 'Mark an order as shipped, by its other name',
  '/orders/assignuser': 'Assign a user to orders',
  '/orders/unassignuser': 'Unassign the user of orders',
};

const operations = orderOperations.map(({ path, body }): [string, RouteDoc] => {
  const isShipping = path.endsWith('shipped');
  const doc = writing(SUMMARIES[path] ?? path, isShipping ? answers.MarkedAsShipped : answers.Said, body);
  return [`POST ${path}`, { ...doc, headers }];
});

const carrierCode = { carrierCode: required(text('The code of a carrier.')) };
const refreshing = {
  storeId: whole('The store; all of them when it is absent.'),
  refreshDate: time('From when on.'),
};
const showInactive = { showInactive: text('true: the inactive ones too.') };

const routes: Record<string, RouteDoc> = {
  'POST /orders/createorders': {
    ...writing(
      'Create or update many orders',
      answers.Results,
      Type.Array(StatedOrder, { minItems: 1, maxItems: 100 }),
    ),
    about: 'An array of at most 100 orders, each with its own result.',
    headers,
  },
  'POST /orders/createorder': { ...writing('Create or update an order', answers.Order, StatedOrder), headers },
  'GET /orders': reading('List orders', answers.OrderPage, listQuery),
  'GET /orders/list': reading('List orders, by its other name', answers.OrderPage, listQuery),
  'GET /orders/listbytag': reading('List orders by tag', answers.OrderPage, {
    orderStatus: required(orderStatus),
    tagId: required(whole('The tag.')),
    ...paging,
  }),
  ...Object.fromEntries(operations),
  ...shippingRoutes,
  'GET /orders/{orderId}': reading('Get an order', answers.Order),
  'DELETE /orders/{orderId}': { ...writing('Delete an order', answers.Said), headers },
  'GET /customers': reading('List customers', answers.CustomerPage, {
    stateCode: text('The state of the address.'),
    countryCode: text('The country of the address.'),
    marketplaceId: whole('The marketplace of the store.'),
    tagId: whole('The tag.'),
    sortBy: text('Name, ModifyDate or CreateDate.'),
    sortDir: text('ASC or DESC.'),
    ...paging,
  }),
  'GET /customers/{customerId}': reading('Get a customer', answers.Customer),
  'GET /products': reading('List products', answers.ProductPage, {
    sku: text('The SKU.'),
    name: text('The name as a whole, in any case.'),
    productCategoryId: whole('The category.'),
    productTypeId: whole('The type.'),
    tagId: whole('The tag.'),
    upc: text('The UPC.'),
    startDate: time('Made then or later.'),
    endDate: time('Made then or before.'),
    ...showInactive,
    sortBy: text('SKU, ModifyDate or CreateDate.'),
    sortDir: text('ASC or DESC.'),
    ...paging,
  }),
  'GET /products/{productId}': reading('Get a product', answers.Product),
  'PUT /products/{productId}': writing('Update a product', answers.Said, StatedProduct),
  'GET /accounts/listtags': reading('List tags', answers.Tags),
  'GET /users': reading('List users', answers.Users, showInactive),
  'GET /stores': reading('List stores', listOf(answers.Store), {
    ...showInactive,
    marketplaceId: whole('The marketplace.'),
  }),
  'GET /stores/{storeId}': reading('Get a store', answers.Store),
  'PUT /stores/{storeId}': writing('Update a store', answers.Store, StatedStore),
  'GET /stores/marketplaces': reading('List marketplaces', answers.Marketplaces),
  'GET /stores/getrefreshstatus': reading('Tell when a store was refreshed', answers.RefreshStatus, {
    storeId: required(whole('The store.')),
  }),
  'GET /stores/refreshstore': reading(
    'Refresh a store, the older way',
    Type.Union([listOf(answers.Store), answers.Store]),
    refreshing,
  ),
  'POST /stores/refreshstore': writing('Refresh a store', answers.Said, StoreRefresh),
  'POST /stores/refresh': { ...writing('Refresh a store, by its other name', answers.Said), query: refreshing },
  'POST /stores/deactivate': writing('Deactivate a store', answers.Said, StoreSwitch),
  'POST /stores/reactivate': writing('Reactivate a store', answers.Said, StoreSwitch),
  'GET /carriers': reading('List carriers', Type.Union([listOf(answers.Carrier), answers.Carrier]), {
    carrierCode: text('Only this one, as an object.'),
  }),
  'GET /carriers/getcarrier': reading('Get a carrier', answers.Carrier, carrierCode),
  'GET /carriers/{carrierCode}': reading('Get a carrier, by its path', answers.Carrier),
  'GET /carriers/listpackages': reading("List a carrier's packages", answers.Offers, carrierCode),
  'GET /carriers/listservices': reading("List a carrier's services", answers.Offers, carrierCode),
  'POST /carriers/addfunds': writing("Raise a carrier's balance", answers.Carrier, Funds),
  'GET /warehouses': reading('List warehouses', listOf(answers.Warehouse)),
  'GET /warehouses/{warehouseId}': reading('Get a warehouse', answers.Warehouse),
  'POST /warehouses/createwarehouse': writing('Create a warehouse', answers.Warehouse, StatedWarehouse),
  'PUT /warehouses/{warehouseId}': writing('Update a warehouse', answers.Said, StatedWarehouse),
  'DELETE /warehouses/{warehouseId}': writing('Delete a warehouse', answers.Said),
  'GET /webhooks': reading('List webhooks', answers.Webhooks),
  'GET /webhooks/{webhookId}': reading('Get a webhook', answers.Webhook),
  'POST /webhooks/subscribe': {
    summary: 'Subscribe to a webhook',
    body: { schema: Subscription },
    answers: { 201: { about: 'Subscribed.', schema: answers.Subscribed } },
  },
  'DELETE /webhooks/{webhookId}': {
    summary: 'Unsubscribe from a webhook',
    answers: { 200: { about: 'Unsubscribed.' } },
  },
};

export const reference: DialectReference = {
  title: 'ShipStation V1, as Bulkhead speaks it',
  about:
    "For clients written for that contract. What is ours and what is the vendor's is listed in the README of the dialect.",
  security: { basic: { type: 'http', scheme: 'basic', description: 'The key and the secret of an API key.' } },
  params: {
    orderId: whole('The id of an order.'),
    ...shippingParams,
    customerId: whole('The id of a customer.'),
    productId: whole('The id of a product.'),
    storeId: whole('The id of a store.'),
    carrierCode: text('The code of a carrier, or its number as a shipping provider.'),
    warehouseId: whole('The id of a warehouse.'),
    webhookId: whole('The id of a webhook.'),
  },
  routes,
  failure: { about: 'A failure of the request as a whole.', schema: answers.Failure, isTextToo: true },
  schemas: [...answers.schemas, ...shippingSchemas],
};
