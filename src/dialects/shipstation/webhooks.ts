/**
 * Webhooks: subscribing, listing, unsubscribing, and what a subscriber is told (quirks 29 to 31). A delivery holds an
 * address and nothing else; asked there with the account's credentials, the orders or the parcels of the batch are answered.
 * The events themselves, the deliveries and their retries are the server's; nothing here sends anything.
 */
import type { Endpoint, EventFact, Notice, WebhookShape } from '../../core/endpoints.ts';
import type { OrderStatus } from '../../core/order.ts';
import { refusalOf } from '../../core/outcome.ts';
import { type QueryContext, RequestError, type WireAnswer } from '../dialect.ts';
import { Choice, compileCheck, Maybe } from '../schema.ts';
import { Type } from '../type-box.ts';
import { jsonAnswer, modelAnswer } from './failures.ts';
import { readJson } from './json-body.ts';
import { modelStateOf } from './refusals.ts';
import { settingsOf } from './settings.ts';

const DIALECT = 'shipstation';
const EVENTS = [
  ...(['ORDER_NOTIFY', 'ITEM_ORDER_NOTIFY', 'SHIP_NOTIFY', 'ITEM_SHIP_NOTIFY'] as const),
  ...(['FULFILLMENT_SHIPPED', 'FULFILLMENT_REJECTED'] as const),
] as const;
type Event = (typeof EVENTS)[number];
const URL_CHARS_MAX = 2_000;

export const Subscription = Type.Object(
  {
    target_url: Type.String({
      pattern: '^[Hh][Tt][Tt][Pp][Ss]?://[^\\s/]+',
      maxLength: URL_CHARS_MAX,
      expected: 'an http or https address',
    }),
    event: Choice(EVENTS),
    store_id: Maybe(Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER })),
    friendly_name: Maybe(Type.String({ maxLength: URL_CHARS_MAX })),
  },
  { additionalProperties: false },
);
const checkSubscription = compileCheck(Subscription, { isCaseInsensitive: true, hasEmptyNulls: true });

export async function subscribe({ request, caller, endpoints, clock }: QueryContext): Promise<WireAnswer> {
  const checked = checkSubscription(readJson(request).value, '');
  if ('problems' in checked) return modelAnswer(400, modelStateOf(refusalOf(checked.problems), 'request'));
  const { target_url, event, store_id, friendly_name } = checked.value;
  if (URL.parse(target_url) === null) {
    const message = 'target_url: expected an http or https address, but it cannot be read as one.';
    throw new RequestError('body_invalid', message, { field: 'request.target_url' });
  }
  const { accountId } = caller.account;
  const draft = {
    dialect: DIALECT,
    url: target_url,
    topic: event,
    name: friendly_name ?? null,
    storeId: store_id || null,
    secret: settingsOf(caller.account).webhookSecret,
  };
  return jsonAnswer(201, { id: await endpoints.saveEndpoint(accountId, draft, clock()) });
}

export async function listWebhooks({ caller, endpoints }: QueryContext): Promise<WireAnswer> {
  const known = await endpoints.listEndpoints(caller.account.accountId);
  return jsonAnswer(200, { webhooks: known.filter(({ dialect }) => dialect === DIALECT).map(wireFromEndpoint) });
}

/** Ours: a client that asks for one gets it as the list shows it. */
export async function getWebhook(context: QueryContext): Promise<WireAnswer> {
  return jsonAnswer(200, wireFromEndpoint(await namedEndpoint(context)));
}

export async function unsubscribe(context: QueryContext): Promise<WireAnswer> {
  const { accountId, endpointId } = await namedEndpoint(context);
  if (await context.endpoints.deleteEndpoint(accountId, endpointId)) return { status: 200 };
  throw webhookUnknown(String(endpointId));
}

async function namedEndpoint({ request, caller, endpoints }: QueryContext): Promise<Endpoint> {
  const { webhookId = '' } = request.params;
  const known = await endpoints.listEndpoints(caller.account.accountId);
  const found = known.find(({ endpointId, dialect }) => dialect === DIALECT && String(endpointId) === webhookId);
  if (found === undefined) throw webhookUnknown(webhookId);
  return found;
}

