/**
 * Stores and the marketplaces they stand for (quirk 32): list, get, update, switch off and on, refresh. Stores are set
 * up by the operator. There is no marketplace behind a store that orders could be fetched from, so a refresh only takes
 * note that somebody has asked (quirk 36).
 * Which store an order belongs to that states none is said by surroundings.ts.
 */
import { momentFromText } from '../../core/time.ts';
import { type QueryContext, type QueryRoute, RequestError, type WireAnswer } from '../dialect.ts';
import { compileCheck, Maybe, MomentText } from '../schema.ts';
import { Type } from '../type-box.ts';
import { bodyOf } from './body.ts';
import { jsonAnswer } from './failures.ts';
import { checkStore, type Kept, keptOf, save, type WireMarketplace, type WireStore } from './master-wires.ts';
import { idInPath, Parameters } from './parameters.ts';
import { settingsOf } from './settings.ts';
import { forgetSurroundings } from './surroundings.ts';
import { isoFromOther, momentOf, wireItemStamp } from './times.ts';

const ID = { min: 0, max: Number.MAX_SAFE_INTEGER };
/** What orders belong to that come from nowhere else. */
const OWN_MARKETPLACE = 'ShipStation';
const IDLE = { refreshStatusId: 0, refreshStatus: 'Idle' };

const StoreId = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER });
export const StoreSwitch = Type.Object({ storeId: StoreId }, { additionalProperties: false });
export const StoreRefresh = Type.Object(
  { storeId: Maybe(StoreId), refreshDate: Maybe(MomentText) },
  { additionalProperties: false },
);
const checkSwitch = compileCheck(StoreSwitch, { isCaseInsensitive: true });
const checkRefresh = compileCheck(StoreRefresh, {
  isCaseInsensitive: true,
  hasEmptyNulls: true,
  momentFromOther: isoFromOther,
});

export const storeRoutes: readonly QueryRoute[] = [
  { kind: 'query', method: 'GET', path: '/stores', scope: 'read', answer: listStores },
  { kind: 'query', method: 'GET', path: '/stores/marketplaces', scope: 'read', answer: listMarketplaces },
  { kind: 'query', method: 'GET', path: '/stores/getrefreshstatus', scope: 'read', answer: getRefreshStatus },
  { kind: 'query', method: 'GET', path: '/stores/refreshstore', scope: 'write', answer: refreshAndShow },
  // Both names are in use (quirk 36).
  { kind: 'query', method: 'POST', path: '/stores/refreshstore', scope: 'write', answer: refresh },
  { kind: 'query', method: 'POST', path: '/stores/refresh', scope: 'write', answer: refresh },
  { kind: 'query', method: 'POST', path: '/stores/deactivate', scope: 'write', answer: switching(false) },
  { kind: 'query', method: 'POST', path: '/stores/reactivate', scope: 'write', answer: switching(true) },
  { kind: 'query', method: 'GET', path: '/stores/{storeId}', scope: 'read', answer: getStore },
  { kind: 'query', method: 'PUT', path: '/stores/{storeId}', scope: 'write', answer: updateStore },
];

type KeptStore = Kept<WireStore>;

async function listStores(context: QueryContext): Promise<WireAnswer> {
  const given = parametersOf(context);
  const marketplaceId = given.whole('marketplaceId', ID);
  const showsInactive = given.choice('showInactive', ['true', 'false']) === 'true';
  const stores = (await keptOf<WireStore>(context, 'store')).filter(({ value }) => {
    const isAsked = marketplaceId === undefined || marketplaceId === (value.marketplaceId ?? 0);
    return isAsked && (value.active !== false || showsInactive);
  });
  return jsonAnswer(
    200,
    stores.map((store) => storeWire(store, context)),
  );
}

async function getStore(context: QueryContext): Promise<WireAnswer> {
  return jsonAnswer(200, storeWire(await namedStore(context, idInPath(context.request, 'storeId')), context));
}

/** Says the whole store anew; what the server alone knows of it stays. */
async function updateStore(context: QueryContext): Promise<WireAnswer> {
  const { name, value: before } = await namedStore(context, idInPath(context.request, 'storeId'));
  const body = bodyOf(context, checkStore);
  if ('answer' in body) return body.answer;
  const { refreshDate, lastRefreshAttempt, storeId } = before;
  const value = { ...body.value, storeId, refreshDate, lastRefreshAttempt };
  const saved = await save(context, 'store', { name, value });
  forgetSurroundings(context);
  return jsonAnswer(200, storeWire({ ...saved, value: value as WireStore }, context));
}

function switching(active: boolean): QueryRoute['answer'] {
  return async (context) => {
    const body = bodyOf(context, checkSwitch);
    if ('answer' in body) return body.answer;
    const { name, value } = await namedStore(context, body.value.storeId);
    await save(context, 'store', { name, value: { ...value, active } });
    forgetSurroundings(context);
    const message = `The requested store has been ${active ? 'reactivated' : 'deactivated'}.`;
    return jsonAnswer(200, { success: true, message });
  };
}

type Refresh = { storeId?: number | null; refreshDate?: string | null };

async function refresh(context: QueryContext): Promise<WireAnswer> {
  const asked = refreshOf(context);
  if ('answer' in asked) return asked.answer;
  const { storeId } = asked.value;
  const stores = await refreshed(context, asked.value);
  const about = storeId ? `Store ID ${stores[0]?.name}` : 'all stores';
  return jsonAnswer(200, { success: true, message: `A store refresh has been initiated for ${about}` });
}

