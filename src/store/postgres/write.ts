/**
 * Writes what a plan changes, each kind of row with one statement, all sent at once. Documents are only ever added,
 * so that history costs no second copy; a key is freed before it is taken again. Decides nothing.
 * Called by apply.ts after the plan; the commit is sent right behind.
 */

import type { Changes, Command, Found, OrderEvent, OrderRow, Plan, RevisionRow } from '../../core/command.ts';
import { storable } from '../../core/intake.ts';
import type { ShopperEvent } from '../../core/register/register.ts';
import { bigintArray, integerArray, textArray } from './arrays.ts';
import type { Session, Statement, Value } from './connections.ts';
import { CHANGING_COLUMNS, COLUMNS, elementsOf } from './rows.ts';

const DOCUMENT_COLUMNS = [
  { name: 'order_id', type: 'bigint' },
  { name: 'revision', type: 'int' },
  { name: 'modified_at', type: 'bigint' },
  { name: 'status', type: 'text' },
  { name: 'fingerprint', type: 'text' },
  { name: 'batch_id', type: 'text' },
  { name: 'state', type: 'text' },
  { name: 'content', type: 'text' },
] as const;

const INSERT_ORDERS: Statement = {
  name: 'insert_orders',
  text: `INSERT INTO orders (account_id, ${namesOf(COLUMNS)}) SELECT $1::bigint, ${elementsOf(COLUMNS, 2)}`,
};

/** Orders that stand are met by their primary key alone: no join whose plan could depend on statistics. */
const UPDATE_ORDERS: Statement = {
  name: 'update_orders',
  text: `${INSERT_ORDERS.text}
    ON CONFLICT (account_id, order_id) DO UPDATE SET ${CHANGING_COLUMNS.map(({ name }) => `${name} = excluded.${name}`).join(', ')}`,
};

const INSERT_DOCUMENTS: Statement = {
  name: 'insert_documents',
  text: `INSERT INTO documents (account_id, ${namesOf(DOCUMENT_COLUMNS)})
    SELECT $1::bigint, ${elementsOf(DOCUMENT_COLUMNS, 2)}`,
};

/** A document that stays what it was is copied from the revision before this command, and never travels. */
const COPY_DOCUMENTS: Statement = {
  name: 'copy_documents',
  text: `INSERT INTO documents (account_id, ${namesOf(DOCUMENT_COLUMNS)})
    SELECT $1::bigint, ${namesOf(DOCUMENT_COLUMNS.slice(0, -1))}, (
      SELECT content FROM documents WHERE account_id = $1 AND order_id = r.order_id AND revision = r.copied_revision
    ) FROM (SELECT ${elementsOf([...DOCUMENT_COLUMNS.slice(0, -1), { name: 'copied_revision', type: 'int' }], 2)}) AS r`,
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
  text: `INSERT INTO events (account_id, event_id, at, batch_id, order_id, revision, kind, about)
    SELECT $1::bigint, nextval('event_ids'), at, batch_id, order_id, revision, kind, about
    FROM unnest($2::bigint[], $3::text[], $4::bigint[], $5::int[], $6::text[], $7::bigint[])
      AS r (at, batch_id, order_id, revision, kind, about)`,
};

/** A command and what its plan changes of what was found. */
export type Planned = Plan & { command: Command; found: Found };

/** Sends every write of the commands but events, all of one account; resolves when all are done. */
export async function writeChanges(session: Session, planned: readonly [Planned, ...Planned[]]): Promise<void> {
  const { accountId } = planned[0].command;
  const send = sendRowsOf(session, accountId);
  const created = planned.flatMap(({ changes }) => changes.created);
  const replaced = planned.flatMap(({ changes }) => changes.replaced);
  const { written, copied } = documentsOf({
    created,
    replaced,
    revisions: planned.flatMap(({ changes }) => changes.revisions),
  });
  await Promise.all([
    send(UPDATE_ORDERS, replaced, orderArrays),
    // Keys are created in one order, so that two commands that create the same ones wait for each other in a line.
    send(INSERT_ORDERS, created.toSorted(byKey), orderArrays),
    send(INSERT_DOCUMENTS, written, (rows) => [...documentArrays(rows), textArray(rows.map(({ content }) => content))]),
    send(COPY_DOCUMENTS, copied, (rows) => [
      ...documentArrays(rows),
      integerArray(rows.map(({ copiedRevision }) => copiedRevision)),
    ]),
    ...planned.map(({ command, changes }) => saveReceipt(session, command, changes)),
    ...planned.map(({ changes }) => saveBatch(session, accountId, changes)),
  ]);
}

