/**
 * What the reference shows of shipping: labels, rates, shipments, fulfillments. The rest, and how it is shown, is in
 * reference.ts, which takes these rows in; the schemas of what is sent are those that check it (label-wire.ts).
 * A test holds every answer against its row.
 */
import { each, listOf, orNull, shape } from '../answer-shape.ts';
import type { ParameterDoc, RouteDoc } from '../reference.ts';
import { MomentText } from '../schema.ts';
import { Type } from '../type-box.ts';
import { LabelAlone, LabelOfOrder, LabelToVoid, RatesAsked } from './label-wire.ts';
import { Address, Dimensions, InsuranceOptions, Weight } from './reference-answers.ts';

const ShipmentItem = shape(
  {
    orderItemId: 'whole',
    ...each('text?', 'lineItemKey sku'),
    name: 'text',
    imageUrl: 'text?',
    weight: orNull(Weight),
    quantity: 'whole',
    unitPrice: 'number',
    warehouseLocation: 'text?',
    options: listOf(shape(each('text?', 'name value'))),
    productId: 'whole?',
    fulfillmentSku: 'text?',
  },
  'ShipmentItem',
);
const Shipment = shape(
  {
    shipmentId: 'whole',
    orderId: 'whole?',
    ...each('text?', 'orderKey userId customerEmail orderNumber'),
    ...each('text', 'createDate shipDate'),
    ...each('number', 'shipmentCost insuranceCost'),
    trackingNumber: 'text?',
    isReturnLabel: 'flag',
    ...each('text?', 'batchNumber carrierCode serviceCode packageCode confirmation'),
    warehouseId: 'whole?',
    voided: 'flag',
    voidDate: 'text?',
    marketplaceNotified: 'flag',
    notifyErrorMessage: 'text?',
    shipTo: Address,
    weight: Weight,
    dimensions: orNull(Dimensions),
    insuranceOptions: InsuranceOptions,
    advancedOptions: shape({
      ...each('text?', 'billToParty billToAccount billToPostalCode billToCountryCode'),
      storeId: 'whole?',
    }),
    shipmentItems: orNull(listOf(ShipmentItem)),
    ...each('text?', 'labelData formData'),
  },
  'Shipment',
);
const Fulfillment = shape(
  {
    fulfillmentId: 'whole',
    orderId: 'whole?',
    ...each('text?', 'orderNumber userId customerEmail trackingNumber'),
    ...each('text', 'createDate shipDate'),
    ...each('text?', 'voidDate deliveryDate carrierCode fulfillmentProviderCode fulfillmentServiceCode'),
    fulfillmentFee: 'number',
    ...each('flag', 'voidRequested voided marketplaceNotified'),
    notifyErrorMessage: 'text?',
    shipTo: Address,
  },
  'Fulfillment',
);
const page = each('whole', 'total page pages');
const ShipmentPage = shape({ shipments: listOf(Shipment), ...page }, 'ShipmentPage');
const FulfillmentPage = shape({ fulfillments: listOf(Fulfillment), ...page }, 'FulfillmentPage');
const Label = shape(
  {
    shipmentId: 'whole',
    ...each('number', 'shipmentCost insuranceCost'),
    ...each('text?', 'trackingNumber labelData formData'),
  },
  'Label',
);
const Rates = listOf(
  shape({ ...each('text', 'serviceName serviceCode'), ...each('number', 'shipmentCost otherCost') }),
);

const text = (about: string): ParameterDoc => ({ schema: Type.String(), about });
const whole = (about: string): ParameterDoc => ({ schema: Type.Integer({ minimum: 0 }), about });
const time = (about: string): ParameterDoc => ({ schema: MomentText, about });

/** What both lists are asked by. */
const common: Record<string, ParameterDoc> = {
  orderId: whole('The order.'),
  orderNumber: text('The number as a whole, in any case.'),
  recipientName: text("The recipient's name as a whole, in any case."),
  trackingNumber: text('The tracking number.'),
  storeId: whole('The store.'),
  batchId: whole('What one webhook has told of.'),
  createDateStart: time('Made then or later.'),
  createDateEnd: time('Made then or before.'),
  shipDateStart: time('Shipped then or later.'),
  shipDateEnd: time('Shipped then or before.'),
  sortBy: text('ShipDate or CreateDate.'),
  sortDir: text('ASC or DESC.'),
  page: whole('From 1 on.'),
  pageSize: whole('At most 500; 100 by default.'),
};
const shipmentQuery: Record<string, ParameterDoc> = {
  ...common,
  recipientCountryCode: text("The recipient's country."),
  carrierCode: text('The code of the carrier.'),
  serviceCode: text('The code of the service.'),
  customsCountryCode: text('The country of origin of a customs item.'),
  voidDateStart: time('Voided then or later.'),
  voidDateEnd: time('Voided then or before.'),
  includeShipmentItems: text('true: with what is in them.'),
};
const headers = {
  'Idempotency-Key': text('A retry under the same key answers what was done again and does the rest.'),
};

const answering = (summary: string, schema: object, fields: Partial<RouteDoc> = {}): RouteDoc => ({
  summary,
  ...fields,
  answers: { 200: { about: 'As asked.', schema } },
});

export const shippingRoutes: Record<string, RouteDoc> = {
  'POST /orders/createlabelfororder': answering('Create a label for an order', Label, {
    about: 'A label of the built-in test carrier, as a PDF in base64; the order is shipped.',
    body: { schema: LabelOfOrder },
    headers,
  }),
  'POST /shipments/createlabel': answering('Create a label without an order', Shipment, {
    body: { schema: LabelAlone },
    headers,
  }),
  'POST /shipments/voidlabel': answering('Void a label', shape({ approved: 'flag', message: 'text' }), {
    about: 'The order is back in awaiting_shipment when no other label of it stands.',
    body: { schema: LabelToVoid },
    headers,
  }),
  'POST /shipments/getrates': answering('Get rates', Rates, { body: { schema: RatesAsked } }),
  'GET /shipments': answering('List shipments', ShipmentPage, { query: shipmentQuery }),
  'GET /shipments/list': answering('List shipments, by its other name', ShipmentPage, { query: shipmentQuery }),
  'GET /shipments/{shipmentId}': answering('Get a shipment', Shipment),
  'GET /fulfillments': answering('List fulfillments', FulfillmentPage, {
    query: { ...common, fulfillmentId: whole('The fulfillment.') },
  }),
  'GET /fulfillments/{fulfillmentId}': answering('Get a fulfillment', Fulfillment),
};

export const shippingParams: Record<string, ParameterDoc> = {
  shipmentId: whole('The id of a shipment.'),
  fulfillmentId: whole('The id of a fulfillment.'),
};

export const shippingSchemas = [Shipment, ShipmentItem, ShipmentPage, Fulfillment, FulfillmentPage, Label];
