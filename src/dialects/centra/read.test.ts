/** What a create call states arrives in the draft: field by field, in every spelling the vendor's callers use. */
import { describe, expect, test } from 'vitest';
import { contextOf, draftOf, fullOrder, product, smallOrder } from './fixtures.ts';
import { readOrder, readOrders } from './read.ts';

function contentOf(order: unknown, zone?: string) {
  const settings = zone === undefined ? {} : { dialects: { centra: { timeZone: zone } } };
  return draftOf(readOrder(contextOf({ body: order, settings })).items[0]).content;
}

const fullContent = {
  number: '5001',
  status: 'prepared',
  placedAt: { at: Date.UTC(2026, 2, 4, 9, 11, 12), wall: '2026-03-04T10:11:12', zone: 'Europe/Stockholm' },
  deliverBy: { at: Date.UTC(2026, 2, 19, 23), wall: '2026-03-20T00:00:00', zone: 'Europe/Stockholm' },
  cancelBy: { at: Date.UTC(2026, 2, 31, 22), wall: '2026-04-01T00:00:00', zone: 'Europe/Stockholm' },
  customer: { id: 13, email: 'ada@example.com' },
  billTo: {
    name: 'Ada Berg',
    firstName: 'Ada',
    lastName: 'Berg',
    attention: 'Purchasing',
    company: 'Berg & Co',
    street1: '1 Harbor Street',
    street2: 'c/o Bo',
    city: 'Uppsala',
    state: 'C',
    postalCode: '75310',
    country: 'SE',
    phone: '+46181',
    mobile: '+46702',
    email: 'ada@example.com',
  },
  shipTo: {
    name: 'Bo Lind',
    firstName: 'Bo',
    lastName: 'Lind',
    attention: 'Gate 4',
    company: 'Depot',
    street1: '2 Quay',
    street2: 'Hall B',
    city: 'Bergen',
    state: 'Vestland',
    postalCode: '5003',
    country: 'NO',
    phone: '+47551',
    mobile: '+47902',
    email: 'depot@example.com',
  },
  lines: [
    {
      sku: 'MUG-01',
      ean: '7312345000017',
      upc: '012345678905',
      name: 'Mug',
      quantity: 3,
      unitPriceE4: 145_000,
      originalPriceE4: 202_500,
      options: [
        { name: 'brand', value: 'Kiln' },
        { name: 'variant', value: 'Blue' },
        { name: 'size', value: 'L' },
      ],
      comment: 'fragile',
      extras: {
        centra: {
          id: 21,
          item: '9-2',
          shownSku: 'MUG-SHOWN',
          localizedSize: { localizedSize: '12', localizationDefinitionName: 'UK' },
          otherComment: 'shelf 3',
        },
      },
    },
    { sku: 'TRAY-02', quantity: 1, unitPriceE4: 0 },
  ],
  shippingE4: 49_000,
  discountE4: 25_000,
  voucherCodes: ['SPRING', 'GIFT-9'],
  customerNote: 'leave at the gate',
  internalNote: 'checked twice',
  payment: {
    method: 'inv',
    providerId: 36,
    authorization: {
      result: 'succeeded',
      amountE4: 459_000,
      method: 'cc',
      transaction: 't-1',
      response: 'ok',
      invoiceUrl: 'https://x.test/1',
    },
    capture: {
      result: 'pending',
      amountE4: 459_000,
      method: 'inv',
      transaction: 't-2',
      response: 'wait',
      invoiceUrl: 'https://x.test/2',
    },
  },
  shipping: { requestedService: 'ups-standard' },
  isInternal: true,
  extras: {
    centra: {
      pricelistId: 11,
      pricelist: 'EUR retail',
      marketId: 12,
      market: 'Nordics',
      customerRegister: true,
      customerSetNewPassword: false,
      createdFromOrigin: { type: 'return', id: 14 },
      accountId: 15,
      buyerId: 16,
      deliveryWindow: 'Spring',
      applyVouchers: true,
      sendEmail: false,
      adjustStock: true,
      forceCreate: false,
      buyerName: 'Cy Holm',
      poNumber: 'PO-7',
      warehouseGroup: 'North first',
      'attribute:a_number': 1.5,
      'attribute:gift_wrap_bool_value': true,
      'attribute:list_of': [1, { b: null }],
      'attribute:note_text': 'z',
    },
  },
};

