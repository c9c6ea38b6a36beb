/**
 * The directory of an account's entries: every dimension is cut into segments of some thousand entries each, and of
 * every segment it is known how many entries of which status and store it holds and between which times they lie.
 * So a total is a sum over segments, and a deep page is found by counting segments instead of entries. Pure: whoever
 * brings the lists up to date applies what changed, and stores the segments that it touched.
 */
import { compareKeys, DIMENSIONS, type Dimension, type Key, type ListFacts, NEVER } from './entry.ts';

/** A walk within a segment passes as many entries at most: a fraction of what a page of documents costs. */
export const SEGMENT_ENTRIES_MAX = 4_096;
const HALF = SEGMENT_ENTRIES_MAX / 2;
/** Smaller ones are laid to the one before them, so that segments stay few however often orders change. */
const ENTRIES_MIN = 256;
const SEPARATOR = '|';

type Zone = [least: number, greatest: number];

/** Holds what stands from its start up to the start of the next one. */
export type Segment = {
  dimension: Dimension;
  start: Key;
  /** Nothing in it stands behind this. */
  last: Key;
  count: number;
  /** Entries by status and store. */
  cells: Map<string, number>;
  /** In the order of DIMENSIONS; never narrower than what it holds. */
  zones: Zone[];
};

const FIRST_KEY: Key = { value: NEVER, orderId: 0 };
export const LAST_KEY: Key = { value: Number.MAX_SAFE_INTEGER, orderId: Number.MAX_SAFE_INTEGER };

/** Null stands for an order that is, or was, in no list. */
export type EntryChange = { before: ListFacts | null; after: ListFacts | null };
/** `crowded` ones are among the saved; they have to be split. */
export type DirectoryChanges = {
  saved: readonly Segment[];
  removed: readonly Segment[];
  crowded: readonly Segment[];
};

/** What is counted of an entry: its cell, and where it stands in every dimension, in the order of DIMENSIONS. */
type Counted = { orderId: number; cell: string; values: readonly number[] };

function countedOf(facts: ListFacts): Counted {
  const { orderId, status, storeId, createdAt, modifiedAt, placedAt, paidAt } = facts;
  const values = [orderId, createdAt, modifiedAt, placedAt, paidAt];
  return { orderId, cell: `${status}${SEPARATOR}${storeId ?? ''}`, values };
}

function keyIn({ orderId, values }: Counted, index: number): Key {
  return { value: values[index] as number, orderId };
}

export function readCell(cell: string): { status: string; storeId: number | null } {
  const [status = '', store = ''] = cell.split(SEPARATOR);
  return { status, storeId: store === '' ? null : Number(store) };
}

export function summaryOf({ last, cells, zones }: Segment): string {
  return JSON.stringify([last.value, last.orderId, [...cells], zones]);
}

export function readSegment(dimension: Dimension, start: Key, summary: string): Segment {
  const [value, orderId, pairs, zones] = JSON.parse(summary) as [number, number, [string, number][], Zone[]];
  const count = pairs.reduce((sum, [, entries]) => sum + entries, 0);
  return { dimension, start, last: { value, orderId }, count, cells: new Map(pairs), zones };
}

export class Directory {
  readonly #segments = new Map<Dimension, Segment[]>();

  /** In any order. */
  constructor(stored: readonly Segment[]) {
    for (const dimension of DIMENSIONS) {
      const own = stored.filter((segment) => segment.dimension === dimension);
      this.#segments.set(
        dimension,
        own.sort((a, b) => compareKeys(a.start, b.start)),
      );
    }
  }

  segments(dimension: Dimension): readonly Segment[] {
    return this.#of(dimension);
  }

  apply(changes: readonly EntryChange[]): DirectoryChanges {
    const moved = changes.filter(({ before, after }) => !isSame(before, after));
    const going = moved.flatMap(({ before }) => (before === null ? [] : [countedOf(before)]));
    const coming = moved.flatMap(({ after }) => (after === null ? [] : [countedOf(after)]));
    const touched = new Set<Segment>();
    for (const [index, dimension] of DIMENSIONS.entries()) {
      const segments = this.#of(dimension);
      for (const entry of going) touched.add(take(segments, entry, index));
      coming.sort((a, b) => (a.values[index] as number) - (b.values[index] as number) || a.orderId - b.orderId);
      for (const entry of coming) touched.add(put(segments, entry, { index, dimension }));
    }
    const removed = this.#mergeSmall(touched);
    const saved = [...touched];
    return { saved, removed, crowded: saved.filter(({ count }) => count > SEGMENT_ENTRIES_MAX) };
  }

  /** `entries` are all that the segment holds, in their order. The first of those that come takes its place. */
  split(segment: Segment, entries: readonly ListFacts[]): readonly Segment[] {
    const { dimension } = segment;
    const index = DIMENSIONS.indexOf(dimension);
    const parts: Segment[] = [];
    for (let from = 0; from < entries.length; from += HALF) {
      const own = entries.slice(from, from + HALF).map(countedOf);
      const start = parts.length === 0 ? segment.start : keyIn(own[0] as Counted, index);
      const part = emptySegment(dimension, start);
      for (const entry of own) add(part, entry, index);
      parts.push(part);
    }
    const segments = this.#of(dimension);
    segments.splice(segments.indexOf(segment), 1, ...parts);
    return parts;
  }

  /** Where the next segment begins; behind all that there may be for the last one. */
  startBehind(segment: Segment): Key {
    const segments = this.#of(segment.dimension);
    return segments[segments.indexOf(segment) + 1]?.start ?? LAST_KEY;
  }

  #of(dimension: Dimension): Segment[] {
    return this.#segments.get(dimension) as Segment[];
  }

  #mergeSmall(touched: Set<Segment>): readonly Segment[] {
    const removed: Segment[] = [];
    for (const segment of [...touched].filter(({ count }) => count < ENTRIES_MIN)) {
      const segments = this.#of(segment.dimension);
      const place = segments.indexOf(segment);
      const before = segments[place - 1];
      if (before === undefined || before.count + segment.count > HALF) continue;
      addAll(before, segment);
      segments.splice(place, 1);
      touched.delete(segment);
      touched.add(before);
      removed.push(segment);
    }
    return removed;
  }
}

