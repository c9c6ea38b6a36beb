// Texts of lines are held once they were asked for twice, and only while the lists stand still.
import { expect, test } from 'vitest';
import { HeldTexts } from './held-texts.ts';

const first = { accountId: 1, eventId: 5 };

test('read at the second ask, found at every other, let go of when the lists go on', () => {
  const held = new HeldTexts();
  expect([held.find(first, 'MUG'), held.isWorthReading(first), held.isWorthReading(first)]).toEqual([
    null,
    false,
    true,
  ]);
  held.keep(first, ['MUG', 'BLUE MUG', 'CUP']);
  expect(held.find(first, 'MUG')).toEqual(['MUG', 'BLUE MUG']);
  expect(held.find(first, 'PAN')).toEqual([]);
  const next = { accountId: 1, eventId: 6 };
  expect([held.find(next, 'MUG'), held.isWorthReading(next), held.find(first, 'MUG')]).toEqual([null, false, null]);
});

test('another account has texts of its own, and of many accounts the latest are held', () => {
  const held = new HeldTexts();
  held.keep(first, ['MUG']);
  expect(held.find({ accountId: 2, eventId: 5 }, 'MUG')).toBeNull();
  for (let accountId = 2; accountId <= 11; accountId++) held.keep({ accountId, eventId: 5 }, ['CUP']);
  expect([held.find(first, 'MUG'), held.find({ accountId: 11, eventId: 5 }, 'C')]).toEqual([null, ['CUP']]);
});

test('more than are held are not read again and again', () => {
  const held = new HeldTexts();
  held.keep(
    first,
    Array.from({ length: 100_001 }, () => 'MUG'),
  );
  expect([held.find(first, 'MUG'), held.isWorthReading(first)]).toEqual([null, false]);
});
