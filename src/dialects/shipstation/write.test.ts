// An order as it is answered: every key in the vendor's order, whatever wire the order came in by.
import { expect, test } from 'vitest';
import type { Order, OrderContent } from '../../core/order.ts';
import { draftOf, fullOrder, smallOrder, storedOrder, ZONE } from './fixtures.ts';
import { wireFromOrder } from './write.ts';

type Answer = Record<string, unknown> & { items: Record<string, unknown>[] };

function answerOf(order: Order, zone = ZONE): Answer {
  return JSON.parse(JSON.stringify(wireFromOrder(order, zone)));
}

/** An order of another wire. */
function foreignOrder(content: Partial<OrderContent>, fields: Partial<Order> = {}): Order {
  return storedOrder({ content: { status: 'open', lines: [], ...content } }, fields);
}

test('every writable field comes back as it was sent, among the keys of a real answer', () => {
  const answer = wireFromOrder(storedOrder(draftOf(fullOrder)), ZONE);
  const ounces = { WeightUnits: 1 };
  const [first, second] = fullOrder.items;
  const stamps = { createDate: '2024-03-01T09:00:00.12', modifyDate: '2024-03-01T09:00:00.12' };
  expect(JSON.stringify(answer, null, 1)).toBe(
    JSON.stringify(
      {
        orderId: 12,
        orderNumber: fullOrder.orderNumber,
        orderKey: 'key-12',
        orderDate: fullOrder.orderDate,
        createDate: '2024-03-01T09:00:00.1200000',
        modifyDate: '2024-03-01T10:00:00.0000000',
        paymentDate: fullOrder.paymentDate,
        shipByDate: fullOrder.shipByDate,
        orderStatus: fullOrder.orderStatus,
        customerId: null,
        customerUsername: fullOrder.customerUsername,
        customerEmail: fullOrder.customerEmail,
        billTo: { ...fullOrder.billTo, addressVerified: null },
        shipTo: { ...fullOrder.shipTo, addressVerified: 'Address not yet validated' },
        items: [
          { orderItemId: 100, ...first, productId: null, weight: { ...first!.weight, ...ounces }, ...stamps },
          { orderItemId: 101, ...second, weight: { ...second!.weight, ...ounces }, ...stamps },
        ],
        orderTotal: 194.53,
        amountPaid: fullOrder.amountPaid,
        taxAmount: fullOrder.taxAmount,
        shippingAmount: fullOrder.shippingAmount,
        customerNotes: fullOrder.customerNotes,
        internalNotes: fullOrder.internalNotes,
        gift: fullOrder.gift,
        giftMessage: fullOrder.giftMessage,
        paymentMethod: fullOrder.paymentMethod,
        requestedShippingService: fullOrder.requestedShippingService,
        carrierCode: fullOrder.carrierCode,
        serviceCode: fullOrder.serviceCode,
        packageCode: fullOrder.packageCode,
        confirmation: fullOrder.confirmation,
        shipDate: fullOrder.shipDate,
        holdUntilDate: null,
        weight: { ...fullOrder.weight, WeightUnits: 3 },
        dimensions: fullOrder.dimensions,
        insuranceOptions: fullOrder.insuranceOptions,
        internationalOptions: fullOrder.internationalOptions,
        advancedOptions: fullOrder.advancedOptions,
        tagIds: fullOrder.tagIds,
        userId: null,
        externallyFulfilled: false,
        externallyFulfilledBy: null,
        labelMessages: null,
      },
      null,
      1,
    ),
  );
});

test('what was not stated is null or the default of the vendor', () => {
  expect(answerOf(storedOrder(draftOf(smallOrder)))).toMatchObject({
    orderDate: '2024-02-29T08:46:27.0000000',
    paymentDate: null,
    shipByDate: null,
    orderStatus: 'awaiting_payment',
    customerId: null,
    customerUsername: null,
    billTo: { name: 'Ada Berg', company: null, country: null, residential: null, addressVerified: null },
    shipTo: { name: 'Bo Lind', residential: false, addressVerified: 'Address not yet validated' },
    items: [],
    orderTotal: 0,
    amountPaid: 0,
    gift: false,
    confirmation: 'none',
    shipDate: null,
    weight: { value: 0, units: 'ounces', WeightUnits: 1 },
    dimensions: null,
    insuranceOptions: { provider: null, insureShipment: false, insuredValue: 0 },
    internationalOptions: { contents: null, customsItems: null, nonDelivery: null },
    advancedOptions: { warehouseId: null, nonMachinable: false, mergedIds: [], storeId: null, source: null },
    tagIds: null,
  });
});

