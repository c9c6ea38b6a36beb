/**
 * The rows of the reference about returns, with the schemas of what they answer: keys are always there, null where the
 * vendor's examples have null. Held to what is printed by the test that walks the reference.
 * A part of reference.ts.
 */
import { each, listOf, shape } from '../answer-shape.ts';
import type { RouteDoc } from '../reference.ts';
import { Type } from '../type-box.ts';
import { created, reading, text, whole, window, writing } from './reference-rows.ts';
import { ReturnBody, ReturnChangeBody } from './return-wire.ts';

const ok = { status: Type.Literal('ok') };

const ReturnProduct = shape({
  ...each('whole', 'returnLineId shipmentLineId orderLineId productId variantId'),
  productName: 'text',
  ...each('text?', 'productBrand variantName size'),
  ...each('text', 'sku variantSku sizeSku ean upc'),
  quantity: 'whole',
  price: 'number',
});
const Return = shape(
  {
    returnId: 'whole',
    completed: 'flag',
    shipment: 'text',
    ...each('whole', 'shipmentId orderId'),
    selectionId: 'text',
    customerId: 'whole',
    date: 'text',
    ...each('whole', 'marketId pricelistId'),
    ...each('number', 'returnCost shippingCost handlingCost voucherValue taxValue taxDeduction'),
    ...each('text', 'currency baseCurrency'),
    baseCurrencyRate: 'number',
    returnToStock: 'flag',
    comment: 'text?',
    createdFrom: 'text',
    products: listOf(ReturnProduct),
  },
  'Return',
);
const Returned = shape({
  ...ok,
  return: 'whole',
  returnCompleted: 'flag',
  returnedItems: listOf('text'),
  'refund?': shape({ status: 'text', 'msg?': 'text' }),
});

export const returnRoutes: Record<string, RouteDoc> = {
  'POST /return': writing('Create a return', Returned, { schema: ReturnBody }),
  'GET /returns': reading('List returns', shape({ ...ok, returns: listOf(Return) }), {
    return: whole('Only this one.'),
    order: whole('Of this order.'),
    shipment: text('Of this shipment, such as 83651-1.'),
    selection: text('Of the order with this selection.'),
    customer_id: whole('Of this customer.'),
    page: whole('From 1 on; instead of offset.'),
    ...created,
    ...window,
  }),
  'PUT /returns/{returnId}': writing('Complete or refund a return', shape({ ...ok, return: Return }), {
    schema: ReturnChangeBody,
  }),
};

export const returnSchemas = [Return];
