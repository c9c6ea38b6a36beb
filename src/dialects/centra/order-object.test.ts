/** An order as it is printed: keys in the documented order, documented types, exact sums, nothing lost. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { OrderContent, OrderLine, OrderStatus } from '../../core/order.ts';
import { splitOrder } from '../../core/plan/split.ts';
import { contextOf, draftOf, fullOrder, orderOf, product, smallOrder } from './fixtures.ts';
import { NO_ITEMS } from './line-items.ts';
import { orderObject } from './order-object.ts';
import { readOrder } from './read.ts';
import { requestObject } from './request-object.ts';
import { settingsOf } from './settings.ts';

const settings = settingsOf({ accountId: 1, name: 'test', settings: {} });
const print = { settings, splitRules: [], warehouses: [], itemOf: NO_ITEMS };

function draftFrom(order: unknown, own = {}) {
  return draftOf(readOrder(contextOf({ body: order, settings: { dialects: { centra: own } } })).items[0]);
}

function printed(content: Partial<OrderContent>, fields = {}) {
  const whole = { content: { status: 'open' as const, lines: [], ...content } };
  return JSON.parse(JSON.stringify(orderObject(orderOf(whole, fields), print)));
}

const fullHead = {
  orderId: '5001',
  orderStatus: 'incomplete',
  selectionId: '7dee9426b07b13ec452f87a3b67aa6be',
  orderDate: '2026-03-04 10:11:12',
  cancelDate: '2026-04-01 00:00:00',
  preferredDeliveryDate: '2026-03-20 00:00:00',
  estimatedDeliveryDate: '2026-03-20 00:00:00',
  orderStore: 'wholesale',
  orderCurrency: 'EUR',
  customerId: '13',
  accountId: '15',
  deliveryName: 'Bo Lind',
  deliveryCompany: 'Depot',
  deliveryEmail: 'depot@example.com',
  deliveryCell: '+47902',
  deliveryCoaddress: 'Hall B',
  billingName: 'Ada Berg',
  billingEmail: 'ada@example.com',
  poNumber: 'PO-7',
  shippingList: 'ups-standard',
  internalOrder: 1,
  shippingValue: 4.9,
  voucherValue: 2.5,
  grandTotalValue: 45.9,
  grandTotalTaxValue: 0,
  internalComment: 'checked twice',
  otherComment: 'leave at the gate',
  marketId: 12,
  pricelistId: 11,
  paymentType: 'inv',
  paymentReference: 't-2',
  paymentMethod: 'inv',
  totalItemsPrice: 43.5,
  totalItemsDiscount: 17.25,
  discounts: { anyDiscount: true, discount: '-2.50 EUR', discountAsNumber: -2.5 },
  a_number: 1.5,
  gift_wrap_bool_value: true,
  list_of: [1, { b: null }],
  note_text: 'z',
};

const fullLine = {
  lineId: '43243',
  sku: 'MUG-SHOWN',
  variantSku: '',
  sizeSku: '',
  ean: '7312345000017',
  upc: '012345678905',
  name: 'Mug',
  variant: 'Blue',
  brand: 'Kiln',
  size: 'L',
  qty: 3,
  originalPrice: 20.25,
  price: 14.5,
  weight: 0,
  weightUnit: 'kg',
  countryOfOrigin: '',
  harmCode: '',
  comment: 'fragile',
  otherComment: 'shelf 3',
  taxPercent: 0,
  priceDiscount: 5.75,
  priceDiscountAsPercent: 28,
  taxValue: 0,
  totalTaxValue: 0,
  totalPrice: 43.5,
  totalPriceWithoutTax: 43.5,
  totalPriceWithTax: 43.5,
  anyDiscount: true,
  priceEachWithoutTax: 14.5,
  priceEachReduction: 0,
  warehouses: [{ name: 'Default', itemQty: 3 }],
  isBundle: false,
  localizedSize: { localizedSize: '12', localizationDefinitionName: 'UK' },
  stockItemId: '21',
};

test('an order with every field', () => {
  const object = JSON.parse(JSON.stringify(orderObject(orderOf(draftFrom(fullOrder, { currency: 'EUR' })), print)));
  expect(object).toMatchObject(fullHead);
  expect(object.discounts.vouchers.map((one: Record<string, unknown>) => [one.voucher, one.priceOff])).toEqual([
    ['SPRING', '-2.50 EUR'],
    ['GIFT-9', '0.00 EUR'],
  ]);
  expect(object.products[0]).toEqual(fullLine);
});

describe('what an order has not', () => {
  const object = JSON.parse(JSON.stringify(orderObject(orderOf(draftFrom(smallOrder)), print)));
  test.each([
    ['orderDate', '2026-03-04 10:30:00'],
    ['cancelDate', '0000-00-00 00:00:00'],
    ['orderStore', 'retail'],
    ['orderCurrency', ''],
    ['customerId', ''],
    ['accountId', ''],
    ['deliveryEmail', 'ada@example.com'],
    ['deliveryState', ''],
    ['voucherValue', 0],
    ['marketId', 0],
    ['paymentType', ''],
    ['paymentReference', null],
    ['paymentMethod', null],
    ['shipments', []],
    ['taxBreakdown', []],
  ])('%s is %j', (key, expected) => {
    expect(object[key]).toEqual(expected);
  });
});

describe('orders of other wires', () => {
  test.each([
    ['unpaid', 'pending', 0, 1],
    ['open', 'confirmed', 0, 0],
    ['held', 'confirmed', 1, 0],
    ['outsourced', 'processing', 0, 0],
    ['rejected', 'confirmed', 0, 0],
    ['shipped', 'completed', 0, 0],
    ['canceled', 'cancelled', 0, 0],
  ] as const)('%s is %s, hold %i, waitingForPayment %i', (status: OrderStatus, word, hold, waitingForPayment) => {
    expect(printed({}, { status })).toMatchObject({ orderStatus: word, hold, waitingForPayment });
  });

  test.each([
    ['TEST-1', false, '7'],
    ['1', false, '7'],
    ['A-9', true, '7'],
    ['83651', true, '83651'],
  ])('number %s (claimed %s) is %s on this wire', (number, isNumberClaimed, expected) => {
    expect(printed({}, { number, isNumberClaimed }).orderId).toBe(expected);
  });

  test.each([
    [21_200, { taxAdded: 2.12, taxDeducted: 0, grandTotalValue: 32.12 }],
    [0, { taxAdded: 0, taxDeducted: 0, grandTotalValue: 30 }],
    [-21_200, { taxAdded: 0, taxDeducted: 2.12, grandTotalValue: 27.88, grandTotalTaxValue: -2.12 }],
  ])('a tax of %i on top is added or deducted', (taxE4, expected) => {
    expect(printed({ lines: [{ quantity: 3, unitPriceE4: 100_000 }], taxE4 })).toMatchObject(expected);
  });

  test('a tax comes on top, a third line of the street is kept, an e-mail of the customer serves both addresses', () => {
    const lines: OrderLine[] = [
      { quantity: 3, unitPriceE4: 100_000, taxE4: 10_000, weight: { valueE4: 240_000, unit: 'ounces' } },
      { quantity: 0, taxE4: 1, weight: { valueE4: 5_000_000, unit: 'grams' } },
    ];
    const shipTo = { street1: 'a', street2: 'b', street3: 'c' };
    const customer = { email: 'cy@example.com' };
    expect(printed({ lines, shipTo, customer, taxE4: 21_200, shippingE4: 1 }, { orderKey: 'shop-1' })).toMatchObject({
      selectionId: expect.stringMatching(/^[0-9a-f]{32}$/),
      deliveryEmail: 'cy@example.com',
      billingEmail: 'cy@example.com',
      deliveryCoaddress: 'b, c',
      grandTotalValue: 32.1201,
      grandTotalTaxValue: 2.12,
      taxAdded: 2.12,
      taxBreakdown: [{ description: 'Tax', taxPercent: 0, value: 2.12 }],
      products: [
        { taxValue: 0.3333, totalTaxValue: 1, totalPriceWithTax: 31, weight: 1.5, weightUnit: 'lb' },
        { taxValue: 0, totalTaxValue: 0.0001, weight: 0.5, weightUnit: 'kg' },
      ],
    });
  });
});

test('an attribute never takes the place of a documented key', () => {
  const extraAttributes = { orderId: 'x', __proto__x: 1, ['__proto__']: 'kept' };
  const object = orderObject(orderOf(draftFrom({ ...smallOrder, extraAttributes })), print);
  expect(object.orderId).toBe('7');
  expect(JSON.stringify(object)).toMatch(/,"__proto__":"kept","__proto__x":1\}$/);
});

test('sums are exact, and the parts of a split order add up to the whole, whatever the amounts', () => {
  const amount = fc.integer({ min: 0, max: 99_999_999 });
  const lines = fc.array(
    fc.record({
      sku: fc.constantFrom('A-1', 'B-1', 'C-1'),
      quantity: fc.integer({ min: 1, max: 999 }),
      unitPriceE4: amount,
    }),
    { minLength: 1, maxLength: 8 },
  );
  const keys = ['grandTotalValue', 'totalItemsPrice', 'shippingValue', 'voucherValue', 'totalItemsDiscount'];
  fc.assert(
    fc.property(lines, amount, amount, (some, shippingE4, discountE4) => {
      const content: OrderContent = { status: 'open', lines: some, shippingE4, discountE4 };
      const rules = [
        { pattern: 'A-*', group: 'north' },
        { pattern: 'B-*', group: 'south' },
      ];
      const state = { lines: some.map((_, id) => ({ id, createdAt: 1 })) };
      const parts = splitOrder({ content, state }, { rules }).map((part) => part.content);
      for (const key of keys) {
        const sum = parts.reduce((total, part) => total + BigInt(Math.round(printed(part)[key] * 10_000)), 0n);
        expect(sum).toBe(BigInt(Math.round(printed(content)[key] * 10_000)));
      }
    }),
    { numRuns: 50 },
  );
});

describe('include=request', () => {
  const back = (order: unknown) => JSON.parse(JSON.stringify(requestObject(orderOf(draftFrom(order)), settings)));

  test('every field of the create call comes back', () => {
    expect(back(fullOrder)).toEqual(fullOrder);
  });

  test('what comes back makes the same order again', () => {
    const once = draftFrom({ ...smallOrder, orderDate: '2026-03-04', products: [{ ...product, unitPrice: 5 }] });
    const again = draftFrom(back({ ...smallOrder, orderDate: '2026-03-04', products: [{ ...product, unitPrice: 5 }] }));
    expect(JSON.stringify(again)).toBe(JSON.stringify(once));
  });

  test('an order of another wire comes back as one that could be created here', () => {
    const content: OrderContent = {
      status: 'open',
      billTo: { name: 'Di Frost', country: 'US' },
      lines: [{ sku: 'X', quantity: 1, options: [{ name: 'Size', value: 'L' }] }],
    };
    expect(JSON.parse(JSON.stringify(requestObject(orderOf({ content }), settings)))).toEqual({
      invoiceAddress: { firstName: 'Di Frost', country: 'US' },
      products: [{ qty: 1, sku: 'X', itemText: { size: 'L' } }],
    });
  });
});
