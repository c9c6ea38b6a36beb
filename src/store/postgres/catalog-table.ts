/**
 * Items outside of orders: saving what an import states, setting what was counted, listing. Decides nothing; every
 * rule is in core/catalog and core/stock. Imports of one account run one after the other, on every node, so that none
 * makes an item twice.
 * Called by driver.ts.
 */
import type { CatalogItem, CatalogQuery, CountOutcome, ItemDraft, StockCount } from '../../core/catalog/catalog.ts';
import { itemLookupOf, planItems } from '../../core/catalog/plan-items.ts';
import { storable } from '../../core/intake.ts';
import { countStock } from '../../core/stock/count-stock.ts';
import { bigintArray, textArray } from './arrays.ts';
import type { Connections, Session, Statement, Value } from './connections.ts';
import { catalogItemOf, type FlatItem, ITEM_COLUMNS, itemArrays, JOINED_ITEMS, stockArrays } from './item-rows.ts';
import { lockShelf, writeStock } from './shelf.ts';

/** Ids that one draft may need: product, variant, item. */
const IDS_PER_DRAFT = 3;

const HOLD_CATALOG: Statement = {
  name: 'hold_catalog',
  text: `SELECT pg_advisory_xact_lock(hashtextextended('catalog of account ' || $1::bigint, 0)) AS account_id`,
};
const LOCK_ITEMS: Statement = {
  name: 'lock_items',
  text: `SELECT ${ITEM_COLUMNS} FROM ${JOINED_ITEMS} WHERE items.account_id = $1
      AND (items.item_id = ANY ($2::bigint[]) OR product_sku = ANY ($3::text[]) OR sku = ANY ($4::text[]))
    ORDER BY items.item_id FOR UPDATE OF stock`,
};
/** One import at a time draws or passes ids: what `setval` has read must still hold when it writes. */
const HOLD_IDS: Statement = {
  name: 'hold_item_ids',
  text: `SELECT pg_advisory_xact_lock(hashtextextended('item ids', 0))`,
};
/** About no account: ids are drawn from one sequence for all of them. Ids that were stated are never drawn. */
const PASS_IDS: Statement = {
  name: 'pass_item_ids',
  text: `SELECT setval('item_ids', greatest($1::bigint, last_value)) AS last FROM item_ids`,
};
const DRAW_IDS: Statement = {
  name: 'draw_item_ids',
  text: `SELECT nextval('item_ids') AS id FROM generate_series(1, $1::int)`,
};
/**
 * About no account: how many rows there are and how they differ, for whoever plans a statement. Until the server counts
 * by itself, minutes after an import, it would take the tables for empty and walk all of an account's items for a few.
 */
const COUNT_ROWS: Statement = { name: '', text: 'ANALYZE items, stock' };
/** A count takes as long as a few orders, so single items do without. */
const COUNTED_FROM = 100;
const SAVE_ITEMS: Statement = {
  name: 'save_items',
  text: `INSERT INTO items (account_id, item_id, product_id, variant_id, created_at, modified_at, is_active, is_counted,
      product_sku, sku, ean, upc, offer, texts)
    SELECT $1::bigint, * FROM unnest($2::bigint[], $3::bigint[], $4::bigint[], $5::bigint[], $6::bigint[],
      $7::boolean[], $8::boolean[], $9::text[], $10::text[], $11::text[], $12::text[], $13::text[], $14::text[])
    ON CONFLICT (account_id, item_id) DO UPDATE SET product_id = excluded.product_id, variant_id = excluded.variant_id,
      modified_at = excluded.modified_at, is_active = excluded.is_active, is_counted = excluded.is_counted,
      product_sku = excluded.product_sku, sku = excluded.sku, ean = excluded.ean, upc = excluded.upc,
      offer = excluded.offer, texts = excluded.texts`,
};
const SAVE_STOCK: Statement = {
  name: 'save_stock',
  text: `INSERT INTO stock (account_id, item_id, physical, allocated, levels, modified_at)
    SELECT $1::bigint, * FROM unnest($2::bigint[], $3::bigint[], $4::bigint[], $5::text[], $6::bigint[])
    ON CONFLICT (account_id, item_id) DO UPDATE SET physical = excluded.physical, allocated = excluded.allocated,
      levels = excluded.levels, modified_at = excluded.modified_at`,
};

export class CatalogTable {
  readonly #primary: Connections;

  constructor(primary: Connections) {
    this.#primary = primary;
  }

