/**
 * The calls about webhook endpoints: who is told of what happens, what was told, and telling it again.
 * Whether a webhook that came in is Bulkhead's is asked of webhook.ts, without a client.
 * Made by client.ts.
 */
import type { ReadOptions } from './orders.ts';
import type { StatedReplay, StatedRotation, StatedWebhook, StatedWebhookChange } from './stated-types.ts';
import type { Call, Transport } from './transport.ts';
import type { Deliveries, Delivery, Message, Replay, Webhook, Webhooks, WebhookWithSecret } from './webhook-types.ts';

export type DeliveryFilter = {
  state?: Delivery['state'];
  /** Deliveries of a page. */
  limit?: number;
};

export class WebhookCalls {
  readonly #transport: Transport;

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  /** The secret of the answer is not shown again. */
  add(webhook: StatedWebhook, options: ReadOptions = {}): Promise<WebhookWithSecret> {
    return this.#call({ method: 'POST', path: '/webhooks', body: JSON.stringify(webhook), ...options });
  }

  async list(options: ReadOptions = {}): Promise<readonly Webhook[]> {
    return (await this.#call<Webhooks>({ method: 'GET', path: '/webhooks', ...options })).webhooks;
  }

  get(id: number, options: ReadOptions = {}): Promise<Webhook> {
    return this.#call({ method: 'GET', path: `/webhooks/${id}`, ...options });
  }

  /** `enabled: true` for one that was disabled. */
  change(id: number, change: StatedWebhookChange, options: ReadOptions = {}): Promise<Webhook> {
    return this.#call({ method: 'PATCH', path: `/webhooks/${id}`, body: JSON.stringify(change), ...options });
  }

  async remove(id: number, options: ReadOptions = {}): Promise<void> {
    await this.#call({ method: 'DELETE', path: `/webhooks/${id}`, ...options });
  }

  /** For a while both secrets sign. */
  rotate(id: number, rotation: StatedRotation = {}, options: ReadOptions = {}): Promise<WebhookWithSecret> {
    return this.#call({ method: 'POST', path: `/webhooks/${id}:rotate`, body: JSON.stringify(rotation), ...options });
  }

  ping(id: number, options: ReadOptions = {}): Promise<Message> {
    return this.#call({ method: 'POST', path: `/webhooks/${id}:ping`, ...options });
  }

  /** What happened in that time is sent again. */
  replay(id: number, span: StatedReplay, options: ReadOptions = {}): Promise<Replay> {
    return this.#call({ method: 'POST', path: `/webhooks/${id}:replay`, body: JSON.stringify(span), ...options });
  }

  resend(id: number, deliveryId: number, options: ReadOptions = {}): Promise<Message> {
    return this.#call({ method: 'POST', path: `/webhooks/${id}/deliveries/${deliveryId}:resend`, ...options });
  }

  /** The latest first, page after page as they are asked for. */
  async *deliveries(id: number, filter: DeliveryFilter = {}, options: ReadOptions = {}): AsyncGenerator<Delivery> {
    for (let cursor: string | undefined; ; ) {
      const query = { ...filter, cursor };
      const page = await this.#call<Deliveries>({
        method: 'GET',
        path: `/webhooks/${id}/deliveries`,
        query,
        ...options,
      });
      yield* page.deliveries;
      if (page.next === null) return;
      cursor = page.next;
    }
  }

  async #call<T>(call: Call): Promise<T> {
    return (await this.#transport.call<T>(call)).body;
  }
}
