/**
 * What went wrong in SQLite or in a worker, as flat values that cross a thread, and as the StoreFault callers get.
 * Conditions are recognized by code, never by text.
 * Used by both ends of the threads.
 */
import { StoreFault } from '../../core/store.ts';

export type FlatFault = { message: string; isRetryable: boolean; isUnknown: boolean };

const PRIMARY = 0xff;
const BUSY = 5;
const IO_ERROR = 10;
const CORRUPT = 11;
const FULL = 13;
const NOT_A_DATABASE = 26;
/** Conditions that pass: busy, locked, no memory, interrupted, disk full, lock protocol. */
const PASSING: ReadonlySet<number> = new Set([BUSY, 6, 7, 9, FULL, 15]);
/** After these nothing that this connection believes can be trusted any more. */
const FATAL: ReadonlySet<number> = new Set([IO_ERROR, CORRUPT, NOT_A_DATABASE]);

export function isErrorCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}

export function isBusy(error: unknown): boolean {
  return primaryCode(error) === BUSY;
}

export function isFatal(error: unknown): boolean {
  return FATAL.has(primaryCode(error) ?? 0);
}

export function flatFault(error: unknown): FlatFault {
  if (error instanceof StoreFault) {
    return { message: error.message, isRetryable: error.isRetryable, isUnknown: error.isUnknown };
  }
  const code = primaryCode(error);
  const text = error instanceof Error ? error.message : String(error);
  const message = code === null ? text : `SQLite: ${text} (code ${extendedCode(error)})`;
  return { message, isRetryable: PASSING.has(code ?? 0), isUnknown: false };
}

export function storeFault(flat: FlatFault): StoreFault {
  return new StoreFault(flat.message, flat);
}

function primaryCode(error: unknown): number | null {
  const code = extendedCode(error);
  return code === null ? null : code & PRIMARY;
}

function extendedCode(error: unknown): number | null {
  if (!isErrorCode(error, 'ERR_SQLITE_ERROR')) return null;
  const { errcode } = error as { errcode?: unknown };
  return typeof errcode === 'number' ? errcode : null;
}