function isSame(before: ListFacts | null, after: ListFacts | null): boolean {
  if (before === null || after === null) return before === after;
  const isOneCell = before.status === after.status && before.storeId === after.storeId;
  return isOneCell && DIMENSIONS.every((dimension) => before[dimension] === after[dimension]);
}

function take(segments: readonly Segment[], entry: Counted, index: number): Segment {
  const segment = segmentAt(segments, keyIn(entry, index));
  const count = (segment?.cells.get(entry.cell) ?? 0) - 1;
  if (segment === undefined || count < 0) throw new Error(`order ${entry.orderId} must be counted in its segment`);
  if (count === 0) segment.cells.delete(entry.cell);
  else segment.cells.set(entry.cell, count);
  segment.count -= 1;
  return segment;
}

function put(segments: Segment[], entry: Counted, of: { index: number; dimension: Dimension }): Segment {
  const key = keyIn(entry, of.index);
  let segment = segmentAt(segments, key);
  // Behind all others a new segment costs nothing; elsewhere a crowded one is read again to be split.
  const isFull = segment !== undefined && segment === segments.at(-1) && segment.count >= HALF;
  if (segment === undefined || (isFull && compareKeys(key, segment.last) > 0)) {
    segment = emptySegment(of.dimension, segments.length === 0 ? FIRST_KEY : key);
    segments.push(segment);
  }
  add(segment, entry, of.index);
  return segment;
}

function emptySegment(dimension: Dimension, start: Key): Segment {
  return { dimension, start, last: start, count: 0, cells: new Map(), zones: [] };
}

function add(segment: Segment, entry: Counted, index: number): void {
  const { cells, zones, last } = segment;
  const { cell, values, orderId } = entry;
  cells.set(cell, (cells.get(cell) ?? 0) + 1);
  segment.count += 1;
  const beyond = (values[index] as number) - last.value || orderId - last.orderId;
  if (beyond > 0) segment.last = keyIn(entry, index);
  for (let place = 0; place < values.length; place++) {
    const value = values[place] as number;
    zones[place] = widened(zones[place], value, value);
  }
}

function addAll(segment: Segment, other: Segment): void {
  for (const [cell, count] of other.cells) segment.cells.set(cell, (segment.cells.get(cell) ?? 0) + count);
  segment.count += other.count;
  segment.last = other.last;
  const { zones } = segment;
  for (const [place, [least, greatest]] of other.zones.entries()) zones[place] = widened(zones[place], least, greatest);
}

/** In place, for it is done for every dimension of every entry. */
function widened(zone: Zone | undefined, least: number, greatest: number): Zone {
  if (zone === undefined) return [least, greatest];
  if (least < zone[0]) zone[0] = least;
  if (greatest > zone[1]) zone[1] = greatest;
  return zone;
}

/** The one that holds the key; undefined when there is none. */
function segmentAt(segments: readonly Segment[], key: Key): Segment | undefined {
  return segments[placeAt(segments, key)];
}

/** The last that begins at the key or before it; -1 when there is none. */
export function placeAt(segments: readonly Segment[], key: Key): number {
  let from = 0;
  let to = segments.length;
  while (from < to) {
    const middle = (from + to) >> 1;
    if (compareKeys((segments[middle] as Segment).start, key) <= 0) from = middle + 1;
    else to = middle;
  }
  return from - 1;
}
