/**
 * Former documents, and those of deleted orders, rewritten without the person who bought. What is left of a document
 * the core says; nothing else may change a former one.
 * Called by driver.ts.
 */
import type { OrderContent } from '../../core/order.ts';
import { anonymousDocument } from '../../core/plan/anonymize.ts';
import type { Forgotten } from '../../core/register/register.ts';
import { bigintArray, integerArray, textArray } from './arrays.ts';
import type { Connections, Session, Statement } from './connections.ts';

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

export function forgetHistory(
  connections: Connections,
  accountId: number,
  { orderIds, customerId }: Forgotten,
): Promise<void> {
  return connections.run('write', async (session) => {
    const deleted = await deletedOf(session, accountId, customerId);
    const ids = bigintArray([...orderIds, ...deleted.map(({ orderId }) => orderId)]);
    const { rows } = await session.send<Former>(DOCUMENTS, [accountId, ids]);
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

async function deletedOf(session: Session, accountId: number, customerId: number): Promise<readonly Former[]> {
  const { rows } = await session.send<Former>(DELETED, [accountId, `"id":${customerId}[,}]`]);
  return rows.filter(({ content }) => (JSON.parse(content) as OrderContent).customer?.id === customerId);
}
