// When an endpoint is given up, by what was tried and since when it fails.
import { expect, test } from 'vitest';
import { standingAfter } from './failing.ts';

const DAY = 86_400_000;
const well = { failingSince: null, disabledAt: null, disabledBy: null };
const failing = { ...well, failingSince: 100 };
const disabled = { failingSince: 100, disabledAt: 200, disabledBy: 'owner' as const };
const taken = { isTaken: true, status: 204 };
const refused = { isTaken: false, status: 500 };
const silent = { isTaken: false, status: null };
const gone = { isTaken: false, status: 410 };

test.each([
  ['taken as ever', well, taken, 300, null],
  ['taken again', failing, taken, 300, well],
  ['first in vain', well, refused, 300, { ...well, failingSince: 300 }],
  ['no answer', well, silent, 300, { ...well, failingSince: 300 }],
  ['in vain again', failing, refused, 300, null],
  ['a moment before five days', failing, silent, 100 + 5 * DAY - 1, null],
  ['five days', failing, refused, 100 + 5 * DAY, { ...failing, disabledAt: 100 + 5 * DAY, disabledBy: 'failures' }],
  ['taken after five days', failing, taken, 100 + 6 * DAY, well],
  ['gone', well, gone, 300, { failingSince: 300, disabledAt: 300, disabledBy: 'gone' }],
  ['gone while failing', failing, gone, 300, { failingSince: 100, disabledAt: 300, disabledBy: 'gone' }],
  ['disabled already, taken', disabled, taken, 300, null],
  ['disabled already, gone', disabled, gone, 300, null],
])('%s', (_name, before, posted, at, expected) => {
  expect(standingAfter(before, posted, at)).toEqual(expected);
});
