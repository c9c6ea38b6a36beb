/**
 * The calls about jobs, endpoints and masters: what each asks for and answers, and who answers it on a connection.
 * Flat values only, as they cross the threads.
 * A part of calls.ts, group.ts and worker.ts, which hold the calls about orders.
 */
import type { DatabaseSync } from 'node:sqlite';
import type { Advance, Endpoint, EndpointDraft, EventFact } from '../../core/endpoints.ts';
import type { Job, JobEnd } from '../../core/jobs.ts';
import type { Master, MasterDraft } from '../../core/masters.ts';
import { EndpointTable } from './endpoint-table.ts';
import { JobTable } from './job-table.ts';
import { MasterTable } from './master-table.ts';

export type JobWrites = {
  claimJobs(asked: { kinds: readonly string[]; at: number; leaseMs: number; limit: number }): readonly Job[];
  endJob(fields: { job: Job; end: JobEnd }): boolean;
  restartJob(fields: { accountId: number; jobId: number; at: number }): boolean;
  forgetJobs(olderThan: number): number;
  saveEndpoint(fields: { accountId: number; draft: EndpointDraft; at: number }): number;
  deleteEndpoint(fields: { accountId: number; endpointId: number }): boolean;
  advance(fields: { endpoint: Endpoint; step: Advance }): boolean;
  saveMaster(fields: { accountId: number; draft: MasterDraft; at: number }): Master;
  removeMaster(fields: { accountId: number; dialect: string; kind: string; name: string }): boolean;
};

export type JobReads = {
  listJobs(fields: { accountId: number; kind: string; limit: number }): readonly Job[];
  listEndpoints(accountId: number | null): readonly Endpoint[];
  listFacts(fields: { accountId: number; eventId: number; limit: number }): readonly EventFact[];
  ordersOfNotices(fields: { accountId: number; batchId: string }): readonly number[];
  listMasters(fields: { accountId: number; dialect: string; kind: string }): readonly Master[];
};

export const JOB_WRITES: readonly (keyof JobWrites)[] = [
  'claimJobs',
  'endJob',
  'restartJob',
  'forgetJobs',
  'saveEndpoint',
  'deleteEndpoint',
  'advance',
  'saveMaster',
  'removeMaster',
];

export function jobWritesOf(db: DatabaseSync): JobWrites {
  const jobs = new JobTable(db);
  const endpoints = new EndpointTable(db);
  const masters = new MasterTable(db);
  return {
    claimJobs: (asked) => jobs.claim(asked),
    endJob: ({ job, end }) => jobs.end(job, end),
    restartJob: ({ accountId, jobId, at }) => jobs.restart(accountId, jobId, at),
    forgetJobs: (olderThan) => jobs.forget(olderThan),
    saveEndpoint: ({ accountId, draft, at }) => endpoints.save(accountId, draft, at),
    deleteEndpoint: ({ accountId, endpointId }) => endpoints.delete(accountId, endpointId),
    advance: ({ endpoint, step }) => endpoints.advance(endpoint, step),
    saveMaster: ({ accountId, draft, at }) => masters.save(accountId, draft, at),
    removeMaster: ({ accountId, ...of }) => masters.remove(accountId, of),
  };
}

export function jobReadsOf(db: DatabaseSync): JobReads {
  const jobs = new JobTable(db);
  const endpoints = new EndpointTable(db);
  const masters = new MasterTable(db);
  return {
    listJobs: ({ accountId, ...asked }) => jobs.list(accountId, asked),
    listEndpoints: (accountId) => endpoints.list(accountId),
    listFacts: ({ accountId, ...after }) => endpoints.facts(accountId, after),
    ordersOfNotices: ({ accountId, batchId }) => endpoints.ordersOfNotices(accountId, batchId),
    listMasters: ({ accountId, ...of }) => masters.list(accountId, of),
  };
}
