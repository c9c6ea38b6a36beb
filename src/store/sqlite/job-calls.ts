/**
 * The calls about jobs, endpoints, masters, parcels and the register: what each asks for and answers, and who answers it on a connection.
 * Flat values only, as they cross the threads.
 * A part of calls.ts, group.ts and worker.ts, which hold the calls about orders.
 */
import type { DatabaseSync } from 'node:sqlite';
import type { CallClaim, CallEnd, CallReceipt } from '../../core/call-receipt.ts';
import type { Advance, Endpoint, EndpointDraft, EndpointRevision, EventFact, Standing } from '../../core/endpoints.ts';
import type { Job, JobDraft, JobEnd, JobQuery } from '../../core/jobs.ts';
import type { Master, MasterDraft } from '../../core/masters.ts';
import type {
  DatedChange,
  Entry,
  EntryNames,
  EntryRef,
  Forgotten,
  Mention,
  NamedEntry,
  RegisterQuery,
} from '../../core/register/register.ts';
import type { ParcelQuery } from '../../core/shipments/parcel-query.ts';
import { CallTable } from './call-table.ts';
import { EndpointTable } from './endpoint-table.ts';
import { HistoryTable } from './history-table.ts';
import { IMPORT_WRITES, type ImportReads, type ImportWrites, importReadsOf, importWritesOf } from './import-calls.ts';
import { JobTable } from './job-table.ts';
import { mergeTerms } from './list-terms.ts';
import { MasterTable } from './master-table.ts';
import { ParcelTable, type StoredParcel } from './parcel-table.ts';
import { RegisterTable } from './register-table.ts';
import type { Sequences } from './sequences.ts';
import { ToldRegister } from './told-register.ts';

export type JobWrites = ImportWrites & {
  claimJobs(asked: { kinds: readonly string[]; at: number; leaseMs: number; limit: number }): readonly Job[];
  endJob(fields: { job: Job; end: JobEnd }): boolean;
  renewJob(fields: { job: Job; until: number }): boolean;
  saveJobs(fields: { accountId: number; drafts: readonly JobDraft[]; at: number }): void;
  restartJob(fields: { accountId: number; jobId: number; at: number }): boolean;
  forgetJobs(olderThan: number): number;
  saveEndpoint(fields: { accountId: number; draft: EndpointDraft; at: number }): number;
  reviseEndpoint(fields: { accountId: number; endpointId: number; revision: EndpointRevision }): boolean;
  setStanding(fields: { accountId: number; endpointId: number; standing: Standing }): boolean;
  deleteEndpoint(fields: { accountId: number; endpointId: number }): boolean;
  advance(fields: { endpoint: Endpoint; step: Advance }): boolean;
  saveMaster(fields: { accountId: number; draft: MasterDraft; at: number }): Master;
  keepCall(fields: { accountId: number; step: CallClaim | CallEnd }): CallReceipt | null;
  removeMaster(fields: { accountId: number; dialect: string; kind: string; name: string }): boolean;
  changeEntry(fields: { accountId: number; named: NamedEntry; change: DatedChange }): boolean;
  enterNames(fields: { accountId: number; mentions: readonly Mention[]; at: number }): readonly EntryRef[];
  forgetEntry(fields: { accountId: number; named: NamedEntry; at: number }): boolean;
  forgetHistory(fields: { accountId: number; of: Forgotten; at: number }): void;
  /** True when there may be more to do. */
  mergeTerms(input: null): boolean;
};

export type JobReads = ImportReads & {
  listJobs(fields: JobQuery & { accountId: number }): readonly Job[];
  listEndpoints(accountId: number | null): readonly Endpoint[];
  listFacts(fields: { accountId: number; eventId: number; limit: number }): readonly EventFact[];
  ordersOfNotices(fields: { accountId: number; batchId: string }): readonly number[];
  listMasters(fields: { accountId: number; dialect: string; kind: string }): readonly Master[];
  findParcel(fields: { accountId: number; parcelId: number }): StoredParcel | null;
  listParcels(fields: { accountId: number; query: ParcelQuery }): {
    parcels: readonly StoredParcel[];
    total: number;
  };
  findEntryRefs(fields: { accountId: number; names: EntryNames }): readonly EntryRef[];
  listEntries(fields: { accountId: number; query: RegisterQuery }): { entries: readonly Entry[]; total: number };
};

