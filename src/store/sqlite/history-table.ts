/**
 * Former documents, and those of deleted orders, rewritten without the person who bought. What is left of a document
 * the core says; nothing else may change a former one.
 * Used by job-calls.ts, inside a transaction of the writer.
 */
import type { DatabaseSync } from 'node:sqlite';
import { anonymousDocument } from '../../core/plan/anonymize.ts';
import type { Forgotten } from '../../core/register/register.ts';
import { forgetTerms } from './list-terms.ts';

type Former = { orderId: number; revision: number; state: string; content: string };

export class HistoryTable {
  readonly #db: DatabaseSync;

  constructor(db: DatabaseSync) {
    this.#db = db;
  }

  forget(accountId: number, { orderIds, customerId }: Forgotten): void {
    const deleted = this.#forgetDeleted(accountId, customerId);
    forgetTerms(this.#db, accountId, [...orderIds, ...deleted]);
    const find = this.#db.prepare(
      `SELECT order_id AS orderId, revision, state, content FROM revisions
       WHERE account_id = ? AND order_id IN (SELECT value FROM json_each(?))`,
    );
    const write = this.#db.prepare(
      `UPDATE revisions SET content = ?, state = ?, fingerprint = ? WHERE account_id = ? AND order_id = ? AND revision = ?`,
    );
    for (const former of find.all(accountId, JSON.stringify([...orderIds, ...deleted])) as Former[]) {
      const { content, state, fingerprint } = anonymousDocument(former);
      write.run(content, state, fingerprint, accountId, former.orderId, former.revision);
    }
  }

  #forgetDeleted(accountId: number, customerId: number): readonly number[] {
    const find = this.#db.prepare(
      `SELECT order_id AS orderId, revision, state, content FROM orders
       WHERE account_id = ? AND deleted_at IS NOT NULL AND json_extract(content, '$.customer.id') = ?`,
    );
    const write = this.#db.prepare(
      `UPDATE orders SET content = ?, state = ?, fingerprint = ?, customer_name = NULL, customer_fold = NULL
       WHERE account_id = ? AND order_id = ?`,
    );
    return (find.all(accountId, customerId) as Former[]).map((former) => {
      const { content, state, fingerprint } = anonymousDocument(former);
      write.run(content, state, fingerprint, accountId, former.orderId);
      return former.orderId;
    });
  }
}
