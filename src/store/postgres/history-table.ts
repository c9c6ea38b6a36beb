/**
 * What is kept beside orders that stand, rewritten without the person who bought: former documents and those of deleted
 * orders, parcels, the register's entry of a username, receipts and records of batches. What is left of each the core
 * says; nothing else may change a former document.
 * Called by driver.ts.
 */
import type { OrderContent } from '../../core/order.ts';
import { anonymousDocument } from '../../core/plan/anonymize.ts';
import { anonymousParcel, receiptWithout, recordWithout, wordsSought } from '../../core/plan/forget-words.ts';
import type { Forgotten } from '../../core/register/register.ts';
import { storable } from '../../core/storable.ts';
import { bigintArray, integerArray, textArray } from './arrays.ts';
import type { Connections, Session, Statement } from './connections.ts';
import { forgetNames } from './register-table.ts';

type Former = { orderId: number; revision: number; state: string; content: string };

const DOCUMENTS: Statement = {
  name: 'former_documents',
  text: `SELECT order_id AS "orderId", revision, state, content FROM documents
    WHERE account_id = $1 AND order_id = ANY ($2::bigint[])`,
};
/** Those that may be the customer's; whether they are is decided here. */
const DELETED: Statement = {
  name: 'deleted_documents',
  text: `SELECT d.order_id AS "orderId", d.revision, d.state, d.content FROM orders AS o
    JOIN documents AS d ON d.account_id = $1 AND d.order_id = o.order_id AND d.revision = o.revision
    WHERE o.account_id = $1 AND o.deleted_at IS NOT NULL AND d.content ~ $2`,
};
const WRITE_DOCUMENTS: Statement = {
  name: 'write_former_documents',
  text: `UPDATE documents SET content = r.content, state = r.state, fingerprint = r.fingerprint
    FROM unnest($2::bigint[], $3::int[], $4::text[], $5::text[], $6::text[])
      AS r (order_id, revision, content, state, fingerprint)
    WHERE documents.account_id = $1 AND documents.order_id = r.order_id AND documents.revision = r.revision`,
};
const WRITE_DELETED: Statement = {
  name: 'write_deleted_orders',
  text: `UPDATE orders SET state = r.state, fingerprint = r.fingerprint, customer_name = NULL, customer_fold = NULL
    FROM unnest($2::bigint[], $3::text[], $4::text[]) AS r (order_id, state, fingerprint)
    WHERE orders.account_id = $1 AND orders.order_id = r.order_id`,
};

const PARCELS: Statement = {
  name: 'parcels_of_orders',
  text: `SELECT parcel_id AS "parcelId", document FROM parcels
    WHERE account_id = $1 AND kind IN ('label', 'told') AND order_id = ANY ($2::bigint[]) ORDER BY parcel_id FOR UPDATE`,
};
const WRITE_PARCELS: Statement = {
  name: 'write_forgotten_parcels',
  text: `UPDATE parcels SET recipient = r.recipient, document = r.document
    FROM unnest($2::bigint[], $3::text[], $4::text[]) AS r (parcel_id, recipient, document)
    WHERE parcels.account_id = $1 AND parcels.parcel_id = r.parcel_id`,
};
/** Tables of texts that may repeat what somebody said. */
const TEXTS = [
  { table: 'receipts', key: 'receipt_key', text: 'items', without: receiptWithout },
  { table: 'batches', key: 'batch_id', text: 'record', without: recordWithout },
] as const;

export function forgetHistory(
  connections: Connections,
  { accountId, at }: { accountId: number; at: number },
  { orderIds, customerId, words }: Forgotten,
): Promise<void> {
  return connections.run('write', async (session) => {
    const deleted = await deletedOf(session, accountId, customerId);
    const ids = bigintArray([...orderIds, ...deleted.map(({ orderId }) => orderId)]);
    const { rows } = await session.send<Former>(DOCUMENTS, [accountId, ids]);
    const usernames = rows.flatMap(({ content }) => (JSON.parse(content) as OrderContent).customer?.username ?? []);
    await forgetNames(session, { accountId, at }, usernames);
    await forgetParcels(session, accountId, ids);
    await forgetWords(session, accountId, words);
    const kept = rows.map((former) => ({ ...former, ...anonymousDocument(former) }));
    await session.send(WRITE_DOCUMENTS, [
      accountId,
      bigintArray(kept.map(({ orderId }) => orderId)),
      integerArray(kept.map(({ revision }) => revision)),
      textArray(kept.map(({ content }) => content)),
      textArray(kept.map(({ state }) => state)),
      textArray(kept.map(({ fingerprint }) => fingerprint)),
    ]);
    const gone = deleted.map((former) => ({ ...former, ...anonymousDocument(former) }));
    await session.send(WRITE_DELETED, [
      accountId,
      bigintArray(gone.map(({ orderId }) => orderId)),
      textArray(gone.map(({ state }) => state)),
      textArray(gone.map(({ fingerprint }) => fingerprint)),
    ]);
  });
}

async function forgetParcels(session: Session, accountId: number, orderIds: Buffer): Promise<void> {
  const { rows } = await session.send<{ parcelId: number; document: string }>(PARCELS, [accountId, orderIds]);
  if (rows.length === 0) return;
  const kept = rows.map(({ document }) => anonymousParcel(document));
  await session.send(WRITE_PARCELS, [
    accountId,
    bigintArray(rows.map(({ parcelId }) => parcelId)),
    textArray(kept.map(({ recipient }) => recipient)),
    textArray(kept.map(({ document }) => document)),
  ]);
}

async function forgetWords(session: Session, accountId: number, words: readonly string[]): Promise<void> {
  const sought = wordsSought(words);
  for (const { table, key, text, without } of TEXTS) {
    const find: Statement = {
      name: `${table}_with_words`,
      text: `SELECT ${key} AS key, ${text} AS text FROM ${table} WHERE account_id = $1
        AND EXISTS (SELECT 1 FROM unnest($2::text[]) AS word WHERE position(lower(word) IN lower(${text})) > 0)
        ORDER BY ${key} FOR UPDATE`,
    };
    const { rows } = await session.send<{ key: string; text: string }>(find, [
      accountId,
      textArray(words.map(storable)),
    ]);
    for (const row of rows) {
      const kept = without(row.text, sought);
      if (kept === null) continue;
      const write = {
        name: `write_${table}_without`,
        text: `UPDATE ${table} SET ${text} = $3 WHERE account_id = $1 AND ${key} = $2`,
      };
      await session.send(write, [accountId, row.key, kept]);
    }
  }
}

async function deletedOf(session: Session, accountId: number, customerId: number): Promise<readonly Former[]> {
  const { rows } = await session.send<Former>(DELETED, [accountId, `"id":${customerId}[,}]`]);
  return rows.filter(({ content }) => (JSON.parse(content) as OrderContent).customer?.id === customerId);
}
