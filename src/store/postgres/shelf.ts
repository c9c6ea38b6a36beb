/**
 * The shelf of a command: one statement loads every item it may touch and locks its quantities, in the order of their
 * ids and after the orders, by every command of every node, so that no two wait for each other in a circle. A row that
 * somebody else held meanwhile is read as he has left it. The quantities are written back in one statement.
 * Called by apply.ts and catalog-table.ts.
 */
import type { Command, OrderRow } from '../../core/command.ts';
import { storable } from '../../core/intake.ts';
import { type ShelfLookup, shelfLookupOf } from '../../core/stock/shelf.ts';
import type { Shelf, StockChange } from '../../core/stock/stock-desk.ts';
import { bigintArray, textArray } from './arrays.ts';
import type { Session, Statement } from './connections.ts';
import { type FlatShelfItem, JOINED_ITEMS, SHELF_COLUMNS, shelfItemOf, stockArrays } from './item-rows.ts';

const LOCK_SHELF: Statement = {
  name: 'lock_shelf',
  text: `SELECT ${SHELF_COLUMNS} FROM ${JOINED_ITEMS} WHERE items.account_id = $1
      AND (items.item_id = ANY ($2::bigint[]) OR ean = ANY ($3::text[]) OR upc = ANY ($4::text[]) OR sku = ANY ($5::text[]))
    ORDER BY items.item_id FOR UPDATE OF stock`,
};

const WRITE_STOCK: Statement = {
  name: 'write_stock',
  text: `UPDATE stock SET physical = r.physical, allocated = r.allocated, modified_at = $2, levels = r.levels
    FROM unnest($3::bigint[], $4::bigint[], $5::bigint[], $6::text[]) AS r (item_id, physical, allocated, levels)
    WHERE stock.account_id = $1 AND stock.item_id = r.item_id`,
};

export async function shelfOf(session: Session, command: Command, orders: readonly OrderRow[]): Promise<Shelf | null> {
  const lookup = shelfLookupOf(command, orders);
  return lookup === null ? null : lockShelf(session, command.accountId, lookup);
}

export async function lockShelf(session: Session, accountId: number, lookup: ShelfLookup): Promise<Shelf> {
  const { itemIds, eans, upcs, skus } = lookup;
  if (itemIds.length + eans.length + upcs.length + skus.length === 0) return [];
  const names = [eans, upcs, skus].map((texts) => textArray(texts.map(storable)));
  const { rows } = await session.send<FlatShelfItem>(LOCK_SHELF, [accountId, bigintArray(itemIds), ...names]);
  return rows.map(shelfItemOf);
}

export async function writeStock(
  session: Session,
  changes: readonly StockChange[],
  { accountId, at }: { accountId: number; at: number },
): Promise<void> {
  if (changes.length === 0) return;
  const { count } = await session.send(WRITE_STOCK, [accountId, at, ...stockArrays(changes)]);
  if (count !== changes.length) throw new Error(`${changes.length} items must be written, but ${count} were`);
}
