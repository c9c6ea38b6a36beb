/**
 * What the native API answers about webhooks, as types, made from its document by
 * scripts/sdk-types.ts: not to be written by hand.
 * Members and values may be added in time.
 */

export type Webhook = {
  id: number;
  url: string;
  /** Null: everything. */
  events: readonly string[] | null;
  name?: string;
  store_id?: number;
  enabled: boolean;
  /** In UTC. */
  created_at: string;
  /** Every try since then was in vain. */
  failing_since?: string;
  /** In UTC. */
  disabled_at?: string;
  /** By its owner; since nothing was taken for five days; since it answered 410. */
  disabled_because?: 'owner' | 'failures' | 'gone';
  /** Until then the former secret signs as well. */
  former_secret_until?: string;
};

export type WebhookWithSecret = {
  id: number;
  url: string;
  /** Null: everything. */
  events: readonly string[] | null;
  name?: string;
  store_id?: number;
  enabled: boolean;
  /** In UTC. */
  created_at: string;
  /** Every try since then was in vain. */
  failing_since?: string;
  /** In UTC. */
  disabled_at?: string;
  /** By its owner; since nothing was taken for five days; since it answered 410. */
  disabled_because?: 'owner' | 'failures' | 'gone';
  /** Until then the former secret signs as well. */
  former_secret_until?: string;
  /** Keep it: it is not shown again. */
  secret: string;
};

export type Webhooks = {
  webhooks: readonly Webhook[];
};

export type Delivery = {
  id: number;
  /** The header webhook-id: the same for every try and every replay. */
  message_id: string;
  state: 'waiting' | 'delivered' | 'given_up';
  /** In UTC. */
  made_at: string;
  /** In UTC. */
  next_try_at?: string;
  /** The latest, oldest first. */
  tries: readonly {
    /** In UTC. */
    at: string;
    milliseconds: number;
    /** The status that was answered, or why there was none. */
    note: string;
  }[];
  /** As it is sent: type, timestamp and data. */
  body: unknown;
};

export type Deliveries = {
  deliveries: readonly Delivery[];
  /** The cursor of the next page. */
  next: string | null;
};

export type Message = {
  /** The header webhook-id it will bear. */
  message_id: string;
};

export type Replay = {
  from: string;
  before: string;
};
