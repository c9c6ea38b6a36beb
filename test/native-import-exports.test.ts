// Exports of other systems, known by their headers: imported without a mapping, lines and states as they are meant.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Bulkhead, type Order } from '../sdk/src/index.ts';
import { type NativeServer, SECRET, startNativeServer } from './native-server.ts';

let server: NativeServer;
let bulkhead: Bulkhead;
beforeAll(async () => {
  server = await startNativeServer();
  bulkhead = new Bulkhead({ url: server.url, secret: SECRET });
});
afterAll(() => server.drain('end of the test'));

async function taken(csv: string, numbers: readonly string[]): Promise<(Order | undefined)[]> {
  const { id } = await bulkhead.imports.upload(csv, { onValidated: 'commit' });
  const done = await bulkhead.imports.settled(id);
  const refused = await Array.fromAsync(bulkhead.imports.result(id, { only: 'refused' }));
  expect([done.state, done.note, refused.flatMap(({ errors }) => errors)]).toEqual(['done', null, []]);
  const found = await Promise.all(numbers.map((number) => Array.fromAsync(bulkhead.orders.list({ number }))));
  return found.map(([order]) => order);
}

/** Rows by header, as such a file has them: cells that a row does not state are empty. */
function csvOf(header: string, rows: readonly Readonly<Record<string, string>>[], delimiter = ','): string {
  const names = header.split(',');
  const cells = rows.map((row) => names.map((name) => `"${(row[name] ?? '').replaceAll('"', '""')}"`).join(delimiter));
  return [names.join(delimiter), ...cells].join('\n');
}

test('Shopify: lines in rows of their own, what was fulfilled or canceled is', async () => {
  const header =
    'Name,Email,Financial Status,Paid at,Fulfillment Status,Fulfilled at,Accepts Marketing,Currency,Subtotal,Shipping,Taxes,Total,' +
    'Discount Code,Discount Amount,Shipping Method,Created at,Lineitem quantity,Lineitem name,Lineitem price,' +
    'Lineitem compare at price,Lineitem sku,Lineitem requires shipping,Lineitem taxable,Lineitem fulfillment status,' +
    'Billing Name,Billing Address1,Billing City,Billing Zip,Billing Province,Billing Country,Shipping Name,Shipping Address1,' +
    'Shipping City,Shipping Zip,Shipping Province,Shipping Country,Shipping Phone,Notes,Cancelled at,Payment Method,Id';
  const order = (name: string, fields: Record<string, string>) => ({
    ...{
      Name: name,
      Email: 'ada@example.com',
      Currency: 'EUR',
      Shipping: '4.90',
      Taxes: '2.10',
      'Discount Amount': '0.00',
    },
    ...{ 'Created at': '2026-11-20 09:30:00 +0100', 'Shipping Name': 'Ada Berg', 'Shipping Country': 'SE' },
    ...{ 'Lineitem quantity': '2', 'Lineitem name': 'Mug - Blue', 'Lineitem price': '14.50', 'Lineitem sku': 'MUG-01' },
    ...{ 'Financial Status': 'paid', 'Fulfillment Status': 'unfulfilled', ...fields },
  });
  const second = { Name: '#1001', 'Lineitem quantity': '1', 'Lineitem name': 'Cup', 'Lineitem price': '5.00' };
  const orders = await taken(
    csvOf(header, [
      order('#1001', { 'Paid at': '2026-11-20 09:31:00 +0100' }),
      second,
      order('#1002', { 'Fulfillment Status': 'fulfilled' }),
      order('#1003', { 'Fulfillment Status': 'fulfilled', 'Cancelled at': '2026-11-20 10:00:00 +0100' }),
      order('#1004', { 'Financial Status': 'pending', 'Fulfillment Status': '' }),
    ]),
    ['#1001', '#1002', '#1003', '#1004'],
  );
  expect(orders.map((one) => one?.status)).toEqual(['open', 'shipped', 'canceled', 'unpaid']);
  expect(orders[0]).toMatchObject({
    ...{
      key: '#1001',
      currency: 'EUR',
      shipping_amount: '4.90',
      tax_amount: '2.10',
      paid_at: '2026-11-20T09:31:00+01:00',
    },
    ...{ placed_at: '2026-11-20T09:30:00+01:00', customer: { email: 'ada@example.com' } },
    ship_to: { name: 'Ada Berg', country: 'SE' },
    lines: [
      { sku: 'MUG-01', quantity: 2, unit_price: '14.50' },
      { name: 'Cup', quantity: 1 },
    ],
  });
});

