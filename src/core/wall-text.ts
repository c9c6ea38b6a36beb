/**
 * Wall times as text: what a clock on a wall shows, with or without an offset, and whether there is such a day.
 * Knows no zones (time.ts does) and never asks the machine's own. The usual spelling is read digit by digit at a
 * third of a regular expression's cost, for every order of a batch states several times.
 * Called by time.ts, and by the schemas of the dialects.
 */
import { digitsAt } from './digits.ts';

export type WallText = {
  /** Milliseconds since the epoch, were the wall in UTC. */
  localMs: number;
  /** YYYY-MM-DDTHH:MM:SS with the stated fraction, 0 to 7 digits. */
  wall: string;
  /** `Z` or an offset as stated. */
  offset: string | undefined;
};

const WALL =
  /^\s*(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ](\d{1,2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?)?\s*(Z|[+-]\d{2}:?\d{2})?\s*$/i;
const DATE = /^(\d{4})-(\d{2})-(\d{2})$/;
const MONTH_DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
const HOUR_MS = 3_600_000;
const DASH = 0x2d;
const COLON = 0x3a;
const DATE_CHARS = 'YYYY-MM-DD'.length;
const SECONDS_CHARS = 'YYYY-MM-DDTHH:MM:SS'.length;
const FRACTION_DIGITS_MAX = 7;

/**
 * Reads `2015-06-29T08:46:27.0000000`, with a blank for the T, fewer or no digits of a fraction, no time (midnight),
 * an offset or Z. Null when it is no such text or no such day.
 */
export function readWallText(text: string): WallText | null {
  const plainMs = plainLocalMs(text);
  if (!Number.isNaN(plainMs)) {
    return { localMs: plainMs, wall: wallOf(text), offset: undefined };
  }
  const match = matchWall(text);
  if (match === null) return null;
  const [, year = '', month = '', day = '', hour = '0', minute = '00', second = '00', fraction = '', offset] = match;
  const timeMs = Number(hour) * HOUR_MS + Number(minute) * 60_000 + Number(second) * 1_000;
  const fractionMs = Number(fraction.slice(0, 3).padEnd(3, '0'));
  const digits = fraction === '' ? '' : `.${fraction.slice(0, FRACTION_DIGITS_MAX)}`;
  return {
    localMs: dayMs(Number(year), Number(month), Number(day)) + timeMs + fractionMs,
    wall: `${year}-${twoDigits(month)}-${twoDigits(day)}T${twoDigits(hour)}:${minute}:${second}${digits}`,
    offset,
  };
}

/** Of a text that is spelled plainly. */
function wallOf(text: string): string {
  if (text.length === DATE_CHARS) return `${text}T00:00:00`;
  return text[DATE_CHARS] === 'T' ? text : `${text.slice(0, DATE_CHARS)}T${text.slice(DATE_CHARS + 1)}`;
}

/** True for what `readWallText` reads. */
export function isWallText(text: string): boolean {
  return !Number.isNaN(plainLocalMs(text)) || matchWall(text) !== null;
}

/** True for a date that exists: 2024-02-30 does not. */
export function isCalendarDate(text: string): boolean {
  const match = DATE.exec(text);
  return match !== null && isDay(Number(match[1]), Number(match[2]), Number(match[3]));
}

function matchWall(text: string): RegExpExecArray | null {
  const match = WALL.exec(text);
  if (match === null || !isDay(Number(match[1]), Number(match[2]), Number(match[3]))) return null;
  const [, , , , hour = '0', minute = '0', second = '0'] = match;
  return Number(hour) <= 23 && Number(minute) <= 59 && Number(second) <= 59 ? match : null;
}

/**
 * Of `YYYY-MM-DD`, or `YYYY-MM-DDTHH:MM:SS` and a fraction, to the digit, or with a blank for the T; NaN for every other
 * spelling, and for no such time.
 */
function plainLocalMs(text: string): number {
  if (text.charCodeAt(4) !== DASH || text.charCodeAt(7) !== DASH) return Number.NaN;
  const year = digitsAt(text, 0, 4);
  const month = digitsAt(text, 5, 7);
  const day = digitsAt(text, 8, DATE_CHARS);
  if (!isDay(year, month, day)) return Number.NaN;
  const midnight = dayMs(year, month, day);
  return text.length === DATE_CHARS ? midnight : midnight + plainTimeMs(text);
}

/** Of the `THH:MM:SS`, or ` HH:MM:SS`, and the fraction behind a date. */
function plainTimeMs(text: string): number {
  const between = text[DATE_CHARS];
  if (between !== 'T' && between !== ' ') return Number.NaN;
  if (text.charCodeAt(13) !== COLON || text.charCodeAt(16) !== COLON) return Number.NaN;
  const hour = digitsAt(text, 11, 13);
  const minute = digitsAt(text, 14, 16);
  const second = digitsAt(text, 17, SECONDS_CHARS);
  if (!(hour <= 23 && minute <= 59 && second <= 59)) return Number.NaN;
  return hour * HOUR_MS + minute * 60_000 + second * 1_000 + plainFractionMs(text);
}

function plainFractionMs(text: string): number {
  const digits = text.length - SECONDS_CHARS - 1;
  if (digits === -1) return 0;
  if (text[SECONDS_CHARS] !== '.' || digits < 1 || digits > FRACTION_DIGITS_MAX) return Number.NaN;
  return Math.floor((digitsAt(text, SECONDS_CHARS + 1, text.length) * 1_000) / 10 ** digits);
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
