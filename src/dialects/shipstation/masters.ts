/**
 * Tags, users and carriers as the wire answers them (quirk 32). They are set up by the operator, since the wire cannot
 * make them; only a carrier's balance can be raised here, a figure and nothing more.
 * What they mean for orders is in surroundings.ts.
 */
import { amountFromNumber, numberFromAmount } from '../../core/amount.ts';
import { type QueryContext, type QueryRoute, RequestError, type WireAnswer } from '../dialect.ts';
import { compileCheck } from '../schema.ts';
import { Type } from '../type-box.ts';
import { bodyOf } from './body.ts';
import { findCarrier, listedCarriers } from './carriers.ts';
import { jsonAnswer } from './failures.ts';
import { keptOf, save, type WireCarrier, type WireOffer, type WireTag, type WireUser } from './master-wires.ts';
import { Parameters } from './parameters.ts';
import { settingsOf } from './settings.ts';

function reading(path: string, answer: QueryRoute['answer']): QueryRoute {
  return { kind: 'query', method: 'GET', path, scope: 'read', answer };
}

export const masterRoutes: readonly QueryRoute[] = [
  reading('/accounts/listtags', listTags),
  reading('/users', listUsers),
  reading('/carriers', listCarriers),
  reading('/carriers/getcarrier', async (context) => jsonAnswer(200, carrierWire(await namedCarrier(context)))),
  { kind: 'query', method: 'POST', path: '/carriers/addfunds', scope: 'write', answer: addFunds },
  reading('/carriers/listpackages', (context) => listOffers(context, 'packages')),
  reading('/carriers/listservices', (context) => listOffers(context, 'services')),
  reading('/carriers/{carrierCode}', async (context) => jsonAnswer(200, carrierWire(await namedCarrier(context)))),
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

/** Another client asks for one of them here (quirk 32). */
async function listCarriers(context: QueryContext): Promise<WireAnswer> {
  if (parametersOf(context).text('carrierCode') !== undefined) {
    return jsonAnswer(200, carrierWire(await namedCarrier(context)));
  }
  return jsonAnswer(200, (await listedCarriers(context)).map(carrierWire));
}

async function namedCarrier(context: QueryContext): Promise<WireCarrier> {
  const code = context.request.params.carrierCode ?? parametersOf(context).text('carrierCode');
  if (code === undefined) {
    const message = 'The carrierCode field is required. Expected the code of a carrier.';
    throw new RequestError('parameter_invalid', message, { field: 'carrierCode' });
  }
  const found = await findCarrier(context, code);
  if (found !== undefined) return found;
  throw carrierUnknown(code);
}

function carrierUnknown(code: string): RequestError {
  const message = `carrierCode: expected the code of a carrier, but ${code} names none.`;
  return new RequestError('record_unknown', message);
}

export const Funds = Type.Object(
  { carrierCode: Type.String({ minLength: 1 }), amount: Type.Number({ format: 'amount', exclusiveMinimum: 0 }) },
  { additionalProperties: false },
);
const checkFunds = compileCheck(Funds, { isCaseInsensitive: true });

/** No money moves: the balance that an operator has stated is raised (quirk 37). */
async function addFunds(context: QueryContext): Promise<WireAnswer> {
  const body = bodyOf(context, checkFunds);
  if ('answer' in body) return body.answer;
  const { carrierCode, amount } = body.value;
  const found = (await keptOf<WireCarrier>(context, 'carrier')).find(({ name }) => name === carrierCode);
  if (found === undefined) throw carrierUnknown(carrierCode);
  const sum = (amountFromNumber(found.value.balance ?? 0) ?? 0) + (amountFromNumber(amount) ?? 0);
  const value = { ...found.value, balance: numberFromAmount(sum) };
  if (amountFromNumber(value.balance) === null) {
    const message = `amount: expected one that the balance can hold, but ${amount} was given.`;
    throw new RequestError('body_invalid', message, { field: 'request.amount' });
  }
  await save(context, 'carrier', { name: found.name, value });
  return jsonAnswer(200, carrierWire(value));
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
