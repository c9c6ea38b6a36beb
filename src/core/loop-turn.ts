/**
 * Shares the event loop: work that can be cut asks between its slices whether it may go on. Once this turn of the loop
 * was held for long enough, whoever asks waits for a later one, so that nobody waits for the whole of another's large
 * request. Work is never made to wait while there is time. A thread has one event loop, so this stands once in it.
 * Asked by intake.ts, by the spines, and where wires and files are read. See decision 071.
 */

/** What cannot be cut, such as parsing a body of a hundred orders, comes on top of it. */
const HELD_MS_MAX = 3;
/** As many a request of usual size has. */
const ITEMS_FIRST = 100;
/** Reading or sealing them takes about a millisecond. */
const ITEMS_AT_ONCE = 20;

/** Whoever sends order after order leaves no such gap between two. */
export const SHARED_MS = 250;

const waiting: (() => void)[] = [];
/** What takes less than a piece of any of those. */
const hurried: (() => void)[] = [];
/** Null when nobody has asked in this turn. */
let begunAt: number | null = null;
let hurriedAt = Number.NEGATIVE_INFINITY;

/**
 * Null: go on at once. Work that has begun and will soon be done asks to go `first`: begun by many at once, what each
 * has read would lie about meanwhile, and every collection of garbage would copy all of it. A request of a
 * few orders is `hurried` and goes before all of them: they may be pieces of a file that takes hours.
 */
export function loopTurn(place: 'hurried' | 'first' | 'last' = 'last'): Promise<void> | null {
  if (place === 'hurried') hurriedAt = performance.now();
  if (isFree()) return null;
  return new Promise((resolve) => {
    if (place === 'hurried') hurried.push(resolve);
    else if (place === 'first') waiting.unshift(resolve);
    else waiting.push(resolve);
  });
}

/** Whether requests of a few orders come beside it: a file then has less under way at once. */
export function isShared(): boolean {
  return performance.now() - hurriedAt < SHARED_MS;
}

/** Each in its place, over as many turns as it takes. */
export async function mapInTurns<T, R>(values: readonly T[], make: (value: T, index: number) => R): Promise<R[]> {
  const made: R[] = [];
  const isFew = values.length <= ITEMS_AT_ONCE;
  while (made.length < values.length) {
    const turn = loopTurn(isFew ? 'hurried' : made.length < ITEMS_FIRST ? 'first' : 'last');
    if (turn !== null) await turn;
    for (const value of values.slice(made.length, made.length + ITEMS_AT_ONCE)) made.push(make(value, made.length));
  }
  return made;
}

function isFree(): boolean {
  if (begunAt === null) {
    begunAt = performance.now();
    setImmediate(endTurn);
  }
  return performance.now() - begunAt < HELD_MS_MAX;
}

/** What was done in this turn is enough for it: those who wait have the next one. */
function endTurn(): void {
  if (isAsked()) setImmediate(serve);
  else begunAt = null;
}

/**
 * They go before what arrives meanwhile; what each of them does, it does between two looks at the time. However many
 * are hurried, one piece of the others is done in every turn.
 */
async function serve(): Promise<void> {
  begunAt = performance.now();
  for (; hurried.length > 0 && isFree(); await null) hurried.shift()?.();
  do {
    waiting.shift()?.();
    await null;
  } while (waiting.length > 0 && isFree());
  setImmediate(isAsked() ? serve : endTurn);
}

function isAsked(): boolean {
  return hurried.length + waiting.length > 0;
}
