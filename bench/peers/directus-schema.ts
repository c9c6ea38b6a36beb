/**
 * The seed-shaped order as a Directus user would model it: a collection of orders with a column a field, the order key
 * unique, what is nested as JSON, and lines in a collection of their own, related one to many.
 * Pure but for modelOrders(), which makes it all through Directus's own routes. Used by directus.ts.
 */
import type { SeedOrder } from '../load.ts';

type FieldType = 'string' | 'text' | 'integer' | 'decimal' | 'boolean' | 'date' | 'dateTime' | 'json';
type Fields = Readonly<Record<string, FieldType>>;

const ORDER_FIELDS: Fields = {
  ...{ order_key: 'string', order_number: 'string', order_status: 'string' },
  ...{ order_date: 'dateTime', payment_date: 'dateTime', ship_by_date: 'dateTime', ship_date: 'date' },
  ...{ customer_id: 'integer', customer_username: 'string', customer_email: 'string' },
  ...{ bill_to: 'json', ship_to: 'json', amount_paid: 'decimal', tax_amount: 'decimal', shipping_amount: 'decimal' },
  ...{ customer_notes: 'text', internal_notes: 'text', gift: 'boolean', gift_message: 'text' },
  ...{ payment_method: 'string', requested_shipping_service: 'string', carrier_code: 'string' },
  ...{ service_code: 'string', package_code: 'string', confirmation: 'string', weight: 'json', dimensions: 'json' },
  ...{ insurance_options: 'json', international_options: 'json', advanced_options: 'json', tag_ids: 'json' },
};
const LINE_FIELDS: Fields = {
  ...{ line_item_key: 'string', sku: 'string', name: 'string', image_url: 'string', product_id: 'integer' },
  ...{ weight: 'json', quantity: 'integer', unit_price: 'decimal', tax_amount: 'decimal', shipping_amount: 'decimal' },
  ...{ warehouse_location: 'string', options: 'json', fulfillment_sku: 'string', adjustment: 'boolean', upc: 'string' },
};

export async function modelOrders(url: string, headers: Readonly<Record<string, string>>): Promise<void> {
  const post = async (path: string, body: object) => {
    const init = { method: 'POST', headers: { ...headers, 'content-type': 'application/json' } };
    const answer = await fetch(url + path, { ...init, body: JSON.stringify(body) });
    if (!answer.ok) throw new Error(`Directus must take ${path}, but it said: ${await answer.text()}`);
  };
  await post('/collections', collectionOf('orders', ORDER_FIELDS));
  await post('/collections', collectionOf('order_lines', { ...LINE_FIELDS, order: 'integer' }));
  await post('/relations', {
    ...{ collection: 'order_lines', field: 'order', related_collection: 'orders' },
    ...{ meta: { one_field: 'lines' }, schema: { on_delete: 'CASCADE' } },
  });
  await post('/fields/orders', { field: 'lines', type: 'alias', meta: { special: ['o2m'], interface: 'list-o2m' } });
}

/** `accountability: null` is how a collection says that it wants neither activity nor revisions. */
function collectionOf(collection: string, fields: Fields): object {
  const id = { field: 'id', type: 'integer', schema: { is_primary_key: true, has_auto_increment: true } };
  const others = Object.entries(fields).map(([field, type]) => ({
    ...{ field, type, meta: { special: specialOf(type) } },
    schema: { is_unique: field === 'order_key', ...(type === 'decimal' ? PRECISION : {}) },
  }));
  return { collection, meta: { accountability: null }, schema: {}, fields: [id, ...others] };
}

const PRECISION = { numeric_precision: 18, numeric_scale: 4 };

function specialOf(type: FieldType): string[] | null {
  if (type === 'json') return ['cast-json'];
  return type === 'boolean' ? ['cast-boolean'] : null;
}

export function directusOf({ items, ...order }: SeedOrder): object {
  return {
    ...columnsOf(order),
    ...{ order_date: wallTime(order.orderDate), payment_date: wallTime(order.paymentDate) },
    ...{ ship_by_date: wallTime(order.shipByDate), lines: items.map(columnsOf) },
  };
}

/** Of the names as the order has them. */
function columnsOf(value: object): object {
  return Object.fromEntries(
    Object.entries(value).map(([name, field]) => [
      name.replaceAll(/[A-Z]/g, (capital) => `_${capital.toLowerCase()}`),
      field,
    ]),
  );
}

/** To the second. */
function wallTime(time: string): string {
  return time.slice(0, 'yyyy-mm-ddThh:mm:ss'.length);
}
