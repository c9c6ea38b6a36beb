/**
 * Receipts of calls that are no batches, as rows. Decides nothing: a claim changes a row only when nobody else holds it.
 * Whose it is afterwards is told by the token that stands in it.
 * Used by job-calls.ts, on the writer's connection.
 */
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { CallClaim, CallEnd, CallReceipt } from '../../core/call-receipt.ts';

export class CallTable {
  readonly #claim: StatementSync;
  readonly #end: StatementSync;
  readonly #find: StatementSync;

  constructor(db: DatabaseSync) {
    this.#claim = db.prepare(
      `INSERT INTO call_receipts (account_id, receipt_key, written_at, lapses_at, token, digest)
       VALUES (?1, ?2, ?3, ?4, ?5, ?6)
       ON CONFLICT (account_id, receipt_key) DO UPDATE SET lapses_at = ?4, token = ?5, digest = ?6
       WHERE answer IS NULL AND (lapses_at <= ?3 OR token = ?5)`,
    );
    this.#end = db.prepare(
      `UPDATE call_receipts SET lapses_at = 0, answer = ?4
       WHERE account_id = ?1 AND receipt_key = ?2 AND token = ?3 AND answer IS NULL`,
    );
    this.#find = db.prepare(
      `SELECT token, digest, written_at AS firstAt, answer FROM call_receipts WHERE account_id = ? AND receipt_key = ?`,
    );
  }

  keep(accountId: number, step: CallClaim | CallEnd): CallReceipt | null {
    const { key, token } = step;
    if (step.kind === 'end') this.#end.run(accountId, key, token, step.answer);
    else this.#claim.run(accountId, key, step.at, step.lapsesAt, token, step.digest);
    return (this.#find.get(accountId, key) as CallReceipt | undefined) ?? null;
  }
}
