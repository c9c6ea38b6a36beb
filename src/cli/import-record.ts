/**
 * How far an import of a file has come, in a small file beside it: `<file>.progress.json`. With it an import that was
 * killed goes on where it was, under the same idempotency key, and what was done without having been acknowledged is
 * found again instead of being done twice.
 * Written whole and renamed, so that a kill leaves the one before. Used by import.ts and what it calls.
 */
import { createHash } from 'node:crypto';
import { closeSync, openSync, readFileSync, readSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { CommandError } from './print.ts';
import type { Counts } from './progress.ts';

type RecordHead = {
  /** Of the file, so that another one under its name is not taken for it. */
  digest: string;
  url: string;
  idempotencyKey: string;
  isDryRun: boolean;
};
/** Of a file that is streamed. */
export type LinesRecord = RecordHead & {
  /** The last line that is acknowledged, from 1. */
  line: number;
  counts: Counts;
  /** What was told until then, in bytes of the result file. */
  resultBytes: number;
};
/** Of a file that the server takes in by itself. */
export type FileRecord = RecordHead & {
  /** Null until the server has made it. */
  importId: string | null;
};
export type ImportRecord = LinesRecord | FileRecord;

/** What tells files apart well enough: how long one is, and how it begins. */
const HEAD_BYTES = 64 * 1024;

function recordPath(file: string): string {
  return `${file}.progress.json`;
}

export function digestOf(file: string): string {
  const head = Buffer.alloc(HEAD_BYTES);
  const descriptor = openSync(file, 'r');
  const bytes = readSync(descriptor, head, 0, HEAD_BYTES, 0);
  closeSync(descriptor);
  return createHash('sha256')
    .update(`${statSync(file).size} `)
    .update(head.subarray(0, bytes))
    .digest('hex');
}

export function readRecord(file: string): ImportRecord | null {
  try {
    return JSON.parse(readFileSync(recordPath(file), 'utf8')) as ImportRecord;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw new CommandError(`${recordPath(file)} cannot be read: remove it, or begin with --restart`);
  }
}

/** For a person: where an import was cut. */
export function placeOf(file: string, record: ImportRecord): string {
  const place =
    'line' in record ? `after line ${record.line}` : `as import ${record.importId ?? 'that was not made yet'}`;
  return `an import of this file was cut ${place} (${recordPath(file)})`;
}

export function writeRecord(file: string, record: ImportRecord): void {
  const path = recordPath(file);
  writeFileSync(`${path}.new`, JSON.stringify(record));
  renameSync(`${path}.new`, path);
}

export function removeRecord(file: string): void {
  rmSync(recordPath(file), { force: true });
}
