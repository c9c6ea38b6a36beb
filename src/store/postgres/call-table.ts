/**
 * Receipts of calls that are no batches, as rows. Decides nothing: a claim changes a row only when nobody else holds it.
 * Whose it is afterwards is told by the token that stands in it.
 * Called by driver.ts.
 */
import type { CallClaim, CallEnd, CallReceipt } from '../../core/call-receipt.ts';
import { storable } from '../../core/storable.ts';
import type { Connections, Statement } from './connections.ts';

const CLAIM: Statement = {
  name: 'claim_call',
  text: `INSERT INTO call_receipts AS held (account_id, receipt_key, written_at, lapses_at, token, digest)
    VALUES ($1, $2, $3, $4, $5, $6)
    ON CONFLICT (account_id, receipt_key) DO UPDATE SET lapses_at = excluded.lapses_at, token = excluded.token,
      digest = excluded.digest
    WHERE held.answer IS NULL AND (held.lapses_at <= $3 OR held.token = excluded.token)`,
};
const END: Statement = {
  name: 'end_call',
  text: `UPDATE call_receipts SET lapses_at = 0, answer = $4
    WHERE account_id = $1 AND receipt_key = $2 AND token = $3 AND answer IS NULL`,
};
const FIND: Statement = {
  name: 'find_call',
  text: `SELECT token, digest, written_at AS "firstAt", answer FROM call_receipts
    WHERE account_id = $1 AND receipt_key = $2`,
};

export function keepCall(
  connections: Connections,
  accountId: number,
  step: CallClaim | CallEnd,
): Promise<CallReceipt | null> {
  return connections.run('write', async (session) => {
    const { key, token } = step;
    if (step.kind === 'end') {
      await session.send(END, [accountId, key, token, step.answer === null ? null : storable(step.answer)]);
    } else await session.send(CLAIM, [accountId, key, step.at, step.lapsesAt, token, step.digest]);
    const { rows } = await session.send<CallReceipt>(FIND, [accountId, key]);
    return rows[0] ?? null;
  });
}
