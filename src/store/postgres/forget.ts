/**
 * Forgets what has done its duty: receipts and records of batches by age, and the proofs of commits long since
 * answered. Some rows a call, found across accounts, deleted account by account, so that every change names one.
 * Called by driver.ts.
 */
import { textArray } from './arrays.ts';
import type { Connections, Session, Statement, Value } from './connections.ts';

/** So that no transaction is long. */
const FORGOTTEN_MAX = 1_000;

const OLD_RECEIPTS: Statement = {
  name: 'old_receipts',
  text: `SELECT account_id AS "accountId", receipt_key AS key FROM receipts WHERE written_at < $1
    ORDER BY written_at LIMIT ${FORGOTTEN_MAX}`,
};
const DELETE_RECEIPTS: Statement = {
  name: 'delete_receipts',
  text: 'DELETE FROM receipts WHERE account_id = $1 AND receipt_key = ANY ($2::text[]) AND written_at < $3',
};
const OLD_CALLS: Statement = {
  name: 'old_call_receipts',
  text: `SELECT account_id AS "accountId", receipt_key AS key FROM call_receipts WHERE written_at < $1
    ORDER BY written_at LIMIT ${FORGOTTEN_MAX}`,
};
const DELETE_CALLS: Statement = {
  name: 'delete_call_receipts',
  text: 'DELETE FROM call_receipts WHERE account_id = $1 AND receipt_key = ANY ($2::text[]) AND written_at < $3',
};
const OLD_BATCHES: Statement = {
  name: 'old_batches',
  text: `SELECT account_id AS "accountId", batch_id AS key FROM batches WHERE written_at < $1
    ORDER BY written_at LIMIT ${FORGOTTEN_MAX}`,
};
const DELETE_BATCHES: Statement = {
  name: 'delete_batches',
  text: 'DELETE FROM batches WHERE account_id = $1 AND batch_id = ANY ($2::text[]) AND written_at < $3',
};
/** A commit is in doubt for less than a minute; a day, by the database's own clock, is far beyond it. */
const OLD_COMMITS: Statement = {
  name: 'old_commits',
  text: `SELECT account_id AS "accountId", commit_id AS key FROM commits WHERE committed_at < now() - interval '1 day'
    ORDER BY committed_at LIMIT ${FORGOTTEN_MAX}`,
};
const DELETE_COMMITS: Statement = {
  name: 'delete_commits',
  text: 'DELETE FROM commits WHERE account_id = $1 AND commit_id = ANY ($2::text[])',
};

type Named = { accountId: number; key: string };

/** How many receipts and records. */
export function forget(connections: Connections, olderThan: number): Promise<number> {
  return connections.run('write', async (session) => {
    await forgetRows(session, { find: OLD_COMMITS, remove: DELETE_COMMITS, values: [] });
    const receipts = await forgetRows(session, { find: OLD_RECEIPTS, remove: DELETE_RECEIPTS, values: [olderThan] });
    const batches = await forgetRows(session, { find: OLD_BATCHES, remove: DELETE_BATCHES, values: [olderThan] });
    const calls = await forgetRows(session, { find: OLD_CALLS, remove: DELETE_CALLS, values: [olderThan] });
    return receipts + batches + calls;
  });
}

type Sweep = { find: Statement; remove: Statement; values: readonly Value[] };

async function forgetRows(session: Session, { find, remove, values }: Sweep): Promise<number> {
  const { rows } = await session.send<Named>(find, values);
  const keysByAccount = Map.groupBy(rows, ({ accountId }) => accountId);
  const removed = await Promise.all(
    [...keysByAccount].map(([accountId, named]) =>
      session.send(remove, [accountId, textArray(named.map(({ key }) => key)), ...values]),
    ),
  );
  return removed.reduce((sum, { count }) => sum + count, 0);
}
