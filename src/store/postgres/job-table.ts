/**
 * Jobs as rows. A claim skips rows that another node is just claiming, moves the time at which a job is due and counts
 * up, so that whoever comes back from a claim that has lapsed changes nothing. Decides nothing.
 * Jobs are found across accounts and changed account by account, as everything is that is due by time.
 * Called by driver.ts, and by apply.ts inside a command's transaction.
 */
import { storable } from '../../core/intake.ts';
import { type Job, type JobDraft, type JobEnd, type JobQuery, type JobTry, logWith } from '../../core/jobs.ts';
import { bigintArray, textArray } from './arrays.ts';
import type { Connections, Session, Statement } from './connections.ts';

const COLUMNS = `account_id AS "accountId", job_id AS "jobId", kind, name, state, due_at AS "dueAt", made_at AS "madeAt",
  tries, claim, payload, log`;
/** So that no transaction is long. */
const FORGOTTEN_MAX = 1_000;

const INSERT = `INSERT INTO jobs AS j (account_id, kind, name, due_at, payload, state, made_at, tries, claim, log)
    SELECT $1::bigint, kind, name, due_at, payload, 'waiting', $2::bigint, 0, 0, '[]'
    FROM unnest($3::text[], $4::text[], $5::bigint[], $6::text[]) AS d (kind, name, due_at, payload)
    ON CONFLICT (account_id, kind, name)`;
const ADD: Statement = { name: 'add_jobs', text: `${INSERT} DO NOTHING` };
const SAVE: Statement = {
  name: 'save_jobs',
  text: `${INSERT} DO UPDATE SET state = 'waiting', due_at = excluded.due_at, ended_at = NULL,
      tries = 0, claim = j.claim + 1, payload = excluded.payload`,
};
const LOCK_DUE: Statement = {
  name: 'lock_due_jobs',
  text: `SELECT account_id AS "accountId", job_id AS "jobId" FROM jobs
    WHERE state = 'waiting' AND due_at <= $1 AND kind = ANY ($2::text[]) ORDER BY due_at LIMIT $3 FOR UPDATE SKIP LOCKED`,
};
const CLAIM: Statement = {
  name: 'claim_jobs',
  text: `UPDATE jobs SET due_at = $3, claim = claim + 1 WHERE account_id = $1 AND job_id = ANY ($2::bigint[])
    RETURNING ${COLUMNS}`,
};
const END: Statement = {
  name: 'end_job',
  text: `UPDATE jobs SET state = $4, due_at = $5, ended_at = $6, tries = tries + 1, log = $7
    WHERE account_id = $1 AND job_id = $2 AND claim = $3 AND state = 'waiting'`,
};
const RENEW: Statement = {
  name: 'renew_job',
  text: `UPDATE jobs SET due_at = $4 WHERE account_id = $1 AND job_id = $2 AND claim = $3 AND state = 'waiting'`,
};
const LIST: Statement = {
  name: 'list_jobs',
  text: `SELECT ${COLUMNS} FROM jobs
    WHERE account_id = $1 AND kind = $2 AND job_id < coalesce($3::bigint, 9223372036854775807)
      AND starts_with(name, $4) AND ($5::text IS NULL OR state = $5)
    ORDER BY job_id DESC LIMIT $6`,
};
const RESTART: Statement = {
  name: 'restart_job',
  text: `UPDATE jobs SET state = 'waiting', due_at = $3, ended_at = NULL, tries = 0, claim = claim + 1
    WHERE account_id = $1 AND job_id = $2`,
};
const OLD_JOBS: Statement = {
  name: 'old_jobs',
  text: `SELECT account_id AS "accountId", job_id AS "jobId" FROM jobs WHERE ended_at < $1
    ORDER BY ended_at LIMIT ${FORGOTTEN_MAX}`,
};
const DELETE_JOBS: Statement = {
  name: 'delete_jobs',
  text: 'DELETE FROM jobs WHERE account_id = $1 AND job_id = ANY ($2::bigint[]) AND ended_at < $3',
};
const OLD_NOTICES: Statement = {
  name: 'old_notices',
  text: `SELECT account_id AS "accountId", batch_id AS "batchId" FROM notices WHERE written_at < $1
    ORDER BY written_at LIMIT ${FORGOTTEN_MAX}`,
};
const DELETE_NOTICES: Statement = {
  name: 'delete_notices',
  text: 'DELETE FROM notices WHERE account_id = $1 AND batch_id = ANY ($2::text[]) AND written_at < $3',
};

type JobRecord = Omit<Job, 'log'> & { log: string };
type Named = { accountId: number; jobId: number };

