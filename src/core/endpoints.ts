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
import type { ShopperEventKind } from './register/register.ts';

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

export type Endpoint = EndpointDraft &
  FormerSecret &
  Standing & {
    accountId: number;
    endpointId: number;
    createdAt: number;
    /** The last event it was told from. */
    cursor: number;
  };

/** The secret before this one, which signs as well until then: a receiver may take its time with the new one. */
export type FormerSecret = { formerSecret: string | null; formerSecretUntil: number | null };

/**
 * Whether an endpoint is told at all: not while it is disabled, by its owner, by answering that it is gone, or because
 * nothing was taken for days. Enabled again, it is told of what happens from then on.
 */
export type Standing = {
  /** Since when every try was in vain. */
  failingSince: number | null;
  disabledAt: number | null;
  disabledBy: 'owner' | 'failures' | 'gone' | null;
};

/** What its owner may change. */
export type EndpointRevision = Omit<EndpointDraft, 'dialect'> & FormerSecret;

/** Jobs that deliver: as each dialect does it, and as Standard Webhooks. Their names are `<endpointId> <key>`. */
export const DELIVERY = 'webhook';
export const STANDARD_DELIVERY = 'standard_webhook';
/** Jobs that deliver again what happened in a span of time. */
export const REPLAY = 'replay_webhooks';

/** The same for every try and every replay of one notice: receivers know a repetition by it. */
export function messageIdOf({ name }: Pick<JobDraft, 'name'>): string {
  return `msg_${name.replaceAll(' ', '_')}`;
}

/** What a job that delivers needs. `isTest`: also while the endpoint is disabled, and whatever comes of it says nothing. */
export type Delivery = { endpointId: number; topic: string; body: string; isTest?: boolean };
/** `from` and `before` in milliseconds since the epoch; `after`: the event to go on from, when it has begun. */
export type Replay = { endpointId: number; from: number; before: number; after: number | null };

/**
 * An event, and what its order was and became by it; null where there was nothing before. What befell a shopper is of
 * no order and of no batch: its order id is 0, its batch an empty text, and its status says nothing.
 */
export type EventFact = Omit<StoredEvent, 'kind'> & {
  kind: EventKind | ShopperEventKind;
  status: OrderStatus;
  statusBefore: OrderStatus | null;
  storeId: number | null;
  /** The number that names the order: the one it claims, else its id in digits; null for what is about no order. */
  number: string | null;
};

/** One thing to tell an endpoint. */
export type Notice = {
  /** Within the endpoint; the same notice is told once. */
  key: string;
  /** The body as it is sent. */
  body: string;
  batchId: string;
  /** The orders it is about, for whoever asks what the batch has brought; empty: nobody asks. */
  orderIds: readonly number[];
};

/** What a dialect tells its endpoints. */
export interface WebhookShape {
  /** How its notices are sent, where otherwise than as JSON under our own signature's name. */
  readonly form?: { contentType: string; signatureHeader: string; answerMsMax: number };
  /** Topics of endpoints that an operator makes on the command line; without them only the wire makes any. */
  readonly topics?: readonly string[];
  /** Delivered as Standard Webhooks: signed so, on its schedule, and disabled when nothing is taken for days. */
  readonly isStandard?: boolean;
  /** Facts are in the order of their events; `publicUrl` is the base of absolute URLs. */
  noticesOf(endpoint: Endpoint, facts: readonly EventFact[], publicUrl: string): readonly Notice[];
  /** What another endpoint of the account is told when one was disabled; null: nothing. */
  noticeOfDisabled?(told: Endpoint, disabled: Endpoint): Notice | null;
}

/** What was told of a batch, kept as long as jobs are. */
export type NoticeDraft = { batchId: string; eventId: number; orderIds: readonly number[] };

export interface EndpointStore {
  /** Its id. It is told of what happens from now on. */
  saveEndpoint(accountId: number, draft: EndpointDraft, at: number): Promise<number>;
  /** Of one account, or of all, in the order of their ids. */
  listEndpoints(accountId: number | null): Promise<readonly Endpoint[]>;
  /** False when there is none. */
  reviseEndpoint(accountId: number, endpointId: number, revision: EndpointRevision): Promise<boolean>;
  /** False when there is none. */
  setStanding(accountId: number, endpointId: number, standing: Standing): Promise<boolean>;
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
