// Moments as RFC 3339 and RFC 9557 texts: every spelling, what is none, and nothing lost on the way there and back.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { momentFromInstant, momentFromText } from './time.ts';
import { momentFromZonedText, zonedTextFromMoment } from './zoned-time.ts';

test.each([
  ['2026-11-20T09:30:00Z', '2026-11-20T09:30:00Z', '+00:00', '2026-11-20T09:30:00Z'],
  ['2026-11-20t09:30:00z', '2026-11-20T09:30:00Z', '+00:00', '2026-11-20T09:30:00Z'],
  ['2026-11-20 09:30:00-08:00', '2026-11-20T17:30:00Z', '-08:00', '2026-11-20T09:30:00-08:00'],
  ['2026-11-20T09:30:00.1234567+05:45', '2026-11-20T03:45:00.123Z', '+05:45', '2026-11-20T09:30:00.1234567+05:45'],
  [
    '2026-11-20T09:30:00[Europe/Stockholm]',
    '2026-11-20T08:30:00Z',
    'Europe/Stockholm',
    '2026-11-20T09:30:00+01:00[Europe/Stockholm]',
  ],
  [
    '2026-11-20T09:30:00+01:00[Europe/Stockholm]',
    '2026-11-20T08:30:00Z',
    'Europe/Stockholm',
    '2026-11-20T09:30:00+01:00[Europe/Stockholm]',
  ],
  [
    '2026-11-20T08:30:00Z[Europe/Stockholm]',
    '2026-11-20T08:30:00Z',
    'Europe/Stockholm',
    '2026-11-20T09:30:00.000+01:00[Europe/Stockholm]',
  ],
  // The hour that autumn repeats: the first of two unless the offset says otherwise.
  [
    '2026-10-25T02:30:00[Europe/Stockholm]',
    '2026-10-25T00:30:00Z',
    'Europe/Stockholm',
    '2026-10-25T02:30:00+02:00[Europe/Stockholm]',
  ],
  [
    '2026-10-25T02:30:00+01:00[Europe/Stockholm]',
    '2026-10-25T01:30:00Z',
    'Europe/Stockholm',
    '2026-10-25T02:30:00+01:00[Europe/Stockholm]',
  ],
  // The hour that spring skips.
  [
    '2026-03-29T02:30:00[Europe/Stockholm]',
    '2026-03-29T01:30:00Z',
    'Europe/Stockholm',
    '2026-03-29T02:30:00+01:00[Europe/Stockholm]',
  ],
  [
    '1800-01-01T00:00:00[Europe/Amsterdam]',
    '1799-12-31T23:42:30.000Z',
    'Europe/Amsterdam',
    '1800-01-01T00:00:00[Europe/Amsterdam]',
  ],
])('%s', (text, instant, zone, written) => {
  const moment = momentFromZonedText(text);
  expect(moment && [new Date(moment.at).toISOString(), moment.zone]).toEqual([new Date(instant).toISOString(), zone]);
  expect(moment && zonedTextFromMoment(moment)).toBe(written);
  expect(momentFromZonedText(written)).toEqual(moment);
});

test.each([
  '',
  '2026-11-20',
  '2026-11-20T09:30:00',
  '2026-11-20T09:30Z',
  '2026-02-30T09:30:00Z',
  '2026-11-20T24:00:00Z',
  '2026-11-20T09:30:00+24:00',
  '2026-11-20T09:30:00+0100',
  '2026-11-20T09:30:00+05:00[Europe/Stockholm]',
  '2026-11-20T09:30:00[Europe/Nowhere]',
  '2026-11-20T09:30:00[+01:00]',
  '2026-11-20T09:30:00Z[]',
  '2026-11-20T09:30:00Z ',
])('%j is no time', (text) => {
  expect(momentFromZonedText(text)).toBeNull();
});

const zones = fc.constantFrom('Europe/Stockholm', 'America/Los_Angeles', 'Asia/Kathmandu', 'UTC', 'Africa/Monrovia');
const walls = fc
  .date({ min: new Date('1900-01-01'), max: new Date('2100-01-01'), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 19));

test('every moment comes back from its text as it was', () => {
  fc.assert(
    fc.property(walls, zones, fc.stringMatching(/^(\.\d{1,7})?$/), (wall, zone, fraction) => {
      const moment = momentFromText(`${wall}${fraction}`, zone);
      expect(moment && momentFromZonedText(zonedTextFromMoment(moment))).toEqual(moment);
      const stamp = momentFromInstant(Date.parse(`${wall}Z`), zone);
      expect(momentFromZonedText(zonedTextFromMoment(stamp))).toEqual(stamp);
    }),
  );
});
