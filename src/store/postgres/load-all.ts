/**
 * Everything a command is planned with: orders first, then stock, then vouchers, locked in this order by every command
 * of every node. What the command itself asks of stock is sent right behind the orders, so that the locks of neither
 * wait for another round trip; only an order that stands can hold more than that. Where stock is only read, apply.ts
 * locks what is taken of it last (decision 075).
 * Called by apply.ts.
 */
import type { Command, Found, Lookup } from '../../core/command.ts';
import { holdsStock, type ShelfLookup, shelfLookupOf } from '../../core/stock/shelf.ts';
import { voucherLookupOf } from '../../core/vouchers/voucher-desk.ts';
import type { Session } from './connections.ts';
import type { Group } from './groups.ts';
import { loadFound } from './load.ts';
import { loadShelf } from './shelf.ts';
import { loadVouchers } from './voucher-table.ts';

/** An order holds what was not locked: it would be locked out of order, so the command begins again. */
export class Unforeseen extends Error {}

type How = { lookup: Lookup; isStockForeseen: boolean; isShelfLocked: boolean };
type Goods = Pick<Found, 'shelf' | 'vouchers'>;

export async function loadAll(session: Session, command: Command, how: How): Promise<Found> {
  const { lookup, isStockForeseen, isShelfLocked } = how;
  const asked = isStockForeseen ? shelfLookupOf(command, []) : null;
  const [found, foreseen] = await Promise.all([
    loadFound(session, command, lookup),
    asked === null ? null : loadGoods(session, command, { lookup: asked, isLocked: isShelfLocked }),
  ]);
  const needed = shelfLookupOf(command, found.orders);
  if (asked === null || foreseen === null) {
    return { ...found, ...(await loadGoods(session, command, { lookup: needed, isLocked: true })) };
  }
  const known = new Set([...asked.itemIds, ...(foreseen.shelf ?? []).map(({ itemId }) => itemId)]);
  if (needed?.itemIds.every((itemId) => known.has(itemId)) === true) return { ...found, ...foreseen };
  throw new Unforeseen('an order holds stock that its command does not ask for');
}

/** Of commands that name nothing but keys, and no key in common: each is planned with what is its own. */
export async function loadGroup(
  session: Session,
  commands: Group,
  lookups: readonly Lookup[],
): Promise<readonly Found[]> {
  const orderKeys = lookups.flatMap((lookup) => lookup.orderKeys);
  const { orders } = await loadFound(session, commands[0], { ...(lookups[0] as Lookup), orderKeys });
  if (orders.some(holdsStock)) throw new Unforeseen('an order of the group holds stock');
  const byKey = Map.groupBy(orders, ({ orderKey }) => orderKey);
  return lookups.map((lookup) => ({
    orders: lookup.orderKeys.flatMap((orderKey) => byKey.get(orderKey) ?? []),
    takenNumbers: new Set<string>(),
    receipt: null,
    shelf: null,
    vouchers: [],
  }));
}

type Asked = { lookup: ShelfLookup | null; isLocked: boolean };

async function loadGoods(session: Session, command: Command, { lookup, isLocked }: Asked): Promise<Goods> {
  const asked = voucherLookupOf(command);
  // Sent one behind the other, so the vouchers' locks come after those of stock.
  const [shelf, vouchers] = await Promise.all([
    lookup === null ? null : loadShelf(session, command.accountId, { ...lookup, isLocked }),
    asked === null ? [] : loadVouchers(session, command.accountId, asked),
  ]);
  return { shelf, vouchers };
}