function orderArrays(rows: readonly OrderRow[]): Buffer[] {
  return COLUMNS.map(({ array }) => array(rows));
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

type Document = Omit<RevisionRow, 'replacedAt'>;
type CopiedDocument = Document & { copiedRevision: number | null };
type Documents = { written: readonly Document[]; copied: readonly CopiedDocument[] };

/** Of every order its last document, and those this very command wrote and replaced; the one before them stands. */
function documentsOf({ created, replaced, revisions }: Pick<Changes, 'created' | 'replaced' | 'revisions'>): Documents {
  const standing = new Map<number, number>();
  for (const { orderId, revision } of replaced) standing.set(orderId, revision);
  for (const { orderId, revision } of revisions) {
    const known = standing.get(orderId);
    if (known !== undefined) standing.set(orderId, Math.min(known, revision));
  }
  const documents: readonly Document[] = [...revisions, ...replaced, ...created].filter(
    ({ orderId, revision }) => revision > (standing.get(orderId) ?? 0),
  );
  return {
    written: documents.filter(({ content }) => content !== null),
    copied: documents
      .filter(({ content }) => content === null)
      .map((document) => ({ ...document, copiedRevision: standing.get(document.orderId) ?? null })),
  };
}

function documentArrays(rows: readonly Document[]): Buffer[] {
  return [
    bigintArray(rows.map(({ orderId }) => orderId)),
    integerArray(rows.map(({ revision }) => revision)),
    bigintArray(rows.map(({ modifiedAt }) => modifiedAt)),
    textArray(rows.map(({ status }) => status)),
    textArray(rows.map(({ fingerprint }) => fingerprint)),
    textArray(rows.map(({ batchId }) => batchId)),
    textArray(rows.map(({ state }) => state)),
  ];
}

async function saveBatch(session: Session, accountId: number, { batch }: Changes): Promise<void> {
  if (batch === null) return;
  await session.send(SAVE_BATCH, [accountId, batch.batchId, batch.at, JSON.stringify(batch)]);
}

async function saveReceipt(session: Session, command: Command, { receipt }: Changes): Promise<void> {
  const { accountId, receiptKey, at } = command;
  if (receiptKey === null || receipt === null) return;
  await session.send(SAVE_RECEIPT, [accountId, storable(receiptKey), at, JSON.stringify(receipt)]);
}

/** An event with what it has of its command. */
type WrittenEvent = (OrderEvent | ShopperEvent) & Pick<Command, 'at' | 'batchId'>;

export function eventsOf({ command: { at, batchId }, changes }: Planned): readonly WrittenEvent[] {
  return changes.events.map((event) => ({ ...event, at, batchId }));
}

/** Last of all, for from the first of its ids on until the commit nobody may list the account's events. */
export async function writeEvents(session: Session, accountId: number, events: readonly WrittenEvent[]): Promise<void> {
  if (events.length === 0) return;
  const sent: readonly Value[] = [
    accountId,
    bigintArray(events.map(({ at }) => at)),
    textArray(events.map(({ batchId }) => batchId)),
    bigintArray(events.map(({ orderId }) => orderId)),
    integerArray(events.map(({ revision }) => revision)),
    textArray(events.map(({ kind }) => kind)),
    bigintArray(events.map(({ about }) => about)),
  ];
  await Promise.all([session.send(SHARE_EVENTS, [accountId]), session.send(INSERT_EVENTS, sent)]);
}

function namesOf(columns: readonly { name: string }[]): string {
  return columns.map(({ name }) => name).join(', ');
}

function byKey(a: OrderRow, b: OrderRow): number {
  return a.orderKey < b.orderKey ? -1 : Number(a.orderKey > b.orderKey);
}