type Maker = { accountId: number; at: number };

/** Made again, a job is due anew. */
export function saveJobs(session: Session, maker: Maker, drafts: readonly JobDraft[]): Promise<void> {
  return sendJobs(session, { ...maker, statement: SAVE }, drafts);
}

/** Made again, a job stands as it was. */
export function addJobs(session: Session, maker: Maker, drafts: readonly JobDraft[]): Promise<void> {
  return sendJobs(session, { ...maker, statement: ADD }, drafts);
}

async function sendJobs(
  session: Session,
  { accountId, at, statement }: Maker & { statement: Statement },
  drafts: readonly JobDraft[],
): Promise<void> {
  if (drafts.length === 0) return;
  // A statement may write a row only once: of drafts of one name the last one stands.
  const last = [...new Map(drafts.map((draft) => [`${draft.kind} ${draft.name}`, draft])).values()];
  const texts = (name: 'kind' | 'name' | 'payload') => textArray(last.map((draft) => storable(draft[name])));
  const dueAts = bigintArray(last.map(({ dueAt }) => dueAt));
  await session.send(statement, [accountId, at, texts('kind'), texts('name'), dueAts, texts('payload')]);
}

export class JobTable {
  readonly #connections: Connections;

  constructor(connections: Connections) {
    this.#connections = connections;
  }

  claim(asked: { kinds: readonly string[]; at: number; leaseMs: number; limit: number }): Promise<readonly Job[]> {
    return this.#connections.run('write', async (session) => {
      const { rows } = await session.send<Named>(LOCK_DUE, [asked.at, textArray(asked.kinds), asked.limit]);
      const byAccount = Map.groupBy(rows, ({ accountId }) => accountId);
      const claimed = await Promise.all(
        [...byAccount].map(([accountId, named]) => {
          const ids = bigintArray(named.map(({ jobId }) => jobId));
          return session.send<JobRecord>(CLAIM, [accountId, ids, asked.at + asked.leaseMs]);
        }),
      );
      return claimed.flatMap(({ rows: records }) => records.map(jobOf));
    });
  }

  async end(job: Job, { state, dueAt, at, entry }: JobEnd): Promise<boolean> {
    const { accountId, jobId, claim } = job;
    const log = storable(JSON.stringify(logWith(job, entry)));
    const endedAt = state === 'waiting' ? null : at;
    return this.#changes(END, [accountId, jobId, claim, state, dueAt, endedAt, log]);
  }

  renew({ accountId, jobId, claim }: Job, until: number): Promise<boolean> {
    return this.#changes(RENEW, [accountId, jobId, claim, until]);
  }

  async save(accountId: number, drafts: readonly JobDraft[], at: number): Promise<void> {
    await this.#connections.step('write', (session) => saveJobs(session, { accountId, at }, drafts));
  }

  async list(accountId: number, query: JobQuery): Promise<readonly Job[]> {
    const { kind, limit, namePrefix = '', beforeId = null, state = null } = query;
    const { rows } = await this.#connections.step('read', (session) =>
      session.send<JobRecord>(LIST, [accountId, kind, beforeId, namePrefix, state, limit]),
    );
    return rows.map(jobOf);
  }

  restart(accountId: number, jobId: number, at: number): Promise<boolean> {
    return this.#changes(RESTART, [accountId, jobId, at]);
  }

  /** Of jobs and of the notices they delivered. */
  forget(olderThan: number): Promise<number> {
    return this.#connections.run('write', async (session) => {
      const jobs = await session.send<Named>(OLD_JOBS, [olderThan]);
      const notices = await session.send<{ accountId: number; batchId: string }>(OLD_NOTICES, [olderThan]);
      const removed = await Promise.all([
        ...[...Map.groupBy(jobs.rows, ({ accountId }) => accountId)].map(([accountId, named]) =>
          session.send(DELETE_JOBS, [accountId, bigintArray(named.map(({ jobId }) => jobId)), olderThan]),
        ),
        ...[...Map.groupBy(notices.rows, ({ accountId }) => accountId)].map(([accountId, named]) =>
          session.send(DELETE_NOTICES, [accountId, textArray(named.map(({ batchId }) => batchId)), olderThan]),
        ),
      ]);
      return removed.reduce((sum, { count }) => sum + count, 0);
    });
  }

  async #changes(statement: Statement, values: readonly (string | number | null)[]): Promise<boolean> {
    const { count } = await this.#connections.step('write', (session) => session.send(statement, values));
    return count === 1;
  }
}

function jobOf({ log, ...named }: JobRecord): Job {
  return { ...named, log: JSON.parse(log) as JobTry[] };
}
