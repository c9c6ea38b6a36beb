/**
 * Who may have a connection next: first come, first served, with bounds on how many wait and for how long. The pool's
 * own queue has neither a bound nor a patience apart from that of connecting, so it is never made to wait.
 * Used by connections.ts.
 */
import { StoreFault } from '../../core/store.ts';

type Waiting = { start: () => void; timer: NodeJS.Timeout };

/** As many as the SQLite driver lets wait. */
const WAITING_MAX = 2_000;
/** A caller over HTTP has given up by then. */
const WAIT_MS = 30_000;

export class Turns {
  #free: number;
  readonly #waiting = new Set<Waiting>();

  constructor(count: number) {
    this.#free = count;
  }

  /** Resolves with what ends the turn. Rejects with a StoreFault when too many wait, or for too long. */
  async take(): Promise<() => void> {
    if (this.#free > 0) this.#free -= 1;
    else await this.#wait();
    let isOver = false;
    return () => {
      if (isOver) return;
      isOver = true;
      this.#pass();
    };
  }

  #wait(): Promise<void> {
    if (this.#waiting.size >= WAITING_MAX) return Promise.reject(busy('too many calls wait'));
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#waiting.delete(waiting);
        reject(busy(`a call waited ${WAIT_MS} ms`));
      }, WAIT_MS);
      const waiting = { start: resolve, timer };
      this.#waiting.add(waiting);
    });
  }

  #pass(): void {
    const [next] = this.#waiting;
    if (next === undefined) {
      this.#free += 1;
      return;
    }
    this.#waiting.delete(next);
    clearTimeout(next.timer);
    next.start();
  }
}

function busy(what: string): StoreFault {
  return new StoreFault(`${what} for a connection to PostgreSQL`, { isRetryable: true });
}
