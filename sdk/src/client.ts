/**
 * The client: `new Bulkhead({ url, secret })`. It holds no state but its options, so one is enough for a program.
 * Works wherever `fetch` and Web Crypto are: Node 20 or later, browsers, workers.
 * Whatever a call does is in the file of its subject.
 */
import type { BatchRecord, Limits } from './answer-types.ts';
import { EventCalls } from './events.ts';
import { ImportCalls } from './imports.ts';
import { MappingCalls } from './mappings.ts';
import { OrderCalls, type ReadOptions } from './orders.ts';
import { type ClientOptions, Transport } from './transport.ts';
import { WebhookCalls } from './webhooks.ts';

export class Bulkhead {
  readonly orders: OrderCalls;
  readonly events: EventCalls;
  readonly imports: ImportCalls;
  readonly mappings: MappingCalls;
  readonly webhooks: WebhookCalls;
  readonly #transport: Transport;

  constructor(options: ClientOptions) {
    this.#transport = new Transport(options);
    this.orders = new OrderCalls(this.#transport);
    this.events = new EventCalls(this.#transport);
    this.imports = new ImportCalls(this.#transport);
    this.mappings = new MappingCalls(this.#transport);
    this.webhooks = new WebhookCalls(this.#transport);
  }

  /** What became of a batch; its orders are `orders.list({ batch_id })`. */
  async batch(id: string, options: ReadOptions = {}): Promise<BatchRecord> {
    const call = { method: 'GET', path: `/batches/${encodeURIComponent(id)}`, ...options } as const;
    return (await this.#transport.call<BatchRecord>(call)).body;
  }

  /** Every bound a call can meet. */
  async limits(options: ReadOptions = {}): Promise<Limits> {
    return (await this.#transport.call<Limits>({ method: 'GET', path: '/limits', ...options })).body;
  }
}
