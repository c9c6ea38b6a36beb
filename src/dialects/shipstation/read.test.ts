// What becomes of one order of the wire: every field, every fault, every spelling that the vendor's callers use.
import { expect, test } from 'vitest';
import { draftOf, fullOrder, problemsOf, read, smallOrder, ZONE } from './fixtures.ts';

/** What the core is given for the order with every field. */
const fullContent = {
  number: 'N-2001',
  status: 'open',
  placedAt: { at: Date.parse('2024-02-29T16:46:27.123Z'), wall: '2024-02-29T08:46:27.1234567', zone: ZONE },
  paidAt: { at: Date.parse('2024-03-01T17:00:00.500Z'), wall: '2024-03-01T09:00:00.5', zone: ZONE },
  shipBy: { at: Date.parse('2024-03-05T08:00:00Z'), wall: '2024-03-05T00:00:00', zone: ZONE },
  shipOn: '2024-03-04',
  customer: { username: 'ada.b', email: 'ada@example.com' },
  billTo: {
    name: 'Ada Berg',
    company: 'Berg & Co',
    street1: '1 Harbor Street',
    street2: 'Floor 2',
    street3: 'Door 3',
    city: 'Portland',
    state: 'OR',
    postalCode: '97201',
    country: 'US',
    phone: '555-0101',
  },
  shipTo: {
    name: 'Bo Lind',
    company: 'Lind Ltd',
    street1: '4 Forest Road',
    street2: '',
    street3: 'Room 6',
    city: 'Salem',
    state: 'Oregon',
    postalCode: '97301-0005',
    country: 'us',
    phone: '555-0102',
    isResidential: true,
  },
  lines: [
    {
      key: 'line-1',
      sku: 'MUG-01',
      upc: '0123456789012',
      name: 'Mug, "large"',
      quantity: 2,
      unitPriceE4: 999900,
      taxE4: 25000,
      shippingE4: 0,
      imageUrl: 'https://example.com/mug.png',
      weight: { valueE4: 245000, unit: 'ounces' },
      location: 'Aisle 1, Bin 7',
      options: [{ name: 'Size', value: 'Large' }, { value: 'Blue' }],
      fulfillmentSku: 'FF-1',
    },
    {
      sku: 'TEN-OFF',
      name: '10% off',
      quantity: 1,
      unitPriceE4: -205500,
      weight: { valueE4: 0, unit: 'ounces' },
      isAdjustment: true,
    },
  ],
  amountPaidE4: 2187301,
  taxE4: 50000,
  shippingE4: 101000,
  customerNote: 'Ring twice',
  internalNote: 'Called on Monday',
  isGift: true,
  giftMessage: 'Happy birthday!',
  payment: { method: 'Credit Card' },
  shipping: {
    requestedService: 'Priority Mail',
    carrierCode: 'fedex',
    serviceCode: 'fedex_2day',
    packageCode: 'package',
    confirmation: 'signature',
    weight: { valueE4: 12500, unit: 'pounds' },
    dimensions: { lengthE4: 70000, widthE4: 55000, heightE4: 60000, unit: 'centimeters' },
    insurance: { provider: 'carrier', isInsured: true, valueE4: 2000000 },
    customs: {
      contents: 'merchandise',
      nonDelivery: 'return_to_sender',
      lines: [
        {
          id: 77,
          description: 'Mug',
          quantity: 2,
          valueE4: 125000,
          tariffCode: '6912.00',
          originCountry: 'SE',
        },
      ],
    },
    billing: { party: 'third_party', account: 'A-1', postalCode: '10115', country: 'DE', otherAccountId: 4242 },
    warehouseId: 24079,
    isNonMachinable: true,
    isSaturdayDelivery: true,
    containsAlcohol: true,
  },
  storeId: 26815,
  channel: 'Webstore',
  customFields: ['one', null, 'three'],
  tagIds: [53974, 8362],
};

test('every field of the wire has its place', () => {
  expect(JSON.parse(JSON.stringify(draftOf(fullOrder)))).toEqual({
    pointer: '/3',
    linesPointer: '/3/items',
    orderId: null,
    orderKey: 'key-2001',
    content: fullContent,
    isNumberClaimed: false,
    isSplittable: false,
    given: {},
  });
});

