// Shipping through the ShipStation wire: labels that are read back from the PDF's own number, lists by every filter,
// retries, voids, fulfillments, and orders that were split or merged.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { smallOrder } from '../src/dialects/shipstation/fixtures.ts';
import { PAIR, type Server, startShipstation } from './shipstation-server.ts';

type Order = Record<string, unknown> & { orderId: number; items: { orderItemId: number; quantity: number }[] };
type Label = { shipmentId: number; trackingNumber: string; labelData: string; shipmentCost: number };
type Shipment = Label & { orderId: number | null; shipmentItems: { sku: string }[] | null };
type Page = { shipments: Shipment[]; total: number; page: number; pages: number };

const DAY_MS = 86_400_000;
const test_ground = { carrierCode: 'test_carrier', serviceCode: 'test_ground', shipDate: '2026-03-11' };
const items = [
  { lineItemKey: 'a', sku: 'MUG', name: 'Mug', quantity: 3, unitPrice: 10 },
  { lineItemKey: 'b', sku: 'CUP', name: 'Cup', quantity: 1, unitPrice: 5 },
  { lineItemKey: 'c', name: 'Off', quantity: 1, unitPrice: -2, adjustment: true },
];

let server: Server;
let now = Date.UTC(2026, 2, 10, 18);

beforeAll(async () => {
  server = await startShipstation({ clock: () => now });
});
afterAll(() => server.stop());

async function createOne(fields: object = {}): Promise<Order> {
  const body = { ...smallOrder, orderStatus: 'awaiting_shipment', items, ...fields };
  return server.json<Order>('POST', '/orders/createorder', { body });
}

async function post<T>(path: string, body: object, headers: Record<string, string> = {}): Promise<T> {
  const answer = await server.call('POST', path, { body, headers });
  expect([path, answer.status, answer.text]).toEqual([path, 200, answer.text]);
  return JSON.parse(answer.text);
}

const labelOf = (orderId: number, fields: object = {}) =>
  post<Label>('/orders/createlabelfororder', { ...test_ground, orderId, ...fields });
const read = (orderId: number) => server.json<Order>('GET', `/orders/${orderId}`);
const list = (query: string) => server.json<Page>('GET', `/shipments?${query}`);

async function native(path: string, body: object): Promise<unknown> {
  const headers = { Authorization: `Bearer ${PAIR.secret}`, 'Content-Type': 'application/json' };
  const sent = { method: 'POST', headers, body: JSON.stringify(body) };
  const response = await fetch(server.url.replace('/shipstation', `/v1${path}`), sent);
  expect([path, response.ok]).toEqual([path, true]);
  return response.json();
}

