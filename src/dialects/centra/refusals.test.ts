/** Every way an order of a create call can be wrong: the code, and what the message says about the field. */
import { describe, expect, test } from 'vitest';
import { REFUSALS, type RefusalCode, refusalOf } from '../../core/outcome.ts';
import { address, contextOf, product, smallOrder } from './fixtures.ts';
import { readOrder, readOrders } from './read.ts';
import { wireFromRefusal } from './refusals.ts';
import { writeOrder, writeOrders } from './write.ts';

/** What the caller is answered when nothing has to be asked of the store. */
function answerTo(order: unknown): unknown {
  const batch = readOrder(contextOf({ body: order }));
  const [item] = batch.items;
  if (item === undefined || !('refusal' in item)) return 'a draft';
  return JSON.parse(String(writeOrder([{ label: item.label, kind: 'refused', refusal: item.refusal }], batch).body));
}

function line(fields: object) {
  return { ...smallOrder, products: [product, { ...product, ...fields }] };
}

let deep: unknown = 1;
for (let level = 0; level < 17; level++) deep = [deep];

test.each([
  [{ ...smallOrder, products: [] }, -3, 'products: expected at least one product, got none'],
  [{ address }, -4, 'products: expected a value, got nothing'],
  [{ address, products: null }, -4, 'products: expected an array, got null'],
  [{ address, products: {} }, -7, 'products: expected an array, got an object'],
  [{ products: [product] }, -4, /^invoiceAddress: expected an object \(or address .*\), got nothing$/],
  [{ products: [product], deliveryAddress: address }, -4, /^invoiceAddress: /],
  [{ products: [product], accountId: 0 }, -4, /^invoiceAddress: /],
  [{ ...smallOrder, address: { country: 'SE' } }, -4, 'address.email: expected a value, got nothing'],
  [{ ...smallOrder, address: { email: 'a@example.com' } }, -4, 'address.country: expected a value, got nothing'],
  [
    { ...smallOrder, address: { ...address, country: 'Sweden' } },
    -7,
    /^address.country: .*two-letter.*, got "Sweden"$/,
  ],
  [{ ...smallOrder, deliveryAddress: {} }, -4, 'deliveryAddress.country: expected a value, got nothing'],
  [{ ...smallOrder, address: 'x' }, -7, 'address: expected an object, got "x"'],
  [line({ qty: null }), -4, 'products[1].qty: expected an integer, got null'],
  [line({ qty: undefined }), -4, 'products[1].qty: expected a value, got nothing'],
  [line({ qty: 0 }), -7, 'products[1].qty: expected at least 1, got 0'],
  [line({ qty: 1.5 }), -7, 'products[1].qty: expected an integer, got 1.5'],
  [line({ qty: 'two' }), -7, 'products[1].qty: expected an integer, got "two"'],
  [line({ sku: null }), -4, 'products[1]: expected one of id, ean, upc, sku, item, got sku null'],
  [line({ sku: '', ean: null }), -4, 'products[1]: expected one of id, ean, upc, sku, item, got sku "", ean null'],
  [line({ sku: undefined }), -4, 'products[1]: expected one of id, ean, upc, sku, item, got none of them'],
  [
    line({ unitPrice: 1.23456 }),
    -7,
    /^products\[1\].unitPrice: expected a number with at most four decimals.* 1.23456$/,
  ],
  [line({ unitPrice: 0.1 + 0.2 }), -7, /^products\[1\].unitPrice: .* got 0.30000000000000004$/],
  [line({ unitPrice: -1 }), -7, 'products[1].unitPrice: expected at least 0, got -1'],
  [line({ unitPrice: 9e9, qty: 100 }), -7, 'products: expected products that cost less than 100 billion, got more'],
  [line({ unitPrice: 1, originalPrice: 9e9, qty: 100 }), -7, /^products: .* less than 100 billion/],
  [line({ itemText: 5 }), -7, 'products[1].itemText: expected an object, got 5'],
  [{ ...smallOrder, products: [5] }, -7, 'products[0]: expected an object, got 5'],
  [{ ...smallOrder, orderNumber: 0 }, -7, 'orderNumber: expected at least 1, got 0'],
  [{ ...smallOrder, orderNumber: 'A-17' }, -7, 'orderNumber: expected an integer, got "A-17"'],
  [{ ...smallOrder, orderNumber: 1e15 }, -7, 'orderNumber: expected at most 999999999999999, got 1000000000000000'],
  [{ ...smallOrder, orderDate: 'yesterday' }, -7, /^orderDate: expected a date and time.*, got "yesterday"$/],
  [{ ...smallOrder, orderDate: '2026-02-30' }, -7, /^orderDate: /],
  [{ ...smallOrder, createOnly: 'maybe' }, -7, 'createOnly: expected a boolean, got "maybe"'],
  [{ ...smallOrder, createOnly: 2 }, -7, 'createOnly: expected a boolean, got 2'],
  [{ ...smallOrder, voucherCodes: 'X' }, -7, 'voucherCodes: expected an array, got "X"'],
  [
    { ...smallOrder, payment: { auth: { status: 3, amount: 1 } } },
    -7,
    'payment.auth.status: expected at most 2, got 3',
  ],
  [{ ...smallOrder, payment: { auth: { status: 1 } } }, -4, 'payment.auth.amount: expected a value, got nothing'],
  [{ ...smallOrder, createdFromOrigin: { type: 'x', id: 1 } }, -7, /^createdFromOrigin.type: .*return, order, plugin/],
  [{ ...smallOrder, createdFromOrigin: { type: 'order' } }, -4, 'createdFromOrigin.id: expected a value, got nothing'],
  [{ ...smallOrder, extraAttributes: 'x' }, -7, 'extraAttributes: expected an object, got "x"'],
  [{ ...smallOrder, extraAttributes: { 'a/b': deep } }, -7, /^extraAttributes.a\/b: expected at most 16 levels/],
  [{ ...smallOrder, comment: {} }, -7, 'comment: expected a string, got an object'],
  [[], -7, 'expected an object, got an array'],
  [null, -7, 'expected an object, got null'],
  ['"x"', -7, 'expected an object, got "x"'],
  [{}, -4, /^products: expected a value, got nothing; invoiceAddress: /],
])('%j is refused with %i', (order, code, msg) => {
  const expected = typeof msg === 'string' ? msg : expect.stringMatching(msg);
  expect(answerTo(order)).toEqual({ status: 'no', code, msg: expected });
});

