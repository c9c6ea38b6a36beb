// Every refusal code in the vendor's words, whose it would be, and how problems are told together.
import { expect, test } from 'vitest';
import { type Problem, REFUSALS, type RefusalCode, refusalOf } from '../../core/outcome.ts';
import { problemsOf, smallOrder } from './fixtures.ts';
import { kindOf, messageOf, modelStateOf } from './refusals.ts';

function problem(code: RefusalCode, pointer = '', fields: Partial<Problem> = {}): Problem {
  return { code, pointer, expected: 'a thing', given: 'another', ...fields };
}

const ROWS: readonly (readonly [RefusalCode, string, string])[] = [
  ['item_malformed', 'model', 'order: expected a thing, but another was given.'],
  ['label_repeated', 'model', 'order: expected a thing, but another was given.'],
  ['field_type', 'model', 'order: expected a thing, but another was given.'],
  ['field_unknown', 'model', 'order: expected a thing, but another was given.'],
  ['field_required', 'model', 'order: expected a thing, but another was given.'],
  ['field_value', 'model', 'order: expected a thing, but another was given.'],
  ['amount_inexact', 'model', 'order: expected a thing, but another was given.'],
  ['order_empty', 'model', 'order: expected a thing, but another was given.'],
  ['receipt_differs', 'model', 'Idempotency-Key: expected a thing, but another was given.'],
  ['order_repeated', 'business', 'order: expected a thing, but another was given.'],
  ['order_unknown', 'unknown', 'orderId: expected a thing, but another was given.'],
  ['order_id_needed', 'business', 'orderId: expected a thing, but another was given.'],
  ['order_key_differs', 'business', 'orderKey: expected a thing, but another was given.'],
  ['revision_differs', 'business', 'order: expected a thing, but another was given.'],
  ['order_number_taken', 'business', 'orderNumber: expected a thing, but another was given.'],
  ['order_locked', 'business', 'orderStatus: expected a thing, but another was given.'],
  ['order_status_unfit', 'business', 'order: expected a thing, but another was given.'],
  ['order_has_shipments', 'business', 'order: expected a thing, but another was given.'],
  ['shipment_unknown', 'business', 'order: expected a thing, but another was given.'],
  ['shipment_locked', 'business', 'order: expected a thing, but another was given.'],
  ['capture_failed', 'business', 'order: expected a thing, but another was given.'],
  ['return_unknown', 'business', 'order: expected a thing, but another was given.'],
  ['nothing_to_return', 'business', 'order: expected a thing, but another was given.'],
  ['refund_failed', 'business', 'order: expected a thing, but another was given.'],
  ['allocation_unknown', 'business', 'order: expected a thing, but another was given.'],
  ['allocation_answered', 'business', 'order: expected a thing, but another was given.'],
  ['allocation_failed', 'business', 'order: expected a thing, but another was given.'],
  ['line_not_sellable', 'business', 'order: expected a thing, but another was given.'],
  ['line_short_of_stock', 'business', 'order: expected a thing, but another was given.'],
  ['voucher_unfit', 'business', 'order: expected a thing, but another was given.'],
  ['batch_refused', 'business', 'order: expected a thing, but another was given.'],
];

test.each(ROWS)('%s is the %s kind', (code, kind, message) => {
  const refusal = refusalOf([problem(code)]);
  expect([kindOf(refusal), messageOf(refusal, '')]).toEqual([kind, message]);
});

test('no code is without its row', () => {
  expect(ROWS.map(([code]) => code)).toEqual(Object.keys(REFUSALS));
});

function messageFor(fields: object): string {
  const [first, ...others] = problemsOf({ ...smallOrder, ...fields });
  return messageOf(refusalOf([first!, ...others]), '/3');
}

test.each([
  [
    { orderNumber: undefined },
    'The orderNumber field is required. orderNumber: expected a value, but nothing was given.',
  ],
  [{ orderDate: '' }, /^The orderDate field is required\. orderDate: expected a date and time/],
  [
    { shipTo: { name: '' } },
    `'Ship Name' must not be empty. shipTo.name: expected a text that is not blank, but "" was given.`,
  ],
  [{ billTo: {} }, `'Bill Name' must not be empty. billTo.name: expected a value, but nothing was given.`],
  [
    { shipTo: { name: 'Bo', country: 'USA' } },
    'Please use a 2 character country code. shipTo.country: expected a two-letter country code (ISO 3166), such as US, but "USA" was given.',
  ],
  [
    { shipTo: { name: 'Bo', country: 'US' } },
    'Ship To: Postal Code must be provided. shipTo.postalCode: expected a postal code for US, but nothing was given.',
  ],
  [{ amountPaid: 'much' }, 'Could not convert string to decimal. amountPaid: expected a number, but "much" was given.'],
  [
    { items: [{ name: 'x', quantity: 1, weight: { value: [] } }] },
    'items[0].weight.value: expected a number, but an array was given.',
  ],
])('%j', (fields, message) => {
  expect(messageFor(fields)).toEqual(typeof message === 'string' ? message : expect.stringMatching(message));
});

test('two empty names are told together', () => {
  const message = messageFor({ billTo: { name: '' }, shipTo: { name: '' } });
  expect(message).toContain(`'Ship Name' must not be empty.`);
  expect(message).toContain(`'Bill Name' must not be empty.`);
});

test('of many problems the first ten are told', () => {
  const message = messageFor({ items: Array(30).fill({ name: 'x', quantity: 'y' }) });
  expect(message.match(/expected an integer/g)).toHaveLength(10);
  expect(message).toMatch(/ And more\.$/);
});

test('the required fields stand first, in the order and the words of the vendor', () => {
  const order = { billTo: null, gift: 'x', orderNumber: '', shipTo: { name: 'Bo', country: 'USA' } };
  const state = modelStateOf(refusalOf(problemsFor(order)), 'apiOrder');
  expect(Object.entries(state)).toEqual([
    ['apiOrder.orderNumber', ['The orderNumber field is required.']],
    ['apiOrder.orderDate', ['The orderDate field is required.']],
    ['apiOrder.orderStatus', ['The orderStatus field is required.']],
    ['apiOrder.billTo', ['The billTo field is required.']],
    ['apiOrder.gift', ['gift: expected a boolean, but "x" was given.']],
    ['apiOrder.shipTo.country', [expect.stringContaining('2 character country code')]],
  ]);
});

function problemsFor(order: object): [Problem, ...Problem[]] {
  const problems = problemsOf(order).map((one) => ({ ...one, pointer: one.pointer.replace('/3', '') }));
  return problems as [Problem, ...Problem[]];
}
