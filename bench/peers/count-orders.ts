/**
 * Counts a peer's orders in its PostgreSQL tables, and holds it to the lines: a seed-shaped order has two, and one
 * that came without them is not the same work.
 * Used by medusa.ts and directus.ts.
 */
import type { TurnDatabase } from '../databases.ts';

const LINES_AN_ORDER = 2;

export async function countOrders(database: TurnDatabase, tables: { orders: string; lines: string }): Promise<number> {
  const orders = await database.count(tables.orders);
  const lines = await database.count(tables.lines);
  if (lines !== orders * LINES_AN_ORDER) throw new Error(`${orders} orders must have two lines each, not ${lines}`);
  return orders;
}
