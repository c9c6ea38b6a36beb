/**
 * Draws labels in a thread of its own, started by the first one: loading what draws takes as long as a hundred requests,
 * and no other caller waits for it. A thread that dies fails the labels it was drawing; the next one starts another.
 * Made by main.ts, which closes it when the server drains.
 */
import { Worker } from 'node:worker_threads';
import type { Parcel } from '../core/shipments/parcel.ts';

export type ToPrinter = { callId: number; parcel: Parcel };
export type FromPrinter = { callId: number; pdf: Uint8Array } | { callId: number; fault: string };

type Waiting = { resolve(pdf: Buffer): void; reject(error: Error): void };

export class LabelPrinter {
  #worker: Worker | null = null;
  #calls = 0;
  /** As many as there are requests under way. */
  readonly #waiting = new Map<number, Waiting>();

  draw(parcel: Parcel): Promise<Buffer> {
    this.#worker ??= this.#start();
    this.#calls += 1;
    const { promise, resolve, reject } = Promise.withResolvers<Buffer>();
    this.#waiting.set(this.#calls, { resolve, reject });
    const call: ToPrinter = { callId: this.#calls, parcel };
    this.#worker.postMessage(call);
    return promise;
  }

  async close(): Promise<void> {
    await this.#worker?.terminate();
  }

  #start(): Worker {
    const worker = new Worker(new URL('./label-worker.ts', import.meta.url));
    // Nobody is kept from ending by a printer that has nothing to draw.
    worker.unref();
    worker.on('message', (message: FromPrinter) => this.#answer(message));
    worker.on('error', (error) => this.#fail(error));
    worker.on('exit', () => this.#fail(new Error('the thread that draws labels must not end while it draws')));
    return worker;
  }

  #answer(message: FromPrinter): void {
    const waiting = this.#waiting.get(message.callId);
    this.#waiting.delete(message.callId);
    if ('pdf' in message) waiting?.resolve(Buffer.from(message.pdf));
    else waiting?.reject(new Error(`a label could not be drawn: ${message.fault}`));
  }

  #fail(error: unknown): void {
    this.#worker = null;
    for (const { reject } of this.#waiting.values()) reject(error instanceof Error ? error : new Error(String(error)));
    this.#waiting.clear();
  }
}
