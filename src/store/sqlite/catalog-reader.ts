/**
 * The reading statements on items and their stock, on the reader's connection.
 * Every value is bound, nothing of the caller's stands in the text of a statement.
 * Used by worker.ts.
 */
import type { DatabaseSync } from 'node:sqlite';
import type { CatalogItem, CatalogQuery } from '../../core/catalog/catalog.ts';
import { catalogItemOf, ITEM_COLUMNS, JOINED_ITEMS } from './item-rows.ts';
import { prepareRows } from './rows.ts';

/** By one index after the other: asked for all of them at once, it would walk all of an account's items. */
const BEARING = (column: string) =>
  `SELECT bearer.item_id FROM json_each(?) AS name CROSS JOIN items AS bearer
   ON bearer.account_id = ? AND bearer.${column} = name.value`;
const NAMED = `items.item_id IN (SELECT value FROM json_each(?)
  UNION ALL ${BEARING('ean')} UNION ALL ${BEARING('upc')} UNION ALL ${BEARING('sku')})`;
/** Without markets an item is sold in every one. */
const IN_MARKET = `(offer ->> '$.markets' IS NULL
  OR EXISTS (SELECT 1 FROM json_each(offer, '$.markets') AS market WHERE market.value = ?))`;

export class CatalogReader {
  readonly #db: DatabaseSync;

  constructor(db: DatabaseSync) {
    this.#db = db;
  }

  listItems(accountId: number, query: CatalogQuery): { items: readonly CatalogItem[]; hasMore: boolean } {
    const conditions = conditionsOf(accountId, query);
    const where = ['items.account_id = ?', ...conditions.map(({ sql }) => sql)].join(' AND ');
    const sql = `SELECT ${ITEM_COLUMNS} FROM ${JOINED_ITEMS} WHERE ${where} ORDER BY items.item_id LIMIT ? OFFSET ?`;
    const records = prepareRows(this.#db, sql).all(
      accountId,
      ...conditions.flatMap(({ values }) => values),
      query.limit + 1,
      query.offset,
    );
    return { items: records.slice(0, query.limit).map(catalogItemOf), hasMore: records.length > query.limit };
  }
}

type Condition = { sql: string; values: readonly (string | number)[] };

function conditionsOf(accountId: number, query: CatalogQuery): readonly Condition[] {
  const { named, sku, ean, upc, productId, variantId, itemId, createdFrom, modifiedFrom, stockModifiedFrom } = query;
  const stated: [string, string | number | undefined][] = [
    ['items.item_id = ?', itemId],
    ['items.item_id IN (SELECT value FROM json_each(?))', query.itemIds && JSON.stringify(query.itemIds)],
    ['product_id = ?', productId],
    ['variant_id = ?', variantId],
    ['? IN (sku, product_sku)', sku],
    ['ean = ?', ean],
    ['upc = ?', upc],
    [IN_MARKET, query.marketId],
    ['created_at >= ?', createdFrom],
    ['items.modified_at >= ?', modifiedFrom],
    ['stock.modified_at >= ?', stockModifiedFrom],
  ];
  const conditions = stated.flatMap(([sql, value]) => (value === undefined ? [] : [{ sql, values: [value] }]));
  if (named === undefined) return conditions;
  const [ids, ...names] = [named.itemIds, named.eans, named.upcs, named.skus].map((list) => JSON.stringify(list));
  return [...conditions, { sql: NAMED, values: [ids ?? '[]', ...names.flatMap((list) => [list, accountId])] }];
}
