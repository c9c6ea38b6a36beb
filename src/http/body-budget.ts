/**
 * How many bytes of bodies may be held: of one body, and of all requests under way together. Every byte is asked for
 * before it is kept and given back when its request is answered, so that memory is bounded by configuration and not
 * by how many callers come at once. Asked by read-body.ts; given back by server.ts.
 */
import { RequestError } from '../dialects/dialect.ts';

/** `bytesMax` of one body, `heldMax` of all together. */
export type BodyPool = { readonly bytesMax: number; readonly heldMax: number; held: number };

export class BodyBudget {
  readonly #pool: BodyPool;
  #held = 0;

  constructor(pool: BodyPool) {
    this.#pool = pool;
  }

  /** Throws 'body_too_large' when one body of so many bytes, compressed or not, is too large. */
  assertFits(bytes: number): void {
    const { bytesMax } = this.#pool;
    if (bytes <= bytesMax) return;
    const expected = `a body of at most ${bytesMax} bytes, also after decompression`;
    throw new RequestError('body_too_large', `Expected ${expected}, got more.`, { details: { limit: bytesMax } });
  }

  /** Throws 'unavailable' while all bodies together are too many. */
  hold(bytes: number): void {
    if (this.#pool.held + bytes > this.#pool.heldMax) {
      throw new RequestError('unavailable', 'Too many large requests are under way; send this one again.');
    }
    this.#held += bytes;
    this.#pool.held += bytes;
  }

  release(): void {
    this.#pool.held -= this.#held;
    this.#held = 0;
  }
}