describe('labels', () => {
  test('ship their order, from the warehouse it is sent from, and are read back as they were made', async () => {
    const originAddress = {
      street1: '12 Dock Road',
      city: 'Portland',
      state: 'OR',
      postalCode: '97201',
      country: 'US',
    };
    const warehouse = { warehouseName: 'Harbor', originAddress };
    const { warehouseId } = await post<{ warehouseId: number }>('/warehouses/createwarehouse', warehouse);
    const { orderId } = await createOne({ customerEmail: 'a@b.c', weight: { value: 20, units: 'ounces' } });
    const label = await labelOf(orderId, {
      confirmation: 'signature',
      insuranceOptions: { provider: 'carrier', insureShipment: true, insuredValue: 101 },
      advancedOptions: { warehouseId },
      testLabel: false,
    });
    expect(label).toMatchObject({ shipmentCost: 7.5, insuranceCost: 2, formData: null });
    const pdf = Buffer.from(label.labelData, 'base64');
    expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');
    expect(await read(orderId)).toMatchObject({ orderStatus: 'shipped', shipDate: '2026-03-11' });
    expect(await server.json('GET', `/shipments/${label.shipmentId}`)).toMatchObject({
      ...{ shipmentId: label.shipmentId, orderId, orderNumber: 'N-1', customerEmail: 'a@b.c', warehouseId },
      ...{ trackingNumber: label.trackingNumber, shipDate: '2026-03-11', confirmation: 'signature', voided: false },
      weight: { value: 20, units: 'ounces', WeightUnits: 1 },
      shipTo: { name: 'Bo Lind' },
      shipmentItems: [{ lineItemKey: 'a', quantity: 3, unitPrice: 10, productId: expect.any(Number) }, { sku: 'CUP' }],
    });
  });

  test('the same call under one key is one label, byte for byte; another one under it is refused', async () => {
    const { orderId } = await createOne();
    const key = { 'Idempotency-Key': 'label-once' };
    const first = await post<Label>('/orders/createlabelfororder', { ...test_ground, orderId }, key);
    now += DAY_MS;
    expect(await post('/orders/createlabelfororder', { ...test_ground, orderId }, key)).toEqual(first);
    const other = { ...test_ground, orderId, serviceCode: 'test_express' };
    const answer = await server.call('POST', '/orders/createlabelfororder', { body: other, headers: key });
    expect([answer.status, answer.text]).toEqual([400, expect.stringContaining('Idempotency-Key')]);
    expect((await list(`orderId=${orderId}`)).total).toBe(1);

    const void_key = { 'Idempotency-Key': 'void-once' };
    const body = { shipmentId: first.shipmentId };
    const voided = { approved: true, message: 'Label voided successfully' };
    expect(await post('/shipments/voidlabel', body, void_key)).toEqual(voided);
    expect(await post('/shipments/voidlabel', body, void_key)).toEqual(voided);
    expect(await post('/shipments/voidlabel', body)).toMatchObject({ approved: false });
    expect(await read(orderId)).toMatchObject({ orderStatus: 'awaiting_shipment', shipDate: null });
  });

  test.each([
    ['another carrier', { carrierCode: 'fedex' }, 500, 'Invalid carrierCode. carrierCode: expected test_carrier'],
    ['another service', { serviceCode: 'fedex_ground' }, 500, 'expected one of test_ground, test_express'],
    ['another package', { packageCode: 'tube' }, 500, 'Invalid packageCode.'],
    ['no service', { serviceCode: null }, 400, 'request.serviceCode'],
    ['no day', { shipDate: 'soon' }, 400, 'request.shipDate'],
    ['a weight that is none', { weight: { value: 'heavy' } }, 400, 'request.weight.value'],
    ['an unknown order', { orderId: 999_999 }, 404, 'orderId: expected the id of an order'],
  ])('%s is refused', async (_what, fields, status, text) => {
    const { orderId } = await createOne();
    const body = { ...test_ground, orderId, ...fields };
    const answer = await server.call('POST', '/orders/createlabelfororder', { body });
    expect([answer.status, answer.text]).toEqual([status, expect.stringContaining(text)]);
    expect(await read(orderId)).toMatchObject({ orderStatus: 'awaiting_shipment' });
  });

  test('a canceled order gets none; in another spelling and as text everything is taken', async () => {
    const canceled = await createOne({ orderStatus: 'cancelled' });
    const body = { ...test_ground, orderId: canceled.orderId };
    expect((await server.call('POST', '/orders/createlabelfororder', { body })).status).toBe(500);
    const { orderId } = await createOne();
    const bent = { orderid: String(orderId), CarrierCode: 'test_carrier', servicecode: 'test_ground' };
    const { labelData } = await post<Label>('//Orders/CreateLabelForOrder/', { ...bent, shipdate: '3-11-2026', x: 1 });
    expect(labelData.length).toBeGreaterThan(1_000);
  });

  test('one without an order is answered whole, and voided', async () => {
    const place = { name: 'Harbor', street1: '1 Quay', city: 'Portland', postalCode: '97201', country: 'US' };
    const shipTo = { ...place, name: 'Bo', country: 'SE' };
    const body = { ...test_ground, packageCode: 'envelope', weight: { value: 3 }, shipFrom: place, shipTo };
    const made = await post<Shipment>('/shipments/createlabel', { ...body, advancedOptions: { storeId: 8 } });
    expect(made).toMatchObject({ orderId: null, orderKey: null, shipmentCost: 13.5, shipTo: { name: 'Bo' } });
    const { shipmentId } = made;
    expect((await list('storeId=8')).shipments).toMatchObject([{ shipmentId, labelData: null, shipmentItems: null }]);
    await post('/shipments/voidlabel', { shipmentId });
    expect(await server.json('GET', `/shipments/${shipmentId}`)).toMatchObject({ voided: true });
  });

  test('a label of a deleted order can still be voided', async () => {
    const { orderId } = await createOne();
    const { shipmentId } = await labelOf(orderId);
    expect((await server.call('DELETE', `/orders/${orderId}`)).status).toBe(200);
    expect(await post('/shipments/voidlabel', { shipmentId })).toMatchObject({ approved: true });
    expect(await server.json('GET', `/shipments/${shipmentId}`)).toMatchObject({ orderId, voided: true });
  });
});

