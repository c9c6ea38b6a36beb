/**
 * Jobs as rows. A claim moves the time at which a job is due and counts up, so that whoever comes back from a claim
 * that has lapsed changes nothing. Decides nothing.
 * Used by group.ts to write, inside a transaction, and by the reader to list.
 */
import type { DatabaseSync } from 'node:sqlite';
import { type Job, type JobDraft, type JobEnd, type JobQuery, type JobTry, logWith } from '../../core/jobs.ts';

const COLUMNS = `account_id AS accountId, job_id AS jobId, kind, name, state, due_at AS dueAt, made_at AS madeAt, tries,
  claim, payload, log`;
/** Forgotten per call, so that the writer is held for milliseconds only. */
const FORGOTTEN_MAX = 1_000;

type JobRecord = Omit<Job, 'log'> & { log: string };
type ClaimAsked = { kinds: readonly string[]; at: number; leaseMs: number; limit: number };

export class JobTable {
  readonly #db: DatabaseSync;

  constructor(db: DatabaseSync) {
    this.#db = db;
  }

  /** Made again, a job is due anew. */
  save(accountId: number, drafts: readonly JobDraft[], at: number): void {
    const renewed = `DO UPDATE SET state = 'waiting', due_at = ?4, ended_at = NULL, tries = 0, claim = claim + 1,
      payload = ?6`;
    this.#insert(accountId, drafts, { at, onConflict: renewed });
  }

  /** Made again, a job stands as it was. */
  add(accountId: number, drafts: readonly JobDraft[], at: number): void {
    this.#insert(accountId, drafts, { at, onConflict: 'DO NOTHING' });
  }

  #insert(accountId: number, drafts: readonly JobDraft[], { at, onConflict }: { at: number; onConflict: string }) {
    if (drafts.length === 0) return;
    const statement = this.#db.prepare(
      `INSERT INTO jobs (account_id, kind, name, state, due_at, made_at, tries, claim, payload, log)
       VALUES (?1, ?2, ?3, 'waiting', ?4, ?5, 0, 0, ?6, '[]')
       ON CONFLICT (account_id, kind, name) ${onConflict}`,
    );
    for (const { kind, name, dueAt, payload } of drafts) statement.run(accountId, kind, name, dueAt, at, payload);
  }

  claim({ kinds, at, leaseMs, limit }: ClaimAsked): readonly Job[] {
    const records = this.#db
      .prepare(
        `UPDATE jobs SET due_at = ?1, claim = claim + 1 WHERE job_id IN (
           SELECT job_id FROM jobs WHERE state = 'waiting' AND due_at <= ?2
             AND kind IN (SELECT value FROM json_each(?3)) ORDER BY due_at LIMIT ?4)
         RETURNING ${COLUMNS}`,
      )
      .all(at + leaseMs, at, JSON.stringify(kinds), limit);
    return records.map(jobOf);
  }

  end(job: Job, { state, dueAt, at, entry }: JobEnd): boolean {
    const { changes } = this.#db
      .prepare(
        `UPDATE jobs SET state = ?4, due_at = ?5, ended_at = ?6, tries = tries + 1, log = ?7
         WHERE account_id = ?1 AND job_id = ?2 AND claim = ?3 AND state = 'waiting'`,
      )
      .run(
        job.accountId,
        job.jobId,
        job.claim,
        state,
        dueAt,
        state === 'waiting' ? null : at,
        JSON.stringify(logWith(job, entry)),
      );
    return changes === 1;
  }

  renew({ accountId, jobId, claim }: Job, until: number): boolean {
    const { changes } = this.#db
      .prepare(`UPDATE jobs SET due_at = ?4 WHERE account_id = ?1 AND job_id = ?2 AND claim = ?3 AND state = 'waiting'`)
      .run(accountId, jobId, claim, until);
    return changes === 1;
  }

  list(accountId: number, { kind, limit, namePrefix = '', beforeId, state }: JobQuery): readonly Job[] {
    return this.#db
      .prepare(
        `SELECT ${COLUMNS} FROM jobs
         WHERE account_id = ?1 AND kind = ?2 AND job_id < coalesce(?3, 9223372036854775807)
           AND substr(name, 1, length(?4)) = ?4 AND (?5 IS NULL OR state = ?5)
         ORDER BY job_id DESC LIMIT ?6`,
      )
      .all(accountId, kind, beforeId ?? null, namePrefix, state ?? null, limit)
      .map(jobOf);
  }

  restart(accountId: number, jobId: number, at: number): boolean {
    const { changes } = this.#db
      .prepare(
        `UPDATE jobs SET state = 'waiting', due_at = ?3, ended_at = NULL, tries = 0, claim = claim + 1
         WHERE account_id = ?1 AND job_id = ?2`,
      )
      .run(accountId, jobId, at);
    return changes === 1;
  }

  /** Of jobs and of the notices they delivered. */
  forget(olderThan: number): number {
    const remove = (table: string, column: string) =>
      this.#db
        .prepare(
          `DELETE FROM ${table} WHERE rowid IN
             (SELECT rowid FROM ${table} WHERE ${column} < ? ORDER BY ${column} LIMIT ${FORGOTTEN_MAX})`,
        )
        .run(olderThan).changes;
    return Number(remove('jobs', 'ended_at')) + Number(remove('notices', 'written_at'));
  }
}

function jobOf(record: unknown): Job {
  const { log, ...named } = record as JobRecord;
  return { ...named, log: JSON.parse(log) as JobTry[] };
}