function webhookUnknown(given: string): RequestError {
  return new RequestError('record_unknown', `webhookId: expected the id of a webhook, but ${given} names none.`);
}

function wireFromEndpoint({ accountId, endpointId, storeId, topic, url, name }: Endpoint): object {
  return {
    IsLabelAPIHook: false,
    WebHookID: endpointId,
    SellerID: accountId,
    StoreID: storeId,
    HookType: topic,
    MessageFormat: 'Json',
    Url: url,
    Name: name,
    BulkCopyBatchID: null,
    BulkCopyRecordID: null,
    Active: true,
    WebhookLogs: [],
    Seller: null,
    Store: null,
  };
}

type Batch = readonly [EventFact, ...EventFact[]];
/** A list of this wire, and what is asked of it. */
type Resource = { list: 'orders' | 'shipments' | 'fulfillments'; query: string };
/** What is told, and where it is found; the facts of one batch that fire. */
type Rule = { fires(fact: EventFact): boolean; resource(batch: Batch): Resource };

const imported: Rule = { fires: isImport, resource: ordersOf };
const RULES: Readonly<Record<Event, Rule>> = {
  ORDER_NOTIFY: imported,
  ITEM_ORDER_NOTIFY: imported,
  SHIP_NOTIFY: { fires: isLabel, resource: (batch) => shipmentsOf(batch, 'False') },
  ITEM_SHIP_NOTIFY: { fires: isLabel, resource: (batch) => shipmentsOf(batch, 'True') },
  FULFILLMENT_SHIPPED: {
    fires: ({ kind }) => kind === 'order.shipped',
    resource: ([{ eventId }]) => ({ list: 'fulfillments', query: `batchId=${eventId}` }),
  },
  FULFILLMENT_REJECTED: {
    fires: ({ status, statusBefore }) => status === 'rejected' && statusBefore !== 'rejected',
    resource: ordersOf,
  },
};

/** One notice a batch, about what in it fires. */
export const webhookShape: WebhookShape = {
  noticesOf(endpoint, facts, publicUrl) {
    const { fires, resource } = RULES[endpoint.topic as Event];
    const fired = facts.filter((fact) => isOfStore(fact, endpoint) && fires(fact));
    return [...Map.groupBy(fired, ({ batchId }) => batchId)].map(([batchId, batch]): Notice => {
      const { list, query } = resource(batch as unknown as Batch);
      const store = endpoint.storeId === null ? '' : `storeID=${endpoint.storeId}&`;
      const resource_url = `${publicUrl}/${DIALECT}/${list}?${store}${query}`;
      const body = JSON.stringify({ resource_url, resource_type: endpoint.topic });
      // Parcels know their batch; which orders were meant must be remembered.
      const orderIds = list === 'orders' ? [...new Set(batch.map(({ orderId }) => orderId))] : [];
      return { key: batchId, body, batchId, orderIds };
    });
  },
};

function ordersOf([{ batchId }]: Batch): Resource {
  return { list: 'orders', query: `importBatch=${batchId}` };
}

/** A number, as the vendor's: that of the first event, which tells its batch. */
function shipmentsOf([{ eventId }]: Batch, isWithItems: 'True' | 'False'): Resource {
  return { list: 'shipments', query: `batchId=${eventId}&includeShipmentItems=${isWithItems}` };
}

function isOfStore({ storeId }: EventFact, endpoint: Endpoint): boolean {
  return endpoint.storeId === null || endpoint.storeId === storeId;
}

function isLabel({ kind }: EventFact): boolean {
  return kind === 'label.created';
}

/** A new order that is paid, and one that leaves awaiting_payment for anything but cancelled; no later edit (quirk 30). */
function isImport({ kind, orderId, statusBefore, status }: EventFact): boolean {
  if (kind === 'order.created') return isPast(status);
  return orderId !== 0 && kind !== 'order.deleted' && !isPast(statusBefore) && isPast(status) && status !== 'canceled';
}

function isPast(status: OrderStatus | null): boolean {
  return status !== null && status !== 'unpaid' && status !== 'prepared';
}
