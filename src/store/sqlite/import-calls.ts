/**
 * The calls about imports: what each asks for and answers, and who answers it on a connection. Flat values only, as
 * they cross the threads.
 * A part of job-calls.ts, which holds the calls about what is done later.
 */
import type { DatabaseSync } from 'node:sqlite';
import type {
  FilePart,
  ImportChange,
  ImportDraft,
  ImportName,
  ImportRecord,
  ImportSlice,
  ImportState,
  SliceStep,
} from '../../core/imports/import.ts';
import { ImportTable } from './import-table.ts';

export type ImportWrites = {
  createImport(fields: { accountId: number; draft: ImportDraft; at: number }): boolean;
  appendPart(fields: { name: ImportName; part: FilePart; at: number }): boolean;
  changeImport(fields: { name: ImportName; change: ImportChange }): boolean;
  stepImport(fields: { name: ImportName; step: SliceStep }): ImportState | null;
  removeImport(name: ImportName): boolean;
  forgetImports(olderThan: number): number;
};

export type ImportReads = {
  findImport(name: ImportName): ImportRecord | null;
  listImports(fields: { accountId: number; after: string | null; limit: number }): readonly ImportRecord[];
  findPart(fields: { name: ImportName; offset: number }): FilePart | null;
  findSlice(fields: { name: ImportName; sliceNo: number }): ImportSlice | null;
};

export const IMPORT_WRITES: readonly (keyof ImportWrites)[] = [
  'createImport',
  'appendPart',
  'changeImport',
  'stepImport',
  'removeImport',
  'forgetImports',
];

export function importWritesOf(db: DatabaseSync): ImportWrites {
  const imports = new ImportTable(db);
  return {
    createImport: ({ accountId, draft, at }) => imports.create(accountId, draft, at),
    appendPart: ({ name, part, at }) => imports.append(name, part, at),
    changeImport: ({ name, change }) => imports.change(name, change),
    stepImport: ({ name, step }) => imports.step(name, step),
    removeImport: (name) => imports.remove(name),
    forgetImports: (olderThan) => imports.forget(olderThan),
  };
}

export function importReadsOf(db: DatabaseSync): ImportReads {
  const imports = new ImportTable(db);
  return {
    findImport: (name) => imports.find(name),
    listImports: ({ accountId, ...asked }) => imports.list(accountId, asked),
    findPart: ({ name, offset }) => imports.findPart(name, offset),
    findSlice: ({ name, sliceNo }) => imports.findSlice(name, sliceNo),
  };
}
