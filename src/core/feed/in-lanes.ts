/**
 * Several slices under way at once, told in their order. A slice that names an order which one under way names too
 * waits for it, so that what a caller states later is decided later, whatever the store does at once.
 * It works only while somebody takes its results: whoever takes none makes it read nothing more.
 * Called for streams of orders and by imports.
 */
import { isShared } from '../loop-turn.ts';

/** As many as keep the database at work while the next slice is read. */
const LANES_SHARED = 2;

export type Lanes<S, R> = {
  /** Fewer are used while others send single orders. */
  lanesMax: number;
  /** What two slices must not both be doing at once. */
  namesOf(slice: S): Iterable<string>;
  work(slice: S): Promise<R>;
};

type Lane<R> = { names: ReadonlySet<string>; result: Promise<R> };
type Told<S, R> = { kind: 'result'; value: R } | { kind: 'slice'; slice: S | null } | { kind: 'end' };

/** Throws what `slices` or `work` throws, after the results of the slices before it. */
export async function* inLanes<S, R>(slices: AsyncIterator<S>, lanes: Lanes<S, R>): AsyncGenerator<R, void, undefined> {
  const desk = new LaneDesk(slices, lanes);
  try {
    for (let told = await desk.next(); told.kind !== 'end'; told = await desk.next()) {
      if (told.kind === 'result') yield told.value;
    }
  } finally {
    await desk.leave();
  }
}

class LaneDesk<S, R> {
  readonly #slices: AsyncIterator<S>;
  readonly #lanes: Lanes<S, R>;
  readonly #underWay: Lane<R>[] = [];
  /** The slice that was asked for, null when there is none any more. */
  #asked: Promise<S | null> | null = null;
  /** Read, and not begun. */
  #waiting: { slice: S; names: ReadonlySet<string> } | null = null;
  #isOver = false;

  constructor(slices: AsyncIterator<S>, lanes: Lanes<S, R>) {
    this.#slices = slices;
    this.#lanes = lanes;
  }

  /** The first of what is under way, in its order, or one slice more that was read. */
  async next(): Promise<Told<S, R>> {
    this.#startWaiting();
    if (this.#waiting === null && !this.#isOver) this.#asked ??= settled(this.#read());
    const told = await this.#first();
    if (told.kind === 'result') this.#underWay.shift();
    if (told.kind !== 'slice') return told;
    this.#asked = null;
    this.#isOver = told.slice === null;
    if (told.slice !== null) {
      this.#waiting = { slice: told.slice, names: new Set(this.#lanes.namesOf(told.slice)) };
    }
    return told;
  }

  async leave(): Promise<void> {
    // Not awaited: it may be waiting for a caller that says nothing more.
    void settled(Promise.resolve(this.#slices.return?.()));
    await Promise.allSettled(this.#underWay.map(({ result }) => result));
  }

  #startWaiting(): void {
    const waiting = this.#waiting;
    if (waiting === null || this.#underWay.length >= this.#bound()) return;
    if (this.#underWay.some(({ names }) => !names.isDisjointFrom(waiting.names))) return;
    this.#underWay.push({ names: waiting.names, result: settled(this.#lanes.work(waiting.slice)) });
    this.#waiting = null;
  }

  #bound(): number {
    const { lanesMax } = this.#lanes;
    return isShared() ? Math.min(LANES_SHARED, lanesMax) : lanesMax;
  }

  async #read(): Promise<S | null> {
    const { done, value } = await this.#slices.next();
    return done ? null : value;
  }

  #first(): Promise<Told<S, R>> {
    const done = this.#underWay[0]?.result.then((value): Told<S, R> => ({ kind: 'result', value }));
    const more = this.#asked?.then((slice): Told<S, R> => ({ kind: 'slice', slice }));
    // A failure to read is thrown once nothing is under way any more.
    if (done !== undefined && more !== undefined) return Promise.race([done, more.catch(() => done)]);
    return done ?? more ?? Promise.resolve({ kind: 'end' });
  }
}

/** A promise that nobody looks at for a while may fail meanwhile. */
function settled<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => undefined);
  return promise;
}
