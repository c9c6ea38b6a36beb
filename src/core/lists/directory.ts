/**
 * The directory of an account's entries: every dimension is cut into segments of some thousand entries each, and of
 * every segment it is known how many entries of which status and store it holds and between which times they lie.
 * So a total is a sum over segments, and a deep page is found by counting segments instead of entries. Pure: whoever
 * brings the lists up to date applies what changed, and stores the segments that it touched.
 */
import { compareKeys, DIMENSIONS, type Dimension, type Key, keyOf, type ListFacts, NEVER } from './entry.ts';

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

function cellOf(status: string, storeId: number | null): string {
  return `${status}${SEPARATOR}${storeId ?? ''}`;
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
    const touched = new Set<Segment>();
    for (const dimension of DIMENSIONS) {
      for (const { before } of moved) if (before !== null) this.#take(dimension, before, touched);
      const coming = moved.flatMap(({ after }) => (after === null ? [] : [after]));
      for (const facts of coming.sort((a, b) => compareKeys(keyOf(a, dimension), keyOf(b, dimension)))) {
        this.#put(dimension, facts, touched);
      }
    }
    const removed = this.#mergeSmall(touched);
    const saved = [...touched];
    return { saved, removed, crowded: saved.filter(({ count }) => count > SEGMENT_ENTRIES_MAX) };
  }

  /** `entries` are all that the segment holds, in their order. The first of those that come takes its place. */
  split(segment: Segment, entries: readonly ListFacts[]): readonly Segment[] {
    const { dimension } = segment;
    const parts: Segment[] = [];
    for (let from = 0; from < entries.length; from += HALF) {
      const own = entries.slice(from, from + HALF);
      const start = parts.length === 0 ? segment.start : keyOf(own[0] as ListFacts, dimension);
      const part = emptySegment(dimension, start);
      for (const facts of own) add(part, facts);
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

  #take(dimension: Dimension, facts: ListFacts, touched: Set<Segment>): void {
    const segment = segmentAt(this.#of(dimension), keyOf(facts, dimension));
    const cell = cellOf(facts.status, facts.storeId);
    const count = (segment?.cells.get(cell) ?? 0) - 1;
    if (segment === undefined || count < 0) throw new Error(`order ${facts.orderId} must be counted in its segment`);
    if (count === 0) segment.cells.delete(cell);
    else segment.cells.set(cell, count);
    segment.count -= 1;
    touched.add(segment);
  }

  #put(dimension: Dimension, facts: ListFacts, touched: Set<Segment>): void {
    const segments = this.#of(dimension);
    const key = keyOf(facts, dimension);
    let segment = segmentAt(segments, key);
    // Behind all others a new segment costs nothing; elsewhere a crowded one is read again to be split.
    const isFull = segment !== undefined && segment === segments.at(-1) && segment.count >= HALF;
    if (segment === undefined || (isFull && compareKeys(key, segment.last) > 0)) {
      segment = emptySegment(dimension, segments.length === 0 ? FIRST_KEY : key);
      segments.push(segment);
    }
    add(segment, facts);
    touched.add(segment);
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

function emptySegment(dimension: Dimension, start: Key): Segment {
  return { dimension, start, last: start, count: 0, cells: new Map(), zones: [] };
}

function add(segment: Segment, facts: ListFacts): void {
  const cell = cellOf(facts.status, facts.storeId);
  segment.cells.set(cell, (segment.cells.get(cell) ?? 0) + 1);
  segment.count += 1;
  const key = keyOf(facts, segment.dimension);
  if (compareKeys(key, segment.last) > 0) segment.last = key;
  for (const [index, dimension] of DIMENSIONS.entries())
    widen(segment.zones, index, [facts[dimension], facts[dimension]]);
}

function addAll(segment: Segment, other: Segment): void {
  for (const [cell, count] of other.cells) segment.cells.set(cell, (segment.cells.get(cell) ?? 0) + count);
  segment.count += other.count;
  segment.last = other.last;
  for (const [index, zone] of other.zones.entries()) widen(segment.zones, index, zone);
}

function widen(zones: Zone[], index: number, [least, greatest]: Readonly<Zone>): void {
  const zone = zones[index];
  if (zone === undefined) {
    zones[index] = [least, greatest];
    return;
  }
  zone[0] = Math.min(zone[0], least);
  zone[1] = Math.max(zone[1], greatest);
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
