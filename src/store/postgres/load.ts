/**
 * What a command needs before it is planned: locks every order it names, then reads them with a snapshot taken after
 * the locks, so that what was committed while it waited is seen, orders split off meanwhile included (decision 020).
 * Orders are locked in the order of their ids, by every command of every node. Called by apply.ts.
 */

import type { Command, Found, Lookup, OrderRow, ReceiptItem } from '../../core/command.ts';
import { storable } from '../../core/intake.ts';
import { bigintArray, textArray } from './arrays.ts';
import type { Session, Statement, Value } from './connections.ts';
import { BORNE_NUMBER, type FlatRow, ORDER_ID_DIGITS, orderRowOf, WITH_CONTENT, WITHOUT_CONTENT } from './rows.ts';

/** An order may join the family of a locked one once; a second time means that a statement is wrong. */
const ROUNDS_MAX = 5;

/** Makes the receipt when there is none and locks it: two commands with one key run one after the other. */
const HOLD_RECEIPT: Statement = {
  name: 'hold_receipt',
  text: `INSERT INTO receipts (account_id, receipt_key, written_at, items) VALUES ($1, $2, $3, '[]')
    ON CONFLICT (account_id, receipt_key) DO UPDATE SET receipt_key = excluded.receipt_key RETURNING items`,
};

const CLAIMED_NUMBERS: Statement = {
  name: 'claimed_numbers',
  text: `SELECT number FROM orders WHERE account_id = $1 AND NOT is_deleted AND is_number_claimed
    AND ${BORNE_NUMBER} = ANY ($2::text[])`,
};

/** Sends all at once; resolves with what was found. */
export async function loadFound(session: Session, command: Command, lookup: Lookup): Promise<Found> {
  const [receipt, orders] = await Promise.all([holdReceipt(session, command), loadOrders(session, command, lookup)]);
  return { orders, takenNumbers: takenOf(orders, lookup.numbers), receipt, shelf: null };
}

/** Of these order ids, those whose digits an order of the account claims as its number. */
export async function claimedAmong(session: Session, accountId: number, ids: readonly number[]): Promise<Set<string>> {
  const { rows } = await session.send<{ number: string }>(CLAIMED_NUMBERS, [accountId, textArray(ids.map(String))]);
  return new Set(rows.map(({ number }) => number));
}

async function holdReceipt(session: Session, command: Command): Promise<readonly ReceiptItem[] | null> {
  if (command.receiptKey === null) return null;
  const values = [command.accountId, storable(command.receiptKey), command.at];
  const { rows } = await session.send<{ items: string }>(HOLD_RECEIPT, values);
  return JSON.parse(rows[0]?.items ?? '[]') as ReceiptItem[];
}

async function loadOrders(session: Session, command: Command, lookup: Lookup): Promise<readonly OrderRow[]> {
  const query = queryOf(command.accountId, lookup);
  if (query === null) return [];
  const locked = new Set<number>();
  for (let round = 1; round <= ROUNDS_MAX; round++) {
    const [ids, found] = await Promise.all([
      session.send<{ orderId: number }>(query.lock, query.values),
      session.send<FlatRow>(query.read, query.values),
    ]);
    for (const { orderId } of ids.rows) locked.add(orderId);
    if (found.rows.every(({ orderId }) => locked.has(orderId))) return rowsOf(found.rows);
  }
  throw new Error(`orders must be locked after ${ROUNDS_MAX} rounds`);
}

/** An order named twice, by its key and by its id, is one row. */
function rowsOf(found: readonly FlatRow[]): readonly OrderRow[] {
  return [...new Map(found.map((row) => [row.orderId, orderRowOf(row)])).values()];
}

type OrderQuery = { lock: Statement; read: Statement; values: readonly Value[] };
type Naming = { tag: string; sql: string; type: string; array: Buffer };

/**
 * By key, by id and by number, of which most commands need one. Every name is looked up by itself (OFFSET 0 keeps the
 * planner from turning that round), so that no plan depends on what the statistics say of the account.
 */
function queryOf(accountId: number, lookup: Lookup): OrderQuery | null {
  const namings = namingsOf(lookup);
  if (namings.length === 0) return null;
  const tag = namings.map((naming) => naming.tag).join('');
  const columns = lookup.hasContent ? WITH_CONTENT : WITHOUT_CONTENT;
  const found = (selected: string) => namings.map((naming, index) => lookUp(naming, index + 2, selected));
  return {
    lock: {
      name: `lock_orders_${tag}`,
      text: `SELECT locked.order_id AS "orderId"
        FROM (${found('order_id').join(' UNION ')} ORDER BY order_id OFFSET 0) AS named
        CROSS JOIN LATERAL (
          SELECT order_id FROM orders WHERE account_id = $1 AND order_id = named.order_id AND NOT is_deleted FOR UPDATE
        ) AS locked`,
    },
    read: {
      name: `read_orders_${tag}${lookup.hasContent ? '_content' : ''}`,
      text: found(columns).join(' UNION ALL '),
    },
    values: [accountId, ...namings.map(({ array }) => array)],
  };
}

function namingsOf({ orderKeys, orderIds, numbers }: Lookup): readonly Naming[] {
  const ids = [...orderIds, ...numbers.filter((number) => ORDER_ID_DIGITS.test(number)).map(Number)];
  return [
    ...(orderKeys.length === 0 ? [] : [{ tag: 'k', sql: 'order_key', type: 'text', array: textArray(orderKeys) }]),
    ...(ids.length === 0 ? [] : [{ tag: 'i', sql: 'order_id', type: 'bigint', array: bigintArray(ids) }]),
    ...(numbers.length === 0
      ? []
      : [{ tag: 'n', sql: BORNE_NUMBER, type: 'text', array: textArray(numbers.map(storable)) }]),
  ];
}

function lookUp({ sql, type }: Naming, parameter: number, columns: string): string {
  return `SELECT found.* FROM unnest($${parameter}::${type}[]) AS names (name) CROSS JOIN LATERAL (
    SELECT ${columns} FROM orders WHERE account_id = $1 AND ${sql} = names.name AND NOT is_deleted OFFSET 0
  ) AS found`;
}

function takenOf(orders: readonly OrderRow[], numbers: readonly string[]): ReadonlySet<string> {
  const borne = new Set(orders.flatMap((row) => [String(row.orderId), ...(row.isNumberClaimed ? [row.number] : [])]));
  return new Set(numbers.filter((number) => borne.has(number)));
}
