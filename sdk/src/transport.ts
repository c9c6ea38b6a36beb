/**
 * One call: sent, and sent again when the connection breaks or the server is busy. Every writing call bears an
 * idempotency key, the same on every try, so that a try whose answer was lost is not done twice.
 *
 *   answer 2xx, 304 -> it        409, 422 … -> RefusedError        no answer, 408, 429, 5xx -> wait, try again
 *
 * Used by every part of the client; knows nothing of orders.
 */
import type { Problem } from './answer-types.ts';
import { BulkheadError, ConnectionError, RefusedError } from './errors.ts';

export type ClientOptions = {
  /** Where the server is, without `/v1`: `https://orders.example.com`. */
  url: string;
  /** The secret of an API key. */
  secret: string;
  /** Tries of one call in all; 5 by default. */
  triesMax?: number;
  /** How long one try may take, in milliseconds; 60,000 by default. */
  timeoutMs?: number;
  /** Before the second try, and doubled before each further one, in milliseconds; 250 by default. */
  retryDelayMs?: number;
  /** Instead of the global one. */
  fetch?: typeof globalThis.fetch;
};

export type Call = {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Below `/v1`. */
  path: string;
  query?: Readonly<Record<string, string | number | boolean | undefined>>;
  headers?: Readonly<Record<string, string>>;
  /** JSON, as it is sent; or the bytes of a file. */
  body?: string | Blob;
  signal?: AbortSignal | undefined;
  /** Longer than one try may otherwise take. */
  timeoutMs?: number;
};

/** A call whose answer is read piece by piece; its body may be sent so too. */
export type OpenCall = Omit<Call, 'body' | 'timeoutMs'> & { body?: ReadableStream<Uint8Array> | Blob };

export type Answer<T> = { status: number; headers: Headers; body: T };

/** What a server, or a proxy before it, says when it is not the caller's fault. */
const PASSING: ReadonlySet<number> = new Set([408, 429, 500, 502, 503, 504]);
const DELAY_MS_MAX = 60_000;

export class Transport {
  readonly #options: Required<Omit<ClientOptions, 'fetch'>> & Pick<ClientOptions, 'fetch'>;

  constructor(options: ClientOptions) {
    const url = options.url.replace(/\/+$/, '');
    this.#options = { triesMax: 5, timeoutMs: 60_000, retryDelayMs: 250, ...options, url };
  }

  async call<T>(call: Call): Promise<Answer<T>> {
    const { triesMax } = this.#options;
    const headers = this.#headersOf(call);
    for (let tries = 1; ; tries += 1) {
      const tried = await this.#try<T>(call, headers);
      if ('body' in tried) return tried;
      if (!tried.error.isRetryable || tries >= triesMax) throw tried.error;
      await pause(tried.delayMs ?? this.#delayMs(tries), call.signal);
    }
  }

  /** The longest silence that is borne. */
  get timeoutMs(): number {
    return this.#options.timeoutMs;
  }

  /** One try. Rejects with what the server says, or with a ConnectionError. */
  async open({ body, ...call }: OpenCall): Promise<Response> {
    const { fetch = globalThis.fetch } = this.#options;
    // A body that is sent piece by piece has to say so. One that could be redirected would be kept whole by Node, to be
    // sent again: with these it is not.
    const alone = { duplex: 'half', redirect: 'error', window: null } as const;
    const sent: RequestInit & { duplex?: 'half' } = body === undefined ? {} : { body, ...alone };
    const headers = this.#headersOf(call);
    const response = await fetch(this.#urlOf(call), {
      method: call.method,
      headers,
      ...(call.signal === undefined ? {} : { signal: call.signal }),
      ...sent,
    }).catch((cause: unknown) => {
      throw new ConnectionError(`${call.method} ${call.path}: the connection failed`, { cause });
    });
    if (response.ok) return response;
    const answer = await answerOf(response);
    throw 'error' in answer
      ? Object.assign(answer.error, { delayMs: answer.delayMs })
      : new ConnectionError('no answer');
  }

  /** As many tries as a call has, until an answer begins. */
  async openTried(call: OpenCall): Promise<Response> {
    for (let tries = 1; ; tries += 1) {
      try {
        return await this.open(call);
      } catch (error) {
        call.signal?.throwIfAborted();
        await this.pauseAfter(error, tries, call.signal);
      }
    }
  }

