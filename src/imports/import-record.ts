/**
 * What is stored of an import as text, read and written in one place: its settings and its progress.
 * A member that is added later is absent in what was stored before.
 * Used by whoever in this folder changes an import.
 */
import type { ImportProgress, ImportSettings, ImportView } from '../core/imports/desk.ts';
import type { ImportRecord } from '../core/imports/import.ts';
import type { JobDraft } from '../core/jobs.ts';

export const IMPORT_JOB = 'import';

export const NO_PROGRESS: ImportProgress = {
  note: null,
  format: null,
  columns: null,
  mapping: null,
  validation: null,
  run: null,
  undo: null,
};

export function viewOf(record: ImportRecord): ImportView {
  const { accountId, importId, state, createdAt, modifiedAt, uploadedBytes } = record;
  const settings = JSON.parse(record.settings) as ImportSettings;
  const progress = JSON.parse(record.progress) as ImportProgress;
  return { accountId, importId, state, createdAt, modifiedAt, uploadedBytes, settings, progress };
}

export function jobOf(importId: string, at: number): JobDraft {
  return { kind: IMPORT_JOB, name: importId, dueAt: at, payload: JSON.stringify({ importId }) };
}
