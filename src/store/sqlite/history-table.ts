/**
 * What is kept beside orders that stand, rewritten without the person who bought: former documents and those of deleted
 * orders, parcels, the register's entry of a username, receipts and records of batches. What is left of each the core
 * says; nothing else may change a former document.
 * Used by job-calls.ts, inside a transaction of the writer.
 */
import type { DatabaseSync } from 'node:sqlite';
import type { OrderContent } from '../../core/order.ts';
import { anonymousDocument } from '../../core/plan/anonymize.ts';
import { anonymousParcel, receiptWithout, recordWithout, wordsSought } from '../../core/plan/forget-words.ts';
import type { Forgotten } from '../../core/register/register.ts';
import { forgetTerms } from './list-terms.ts';
import { RegisterTable } from './register-table.ts';

type Former = { orderId: number; revision: number; state: string; content: string };

/** Of a table of texts by account, those that hold a word. */
const HOLDS_WORD = (text: string) =>
  `EXISTS (SELECT 1 FROM json_each(?2) AS word WHERE instr(lower(${text}), lower(word.value)) > 0)`;

export class HistoryTable {
  readonly #db: DatabaseSync;

  constructor(db: DatabaseSync) {
    this.#db = db;
  }

  forget(accountId: number, { orderIds, customerId, words }: Forgotten, at: number): void {
    const deleted = this.#forgetDeleted(accountId, customerId);
    const ids = [...orderIds, ...deleted.map(({ orderId }) => orderId)];
    forgetTerms(this.#db, accountId, ids);
    const formers = [...deleted, ...this.#forgetFormer(accountId, ids)];
    new RegisterTable(this.#db).forgetNames(accountId, usernamesOf(formers), at);
    this.#forgetParcels(accountId, ids);
    this.#forgetWords(accountId, words);
  }

  /** As they were. */
  #forgetFormer(accountId: number, orderIds: readonly number[]): readonly Former[] {
    const find = this.#db.prepare(
      `SELECT order_id AS orderId, revision, state, content FROM revisions
       WHERE account_id = ? AND order_id IN (SELECT value FROM json_each(?))`,
    );
    const write = this.#db.prepare(
      `UPDATE revisions SET content = ?, state = ?, fingerprint = ? WHERE account_id = ? AND order_id = ? AND revision = ?`,
    );
    const formers = find.all(accountId, JSON.stringify(orderIds)) as Former[];
    for (const former of formers) {
      const { content, state, fingerprint } = anonymousDocument(former);
      write.run(content, state, fingerprint, accountId, former.orderId, former.revision);
    }
    return formers;
  }

  #forgetDeleted(accountId: number, customerId: number): readonly Former[] {
    const find = this.#db.prepare(
      `SELECT order_id AS orderId, revision, state, content FROM orders
       WHERE account_id = ? AND deleted_at IS NOT NULL AND json_extract(content, '$.customer.id') = ?`,
    );
    const write = this.#db.prepare(
      `UPDATE orders SET content = ?, state = ?, fingerprint = ?, customer_name = NULL, customer_fold = NULL
       WHERE account_id = ? AND order_id = ?`,
    );
    const formers = find.all(accountId, customerId) as Former[];
    for (const former of formers) {
      const { content, state, fingerprint } = anonymousDocument(former);
      write.run(content, state, fingerprint, accountId, former.orderId);
    }
    return formers;
  }

  #forgetParcels(accountId: number, orderIds: readonly number[]): void {
    const find = this.#db.prepare(
      `SELECT parcel_id AS parcelId, document FROM parcels WHERE account_id = ? AND kind IN ('label', 'told')
         AND order_id IN (SELECT value FROM json_each(?))`,
    );
    const write = this.#db.prepare(
      'UPDATE parcels SET recipient = ?, document = ? WHERE account_id = ? AND parcel_id = ?',
    );
    const found = find.all(accountId, JSON.stringify(orderIds)) as { parcelId: number; document: string }[];
    for (const parcel of found) {
      const { recipient, document } = anonymousParcel(parcel.document);
      write.run(recipient, document, accountId, parcel.parcelId);
    }
  }

  #forgetWords(accountId: number, words: readonly string[]): void {
    const sought = wordsSought(words);
    const rewrite = (table: { name: string; text: string; without: typeof receiptWithout }) => {
      const { name, text, without } = table;
      const find = this.#db.prepare(
        `SELECT rowid AS id, ${text} AS text FROM ${name} WHERE account_id = ?1 AND ${HOLDS_WORD(text)}`,
      );
      const write = this.#db.prepare(`UPDATE ${name} SET ${text} = ? WHERE account_id = ? AND rowid = ?`);
      for (const row of find.all(accountId, JSON.stringify(words)) as { id: number; text: string }[]) {
        const kept = without(row.text, sought);
        if (kept !== null) write.run(kept, accountId, row.id);
      }
    };
    rewrite({ name: 'receipts', text: 'items', without: receiptWithout });
    rewrite({ name: 'batches', text: 'record', without: recordWithout });
  }
}

function usernamesOf(formers: readonly Former[]): readonly string[] {
  return formers.flatMap(({ content }) => (JSON.parse(content) as OrderContent).customer?.username ?? []);
}
