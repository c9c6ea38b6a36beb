/**
 * `GET /products` and `GET /stock`: the items of the catalog, one row a size, by their ids (quirks 42 to 44).
 * A parameter that is documented and not offered is an error: an ignored filter would hand out what was not asked for.
 * Both only read: how an item is printed is in item-object.ts.
 */
import type { CatalogItem, CatalogQuery } from '../../core/catalog/catalog.ts';
import type { RouteContext, WireAnswer } from '../dialect.ts';
import { describeValue } from '../schema.ts';
import { productRow, stockRow } from './item-object.ts';
import { ID, instant, invalid, neighborsOf, pageOfQuery, textOfQuery, wholeNumber } from './parameters.ts';
import { settingsOf } from './settings.ts';
import { jsonAnswer } from './write.ts';

/** Rows are short and a catalog is long. */
const LIMIT_BY_DEFAULT = 100;

type Row = (item: CatalogItem) => object;

export function listProducts(context: RouteContext): Promise<WireAnswer> {
  const { query } = context.request;
  oneOf(query, 'include', 'attributes');
  const priceLists = context.caller.account.settings.catalog?.priceLists ?? [];
  return listItems(context, (item) => productRow(item, priceLists));
}

export function listStock(context: RouteContext): Promise<WireAnswer> {
  const isWithPhysical = !oneOf(context.request.query, 'exclude', 'physicalStock');
  return listItems(context, (item) => stockRow(item, isWithPhysical));
}

async function listItems(context: RouteContext, row: Row): Promise<WireAnswer> {
  const { query } = context.request;
  const { account } = context.caller;
  const page = pageOfQuery(query, LIMIT_BY_DEFAULT);
  const filter = filterOf(query, settingsOf(account).timeZone);
  const { items, hasMore } = await context.catalog.listItems(account.accountId, { ...filter, ...page });
  return jsonAnswer({ status: 'ok', products: items.map(row), ...neighborsOf(query, page, hasMore) });
}

function filterOf(query: URLSearchParams, timeZone: string): Omit<CatalogQuery, 'offset' | 'limit'> {
  return {
    sku: textOfQuery(query, 'sku'),
    ean: textOfQuery(query, 'ean'),
    upc: textOfQuery(query, 'upc'),
    productId: wholeNumber(query, 'productId', ID),
    variantId: wholeNumber(query, 'variantId', ID),
    itemId: wholeNumber(query, 'stockItemId', ID),
    marketId: wholeNumber(query, 'market', ID),
    createdFrom: instant(query, 'created', timeZone),
    modifiedFrom: instant(query, 'modified', timeZone),
    stockModifiedFrom: instant(query, 'stock_modified', timeZone),
  };
}

/** Whether the only word of a parameter is stated. */
function oneOf(query: URLSearchParams, name: string, word: string): boolean {
  const stated = textOfQuery(query, name);
  if (stated !== undefined && stated !== word) {
    throw invalid(name, { expected: `${word}, or nothing`, given: describeValue(stated) });
  }
  return stated === word;
}
