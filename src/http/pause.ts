/**
 * Waiting, for routes that answer when something has happened: it ends with its time, when the caller hangs up, or
 * when the server drains. How many wait at once is bounded, for each of them asks the store again and again.
 * Called by handle-query.ts; only routes that wait pay for it.
 */
import { RequestError } from '../dialects/dialect.ts';
import type { SpineParts } from './parts.ts';
import type { Visit } from './visit.ts';

/** A few for every program that follows the events of an account. */
export const WAITING_MAX = 200;

export function pauseOf({ response }: Visit, { draining, waiting }: SpineParts): (ms: number) => Promise<boolean> {
  return async (milliseconds) => {
    if (draining.aborted || response.destroyed) return false;
    if (waiting.count >= WAITING_MAX) {
      throw new RequestError('unavailable', `Expected at most ${WAITING_MAX} requests that wait, got one more.`);
    }
    const { promise, resolve } = Promise.withResolvers<boolean>();
    const timer = setTimeout(resolve, milliseconds, true);
    const stop = () => resolve(false);
    response.once('close', stop);
    draining.addEventListener('abort', stop, { once: true });
    waiting.count += 1;
    try {
      return await promise;
    } finally {
      waiting.count -= 1;
      clearTimeout(timer);
      response.off('close', stop);
      draining.removeEventListener('abort', stop);
    }
  };
}