test('every field has its place, the shared ones in the core', () => {
  expect(JSON.parse(JSON.stringify(contentOf(fullOrder)))).toEqual(fullContent);
});

test('what is sent in another order of keys is the same content', () => {
  const reversed = Object.fromEntries(Object.entries(fullOrder).reverse());
  const attributes = Object.fromEntries(Object.entries(fullOrder.extraAttributes).reverse());
  const sent = contentOf({ ...reversed, extraAttributes: attributes });
  expect(JSON.stringify(sent)).toBe(JSON.stringify(contentOf(fullOrder)));
});

test('null is absent, for every field that may be', () => {
  const nulls = Object.fromEntries(Object.keys(fullOrder).map((name) => [name, null]));
  const lineNulls = Object.fromEntries(Object.keys(fullOrder.products[0] ?? {}).map((name) => [name, null]));
  const sent = { ...nulls, ...smallOrder, products: [{ ...lineNulls, ...product }] };
  expect(JSON.stringify(contentOf(sent))).toBe(JSON.stringify(contentOf(smallOrder)));
});

describe('spellings', () => {
  test.each([
    [{ createOnly: 1 }, { status: 'prepared' }],
    [{ createOnly: '1' }, { status: 'prepared' }],
    [{ createOnly: 'true' }, { status: 'prepared' }],
    [{ createOnly: 0 }, { status: 'open' }],
    [{ createOnly: '' }, { status: 'open' }],
    [{ orderNumber: '83651' }, { number: '83651' }],
    [{ orderNumber: '' }, { number: undefined }],
    [{ shippingValue: '12.50' }, { shippingE4: 125_000 }],
    [{ voucherValue: 0 }, { discountE4: 0 }],
    [{ orderDate: '2026-07-01' }, { placedAt: { wall: '2026-07-01T00:00:00', at: Date.UTC(2026, 5, 30, 22) } }],
    [{ orderDate: '2026-07-01T08:00:00+02:00' }, { placedAt: { zone: '+02:00', at: Date.UTC(2026, 6, 1, 6) } }],
    [{ orderDate: '0000-00-00' }, { placedAt: undefined }],
    [{ cancelDate: '0000-00-00 00:00:00' }, { cancelBy: undefined }],
    [{ deliveryDate: '' }, { deliverBy: undefined }],
    [{ customerId: '13' }, { customer: { id: 13, email: 'ada@example.com' } }],
    [{ internalOrder: 1 }, { isInternal: true }],
    [{ comment: 'a' }, { customerNote: 'a' }],
    [{ otherComment: 'b' }, { customerNote: 'b' }],
    [{ comment: 'a', otherComment: 'a' }, { customerNote: 'a' }],
    [{ comment: 'a', otherComment: 'b' }, { customerNote: 'a\nb' }],
    [{ extraAttributes: [] }, { extras: undefined }],
    [{ extraAttributes: { x_y: '', z_w: null } }, { extras: undefined }],
    [{ payment: [] }, { payment: undefined }],
    [{ payment: { auth: { status: '2', amount: '5' } } }, { payment: { authorization: { result: 'failed' } } }],
    [{ payment: { capture: { status: 1, amount: 29 } } }, { amountPaidE4: 290_000 }],
    [{ payment: { capture: { status: 0, amount: 29 } } }, { amountPaidE4: undefined }],
    [
      { address: { ...smallOrder.address, country: 'se', zipcode: 90210 } },
      { shipTo: { country: 'SE', postalCode: '90210' } },
    ],
  ])('%j: %j', (fields, expected) => {
    expect(contentOf({ ...smallOrder, ...fields })).toMatchObject(expected);
  });

  test.each([
    [{ qty: '3' }, { quantity: 3 }],
    [
      { id: '5', ean: null, sku: null },
      { sku: undefined, extras: { centra: { id: 5 } } },
    ],
    [
      { unitPrice: null, originalPrice: 20 },
      { unitPriceE4: 200_000, originalPriceE4: 200_000 },
    ],
    [{ unitPrice: null }, { unitPriceE4: undefined }],
    [
      { unitPrice: 0, originalPrice: 20 },
      { unitPriceE4: 0, originalPriceE4: 200_000 },
    ],
    [{ unitPrice: 0.3 }, { unitPriceE4: 3_000 }],
    [{ itemText: { variant: '' } }, { name: undefined, options: [{ name: 'variant', value: '' }] }],
    [
      { itemText: { localizedProdSize: { localizedSize: 'M' } } },
      { extras: { centra: { localizedSize: { localizedSize: 'M' } } } },
    ],
    [
      { localizedProdSize: { localizedSize: 'L' }, itemText: { localizedProdSize: { localizedSize: 'M' } } },
      { extras: { centra: { localizedSize: { localizedSize: 'L' } } } },
    ],
  ])('line %j: %j', (fields, expected) => {
    expect(contentOf({ ...smallOrder, products: [{ ...product, ...fields }] }).lines[0]).toMatchObject(expected);
  });

  test('dates are read in the zone of the account', () => {
    const order = { ...smallOrder, orderDate: '2026-07-01 12:00:00' };
    expect(contentOf(order, 'America/New_York').placedAt?.at).toBe(Date.UTC(2026, 6, 1, 16));
    expect(contentOf(order, 'no such zone').placedAt?.at).toBe(Date.UTC(2026, 6, 1, 10));
  });
});

