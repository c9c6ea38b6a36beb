/**
 * Writes what a plan changes, each kind of row with one statement, all sent at once. Former documents are copied
 * before the rows that hold them change, and a key is freed before it is taken again. Decides nothing.
 * Called by apply.ts after the plan; the commit is sent right behind.
 */
import type { Changes, Command, OrderEvent, OrderRow, RevisionRow } from '../../core/command.ts';
import { bigintArray, integerArray, textArray } from './arrays.ts';
import type { Session, Statement, Value } from './connections.ts';
import { CHANGING_COLUMNS, FIXED_COLUMNS, ORDER_ID, unnestOf } from './rows.ts';
import { storedText } from './text-column.ts';

const ALL_COLUMNS = [...FIXED_COLUMNS, ...CHANGING_COLUMNS];
const UPDATED_COLUMNS = [ORDER_ID, ...CHANGING_COLUMNS];
const REVISION_COLUMNS = [
  { name: 'order_id', type: 'bigint' },
  { name: 'revision', type: 'int' },
  { name: 'modified_at', type: 'bigint' },
  { name: 'replaced_at', type: 'bigint' },
  { name: 'status', type: 'text' },
  { name: 'fingerprint', type: 'text' },
  { name: 'batch_id', type: 'text' },
  { name: 'state', type: 'text' },
] as const;

const INSERT_ORDERS: Statement = {
  name: 'insert_orders',
  text: `INSERT INTO orders (account_id, ${namesOf(ALL_COLUMNS)}) SELECT $1::bigint, ${namesOf(ALL_COLUMNS)}
    FROM ${unnestOf(ALL_COLUMNS, 2)}`,
};

/** A null content keeps the document that stands there. */
const UPDATE_ORDERS: Statement = {
  name: 'update_orders',
  text: `UPDATE orders SET ${CHANGING_COLUMNS.map(({ name }) => assignment(name)).join(', ')}
    FROM ${unnestOf(UPDATED_COLUMNS, 2)} WHERE orders.account_id = $1 AND orders.order_id = r.order_id`,
};

/** Documents that stand in the table are copied there and never travel. */
const COPY_REVISIONS: Statement = {
  name: 'copy_revisions',
  text: `INSERT INTO revisions (account_id, ${namesOf(REVISION_COLUMNS)}, content)
    SELECT orders.account_id, ${REVISION_COLUMNS.map(({ name }) => `r.${name}`).join(', ')}, orders.content
    FROM ${unnestOf(REVISION_COLUMNS, 2)} JOIN orders ON orders.order_id = r.order_id WHERE orders.account_id = $1`,
};

/** Documents this very command wrote and replaced. */
const INSERT_REVISIONS: Statement = {
  name: 'insert_revisions',
  text: `INSERT INTO revisions (account_id, ${namesOf(REVISION_COLUMNS)}, content)
    SELECT $1::bigint, ${namesOf(REVISION_COLUMNS)}, content
    FROM ${unnestOf([...REVISION_COLUMNS, { name: 'content', type: 'text' }], 2)}`,
};

const SAVE_RECEIPT: Statement = {
  name: 'save_receipt',
  text: 'UPDATE receipts SET written_at = $3, items = $4 WHERE account_id = $1 AND receipt_key = $2',
};

const SAVE_BATCH: Statement = {
  name: 'save_batch',
  text: `INSERT INTO batches (account_id, batch_id, written_at, record) VALUES ($1, $2, $3, $4)
    ON CONFLICT (account_id, batch_id) DO UPDATE SET written_at = excluded.written_at, record = excluded.record`,
};

/** Whoever lists the account's events waits for us, and we for them, but writers not for one another. */
const SHARE_EVENTS: Statement = {
  name: 'share_events',
  text: `SELECT pg_advisory_xact_lock_shared(hashtextextended('events of account ' || $1::bigint, 0)) AS account_id`,
};

