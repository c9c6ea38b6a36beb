/**
 * `/webhooks`: the endpoints of an account: made, read, changed, removed, and their secrets rotated. Stating one again
 * that is there answers it as it stands, so a lost answer makes no second one.
 * What an endpoint is told is in webhook-shape.ts, what was told in webhook-calls.ts.
 */
import type { Endpoint, EndpointRevision, Standing } from '../../core/endpoints.ts';
import { RequestError, type RouteContext, type WireAnswer } from '../dialect.ts';
import { checkedBody, readJson } from './json-body.ts';
import { invalid, readQuery } from './parameters.ts';
import {
  checkChange,
  checkRotation,
  checkWebhook,
  newSecret,
  type StatedChange,
  type StatedRotation,
  type StatedWebhook,
  topicOf,
  webhookObject,
} from './webhook-wire.ts';
import { jsonAnswer } from './write.ts';

const DIALECT = 'native';
const ROTATION_SECONDS = 86_400;

export async function addWebhook(context: RouteContext): Promise<WireAnswer> {
  const { request, caller, endpoints, clock } = context;
  readQuery(request.query, {});
  const stated = checkedBody(readJson(request), checkWebhook) as StatedWebhook;
  assertAddress(stated.url);
  const draft = {
    dialect: DIALECT,
    url: stated.url,
    topic: topicOf(stated.events),
    name: stated.name ?? null,
    storeId: stated.store_id ?? null,
    secret: stated.secret ?? newSecret(),
  };
  const known = (await endpointsOf(context)).find(
    ({ url, topic, storeId }) => url === draft.url && topic === draft.topic && storeId === draft.storeId,
  );
  if (known !== undefined) return withSecret(known, 200, stated.secret);
  const endpointId = await endpoints.saveEndpoint(caller.account.accountId, draft, clock());
  return withSecret(await findById(context, endpointId), 201);
}

export async function listWebhooks(context: RouteContext): Promise<WireAnswer> {
  readQuery(context.request.query, {});
  return jsonAnswer({ webhooks: (await endpointsOf(context)).map(webhookObject) });
}

export async function getWebhook(context: RouteContext): Promise<WireAnswer> {
  readQuery(context.request.query, {});
  return jsonAnswer(webhookObject(await findWebhook(context)));
}

export async function changeWebhook(context: RouteContext): Promise<WireAnswer> {
  const { request, caller, endpoints, clock } = context;
  readQuery(request.query, {});
  const endpoint = await findWebhook(context);
  const stated = checkedBody(readJson(request) ?? {}, checkChange) as StatedChange;
  if (stated.url !== undefined) assertAddress(stated.url);
  const revision: EndpointRevision = {
    ...revisionOf(endpoint),
    url: stated.url ?? endpoint.url,
    topic: stated.events === undefined ? endpoint.topic : topicOf(stated.events),
    name: stated.name === undefined ? endpoint.name : stated.name,
    storeId: stated.store_id === undefined ? endpoint.storeId : stated.store_id,
  };
  const { accountId } = caller.account;
  await endpoints.reviseEndpoint(accountId, endpoint.endpointId, revision);
  const standing = standingOf(endpoint, stated.enabled, clock());
  if (standing !== null) await endpoints.setStanding(accountId, endpoint.endpointId, standing);
  return jsonAnswer(webhookObject(await findWebhook(context)));
}

export async function removeWebhook(context: RouteContext): Promise<WireAnswer> {
  const { request, caller, endpoints } = context;
  readQuery(request.query, {});
  const { endpointId } = await findWebhook(context);
  await endpoints.deleteEndpoint(caller.account.accountId, endpointId);
  return { status: 204 };
}

/** Both secrets sign until the former one ends; a former one before it ends at once. */
export async function rotateSecret(context: RouteContext): Promise<WireAnswer> {
  const { request, caller, endpoints, clock } = context;
  readQuery(request.query, {});
  const endpoint = await findWebhook(context);
  const stated = checkedBody(readJson(request) ?? {}, checkRotation) as StatedRotation;
  const { secret, keep_seconds } = stated;
  const revision = {
    ...revisionOf(endpoint),
    secret: secret ?? newSecret(),
    formerSecret: endpoint.secret,
    formerSecretUntil: clock() + (keep_seconds ?? ROTATION_SECONDS) * 1_000,
  };
  await endpoints.reviseEndpoint(caller.account.accountId, endpoint.endpointId, revision);
  return withSecret(await findWebhook(context), 200);
}

/** The endpoint of the path; 'record_unknown' when the account has none of that id on this wire. */
export async function findWebhook(context: RouteContext): Promise<Endpoint> {
  const { webhookId = '' } = context.request.params;
  if (!/^[1-9]\d{0,15}$/.test(webhookId))
    throw invalid('id', 'the id of a webhook', JSON.stringify(webhookId.slice(0, 80)));
  return findById(context, Number(webhookId));
}

async function findById(context: RouteContext, id: number): Promise<Endpoint> {
  const endpoint = (await endpointsOf(context)).find(({ endpointId }) => endpointId === id);
  if (endpoint !== undefined) return endpoint;
  throw new RequestError('record_unknown', `Expected the id of a webhook, got ${id}.`, { field: 'id' });
}

async function endpointsOf({ caller, endpoints }: RouteContext): Promise<readonly Endpoint[]> {
  const known = await endpoints.listEndpoints(caller.account.accountId);
  return known.filter(({ dialect }) => dialect === DIALECT);
}

function withSecret(endpoint: Endpoint, status: number, stated?: string | null): WireAnswer {
  const { secret } = endpoint;
  if (stated !== undefined && stated !== null && stated !== secret) {
    throw invalid('/secret', 'none, for the endpoint is there already: :rotate changes its secret', 'another one');
  }
  return jsonAnswer({ ...webhookObject(endpoint), secret }, {}, status);
}

function revisionOf(endpoint: Endpoint): EndpointRevision {
  const { url, topic, name, storeId, secret, formerSecret, formerSecretUntil } = endpoint;
  return { url, topic, name, storeId, secret, formerSecret, formerSecretUntil };
}

/** Null when it stays as it is. */
function standingOf(
  { disabledAt, failingSince }: Endpoint,
  isEnabled: boolean | undefined,
  at: number,
): Standing | null {
  if (isEnabled === undefined || isEnabled === (disabledAt === null)) return null;
  return isEnabled
    ? { failingSince: null, disabledAt: null, disabledBy: null }
    : { failingSince, disabledAt: at, disabledBy: 'owner' };
}

function assertAddress(url: string): void {
  if (URL.parse(url) === null) throw invalid('/url', 'an http or https address', JSON.stringify(url.slice(0, 80)));
}
