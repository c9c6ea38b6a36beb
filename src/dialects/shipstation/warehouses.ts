/**
 * Warehouses: list, get, create, update, delete. A return address that is not stated is a copy of the origin, without
 * its word on being residential; the first warehouse is the default one, and one that becomes it takes it from the
 * others (quirk 33). Kept on the dialect's own shelf; nothing of the catalog's warehouses is touched.
 */
import { refusalOf } from '../../core/outcome.ts';
import { type QueryContext, type QueryRoute, RequestError, type WireAnswer } from '../dialect.ts';
import { jsonAnswer, modelAnswer } from './failures.ts';
import { readJson } from './json-body.ts';
import {
  checkWarehouse,
  DIALECT,
  type Kept,
  keptOf,
  save,
  type WireAddress,
  type WireWarehouse,
} from './master-wires.ts';
import { modelStateOf } from './refusals.ts';
import { settingsOf } from './settings.ts';
import { forgetSurroundings } from './surroundings.ts';
import { wireStamp } from './times.ts';

const ROOT = '/warehouses';

export const warehouseRoutes: readonly QueryRoute[] = [
  { kind: 'query', method: 'GET', path: ROOT, scope: 'read', answer: listWarehouses },
  { kind: 'query', method: 'GET', path: `${ROOT}/{warehouseId}`, scope: 'read', answer: getWarehouse },
  { kind: 'query', method: 'POST', path: `${ROOT}/createwarehouse`, scope: 'write', answer: createWarehouse },
  { kind: 'query', method: 'PUT', path: `${ROOT}/{warehouseId}`, scope: 'write', answer: updateWarehouse },
  { kind: 'query', method: 'DELETE', path: `${ROOT}/{warehouseId}`, scope: 'write', answer: deleteWarehouse },
];

type KeptWarehouse = Kept<WireWarehouse>;

async function listWarehouses(context: QueryContext): Promise<WireAnswer> {
  const kept = await keptOf<WireWarehouse>(context, 'warehouse');
  return jsonAnswer(
    200,
    kept.map((warehouse) => warehouseWire(warehouse, context)),
  );
}

async function getWarehouse(context: QueryContext): Promise<WireAnswer> {
  return jsonAnswer(200, warehouseWire(await namedWarehouse(context), context));
}

async function createWarehouse(context: QueryContext): Promise<WireAnswer> {
  const checked = checkWarehouse(readJson(context.request).value, '');
  if ('problems' in checked) return modelAnswer(400, modelStateOf(refusalOf(checked.problems), 'request'));
  const known = await keptOf<WireWarehouse>(context, 'warehouse');
  const value = { ...checked.value, isDefault: known.length === 0 || checked.value.isDefault === true };
  const master = await save(context, 'warehouse', { name: null, value });
  if (value.isDefault) await yieldDefault(context, known);
  forgetSurroundings(context);
  return jsonAnswer(200, warehouseWire({ ...master, value }, context));
}

async function updateWarehouse(context: QueryContext): Promise<WireAnswer> {
  const { name, value: before } = await namedWarehouse(context);
  const checked = checkWarehouse(readJson(context.request).value, '');
  if ('problems' in checked) return modelAnswer(400, modelStateOf(refusalOf(checked.problems), 'request'));
  // There is always a default one: it ends by another becoming it.
  const isDefault = before.isDefault === true || checked.value.isDefault === true;
  await save(context, 'warehouse', { name, value: { ...checked.value, isDefault } });
  if (isDefault) {
    const known = await keptOf<WireWarehouse>(context, 'warehouse');
    await yieldDefault(
      context,
      known.filter((other) => other.name !== name),
    );
  }
  forgetSurroundings(context);
  return jsonAnswer(200, { success: true, message: 'The requested warehouse has been updated.' });
}

async function deleteWarehouse(context: QueryContext): Promise<WireAnswer> {
  const { name } = await namedWarehouse(context);
  await context.masters.removeMaster(context.caller.account.accountId, { dialect: DIALECT, kind: 'warehouse', name });
  forgetSurroundings(context);
  return jsonAnswer(200, { success: true, message: 'The requested warehouse has been deleted.' });
}

async function yieldDefault(context: QueryContext, others: readonly KeptWarehouse[]): Promise<void> {
  for (const { name, value } of others.filter((other) => other.value.isDefault === true)) {
    await save(context, 'warehouse', { name, value: { ...value, isDefault: false } });
  }
}

async function namedWarehouse(context: QueryContext): Promise<KeptWarehouse> {
  const { warehouseId = '' } = context.request.params;
  const found = (await keptOf<WireWarehouse>(context, 'warehouse')).find(({ name }) => name === warehouseId);
  if (found !== undefined) return found;
  const message = `warehouseId: expected the id of a warehouse, but ${warehouseId} names none.`;
  throw new RequestError('record_unknown', message);
}

function warehouseWire({ name, value, createdAt }: KeptWarehouse, { caller }: QueryContext): object {
  const { warehouseName, originAddress, returnAddress, isDefault } = value;
  return {
    warehouseId: Number(name),
    warehouseName,
    originAddress: placeWire(originAddress),
    returnAddress: placeWire(returnAddress ?? { ...originAddress, residential: null }),
    createDate: wireStamp(createdAt, settingsOf(caller.account).timeZone),
    isDefault: isDefault ?? false,
    sellerIntegrationId: null,
    extInventoryIdentity: null,
    registerFedexMeter: null,
  };
}

function placeWire(address: WireAddress): object {
  return {
    name: address.name ?? null,
    company: address.company ?? null,
    street1: address.street1 ?? null,
    street2: address.street2 ?? null,
    street3: address.street3 ?? null,
    city: address.city ?? null,
    state: address.state ?? null,
    postalCode: address.postalCode ?? null,
    country: address.country ?? null,
    phone: address.phone ?? null,
    residential: address.residential ?? null,
    addressVerified: null,
  };
}
