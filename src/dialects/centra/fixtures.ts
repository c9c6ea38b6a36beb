/**
 * Invented requests and orders for the tests of this folder: a request as the server hands it over, an order with
 * every field of the create call, and what the store would answer for a draft.
 * Used by the tests of this folder and by the whole-server tests only; no code may import it.
 */
import type { AccountSettings } from '../../core/accounts.ts';
import type { BatchItem, Draft } from '../../core/batch.ts';
import type { Order } from '../../core/order.ts';
import type { OrderReader } from '../../core/queries.ts';
import type { RouteContext } from '../dialect.ts';

export type ContextFields = {
  body?: unknown;
  params?: Record<string, string>;
  query?: string;
  headers?: Record<string, string>;
  settings?: AccountSettings;
};

/** `body` is sent as it is when it is a text, as JSON otherwise. Nothing is stored behind it. */
export function contextOf(fields: ContextFields): RouteContext {
  const { body = '', params = {}, query = '', headers = {}, settings = {} } = fields;
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return {
    request: {
      id: 'r1',
      method: 'POST',
      path: '/',
      params,
      query: new URLSearchParams(query),
      headers,
      body: Buffer.from(text),
    },
    caller: { account: { accountId: 1, name: 'test', settings }, keyId: 'k', scopes: ['admin'] },
    // Reading and writing a create call asks the store nothing.
    catalog: {} as never,
    supply: {} as never,
    endpoints: {} as never,
    jobs: {} as never,
    masters: {} as never,
    parcels: {} as never,
    drawLabel: () => Promise.reject(new Error('nothing of the test asks for a label')),
    register: {} as never,
    orders: {} as OrderReader,
    clock: () => 0,
    publicUrl: 'http://127.0.0.1',
  };
}

export const address = { email: 'ada@example.com', country: 'SE', firstName: 'Ada', lastName: 'Berg' };
export const product = { sku: 'MUG-01', qty: 2, unitPrice: 14.5 };
export const smallOrder = { address, products: [product] };

/** Every field of the create call, each with a value that no other has. */
export const fullOrder = {
  invoiceAddress: {
    email: 'ada@example.com',
    firstName: 'Ada',
    lastName: 'Berg',
    attn: 'Purchasing',
    company: 'Berg & Co',
    address: '1 Harbor Street',
    coaddress: 'c/o Bo',
    city: 'Uppsala',
    zipcode: '75310',
    state: 'C',
    country: 'SE',
    tele: '+46181',
    cell: '+46702',
  },
  deliveryAddress: {
    email: 'depot@example.com',
    firstName: 'Bo',
    lastName: 'Lind',
    attn: 'Gate 4',
    company: 'Depot',
    address: '2 Quay',
    coaddress: 'Hall B',
    city: 'Bergen',
    zipcode: '5003',
    state: 'Vestland',
    country: 'NO',
    tele: '+47551',
    cell: '+47902',
  },
  pricelistId: 11,
  pricelist: 'EUR retail',
  marketId: 12,
  market: 'Nordics',
  customerRegister: true,
  customerId: 13,
  customerSetNewPassword: false,
  createdFromOrigin: { type: 'return', id: 14 },
  extraAttributes: { gift_wrap_bool_value: true, note_text: 'z', a_number: 1.5, list_of: [1, { b: null }] },
  accountId: 15,
  buyerId: 16,
  buyerName: 'Cy Holm',
  deliveryWindow: 'Spring',
  products: [
    {
      qty: 3,
      id: 21,
      ean: '7312345000017',
      upc: '012345678905',
      sku: 'MUG-01',
      item: '9-2',
      unitPrice: 14.5,
      originalPrice: 20.25,
      comment: 'fragile',
      otherComment: 'shelf 3',
      itemText: { sku: 'MUG-SHOWN', brand: 'Kiln', product: 'Mug', variant: 'Blue', size: 'L' },
      localizedProdSize: { localizedSize: '12', localizationDefinitionName: 'UK' },
    },
    { qty: 1, sku: 'TRAY-02', unitPrice: 0 },
  ],
  shippingList: 'ups-standard',
  shippingValue: 4.9,
  voucherValue: 2.5,
  applyVouchers: true,
  voucherCodes: ['SPRING', 'GIFT-9'],
  orderNumber: 5001,
  sendEmail: false,
  adjustStock: true,
  forceCreate: false,
  comment: 'leave at the gate',
  internalComment: 'checked twice',
  poNumber: 'PO-7',
  orderDate: '2026-03-04 10:11:12',
  deliveryDate: '2026-03-20 00:00:00',
  cancelDate: '2026-04-01 00:00:00',
  warehouseGroup: 'North first',
  createOnly: true,
  internalOrder: true,
  payment: {
    id: 36,
    auth: {
      status: 1,
      amount: 45.9,
      method: 'cc',
      transaction: 't-1',
      response: 'ok',
      external_url: 'https://x.test/1',
    },
    capture: {
      status: 0,
      amount: 45.9,
      method: 'inv',
      transaction: 't-2',
      response: 'wait',
      external_url: 'https://x.test/2',
    },
  },
};

export function draftOf(item: BatchItem | undefined): Draft {
  if (item === undefined || !('draft' in item)) throw new Error(`expected a draft, got ${JSON.stringify(item)}`);
  return item.draft;
}

/** As the store would hold it. */
export function orderOf(draft: Pick<Draft, 'content'>, fields: Partial<Order> = {}): Order {
  const { content } = draft;
  return {
    orderId: 7,
    orderKey: '7dee9426b07b13ec452f87a3b67aa6be',
    number: content.number ?? '7',
    isNumberClaimed: true,
    status: content.status,
    revision: 1,
    batchId: 'b1',
    createdAt: Date.UTC(2026, 2, 4, 9, 30),
    modifiedAt: Date.UTC(2026, 2, 4, 9, 30),
    content: JSON.parse(JSON.stringify(content)),
    state: { lines: content.lines.map((line, index) => ({ id: 43_243 + index, sku: line.sku, createdAt: 1 })) },
    ...fields,
  };
}
