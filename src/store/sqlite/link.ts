/**
 * The main thread's end of one database worker: sends calls, keeps what is waiting, hands each reply to its caller.
 * Calls of one turn of the event loop cross together, for waking a thread costs more than a call carries.
 * What waits is bounded by count and by bytes. A worker that ends unasked rejects all that waits and every later
 * call. Used by driver.ts.
 */
import { Worker } from 'node:worker_threads';
import { StoreFault } from '../../core/store.ts';
import type { CallName, Calls, FromWorker, Reply, Request, Stats, ToWorker, WorkerSettings } from './calls.ts';
import { type FlatFault, storeFault } from './fault.ts';

/** How much may wait: enough for every connection of a busy server, not enough to fill its memory. */
export type WaitingBounds = { waitingCallsMax: number; waitingBytesMax: number };

type Waiting = {
  name: Request['name'];
  bytes: number;
  resolve: (value: unknown) => void;
  reject: (fault: StoreFault) => void;
};

export class WorkerLink {
  stats: Stats = { commits: 0, writes: 0 };
  readonly #worker: Worker;
  readonly #bounds: WaitingBounds;
  readonly #waiting = new Map<number, Waiting>();
  /** Of this turn, not sent yet. */
  #outbox: Request[] = [];
  readonly #ended: Promise<void>;
  #waitingBytes = 0;
  #lastCallId = 0;
  /** Why no call is taken any more. */
  #refusal: FlatFault | null = null;

  private constructor(worker: Worker, bounds: WaitingBounds) {
    this.#worker = worker;
    this.#bounds = bounds;
    this.#ended = new Promise((resolve) => {
      worker.once('exit', () => resolve());
    });
    worker.on('message', (message: FromWorker) => this.#receive(message));
    worker.on('error', (error: Error) => this.#fail(`the database worker failed: ${error.message}`));
    worker.on('exit', () => this.#fail('the database worker ended'));
  }

  /** Resolves once the worker has opened its database; rejects with what it found wrong. */
  static open(settings: WorkerSettings, bounds: WaitingBounds): Promise<WorkerLink> {
    // The published package is compiled, so the worker has the ending this file has.
    const ending = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
    const worker = new Worker(new URL(`./worker.${ending}`, import.meta.url), { workerData: settings });
    return new Promise((resolve, reject) => {
      const refuse = (message: string) => reject(storeFault({ message, isRetryable: false, isUnknown: false }));
      worker.once('error', (error: Error) => refuse(`the database worker cannot start: ${error.message}`));
      worker.once('exit', () => refuse('the database worker ended before it was ready'));
      worker.once('message', (message: FromWorker) => {
        if (message.kind === 'refused') reject(storeFault(message.fault));
        else resolve(new WorkerLink(worker, bounds));
      });
    });
  }

  call<N extends CallName>(name: N, input: Parameters<Calls[N]>[0], bytes = 0): Promise<ReturnType<Calls[N]>> {
    if (this.#refusal !== null) return Promise.reject(storeFault(this.#refusal));
    const { waitingCallsMax, waitingBytesMax } = this.#bounds;
    const isFull = this.#waiting.size > 0 && this.#waitingBytes + bytes > waitingBytesMax;
    if (isFull || this.#waiting.size >= waitingCallsMax) return Promise.reject(busyFault(this.#waiting.size));
    return this.#send({ name, input, bytes }) as Promise<ReturnType<Calls[N]>>;
  }

  /** After what was given; later calls are rejected at once. */
  async close(): Promise<void> {
    if (this.#refusal !== null) return this.#ended;
    const closed = this.#send({ name: 'close', input: null, bytes: 0 });
    this.#refusal = { message: 'the store is closed', isRetryable: false, isUnknown: false };
    await closed;
    await this.#ended;
  }

  #send(call: Omit<Request, 'callId'>): Promise<unknown> {
    this.#lastCallId += 1;
    const callId = this.#lastCallId;
    return new Promise((resolve, reject) => {
      if (this.#outbox.length === 0) setImmediate(() => this.#post());
      this.#outbox.push({ ...call, callId });
      this.#waiting.set(callId, { name: call.name, bytes: call.bytes, resolve, reject });
      this.#waitingBytes += call.bytes;
    });
  }

  #post(): void {
    this.#worker.postMessage(this.#outbox satisfies ToWorker);
    this.#outbox = [];
  }

  #receive(message: FromWorker): void {
    if (message.kind !== 'replies') return;
    if (message.stats !== null) this.stats = message.stats;
    for (const reply of message.replies) this.#settle(reply);
  }

  #settle(reply: Reply): void {
    const waiting = this.#waiting.get(reply.callId);
    if (waiting === undefined) return;
    this.#waiting.delete(reply.callId);
    this.#waitingBytes -= waiting.bytes;
    if ('fault' in reply) waiting.reject(storeFault(reply.fault));
    else waiting.resolve(reply.value);
  }

  #fail(message: string): void {
    this.#refusal ??= { message, isRetryable: false, isUnknown: false };
    for (const [callId, { name }] of this.#waiting) {
      // Whether the worker had committed it nobody can tell.
      this.#settle({ callId, fault: { message, isRetryable: false, isUnknown: name === 'apply' } });
    }
  }
}

function busyFault(waiting: number): StoreFault {
  return new StoreFault(`the database is behind: ${waiting} calls are waiting`, { isRetryable: true });
}
