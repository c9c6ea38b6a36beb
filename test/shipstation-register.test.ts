/** Customers and products through the real server: made by the first order that names them, listed, updated. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Server, startShipstation } from './shipstation-server.ts';

type Customer = {
  customerId: number;
  name: string;
  email: string | null;
  marketplaceUsernames: { username: string }[];
};
type Product = { productId: number; sku: string; name: string; price: number; modifyDate: string | null };
type Item = { sku: string | null; productId: number | null; adjustment: boolean };
type Order = { orderId: number; modifyDate: string; customerId: number | null; items: Item[] };
type Page<K extends string, T> = { [key in K]: T[] } & { total: number; page: number; pages: number };

let server: Server;

beforeAll(async () => {
  server = await startShipstation();
});
afterAll(() => server.stop());

const base = { orderDate: '2026-11-20', orderStatus: 'awaiting_shipment', billTo: { name: 'Payer' } };
const address = { name: 'Ada Berg', street1: '1 Harbor Street', city: 'Salem', state: 'OR', postalCode: '97301' };
const order = (orderKey: string, fields: object = {}) => ({
  ...base,
  orderNumber: orderKey,
  orderKey,
  shipTo: { ...address, country: 'US' },
  ...fields,
});
const mug = { sku: 'MUG', name: 'Mug', quantity: 1, unitPrice: 14.5, productId: 99 };

const create = (body: object) => server.json<Order>('POST', '/orders/createorder', { body });
const products = (query = '') => server.json<Page<'products', Product>>('GET', `/products${query}`);
const customers = (query = '') => server.json<Page<'customers', Customer>>('GET', `/customers${query}`);
const put = (productId: number, body: object) => server.call('PUT', `/products/${productId}`, { body });

test('an id stands from the first order on, in every answer but that one; what is sent is ignored', async () => {
  const items = [mug, { name: 'Off', sku: 'OFF', quantity: 1, adjustment: true }, { name: 'No SKU', quantity: 1 }];
  const body = order('first', { customerId: 7, customerUsername: 'ada', customerEmail: 'ada@example.com', items });
  const first = await create(body);
  expect([first.customerId, first.items.map(({ productId }) => productId)]).toEqual([null, [null, null, null]]);
  const read = await server.json<Order>('GET', `/orders/${first.orderId}`);
  const [{ productId } = { productId: 0 }, ...none] = read.items;
  expect([productId, read.customerId]).toEqual([expect.any(Number), expect.any(Number)]);
  expect(none.map((item) => item.productId)).toEqual([null, null]);
  expect(await create(body)).toEqual(read);
  // Sent back as it was answered it is the same order.
  expect((await create(read)).modifyDate).toBe(read.modifyDate);
  const second = await create(order('second', { customerUsername: 'ada', items: [mug, { ...mug, sku: 'TEE' }] }));
  expect([second.customerId, second.items.map((item) => item.productId)]).toEqual([read.customerId, [productId, null]]);
  const listed = await server.json<Page<'orders', Order>>('GET', '/orders?orderNumber=second');
  expect(listed.orders[0]?.items.map((item) => item.productId)).toEqual([productId, expect.any(Number)]);
  expect((await products()).products.map(({ sku, name, price }) => [sku, name, price])).toEqual([
    ['MUG', 'Mug', 14.5],
    ['TEE', 'Mug', 14.5],
  ]);
  expect((await customers()).customers).toMatchObject([
    { customerId: read.customerId, name: 'Ada Berg', email: 'ada@example.com', city: 'Salem', countryCode: 'US' },
  ]);
});

test('customers are filtered, sorted and paged', async () => {
  const to = (name: string, state: string, country: string) => ({ ...address, name, state, country });
  await create(order('c1', { customerUsername: 'bo', shipTo: to('Bo', 'Skåne', 'SE') }));
  await create(order('c2', { customerUsername: 'cy', shipTo: to('Cy', 'WA', 'US'), advancedOptions: { storeId: 5 } }));
  const rows: [string, string[]][] = [
    ['', ['Cy', 'Bo', 'Ada Berg']],
    ['?sortDir=ASC', ['Ada Berg', 'Bo', 'Cy']],
    ['?sortBy=name', ['Ada Berg', 'Bo', 'Cy']],
    ['?sortBy=CreateDate&sortDir=desc&pageSize=1&page=2', ['Bo']],
    ['?countrycode=se', ['Bo']],
    ['?stateCode=wa&countryCode=US', ['Cy']],
    ['?stateCode=Sk%C3%A5ne', ['Bo']],
    ['?marketplaceId=0&sortDir=ASC', ['Ada Berg', 'Bo']],
    ['?marketplaceId=3', []],
    ['?tagId=1', []],
  ];
  for (const [query, names] of rows) {
    expect([query, (await customers(query)).customers.map(({ name }) => name)]).toEqual([query, names]);
  }
  expect(await customers('?pageSize=2')).toMatchObject({ total: 3, page: 1, pages: 2 });
  const { customers: all } = await customers();
  const ada = all.at(-1);
  expect(await server.json('GET', `/customers/${ada?.customerId}`)).toEqual(ada);
  const statuses = ['/customers/999999', '/customers/x', '/customers?sortBy=Age', '/customers?countryCode=USA'];
  const told = await Promise.all(statuses.map(async (path) => (await server.call('GET', path)).status));
  expect(told).toEqual([404, 400, 400, 400]);
});

test('a product is said anew as a whole; its SKU stays', async () => {
  const [known] = (await products('?sku=MUG')).products;
  const { productId = 0 } = known ?? {};
  const said = {
    ...known,
    name: 'Large mug',
    price: 15,
    weightOz: 12.5,
    productCategory: { categoryId: 4, name: 'Cups' },
    tags: [{ tagId: 6, name: 'New' }],
    active: false,
  };
  expect(JSON.parse((await put(productId, { ...said, upc: '0123' })).text)).toEqual({
    success: true,
    message: 'The requested product has been updated',
  });
  const updated = await server.json<Product>('GET', `/products/${productId}`);
  expect(updated).toMatchObject({ ...said, modifyDate: expect.any(String) });
  const rows: [string, string[]][] = [
    ['', ['TEE']],
    ['?showInactive=true', ['MUG', 'TEE']],
    ['?showInactive=true&sortBy=SKU&sortDir=DESC', ['TEE', 'MUG']],
    ['?showInactive=true&name=large%20MUG', ['MUG']],
    ['?showInactive=true&productCategoryId=4&tagId=6&upc=0123', ['MUG']],
    ['?showInactive=true&productTypeId=1', []],
    ['?sku=NONE', []],
    ['?startDate=2100-01-01', []],
    ['?startDate=2000-01-01&endDate=2100-01-01', ['TEE']],
  ];
  for (const [query, skus] of rows) {
    expect([query, (await products(query)).products.map(({ sku }) => sku)]).toEqual([query, skus]);
  }
  await put(productId, { name: 'Bare' });
  expect(await server.json('GET', `/products/${productId}`)).toMatchObject({
    ...{ sku: 'MUG', name: 'Bare', price: 0, weightOz: null, productCategory: null, active: true },
  });
  const refused = [{ name: 'x', sku: 'OTHER' }, { name: ' ' }, {}, { name: 'x', price: 'much' }];
  for (const body of refused) {
    const answer = await put(productId, body);
    expect([answer.status, answer.text]).toEqual([400, expect.stringContaining('"ModelState":{"request.')]);
  }
  expect((await put(999_999, { name: 'x' })).status).toBe(404);
});
