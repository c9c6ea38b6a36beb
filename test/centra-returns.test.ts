// Returns over HTTP: what comes back, what is skipped, what is paid back and what is found again; with the vendor's
// examples, where they are present, by status, keys, their order, JSON types and literal texts.
import { existsSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { itemDraftOf } from '../src/store/contract/goods.ts';
import { differences, type Json } from './centra-differences.ts';
import { type CentraServer, startCentra } from './centra-server.ts';

type Body = Record<string, unknown>;

let server: CentraServer;
let number = 120_276;

beforeAll(async () => {
  const norway = { countries: ['NO'], rateE4: 250_000 };
  const taxes = [{ id: 1, name: 'VAT', isAdded: false, ...norway }];
  const priceLists = [{ id: 1, name: 'SEK', currency: 'SEK', countries: [] }];
  server = await startCentra({
    settings: { catalog: { mode: 'open', priceLists, taxes }, dialects: { centra: { currency: 'SEK' } } },
    clock: () => Date.UTC(2026, 2, 10, 11),
    goods: [
      itemDraftOf({ sku: 'MUG', units: 50, ean: '73401', texts: { brand: 'Kiln', variant: 'Blue', size: 'L' } }),
      itemDraftOf({ sku: 'TRAY', units: 50 }),
    ],
  });
});
afterAll(() => server.stop());

async function send(method: string, path: string, body?: unknown): Promise<Body> {
  const { status, json } = await server.call(method, path, body === undefined ? {} : { body });
  expect(status).toBe(200);
  return json as Body;
}

/** An order of three mugs and a tray, all of it sent: its number, shipment and line ids. */
async function sent(fields: object = {}) {
  number += 1;
  const products = [
    { sku: 'MUG', qty: 3, unitPrice: 100 },
    { sku: 'TRAY', qty: 1, unitPrice: 10.5 },
  ];
  const address = { email: 'ada@example.com', country: 'SE', firstName: 'Ada' };
  const stated = { address, products, adjustStock: true, orderNumber: number, shippingValue: 20, ...fields };
  expect(await send('POST', '/order', stated)).toEqual({ status: 'ok', orders: [number] });
  const { orders } = (await send('GET', `/orders?order=${number}`)) as { orders: { products: { lineId: string }[] }[] };
  const [mug = '', tray = ''] = orders[0]?.products.map(({ lineId }) => lineId) ?? [];
  const made = { order: number, products: { [mug]: 3, [tray]: 1 }, gtg: true, shipped: true };
  expect((await send('POST', '/shipments', made)).status).toBe('ok');
  return { order: number, shipment: `${number}-1`, mug, tray };
}

async function physical(sku: string): Promise<unknown> {
  const { products } = (await send('GET', `/stock?sku=${sku}`)) as { products: { physicalStock: number }[] };
  return products[0]?.physicalStock;
}

test('a return, read back, completed and refunded', async () => {
  const { order, shipment, mug, tray } = await sent({ customerId: 7 });
  const before = await physical('MUG');
  const body = { shipment, returnStock: 1, products: { [mug]: '2', [tray]: '5' }, shippingCostFromShipment: true };
  const made = await send('POST', '/return', { ...body, returnCost: 5, comment: 'Too big', createdAt: '2026-03-09' });
  expect(made).toEqual({ status: 'ok', return: expect.any(Number), returnCompleted: false, returnedItems: [mug] });
  expect(await physical('MUG')).toBe((before as number) + 2);
  const printed = {
    ...{ returnId: made.return, completed: false, shipment, shipmentId: expect.any(Number), orderId: order },
    ...{ selectionId: expect.stringMatching(/^[0-9a-f]{32}$/), customerId: 7, date: '2026-03-09 00:00:00' },
    ...{ marketId: 0, pricelistId: 0, returnCost: 5, shippingCost: 20, handlingCost: 0, voucherValue: 0, taxValue: 0 },
    ...{ taxDeduction: 0, currency: 'SEK', baseCurrency: 'SEK', baseCurrencyRate: 1, returnToStock: true },
    ...{ comment: 'Too big', createdFrom: 'Order API' },
    products: [
      {
        ...{ returnLineId: expect.any(Number), shipmentLineId: Number(mug), orderLineId: Number(mug) },
        ...{ productId: expect.any(Number), variantId: expect.any(Number), productName: 'MUG', productBrand: 'Kiln' },
        ...{ variantName: 'Blue', size: 'L', sku: 'MUG', variantSku: '', sizeSku: '', ean: '73401', upc: '' },
        ...{ quantity: 2, price: 100 },
      },
    ],
  };
  expect(await send('GET', `/returns?return=${made.return}`)).toEqual({ status: 'ok', returns: [printed] });
  const path = `/returns/${made.return}`;
  expect(await send('PUT', path, { completed: true })).toEqual({
    status: 'ok',
    return: { ...printed, completed: true },
  });
  expect((await send('PUT', path, { refundPayment: 1, sendEmail: true })).status).toBe('ok');
  expect(await send('PUT', `/shipments/${shipment}`, { products: { [mug]: 1 } })).toEqual({
    status: 'no',
    msg: 'shipment has refunds and can not be updated',
    shipment,
  });
});

test('the tax inside the prices is shared out unit by unit and is not paid back besides', async () => {
  const address = { email: 'bo@example.com', country: 'NO' };
  const { order, shipment, mug } = await sent({ address });
  const body = { shipment, refund: { refundPayment: true } };
  for (const quantity of [2, 1]) {
    expect(await send('POST', '/return', { ...body, products: { [mug]: quantity } })).toMatchObject({ status: 'ok' });
  }
  const { returns } = (await send('GET', `/returns?order=${order}`)) as { returns: { taxValue: number }[] };
  expect(returns.map(({ taxValue }) => taxValue)).toEqual([20, 40]);
  const headers = { authorization: `Bearer ${server.keyOf('admin').secret}` };
  const shown = await (await server.fetch(`/v1/orders?number=${order}`, { headers })).text();
  expect(shown).toContain('"refund":{"at":"2026-03-10T11:00:00.000Z","amount":"200.00"}');
});

test('lists by whatever names it, the newest first; what names nothing lists nothing', async () => {
  const one = await sent({ customerId: 99 });
  const first = await send('POST', '/return', { shipment: one.shipment, products: { [one.mug]: 1 } });
  const second = await send('POST', '/return', { shipment: one.shipment, createdAt: '2026-03-11 08:00:00' });
  const ids = [second.return, first.return];
  const { orders } = (await send('GET', `/orders?order=${one.order}`)) as { orders: { selectionId: string }[] };
  const rows: [string, unknown[]][] = [
    [`order=${one.order}`, ids],
    [`shipment=${one.shipment}`, ids],
    [`selection=${orders[0]?.selectionId}`, ids],
    ['customer_id=99', ids],
    [`order=${one.order}&limit=1&page=2`, [first.return]],
    [`order=${one.order}&limit=1&offset=1`, [first.return]],
    [`order=${one.order}&newer_than=2026-03-11`, [second.return]],
    [`order=${one.order}&older_than=2026-03-11%2008:00:00`, [first.return]],
    [`order=${one.order}&shipment=1-1`, []],
    ['selection=nothing', []],
    ['shipment=nothing', []],
    ['return=4711000', []],
  ];
  for (const [query, expected] of rows) {
    const { returns } = (await send('GET', `/returns/?${query}`)) as { returns: { returnId: number }[] };
    expect([query, returns.map(({ returnId }) => returnId)]).toEqual([query, expected]);
  }
});

test.each<[string, (of: Awaited<ReturnType<typeof sent>>) => Body, string]>([
  ['another shipment', ({ order }) => ({ shipment: `${order}-2` }), 'return could not be created.'],
  ['no shipment of that name', () => ({ shipment: 'x' }), 'return could not be created.'],
  ['a line that is not the order’s', () => ({ products: { 4711: 1 } }), 'return could not be created.'],
  ['more than was sent', ({ mug }) => ({ products: { [mug]: 4 } }), 'return could not be created.'],
  ['another order', () => ({ order: 1 }), 'return could not be created.'],
  ['no quantity', ({ mug }) => ({ products: { [mug]: 'x' } }), 'expected a whole number from 1 on, got "x"'],
  ['a cost twice', () => ({ voucherValue: 1, voucherValueFromShipment: 1 }), 'expected one of the two'],
  ['a cost below 0', () => ({ returnCost: -1 }), 'returnCost: expected'],
  ['no date', () => ({ createdAt: 'soon' }), 'createdAt: expected a date'],
])('refuses %s', async (_, fields, text) => {
  const of = await sent();
  const answer = await send('POST', '/return', { shipment: of.shipment, ...fields(of) });
  expect(answer).toEqual({ status: 'no', msg: expect.stringContaining(text) });
  expect((await send('GET', `/returns?order=${of.order}`)).returns).toEqual([]);
});

test('a retry under the same idempotency key is the same return', async () => {
  const { shipment, mug } = await sent();
  const options = { body: { shipment, products: { [mug]: 1 } }, headers: { 'Idempotency-Key': 'once' } };
  const [first, second] = [
    await server.call('POST', '/return', options),
    await server.call('POST', '/return', options),
  ];
  expect(second.json).toEqual(first.json);
});

const shared = new URL('../../shared/samples/centra/', import.meta.url);
const isPresent = existsSync(new URL('index.json', shared));
const sample = (file: string) => JSON.parse(readFileSync(new URL(file, shared), 'utf8'));
const exactly = { at: 'answer', more: new Set<string>(), less: new Set<string>() };

describe.skipIf(!isPresent)("the vendor's examples", () => {
  test.each(['', '-2'])('201-create-return.request%s', async (which) => {
    const { shipment, mug, tray } = await sent();
    const request = { ...sample(`201-create-return.request${which}.json`), shipment };
    // In the example one of the two cannot be returned.
    const answer = await send('POST', '/return', { ...request, products: { [mug]: '1', [tray]: '2' } });
    const expected = sample(`201-create-return.response${which}.json`);
    expect(differences(answer as Json, expected, exactly)).toEqual([]);
    expect(answer).toMatchObject({ returnCompleted: expected.returnCompleted, returnedItems: [mug] });
    const again = await send('POST', '/return', { ...request, products: { [mug]: '3' } });
    expect(again).toEqual(sample('201-create-return.error.json'));
  });

  test('108-update-shipment.error-4', async () => {
    const { shipment, mug } = await sent();
    await send('POST', '/return', { shipment, refund: { refundPayment: true } });
    const expected = { ...sample('108-update-shipment.error-4.json'), shipment };
    expect(await send('PUT', `/shipments/${shipment}`, { products: { [mug]: 1 } })).toEqual(expected);
  });

  test('202-get-returns and 203-update-return', async () => {
    const { order, shipment, mug, tray } = await sent();
    const body = { shipment, returnStock: 0, comment: 'x', products: { [mug]: 1 } };
    await send('POST', '/return', body);
    const listed = sample('202-get-returns.response.json');
    const answer = await send('GET', `/returns?order=${order}`);
    expect(differences(answer as Json, { ...listed, returns: [listed.returns[0]] }, exactly)).toEqual([]);
    const request = sample('203-update-return.request.json');
    const { return: id } = await send('POST', '/return', { shipment, products: { [tray]: 1 } });
    const changed = await send('PUT', `/returns/${id}`, request);
    expect(differences(changed as Json, sample('203-update-return.response.json'), exactly)).toEqual([]);
    expect(await send('PUT', '/returns/100500', request)).toEqual(sample('203-update-return.error.json'));
  });
});