test('what is not stated is absent, and what the vendor answers by default is as good as not stated', () => {
  const bare = JSON.stringify(draftOf(smallOrder).content);
  const defaults = {
    paymentDate: null,
    customerId: 12,
    items: null,
    amountPaid: 0,
    taxAmount: null,
    gift: null,
    confirmation: 'none',
    weight: { value: 0, units: 'ounces' },
    dimensions: null,
    insuranceOptions: { provider: null, insureShipment: false, insuredValue: 0 },
    internationalOptions: { contents: null, customsItems: null, nonDelivery: null },
    advancedOptions: { warehouseId: 0, nonMachinable: false, mergedIds: [], customField1: null, storeId: null },
    tagIds: [],
  };
  const shipTo = { ...smallOrder.shipTo, residential: false, country: null };
  expect(JSON.stringify(draftOf({ ...smallOrder, ...defaults, shipTo }).content)).toBe(bare);
});

test('the content is the same text in whatever order the caller writes its keys', () => {
  const reversed = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(reversed);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value)
        .toReversed()
        .map(([key, entry]) => [key, reversed(entry)]),
    );
  };
  expect(JSON.stringify(draftOf(reversed(fullOrder)))).toBe(JSON.stringify(draftOf(fullOrder)));
});

test.each([
  ['an order id', { orderId: 7 }, { orderId: 7, orderKey: null }],
  ['no order id, as a typed language says it', { orderId: 0 }, { orderId: null }],
  ['an empty order key', { orderKey: '' }, { orderKey: null }],
  ['an order id and a key', { orderId: 7, orderKey: 'k' }, { orderId: 7, orderKey: 'k' }],
])('%s', (_what, fields, expected) => {
  expect(draftOf({ ...smallOrder, ...fields })).toMatchObject(expected);
});

test.each([
  ['awaiting_payment', 'unpaid'],
  ['awaiting_shipment', 'open'],
  ['pending_fulfillment', 'outsourced'],
  ['on_hold', 'held'],
  ['shipped', 'shipped'],
  ['cancelled', 'canceled'],
])('the status %s is %s', (orderStatus, status) => {
  expect(draftOf({ ...smallOrder, orderStatus }).content.status).toBe(status);
});

test.each([
  ['2015-06-29T08:46:27.0000000', '2015-06-29T15:46:27.000Z'],
  ['2015-06-29 08:46:27', '2015-06-29T15:46:27.000Z'],
  ['2015-06-29T08:46:27.5', '2015-06-29T15:46:27.500Z'],
  ['2015-06-29T08:46:27.123456', '2015-06-29T15:46:27.123Z'],
  ['2015-06-29 08:46', '2015-06-29T15:46:00.000Z'],
  ['2015-06-29', '2015-06-29T07:00:00.000Z'],
  ['2014-06-02T15:38:23Z', '2014-06-02T15:38:23.000Z'],
  ['2015-02-19 10:52:57 -0500', '2015-02-19T15:52:57.000Z'],
  ['2015-06-29T08:46:27+02:00', '2015-06-29T06:46:27.000Z'],
  ['2015-06-29T08:46:27-00:00', '2015-06-29T08:46:27.000Z'],
  ['12-08-2014', '2014-12-08T08:00:00.000Z'],
  ['8-13-2014', '2014-08-13T07:00:00.000Z'],
  ['8/13/2014 21:05:00', '2014-08-14T04:05:00.000Z'],
  // The clocks skip this hour.
  ['2015-03-08 02:30:00', '2015-03-08T10:30:00.000Z'],
])('the time %s is %s', (orderDate, instant) => {
  expect(draftOf({ ...smallOrder, orderDate }).content.placedAt?.at).toBe(Date.parse(instant));
});

test.each([
  ['2024-03-04', '2024-03-04'],
  ['2024-03-04T23:59:59.0000000', '2024-03-04'],
  ['3-4-2024', '2024-03-04'],
  // Midnight in Greenwich is the day before in Los Angeles.
  ['2024-03-04T00:00:00Z', '2024-03-03'],
])('the day of shipping %s is %s', (shipDate, day) => {
  expect(draftOf({ ...smallOrder, shipDate }).content.shipOn).toBe(day);
});

test('times without an offset are in the zone of the account', () => {
  const { content } = draftOf({ ...smallOrder, orderDate: '2024-06-01 12:00:00' }, 'Europe/Berlin');
  expect(content.placedAt).toEqual({
    at: Date.parse('2024-06-01T10:00:00Z'),
    wall: '2024-06-01T12:00:00',
    zone: 'Europe/Berlin',
  });
});