test('WooCommerce', async () => {
  const header =
    'order_id,order_number,order_date,status,shipping_total,tax_total,order_total,order_currency,billing_first_name,' +
    'billing_last_name,billing_email,shipping_first_name,shipping_last_name,shipping_country,shipping_postcode,customer_note,' +
    'item_name,item_sku,item_quantity,item_price';
  const row = {
    ...{
      order_id: '71',
      order_number: 'W-71',
      order_date: '2026-11-20 09:30:00',
      status: 'on-hold',
      order_currency: 'SEK',
    },
    ...{
      shipping_total: '49.00',
      billing_first_name: 'Ada',
      billing_last_name: 'Berg',
      billing_email: 'ada@example.com',
    },
    ...{ shipping_country: 'SE', item_name: 'Mug', item_sku: 'MUG-01', item_quantity: '2', item_price: '145.00' },
  };
  const [order] = await taken(csvOf(header, [row, { ...row, item_sku: 'CUP-07', item_quantity: '1' }]), ['W-71']);
  expect(order).toMatchObject({
    ...{ key: '71', status: 'held', currency: 'SEK', bill_to: { first_name: 'Ada', last_name: 'Berg' } },
    lines: [{ sku: 'MUG-01', quantity: 2 }, { sku: 'CUP-07' }],
  });
});

test('Amazon: a text with tabs', async () => {
  const header =
    'order-id,order-item-id,purchase-date,payments-date,buyer-email,buyer-name,buyer-phone-number,sku,product-name,' +
    'quantity-purchased,ship-service-level,recipient-name,ship-address-1,ship-city,ship-postal-code,ship-country';
  const row = {
    ...{ 'order-id': '305-1', 'order-item-id': '9001', 'purchase-date': '2026-11-20T09:30:00+00:00', sku: 'MUG-01' },
    ...{ 'product-name': 'Mug', 'quantity-purchased': '3', 'recipient-name': 'Ada Berg', 'ship-country': 'DE' },
  };
  const [order] = await taken(csvOf(header, [row], '\t'), ['305-1']);
  expect(order).toMatchObject({ ship_to: { name: 'Ada Berg' }, lines: [{ key: '9001', sku: 'MUG-01', quantity: 3 }] });
});

test('a table that a dialect tells of: months first, hours of twelve', async () => {
  const header =
    'Order - Number,Order - Status,Date - Order Date,Amount - Order Shipping,Ship To - Name,Ship To - Country,' +
    'Item - SKU,Item - Name,Item - Qty,Item - Price,Market - Store Name';
  const row = {
    ...{ 'Order - Number': 'S-9', 'Order - Status': 'Awaiting Shipment', 'Date - Order Date': '11/5/2026 2:07:09 PM' },
    ...{
      'Ship To - Name': 'Ada',
      'Ship To - Country': 'US',
      'Item - SKU': 'MUG-01',
      'Item - Qty': '2',
      'Item - Price': '14.50',
    },
  };
  const noon = { ...row, 'Order - Number': 'S-10', 'Date - Order Date': '11/5/2026 12:00 AM' };
  const [order, other] = await taken(csvOf(header, [row, noon]), ['S-9', 'S-10']);
  expect(order).toMatchObject({ status: 'open', placed_at: '2026-11-05T14:07:09Z', lines: [{ quantity: 2 }] });
  expect(other).toMatchObject({ placed_at: '2026-11-05T00:00:00Z' });
});

test.each([
  ['11/5/2026 13:00 PM', 'a time of the day'],
  ['11/5/2026 0:10 AM', 'a time of the day'],
  ['13/5/2026 1:00 PM', 'a day that the calendar has'],
])('a clock of twelve hours does not have %s', async (cell, expected) => {
  const mapping = { columns: { K: 'key', D: { field: 'placed_at', dates: 'mdy' }, Q: 'lines.quantity' } } as const;
  const { id } = await bulkhead.imports.upload(`K,D,Q\nk,${cell},1\n`, { mapping });
  await bulkhead.imports.settled(id);
  const { refused } = await bulkhead.imports.preview(id);
  expect(refused[0]?.errors).toMatchObject([{ code: 'field_value', column: 'D', expected }]);
});

test('of two columns for one field the first that says anything counts', async () => {
  const status = (values: Record<string, string>) => ({ field: 'status', values }) as const;
  const columns = {
    K: 'key',
    B: status({ '*': 'canceled' }),
    A: status({ sent: 'shipped', '*': '' }),
    Q: 'lines.quantity',
    C: 'status',
  } as const;
  const csv = 'K,A,B,C,Q\np1,sent,,open,1\np2,x,,held,1\np3,sent,yes,open,1\n';
  const { id } = await bulkhead.imports.upload(csv, { mapping: { columns }, onValidated: 'commit' });
  await bulkhead.imports.settled(id);
  const states = await Promise.all(
    ['p1', 'p2', 'p3'].map(async (key) => (await Array.fromAsync(bulkhead.orders.list({ key })))[0]?.status),
  );
  expect(states).toEqual(['shipped', 'held', 'canceled']);
});