const INSERT_EVENTS: Statement = {
  name: 'insert_events',
  text: `INSERT INTO events (account_id, event_id, at, batch_id, order_id, revision, kind)
    SELECT $1::bigint, nextval('event_ids'), $2::bigint, $3::text, order_id, revision, kind
    FROM unnest($4::bigint[], $5::int[], $6::text[]) AS r (order_id, revision, kind)`,
};

/** Sends every write; resolves when all are done. */
export async function writeChanges(session: Session, command: Command, changes: Changes): Promise<void> {
  const send = sendRowsOf(session, command.accountId);
  const copied = changes.revisions.filter(({ content }) => content === null);
  const carried = changes.revisions.filter(({ content }) => content !== null);
  await Promise.all([
    send(COPY_REVISIONS, copied, revisionArrays),
    send(INSERT_REVISIONS, carried, (rows) => [...revisionArrays(rows), textArray(rows.map(({ content }) => content))]),
    send(UPDATE_ORDERS, changes.replaced, (rows) => UPDATED_COLUMNS.map(({ array }) => array(rows))),
    // In one order of keys, so that two commands that create the same keys wait for each other in a line.
    send(INSERT_ORDERS, changes.created.toSorted(byKey), (rows) => ALL_COLUMNS.map(({ array }) => array(rows))),
    saveReceipt(session, command, changes),
    saveBatch(session, command.accountId, changes),
    writeEvents(session, command, changes.events),
  ]);
}

type SendRows = <T>(
  statement: Statement,
  rows: readonly T[],
  arrays: (rows: readonly T[]) => Buffer[],
) => Promise<void>;

function sendRowsOf(session: Session, accountId: number): SendRows {
  return async (statement, rows, arrays) => {
    if (rows.length === 0) return;
    const { count } = await session.send(statement, [accountId, ...arrays(rows)]);
    if (count !== rows.length) throw new Error(`${statement.name} must write ${rows.length} rows, but wrote ${count}`);
  };
}

function revisionArrays(rows: readonly RevisionRow[]): Buffer[] {
  return [
    bigintArray(rows.map(({ orderId }) => orderId)),
    integerArray(rows.map(({ revision }) => revision)),
    bigintArray(rows.map(({ modifiedAt }) => modifiedAt)),
    bigintArray(rows.map(({ replacedAt }) => replacedAt)),
    textArray(rows.map(({ status }) => status)),
    textArray(rows.map(({ fingerprint }) => fingerprint)),
    textArray(rows.map(({ batchId }) => storedText(batchId))),
    textArray(rows.map(({ state }) => state)),
  ];
}

async function saveBatch(session: Session, accountId: number, { batch }: Changes): Promise<void> {
  if (batch === null) return;
  await session.send(SAVE_BATCH, [accountId, storedText(batch.batchId), batch.at, JSON.stringify(batch)]);
}

async function saveReceipt(session: Session, command: Command, { receipt }: Changes): Promise<void> {
  const { accountId, receiptKey, at } = command;
  if (receiptKey === null || receipt === null) return;
  await session.send(SAVE_RECEIPT, [accountId, storedText(receiptKey), at, JSON.stringify(receipt)]);
}

/** Last of all, for from the first of its ids on until the commit nobody may list the account's events. */
async function writeEvents(session: Session, command: Command, events: readonly OrderEvent[]): Promise<void> {
  if (events.length === 0) return;
  const { accountId, at, batchId } = command;
  const sent: readonly Value[] = [
    accountId,
    at,
    storedText(batchId),
    bigintArray(events.map(({ orderId }) => orderId)),
    integerArray(events.map(({ revision }) => revision)),
    textArray(events.map(({ kind }) => kind)),
  ];
  await Promise.all([session.send(SHARE_EVENTS, [accountId]), session.send(INSERT_EVENTS, sent)]);
}

function namesOf(columns: readonly { name: string }[]): string {
  return columns.map(({ name }) => name).join(', ');
}

function assignment(column: string): string {
  return column === 'content' ? 'content = coalesce(r.content, orders.content)' : `${column} = r.${column}`;
}

function byKey(a: OrderRow, b: OrderRow): number {
  return a.orderKey < b.orderKey ? -1 : Number(a.orderKey > b.orderKey);
}
