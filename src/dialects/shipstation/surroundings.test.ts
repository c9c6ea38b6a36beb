// What an account has set up, as far as it decides what an order has stated.
import { expect, test } from 'vitest';
import { smallOrder, ZONE } from './fixtures.ts';
import { readOrder } from './read.ts';

const around = { storeId: 7, warehouseId: 3, homeCountry: 'SE', tagIds: new Set([1]), userIds: null };
const draftWith = (fields: object) => {
  const item = readOrder({ ...smallOrder, ...fields }, { label: 0, pointer: '', zone: ZONE, around });
  if (!('draft' in item)) throw new Error('the order must be read');
  return item.draft;
};
const bare = draftWith({});

test.each([
  ['nothing stated', {}, { storeId: 7, warehouseId: 3 }],
  ['what is given anyway', { advancedOptions: { storeId: 7, warehouseId: 3 } }, { storeId: 7, warehouseId: 3 }],
  ['another store', { advancedOptions: { storeId: 9 } }, { warehouseId: 3 }],
  ['another warehouse', { advancedOptions: { warehouseId: 9 } }, { storeId: 7 }],
])('%s', (_name, fields, given) => {
  const { storeId, shipping } = draftWith(fields).content;
  const isStated = storeId !== undefined || shipping !== undefined;
  expect([draftWith(fields).given, isStated]).toEqual([given, Object.keys(given).length === 1]);
});

test('tags that are not set up are dropped', () => {
  expect(draftWith({ tagIds: [1, 2] }).content.tagIds).toEqual([1]);
  expect(draftWith({ tagIds: [2] }).content).toEqual(bare.content);
});

const items = [{ name: 'Mug', quantity: 2, unitPrice: 3 }];
const shown = { customsItemId: 5, description: 'Mug', quantity: 2, value: 3, countryOfOrigin: 'US' };
const declared = { contents: 'merchandise', nonDelivery: 'return_to_sender' };

test.each([
  ['a declaration as it is shown', 'US', { ...declared, customsItems: [shown] }, true],
  ['one without its lines', 'US', { ...declared, customsItems: null }, true],
  ['another line', 'US', { ...declared, customsItems: [{ ...shown, value: 4 }] }, false],
  ['more lines', 'US', { ...declared, customsItems: [shown, shown] }, false],
  ['other contents', 'US', { ...declared, contents: 'gift', customsItems: [shown] }, false],
  ['within the country', 'se', { ...declared, customsItems: [shown] }, false],
])('%s', (_name, country, internationalOptions, isLeftOut) => {
  const shipTo = { name: 'Bo', country, postalCode: '1' };
  const { shipping } = draftWith({ shipTo, items, internationalOptions }).content;
  expect(shipping?.customs === undefined).toBe(isLeftOut);
});
