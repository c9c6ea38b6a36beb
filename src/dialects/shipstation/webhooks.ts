/**
 * Webhooks: subscribing, listing, unsubscribing, and what a subscriber is told (quirks 29 to 31). A delivery holds an
 * address and nothing else; asked there with the account's credentials, the orders of the batch are answered.
 * The events themselves, the deliveries and their retries are the server's; nothing here sends anything.
 */
import Type from 'typebox';
import type { Endpoint, EventFact, Notice, WebhookShape } from '../../core/endpoints.ts';
import type { OrderStatus } from '../../core/order.ts';
import { refusalOf } from '../../core/outcome.ts';
import { type QueryContext, RequestError, type WireAnswer } from '../dialect.ts';
import { Choice, compileCheck, Maybe } from '../schema.ts';
import { jsonAnswer, modelAnswer } from './failures.ts';
import { readJson } from './json-body.ts';
import { modelStateOf } from './refusals.ts';
import { settingsOf } from './settings.ts';

const DIALECT = 'shipstation';
/** Those that have something to tell: labels and fulfillments are not made here yet. */
const EVENTS = ['ORDER_NOTIFY', 'ITEM_ORDER_NOTIFY'] as const;
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

export async function unsubscribe({ request, caller, endpoints }: QueryContext): Promise<WireAnswer> {
  const { webhookId = '' } = request.params;
  const { accountId } = caller.account;
  const known = await endpoints.listEndpoints(accountId);
  const found = known.find(({ endpointId, dialect }) => dialect === DIALECT && String(endpointId) === webhookId);
  const isRemoved = found !== undefined && (await endpoints.deleteEndpoint(accountId, found.endpointId));
  if (isRemoved) return { status: 200 };
  throw new RequestError('record_unknown', `webhookId: expected the id of a webhook, but ${webhookId} names none.`);
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

/** One notice a batch, about the orders in it that fire. */
export const webhookShape: WebhookShape = {
  noticesOf(endpoint, facts, publicUrl) {
    const fired = facts.filter((fact) => isOfStore(fact, endpoint) && fires(fact));
    const factsByBatch = Map.groupBy(fired, ({ batchId }) => batchId);
    return [...factsByBatch].map(([batchId, about]): Notice => {
      const store = endpoint.storeId === null ? '' : `storeID=${endpoint.storeId}&`;
      const resource_url = `${publicUrl}/${DIALECT}/orders?${store}importBatch=${batchId}`;
      const body = JSON.stringify({ resource_url, resource_type: endpoint.topic });
      return { key: batchId, body, batchId, orderIds: [...new Set(about.map(({ orderId }) => orderId))] };
    });
  },
};

function isOfStore({ storeId }: EventFact, endpoint: Endpoint): boolean {
  return endpoint.storeId === null || endpoint.storeId === storeId;
}

/** A new order that is paid, and one that leaves awaiting_payment for anything but cancelled; no later edit (quirk 30). */
function fires({ kind, statusBefore, status }: EventFact): boolean {
  if (kind === 'order.created') return isImported(status);
  return kind !== 'order.deleted' && !isImported(statusBefore) && isImported(status) && status !== 'canceled';
}

function isImported(status: OrderStatus | null): boolean {
  return status !== null && status !== 'unpaid' && status !== 'prepared';
}