/** The older way: asked with GET, the store is the answer. */
async function refreshAndShow(context: QueryContext): Promise<WireAnswer> {
  const asked = refreshOf(context);
  if ('answer' in asked) return asked.answer;
  const stores = await refreshed(context, asked.value);
  const shown = stores.map((store) => storeWire(store, context));
  return jsonAnswer(200, asked.value.storeId ? (shown[0] as object) : shown);
}

/** In the body, or in the query where there is none: clients do either (quirk 36). */
function refreshOf(context: QueryContext): { value: Refresh } | { answer: WireAnswer } {
  if (context.request.body.length > 0) return bodyOf(context, checkRefresh);
  const given = parametersOf(context);
  given.instant('refreshDate');
  return { value: { storeId: given.whole('storeId', ID) ?? null, refreshDate: given.text('refreshDate') ?? null } };
}

/** From then on: what was not stated is now. */
async function refreshed(context: QueryContext, { storeId, refreshDate }: Refresh): Promise<readonly KeptStore[]> {
  const { timeZone } = settingsOf(context.caller.account);
  const now = context.clock();
  const iso = refreshDate ? (isoFromOther(refreshDate) ?? refreshDate) : null;
  const from = iso === null || momentFromText(iso, timeZone) === null ? now : momentOf(iso, timeZone).at;
  const stores = storeId
    ? [await namedStore(context, storeId)]
    : (await keptOf<WireStore>(context, 'store')).filter(({ value }) => value.active !== false);
  const asked = stores.map(({ name, value, ...rest }) => ({
    ...{ ...rest, name },
    value: { ...value, refreshDate: from, lastRefreshAttempt: now },
  }));
  for (const { name, value } of asked) await save(context, 'store', { name, value });
  return asked;
}

async function getRefreshStatus(context: QueryContext): Promise<WireAnswer> {
  const storeId = parametersOf(context).whole('storeId', ID);
  if (storeId === undefined) {
    const message = 'The storeId field is required. Expected the id of a store.';
    throw new RequestError('parameter_invalid', message, { field: 'storeId' });
  }
  const { value } = await namedStore(context, storeId);
  const { timeZone } = settingsOf(context.caller.account);
  const [lastRefreshAttempt, refreshDate] = [
    stampOf(value.lastRefreshAttempt, timeZone),
    stampOf(value.refreshDate, timeZone),
  ];
  return jsonAnswer(200, { storeId, ...IDLE, lastRefreshAttempt, refreshDate });
}

/** Those that were set up, and those that a store stands for. */
async function listMarketplaces(context: QueryContext): Promise<WireAnswer> {
  const [stated, stores] = await Promise.all([
    keptOf<WireMarketplace>(context, 'marketplace'),
    keptOf<WireStore>(context, 'store'),
  ]);
  const own: WireMarketplace = { name: OWN_MARKETPLACE, marketplaceId: 0 };
  const implied = stores.map(
    ({ value: { marketplaceId, marketplaceName } }): WireMarketplace => ({
      name: marketplaceName ?? OWN_MARKETPLACE,
      marketplaceId: marketplaceId ?? 0,
    }),
  );
  const known = new Map<number, WireMarketplace>();
  for (const one of [...stated.map(({ value }) => value), own, ...implied]) {
    if (!known.has(one.marketplaceId)) known.set(one.marketplaceId, one);
  }
  return jsonAnswer(
    200,
    [...known.values()].map((one) => ({
      name: one.name,
      marketplaceId: one.marketplaceId,
      canRefresh: one.canRefresh ?? false,
      supportsCustomMappings: one.supportsCustomMappings ?? false,
      supportsCustomStatuses: one.supportsCustomStatuses ?? false,
      canConfirmShipments: one.canConfirmShipments ?? false,
    })),
  );
}

async function namedStore(context: QueryContext, storeId: number): Promise<KeptStore> {
  const found = (await keptOf<WireStore>(context, 'store')).find((store) => store.name === String(storeId));
  if (found !== undefined) return found;
  throw new RequestError('record_unknown', `storeId: expected the id of a store, but ${storeId} names none.`);
}

function storeWire({ value: store, createdAt, modifiedAt }: KeptStore, { caller }: QueryContext): object {
  const { timeZone } = settingsOf(caller.account);
  return {
    storeId: store.storeId,
    storeName: store.storeName,
    marketplaceId: store.marketplaceId ?? 0,
    marketplaceName: store.marketplaceName ?? OWN_MARKETPLACE,
    accountName: store.accountName ?? null,
    email: store.email ?? null,
    integrationUrl: store.integrationUrl ?? null,
    active: store.active ?? true,
    companyName: store.companyName ?? null,
    phone: store.phone ?? null,
    publicEmail: store.publicEmail ?? null,
    website: store.website ?? null,
    refreshDate: stampOf(store.refreshDate, timeZone),
    lastRefreshAttempt: stampOf(store.lastRefreshAttempt, timeZone),
    createDate: wireItemStamp(createdAt, timeZone),
    modifyDate: wireItemStamp(modifiedAt, timeZone),
    autoRefresh: store.autoRefresh ?? false,
    statusMappings: store.statusMappings ?? null,
  };
}

function stampOf(at: number | null | undefined, zone: string): string | null {
  return at === null || at === undefined ? null : wireItemStamp(at, zone);
}

function parametersOf({ request, caller }: QueryContext): Parameters {
  return new Parameters(request.query, settingsOf(caller.account).timeZone);
}
