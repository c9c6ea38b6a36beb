/**
 * The vendor's times: wall times of the account's zone, written with seven digits of a fraction (quirk 7).
 * Reads every spelling that its callers use, in bodies and in queries; never uses another zone than the one given.
 * Called by wire.ts, read.ts, list.ts and write.ts.
 */
import { type Moment, momentFromText, wallFromInstant, wallIn } from '../../core/time.ts';
import { isWallText } from '../../core/wall-text.ts';

const MONTH_FIRST = /^(\d{1,2})([-/])(\d{1,2})\2(\d{4})(?!\d)(.*)$/s;
const OFFSET_WITHOUT_PLUS = /(\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?) (\d{2}:?\d{2})$/;

/** 8-13-2014 and 8/13/2014, with or without a time, as 2014-8-13; null for any other text (quirk 7). */
export function isoFromOther(text: string): string | null {
  const match = MONTH_FIRST.exec(text.trim());
  if (match === null) return null;
  const iso = `${match[4]}-${match[1]}-${match[3]}${match[5]}`;
  return isWallText(iso) ? iso : null;
}

/** A checked text as a moment; a fraction's trailing zeros are no statement, so that an answer sent back is the same. */
export function momentOf(text: string, zone: string): Moment {
  const moment = momentFromText(text, zone);
  if (moment === null) throw new Error('the schema must have checked that the text is a moment');
  const { at, wall, zone: stated } = moment;
  return wall.length > SECONDS_CHARS ? { at, wall: withoutZeros(wall), zone: stated } : moment;
}

/** A moment in a query, where a plus may have become a blank; null when the text is none. */
export function momentFromQuery(text: string, zone: string): Moment | null {
  const plus = text.trim().replace(OFFSET_WITHOUT_PLUS, '$1+$2');
  return momentFromText(isoFromOther(plus) ?? plus, zone);
}

/** 2015-06-29T08:46:27.0000000 */
export function wireTime(moment: Moment, zone: string): string {
  return sevenDigits(wallIn(moment, zone));
}

/** The same for a stamp of our clock. */
export function wireStamp(at: number, zone: string): string {
  return sevenDigits(wallFromInstant(at, zone));
}

/** The stamps of an item: the fraction without trailing zeros. */
export function wireItemStamp(at: number, zone: string): string {
  return withoutZeros(wallFromInstant(at, zone));
}

/** 2015-07-02: the day a moment falls on in the zone. */
export function dayIn(moment: Moment, zone: string): string {
  return wallIn(moment, zone).slice(0, DAY_CHARS);
}

const DAY_CHARS = 'YYYY-MM-DD'.length;
const SECONDS_CHARS = 'YYYY-MM-DDTHH:MM:SS'.length;
const NO_FRACTION = '.0000000';

function sevenDigits(wall: string): string {
  return wall.length === SECONDS_CHARS ? wall + NO_FRACTION : wall.padEnd(SECONDS_CHARS + NO_FRACTION.length, '0');
}

/** The wall time has a fraction, or the seconds would lose their zeros. */
function withoutZeros(wall: string): string {
  return wall.endsWith(NO_FRACTION) ? wall.slice(0, SECONDS_CHARS) : wall.replace(/\.?0+$/, '');
}
