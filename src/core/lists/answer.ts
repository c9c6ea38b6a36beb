/**
 * How a list is answered from its index, the same way in every driver: the total is summed from the directory, a page
 * is found by counting segments and walking at most a few of them. Each step asks the driver for something that takes
 * a time of its own bound; what does not is told in decision 060. Written as generators, so that a driver that waits
 * and one that does not run the same steps. Pure.
 */
import type { OrderPosition, OrderQuery, OrderScan, OrderSort } from '../queries.ts';
import { type Cut, cellCount, isNamed, placeOf } from './cut.ts';
import { LAST_KEY, placeAt, SEGMENT_ENTRIES_MAX, type Segment } from './directory.ts';
import { compareKeys, type Dimension, type Key } from './entry.ts';

/** From a key up to another, which is not in it. */
export type Span = { dimension: Dimension; from: Key; until: Key };
export type Sorting = { sort: OrderSort; isDescending: boolean };
export type Window = Sorting & { offset: number; limit: number };

/**
 * Entries in the cut's range of one dimension, of its statuses and store, or, where `by` is null, under the terms and
 * names that it states.
 */
export type Gathering = Window & { cut: Cut; by: Dimension | 'status' | null; after: OrderPosition | null };

export type Ask =
  /** The segments of a dimension, in their order. */
  | { ask: 'directory'; dimension: Dimension }
  /** How many entries of each span the cut asks for. */
  | { ask: 'counts'; spans: readonly Span[]; cut: Cut }
  /** The keys of some of them, in the direction of the sort. */
  | { ask: 'walk'; span: Span; cut: Cut; isDescending: boolean; skip: number; limit: number }
  | { ask: 'gather'; gathering: Gathering }
  | { ask: 'gatherCount'; gathering: Gathering };

export type Reply = readonly Segment[] | readonly number[] | readonly Key[] | number;
export type Steps<T> = Generator<Ask, T, Reply>;
export type ListAnswer = { keys: readonly Key[]; total: number };

/** As many are gathered and sorted instead of being met one by one on a long walk. */
const RARE_MAX = 2_000;
const GATHERED_MAX = 2 * SEGMENT_ENTRIES_MAX;
/** Segments that are counted entry by entry, at once. */
const COUNTED_AT_ONCE = 16;

export function* listSteps(cut: Cut, query: OrderQuery): Steps<ListAnswer> {
  const { sort, isDescending, offset, limit } = query;
  const window = { sort, isDescending, offset, limit };
  if (isNamed(cut)) return yield* gatherPage({ ...window, cut, by: null, after: null });
  const { counted, total } = yield* totalOf(cut, sort);
  if (limit === 0 || offset >= total) return { keys: [], total };
  const gathering = gatheringOf({ ...window, cut, after: null }, { counted, rare: total });
  if (gathering !== null) return { keys: yield* gather(gathering), total };
  const line = { all: yield* directory(sort), isDescending };
  const { place, skip } = yield* findOffset(line, cut, offset);
  return { keys: yield* collect({ line, cut, limit, place, skip, after: null }), total };
}

export function* scanSteps(cut: Cut, scan: OrderScan): Steps<readonly Key[]> {
  const { sort, isDescending, after, limit } = scan;
  const window = { sort, isDescending, offset: 0, limit };
  if (isNamed(cut)) return yield* gather({ ...window, cut, by: null, after });
  const counted = yield* narrowest(cut, sort);
  const rare = counted.segments.reduce((sum, segment) => sum + cellCount(segment, cut), 0);
  const gathering = gatheringOf({ ...window, cut, after }, { counted, rare });
  if (gathering !== null) return yield* gather(gathering);
  const line = { all: yield* directory(sort), isDescending };
  const place = after === null ? 0 : inDirection(line, Math.max(0, placeAt(line.all, after)));
  return yield* collect({ line, cut, limit, place, skip: 0, after });
}

/** The segments of one dimension that may hold what is asked for, and all that they hold. */
type Counted = { dimension: Dimension; segments: readonly Segment[]; all: readonly Segment[]; entries: number };

function* totalOf(cut: Cut, sort: OrderSort): Steps<{ counted: Counted; total: number }> {
  const counted = yield* narrowest(cut, sort);
  const isAstride = (segment: Segment) => placeOf(segment, cut.ranges) === 'astride';
  const whole = counted.segments.filter((segment) => !isAstride(segment));
  const spans = runsOf(counted.all, (segment) => isPossible(segment, cut) && isAstride(segment));
  const counts = spans.length === 0 ? [] : yield* countsIn(spans, cut);
  const sums = [...whole.map((segment) => cellCount(segment, cut)), ...counts];
  return { counted, total: sums.reduce((sum, count) => sum + count, 0) };
}

/** Of the dimensions that the cut states a range of, the one with the fewest entries in it; else that of the sort. */
function* narrowest(cut: Cut, sort: OrderSort): Steps<Counted> {
  const dimensions = cut.ranges.length === 0 ? [sort] : [...new Set(cut.ranges.map(({ dimension }) => dimension))];
  let best: Counted | null = null;
  for (const dimension of dimensions) {
    const all = yield* directory(dimension);
    const segments = all.filter((segment) => isPossible(segment, cut));
    const entries = segments.reduce((sum, { count }) => sum + count, 0);
    if (best === null || entries < best.entries) best = { dimension, segments, all, entries };
  }
  return best as Counted;
}

