/**
 * The writer's statements on items and stock: loads the shelf of a command, writes the quantities its plan changes,
 * saves what an import states, sets what was counted. Decides nothing; every rule is in core/catalog and core/stock.
 * Used by group.ts, inside a transaction, so nothing can change between loading and writing.
 */
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { CatalogItem, CountOutcome, ItemDraft, StockCount } from '../../core/catalog/catalog.ts';
import { itemLookupOf, planItems } from '../../core/catalog/plan-items.ts';
import { countStock } from '../../core/stock/count-stock.ts';
import { totalsOf } from '../../core/stock/levels.ts';
import type { ShelfLookup } from '../../core/stock/shelf.ts';
import type { Shelf, ShelfItem, StockChange } from '../../core/stock/stock-desk.ts';
import { catalogItemOf, ITEM_COLUMNS, JOINED_ITEMS, levelsText, SHELF_COLUMNS, shelfItemOf } from './item-rows.ts';
import { prepareRows } from './rows.ts';
import type { Sequences } from './sequences.ts';

type NameColumn = 'item_id' | 'ean' | 'upc' | 'sku' | 'product_sku';
type Finder = (accountId: number, column: NameColumn, names: readonly (string | number)[]) => readonly unknown[];

export class CatalogTable {
  readonly #sequences: Sequences;
  readonly #findShelf: Finder;
  readonly #findItems: Finder;
  readonly #saveItem: StatementSync;
  readonly #saveStock: StatementSync;
  readonly #writeStock: StatementSync;

  constructor(db: DatabaseSync, sequences: Sequences) {
    this.#sequences = sequences;
    this.#findShelf = finderOf(db, SHELF_COLUMNS);
    this.#findItems = finderOf(db, ITEM_COLUMNS);
    this.#saveItem = db.prepare(
      `INSERT INTO items (account_id, item_id, product_id, variant_id, product_sku, sku, ean, upc, is_active,
         is_counted, created_at, modified_at, offer, texts)
       VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)
       ON CONFLICT (account_id, item_id) DO UPDATE SET product_id = ?3, variant_id = ?4, product_sku = ?5, sku = ?6,
         ean = ?7, upc = ?8, is_active = ?9, is_counted = ?10, modified_at = ?12, offer = ?13, texts = ?14`,
    );
    this.#saveStock = db.prepare(
      `INSERT INTO stock (account_id, item_id, physical, allocated, modified_at, levels) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
       ON CONFLICT (account_id, item_id) DO UPDATE SET physical = ?3, allocated = ?4, modified_at = ?5, levels = ?6`,
    );
    this.#writeStock = db.prepare(
      `UPDATE stock SET physical = ?3, allocated = ?4, modified_at = ?5, levels = ?6 WHERE account_id = ?1 AND item_id = ?2`,
    );
  }

  loadShelf(accountId: number, lookup: ShelfLookup | null): Shelf | null {
    if (lookup === null) return null;
    const { itemIds, eans, upcs, skus } = lookup;
    return inOrder([
      ...this.#findShelf(accountId, 'item_id', itemIds),
      ...this.#findShelf(accountId, 'ean', eans),
      ...this.#findShelf(accountId, 'upc', upcs),
      ...this.#findShelf(accountId, 'sku', skus),
    ]);
  }

  writeStock(accountId: number, changes: readonly StockChange[], at: number): void {
    for (const { itemId, levels } of changes) {
      const { physical, allocated } = totalsOf(levels);
      const result = this.#writeStock.run(accountId, itemId, physical, allocated, at, levelsText(levels));
      if (result.changes !== 1) throw new Error(`item ${itemId} must stand in the table when its stock is written`);
    }
  }

  saveItems({ accountId, drafts, at }: { accountId: number; drafts: readonly ItemDraft[]; at: number }): number[] {
    const { itemIds, productSkus, skus } = itemLookupOf(drafts);
    const found = [
      ...this.#findItems(accountId, 'product_sku', productSkus),
      ...this.#findItems(accountId, 'sku', skus),
      ...this.#findItems(accountId, 'item_id', itemIds),
    ].map(catalogItemOf);
    this.#passStatedIds(drafts);
    const items = planItems(drafts, { found, at, nextId: () => this.#sequences.draw('item') });
    for (const item of items) this.#save(accountId, item);
    return items.map(({ itemId }) => itemId);
  }

  countStock(fields: { accountId: number; counts: readonly StockCount[]; at: number }): readonly CountOutcome[] {
    const { accountId, counts, at } = fields;
    const names = [...new Set(counts.map(({ name }) => name))];
    const shelf = this.loadShelf(accountId, { itemIds: [], eans: names, upcs: names, skus: names });
    const { outcomes, changes } = countStock(shelf ?? [], counts);
    this.writeStock(accountId, changes, at);
    return outcomes;
  }

  #passStatedIds(drafts: readonly ItemDraft[]): void {
    for (const { itemId, productId, variantId } of drafts) {
      this.#sequences.pass('item', Math.max(itemId ?? 0, productId ?? 0, variantId ?? 0));
    }
  }

  #save(accountId: number, item: CatalogItem): void {
    const { itemId, productId, variantId, sku, ean, upc, offer, texts, levels } = item;
    const named = [accountId, itemId, productId, variantId, texts.productSku, sku, ean, upc] as const;
    const flags = [item.isActive ? 1 : 0, item.isCounted ? 1 : 0, item.createdAt, item.modifiedAt] as const;
    this.#saveItem.run(...named, ...flags, JSON.stringify(offer), JSON.stringify(texts));
    const { physical, allocated } = totalsOf(levels);
    this.#saveStock.run(accountId, itemId, physical, allocated, item.stockModifiedAt, levelsText(levels));
  }
}

/** By one kind of name; the names travel as one JSON array. Statements are prepared when they are first needed. */
function finderOf(db: DatabaseSync, columns: string): Finder {
  const statements = new Map<NameColumn, StatementSync>();
  const prepared = (column: NameColumn) => {
    const statement = prepareRows(
      db,
      `SELECT ${columns} FROM json_each(?2) AS name CROSS JOIN ${JOINED_ITEMS}
       WHERE items.account_id = ?1 AND items.${column} = name.value`,
    );
    statements.set(column, statement);
    return statement;
  };
  return (accountId, column, names) => {
    if (names.length === 0) return [];
    return (statements.get(column) ?? prepared(column)).all(accountId, JSON.stringify(names));
  };
}

function inOrder(records: readonly unknown[]): Shelf {
  const items = new Map(records.map(shelfItemOf).map((item): [number, ShelfItem] => [item.itemId, item]));
  return [...items.values()].sort((a, b) => a.itemId - b.itemId);
}