test.each([
  ['a payer is never residential', { billTo: { name: 'A', residential: true } }, { billTo: { residential: null } }],
  [
    'a line without a weight has none',
    { items: [{ name: 'x', quantity: 1 }] },
    { items: [{ weight: null, unitPrice: 0 }] },
  ],
  ['grams', { weight: { value: 3, units: 'grams' } }, { weight: { value: 3, units: 'grams', WeightUnits: 2 } }],
  ['no unit is ounces', { weight: { value: 3 } }, { weight: { value: 3, units: 'ounces' } }],
  ['no unit is inches', { dimensions: { length: 3 } }, { dimensions: { units: 'inches', length: 3, width: 0 } }],
  [
    'no customs lines are none',
    { internationalOptions: { customsItems: [] } },
    { internationalOptions: { customsItems: [] } },
  ],
  [
    'a time elsewhere is told here',
    { orderDate: '2014-06-02T15:38:23Z' },
    { orderDate: '2014-06-02T08:38:23.0000000' },
  ],
  ['tags once', { tagIds: [5, 5] }, { tagIds: [5] }],
])('%s', (_what, fields, expected) => {
  expect(answerOf(storedOrder(draftOf({ ...smallOrder, ...fields })))).toMatchObject(expected);
});

test.each([
  ['unpaid', 'awaiting_payment'],
  ['open', 'awaiting_shipment'],
  ['held', 'on_hold'],
  ['outsourced', 'pending_fulfillment'],
  ['rejected', 'rejected_fulfillment'],
  ['shipped', 'shipped'],
  ['canceled', 'cancelled'],
] as const)('the status %s is %s', (status, answer) => {
  expect(answerOf(foreignOrder({}, { status })).orderStatus).toBe(answer);
});

const mug = { sku: 'MUG-01', ean: '4006381333931', quantity: 2, unitPriceE4: 100_000 };
const state = { lines: [] };

test.each([
  ['two names', { shipTo: { firstName: 'Bo', lastName: 'Lind' } }, {}, { shipTo: { name: 'Bo Lind' } }],
  ['half a name', { shipTo: { lastName: 'Lind' } }, {}, { shipTo: { name: 'Lind' } }],
  ['no address at all', {}, {}, { billTo: { name: null }, shipTo: { name: null, residential: false } }],
  ['a mobile phone', { billTo: { mobile: '5' } }, {}, { billTo: { phone: '5' } }],
  ['an address for mail', { shipTo: { email: 'b@example.com' } }, {}, { customerEmail: 'b@example.com' }],
  ['no date', {}, {}, { orderDate: '2024-03-01T09:00:00.1200000' }],
  ['no price', { lines: [{ sku: 'S', quantity: 2 }] }, {}, { items: [{ name: 'S', unitPrice: 0 }], orderTotal: 0 }],
  ['an EAN', { lines: [mug] }, {}, { items: [{ name: 'MUG-01', upc: '4006381333931' }], orderTotal: 20 }],
  [
    'kilograms',
    { shipping: { weight: { valueE4: 15_000, unit: 'kilograms' } } },
    {},
    { weight: { value: 1500, units: 'grams', WeightUnits: 2 } },
  ],
  [
    'a discount is an adjustment line',
    { lines: [mug], taxE4: 10_000, discountE4: 55_000, voucherCodes: ['TEN', 'MORE'] },
    {},
    {
      items: [
        { orderItemId: 100 },
        { orderItemId: 0, name: 'Discount TEN, MORE', quantity: 1, unitPrice: -5.5, adjustment: true },
      ],
      orderTotal: 15.5,
    },
  ],
  [
    'a hold',
    {},
    {
      state: {
        ...state,
        hold: { from: 'open', until: { at: Date.parse('2024-12-01T07:30:00Z'), wall: '', zone: '+00:00' } },
      },
    },
    { holdUntilDate: '2024-11-30' },
  ],
  [
    'the first of a family',
    {},
    { state: { ...state, family: { parentId: null, memberIds: [13, 14], mergedIds: [13] } } },
    { advancedOptions: { mergedOrSplit: true, mergedIds: [13], parentId: null } },
  ],
  [
    'another of a family',
    {},
    { state: { ...state, family: { parentId: 12, memberIds: [] } } },
    { advancedOptions: { mergedOrSplit: true, mergedIds: [], parentId: 12 } },
  ],
] as const)('an order of another wire: %s', (_what, content, fields, expected) => {
  expect(answerOf(foreignOrder(content as Partial<OrderContent>, fields as Partial<Order>))).toMatchObject(expected);
});

test('an order that is not placed is never answered', () => {
  expect(() => wireFromOrder(foreignOrder({ status: 'prepared' }), ZONE)).toThrow();
});
