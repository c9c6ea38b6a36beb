/** An order of one wire read through the other: every field the two have in common, the same sums, the same instants. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { fullOrder, smallOrder } from '../src/dialects/centra/fixtures.ts';
import { type CentraServer, startCentra } from './centra-server.ts';

let server: CentraServer;

beforeAll(async () => {
  server = await startCentra({ settings: { dialects: { centra: { showsHeld: true, showsWaitingForPayment: true } } } });
});

afterAll(() => server.stop());

type Wire = Record<string, unknown>;

/** Through the other wire: Basic credentials of the same key. */
async function other(path: string, body?: object): Promise<Wire> {
  const { keyId, secret } = server.keyOf('admin');
  const headers = { Authorization: `Basic ${btoa(`${keyId}:${secret}`)}`, 'Content-Type': 'application/json' };
  const init = body === undefined ? { headers } : { method: 'POST', headers, body: JSON.stringify(body) };
  const response = await server.fetch(`/shipstation${path}`, init);
  return (await response.json()) as Wire;
}

async function centraOrder(number: unknown): Promise<Wire> {
  const { json } = await server.call('GET', `/orders?order=${number}`);
  return (json as { orders: Wire[] }).orders[0] ?? {};
}

const order = {
  orderNumber: 'TEST-ORDER-1',
  orderKey: 'shop-1',
  orderDate: '2026-03-04T10:11:12.0000000',
  orderStatus: 'on_hold',
  customerEmail: 'fay@example.com',
  billTo: {
    name: 'Fay Dahl',
    company: 'Dahl',
    street1: '5 Mill Road',
    city: 'Reno',
    postalCode: '89501',
    country: 'US',
  },
  shipTo: {
    name: 'Gus Orr',
    street1: '6 Pier',
    street2: 'Dock 2',
    street3: 'Bay 9',
    city: 'Reno',
    state: 'NV',
    postalCode: '89502',
    country: 'US',
    phone: '555-0100',
  },
  items: [
    {
      lineItemKey: 'l1',
      sku: 'LAMP-1',
      name: 'Lamp',
      quantity: 2,
      unitPrice: 99.99,
      taxAmount: 2.5,
      upc: '012345678905',
      weight: { value: 24, units: 'ounces' },
      options: [
        { name: 'Size', value: 'Large' },
        { name: 'Color', value: 'Green' },
      ],
    },
    { lineItemKey: 'd1', sku: null, name: 'Discount', quantity: 1, unitPrice: -20.55, adjustment: true },
  ],
  amountPaid: 218.73,
  taxAmount: 5,
  shippingAmount: 10,
  customerNotes: 'ship as soon as possible',
  internalNotes: 'a regular',
  paymentMethod: 'Credit Card',
  requestedShippingService: 'Priority Mail',
  carrierCode: 'fedex',
};

describe('written here', () => {
  test('an order is read through the other wire', async () => {
    await server.call('POST', '/order', { body: { ...fullOrder, createOnly: false } });
    const { orders } = (await other('/orders?orderNumber=5001')) as { orders: Wire[] };
    expect(orders).toHaveLength(1);
    expect(orders[0]).toMatchObject({
      orderNumber: '5001',
      orderDate: '2026-03-04T01:11:12.0000000',
      orderStatus: 'awaiting_shipment',
      customerId: null,
      customerEmail: 'ada@example.com',
      billTo: {
        name: 'Ada Berg',
        company: 'Berg & Co',
        street1: '1 Harbor Street',
        street2: 'c/o Bo',
        city: 'Uppsala',
        state: 'C',
        postalCode: '75310',
        country: 'SE',
        phone: '+46181',
      },
      shipTo: { name: 'Bo Lind', company: 'Depot', street1: '2 Quay', street2: 'Hall B', country: 'NO' },
      items: [
        {
          sku: 'MUG-01',
          upc: '012345678905',
          name: 'Mug',
          quantity: 3,
          unitPrice: 14.5,
          options: [
            { name: 'brand', value: 'Kiln' },
            { name: 'variant', value: 'Blue' },
            { name: 'size', value: 'L' },
          ],
        },
        { sku: 'TRAY-02', quantity: 1, unitPrice: 0 },
        expect.anything(),
      ],
      shippingAmount: 4.9,
      customerNotes: 'leave at the gate',
      internalNotes: 'checked twice',
      paymentMethod: 'inv',
      requestedShippingService: 'ups-standard',
    });
    expect(orders[0]?.orderTotal).toBe((await centraOrder(5001)).grandTotalValue);
  });

  test('a prepared order is in no list of the other wire', async () => {
    await server.call('POST', '/order', { body: { ...smallOrder, orderNumber: 6001, createOnly: true } });
    expect(await other('/orders?orderNumber=6001')).toMatchObject({ orders: [], total: 0 });
    await server.call('POST', '/order/6001');
    expect(await other('/orders?orderNumber=6001')).toMatchObject({ total: 1 });
  });
});

