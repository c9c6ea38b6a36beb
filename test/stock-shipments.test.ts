/**
 * Shipments through a real server: the walk of a warehouse, read back at each step; every documented example of the
 * shipment calls, where they are present; and the errors of callers.
 */
import { existsSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runCommand } from '../src/cli/run-command.ts';
import { smallOrder } from '../src/dialects/centra/fixtures.ts';
import { itemDraftOf } from '../src/store/contract/goods.ts';
import { differences, type Json } from './centra-differences.ts';
import { type CentraServer, startCentra } from './centra-server.ts';

type Answer = Record<string, unknown>;
type Order = {
  orderStatus: string;
  products: { lineId: string; warehouses: unknown }[];
  shipments: Answer[];
  internalComment: string;
};

let server: CentraServer;
let lastNumber = 90_000;

beforeAll(async () => {
  const bundles = [{ sku: 'SET', parts: [{ sku: 'MUG', quantity: 1 }] }];
  const catalog = { mode: 'required', warehouses: [{ id: 1, name: 'Main' }], bundles } as const;
  server = await startCentra({
    settings: { catalog },
    goods: [
      ...[itemDraftOf({ sku: 'MUG', units: 0 }), itemDraftOf({ sku: 'TRAY', units: 0 })],
      itemDraftOf({ sku: 'SET', isCounted: false }),
    ],
  });
  await server.call('POST', '/stock', {
    body: { products: ['MUG', 'TRAY'].map((product) => ({ product, quantity: 1_000 })) },
  });
});

afterAll(() => server.stop());

async function call(method: string, path: string, body?: unknown): Promise<Answer> {
  const { status, json } = await server.call(method, path, body === undefined ? {} : { body });
  expect(status).toBe(200);
  return json as Answer;
}

const products = [
  { sku: 'MUG', qty: 3, unitPrice: 10 },
  { sku: 'TRAY', qty: 2, unitPrice: 7.5 },
];

/** An order of three mugs and two trays; its number and the ids of its lines. */
async function place(fields: object = {}): Promise<{ order: number; mug: string; tray: string }> {
  lastNumber += 1;
  const body = { ...smallOrder, products, adjustStock: true, orderNumber: lastNumber, ...fields };
  const { orders } = await call('POST', '/order', body);
  const [order = 0] = orders as number[];
  const [mug = '', tray = ''] = (await read(order)).products.map(({ lineId }) => lineId);
  return { order, mug, tray };
}

async function read(order: number): Promise<Order> {
  const { orders } = await call('GET', `/orders?order=${order}`);
  const [found] = orders as Order[];
  if (found === undefined) throw new Error(`order ${order} must be found`);
  return found;
}

async function stockOf(sku: string): Promise<number[]> {
  const { products: rows } = await call('GET', `/stock?sku=${sku}`);
  const [row] = rows as { physicalStock: number; allocatedStock: number; availableStock: number }[];
  return row === undefined ? [] : [row.physicalStock, row.allocatedStock, row.availableStock];
}

async function openShipments(order: number, query = ''): Promise<unknown[]> {
  const { shipments } = await call('GET', `/shipments?order=${order}${query}`);
  return (shipments as Answer[]).map(({ shipmentId }) => shipmentId);
}