test('shipments are found by every documented filter, sorted and paged', async () => {
  now = Date.UTC(2026, 5, 1, 20);
  const customs = { contents: 'gift', customsItems: [{ description: 'Mug', countryOfOrigin: 'JP' }] };
  const one = await createOne({
    orderNumber: 'F-1',
    shipTo: { name: 'Åsa Ek', country: 'SE' },
    advancedOptions: { storeId: 44 },
    internationalOptions: customs,
  });
  const two = await createOne({ orderNumber: 'F-10', shipTo: { name: 'Bo Ek', country: 'NO' } });
  const a = await labelOf(one.orderId, { shipDate: '2026-06-03' });
  now += DAY_MS;
  const b = await labelOf(two.orderId, { serviceCode: 'test_express', shipDate: '2026-06-02' });
  await post('/shipments/voidlabel', { shipmentId: b.shipmentId });
  const rows: readonly [string, Label[]][] = [
    ['createDateStart=2026-06-01', [a, b]],
    ['createDateStart=2026-06-01&sortBy=ShipDate', [b, a]],
    ['createDateStart=2026-06-01&sortBy=CreateDate&sortDir=desc', [b, a]],
    ['createDateStart=2026-06-02', [b]],
    ['createDateStart=2026-06-01&createDateEnd=2026-06-02', [a]],
    ['shipDateStart=2026-06-03&shipDateEnd=2026-06-03', [a]],
    ['voidDateStart=2026-06-01&voidDateEnd=2026-06-30', [b]],
    ['recipientName=%C3%A5sa%20ek', [a]],
    ['recipientName=Ek', []],
    ['recipientCountryCode=no', [b]],
    ['orderNumber=f-1', [a]],
    [`orderId=${two.orderId}`, [b]],
    ['carrierCode=test_carrier&createDateStart=2026-06-01', [a, b]],
    ['carrierCode=ups', []],
    ['serviceCode=test_express&createDateStart=2026-06-01', [b]],
    [`trackingNumber=${a.trackingNumber.toLowerCase()}`, [a]],
    ['customsCountryCode=JP', [a]],
    ['storeId=44', [a]],
    ['STOREID=44&recipientname=', [a]],
    ['createDateStart=2026-06-01&pageSize=1&page=2', [b]],
    ['batchId=999999999', []],
  ];
  for (const [query, expected] of rows) {
    const { shipments } = await list(query);
    const ids = shipments.map(({ shipmentId }) => shipmentId);
    expect([query, ids]).toEqual([query, expected.map(({ shipmentId }) => shipmentId)]);
  }
  expect(await list('createDateStart=2026-06-01&pageSize=1&page=2')).toMatchObject({ total: 2, page: 2, pages: 2 });
  expect(
    (await server.json<Page>('GET', '/Shipments/List?storeId=44&includeShipmentItems=TRUE')).shipments,
  ).toMatchObject([{ shipmentItems: [{ sku: 'MUG' }, { sku: 'CUP' }] }]);
  for (const query of ['shipDateStart=soon', 'sortBy=Cost', 'includeShipmentItems=perhaps', 'page=0', 'batchId=x']) {
    const answer = await server.call('GET', `/shipments?${query}`);
    expect([query, answer.status, answer.text]).toEqual([query, 400, expect.stringContaining(query.split('=')[0]!)]);
  }
  expect((await server.call('GET', '/shipments/999999')).status).toBe(404);
});