export const JOB_WRITES: readonly (keyof JobWrites)[] = [
  'claimJobs',
  'endJob',
  'renewJob',
  ...IMPORT_WRITES,
  'saveJobs',
  'restartJob',
  'forgetJobs',
  'saveEndpoint',
  'reviseEndpoint',
  'setStanding',
  'deleteEndpoint',
  'advance',
  'saveMaster',
  'removeMaster',
  'keepCall',
  'changeEntry',
  'enterNames',
  'forgetEntry',
  'forgetHistory',
  'mergeTerms',
];

export function jobWritesOf(db: DatabaseSync, sequences: Sequences): JobWrites {
  const calls = new CallTable(db);
  const jobs = new JobTable(db);
  const endpoints = new EndpointTable(db);
  const masters = new MasterTable(db);
  const register = new ToldRegister(db, sequences);
  return {
    claimJobs: (asked) => jobs.claim(asked),
    endJob: ({ job, end }) => jobs.end(job, end),
    renewJob: ({ job, until }) => jobs.renew(job, until),
    ...importWritesOf(db),
    saveJobs: ({ accountId, drafts, at }) => jobs.save(accountId, drafts, at),
    restartJob: ({ accountId, jobId, at }) => jobs.restart(accountId, jobId, at),
    forgetJobs: (olderThan) => jobs.forget(olderThan),
    saveEndpoint: ({ accountId, draft, at }) => endpoints.save(accountId, draft, at),
    reviseEndpoint: ({ accountId, endpointId, revision }) => endpoints.revise(accountId, endpointId, revision),
    setStanding: ({ accountId, endpointId, standing }) => endpoints.setStanding(accountId, endpointId, standing),
    deleteEndpoint: ({ accountId, endpointId }) => endpoints.delete(accountId, endpointId),
    advance: ({ endpoint, step }) => endpoints.advance(endpoint, step),
    saveMaster: ({ accountId, draft, at }) => masters.save(accountId, draft, at),
    removeMaster: ({ accountId, ...of }) => masters.remove(accountId, of),
    keepCall: ({ accountId, step }) => calls.keep(accountId, step),
    changeEntry: ({ accountId, named, change }) => register.change(accountId, named, change),
    enterNames: ({ accountId, mentions, at }) => register.enterNames(accountId, mentions, at),
    forgetEntry: ({ accountId, named, at }) => register.forget(accountId, named, at),
    forgetHistory: ({ accountId, of, at }) => new HistoryTable(db).forget(accountId, of, at),
    mergeTerms: () => mergeTerms(db),
  };
}

export function jobReadsOf(db: DatabaseSync): JobReads {
  const jobs = new JobTable(db);
  const endpoints = new EndpointTable(db);
  const masters = new MasterTable(db);
  const parcels = new ParcelTable(db);
  const register = new RegisterTable(db);
  return {
    ...importReadsOf(db),
    listJobs: ({ accountId, ...asked }) => jobs.list(accountId, asked),
    listEndpoints: (accountId) => endpoints.list(accountId),
    listFacts: ({ accountId, ...after }) => endpoints.facts(accountId, after),
    ordersOfNotices: ({ accountId, batchId }) => endpoints.ordersOfNotices(accountId, batchId),
    listMasters: ({ accountId, ...of }) => masters.list(accountId, of),
    findParcel: ({ accountId, parcelId }) => parcels.find(accountId, parcelId),
    listParcels: ({ accountId, query }) => parcels.list(accountId, query),
    findEntryRefs: ({ accountId, names }) => register.refs(accountId, names),
    listEntries: ({ accountId, query }) => register.list(accountId, query),
  };
}