test('the walk of a warehouse: stock in, orders, a partial shipment, the rest, nothing left over', async () => {
  await call('POST', '/stock', {
    products: [
      { product: 'MUG', quantity: 10 },
      { product: 'TRAY', quantity: 10 },
    ],
  });
  const batch = Object.fromEntries(
    ['a', 'b', 'c'].map((name) => [name, { ...smallOrder, products, adjustStock: true }]),
  );
  const answers = Object.values(await call('POST', '/orders', batch)) as { status: string; orders: number[] }[];
  expect(answers.map(({ status }) => status)).toEqual(['ok', 'ok', 'ok']);
  expect([await stockOf('MUG'), await stockOf('TRAY')]).toEqual([
    [10, 9, 1],
    [10, 6, 4],
  ]);

  const order = answers[0]?.orders[0] ?? 0;
  expect((await read(order)).orderStatus).toBe('confirmed');
  const [mug = '', tray = ''] = (await read(order)).products.map(({ lineId }) => lineId);
  expect(await call('POST', '/shipments', { order, products: { [mug]: 2 }, gtg: true, capture: false })).toEqual({
    ...{ status: 'ok', order, shipment: `${order}-1`, deliveryNote: '', proforma: '' },
  });
  expect((await read(order)).orderStatus).toBe('processing');
  expect(await openShipments(order)).toEqual([`${order}-1`]);

  const sent = { order: String(order), shipment: `${order}-1`, carrier: 'Post', service: 'Parcel', tracking: 'T1' };
  const completion = { ...sent, internalComment: 'left at noon', capture: 1 };
  expect(await call('PUT', '/shipment', completion)).toEqual({ status: 'ok', order, shipment: `${order}-1` });
  expect(await stockOf('MUG')).toEqual([8, 7, 1]);
  expect(await openShipments(order)).toEqual([]);
  expect(await openShipments(order, '&status=completed')).toEqual([`${order}-1`]);
  const partly = await read(order);
  expect([partly.orderStatus, partly.internalComment]).toEqual(['processing', 'left at noon']);
  expect(partly.shipments).toMatchObject([{ shipmentId: `${order}-1`, carrier: 'Post', trackingId: 'T1' }]);
  expect(partly.products[0]?.warehouses).toEqual([{ name: 'Main', itemQty: 3 }]);

  await call('POST', '/shipments', { order, products: { [mug]: 1, [tray]: '2' } });
  await call('PUT', '/shipment', { order, shipment: `${order}-2` });
  expect([await stockOf('MUG'), await stockOf('TRAY')]).toEqual([
    [7, 6, 1],
    [8, 4, 4],
  ]);
  expect((await read(order)).orderStatus).toBe('completed');
  const { shipments } = await call('GET', `/shipments/${order}-2`);
  expect(shipments).toMatchObject([
    { paid: 1, shouldCapture: 0, grandTotalValue: 25, products: [{ qty: 1 }, { qty: 2 }] },
  ]);
  const left = [
    ['1', 2],
    ['2', 1],
  ].map(async ([seq, qty]) => {
    const [sentOne] = (await call('GET', `/shipments/${order}-${seq}`)).shipments as Order[];
    expect(sentOne?.products[0]?.warehouses).toEqual([{ name: 'Main', itemQty: String(qty) }]);
  });
  await Promise.all(left);
  await call('POST', '/stock', {
    products: [
      { product: 'MUG', quantity: 1_000 },
      { product: 'TRAY', quantity: 1_000 },
    ],
  });
});

test('the shipments of an order add up to it: cost and voucher stand on the first', async () => {
  const { order, mug, tray } = await place({ shippingValue: 4.9, voucherValue: 2.1 });
  await call('POST', '/shipments', { order, products: { [mug]: 3 } });
  await call('POST', '/shipments', { order, products: { [tray]: 2 } });
  const { shipments } = await call('GET', `/shipments?order=${order}&status=inprogress`);
  expect((shipments as Answer[]).map(({ grandTotalValue }) => grandTotalValue)).toEqual([32.8, 15]);
});

test('the same shipment again is the same shipment, unless createAlways; a retry with a key is answered again', async () => {
  const { order, mug } = await place();
  const body = { order, products: { [mug]: 1 } };
  const names = [];
  for (const more of [{}, {}, { createAlways: 1 }])
    names.push((await call('POST', '/shipments', { ...body, ...more })).shipment);
  expect(names).toEqual([`${order}-1`, `${order}-1`, `${order}-2`]);
});

