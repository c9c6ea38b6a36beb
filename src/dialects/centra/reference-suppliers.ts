/**
 * The rows of the reference about suppliers, with the schemas of what they answer: two routes stand there twice, for
 * the documented examples misspell their path.
 * A part of reference.ts.
 */
import { each, listOf, shape } from '../answer-shape.ts';
import type { RouteDoc } from '../reference.ts';
import { Type } from '../type-box.ts';
import { ArrivalBody } from './receive-delivery.ts';
import { DELIVERY_KEYS, itemFields, neighbors } from './reference-answers.ts';
import { reading, whole, writing } from './reference-rows.ts';

const ok = { status: Type.Literal('ok') };
const terms = {
  ...each('text', 'supplierName supplierCountry created ETD ETA message'),
  productsQty: 'whole',
} as const;
const order = { orderId: 'text', ...terms } as const;
const delivery = { ...each('text', 'id orderId deliveryId'), ...terms } as const;
const products = listOf(
  shape({ ...itemFields, upc: 'text', quantity: 'whole', ...each('text', 'cost costCurrency') }, 'SupplierProduct'),
);
const SupplierOrder = shape(order, 'SupplierOrder');
const SupplierDelivery = shape(delivery, 'SupplierDelivery');
const WaitingOrder = shape({
  ...each('text', 'orderId accountId accountName buyer carrier service other paymentTerms shippingTerms poNumber'),
  ...each('text', DELIVERY_KEYS),
  products,
});

const page = { limit: whole('Rows of a page; 500 by default.'), page: whole('From 1 on.') };
const Accepted = shape({ ...ok, 'additionalDelivery?': SupplierDelivery });
const Deliveries = shape({ ...ok, deliveries: listOf(SupplierDelivery), ...neighbors });
const receiving = (by: string): RouteDoc =>
  writing(`Accept a supplier delivery by ${by}`, Accepted, { schema: ArrivalBody });
const misspelled = (row: RouteDoc): RouteDoc => ({
  ...row,
  about: 'The same, under the path of the documented example.',
});

export const supplierRoutes: Record<string, RouteDoc> = {
  'GET /supplier-orders': reading(
    'List confirmed supplier orders',
    shape({ ...ok, orders: listOf(SupplierOrder), ...neighbors }),
    page,
  ),
  'GET /supplier-orders/{supplierOrderId}': reading(
    'Get a supplier order',
    shape({ ...ok, order: shape({ ...order, products }) }),
  ),
  'GET /supplier-deliveries': reading('List deliveries that were not accepted yet', Deliveries, page),
  'GET /supplier-deliveries/{deliveryId}': reading(
    'Get a supplier delivery',
    shape({ ...ok, delivery: shape({ ...delivery, products }) }),
  ),
  'GET /supplier-deliveries/{deliveryId}/details': reading(
    'Get a supplier delivery by the orders that wait for it',
    shape({ ...ok, delivery: shape({ ...delivery, orders: listOf(WaitingOrder) }) }),
  ),
  'POST /supplier-deliveries/{deliveryId}': receiving('EAN'),
  'POST /supplier-deliveries/{deliveryId}/sku': receiving('SKU'),
  'POST /supplier-delivery/{deliveryId}': misspelled(receiving('EAN')),
  'POST /supplier-delivery/{deliveryId}/sku': misspelled(receiving('SKU')),
};

export const supplierSchemas = [SupplierOrder, SupplierDelivery];
