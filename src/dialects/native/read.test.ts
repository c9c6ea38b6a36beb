// One order in and out: every field comes back as it was stated, whatever is wrong is told where and how.
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Draft } from '../../core/batch.ts';
import type { OrderContent } from '../../core/order.ts';
import { readOrder } from './read.ts';
import { content } from './wire.ts';
import { documentObject } from './write.ts';

const sample = JSON.parse(readFileSync(new URL('./samples/order.json', import.meta.url), 'utf8'));

function read(order: unknown): Draft {
  const item = readOrder(order, { label: 0, pointer: '/orders/0' });
  if ('draft' in item) return item.draft;
  throw new Error(JSON.stringify(item));
}

function written({ content: stated }: Draft): Record<string, unknown> {
  const state = { lines: [], tagIds: stated.tagIds };
  return JSON.parse(JSON.stringify(documentObject({ content: stated, state, status: stated.status })));
}

test('every field of an order is answered as it was stated', () => {
  const { key, is_number_unique, may_split, if_revision, ...document } = sample;
  const draft = read(sample);
  expect(written(draft)).toEqual(document);
  expect(draft).toMatchObject({ orderKey: key, isNumberClaimed: true, isSplittable: false, ifRevision: 0 });
});

test('the sample states every field there is', () => {
  const missing = (value: object, codec: { properties: object }) =>
    Object.keys(codec.properties).filter((name) => !(name in value));
  expect(missing(sample, content)).toEqual([]);
});

test('an order read again from its answer is the same order, byte for byte', () => {
  const draft = read(sample);
  const again = read(written(draft));
  expect(JSON.stringify(again.content)).toBe(JSON.stringify(draft.content));
});

test('the order in which fields are stated is no part of the order', () => {
  const turned = Object.fromEntries(Object.entries(sample).reverse());
  expect(JSON.stringify(read(turned).content)).toBe(JSON.stringify(read(sample).content));
});

test('the least an order may be', () => {
  expect(read({ lines: [] })).toMatchObject({ orderId: null, orderKey: null, content: { status: 'open', lines: [] } });
});

test('null is absent, an empty text is a text', () => {
  const { content: stated } = read({ lines: [], customer_note: null, internal_note: '', ship_to: null, key: null });
  expect(JSON.parse(JSON.stringify(stated))).toEqual({ status: 'open', lines: [], internalNote: '' });
});

test('fields that only answers have are taken, whatever they hold', () => {
  const line = { quantity: 1, id: 9, created_at: 'x', extras: null };
  const stated = { id: 7, number: '7', revision: 3, created_at: 0, hold: {}, extras: { other: 1 }, lines: [line] };
  const draft = read(stated);
  expect(draft.orderId).toBe(7);
  expect(draft.content.number).toBeUndefined();
  expect(JSON.parse(JSON.stringify(draft.content.lines))).toEqual([{ quantity: 1 }]);
});

const amount = (digits: string) => read({ lines: [], amount_paid: digits }).content.amountPaidE4;

test('amounts are exact, as texts and as numbers', () => {
  const amounts = fc.integer({ min: -999_999_999_999_999, max: 999_999_999_999_999 });
  fc.assert(
    fc.property(amounts, (amountPaidE4) => {
      const held: OrderContent = { status: 'open', lines: [], amountPaidE4 };
      const { amount_paid } = content.write(held) as { amount_paid: string };
      expect(read({ lines: [], amount_paid }).content.amountPaidE4).toBe(amountPaidE4);
      expect(read({ lines: [], amount_paid: Number(amount_paid) }).content.amountPaidE4).toBe(amountPaidE4);
    }),
  );
  expect([amount('-0.5'), amount('14.5'), amount('00014.5000')]).toEqual([-5_000, 145_000, 145_000]);
});

