/**
 * Forgets what has done its duty: receipts and records of batches by age, and the proofs of commits long since
 * answered. Some rows a call, found across accounts, deleted account by account, so that every change names one.
 * Called by driver.ts.
 */
import { textArray } from './arrays.ts';
import type { Connections, Session, Statement, Value } from './connections.ts';

/** So that no transaction is long. */
const FORGOTTEN_MAX = 1_000;

/** What is forgotten by its age, with the column that names a row within its account. */
const AGED = (
  [
    ['receipts', 'receipt_key'],
    ['batches', 'batch_id'],
    ['call_receipts', 'receipt_key'],
  ] as const
).map(
  ([table, key]): Pick<Sweep, 'find' | 'remove'> => ({
    find: {
      name: `old_${table}`,
      text: `SELECT account_id AS "accountId", ${key} AS key FROM ${table} WHERE written_at < $1
        ORDER BY written_at LIMIT ${FORGOTTEN_MAX}`,
    },
    remove: {
      name: `delete_${table}`,
      text: `DELETE FROM ${table} WHERE account_id = $1 AND ${key} = ANY ($2::text[]) AND written_at < $3`,
    },
  }),
);
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
    let forgotten = 0;
    for (const aged of AGED) forgotten += await forgetRows(session, { ...aged, values: [olderThan] });
    return forgotten;
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