test.each([
  ['keys in any case', { ORDERKEY: 'k', customernotes: 'n' }, { orderKey: 'k', content: { customerNote: 'n' } }],
  ['the exact key wins', { CustomerNotes: 'b', customerNotes: 'a' }, { content: { customerNote: 'a' } }],
  ['numbers as texts', { amountPaid: '5.0', orderId: ' 12 ' }, { orderId: 12, content: { amountPaidE4: 50000 } }],
  ['a number for a text', { orderNumber: 1001 }, { content: { number: '1001' } }],
  ['booleans as texts', { gift: 'True' }, { content: { isGift: true } }],
  ['empty texts for what is no text', { amountPaid: '', paymentDate: '', confirmation: '', gift: '' }, {}],
  ['choices in any case', { orderStatus: 'On_Hold' }, { content: { status: 'held' } }],
  ['read-only fields of any kind', { createDate: 5, orderTotal: 'much', userId: {}, labelMessages: [1] }, {}],
  ['names nobody knows', { customsItems: [], constructor: 1, toString: { a: 1 } }, {}],
])('%s', (_what, fields, expected) => {
  expect(draftOf({ ...smallOrder, ...fields })).toMatchObject(expected);
});

test('a key named __proto__ is a name nobody knows', () => {
  const text = JSON.stringify(smallOrder).replace('{', '{"__proto__":{"gift":true,"orderKey":"k"},');
  expect(JSON.stringify(draftOf(JSON.parse(text)))).toBe(JSON.stringify(draftOf(smallOrder)));
});

test.each([
  ['50 characters stay', 'x'.repeat(50), 'x'.repeat(50)],
  ['more are cut', 'x'.repeat(51), 'x'.repeat(50)],
  ['not through a character', `${'x'.repeat(49)}🎁`, 'x'.repeat(49)],
])('the order number: %s', (_what, orderNumber, expected) => {
  expect(draftOf({ ...smallOrder, orderNumber }).content.number).toBe(expected);
});

const item = { name: 'Mug', quantity: 1 };
const line = (fields: object) => ({ items: [item, { ...item, ...fields }] });