describe('addresses', () => {
  const { invoiceAddress, deliveryAddress } = fullOrder;
  test.each([
    [{ address: smallOrder.address }, 'Ada Berg', 'Ada Berg'],
    [{ address: smallOrder.address, deliveryAddress }, 'Ada Berg', 'Bo Lind'],
    [{ invoiceAddress }, 'Ada Berg', 'Ada Berg'],
    [{ invoiceAddress, deliveryAddress: null }, 'Ada Berg', 'Ada Berg'],
    [{ invoiceAddress: { ...invoiceAddress, firstName: '', lastName: null } }, 'Purchasing', 'Purchasing'],
    [{ accountId: 15 }, undefined, undefined],
    [{ accountId: 15, deliveryAddress }, undefined, 'Bo Lind'],
  ])('%j is billed to %s and shipped to %s', (addresses, billed, shipped) => {
    const { billTo, shipTo } = contentOf({ ...addresses, products: [product] });
    expect([billTo?.name, shipTo?.name]).toEqual([billed, shipped]);
  });
});

test('a draft claims its number, has no key, and may be split unless it is only prepared', () => {
  const [draft, prepared] = [{}, { createOnly: true }].map((fields) =>
    draftOf(readOrder(contextOf({ body: { ...smallOrder, ...fields } })).items[0]),
  );
  const named = { pointer: '', linesPointer: '/products', orderId: null, orderKey: null, isNumberClaimed: true };
  expect(draft).toMatchObject({ ...named, isSplittable: true });
  expect(prepared).toMatchObject({ ...named, isSplittable: false });
});

test('a batch keeps the names as labels and points below them', async () => {
  const body = `{"b/~":${JSON.stringify(smallOrder)},"10":5,"9":{}}`;
  const { items, receiptKey } = await readOrders(contextOf({ body, headers: { 'idempotency-key': 'k1' } }));
  expect([receiptKey, ...items.map(({ label }) => label)]).toEqual(['k1', 'b/~', '10', '9']);
  expect(draftOf(items[0])).toMatchObject({ pointer: '/b~1~0', linesPointer: '/b~1~0/products' });
});

test('the currency is the one the account has set', () => {
  const settings = { dialects: { centra: { currency: 'sek' } } };
  expect(draftOf(readOrder(contextOf({ body: smallOrder, settings })).items[0]).content.currency).toBe('SEK');
  expect(contentOf(smallOrder).currency).toBeUndefined();
});