/** Null when a walk in the order of the sort meets what is asked for soon enough. */
function gatheringOf(
  asked: Omit<Gathering, 'by'>,
  { counted, rare }: { counted: Counted; rare: number },
): Gathering | null {
  const { dimension, entries, all } = counted;
  if (dimension !== asked.sort && entries <= GATHERED_MAX) return { ...asked, by: dimension };
  const isStated = asked.cut.statuses !== null || asked.cut.storeId !== null;
  return isStated && rare <= RARE_MAX && all.length > 1 ? { ...asked, by: 'status' } : null;
}

function* gatherPage(gathering: Gathering): Steps<ListAnswer> {
  const total = (yield { ask: 'gatherCount', gathering }) as number;
  const isEmpty = gathering.limit === 0 || gathering.offset >= total;
  return { keys: isEmpty ? [] : yield* gather(gathering), total };
}

/** Segments in the direction of the sort; places count from where a list begins. */
type Line = { all: readonly Segment[]; isDescending: boolean };

/** In which segment the page begins, and after how many of its entries. */
function* findOffset(line: Line, cut: Cut, offset: number): Steps<{ place: number; skip: number }> {
  const known = new Map<Segment, number>();
  let skip = offset;
  for (let place = 0; place < line.all.length; place++) {
    const segment = segmentOf(line, place);
    if (!isPossible(segment, cut)) continue;
    const isWhole = placeOf(segment, cut.ranges) === 'inside';
    if (!isWhole && !known.has(segment)) yield* countAhead(line, { cut, place, known });
    const count = isWhole ? cellCount(segment, cut) : (known.get(segment) ?? 0);
    if (skip < count) return { place, skip };
    skip -= count;
  }
  return { place: line.all.length, skip: 0 };
}

type Ahead = { cut: Cut; place: number; known: Map<Segment, number> };

function* countAhead(line: Line, { cut, place, known }: Ahead): Steps<void> {
  const places: number[] = [];
  for (let at = place; at < line.all.length && places.length < COUNTED_AT_ONCE; at++) {
    const segment = segmentOf(line, at);
    if (isPossible(segment, cut) && placeOf(segment, cut.ranges) === 'astride') places.push(at);
  }
  const spans = places.map((at) => spanOf(line, at, at));
  const counts = yield* countsIn(spans, cut);
  for (const [index, at] of places.entries()) known.set(segmentOf(line, at), counts[index] ?? 0);
}

type Collection = {
  line: Line;
  cut: Cut;
  limit: number;
  place: number;
  skip: number;
  after: OrderPosition | null;
};

/** Run after run of segments that may hold what is asked for, until the page is full. */
function* collect({ line, cut, limit, place, skip, after }: Collection): Steps<readonly Key[]> {
  const { all, isDescending } = line;
  const keys: Key[] = [];
  let left = skip;
  for (let first = place; first < all.length && keys.length < limit; first++) {
    if (!isPossible(segmentOf(line, first), cut)) continue;
    const end = endOfRun(line, first, (segment) => isPossible(segment, cut));
    const span = behind(spanOf(line, first, end), after, isDescending);
    keys.push(...(yield* walk({ span, cut, isDescending, skip: left, limit: limit - keys.length })));
    left = 0;
    first = end;
  }
  return keys;
}

function isPossible(segment: Segment, cut: Cut): boolean {
  return placeOf(segment, cut.ranges) !== 'outside' && cellCount(segment, cut) > 0;
}

/** The place of an index, and the index of a place. */
function inDirection({ all, isDescending }: Line, index: number): number {
  return isDescending ? all.length - 1 - index : index;
}

function segmentOf(line: Line, place: number): Segment {
  return line.all[inDirection(line, place)] as Segment;
}

function spanOf(line: Line, first: number, end: number): Span {
  const [lowest, highest] = [inDirection(line, first), inDirection(line, end)].sort((a, b) => a - b) as [
    number,
    number,
  ];
  const { dimension, start } = line.all[lowest] as Segment;
  return { dimension, from: start, until: line.all[highest + 1]?.start ?? LAST_KEY };
}

function endOfRun(line: Line, first: number, isMeant: (segment: Segment) => boolean): number {
  let end = first;
  while (end + 1 < line.all.length && isMeant(segmentOf(line, end + 1))) end += 1;
  return end;
}

/** Every run of neighbors that are meant, as one span. */
function runsOf(all: readonly Segment[], isMeant: (segment: Segment) => boolean): readonly Span[] {
  const line = { all, isDescending: false };
  const spans: Span[] = [];
  for (let first = 0; first < all.length; first++) {
    if (!isMeant(segmentOf(line, first))) continue;
    const end = endOfRun(line, first, isMeant);
    spans.push(spanOf(line, first, end));
    first = end;
  }
  return spans;
}

function behind(span: Span, after: OrderPosition | null, isDescending: boolean): Span {
  if (after === null) return span;
  if (isDescending) {
    return isEarlier(span.until, after) ? span : { ...span, until: after };
  }
  const orderId = after.orderId + 1;
  const from = { value: span.dimension === 'orderId' ? orderId : after.value, orderId };
  return isEarlier(from, span.from) ? span : { ...span, from };
}

function isEarlier(a: Key, b: Key): boolean {
  return compareKeys(a, b) < 0;
}

function* directory(dimension: Dimension): Steps<readonly Segment[]> {
  return (yield { ask: 'directory', dimension }) as readonly Segment[];
}

function* countsIn(spans: readonly Span[], cut: Cut): Steps<readonly number[]> {
  return (yield { ask: 'counts', spans, cut }) as readonly number[];
}

function* walk(asked: Omit<Extract<Ask, { ask: 'walk' }>, 'ask'>): Steps<readonly Key[]> {
  return (yield { ask: 'walk', ...asked }) as readonly Key[];
}

function* gather(gathering: Gathering): Steps<readonly Key[]> {
  return (yield { ask: 'gather', gathering }) as readonly Key[];
}
