/**
 * Times: an instant together with the wall time and the zone it was stated in (decision 8), so that reading back
 * through the same wire gives the same digits and another zone gets the same instant.
 * Never uses the machine's own zone. Offsets come from the Temporal polyfill and are remembered per zone and hour,
 * because a batch states the same few hours again and again.
 */
import { Temporal } from 'temporal-polyfill';

export type Moment = {
  /** Milliseconds since the epoch. */
  at: number;
  /** YYYY-MM-DDTHH:MM:SS with the stated fraction (0 to 7 digits), as it was stated. */
  wall: string;
  /** An IANA zone, or an offset such as +02:00 when the caller stated one. */
  zone: string;
};

const WALL =
  /^\s*(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ](\d{1,2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?)?\s*(Z|[+-]\d{2}:?\d{2})?\s*$/i;
const DATE = /^(\d{4})-(\d{2})-(\d{2})$/;
const MONTH_DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
const HOUR_MS = 3_600_000;
/** Hours remembered over all zones; a year has 8,760, so this is many years of one zone and bounded all the same. */
const REMEMBERED_HOURS_MAX = 100_000;

const offsetByHour = new Map<string, number>();

/**
 * Reads `2015-06-29T08:46:27.0000000`, with a blank for the T, fewer or no digits of a fraction, no time (midnight),
 * an offset or Z. Without an offset the text means wall time in `zone`. Null when it is no such text or no such day.
 */
export function momentFromText(text: string, zone: string): Moment | null {
  const match = matchWall(text);
  if (match === null) return null;
  const [, year = '', month = '', day = '', hour = '0', minute = '00', second = '00', fraction = '', offset] = match;
  const timeMs = Number(hour) * HOUR_MS + Number(minute) * 60_000 + Number(second) * 1_000;
  const localMs =
    dayMs(Number(year), Number(month), Number(day)) + timeMs + Number(fraction.slice(0, 3).padEnd(3, '0'));
  const time = `${twoDigits(hour)}:${minute}:${second}${fraction === '' ? '' : `.${fraction.slice(0, 7)}`}`;
  const wall = `${year}-${twoDigits(month)}-${twoDigits(day)}T${time}`;
  if (offset === undefined) return { at: localMs - offsetAtWall(localMs, zone), wall, zone };
  const stated = /^z$/i.test(offset) ? '+00:00' : offset.replace(/^(.\d{2}):?(\d{2})$/, '$1:$2');
  return { at: localMs - offsetFromText(stated), wall, zone: stated };
}

/** True for what `momentFromText` reads, at a fifth of its cost. */
export function isMomentText(text: string): boolean {
  return matchWall(text) !== null;
}

function matchWall(text: string): RegExpExecArray | null {
  const match = WALL.exec(text);
  if (match === null || !isDay(Number(match[1]), Number(match[2]), Number(match[3]))) return null;
  const [, , , , hour = '0', minute = '0', second = '0'] = match;
  return Number(hour) <= 23 && Number(minute) <= 59 && Number(second) <= 59 ? match : null;
}

/** The moment an instant is in a zone: for stamps of our own clock. */
export function momentFromInstant(at: number, zone: string): Moment {
  return { at, wall: wallFromInstant(at, zone), zone };
}

/** The wall time a moment has in `zone`: the stated digits when it was stated there. */
export function wallIn(moment: Moment, zone: string): string {
  return moment.zone === zone ? moment.wall : wallFromInstant(moment.at, zone);
}

/** YYYY-MM-DDTHH:MM:SS.mmm of an instant in a zone. */
export function wallFromInstant(at: number, zone: string): string {
  return new Date(at + offsetAtInstant(at, zone)).toISOString().slice(0, 23);
}

/** True for a date that exists: 2024-02-30 does not. */
export function isCalendarDate(text: string): boolean {
  const match = DATE.exec(text);
  return match !== null && isDay(Number(match[1]), Number(match[2]), Number(match[3]));
}

/** True for an IANA zone this runtime knows. */
export function isZone(zone: string): boolean {
  try {
    Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(zone);
    return true;
  } catch {
    return false;
  }
}

function isDay(year: number, month: number, day: number): boolean {
  const isLeapMonth = month === 2 && year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  const days = isLeapMonth ? 29 : MONTH_DAYS[month - 1];
  return days !== undefined && day >= 1 && day <= days;
}

/** Midnight of the day; Date.UTC would take the years before 100 for ones of the last century. */
function dayMs(year: number, month: number, day: number): number {
  return year > 99 ? Date.UTC(year, month - 1, day) : new Date(0).setUTCFullYear(year, month - 1, day);
}

function twoDigits(digits: string): string {
  return digits.length === 1 ? `0${digits}` : digits;
}

function offsetFromText(text: string): number {
  const sign = text.startsWith('-') ? -1 : 1;
  return sign * (Number(text.slice(1, 3)) * HOUR_MS + Number(text.slice(4, 6)) * 60_000);
}

function offsetAtInstant(at: number, zone: string): number {
  if (/^[+-]/.test(zone)) return offsetFromText(zone);
  const hour = Math.floor(at / HOUR_MS);
  return (
    remembered(`${zone} ${hour}`, () => {
      const first = offsetOf(hour * HOUR_MS, zone);
      return first === offsetOf((hour + 1) * HOUR_MS - 1, zone) ? first : null;
    }) ?? offsetOf(at, zone)
  );
}

/** A wall time that a clock change skips or repeats means what Temporal's "compatible" says: later, and the first of two. */
function offsetAtWall(localMs: number, zone: string): number {
  const hour = Math.floor(localMs / HOUR_MS);
  return (
    remembered(`${zone} wall ${hour}`, () => {
      const first = offsetOfWall(hour * HOUR_MS, zone);
      return first === offsetOfWall((hour + 1) * HOUR_MS - 1, zone) ? first : null;
    }) ?? offsetOfWall(localMs, zone)
  );
}

/** The hour's one offset, or null in an hour in which the clocks change. */
function remembered(key: string, find: () => number | null): number | null {
  const known = offsetByHour.get(key);
  if (known !== undefined) return known;
  const found = find();
  if (found === null) return null;
  if (offsetByHour.size >= REMEMBERED_HOURS_MAX) offsetByHour.clear();
  offsetByHour.set(key, found);
  return found;
}

function offsetOf(at: number, zone: string): number {
  return Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone).offsetNanoseconds / 1e6;
}

function offsetOfWall(localMs: number, zone: string): number {
  const wall = Temporal.PlainDateTime.from(new Date(localMs).toISOString().slice(0, 23));
  return localMs - wall.toZonedDateTime(zone).epochMilliseconds;
}
