// Wall times and instants: every accepted spelling, the days on which clocks change, and what is no date.
import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { expect, test } from 'vitest';
import { isZone, momentFromInstant, momentFromText, wallIn } from './time.ts';
import { isCalendarDate, isWallText } from './wall-text.ts';

const PACIFIC = 'America/Los_Angeles';
const STOCKHOLM = 'Europe/Stockholm';

test.each([
  ['2015-06-29T08:46:27.0000000', PACIFIC, '2015-06-29T15:46:27.000Z', '2015-06-29T08:46:27.0000000', PACIFIC],
  [' 0001-01-01T00:00:00Z ', PACIFIC, '0001-01-01T00:00:00.000Z', '0001-01-01T00:00:00', '+00:00'],
  ['2015-06-29T08:46:27.5', PACIFIC, '2015-06-29T15:46:27.500Z', '2015-06-29T08:46:27.5', PACIFIC],
  ['2015-06-29T08:46:27.123456789', PACIFIC, '2015-06-29T15:46:27.123Z', '2015-06-29T08:46:27.1234567', PACIFIC],
  ['2015-06-29 08:46:27', PACIFIC, '2015-06-29T15:46:27.000Z', '2015-06-29T08:46:27', PACIFIC],
  ['2015-06-29T08:46:27.123456', PACIFIC, '2015-06-29T15:46:27.123Z', '2015-06-29T08:46:27.123456', PACIFIC],
  ['2015-12-29', PACIFIC, '2015-12-29T08:00:00.000Z', '2015-12-29T00:00:00', PACIFIC],
  ['2015-1-2 3:04', STOCKHOLM, '2015-01-02T02:04:00.000Z', '2015-01-02T03:04:00', STOCKHOLM],
  ['2014-06-02T15:38:23Z', PACIFIC, '2014-06-02T15:38:23.000Z', '2014-06-02T15:38:23', '+00:00'],
  ['2015-02-19 10:52:57 -0500', PACIFIC, '2015-02-19T15:52:57.000Z', '2015-02-19T10:52:57', '-05:00'],
  // The clocks skip 02:00 to 03:00: the wall time means the moment an hour later.
  ['2015-03-08 02:30:00', PACIFIC, '2015-03-08T10:30:00.000Z', '2015-03-08T02:30:00', PACIFIC],
  // The clocks repeat 01:00 to 02:00: the first of the two is meant.
  ['2015-11-01 01:30:00', PACIFIC, '2015-11-01T08:30:00.000Z', '2015-11-01T01:30:00', PACIFIC],
])('%s in %s is %s', (text, zone, instant, wall, kept) => {
  expect(momentFromText(text, zone)).toEqual({ at: Date.parse(instant), wall, zone: kept });
  expect(isWallText(text)).toBe(true);
});

test.each([
  '',
  'tomorrow',
  '2015-02-30',
  '2015-13-01',
  '2015-06-29T24:00:00',
  '2015-06-29T08:46:2',
  '2015-06-29T08:46:27.',
  '2015-06-31T08:46:27.0000000',
  '2015-06-29T08:60',
  '12-08-2014',
  '2015-06-29T08:46:27+1',
])('%j is no moment', (text) => {
  expect(momentFromText(text, PACIFIC)).toBeNull();
  expect(isWallText(text)).toBe(false);
});

test('a moment stated elsewhere is told in the asked zone, one stated here keeps its digits', () => {
  const moment = momentFromText('2014-06-02T15:38:23Z', PACIFIC);
  expect(moment && wallIn(moment, PACIFIC)).toBe('2014-06-02T08:38:23.000');
  const local = momentFromText('2014-06-02 08:38:23.5', PACIFIC);
  expect(local && wallIn(local, PACIFIC)).toBe('2014-06-02T08:38:23.5');
});

test('an instant comes back from the wall time it has, in every zone', () => {
  const instants = fc.integer({ min: Date.UTC(1970, 0, 1), max: Date.UTC(2100, 0, 1) });
  const zones = fc.constantFrom(PACIFIC, STOCKHOLM, 'Asia/Kathmandu', 'Australia/Lord_Howe', 'UTC');
  fc.assert(
    fc.property(instants, zones, (at, zone) => {
      const expected = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone).toPlainDateTime();
      expect(momentFromInstant(at, zone).wall).toBe(expected.toString({ smallestUnit: 'millisecond' }));
    }),
  );
});

test.each([
  ['2024-02-29', true],
  ['2023-02-29', false],
  ['2024-2-9', false],
  ['0000-00-00', false],
])('%s is a calendar date: %s', (text, expected) => {
  expect(isCalendarDate(text)).toBe(expected);
});

test('zones are those of the tz database', () => {
  expect([isZone('Europe/Stockholm'), isZone('Mars/Olympus')]).toEqual([true, false]);
});