test('marking as shipped makes a fulfillment and no shipment, found by every documented filter', async () => {
  now = Date.UTC(2026, 6, 1, 20);
  const { orderId } = await createOne({ orderNumber: 'T-1', shipTo: { name: 'Cy Ek' } });
  const body = { orderId, carrierCode: 'USPS', trackingNumber: '9400 1', shipDate: '2026-07-02' };
  await post('/orders/markasshipped', { ...body, notifySalesChannel: true });
  await post('/orders/markasshipped', { ...body, notifySalesChannel: true });
  const other = await createOne({ orderNumber: 'T-2' });
  now += 1_000;
  await post('/orders/markasshipped', { orderId: other.orderId, carrierCode: 'post', notifyCustomer: true });
  expect((await list(`orderId=${orderId}`)).total).toBe(0);
  const found = async (query: string) =>
    (await server.json<{ fulfillments: Record<string, unknown>[] }>('GET', `/fulfillments?${query}`)).fulfillments;
  const [first, second] = await found('createDateStart=2026-07-01');
  expect([first, second]).toMatchObject([
    {
      ...{ orderId, orderNumber: 'T-1', trackingNumber: '9400 1', carrierCode: 'USPS', fulfillmentFee: 0 },
      ...{ createDate: '2026-07-01T13:00:00.0000000', shipDate: '2026-07-02T00:00:00.0000000', voided: false },
      ...{ marketplaceNotified: false, notifyErrorMessage: expect.stringContaining('no sales channel') },
    },
    { orderNumber: 'T-2', shipDate: '2026-07-01T13:00:01.0000000', trackingNumber: null, notifyErrorMessage: null },
  ]);
  const id = Number(first?.fulfillmentId);
  const rows: readonly [string, number][] = [
    [`fulfillmentId=${id}`, 1],
    [`orderId=${orderId}`, 1],
    ['orderNumber=T-1', 1],
    ['trackingNumber=9400%201', 1],
    ['recipientName=CY+EK', 1],
    ['shipDateStart=2026-07-02&shipDateEnd=2026-07-02', 1],
    ['createDateStart=2026-07-01&createDateEnd=2026-07-01%2013:00:00', 1],
    ['createDateStart=2026-07-01&sortBy=ShipDate&sortDir=DESC&pageSize=1', 1],
    ['createDateStart=2026-07-03', 0],
  ];
  for (const [query, count] of rows) expect([query, await found(query)]).toMatchObject([query, { length: count }]);
  expect((await found('createDateStart=2026-07-01&sortBy=ShipDate'))[0]).toMatchObject({ orderNumber: 'T-2' });
  expect(await server.json('GET', `/fulfillments/${id}`)).toEqual(first);
  expect((await server.call('GET', '/fulfillments/999999')).status).toBe(404);
  expect((await server.call('POST', '/shipments/voidlabel', { body: { shipmentId: id } })).status).toBe(404);
});

