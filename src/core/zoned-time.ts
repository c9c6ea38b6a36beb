/**
 * A moment as one text and back, nothing lost: RFC 3339 with an offset, or RFC 9557, which adds the zone in brackets.
 * `2026-11-20T09:30:00+01:00`, `…+01:00[Europe/Stockholm]`, and wall time with its zone alone, `…[Europe/Stockholm]`.
 * A time with neither offset nor zone is none: nobody could tell when it is. Used by dialects that speak these texts.
 */
import { isZone, type Moment, momentFromInstant, momentFromText, wallFromInstant } from './time.ts';
import { readWallText, type WallText } from './wall-text.ts';

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
  const read = readWallText(wall);
  if (read === null) return null;
  const isUtc = offset === 'Z' || offset === 'z';
  const at = read.localMs - (isUtc ? 0 : offsetMs(offset));
  if (zone === undefined) return { at, wall: read.wall, zone: isUtc ? '+00:00' : offset };
  if (isUtc) return momentFromInstant(at, zone);
  return isAt(at, read, zone) ? { at, wall: read.wall, zone } : null;
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
function isAt(at: number, { wall, localMs }: WallText, zone: string): boolean {
  return momentFromText(wall, zone)?.at === at || readWallText(wallFromInstant(at, zone))?.localMs === localMs;
}

/** Of `+01:00`. */
function offsetMs(text: string): number {
  const minutes = Number(text.slice(1, 3)) * 60 + Number(text.slice(4, 6));
  return (text.startsWith('-') ? -minutes : minutes) * 60_000;
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