  saveItems(accountId: number, drafts: readonly ItemDraft[], at: number): Promise<readonly number[]> {
    if (drafts.length === 0) return Promise.resolve([]);
    return this.#primary.run('write', async (session) => {
      await session.send(HOLD_CATALOG, [accountId]);
      const found = await lockItems(session, accountId, drafts);
      const ids = (await drawIds(session, drafts)).values();
      const items = planItems(drafts, { found, at, nextId: () => ids.next().value as number });
      await saveItems(session, accountId, items);
      if (items.length >= COUNTED_FROM) await session.send(COUNT_ROWS, []);
      return items.map(({ itemId }) => itemId);
    });
  }

  countStock(accountId: number, counts: readonly StockCount[], at: number): Promise<readonly CountOutcome[]> {
    return this.#primary.run('write', async (session) => {
      const names = [...new Set(counts.map(({ name }) => name))];
      const shelf = await lockShelf(session, accountId, { itemIds: [], eans: names, upcs: names, skus: names });
      const { outcomes, changes } = countStock(shelf, counts);
      await writeStock(session, changes, { accountId, at });
      return outcomes;
    });
  }

  async listItems(
    accountId: number,
    query: CatalogQuery,
  ): Promise<{ items: readonly CatalogItem[]; hasMore: boolean }> {
    const { statement, values } = listOf(accountId, query);
    const { rows } = await this.#primary.step('read', (session) => session.send<FlatItem>(statement, values));
    return { items: rows.slice(0, query.limit).map(catalogItemOf), hasMore: rows.length > query.limit };
  }
}

async function lockItems(session: Session, accountId: number, drafts: readonly ItemDraft[]) {
  const { itemIds, productSkus, skus } = itemLookupOf(drafts);
  const names = [productSkus, skus].map((texts) => textArray(texts.map(storable)));
  const { rows } = await session.send<FlatItem>(LOCK_ITEMS, [accountId, bigintArray(itemIds), ...names]);
  return rows.map(catalogItemOf);
}

async function drawIds(session: Session, drafts: readonly ItemDraft[]): Promise<readonly number[]> {
  const stated = drafts.flatMap(({ itemId, productId, variantId }) => [itemId ?? 0, productId ?? 0, variantId ?? 0]);
  const highest = Math.max(...stated);
  await session.send(HOLD_IDS, []);
  if (highest > 0) await session.send(PASS_IDS, [highest]);
  const { rows } = await session.send<{ id: number }>(DRAW_IDS, [drafts.length * IDS_PER_DRAFT]);
  return rows.map(({ id }) => id);
}

/** A statement may write a row only once: of drafts of one item the last one stands. */
async function saveItems(session: Session, accountId: number, items: readonly CatalogItem[]): Promise<void> {
  const last = [...new Map(items.map((item) => [item.itemId, item])).values()].sort((a, b) => a.itemId - b.itemId);
  const modified = bigintArray(last.map(({ stockModifiedAt }) => stockModifiedAt));
  await Promise.all([
    session.send(SAVE_ITEMS, [accountId, ...itemArrays(last)]),
    session.send(SAVE_STOCK, [accountId, ...stockArrays(last), modified]),
  ]);
}

/** Found first: with a limit behind it, the server would walk all of an account's items in the order of their ids. */
const NAMED = `items.item_id = ANY (ARRAY (SELECT item_id FROM items WHERE account_id = $1
  AND (item_id = ANY (?::bigint[]) OR ean = ANY (?::text[]) OR upc = ANY (?::text[]) OR sku = ANY (?::text[]))))`;
/** Without markets an item is sold in every one. */
const IN_MARKET = `(offer::jsonb -> 'markets' IS NULL OR offer::jsonb -> 'markets' @> to_jsonb(?::bigint))`;

/** Named by the filters that are stated, so that every combination is prepared once. */
function listOf(accountId: number, query: CatalogQuery): { statement: Statement; values: readonly Value[] } {
  const { sku, ean, upc, productId, variantId, itemId, createdFrom, modifiedFrom, stockModifiedFrom } = query;
  const { named } = query;
  const texts = (names: readonly string[]) => textArray(names.map(storable));
  const lists = named && [bigintArray(named.itemIds), texts(named.eans), texts(named.upcs), texts(named.skus)];
  const filters: readonly [string, string, string | number | Buffer | readonly Buffer[] | undefined][] = [
    ['i', 'items.item_id = ?', itemId],
    ['a', 'items.item_id = ANY (?::bigint[])', query.itemIds && bigintArray(query.itemIds)],
    ['n', NAMED, lists],
    ['p', 'product_id = ?', productId],
    ['v', 'variant_id = ?', variantId],
    ['s', '? IN (sku, product_sku)', sku],
    ['e', 'ean = ?', ean],
    ['u', 'upc = ?', upc],
    ['k', IN_MARKET, query.marketId],
    ['c', 'created_at >= ?', createdFrom],
    ['m', 'items.modified_at >= ?', modifiedFrom],
    ['q', 'stock.modified_at >= ?', stockModifiedFrom],
  ];
  const stated = filters.filter(([, , value]) => value !== undefined);
  let place = 3;
  const conditions = stated.map(([, sql]) => sql.replaceAll('?', () => `$${++place}`));
  const where = ['items.account_id = $1', ...conditions].join(' AND ');
  const values = stated.flatMap(([, , value]) => (typeof value === 'string' ? storable(value) : (value ?? null)));
  return {
    statement: {
      name: `list_items_${stated.map(([tag]) => tag).join('')}`,
      text: `SELECT ${ITEM_COLUMNS} FROM ${JOINED_ITEMS} WHERE ${where} ORDER BY items.item_id LIMIT $2 OFFSET $3`,
    },
    values: [accountId, query.limit + 1, query.offset, ...values],
  };
}
