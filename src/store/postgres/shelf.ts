/**
 * The shelf of a command: one statement reads every item it may touch, and locks its quantities or leaves that for
 * later, when only what is taken of is locked (decision 075). Locks are taken in the order of ids and after the orders,
 * by every command of every node, so that no two wait for each other in a circle; a row that somebody else held
 * meanwhile is read as he has left it. Quantities are written back in one statement.
 * Called by load-all.ts, apply.ts and catalog-table.ts.
 */
import { storable } from '../../core/intake.ts';
import { movedLevels } from '../../core/stock/levels.ts';
import type { ShelfLookup } from '../../core/stock/shelf.ts';
import type { Shelf, StockChange } from '../../core/stock/stock-desk.ts';
import { bigintArray, textArray } from './arrays.ts';
import type { Session, Statement } from './connections.ts';
import { type FlatShelfItem, levelsOf, OFFER_COLUMNS, shelfItemOf, stockArrays } from './item-rows.ts';

/** Rows that stand are met by their primary key alone (decision 025): all of them were locked before. */
const WRITE_STOCK: Statement = {
  name: 'write_stock',
  text: `INSERT INTO stock (account_id, item_id, physical, allocated, modified_at, levels)
    SELECT $1::bigint, item_id, physical, allocated, $2::bigint, levels
    FROM unnest($3::bigint[], $4::bigint[], $5::bigint[], $6::text[]) AS r (item_id, physical, allocated, levels)
    ON CONFLICT (account_id, item_id) DO UPDATE SET physical = excluded.physical, allocated = excluded.allocated,
      modified_at = excluded.modified_at, levels = excluded.levels`,
};

/** All of them are there: they were read before. */
const LOCK_LEVELS: Statement = {
  name: 'lock_levels',
  text: `SELECT item_id AS "itemId", levels FROM stock
    WHERE account_id = $1 AND item_id = ANY ($2::bigint[]) ORDER BY item_id FOR UPDATE`,
};

/** Somebody else was first: the command is planned again, on a shelf that is locked. */
export class ShelfMoved extends Error {}

type Asked = ShelfLookup & { isLocked: boolean };

export function lockShelf(session: Session, accountId: number, lookup: ShelfLookup): Promise<Shelf> {
  return loadShelf(session, accountId, { ...lookup, isLocked: true });
}

export async function loadShelf(session: Session, accountId: number, lookup: Asked): Promise<Shelf> {
  const texts = (names: readonly string[]) => textArray(names.map(storable));
  const kinds = [
    { tag: 'i', sql: 'item_id', type: 'bigint', size: lookup.itemIds.length, array: bigintArray(lookup.itemIds) },
    { tag: 'e', sql: 'ean', type: 'text', size: lookup.eans.length, array: texts(lookup.eans) },
    { tag: 'u', sql: 'upc', type: 'text', size: lookup.upcs.length, array: texts(lookup.upcs) },
    { tag: 's', sql: 'sku', type: 'text', size: lookup.skus.length, array: texts(lookup.skus) },
  ].filter(({ size }) => size > 0);
  if (kinds.length === 0) return [];
  const values = [accountId, ...kinds.map(({ array }) => array)];
  const { rows } = await session.send<FlatShelfItem>(statementOf(kinds, lookup.isLocked), values);
  return rows.map(shelfItemOf);
}

/**
 * By the kinds of names that are stated, of which most commands need one: each kind is one index, asked once. The
 * quantities are found by an array of ids and not by a join: as long as the server has counted nothing of a young
 * table, it would walk all of an account's stock for every item.
 */
function statementOf(kinds: readonly { tag: string; sql: string; type: string }[], isLocked: boolean): Statement {
  const conditions = kinds.map(({ sql, type }, index) => `${sql} = ANY ($${index + 2}::${type}[])`);
  return {
    name: `${isLocked ? 'lock' : 'read'}_shelf_${kinds.map(({ tag }) => tag).join('')}`,
    text: `WITH named AS MATERIALIZED (
        SELECT item_id, ${OFFER_COLUMNS} FROM items WHERE account_id = $1 AND (${conditions.join(' OR ')})
      ), held AS MATERIALIZED (
        SELECT item_id, levels FROM stock
        WHERE account_id = $1 AND item_id = ANY (ARRAY (SELECT item_id FROM named)) ORDER BY item_id ${isLocked ? 'FOR UPDATE' : ''}
      )
      SELECT named.*, levels FROM named JOIN held USING (item_id) ORDER BY item_id`,
  };
}

/** What a plan changed of a shelf that it had only read, on the levels as they are now, which are locked. */
export async function lockChanges(
  session: Session,
  accountId: number,
  { shelf, changes }: { shelf: Shelf; changes: readonly StockChange[] },
): Promise<readonly StockChange[]> {
  const values = [accountId, bigintArray(changes.map(({ itemId }) => itemId))];
  const { rows } = await session.send<{ itemId: number; levels: string }>(LOCK_LEVELS, values);
  const read = new Map(shelf.map(({ itemId, levels }) => [itemId, levels]));
  const current = new Map(rows.map(({ itemId, levels }) => [itemId, levelsOf(levels)]));
  return changes.map(({ itemId, levels }) => {
    const moved = movedLevels({ read: read.get(itemId) ?? [], planned: levels, current: current.get(itemId) ?? [] });
    if (moved === null) throw new ShelfMoved(`item ${itemId} no longer has what was read`);
    return { itemId, levels: moved };
  });
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
