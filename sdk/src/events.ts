/**
 * The events of an account, each once, in the order of the commits. The server keeps nothing of who has read what:
 * whoever follows keeps `next` of the last page that was dealt with, and goes on from there.
 * Made by client.ts.
 */
import type { Events, OrderEvent } from './answer-types.ts';
import type { Transport } from './transport.ts';

export type EventOptions = {
  /** `next` of an earlier page; without it from the first event on. */
  after?: string;
  /** Events of a page. */
  limit?: number;
  signal?: AbortSignal;
};

/** How long the server waits for an event before it answers that there is none. */
const WAIT_SECONDS = 25;
/** Above the wait, below what cuts a silent connection. */
const TIMEOUT_MS = 60_000;

export class EventCalls {
  readonly #transport: Transport;

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  async page(options: EventOptions & { waitSeconds?: number } = {}): Promise<Events> {
    const { after, limit, signal, waitSeconds } = options;
    const query = { after, limit, wait: waitSeconds };
    const { body } = await this.#transport.call<Events>({
      method: 'GET',
      path: '/events',
      query,
      signal,
      timeoutMs: TIMEOUT_MS,
    });
    return body;
  }

  /** What has happened until now, event by event. */
  async *list(options: EventOptions = {}): AsyncGenerator<OrderEvent> {
    for (let { after } = options; ; ) {
      const page = await this.page({ ...options, ...(after === undefined ? {} : { after }) });
      yield* page.events;
      if (!page.has_more) return;
      after = page.next;
    }
  }

  /** What happens, for as long as the caller goes on asking: pages that are not empty. Ends with its signal's reason. */
  async *follow(options: EventOptions = {}): AsyncGenerator<Events> {
    for (let { after } = options; ; ) {
      const page = await this.page({
        ...options,
        ...(after === undefined ? {} : { after }),
        waitSeconds: WAIT_SECONDS,
      });
      after = page.next;
      if (page.events.length > 0) yield page;
    }
  }
}