describe('written through the other wire', () => {
  test('an order is read here, named by its id', async () => {
    const { orderId, orderTotal } = await other('/orders/createorder', order);
    const printed = await centraOrder(orderId);
    expect(printed).toMatchObject({
      orderId: String(orderId),
      orderStatus: 'confirmed',
      hold: 1,
      orderDate: '2026-03-04 19:11:12',
      customerId: '',
      deliveryName: 'Gus Orr',
      deliveryEmail: 'fay@example.com',
      deliveryTele: '555-0100',
      deliveryAddress: '6 Pier',
      deliveryCoaddress: 'Dock 2, Bay 9',
      deliveryState: 'NV',
      deliveryZipcode: '89502',
      deliveryCountry: 'US',
      billingName: 'Fay Dahl',
      billingCompany: 'Dahl',
      billingEmail: 'fay@example.com',
      shippingList: 'Priority Mail',
      shippingValue: 10,
      taxAdded: 5,
      grandTotalTaxValue: 5,
      grandTotalValue: 194.43,
      internalComment: 'a regular',
      otherComment: 'ship as soon as possible',
      paymentMethod: 'Credit Card',
      defaultCarrier: 'fedex',
    });
    expect(printed.products).toMatchObject([
      {
        sku: 'LAMP-1',
        upc: '012345678905',
        name: 'Lamp',
        variant: 'Green',
        size: 'Large',
        qty: 2,
        price: 99.99,
        weight: 1.5,
        weightUnit: 'lb',
        totalTaxValue: 2.5,
        totalPrice: 199.98,
      },
      { name: 'Discount', qty: 1, price: -20.55 },
    ]);
    expect(printed.grandTotalValue).toBe(orderTotal);
  });

  test('it can be commented and its payment recorded here, and a shipped one can no longer be completed', async () => {
    const { orderId } = await other('/orders/createorder', { ...order, orderKey: 'shop-2' });
    const noted = await server.call('PUT', '/orders', { body: { order: orderId, internalComment: 'called' } });
    expect(noted.json).toEqual({ status: 'ok', order: orderId });
    const payment = { capture: { status: 1, amount: 5, transaction: 't-9', method: 'cc' } };
    const paid = await server.call('POST', `/order/${orderId}`, { body: { payment } });
    expect(paid.json).toEqual({ orders: [String(orderId)], status: 'ok' });
    expect(await other(`/orders/${orderId}`)).toMatchObject({
      internalNotes: 'a regular\ncalled',
      paymentMethod: 'cc',
      amountPaid: 5,
    });
    const shipped = await other('/orders/createorder', { ...order, orderKey: 'shop-3', orderStatus: 'shipped' });
    const late = await server.call('POST', `/order/${shipped.orderId}`, { body: { payment } });
    expect(late.json).toEqual({
      status: 'no',
      msg: `expected an order that is neither shipped nor canceled, got order ${shipped.orderId}, which is shipped`,
    });
  });

  test('its id is a number that no order here can state, its own number is free', async () => {
    const { orderId } = await other('/orders/createorder', { ...order, orderKey: 'shop-4', orderNumber: '7001' });
    const taken = await server.call('POST', '/order', { body: { ...smallOrder, orderNumber: orderId } });
    expect(taken.json).toMatchObject({ code: -5 });
    const free = await server.call('POST', '/order', { body: { ...smallOrder, orderNumber: 7001 } });
    expect(free.json).toEqual({ status: 'ok', orders: [7001] });
    expect(await centraOrder(7001)).toMatchObject({ deliveryName: 'Ada Berg' });
    expect(await centraOrder(orderId)).toMatchObject({ deliveryName: 'Gus Orr' });
  });
});
