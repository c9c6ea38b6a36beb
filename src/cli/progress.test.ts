// What is told of the time that is left.
import { expect, test } from 'vitest';
import { leftText } from './progress.ts';

test.each([
  [0, 10, ''],
  [-5, 10, ''],
  [100, 0, ''],
  [100, 1_000, 'ETA 1s'],
  [800, 10, 'ETA 1m 20s'],
  [36_000, 10, 'ETA 1h'],
  [36_610, 10, 'ETA 1h 1m 1s'],
])('%i left at %i a second: %j', (left, perSecond, expected) => {
  expect(leftText(left, perSecond)).toBe(expected);
});