  pause(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
    return pause(milliseconds, signal);
  }

  /** Waits before the next try, or throws the error when there is none. */
  async pauseAfter(error: unknown, tries: number, signal: AbortSignal | undefined): Promise<void> {
    const isRetryable = error instanceof BulkheadError && error.isRetryable;
    if (!isRetryable || tries >= this.#options.triesMax) throw error;
    await pause((error as { delayMs?: number }).delayMs ?? this.#delayMs(Math.max(1, tries)), signal);
  }

  #headersOf(call: Call | OpenCall): Record<string, string> {
    const key = call.method === 'GET' ? {} : { 'idempotency-key': crypto.randomUUID() };
    const type = 'body' in call && typeof call.body === 'string' ? { 'content-type': 'application/json' } : {};
    return {
      authorization: `Bearer ${this.#options.secret}`,
      accept: 'application/json',
      ...key,
      ...type,
      ...call.headers,
    };
  }

  async #try<T>(call: Call, headers: Record<string, string>): Promise<Answer<T> | Failed> {
    const { fetch = globalThis.fetch, timeoutMs } = this.#options;
    const late = AbortSignal.timeout(call.timeoutMs ?? timeoutMs);
    try {
      const response = await fetch(this.#urlOf(call), {
        method: call.method,
        headers,
        signal: call.signal === undefined ? late : AbortSignal.any([late, call.signal]),
        ...(call.body === undefined ? {} : { body: call.body }),
      });
      return await answerOf<T>(response);
    } catch (cause) {
      // The caller has had enough: that is no failure of the call.
      call.signal?.throwIfAborted();
      const what = late.aborted ? 'no answer came in time' : 'the connection failed';
      return { error: new ConnectionError(`${call.method} ${call.path}: ${what}`, { cause }), delayMs: undefined };
    }
  }

  #urlOf({ path, query = {} }: Pick<Call, 'path' | 'query'>): string {
    const stated = new URLSearchParams();
    for (const [name, value] of Object.entries(query)) if (value !== undefined) stated.set(name, String(value));
    return `${this.#options.url}/v1${path}${stated.size === 0 ? '' : `?${stated}`}`;
  }

  /** Some chance in it, so that clients that failed together do not come back together. */
  #delayMs(tries: number): number {
    const longest = Math.min(DELAY_MS_MAX, this.#options.retryDelayMs * 2 ** (tries - 1));
    return longest * (0.5 + Math.random() / 2);
  }
}

type Failed = { error: RefusedError | ConnectionError; delayMs: number | undefined };

async function answerOf<T>(response: Response): Promise<Answer<T> | Failed> {
  const { status, headers } = response;
  const text = await response.text();
  if (status === 304 || status === 204) return { status, headers, body: undefined as T };
  const body = parsed(text);
  if (response.ok && body !== undefined) return { status, headers, body: body as T };
  if (isProblem(body)) return { error: new RefusedError(status, body), delayMs: delayOf(headers) };
  const error = new ConnectionError(`an answer that is not of Bulkhead: ${status} ${text.slice(0, 200)}`, { status });
  return PASSING.has(status) ? { error, delayMs: delayOf(headers) } : { error: final(error), delayMs: undefined };
}

/** Nothing says that the same call would be answered otherwise. */
function final(error: ConnectionError): ConnectionError {
  return Object.assign(error, { isRetryable: false });
}

/** `Retry-After` in seconds, or as a date. */
function delayOf(headers: Headers): number | undefined {
  const stated = headers.get('retry-after');
  if (stated === null) return undefined;
  const ms = /^\d+$/.test(stated) ? Number(stated) * 1_000 : Date.parse(stated) - Date.now();
  return Number.isNaN(ms) ? undefined : Math.min(Math.max(0, ms), DELAY_MS_MAX);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isProblem(body: unknown): body is Problem {
  return typeof body === 'object' && body !== null && 'code' in body && 'retryable' in body && 'detail' in body;
}

function pause(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', stop);
      resolve();
    }, milliseconds);
    if (signal?.aborted) stop();
    signal?.addEventListener('abort', stop, { once: true });
  });
}