describe('the order of checks', () => {
  test.each([
    [{ address, products: [], createOnly: 'maybe' }, -7, /^createOnly: .*; products: /],
    [{ products: [] }, -4, /^invoiceAddress: .*; products: expected at least one/],
    [{ address, products: [], orderNumber: 0 }, -3, /^products: .*; orderNumber: /],
  ])('%j: %i speaks', (order, code, msg) => {
    expect(answerTo(order)).toEqual({ status: 'no', code, msg: expect.stringMatching(msg) });
  });

  test.each([
    [['field_value', 'order_number_taken'], -5],
    [['line_short_of_stock', 'line_not_sellable'], -1],
    [['line_short_of_stock', 'amount_inexact'], -2],
    [['order_number_taken', 'order_empty'], -3],
    [['order_empty', 'field_required'], -4],
    [['field_required', 'field_type'], -7],
    [['order_locked'], -7],
  ] as const)('of %j %i is the code', (codes, expected) => {
    const [first, ...rest] = codes.map((code) => problem(code));
    expect(wireFromRefusal(refusalOf([first!, ...rest]), '').code).toBe(expected);
  });
});

test.each(Object.keys(REFUSALS) as RefusalCode[])('%s has a code and a sentence', (code) => {
  const { code: wireCode, msg } = wireFromRefusal(refusalOf([problem(code)]), '/x');
  expect([-1, -2, -3, -4, -5, -7]).toContain(wireCode);
  expect(msg).toMatch(/expected this, got that$/);
});

test('many problems are cut short, and a taken number names its field', () => {
  const rest = Array.from({ length: 11 }, (_, index) => ({
    ...problem('field_type'),
    pointer: `/x/products/${index}`,
  }));
  const { msg } = wireFromRefusal(refusalOf([problem('order_number_taken'), ...rest]), '/x');
  expect(msg).toMatch(/^products\[0\]: expected this, got that; .*; and 7 more$/);
  const taken = { ...problem('order_number_taken'), pointer: '/x' };
  expect(wireFromRefusal(refusalOf([taken]), '/x').msg).toBe('orderNumber: expected this, got that');
});

test('one bad order of a batch does not touch the others, and a repeated name is answered once', async () => {
  const small = JSON.stringify(smallOrder);
  const batch = await readOrders(contextOf({ body: `{"a":${small},"7":{},"b":${small},"\\u0062":${small}}` }));
  expect(batch.items.map((item) => [item.label, 'draft' in item])).toEqual([
    ['a', true],
    ['7', false],
    ['b', false],
  ]);
  const outcomes = batch.items.flatMap((item) =>
    'refusal' in item ? [{ label: item.label, kind: 'refused' as const, refusal: item.refusal }] : [],
  );
  const body = String(writeOrders(outcomes, { ...batch, items: batch.items.slice(1) }).body);
  expect(body).toMatch(/^\{"7":\{"status":"no","code":-4,"msg":"[^"]+"\},"b":\{"status":"no","code":-7,"msg":/);
  expect(JSON.parse(body).b.msg).toBe('expected a name that stands once in the body, got it more than once');
});

function problem(code: RefusalCode) {
  return { code, pointer: '/x', expected: 'this', given: 'that' };
}
