/**
 * An import as it is stored: a file in parts, cut into slices of items when it is validated, each with its outcomes once
 * it was taken in. The store keeps documents that only src/imports/ reads; it sees to it that a part is appended once,
 * a slice is told once, and a state is left once, whoever else tries at the same time.
 *
 *   uploading -> validating -> validated -> running -> done -> undoing -> undone
 *                    | ^ '-> failed  |       |  ^ '-> pausing -> paused -> running
 *                    | '- another mapping    |  '-- canceling -> canceled
 *                    '-> canceled, as from every state in which nothing runs and nothing is done
 */
import type { JobDraft } from '../jobs.ts';

export const IMPORT_STATES = [
  'uploading',
  'validating',
  'validated',
  'failed',
  'running',
  'pausing',
  'paused',
  'canceling',
  'canceled',
  'done',
  'undoing',
  'undone',
] as const;
export type ImportState = (typeof IMPORT_STATES)[number];

export type ImportName = { accountId: number; importId: string };

export type ImportRecord = ImportName & {
  state: ImportState;
  createdAt: number;
  modifiedAt: number;
  /** Bytes of the file that are here. */
  uploadedBytes: number;
  /** Slices that the file was cut into, that were taken in, and that were undone, each from the first on. */
  slicesMade: number;
  slicesDone: number;
  slicesUndone: number;
  /** JSON: what the caller asked for. */
  settings: string;
  /** JSON: what has become of it. */
  progress: string;
};

export type ImportDraft = Pick<ImportRecord, 'importId' | 'state' | 'settings' | 'progress'>;

/** Bytes of the file that begin at `offset`, packed as `document`. */
export type FilePart = { offset: number; bytes: number; document: string };

/** Items of the file with the rows they were read from, packed; `outcomes` once it was taken in. */
export type ImportSlice = { sliceNo: number; items: string; outcomes: string | null };

export type ImportChange = {
  from: readonly ImportState[];
  to: ImportState;
  at: number;
  settings?: string | undefined;
  progress?: string | undefined;
  /** The file is no longer needed; or the slices begin anew. */
  dropsFile?: boolean | undefined;
  dropsSlices?: boolean | undefined;
  job?: JobDraft | undefined;
};

/** What was done to the next slices; `from` is how many had it done before. */
export type SliceStep = { from: number; at: number; progress: string } & (
  | { kind: 'made'; items: readonly string[] }
  | { kind: 'done'; outcomes: readonly string[] }
  | { kind: 'undone'; count: number }
);

export interface ImportStore {
  /** False when there is one of this id. */
  createImport(accountId: number, draft: ImportDraft, at: number): Promise<boolean>;
  findImport(name: ImportName): Promise<ImportRecord | null>;
  /** The latest first, after the one of that id. Ids of later imports sort behind those of earlier ones. */
  listImports(accountId: number, asked: { after: string | null; limit: number }): Promise<readonly ImportRecord[]>;
  /** False when the file is at another length, or the import is not uploading. */
  appendPart(name: ImportName, part: FilePart, at: number): Promise<boolean>;
  findPart(name: ImportName, offset: number): Promise<FilePart | null>;
  /** False when the import is in none of the states it is to leave; then nothing is changed. */
  changeImport(name: ImportName, change: ImportChange): Promise<boolean>;
  /** The state it is in, or null, and then nothing is kept, when somebody else has done these slices. */
  stepImport(name: ImportName, step: SliceStep): Promise<ImportState | null>;
  findSlice(name: ImportName, sliceNo: number): Promise<ImportSlice | null>;
  /** With its file and its slices; false when there is none. */
  removeImport(name: ImportName): Promise<boolean>;
  /** Removes imports that were last changed before; how many. Bounded work per call. */
  forgetImports(olderThan: number): Promise<number>;
}
