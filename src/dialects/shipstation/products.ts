/**
 * Products: made by the server from the first order that names a SKU, read and updated here (quirk 35).
 * An update says the whole product anew; its SKU is what orders find it by, so that one stays.
 * Kept in the server's register, so an order that came in through another wire makes its products too.
 */
import { labelOf } from '../../core/register/mentions.ts';
import type { Entry, EntrySort, RegisterQuery } from '../../core/register/register.ts';
import { type QueryContext, type QueryRoute, RequestError, type WireAnswer } from '../dialect.ts';
import { describeValue } from '../schema.ts';
import { bodyOf } from './body.ts';
import { jsonAnswer } from './failures.ts';
import { isDescending, pageAnswer, pagingOf } from './paging.ts';
import { idInPath, Parameters } from './parameters.ts';
import { checkProduct, labelsOfProduct, productWire } from './product-wire.ts';
import { settingsOf } from './settings.ts';

const SORTS: Readonly<Record<string, EntrySort>> = { SKU: 'name', ModifyDate: 'modifiedAt', CreateDate: 'createdAt' };
const ID = { min: 0, max: Number.MAX_SAFE_INTEGER };

export const productRoutes: readonly QueryRoute[] = [
  { kind: 'query', method: 'GET', path: '/products', scope: 'read', answer: listProducts },
  { kind: 'query', method: 'GET', path: '/products/{productId}', scope: 'read', answer: getProduct },
  { kind: 'query', method: 'PUT', path: '/products/{productId}', scope: 'write', answer: updateProduct },
];

async function listProducts({ caller, register, request }: QueryContext): Promise<WireAnswer> {
  const { timeZone } = settingsOf(caller.account);
  const given = new Parameters(request.query, timeZone);
  const paging = pagingOf(given);
  const { entries, total } = await register.listEntries(caller.account.accountId, queryOf(given, paging));
  const products = entries.map((entry) => productWire(entry, timeZone));
  return pageAnswer('products', { entries: products, total }, paging);
}

function queryOf(given: Parameters, { offset, limit }: { offset: number; limit: number }): RegisterQuery {
  const sortBy = given.choice('sortBy', Object.keys(SORTS));
  const created = { from: given.instant('startDate'), to: given.instant('endDate') };
  return {
    kind: 'product',
    name: given.text('sku'),
    title: given.text('name'),
    created,
    isActive: given.choice('showInactive', ['true', 'false']) === 'true' ? undefined : true,
    labels: [
      labelsFor('category', given.whole('productCategoryId', ID)),
      labelsFor('type', given.whole('productTypeId', ID)),
      labelsFor('tag', given.whole('tagId', ID)),
      labelsFor('upc', given.text('upc')),
    ].filter((group) => group.length > 0),
    sort: sortBy === undefined ? 'entryId' : (SORTS[sortBy] as EntrySort),
    isDescending: isDescending(given),
    offset,
    limit,
  };
}

function labelsFor(kind: string, value: string | number | undefined): readonly string[] {
  return value === undefined ? [] : [labelOf(kind, value)];
}

async function getProduct(context: QueryContext): Promise<WireAnswer> {
  return jsonAnswer(200, productWire(await namedProduct(context), settingsOf(context.caller.account).timeZone));
}

async function updateProduct(context: QueryContext): Promise<WireAnswer> {
  const { caller, register, clock } = context;
  const { entryId, name } = await namedProduct(context);
  const body = bodyOf(context, checkProduct);
  if ('answer' in body) return body.answer;
  const { sku, ...stated } = body.value;
  if (sku !== undefined && sku !== null && sku !== name) {
    const message = `sku: expected ${describeValue(name)}, which orders find the product by, but ${describeValue(sku)} was given.`;
    throw new RequestError('body_invalid', message, { field: 'request.sku' });
  }
  const change = {
    title: stated.name,
    isActive: stated.active ?? true,
    labels: labelsOfProduct(body.value),
    details: JSON.stringify({ ...stated, productId: undefined, createDate: undefined, modifyDate: undefined }),
    at: clock(),
  };
  await register.changeEntry(caller.account.accountId, { kind: 'product', entryId }, change);
  return jsonAnswer(200, { success: true, message: 'The requested product has been updated' });
}

async function namedProduct({ caller, register, request }: QueryContext): Promise<Entry> {
  const entryId = idInPath(request, 'productId');
  const query = { kind: 'product', entryId, sort: 'entryId', isDescending: false, offset: 0, limit: 1 } as const;
  const { entries } = await register.listEntries(caller.account.accountId, query);
  const [entry] = entries;
  if (entry !== undefined) return entry;
  throw new RequestError('record_unknown', `productId: expected the id of a product, but ${entryId} names none.`);
}
