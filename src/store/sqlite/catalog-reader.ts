/**
 * The reading statements on items and their stock, on the reader's connection.
 * Every value is bound, nothing of the caller's stands in the text of a statement.
 * Used by worker.ts.
 */
import type { DatabaseSync } from 'node:sqlite';
import type { CatalogItem, CatalogQuery } from '../../core/catalog/catalog.ts';
import { catalogItemOf, ITEM_COLUMNS, JOINED_ITEMS } from './item-rows.ts';
import { prepareRows } from './rows.ts';

/** Without markets an item is sold in every one. */
const IN_MARKET = `(offer ->> '$.markets' IS NULL
  OR EXISTS (SELECT 1 FROM json_each(offer, '$.markets') AS market WHERE market.value = ?))`;

export class CatalogReader {
  readonly #db: DatabaseSync;

  constructor(db: DatabaseSync) {
    this.#db = db;
  }

  listItems(accountId: number, query: CatalogQuery): { items: readonly CatalogItem[]; hasMore: boolean } {
    const conditions = conditionsOf(query);
    const where = ['items.account_id = ?', ...conditions.map(({ sql }) => sql)].join(' AND ');
    const sql = `SELECT ${ITEM_COLUMNS} FROM ${JOINED_ITEMS} WHERE ${where} ORDER BY items.item_id LIMIT ? OFFSET ?`;
    const records = prepareRows(this.#db, sql).all(
      accountId,
      ...conditions.map(({ value }) => value),
      query.limit + 1,
      query.offset,
    );
    return { items: records.slice(0, query.limit).map(catalogItemOf), hasMore: records.length > query.limit };
  }
}

function conditionsOf(query: CatalogQuery): { sql: string; value: string | number }[] {
  const { sku, ean, upc, productId, variantId, itemId, createdFrom, modifiedFrom, stockModifiedFrom } = query;
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
  return stated.flatMap(([sql, value]) => (value === undefined ? [] : [{ sql, value }]));
}
