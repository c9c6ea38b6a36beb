/**
 * Tags, users, stores and carriers as the wire answers them (quirk 32). They are set up by `bulkhead masters import`,
 * since the wire cannot make them; stores can be switched off and on here.
 * Nothing here asks what orders say of them.
 */
import Type from 'typebox';
import { refusalOf } from '../../core/outcome.ts';
import { type QueryContext, type QueryRoute, RequestError, type WireAnswer } from '../dialect.ts';
import { compileCheck } from '../schema.ts';
import { findCarrier, listedCarriers } from './carriers.ts';
import { jsonAnswer, modelAnswer } from './failures.ts';
import { readJson } from './json-body.ts';
import {
  type Kept,
  keptOf,
  save,
  type WireCarrier,
  type WireOffer,
  type WireStore,
  type WireTag,
  type WireUser,
} from './master-wires.ts';
import { Parameters } from './parameters.ts';
import { modelStateOf } from './refusals.ts';
import { settingsOf } from './settings.ts';
import { wireItemStamp } from './times.ts';

function reading(path: string, answer: QueryRoute['answer']): QueryRoute {
  return { kind: 'query', method: 'GET', path, scope: 'read', answer };
}

export const masterRoutes: readonly QueryRoute[] = [
  reading('/accounts/listtags', listTags),
  reading('/users', listUsers),
  reading('/stores', listStores),
  reading('/stores/{storeId}', getStore),
  switching('/stores/deactivate', false),
  switching('/stores/reactivate', true),
  reading('/carriers', listCarriers),
  reading('/carriers/getcarrier', async (context) => jsonAnswer(200, carrierWire(await namedCarrier(context)))),
  reading('/carriers/listpackages', (context) => listOffers(context, 'packages')),
  reading('/carriers/listservices', (context) => listOffers(context, 'services')),
];

async function listTags(context: QueryContext): Promise<WireAnswer> {
  const tags = await keptOf<WireTag>(context, 'tag');
  return jsonAnswer(
    200,
    tags.map(({ value: { tagId, name, color } }) => ({ tagId, name, color: color ?? '#FFFFFF' })),
  );
}

async function listUsers(context: QueryContext): Promise<WireAnswer> {
  const users = await keptOf<WireUser>(context, 'user');
  const shown = users.filter(({ value }) => value.active !== false || showsInactive(context));
  return jsonAnswer(
    200,
    shown.map(({ value: { userId, userName, name } }) => ({ userId, userName, name: name ?? null })),
  );
}

async function listStores(context: QueryContext): Promise<WireAnswer> {
  const marketplaceId = parametersOf(context).whole('marketplaceId', { min: 0, max: Number.MAX_SAFE_INTEGER });
  const stores = (await keptOf<WireStore>(context, 'store')).filter(({ value }) => {
    const isAsked = marketplaceId === undefined || marketplaceId === (value.marketplaceId ?? 0);
    return isAsked && (value.active !== false || showsInactive(context));
  });
  return jsonAnswer(
    200,
    stores.map((store) => storeWire(store, context)),
  );
}

async function getStore(context: QueryContext): Promise<WireAnswer> {
  return jsonAnswer(200, storeWire(await namedStore(context, context.request.params.storeId ?? ''), context));
}

export const StoreSwitch = Type.Object({ storeId: Type.Integer({ minimum: 0 }) }, { additionalProperties: false });
const checkSwitch = compileCheck(StoreSwitch, { isCaseInsensitive: true });

function switching(path: string, active: boolean): QueryRoute {
  const answer = async (context: QueryContext) => {
    const checked = checkSwitch(readJson(context.request).value, '');
    if ('problems' in checked) return modelAnswer(400, modelStateOf(refusalOf(checked.problems), 'request'));
    const { name, value } = await namedStore(context, String(checked.value.storeId));
    await save(context, 'store', { name, value: { ...value, active } });
    const message = `The requested store has been ${active ? 'reactivated' : 'deactivated'}.`;
    return jsonAnswer(200, { success: true, message });
  };
  return { kind: 'query', method: 'POST', path, scope: 'write', answer };
}

async function namedStore(context: QueryContext, name: string): Promise<Kept<WireStore>> {
  const found = (await keptOf<WireStore>(context, 'store')).find((store) => store.name === name);
  if (found !== undefined) return found;
  throw new RequestError('record_unknown', `storeId: expected the id of a store, but ${name} names none.`);
}

function storeWire({ value: store, createdAt, modifiedAt }: Kept<WireStore>, { caller }: QueryContext): object {
  const { timeZone } = settingsOf(caller.account);
  return {
    storeId: store.storeId,
    storeName: store.storeName,
    marketplaceId: store.marketplaceId ?? 0,
    marketplaceName: store.marketplaceName ?? 'ShipStation',
    accountName: store.accountName ?? null,
    email: store.email ?? null,
    integrationUrl: store.integrationUrl ?? null,
    active: store.active ?? true,
    companyName: store.companyName ?? null,
    phone: store.phone ?? null,
    publicEmail: store.publicEmail ?? null,
    website: store.website ?? null,
    refreshDate: null,
    lastRefreshAttempt: null,
    createDate: wireItemStamp(createdAt, timeZone),
    modifyDate: wireItemStamp(modifiedAt, timeZone),
    autoRefresh: store.autoRefresh ?? false,
    statusMappings: null,
  };
}

/** Another client asks for one of them here (quirk 32). */
async function listCarriers(context: QueryContext): Promise<WireAnswer> {
  if (parametersOf(context).text('carrierCode') !== undefined) {
    return jsonAnswer(200, carrierWire(await namedCarrier(context)));
  }
  return jsonAnswer(200, (await listedCarriers(context)).map(carrierWire));
}

async function namedCarrier(context: QueryContext): Promise<WireCarrier> {
  const code = parametersOf(context).text('carrierCode');
  if (code === undefined) {
    const message = 'The carrierCode field is required. Expected the code of a carrier.';
    throw new RequestError('parameter_invalid', message, { field: 'carrierCode' });
  }
  const found = await findCarrier(context, code);
  if (found !== undefined) return found;
  throw new RequestError('record_unknown', `carrierCode: expected the code of a carrier, but ${code} names none.`);
}

function carrierWire(carrier: WireCarrier): object {
  return {
    name: carrier.name,
    code: carrier.code,
    accountNumber: carrier.accountNumber ?? null,
    requiresFundedAccount: carrier.requiresFundedAccount ?? false,
    balance: carrier.balance ?? 0,
    nickname: carrier.nickname ?? null,
    shippingProviderId: carrier.shippingProviderId ?? null,
    primary: carrier.primary ?? false,
  };
}

async function listOffers(context: QueryContext, of: 'packages' | 'services'): Promise<WireAnswer> {
  const carrier = await namedCarrier(context);
  const offers = (carrier[of] ?? []).map(({ code, name, domestic, international }: WireOffer) => {
    return {
      carrierCode: carrier.code,
      code,
      name,
      domestic: domestic ?? true,
      international: international ?? false,
    };
  });
  return jsonAnswer(200, offers);
}

function showsInactive(context: QueryContext): boolean {
  return parametersOf(context).choice('showInactive', ['true', 'false']) === 'true';
}

function parametersOf({ request, caller }: QueryContext): Parameters {
  return new Parameters(request.query, settingsOf(caller.account).timeZone);
}
