/**
 * The slips of returns and allocation requests: written with the orders that hold them, read for lists. It decides
 * nothing and holds nothing that does not stand in an order's state; an order that was deleted is found by nobody.
 * Called by apply.ts to write, by driver.ts to read.
 */
import type { SlipFound, SlipQuery } from '../../core/queries.ts';
import type { SlipRow } from '../../core/slips.ts';
import { bigintArray, integerArray, textArray } from './arrays.ts';
import type { Connections, Session, Statement, Value } from './connections.ts';
import { type FlatRow, orderOf, WITH_CONTENT } from './rows.ts';

const SAVE_SLIPS: Statement = {
  name: 'save_slips',
  text: `INSERT INTO slips (account_id, slip_id, order_id, created_at, warehouse_id, customer_id, seq, kind, status)
    SELECT $1::bigint, * FROM unnest($2::bigint[], $3::bigint[], $4::bigint[], $5::bigint[], $6::bigint[], $7::int[],
      $8::text[], $9::text[])
    ON CONFLICT (account_id, slip_id) DO UPDATE SET status = excluded.status`,
};
const ORDERS_OF: Statement = {
  name: 'orders_of_slips',
  text: `SELECT ${WITH_CONTENT} FROM orders
    WHERE account_id = $1 AND order_id = ANY ($2::bigint[]) AND deleted_at IS NULL`,
};

export async function writeSlips(session: Session, accountId: number, rows: readonly SlipRow[]): Promise<void> {
  if (rows.length === 0) return;
  await session.send(SAVE_SLIPS, [
    accountId,
    bigintArray(rows.map(({ slipId }) => slipId)),
    bigintArray(rows.map(({ orderId }) => orderId)),
    bigintArray(rows.map(({ createdAt }) => createdAt)),
    bigintArray(rows.map(({ warehouseId }) => warehouseId)),
    bigintArray(rows.map(({ customerId }) => customerId)),
    integerArray(rows.map(({ seq }) => seq)),
    textArray(rows.map(({ kind }) => kind)),
    textArray(rows.map(({ status }) => status)),
  ]);
}

/** From the primary: whoever lists must see what he has just made. */
export function listSlips(
  connections: Connections,
  accountId: number,
  query: SlipQuery,
): Promise<readonly SlipFound[]> {
  const { statement, values } = statementOf(accountId, query);
  return connections.run('snapshot', async (session) => {
    const { rows } = await session.send<{ orderId: number; slipId: number }>(statement, values);
    const ids = [...new Set(rows.map(({ orderId }) => orderId))];
    const found = await session.send<FlatRow>(ORDERS_OF, [accountId, bigintArray(ids)]);
    const orders = new Map(found.rows.map((row) => [row.orderId, orderOf(row)]));
    return rows.flatMap(({ orderId, slipId }) => {
      const order = orders.get(orderId);
      return order === undefined ? [] : [{ order, slipId }];
    });
  });
}

function statementOf(accountId: number, query: SlipQuery): { statement: Statement; values: readonly Value[] } {
  const { kind, orderIds, statuses, warehouseIds, created = {}, isNewestFirst, offset, limit } = query;
  const stated: [string, Value | undefined][] = [
    ['s.slip_id = ?', query.slipId],
    ['s.order_id = ANY (?::bigint[])', orderIds && bigintArray(orderIds)],
    ['s.seq = ?', query.seq],
    ['s.customer_id = ?', query.customerId],
    ['s.status = ANY (?::text[])', statuses && textArray(statuses)],
    ['s.warehouse_id = ANY (?::bigint[])', warehouseIds && bigintArray(warehouseIds)],
    ['s.created_at >= ?', created.from],
    [`s.created_at ${created.isToExclusive === true ? '<' : '<='} ?`, created.to],
  ];
  const filters = stated.flatMap(([sql, value]) => (value === undefined ? [] : [{ sql, value }]));
  const conditions = filters.map(({ sql }, index) => sql.replace('?', `$${index + 5}`));
  const where = ['s.account_id = $1', 's.kind = $2', ...conditions].join(' AND ');
  const direction = isNewestFirst ? 'DESC' : 'ASC';
  return {
    // Unnamed: there are many combinations, and few of them are asked twice.
    statement: {
      name: '',
      text: `SELECT s.order_id AS "orderId", s.slip_id AS "slipId" FROM slips AS s
        JOIN orders ON orders.account_id = s.account_id AND orders.order_id = s.order_id AND orders.deleted_at IS NULL
        WHERE ${where} ORDER BY s.created_at ${direction}, s.slip_id ${direction} LIMIT $3 OFFSET $4`,
    },
    values: [accountId, kind, limit, offset, ...filters.map(({ value }) => value)],
  };
}