describe('rates', () => {
  const asked = {
    fromPostalCode: '78703',
    toCountry: 'US',
    toPostalCode: '20500',
    weight: { value: 3, units: 'ounces' },
  };

  test.each([
    [{}, 4, { serviceCode: 'test_ground', serviceName: 'Test Ground - Package', shipmentCost: 4.5, otherCost: 0 }],
    [{ serviceCode: 'test_express' }, 2, { shipmentCost: 13 }],
    [{ packageCode: 'envelope', weight: { value: 2.5, units: 'pounds' } }, 2, { shipmentCost: 4.5 }],
    [{ toCountry: 'SE', confirmation: 'signature' }, 4, { shipmentCost: 14.5, otherCost: 2.5 }],
    [{ serviceCode: 'overnight' }, 0, undefined],
  ])('of the test carrier for %j', async (fields, count, first) => {
    const rates = await post<object[]>('/shipments/getrates', { ...asked, carrierCode: 'test_carrier', ...fields });
    expect(rates).toHaveLength(count);
    if (first !== undefined) expect(rates[0]).toMatchObject(first);
  });

  test('are those of the labels', async () => {
    const [rate] = await post<{ shipmentCost: number }[]>('/shipments/getrates', {
      ...asked,
      carrierCode: 'test_carrier',
    });
    const { orderId } = await createOne();
    expect((await labelOf(orderId, { weight: asked.weight })).shipmentCost).toBe(rate?.shipmentCost);
  });

  test('of a carrier nobody has set up are refused', async () => {
    const answer = await server.call('POST', '/shipments/getrates', { body: { ...asked, carrierCode: 'ups' } });
    expect([answer.status, answer.text]).toEqual([500, expect.stringContaining('Invalid carrierCode.')]);
    expect((await server.call('POST', '/shipments/getrates', { body: { carrierCode: 'test_carrier' } })).status).toBe(
      400,
    );
  });
});

describe('families', () => {
  test('a split order and its parts name each other, add up, and leave by themselves', async () => {
    const whole = await createOne({ orderNumber: 'FAM-1', orderKey: 'fam-1' });
    const [mug] = whole.items;
    await native(`/orders/${whole.orderId}:split`, { parts: [[{ line_id: mug?.orderItemId, quantity: 2 }]] });
    const first = await read(whole.orderId);
    const { orders } = await server.json<{ orders: Order[] }>('GET', '/orders?pageSize=500&sortDir=DESC');
    const part = orders.find((order) => order.orderKey === 'fam-1' && order.orderId !== whole.orderId)!;
    expect(first.advancedOptions).toMatchObject({ mergedOrSplit: true, mergedIds: [], parentId: null });
    expect(part.advancedOptions).toMatchObject({ mergedOrSplit: true, mergedIds: [], parentId: whole.orderId });
    expect([first.items[0]?.quantity, part.items[0]?.quantity]).toEqual([1, 2]);
    expect(Number(first.orderTotal) + Number(part.orderTotal)).toBe(whole.orderTotal);
    await labelOf(part.orderId);
    expect([(await read(whole.orderId)).orderStatus, (await read(part.orderId)).orderStatus]).toEqual([
      'awaiting_shipment',
      'shipped',
    ]);
    const [shipment] = (await list(`orderId=${part.orderId}&includeShipmentItems=true`)).shipments;
    expect(shipment?.shipmentItems).toMatchObject([{ sku: 'MUG', quantity: 2 }]);
  });

  test('a merged order names what went into it; that is gone', async () => {
    const [target, other] = [await createOne({ orderNumber: 'M-1' }), await createOne({ orderNumber: 'M-2' })];
    await native(`/orders/${target.orderId}:merge`, { order_ids: [other.orderId] });
    const after = await read(target.orderId);
    expect(after.advancedOptions).toMatchObject({ mergedOrSplit: true, mergedIds: [other.orderId], parentId: null });
    expect(after.orderTotal).toBe(Number(target.orderTotal) + Number(other.orderTotal));
    expect(after.items).toHaveLength(6);
    expect((await server.call('GET', `/orders/${other.orderId}`)).status).toBe(404);
    expect(await server.json('GET', '/orders?orderNumber=M-2')).toMatchObject({ orders: [], total: 0 });
  });
});
