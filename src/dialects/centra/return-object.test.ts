/** The tax of a return: of its lines, inside the prices or on top; what a tax below zero took off them is a deduction. */
import { expect, test } from 'vitest';
import type { Return } from '../../core/returns/return.ts';
import { orderOf } from './fixtures.ts';
import { returnObject } from './return-object.ts';
import { settingsOf } from './settings.ts';

const settings = settingsOf({ accountId: 1, name: 'test', settings: {} });

test.each([
  [[], 0, 0],
  [[198_000, 2_000], 20, 0],
  [[0], 0, 0],
  [[-21_200], 0, 2.12],
])('lines with the taxes %j: taxValue %d, taxDeduction %d', (taxes, taxValue, taxDeduction) => {
  const lines = taxes.map((taxE4, index) => ({ id: index, lineId: index, quantity: 1, priceE4: 100_000, taxE4 }));
  const one = {
    ...{ id: 1, seq: 1, returnedAt: 0, revision: 2, lines, isRestocked: false, isCompleted: false },
    ...{ costE4: 0, shippingE4: 0, handlingE4: 0, discountE4: 0 },
  } satisfies Return;
  const order = orderOf({ content: { status: 'open', lines: [] } });
  const printed = returnObject({ order, one }, { settings, items: new Map() });
  expect(printed).toMatchObject({ taxValue, taxDeduction });
});