const line = (fields: object) => ({ lines: [{ quantity: 1, ...fields }] });
test.each<[unknown, string, string, string]>([
  [[], 'item_malformed', '', 'an object'],
  [null, 'item_malformed', '', 'an object'],
  ['x', 'item_malformed', '', 'an object'],
  [{}, 'field_required', '/lines', 'a value'],
  [{ lines: null }, 'field_required', '/lines', 'an array'],
  [{ lines: [{}] }, 'field_required', '/lines/0/quantity', 'a value'],
  [line({ quantity: '2' }), 'field_type', '/lines/0/quantity', 'an integer'],
  [line({ quantity: 1.5 }), 'field_type', '/lines/0/quantity', 'an integer'],
  [line({ quantity: 2 ** 31 }), 'field_value', '/lines/0/quantity', 'at most 2147483647'],
  [line({ unitPrice: 1 }), 'field_unknown', '/lines/0/unitPrice', 'a known field, such as unit_price'],
  [line({ quantty: 1 }), 'field_unknown', '/lines/0/quantty', 'a known field, such as quantity'],
  [line({ 'a/b~c': 1 }), 'field_unknown', '/lines/0/a~1b~0c', 'a known field'],
  [
    line({ unit_price: 1.00001 }),
    'amount_inexact',
    '/lines/0/unit_price',
    'a number with at most four decimals, below 100 billion',
  ],
  [
    line({ unit_price: '1.00001' }),
    'amount_inexact',
    '/lines/0/unit_price',
    'a decimal with at most four decimals, below 100 billion, such as "14.50"',
  ],
  [
    line({ unit_price: '100000000000' }),
    'amount_inexact',
    '/lines/0/unit_price',
    'a decimal with at most four decimals, below 100 billion, such as "14.50"',
  ],
  [
    line({ unit_price: '1,50' }),
    'amount_inexact',
    '/lines/0/unit_price',
    'a decimal with at most four decimals, below 100 billion, such as "14.50"',
  ],
  [
    line({ unit_price: 'free' }),
    'field_value',
    '/lines/0/unit_price',
    'a decimal with at most four decimals, below 100 billion, such as "14.50"',
  ],
  [line({ unit_price: true }), 'field_type', '/lines/0/unit_price', 'a string or a number'],
  [
    { lines: [], discount_amount: '-1' },
    'amount_inexact',
    '/discount_amount',
    'a decimal from 0 with at most four decimals, below 100 billion, such as "14.50"',
  ],
  [{ lines: [], discount_amount: -1 }, 'field_value', '/discount_amount', 'at least 0'],
  [
    { lines: [], status: 'Open' },
    'field_value',
    '/status',
    'one of prepared, unpaid, open, held, outsourced, rejected, shipped, canceled',
  ],
  [{ lines: [], currency: 'eur' }, 'field_value', '/currency', 'a currency code (ISO 4217), such as EUR'],
  [
    { lines: [], placed_at: '2026-11-20' },
    'field_value',
    '/placed_at',
    'a date and time with an offset or a zone: 2026-11-20T09:30:00+01:00 or 2026-11-20T09:30:00[Europe/Stockholm]',
  ],
  [{ lines: [], ship_on: '2026-02-30' }, 'field_value', '/ship_on', 'a date, YYYY-MM-DD'],
  [
    { lines: [], ship_to: { country: 'Sweden' } },
    'field_value',
    '/ship_to/country',
    'a two-letter country code (ISO 3166), such as US',
  ],
  [
    { lines: [], ship_to: { name: 'a\0' } },
    'field_value',
    '/ship_to/name',
    'a text of whole Unicode characters without NUL',
  ],
  [{ lines: [], key: '\ud800' }, 'field_value', '/key', 'a text of whole Unicode characters without NUL'],
  [{ lines: [], key: '' }, 'field_value', '/key', 'a text that is not empty'],
  [{ lines: [], key: 'x'.repeat(256) }, 'field_value', '/key', 'at most 255 characters'],
  [{ lines: [], number: 1001 }, 'field_type', '/number', 'a string'],
  [{ lines: [], id: 0 }, 'field_value', '/id', 'at least 1'],
  [{ lines: [], if_revision: -1 }, 'field_value', '/if_revision', 'at least 0'],
  [{ lines: [], is_gift: 1 }, 'field_type', '/is_gift', 'a boolean'],
  [{ lines: [], tag_ids: ['1'] }, 'field_type', '/tag_ids/0', 'an integer'],
  [{ lines: [], payment: { capture: { result: 'failed' } } }, 'field_required', '/payment/capture/amount', 'a value'],
  [
    { lines: [{ quantity: 2_000_000_000, unit_price: '99999999999' }] },
    'amount_inexact',
    '/lines',
    'lines whose quantities and prices come to an amount within 90 billion',
  ],
])('%j is refused: %s at %j', (order, code, pointer, expected) => {
  const item = readOrder(order, { label: 0, pointer: '/orders/0' });
  expect('refusal' in item && item.refusal.problems).toMatchObject([
    { code, pointer: `/orders/0${pointer}`, expected },
  ]);
});

test('every problem of an order is told, the first by precedence first', () => {
  const item = readOrder(
    { status: 'x', key: 5, lines: [{ quantity: 'a' }, { quantity: 1, unit_price: 0.00001 }] },
    {
      label: 3,
      pointer: '/orders/3',
    },
  );
  expect('refusal' in item && item.refusal.problems.map(({ code, pointer }) => [code, pointer])).toEqual([
    ['field_type', '/orders/3/key'],
    ['field_type', '/orders/3/lines/0/quantity'],
    ['field_value', '/orders/3/status'],
    ['amount_inexact', '/orders/3/lines/1/unit_price'],
  ]);
});
