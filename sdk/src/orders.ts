/**
 * The calls about orders. Each takes the wire's own names and answers them as they come; what the client adds is
 * chunks, retries and iteration.
 * Made by client.ts.
 */
import type { Done, History, Page } from './answer-types.ts';
import type { Order } from './order-types.ts';
import { type Bytes, piecesOfBytes, piecesOfOrders } from './pieces.ts';
import { type Orders as ManyOrders, type SendOptions, sendAll, sendEach } from './send.ts';
import type { SentBatch, SentOrder } from './sent.ts';
import type { StatedOrder, StatedPayment, StatedShipment } from './stated-types.ts';
import { type StreamedLine, type StreamOptions, streamPieces } from './stream.ts';
import type { Call, Transport } from './transport.ts';

/** `ifRevision`: refused with `revision_differs` when the order is at another one. */
export type WriteOptions = { ifRevision?: number; dryRun?: boolean; idempotencyKey?: string; signal?: AbortSignal };
export type ReadOptions = { signal?: AbortSignal };

type Sort = 'id' | 'placed_at' | 'created_at' | 'modified_at';
/** Times are RFC 3339; `…_from` is inclusive, `…_before` is not. */
export type OrderFilter = {
  /** Words, each the start of a word of the number, a SKU, a name, a company or an e-mail. */
  q?: string;
  key?: string;
  number?: string;
  number_prefix?: string;
  status?: Order['status'] | readonly Order['status'][];
  customer_name?: string;
  line?: string;
  store_id?: number;
  customer_id?: number;
  origin_country?: string;
  batch_id?: string;
  placed_from?: string;
  placed_before?: string;
  paid_from?: string;
  paid_before?: string;
  created_from?: string;
  created_before?: string;
  modified_from?: string;
  modified_before?: string;
  sort?: Sort | `-${Sort}`;
  /** Orders of a page. */
  limit?: number;
};

export type Completion = {
  payment?: StatedPayment;
  amount_paid?: string | number;
  placed_at?: string;
  deliver_by?: string;
  cancel_by?: string;
  internal_note?: string;
  customer_note?: string;
};

/** Without a quantity the whole line. */
export type SplitLine = { line_id: number; quantity?: number };

