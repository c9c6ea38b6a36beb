/**
 * Calls of every key in the running minute of the clock. Minutes are the clock's own, so all keys begin anew together
 * and what is remembered is one number for each key that called within the minute.
 * Only calls with the right credentials are counted. The spines ask; a dialect may tell the usage on its answers.
 */
import type { Caller } from '../core/accounts.ts';
import { RequestError, type Usage } from '../dialects/dialect.ts';

/** Enforced when no limit is set, so that what a dialect tells about it is true. */
const CALLS_MAX = 1_000_000;

export class RateLimit {
  readonly #limit: number;
  readonly #clock: () => number;
  readonly #callsByKey = new Map<string, number>();
  #minute = 0;

  /** `limit`: calls per minute and key; 0 for none but the bound of a million. */
  constructor(limit: number, clock: () => number) {
    this.#limit = limit === 0 ? CALLS_MAX : limit;
    this.#clock = clock;
  }

  /** Counts one call and says whether it is one too many. `limit`: what the account has of its own. */
  count({ account, keyId }: Caller, limit = this.#limit): { usage: Usage; isExceeded: boolean } {
    const now = this.#clock();
    const minute = Math.floor(now / 60_000);
    if (minute !== this.#minute) this.#callsByKey.clear();
    this.#minute = minute;
    const key = `${account.accountId} ${keyId}`;
    const calls = (this.#callsByKey.get(key) ?? 0) + 1;
    this.#callsByKey.set(key, calls);
    return { usage: usageAfter(calls, { limit, now }), isExceeded: calls > limit };
  }

  /** Of a caller nobody knows: a minute without calls. */
  fresh(): Usage {
    return usageAfter(0, { limit: this.#limit, now: this.#clock() });
  }
}

function usageAfter(calls: number, { limit, now }: { limit: number; now: number }): Usage {
  return { limit, remaining: Math.max(0, limit - calls), resetSeconds: 60 - (Math.floor(now / 1000) % 60) };
}

export function rateLimited({ limit, resetSeconds }: Usage): RequestError {
  const message = `Expected at most ${limit} requests a minute with this key; come back in ${resetSeconds} seconds.`;
  return new RequestError('rate_limited', message, { details: { retryAfterSeconds: resetSeconds } });
}
