// An answer that is sent back as it came is the same order: reading leaves out what writing fills in.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { draftOf, fullOrder, smallOrder, storedOrder, ZONE } from './fixtures.ts';
import { wireFromOrder } from './write.ts';

/** The content of what is answered for the order, sent back as it came. */
function contentSentBack(wire: unknown): string {
  const answer = JSON.stringify(wireFromOrder(storedOrder(draftOf(wire)), ZONE));
  return JSON.stringify(draftOf(JSON.parse(answer)).content);
}

test.each([
  ['full', fullOrder],
  ['small', smallOrder],
  ['with defaults', { ...smallOrder, gift: false, items: [{ name: 'x', quantity: 1, productId: 0, options: null }] }],
])('an answer sent back is the same order: %s', (_what, wire) => {
  expect(contentSentBack(wire)).toBe(JSON.stringify(draftOf(wire).content));
});

const maybe = <T>(values: fc.Arbitrary<T>) => fc.option(values, { nil: null });
const amount = fc.integer({ min: -10_000_000, max: 10_000_000 }).map((scaled) => scaled / 10_000);
const text = maybe(fc.string({ unit: 'grapheme', maxLength: 12 }));
const flag = maybe(fc.boolean());
const address = fc.record(
  { name: fc.string({ minLength: 1 }).map((name) => `${name}.`), company: text, city: text, residential: flag },
  { requiredKeys: ['name'] },
);
const weight = maybe(fc.record({ value: maybe(amount), units: maybe(fc.constantFrom('ounces', 'pounds', 'grams')) }));
const item = fc.record(
  {
    name: fc.string(),
    quantity: fc.integer({ min: 0, max: 1000 }),
    sku: text,
    unitPrice: maybe(amount),
    taxAmount: maybe(amount),
    weight,
    options: maybe(fc.array(fc.record({ name: text, value: text }), { maxLength: 2 })),
    productId: maybe(fc.nat()),
    adjustment: flag,
  },
  { requiredKeys: ['name', 'quantity'] },
);
const time = fc
  .date({ min: new Date('1990-01-01'), max: new Date('2090-01-01'), noInvalidDate: true })
  .map((date) => date.toISOString().replace('Z', ''));
const wireOrder = fc.record(
  {
    orderNumber: fc.string({ minLength: 1, maxLength: 60 }).map((number) => `N${number}`),
    orderDate: time,
    orderStatus: fc.constantFrom('awaiting_payment', 'on_hold', 'cancelled'),
    billTo: address.map(({ name }) => ({ name })),
    shipTo: address,
    items: maybe(fc.array(item, { maxLength: 3 })),
    paymentDate: maybe(time),
    amountPaid: maybe(amount),
    gift: flag,
    giftMessage: text,
    confirmation: maybe(fc.constantFrom('none', 'delivery')),
    weight,
    dimensions: maybe(fc.record({ length: maybe(amount), units: maybe(fc.constantFrom('inches', 'centimeters')) })),
    insuranceOptions: maybe(fc.record({ insureShipment: flag, insuredValue: maybe(amount) })),
    advancedOptions: maybe(fc.record({ warehouseId: maybe(fc.nat()), customField2: text, source: text })),
    tagIds: maybe(fc.array(fc.nat(), { maxLength: 3 })),
  },
  { requiredKeys: ['orderNumber', 'orderDate', 'orderStatus', 'billTo', 'shipTo'] },
);

test('whatever was sent, its answer sent back is the same order', () => {
  fc.assert(
    fc.property(wireOrder, (wire) => {
      expect(contentSentBack(wire)).toBe(JSON.stringify(draftOf(wire).content));
    }),
  );
});