const errors: [string, (order: number, mug: string) => Promise<Answer>, object][] = [
  ['lines of another order', (order) => call('POST', '/shipments', { order, products: { 1: 1 } }), {}],
  ['more than there are', (order, mug) => call('POST', '/shipments', { order, products: { [mug]: 4 } }), {}],
  ['no lines', (order) => call('POST', '/shipments', { order, products: [] }), {}],
  ['no products', (order) => call('POST', '/shipments', { order }), {}],
  [
    'a shipment of another order',
    async (order) => {
      const { order: told, ...answer } = await call('PUT', '/shipment', { order, shipment: `${order + 1}-1` });
      return { ...answer, isAsStated: told === order };
    },
    { msg: 'shipment does not exist', isAsStated: true },
  ],
  ['a shipment that is none', () => call('PUT', '/capture', { shipment: 'x' }), { msg: 'shipment does not exist' }],
  ['a shipment nobody made', (order) => call('DELETE', `/shipments/${order}-9`), { msg: 'shipment does not exist' }],
  ['a stage nobody knows', () => call('GET', '/shipments?status=gone'), {}],
];
test.each(errors)('%s is an error', async (_name, send, expected) => {
  const { order, mug } = await place();
  expect(await send(order, mug)).toMatchObject({ status: 'no', ...expected });
});

test('a payment that its provider captures is refused in the words of the vendor', async () => {
  const { order, mug } = await place();
  const provider = (name: string) => runCommand(['shipments', 'capture', name, '--database', server.databaseUrl]);
  expect(await provider('external')).toBe(0);
  const msg = 'Action not supported by external payment plugin. Please do that action in your payment provider.';
  try {
    await server.restart();
    const created = await call('POST', '/shipments', { order, products: { [mug]: 1 } });
    expect(created).toEqual({ status: 'no', msg, order: String(order) });
    await call('POST', '/shipments', { order, products: { [mug]: 1 }, capture: false });
    expect(await call('PUT', '/capture', { shipment: `${order}-1` })).toEqual({ status: 'no', msg, order });
  } finally {
    expect(await provider('manual')).toBe(0);
    await server.restart();
  }
});

const shared = new URL('../../shared/samples/centra/', import.meta.url);
const isPresent = existsSync(new URL('index.json', shared));
const sample = (file: string) => JSON.parse(readFileSync(new URL(file, shared), 'utf8'));
const places = { at: 'answer', more: new Set<string>(), less: new Set<string>() };
const failed = { payment: { auth: { status: 2, amount: 1 } } };
const paid = { payment: { capture: { status: 1, amount: 1, external_url: 'https://example.com/invoice.pdf' } } };

