/**
 * Times: an instant together with the wall time and the zone it was stated in (decision 8), so that reading back
 * through the same wire gives the same digits and another zone gets the same instant.
 * Never uses the machine's own zone. Offsets come from the Temporal polyfill and are remembered per zone and hour,
 * because a batch states the same few hours again and again.
 */
import { Temporal } from 'temporal-polyfill';
import { readWallText } from './wall-text.ts';

export type Moment = {
  /** Milliseconds since the epoch. */
  at: number;
  /** YYYY-MM-DDTHH:MM:SS with the stated fraction (0 to 7 digits), as it was stated. */
  wall: string;
  /** An IANA zone, or an offset such as +02:00 when the caller stated one. */
  zone: string;
};

/** Milliseconds since the epoch; both ends inclusive unless said otherwise. */
export type TimeRange = { from?: number | undefined; to?: number | undefined; isToExclusive?: boolean | undefined };

const HOUR_MS = 3_600_000;
/** Hours remembered over all zones; a year has 8,760, so this is many years of one zone and bounded all the same. */
const REMEMBERED_HOURS_MAX = 100_000;

/** Offsets by zone and hour: of instants, and of wall times. */
type Memory = Map<string, Map<number, number>>;
const offsetsAtInstant: Memory = new Map();
const offsetsAtWall: Memory = new Map();
let rememberedHours = 0;

/** Reads what `readWallText` reads. Without an offset the text means wall time in `zone`. Null when it is no such text. */
export function momentFromText(text: string, zone: string): Moment | null {
  const read = readWallText(text);
  if (read === null) return null;
  const { localMs, wall, offset } = read;
  if (offset === undefined) return { at: localMs - offsetAtWall(localMs, zone), wall, zone };
  const stated = /^z$/i.test(offset) ? '+00:00' : offset.replace(/^(.\d{2}):?(\d{2})$/, '$1:$2');
  return { at: localMs - offsetFromText(stated), wall, zone: stated };
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

/** True for an IANA zone this runtime knows. */
export function isZone(zone: string): boolean {
  try {
    Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(zone);
    return true;
  } catch {
    return false;
  }
}

function offsetFromText(text: string): number {
  const sign = text.startsWith('-') ? -1 : 1;
  return sign * (Number(text.slice(1, 3)) * HOUR_MS + Number(text.slice(4, 6)) * 60_000);
}

function offsetAtInstant(at: number, zone: string): number {
  if (/^[+-]/.test(zone)) return offsetFromText(zone);
  return recall(offsetsAtInstant, zone, at) ?? remember(offsetsAtInstant, zone, { at, find: offsetOf });
}

/** A wall time that a clock change skips or repeats means what Temporal's "compatible" says: later, and the first of two. */
function offsetAtWall(localMs: number, zone: string): number {
  return recall(offsetsAtWall, zone, localMs) ?? remember(offsetsAtWall, zone, { at: localMs, find: offsetOfWall });
}

function recall(memory: Memory, zone: string, at: number): number | undefined {
  return memory.get(zone)?.get(Math.floor(at / HOUR_MS));
}

/** Finds the offset, and remembers it for its whole hour unless the clocks change in it. */
function remember(memory: Memory, zone: string, asked: { at: number; find: typeof offsetOf }): number {
  const hour = Math.floor(asked.at / HOUR_MS);
  const first = asked.find(hour * HOUR_MS, zone);
  if (first !== asked.find((hour + 1) * HOUR_MS - 1, zone)) return asked.find(asked.at, zone);
  if (rememberedHours >= REMEMBERED_HOURS_MAX) forget();
  const offsets = memory.get(zone) ?? new Map<number, number>();
  memory.set(zone, offsets.set(hour, first));
  rememberedHours += 1;
  return first;
}

function forget(): void {
  offsetsAtInstant.clear();
  offsetsAtWall.clear();
  rememberedHours = 0;
}

function offsetOf(at: number, zone: string): number {
  return Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone).offsetNanoseconds / 1e6;
}

function offsetOfWall(localMs: number, zone: string): number {
  const wall = Temporal.PlainDateTime.from(new Date(localMs).toISOString().slice(0, 23));
  return localMs - wall.toZonedDateTime(zone).epochMilliseconds;
}
