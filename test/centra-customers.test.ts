// Customers over HTTP, made by orders that register them: listed, read, updated, forgotten for good; with the vendor's
// examples, where they are present, by status, keys, their order, JSON types and literal texts.
import { existsSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { differences, type Json } from './centra-differences.ts';
import { type CentraServer, startCentra } from './centra-server.ts';

type Body = Record<string, unknown>;
type Customer = Body & { customerId: string; email: string; registered: boolean };

const products = [{ sku: 'MUG', qty: 1, unitPrice: 10, comment: 'for Ada' }];
let server: CentraServer;
let number = 300;

beforeAll(async () => {
  server = await startCentra({
    settings: { dialects: { centra: { keepsGuests: true } } },
    clock: () => Date.UTC(2026, 2, 10, 11),
  });
});
afterAll(() => server.stop());

async function send(method: string, path: string, body?: unknown): Promise<Body> {
  const { status, json } = await server.call(method, path, body === undefined ? {} : { body });
  expect(status).toBe(200);
  return json as Body;
}

/** An order of hers; the customer's id as the order prints it. */
async function place(email: string, fields: object = {}): Promise<{ order: number; customerId: string }> {
  number += 1;
  const address = { email, firstName: 'Ada', lastName: 'Berg', address: '1 Harbor', city: 'Uppsala', country: 'SE' };
  const order = { address, products, orderNumber: number, comment: 'Ada', ...fields };
  expect(await send('POST', '/order', order)).toEqual({ status: 'ok', orders: [number] });
  const [printed] = (await send('GET', `/orders?order=${number}`)).orders as { customerId: string }[];
  return { order: number, customerId: printed?.customerId ?? '' };
}

test('an e-mail that no database keeps as it is names its customer all the same', async () => {
  const first = await place('o\u0000dd@example.com', { customerRegister: true });
  const again = await place('O\u0000DD@example.com', { customerRegister: true });
  expect(Number(first.customerId)).toBeGreaterThan(0);
  expect(again.customerId).toBe(first.customerId);
});

test('what several say of a customer at once stands side by side', async () => {
  const { customerId } = await place('di@example.com', { customerRegister: true });
  const keys = Array.from({ length: 8 }, (_, index) => `k${index}`);
  const path = `/customers/${customerId}`;
  await Promise.all(keys.map((key) => send('PUT', path, { consents: [{ key, consented: true }] })));
  const { customer } = await send('GET', path);
  expect((customer as { consents: { key: string }[] }).consents.map(({ key }) => key).toSorted()).toEqual(keys);
});

async function listed(query: string): Promise<readonly Customer[]> {
  return (await send('GET', `/customers?${query}`)).customers as Customer[];
}

test('orders make a customer once, registered and not, by e-mail; found by it, and their orders by the customer', async () => {
  const first = await place('bo@example.com', { customerRegister: true });
  const again = await place('BO@example.com ', { customerRegister: true });
  const guest = await place('bo@example.com');
  const stated = await place('bo@example.com', { customerId: 99_999, customerRegister: true });
  expect(again.customerId).toBe(first.customerId);
  expect(stated.customerId).toBe('99999');
  const found = await listed('email=Bo@Example.com');
  expect(found.map(({ customerId, registered }) => [customerId, registered])).toEqual([
    [first.customerId, true],
    [guest.customerId, false],
  ]);
  expect(found[0]).toMatchObject({ email: 'bo@example.com', firstName: 'Ada', address1: '1 Harbor', country: 'SE' });
  const { orders } = await send('GET', `/orders?customer_id=${first.customerId}`);
  expect((orders as { orderId: string }[]).map(({ orderId }) => orderId)).toEqual([
    String(first.order),
    String(again.order),
  ]);
  expect(await listed('email=bo@example.com&limit=1&offset=1')).toHaveLength(1);
  expect(await listed('modified=2026-03-11')).toEqual([]);
  expect(await listed('email=nobody@example.com')).toEqual([]);
});

test('an update changes what is stated; consents are added or replaced by their key', async () => {
  const { customerId } = await place('cy@example.com', { customerRegister: true });
  const path = `/customers/${customerId}/`;
  await send('PUT', path, { city: 'Bergen', consents: [{ key: 'mail', consented: 1, version: '1' }, { key: 'sms' }] });
  const { customer } = await send('PUT', path, { firstName: '', consents: [{ key: 'mail', consented: false }] });
  const dates = { created: '2026-03-10 12:00:00', modified: '2026-03-10 12:00:00' };
  expect(customer).toMatchObject({
    ...{ firstName: '', lastName: 'Berg', city: 'Bergen', address1: '1 Harbor' },
    consents: [
      { key: 'mail', name: '', consented: false, text: '', language: '', version: '1', ...dates },
      { key: 'sms', name: '', consented: false, text: '', language: '', version: '', ...dates },
    ],
  });
  expect((await send('GET', path)).customer).toEqual(customer);
  expect(await send('PUT', path, { consents: [{}] })).toMatchObject({ status: 'no', code: -7 });
});

test('a customer is forgotten: in every order, what it was before, deleted ones, lists and our own API', async () => {
  const { order, customerId } = await place('dag@example.com', { customerRegister: true });
  await send('PUT', '/orders', { order, internalComment: 'calls himself Dag' });
  const other = await place('eve@example.com', { customerRegister: true });
  expect(await send('PUT', `/anonymize-customer/${customerId}`)).toMatchObject({ status: 'ok' });
  const headers = { authorization: `Bearer ${server.keyOf('admin').secret}` };
  const shown = await Promise.all(
    [`/centra/orders?order=${order}&include=request`, '/centra/customers', `/v1/orders?number=${order}`].map(
      async (path) => {
        const own = { 'API-Authorization': server.keyOf('admin').secret, ...headers };
        return (await server.fetch(path, { headers: own })).text();
      },
    ),
  );
  const { orders } = JSON.parse(shown[2] ?? '') as { orders: { id: number }[] };
  const history = await server.fetch(`/v1/orders/${orders[0]?.id}/history`, { headers });
  shown.push(await history.text());
  expect(history.status).toBe(200);
  const [asOrder, customers, ours, former] = shown;
  for (const text of [asOrder, ours, former]) expect(text).not.toMatch(/dag|Ada|Berg|Harbor|Uppsala/i);
  expect(customers).not.toMatch(/dag/i);
  const [kept] = (await send('GET', `/orders?order=${order}`)).orders as Body[];
  expect(kept).toMatchObject({ customerId, billingName: '', billingCountry: 'SE', totalItemsPrice: 10 });
  expect((await send('GET', `/orders?order=${other.order}`)).orders).toMatchObject([{ billingName: 'Ada Berg' }]);
  expect((await place('dag@example.com', { customerRegister: true })).customerId).not.toBe(customerId);
});

const shared = new URL('../../shared/samples/centra/', import.meta.url);
const isPresent = existsSync(new URL('index.json', shared));
const sample = (file: string) => JSON.parse(readFileSync(new URL(file, shared), 'utf8'));
const exactly = { at: 'answer', more: new Set<string>(), less: new Set<string>() };

describe.skipIf(!isPresent)("the vendor's examples", () => {
  test('401 to 404', async () => {
    const { customerId } = await place('fay@example.com', { customerRegister: true });
    const request = sample('403-update-customer.request.json');
    const changed = await send('PUT', `/customers/${customerId}`, request);
    expect(differences(changed as Json, sample('403-update-customer.response.json'), exactly)).toEqual([]);
    const { consents, ...fields } = request;
    expect(changed.customer).toMatchObject({ ...fields, consents });
    const one = await send('GET', `/customers/${customerId}`);
    expect(differences(one as Json, sample('402-get-customer.response.json'), exactly)).toEqual([]);
    const list = await send('GET', '/customers?email=fay@example.com');
    expect(differences(list as Json, sample('401-list-customers.response.json'), exactly)).toEqual([]);
    expect(await send('PUT', '/customers/4711000', request)).toEqual(sample('403-update-customer.error.json'));
    const path = `/anonymize-customer/${customerId}`;
    expect(await send('PUT', path)).toEqual(sample('404-anonymize-customer.response.json'));
    expect(await send('PUT', path)).toEqual(sample('404-anonymize-customer.error-2.json'));
    expect(await send('PUT', '/anonymize-customer/x')).toEqual(sample('404-anonymize-customer.error.json'));
    expect(await send('GET', `/customers/${customerId}`)).toEqual(sample('403-update-customer.error.json'));
  });
});