/** What each example was an answer to; numbers are ours. */
const SCENARIOS: Record<string, () => Promise<Answer>> = {
  '106-create-shipment.response.json': async () => {
    const { order, mug } = await place(paid);
    return call('POST', '/shipments', { order, products: { [mug]: 1 } });
  },
  '106-create-shipment.error.json': () =>
    call('POST', '/shipments', { ...sample('106-create-shipment.request.json'), order: 1337 }),
  '106-create-shipment.error-2.json': async () => {
    const { order, mug } = await place(failed);
    return call('POST', '/shipments', { order, products: { [mug]: 1 } });
  },
  '107-get-shipments.response.json': async () => {
    const { order, mug } = await place({ ...paid, products: [{ sku: 'SET', qty: 1, unitPrice: 10 }] });
    await call('POST', '/shipments', { order, products: { [mug]: 1 }, gtg: true });
    const { keyId, secret } = server.keyOf('read');
    const nested = ['centra', 'set', 'bundlesInShipments', 'nested', '--key', keyId, '--database', server.databaseUrl];
    expect(await runCommand(nested)).toBe(0);
    type Shipments = { shipments: { products: { isBundle: boolean }[] }[] };
    const lineOf = async () =>
      ((await server.call('GET', `/shipments?order=${order}`, { secret })).json as Shipments).shipments[0]?.products[0];
    await expect.poll(async () => (await lineOf())?.isBundle, { timeout: 20_000 }).toBe(true);
    const { shipments, ...answer } = (await call('GET', `/shipments?order=${order}`)) as Answer & Shipments;
    // The example shows one line as no instance can: as part of a bundle that is left out, and inside a bundle.
    const products = [shipments[0]?.products[0], await lineOf()];
    return { ...answer, shipments: [{ ...shipments[0], products }] };
  },
  '108-update-shipment.error.json': () => updateLocked(paid, { shipped: true }),
  '108-update-shipment.error-2.json': () => updateLocked(paid, {}),
  '108-update-shipment.error-3.json': () => updateLocked({}, {}),
  '109-complete-shipment.response.json': async () => {
    const { order, mug } = await place();
    await call('POST', '/shipments', { order, products: { [mug]: 1 }, capture: false });
    const request = sample('109-complete-shipment.request.json');
    return call('PUT', '/shipment', { ...request, order: String(order), shipment: `${order}-1` });
  },
  '109-complete-shipment.error.json': async () => {
    const { order, mug } = await place(failed);
    await call('POST', '/shipments', { order, products: { [mug]: 1 }, capture: false });
    const request = sample('109-complete-shipment.request.json');
    return call('PUT', '/shipment', { ...request, order: String(order), shipment: `${order}-1` });
  },
  '110-capture-shipment.response.json': () => capture({}),
  '110-capture-shipment.error.json': () => capture(failed),
  '111-delete-shipment.response.json': async () => {
    const { order, mug } = await place();
    await call('POST', '/shipments', { order, products: { [mug]: 1 }, capture: false });
    return call('DELETE', `/shipments/${order}-1`);
  },
  '111-delete-shipment.error.json': async () => {
    const { order, mug } = await place();
    await call('POST', '/shipments', { order, products: { [mug]: 1 } });
    return call('DELETE', `/shipments/${order}-1`);
  },
};

async function updateLocked(payment: object, made: object): Promise<Answer> {
  const { order, mug } = await place(payment);
  await call('POST', '/shipments', { order, products: { [mug]: 1 }, ...made });
  const gtg = await call('PUT', `/shipments/${order}-1`, { gtg: 1 });
  expect(gtg.status).toBe('ok');
  return call('PUT', `/shipments/${order}-1`, { products: { [mug]: 2 } });
}

async function capture(payment: object): Promise<Answer> {
  const { order, mug } = await place(payment);
  await call('POST', '/shipments', { order, products: { [mug]: 1 }, capture: false });
  return call('PUT', '/capture', { shipment: `${order}-1` });
}

describe.skipIf(!isPresent)("the vendor's examples of shipments", () => {
  test.each(Object.keys(SCENARIOS))('%s', async (file) => {
    const answer = await SCENARIOS[file]?.();
    const example = sample(file);
    expect(differences(answer as Json, example, places)).toEqual([]);
    expect([answer?.status, answer?.msg]).toEqual([example.status, example.msg]);
  });

  test('108-update-shipment.response.json', async () => {
    const { order, mug, tray } = await place();
    await call('POST', '/shipments', { order, products: { [mug]: 1 }, capture: false });
    const request = sample('108-update-shipment.request.json');
    const [one, two, three] = Object.values(request.products) as [number, number, { qty: number }];
    const products = { [mug]: one + two, [tray]: { ...three, qty: 1 } };
    const { status, shipment } = await call('PUT', `/shipments/${order}-1`, { ...request, products });
    const example = sample('108-update-shipment.response.json');
    const { products: lines, ...head } = shipment as { products: Answer[] };
    expect(status).toBe('ok');
    // The example states a serial number and does not show it.
    const [first, { serialNumber, ...second } = { serialNumber: '' }] = lines;
    const printed = { ...head, products: [first, second] };
    expect(differences(printed as Json, example.shipment, { ...places, at: 'shipment' })).toEqual([]);
    expect([serialNumber, lines.map(({ qty }) => qty)]).toEqual(['newSerialNumber', [3, 1]]);
  });
});
