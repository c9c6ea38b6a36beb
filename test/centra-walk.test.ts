// The walk of a warehouse, on both drivers: stock in, a batch of orders, shipments, a part of one, capture, completion,
// a return with its refund; read back at each step, and the stock adds up after every one of them.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { itemDraftOf } from '../src/store/contract/goods.ts';
import { type CentraServer, startCentra } from './centra-server.ts';
import { createDatabase, type TestDatabase } from './postgres-database.ts';

type Body = Record<string, unknown>;
type Stock = { physicalStock: number; allocatedStock: number; availableStock: number };
type Order = { orderId: string; orderStatus: string; products: { lineId: string; qty: number }[]; shipments: Body[] };

const address = { email: 'ada@example.com', country: 'SE', firstName: 'Ada', lastName: 'Berg' };
const orders = {
  small: { address, adjustStock: true, products: [{ sku: 'MUG', qty: 2, unitPrice: 100 }] },
  large: {
    ...{ address, adjustStock: true, shippingValue: 25, orderNumber: 83_651 },
    products: [
      { ean: '7312345000017', qty: 3, unitPrice: 100 },
      { sku: 'TRAY', qty: 1, unitPrice: 50 },
    ],
  },
  greedy: { address, adjustStock: true, products: [{ sku: 'MUG', qty: 96, unitPrice: 1 }] },
};

describe.each(['SQLite', 'PostgreSQL'])('on %s', (driver) => {
  let server: CentraServer;
  let database: TestDatabase | null = null;

  beforeAll(async () => {
    database = driver === 'PostgreSQL' ? await createDatabase() : null;
    const goods = [itemDraftOf({ sku: 'MUG', ean: '7312345000017' }), itemDraftOf({ sku: 'TRAY' })];
    server = await startCentra({
      settings: { catalog: { mode: 'required', warehouses: [{ id: 1, name: 'Main' }] } },
      goods,
      ...(database === null ? {} : { databaseUrl: database.url }),
    });
  });
  afterAll(async () => {
    await server.stop();
    await database?.drop();
  });

  async function send(method: string, path: string, body?: unknown): Promise<Body> {
    const { status, json } = await server.call(method, path, body === undefined ? {} : { body });
    expect(status).toBe(200);
    return json as Body;
  }

  async function read(order: number): Promise<Order> {
    const [found] = (await send('GET', `/orders?order=${order}`)).orders as Order[];
    if (found === undefined) throw new Error(`order ${order} must be found`);
    return found;
  }

  /** `physical/allocated` of each; what is available is the rest. */
  async function shelf(): Promise<string> {
    const rows = (await send('GET', '/stock')).products as Stock[];
    for (const row of rows) expect(row.availableStock).toBe(row.physicalStock - row.allocatedStock);
    return rows.map(({ physicalStock, allocatedStock }) => `${physicalStock}/${allocatedStock}`).join(' ');
  }

  async function open(stage: string): Promise<unknown[]> {
    return ((await send('GET', `/shipments?status=${stage}`)).shipments as Body[]).map(({ shipmentId }) => shipmentId);
  }

  test('from the shelf to the customer and back', async () => {
    const counts = [
      { product: '7312345000017', quantity: 100 },
      { product: 'TRAY', quantity: 10 },
    ];
    expect(await send('POST', '/stock', { products: counts })).toEqual({ status: 'ok' });
    expect(await shelf()).toBe('100/0 10/0');

    const taken = await send('POST', '/orders', orders);
    expect(taken).toEqual({
      small: { status: 'ok', orders: [expect.any(Number)] },
      large: { status: 'ok', orders: [83_651] },
      greedy: { status: 'no', code: -2, msg: expect.stringContaining('at most 95') },
    });
    const small = ((taken.small as Body).orders as number[])[0] ?? 0;
    expect(await shelf()).toBe('100/5 10/1');
    const [mug = '', tray = ''] = (await read(83_651)).products.map(({ lineId }) => lineId);
    const [cup = ''] = (await read(small)).products.map(({ lineId }) => lineId);

    const first = { order: 83_651, products: { [mug]: 2 }, capture: false };
    expect(await send('POST', '/shipments', first)).toMatchObject({ status: 'ok', shipment: '83651-1' });
    expect(await send('POST', '/shipments', first)).toMatchObject({ status: 'ok', shipment: '83651-1' });
    expect(await send('POST', '/shipments', { order: small, products: { [cup]: 2 }, gtg: 1 })).toMatchObject({
      shipment: `${small}-1`,
    });
    expect(await open('goodtogo')).toEqual([`${small}-1`]);
    expect((await send('PUT', '/shipments/83651-1', { gtg: 1 })).status).toBe('ok');
    expect(await open('goodtogo')).toEqual(['83651-1', `${small}-1`]);
    expect((await read(83_651)).orderStatus).toBe('processing');
    expect(await shelf()).toBe('100/5 10/1');

    expect(await send('PUT', '/capture', { shipment: '83651-1' })).toEqual({
      ...{ status: 'ok', order: 83_651, shipment: '83651-1' },
    });
    const complete = { order: '83651', shipment: '83651-1', carrier: 'Fedex', tracking: 'T5', packages: 1 };
    expect((await send('PUT', '/shipment', complete)).status).toBe('ok');
    expect(await shelf()).toBe('98/3 10/1');
    expect(await open('completed')).toEqual(['83651-1']);
    expect((await read(83_651)).orderStatus).toBe('processing');

    const rest = { order: 83_651, products: { [mug]: 1, [tray]: 1 }, gtg: true, shipped: true, tracking: 'T6' };
    expect(await send('POST', '/shipments', rest)).toMatchObject({ status: 'ok', shipment: '83651-2' });
    expect(await shelf()).toBe('97/2 9/0');
    const done = await read(83_651);
    expect([done.orderStatus, done.shipments.map(({ trackingId }) => trackingId)]).toEqual(['completed', ['T5', 'T6']]);

    const asked = { shipment: '83651-1', returnStock: 1, products: { [mug]: '1' }, refund: { refundPayment: true } };
    const made = await send('POST', '/return', { ...asked, shippingCostFromShipment: true });
    expect(made).toEqual({
      ...{ status: 'ok', return: expect.any(Number), returnCompleted: true, returnedItems: [mug] },
      refund: { status: 'ok' },
    });
    expect(await shelf()).toBe('98/2 9/0');
    const [returned] = (await send('GET', '/returns?order=83651')).returns as Body[];
    expect(returned).toMatchObject({ returnId: made.return, completed: true, shipment: '83651-1', shippingCost: 25 });
    const over = { shipment: '83651-1', products: { [mug]: 2 } };
    expect(await send('POST', '/return', over)).toEqual({ status: 'no', msg: 'return could not be created.' });
    expect(await refundOf(83_651)).toEqual(['125.00']);

    const cup1 = { order: small, shipment: `${small}-1` };
    expect((await send('PUT', '/shipment', cup1)).status).toBe('ok');
    expect(await shelf()).toBe('96/0 9/0');
    expect(await open('inprogress')).toEqual([]);
  });

  /** The record of a refund stands with the order, where our own API shows it. */
  async function refundOf(order: number): Promise<string[]> {
    const authorization = `Bearer ${server.keyOf('admin').secret}`;
    const response = await server.fetch(`/v1/orders?number=${order}`, { headers: { authorization } });
    const { orders: found } = (await response.json()) as { orders: { returns: { refund: { amount: string } }[] }[] };
    return found.flatMap(({ returns }) => returns.map(({ refund }) => refund.amount));
  }
});
