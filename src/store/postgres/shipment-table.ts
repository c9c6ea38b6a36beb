/**
 * The index of shipments: written with the orders that hold them, read for lists. It decides nothing and holds nothing
 * that does not stand in an order's state; an order that was deleted is found by nobody.
 * Called by apply.ts to write, by driver.ts to read.
 */
import type { ShipmentFound, ShipmentQuery } from '../../core/queries.ts';
import type { ShipmentRow, ShipmentStage } from '../../core/shipments/shipment.ts';
import { bigintArray, booleanArray, integerArray } from './arrays.ts';
import type { Connections, Session, Statement } from './connections.ts';
import { type FlatRow, orderOf, WITH_CONTENT } from './rows.ts';

const SAVE_SHIPMENTS: Statement = {
  name: 'save_shipments',
  text: `INSERT INTO shipments (account_id, order_id, created_at, seq, is_good_to_go, is_shipped, is_complete)
    SELECT $1::bigint, * FROM unnest($2::bigint[], $3::bigint[], $4::int[], $5::boolean[], $6::boolean[], $7::boolean[])
    ON CONFLICT (account_id, order_id, seq) DO UPDATE SET is_good_to_go = excluded.is_good_to_go,
      is_shipped = excluded.is_shipped, is_complete = excluded.is_complete`,
};
const REMOVE_SHIPMENTS: Statement = {
  name: 'remove_shipments',
  text: `DELETE FROM shipments USING unnest($2::bigint[], $3::int[]) AS r (order_id, seq)
    WHERE shipments.account_id = $1 AND shipments.order_id = r.order_id AND shipments.seq = r.seq`,
};
const ORDERS_OF: Statement = {
  name: 'orders_of_shipments',
  text: `SELECT ${WITH_CONTENT} FROM orders
    WHERE account_id = $1 AND order_id = ANY ($2::bigint[]) AND deleted_at IS NULL`,
};
const CONDITION_BY_STAGE: Readonly<Record<ShipmentStage, string>> = {
  goodtogo: 'NOT s.is_complete AND s.is_good_to_go AND NOT s.is_shipped',
  inprogress: 'NOT s.is_complete',
  completed: 's.is_complete',
};

export async function writeShipments(session: Session, accountId: number, rows: readonly ShipmentRow[]): Promise<void> {
  const removed = rows.filter(({ isRemoved }) => isRemoved);
  const saved = rows.filter(({ isRemoved }) => !isRemoved);
  const named = (some: readonly ShipmentRow[]) => ({
    orderIds: bigintArray(some.map(({ orderId }) => orderId)),
    seqs: integerArray(some.map(({ seq }) => seq)),
  });
  const sent: Promise<unknown>[] = [];
  if (removed.length > 0) {
    const { orderIds, seqs } = named(removed);
    sent.push(session.send(REMOVE_SHIPMENTS, [accountId, orderIds, seqs]));
  }
  if (saved.length > 0) {
    const { orderIds, seqs } = named(saved);
    const createdAt = bigintArray(saved.map((row) => row.createdAt));
    const flags = (['isGoodToGo', 'isShipped', 'isComplete'] as const).map((flag) =>
      booleanArray(saved.map((row) => row[flag])),
    );
    sent.push(session.send(SAVE_SHIPMENTS, [accountId, orderIds, createdAt, seqs, ...flags]));
  }
  await Promise.all(sent);
}

/** From the primary: whoever lists must see the shipment he has just made. */
export function listShipments(
  connections: Connections,
  accountId: number,
  query: ShipmentQuery,
): Promise<readonly ShipmentFound[]> {
  const { statement, values } = statementOf(accountId, query);
  return connections.run('snapshot', async (session) => {
    const { rows } = await session.send<{ orderId: number; seq: number }>(statement, values);
    const ids = [...new Set(rows.map(({ orderId }) => orderId))];
    const found = await session.send<FlatRow>(ORDERS_OF, [accountId, bigintArray(ids)]);
    const orders = new Map(found.rows.map((row) => [row.orderId, orderOf(row)]));
    return rows.flatMap(({ orderId, seq }) => {
      const order = orders.get(orderId);
      return order === undefined ? [] : [{ order, seq }];
    });
  });
}

function statementOf(accountId: number, query: ShipmentQuery): { statement: Statement; values: number[] } {
  const { stage, orderId, created = {}, offset, limit } = query;
  const comparison = created.isToExclusive === true ? '<' : '<=';
  const stated: [string, number | undefined][] = [
    ['s.order_id =', orderId],
    ['s.created_at >=', created.from],
    [`s.created_at ${comparison}`, created.to],
  ];
  const filters = stated.filter(([, value]) => value !== undefined);
  const conditions = filters.map(([sql], index) => `${sql} $${index + 4}`);
  const where = ['s.account_id = $1', CONDITION_BY_STAGE[stage], ...conditions].join(' AND ');
  return {
    // Unnamed: there are many combinations, and few of them are asked twice.
    statement: {
      name: '',
      text: `SELECT s.order_id AS "orderId", s.seq FROM shipments AS s
        JOIN orders ON orders.account_id = s.account_id AND orders.order_id = s.order_id AND orders.deleted_at IS NULL
        WHERE ${where} ORDER BY s.created_at, s.order_id, s.seq LIMIT $2 OFFSET $3`,
    },
    values: [accountId, limit, offset, ...filters.map(([, value]) => value ?? 0)],
  };
}
