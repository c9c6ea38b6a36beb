/**
 * A moment as one text and back, nothing lost: RFC 3339 with an offset, or RFC 9557, which adds the zone in brackets.
 * `2026-11-20T09:30:00+01:00`, `…+01:00[Europe/Stockholm]`, and wall time with its zone alone, `…[Europe/Stockholm]`.
 * A time with neither offset nor zone is none: nobody could tell when it is. Used by dialects that speak these texts.
 */
import { isZone, type Moment, momentFromInstant, momentFromText, wallFromInstant } from './time.ts';
import { readWallText } from './wall-text.ts';

const ZONED =
  /^(\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}:\d{2}(?:\.\d{1,7})?)(Z|z|[+-][01]\d:[0-5]\d|[+-]2[0-3]:[0-5]\d)?(?:\[([\w+\-/]{1,64})\])?$/;
/** Zones that were asked for before; there are about 600, and a few spellings of each at most. */
const ZONES_REMEMBERED_MAX = 5_000;
const isZoneByName = new Map<string, boolean>();

export function momentFromZonedText(text: string): Moment | null {
  const match = ZONED.exec(text);
  if (match === null) return null;
  const [, wall = '', offset, zone] = match;
  if (zone !== undefined && !isKnownZone(zone)) return null;
  if (offset === undefined) return zone === undefined ? null : momentFromText(wall, zone);
  const moment = momentFromText(`${wall}${offset}`, 'UTC');
  if (moment === null || zone === undefined) return moment;
  if (/z/i.test(offset)) return momentFromInstant(moment.at, zone);
  return isAt(moment, zone) ? { ...moment, zone } : null;
}

/** The offset stands in the text wherever it is one of whole minutes, so that most programs can read it. */
export function zonedTextFromMoment({ at, wall, zone }: Moment): string {
  if (/^[+-]/.test(zone)) return `${wall}${zone === '+00:00' ? 'Z' : zone}`;
  const offsetMinutes = ((readWallText(wall)?.localMs ?? at) - at) / 60_000;
  return `${wall}${Number.isInteger(offsetMinutes) ? offsetText(offsetMinutes) : ''}[${zone}]`;
}

/** RFC 3339 in UTC, for stamps of our own clock. */
export function textFromInstant(at: number): string {
  return new Date(at).toISOString();
}

/** Whether the zone's clocks show this wall then; or would, had they not just been moved. */
function isAt({ at, wall }: Moment, zone: string): boolean {
  const localMs = readWallText(wall)?.localMs;
  return readWallText(wallFromInstant(at, zone))?.localMs === localMs || momentFromText(wall, zone)?.at === at;
}

function offsetText(minutes: number): string {
  const [hour, minute] = [Math.floor(Math.abs(minutes) / 60), Math.abs(minutes) % 60];
  return `${minutes < 0 ? '-' : '+'}${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`;
}

function isKnownZone(name: string): boolean {
  const known = isZoneByName.get(name);
  if (known !== undefined) return known;
  if (isZoneByName.size >= ZONES_REMEMBERED_MAX) isZoneByName.clear();
  // An offset in brackets is no zone: it would be stated where an offset stands.
  const isOne = !/^[+-]/.test(name) && isZone(name);
  isZoneByName.set(name, isOne);
  return isOne;
}
