// What a plan takes of levels that have moved since it read them: done to those that there are now, or not at all.
import { expect, test } from 'vitest';
import { movedLevels, type StockLevel } from './levels.ts';

/** By warehouse, counted from 1: physical and allocated. */
const levels = (...stated: [number, number][]): StockLevel[] =>
  stated.map(([physical, allocated], index) => ({ warehouseId: index + 1, physical, allocated }));

test.each<[string, StockLevel[], StockLevel[], StockLevel[], StockLevel[] | null]>([
  ['nothing moved', levels([10, 0]), levels([10, 3]), levels([10, 0]), levels([10, 3])],
  ['others took as well', levels([10, 0]), levels([10, 3]), levels([10, 7]), levels([10, 10])],
  ['others took too much', levels([10, 0]), levels([10, 3]), levels([10, 8]), null],
  ['somebody counted more', levels([10, 0]), levels([10, 3]), levels([90, 0]), levels([90, 3])],
  ['somebody counted less', levels([10, 0]), levels([10, 3]), levels([2, 0]), null],
  ['units given back meanwhile', levels([10, 8]), levels([10, 9]), levels([10, 0]), levels([10, 1])],
  ['what is given back here was given back', levels([10, 2]), levels([10, 0]), levels([10, 1]), null],
  ['the other warehouse has some', levels([5, 0], [5, 0]), levels([5, 5], [5, 0]), levels([5, 1], [5, 0]), null],
  [
    'another warehouse moved',
    levels([5, 0], [5, 0]),
    levels([5, 2], [5, 0]),
    levels([5, 0], [5, 5]),
    levels([5, 2], [5, 5]),
  ],
  ['a warehouse that was not read', levels([5, 0]), levels([5, 1]), levels([5, 0], [7, 7]), levels([5, 1], [7, 7])],
  ['a warehouse that is gone', levels([5, 0], [5, 0]), levels([5, 0], [5, 1]), levels([5, 0]), null],
])('%s', (_name, read, planned, current, expected) => {
  expect(movedLevels({ read, planned, current })).toEqual(expected);
});
