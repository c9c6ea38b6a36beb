/**
 * Who is told when something happens to orders. An endpoint belongs to an account and to the dialect it was made by,
 * which says what is worth telling and in which words; this file knows neither.
 * An endpoint walks the account's events by a cursor of its own. Moving the cursor and making the jobs that deliver
 * is one transaction, so that every event is told from once, whoever dies meanwhile, and no order's write pays for it.
 */
import type { EventKind } from './command.ts';
import type { JobDraft } from './jobs.ts';
import type { OrderStatus } from './order.ts';
import type { StoredEvent } from './queries.ts';

export type EndpointDraft = {
  dialect: string;
  url: string;
  /** In the dialect's own words. */
  topic: string;
  name: string | null;
  /** Only orders of this store; null: of all. */
  storeId: number | null;
  /** Key of the signature; null: deliveries are not signed. */
  secret: string | null;
};

export type Endpoint = EndpointDraft & {
  accountId: number;
  endpointId: number;
  createdAt: number;
  /** The last event it was told from. */
  cursor: number;
};

/** An event, and what its order was and became by it; null where there was nothing before. */
export type EventFact = StoredEvent & {
  kind: EventKind;
  status: OrderStatus;
  statusBefore: OrderStatus | null;
  storeId: number | null;
};

/** One thing to tell an endpoint. */
export type Notice = {
  /** Within the endpoint; the same notice is told once. */
  key: string;
  /** The body as it is sent. */
  body: string;
  batchId: string;
  /** The orders it is about, for whoever asks what the batch has brought. */
  orderIds: readonly number[];
};

/** What a dialect tells its endpoints. */
export interface WebhookShape {
  /** Facts are in the order of their events; `publicUrl` is the base of absolute URLs. */
  noticesOf(endpoint: Endpoint, facts: readonly EventFact[], publicUrl: string): readonly Notice[];
}

/** What was told of a batch, kept as long as jobs are. */
export type NoticeDraft = { batchId: string; eventId: number; orderIds: readonly number[] };

export interface EndpointStore {
  /** Its id. It is told of what happens from now on. */
  saveEndpoint(accountId: number, draft: EndpointDraft, at: number): Promise<number>;
  /** Of one account, or of all, in the order of their ids. */
  listEndpoints(accountId: number | null): Promise<readonly Endpoint[]>;
  /** False when there is none. */
  deleteEndpoint(accountId: number, endpointId: number): Promise<boolean>;
  /** What happened after an event, in the order of the commits. */
  listFacts(accountId: number, after: { eventId: number; limit: number }): Promise<readonly EventFact[]>;
  /** Moves the endpoint from where it stood and makes the jobs; false, and nothing is done, when it stands elsewhere. */
  advance(endpoint: Endpoint, step: Advance): Promise<boolean>;
  /** The orders that notices of a batch were about; empty when none was told of it. */
  ordersOfNotices(accountId: number, batchId: string): Promise<readonly number[]>;
}

export type Advance = { to: number; jobs: readonly JobDraft[]; notices: readonly NoticeDraft[]; at: number };