test.each([
  ['an order that is none', null, 'item_malformed', '/3', 'an object', 'null'],
  ['a text', 'order', 'item_malformed', '/3', 'an object', '"order"'],
  ['an array', [smallOrder], 'item_malformed', '/3', 'an object', 'an array'],
  ['no number', { orderNumber: undefined }, 'field_required', '/3/orderNumber', 'a value', 'nothing'],
  ['a null number', { orderNumber: null }, 'field_required', '/3/orderNumber', 'a string', 'null'],
  ['a blank number', { orderNumber: ' ' }, 'field_value', '/3/orderNumber', 'a text that is not blank', '" "'],
  ['no date', { orderDate: undefined }, 'field_required', '/3/orderDate', 'a value', 'nothing'],
  ['an empty date', { orderDate: '' }, 'field_value', '/3/orderDate', 'a date and time, YYYY-MM-DD hh:mm:ss', '""'],
  ['no such day', { orderDate: '2023-02-29' }, 'field_value', '/3/orderDate', /^a date and time/, '"2023-02-29"'],
  ['day first', { orderDate: '13-8-2014' }, 'field_value', '/3/orderDate', /^a date and time/, '"13-8-2014"'],
  ['a number for a date', { orderDate: 5 }, 'field_value', '/3/orderDate', /^a date and time/, '"5"'],
  ['no status', { orderStatus: undefined }, 'field_required', '/3/orderStatus', 'a value', 'nothing'],
  [
    'a status nobody can state',
    { orderStatus: 'rejected_fulfillment' },
    'field_value',
    '/3/orderStatus',
    'one of awaiting_payment, awaiting_shipment, pending_fulfillment, shipped, on_hold, cancelled',
    '"rejected_fulfillment"',
  ],
  ['no payer', { billTo: null }, 'field_required', '/3/billTo', 'an object', 'null'],
  ['no recipient', { shipTo: undefined }, 'field_required', '/3/shipTo', 'a value', 'nothing'],
  ['no name', { shipTo: {} }, 'field_required', '/3/shipTo/name', 'a value', 'nothing'],
  ['an empty name', { billTo: { name: '' } }, 'field_value', '/3/billTo/name', 'a text that is not blank', '""'],
  [
    'a country by name',
    { shipTo: { name: 'Bo', country: 'Sweden' } },
    'field_value',
    '/3/shipTo/country',
    'a two-letter country code (ISO 3166), such as US',
    '"Sweden"',
  ],
  [
    'no postal code in the United States',
    { shipTo: { name: 'Bo', country: 'us', postalCode: ' ' } },
    'field_required',
    '/3/shipTo/postalCode',
    'a postal code for US',
    '" "',
  ],
  ['items that are none', { items: {} }, 'field_type', '/3/items', 'an array', 'an object'],
  ['an item that is null', { items: [null] }, 'field_required', '/3/items/0', 'an object', 'null'],
  ['an item without a name', line({ name: undefined }), 'field_required', '/3/items/1/name', 'a value', 'nothing'],
  [
    'an item without a quantity',
    line({ quantity: null }),
    'field_required',
    '/3/items/1/quantity',
    'an integer',
    'null',
  ],
  ['half an item', line({ quantity: 1.5 }), 'field_type', '/3/items/1/quantity', 'an integer', '1.5'],
  ['too many', line({ quantity: 2 ** 31 }), 'field_value', '/3/items/1/quantity', 'at most 2147483647', '2147483648'],
  ['a price in words', line({ unitPrice: 'ten' }), 'field_type', '/3/items/1/unitPrice', 'a number', '"ten"'],
  [
    'a price in fractions',
    line({ unitPrice: 0.00001 }),
    'amount_inexact',
    '/3/items/1/unitPrice',
    /four decimals/,
    '0.00001',
  ],
  ['a number for true', { gift: 1 }, 'field_type', '/3/gift', 'a boolean', '1'],
  [
    'an unknown unit',
    { weight: { value: 1, units: 'stones' } },
    'field_value',
    '/3/weight/units',
    'one of ounces, pounds, grams',
    '"stones"',
  ],
  ['an id below 0', { orderId: -1 }, 'field_value', '/3/orderId', 'at least 0', '-1'],
  [
    'an id beyond exactness',
    { orderId: 2 ** 53 },
    'field_value',
    '/3/orderId',
    'at most 9007199254740991',
    '9007199254740992',
  ],
  [
    'a key that is too long',
    { orderKey: 'k'.repeat(256) },
    'field_value',
    '/3/orderKey',
    'at most 255 characters',
    /^"k+\.\.\."$/,
  ],
  ['half a character', { orderKey: 'a\ud800' }, 'field_value', '/3/orderKey', /whole Unicode/, '"a\\ud800"'],
  ['a NUL', { shipTo: { name: 'B\0o' } }, 'field_value', '/3/shipTo/name', /without NUL/, '"B\\u0000o"'],
  [
    'a total beyond exactness',
    { items: Array(3).fill({ name: 'Gold', quantity: 2_000_000_000, unitPrice: 49 }) },
    'amount_inexact',
    '/3/items',
    'quantities and prices that come to an amount within 100 billion',
    'more',
  ],
])('%s is refused', (_what, fields, code, pointer, expected, given) => {
  const isObject = typeof fields === 'object' && fields !== null && !Array.isArray(fields);
  const [problem, ...others] = problemsOf(isObject ? { ...smallOrder, ...fields } : fields);
  const text = (wanted: string | RegExp) => (typeof wanted === 'string' ? wanted : expect.stringMatching(wanted));
  expect(problem).toEqual({ code, pointer, expected: text(expected), given: text(given) });
  expect(others).toEqual([]);
});

test('every problem of an order is told, whatever speaks first', () => {
  const item = read({ orderNumber: null, orderStatus: 'new', billTo: { name: 'A', country: 'USA' }, shipTo: 5 });
  expect(item).toMatchObject({ label: 3, refusal: { code: 'field_type' } });
  const pointers = 'refusal' in item ? item.refusal.problems.map(({ pointer }) => pointer) : [];
  expect(pointers.toSorted()).toEqual(
    ['/3/billTo/country', '/3/orderDate', '/3/orderNumber', '/3/orderStatus', '/3/shipTo'].toSorted(),
  );
});

test.each([
  ['no country, no postal code', { name: 'Bo' }],
  ['a country without postal codes', { name: 'Bo', country: 'HK' }],
  ['a blank for a country', { name: 'Bo', country: ' ' }],
  ['a blank name is none, but any sign is', { name: '.' }],
])('%s is fine', (_what, shipTo) => {
  expect(read({ ...smallOrder, shipTo })).toHaveProperty('draft');
});

test('an order of nothing but mistakes is told in part, one mistake is told wherever it is', () => {
  expect(problemsOf({ ...smallOrder, items: Array(5_000).fill({}) }).length).toBeLessThan(200);
  expect(problemsOf({ ...smallOrder, items: [...Array(299).fill(item), { ...item, sku: [] }] })).toEqual([
    { code: 'field_type', pointer: '/3/items/299/sku', expected: 'a string', given: 'an array' },
  ]);
  expect(problemsOf({ ...smallOrder, items: Array(5_001).fill(item) })).toEqual([
    { code: 'field_value', pointer: '/3/items', expected: 'at most 5000 entries', given: 'an array' },
  ]);
});