export class OrderCalls {
  readonly #transport: Transport;

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  /** Creates the order, or replaces the one its key or id names. `ifRevision: 0`: only if there is none yet. */
  async state(order: StatedOrder, options: WriteOptions = {}): Promise<Done> {
    const stated = options.ifRevision === undefined ? order : { ...order, if_revision: options.ifRevision };
    return this.#write(
      { method: 'POST', path: '/orders', body: JSON.stringify(stated) },
      { ...options, ifRevision: undefined },
    );
  }

  /** All of them, in batches; resolves when the last is answered. */
  send(orders: ManyOrders, options: SendOptions = {}): Promise<SentBatch> {
    return sendAll(this.#transport, orders, options);
  }

  /** The same, outcome by outcome as they come: for more orders than memory should hold. */
  sendEach(orders: ManyOrders, options: SendOptions = {}): AsyncGenerator<SentOrder> {
    return sendEach(this.#transport, orders, options);
  }

  /** On one connection, line by line, in flat memory, going on by itself after a cut: for very many orders. */
  stream(orders: ManyOrders, options: StreamOptions = {}): AsyncGenerator<StreamedLine> {
    return streamPieces(this.#transport, (firstLine) => piecesOfOrders(orders, firstLine), options);
  }

  /** The same with the bytes of an NDJSON file, an order a line, which are sent as they are. */
  streamText(bytes: Bytes, options: StreamOptions = {}): AsyncGenerator<StreamedLine> {
    return streamPieces(this.#transport, (firstLine) => piecesOfBytes(bytes, firstLine), options);
  }

  async get(id: number, options: ReadOptions = {}): Promise<Order> {
    const { body } = await this.#transport.call<Order>({ method: 'GET', path: `/orders/${id}`, ...options });
    return body;
  }

  /** The order of that id, as a whole. */
  replace(id: number, order: StatedOrder, options: WriteOptions = {}): Promise<Done> {
    return this.#write({ method: 'PUT', path: `/orders/${id}`, body: JSON.stringify(order) }, options);
  }

  delete(id: number, options: WriteOptions = {}): Promise<Done> {
    return this.#write({ method: 'DELETE', path: `/orders/${id}` }, options);
  }

  /** Every order that matches, page after page as they are asked for; `pages()` gives the pages. */
  list(filter: OrderFilter = {}, options: ReadOptions = {}): OrderList {
    return new OrderList(this.#transport, filter, options);
  }

  async history(id: number, options: ReadOptions & { limit?: number } = {}): Promise<History> {
    const { limit, ...rest } = options;
    const call: Call = { method: 'GET', path: `/orders/${id}/history`, query: { limit }, ...rest };
    return (await this.#transport.call<History>(call)).body;
  }

  hold(id: number, fields: { until?: string } = {}, options: WriteOptions = {}): Promise<Done> {
    return this.#operate(id, 'hold', { fields, options });
  }

  restore(id: number, options: WriteOptions = {}): Promise<Done> {
    return this.#operate(id, 'restore', { fields: {}, options });
  }

  cancel(id: number, options: WriteOptions = {}): Promise<Done> {
    return this.#operate(id, 'cancel', { fields: {}, options });
  }

  ship(id: number, fields: StatedShipment = {}, options: WriteOptions = {}): Promise<Done> {
    return this.#operate(id, 'ship', { fields, options });
  }

  tag(id: number, tagIds: readonly number[], options: WriteOptions = {}): Promise<Done> {
    return this.#operate(id, 'tag', { fields: { tag_ids: tagIds }, options });
  }

  untag(id: number, tagIds: readonly number[], options: WriteOptions = {}): Promise<Done> {
    return this.#operate(id, 'untag', { fields: { tag_ids: tagIds }, options });
  }

  assign(id: number, assigneeId: string, options: WriteOptions = {}): Promise<Done> {
    return this.#operate(id, 'assign', { fields: { assignee_id: assigneeId }, options });
  }

  unassign(id: number, options: WriteOptions = {}): Promise<Done> {
    return this.#operate(id, 'unassign', { fields: {}, options });
  }

  /** Lines, or units of them, become orders of their own, one a part; they are `parts` of the answer. */
  split(id: number, parts: readonly (readonly SplitLine[])[], options: WriteOptions = {}): Promise<Done> {
    return this.#operate(id, 'split', { fields: { parts }, options });
  }

  /** The other orders go into this one. */
  merge(id: number, orderIds: readonly number[], options: WriteOptions = {}): Promise<Done> {
    return this.#operate(id, 'merge', { fields: { order_ids: orderIds }, options });
  }

  /** Places a prepared order. */
  complete(id: number, fields: Completion = {}, options: WriteOptions = {}): Promise<Done> {
    return this.#operate(id, 'complete', { fields, options });
  }

  #operate(id: number, name: string, { fields, options }: { fields: object; options: WriteOptions }): Promise<Done> {
    return this.#write({ method: 'POST', path: `/orders/${id}:${name}`, body: JSON.stringify(fields) }, options);
  }

  async #write(call: Call, options: { [Name in keyof WriteOptions]: WriteOptions[Name] | undefined }): Promise<Done> {
    const { ifRevision, dryRun, idempotencyKey, signal } = options;
    const headers = {
      ...(ifRevision === undefined ? {} : { 'if-match': `"${ifRevision}"` }),
      ...(idempotencyKey === undefined ? {} : { 'idempotency-key': idempotencyKey }),
    };
    const { body } = await this.#transport.call<Done>({ ...call, headers, query: { dry_run: dryRun }, signal });
    return body;
  }
}

/** Iterates over orders; a new iteration begins anew. */
export class OrderList implements AsyncIterable<Order> {
  readonly #transport: Transport;
  readonly #filter: OrderFilter;
  readonly #options: ReadOptions;

  constructor(transport: Transport, filter: OrderFilter, options: ReadOptions) {
    this.#transport = transport;
    this.#filter = filter;
    this.#options = options;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Order> {
    for await (const { orders } of this.pages()) yield* orders;
  }

  /** `from`: `next` of a page, to go on after it. */
  async *pages(from?: string): AsyncGenerator<Page> {
    for (let cursor = from ?? null; ; ) {
      const page = await this.#page(cursor);
      yield page;
      if (page.next === null) return;
      cursor = page.next;
    }
  }

  async #page(cursor: string | null): Promise<Page> {
    const { status, ...filter } = this.#filter;
    const query = { ...filter, status: status === undefined ? undefined : [status].flat().join(',') };
    const call: Call = {
      method: 'GET',
      path: '/orders',
      query: { ...query, cursor: cursor ?? undefined },
      ...this.#options,
    };
    return (await this.#transport.call<Page>(call)).body;
  }
}
