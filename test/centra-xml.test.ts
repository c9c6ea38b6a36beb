// Answers in XML for whoever asks, by a parameter or in the body; failures too, and the calls that never do.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type CentraServer, startCentra } from './centra-server.ts';

let server: CentraServer;

beforeAll(async () => {
  server = await startCentra();
  const address = { email: 'ada@example.com', country: 'SE', firstName: 'Åda <&>' };
  const products = [{ sku: 'MUG', qty: 1, unitPrice: 10 }];
  for (const orderNumber of [71, 72]) {
    await server.call('POST', '/order', { body: { address, products, orderNumber, createOnly: orderNumber === 72 } });
  }
});
afterAll(() => server.stop());

async function ask(method: string, path: string, body?: unknown) {
  const headers = { 'API-Authorization': server.keyOf('admin').secret };
  const init: RequestInit = { method, headers };
  if (body !== undefined) init.body = JSON.stringify(body);
  const response = await server.fetch(`/centra${path}`, init);
  return { status: response.status, type: response.headers.get('content-type'), text: await response.text() };
}

const XML = 'application/xml; charset=utf-8';
const whole = (inner: string) => `<?xml version="1.0" encoding="UTF-8"?><response>${inner}</response>`;

test.each<[string, string, unknown, number, string]>([
  ['PUT', '/orders', { order: 71, comment: 'x', xml: true }, 200, '<status>ok</status><order>71</order>'],
  ['PUT', '/orders?xml=1', { order: 71, comment: 'y' }, 200, '<status>ok</status><order>71</order>'],
  ['POST', '/order/72', { xml: 1 }, 200, '<orders><item>72</item></orders><status>ok</status>'],
  ['GET', '/returns?xml=1', undefined, 200, '<status>ok</status><returns/>'],
  [
    'PUT',
    '/capture',
    { shipment: '71-1', xml: '1' },
    200,
    '<status>no</status><msg>shipment does not exist</msg><order>71</order><shipment>71-1</shipment>',
  ],
  [
    'PUT',
    '/allocation-request?xml=true',
    { id: 1, status: 'confirmed' },
    200,
    '<success>false</success><errorMessages><item>Allocation request not found</item></errorMessages>',
  ],
])('%s %s %j', async (method, path, body, status, inner) => {
  expect(await ask(method, path, body)).toEqual({ status, type: XML, text: whole(inner) });
});

test('an order, a failure of the whole request, and what stays JSON', async () => {
  const { type, text } = await ask('GET', '/orders?order=71&xml=1');
  expect(type).toBe(XML);
  expect(text).toContain('<billingName>Åda &lt;&amp;&gt;</billingName>');
  expect(text).toContain('<paymentReference nil="true"/>');
  expect(text).toContain('<shipments/>');
  const failure = await ask('GET', '/orders?xml=1&limit=x');
  expect(failure.text).toMatch(/^<\?xml [^>]+\?><response><status>no<\/status><code>-7<\/code><msg>limit: /);
  const unknown = await ask('GET', '/nothing?xml=1');
  expect([unknown.status, unknown.type]).toEqual([404, XML]);
  expect((await ask('POST', '/order?xml=1', { xml: true })).type).toContain('json');
  expect((await ask('GET', '/orders?xml=0')).type).toContain('json');
});
