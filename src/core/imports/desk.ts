/**
 * What routes may do with imports, in the core's words; src/imports/ does it. What is stored of an import is here read:
 * what was asked for, how far it came, and what became of its rows.
 * Changes are values: what stands in the way of one is told with the import as it is.
 */
import type { Account } from '../accounts.ts';
import type { BatchItem, DuplicateRule } from '../batch.ts';
import { type Outcome, REFUSALS, type RefusalCode } from '../outcome.ts';
import type { ImportName, ImportState } from './import.ts';
import type { FieldKind, KnownTable, TableMapping } from './mapping.ts';

export const IMPORT_FORMATS = ['ndjson', 'json', 'csv'] as const;
export type ImportFormat = (typeof IMPORT_FORMATS)[number];

/** What a file can be wrong in besides what an order can be wrong in. */
export const ROW_REFUSALS = {
  row_quoting: 'The quotes of the row do not fit together.',
  row_width: 'The row has another number of cells than the header.',
  row_encoding: 'The row holds bytes that are no text in the encoding of the file.',
  row_too_long: 'The row is too long.',
  row_malformed: 'The row is not JSON.',
  date_ambiguous: 'The date can be read in two ways, and neither the mapping nor the file tells which is meant.',
  number_ambiguous: 'The number can be read in two ways, and neither the mapping nor the file tells which is meant.',
  order_scattered: 'The rows of the order do not stand together.',
  rows_differ: 'The rows of the order state different values.',
  order_row_refused: 'Another row of the same order is refused.',
} as const;
export type RowRefusalCode = keyof typeof ROW_REFUSALS;

export function isRetryableRow(code: RowProblem['code']): boolean {
  return Object.hasOwn(REFUSALS, code) && REFUSALS[code as RefusalCode].isRetryable;
}

export type RowProblem = {
  code: RefusalCode | RowRefusalCode;
  /** In the file, from 1. */
  line: number;
  /** The header of the cell and its number from 1; null when the row as a whole is meant. */
  column: string | null;
  columnNumber: number | null;
  /** Where in the line an encoding breaks, from 1. */
  character: number | null;
  /** Into the order. */
  pointer: string;
  expected: string;
  given: string;
};

export type ImportSettings = {
  format: ImportFormat | null;
  shape: string;
  fileName: string | null;
  /** Null: guessed. */
  mapping: TableMapping | null;
  onValidated: 'wait' | 'commit' | 'commit_if_clean';
  onDuplicate: DuplicateRule;
};

export type OutcomeCounts = Record<Outcome['kind'], number>;

export type ImportTally = {
  rows: number;
  orders: number;
  counts: OutcomeCounts;
  rowCounts: OutcomeCounts;
  refusedByCode: Record<string, number>;
};

export type ImportProgress = {
  /** For a person: why it failed, or why an undo was refused. */
  note: string | null;
  format: ImportFormat | null;
  /** Of a table, as they stand in the file. */
  columns: readonly string[] | null;
  /** The one in use. */
  mapping: TableMapping | null;
  validation: ImportTally | null;
  run: ImportTally | null;
  undo: { deleted: number; restored: number; refused: number } | null;
};

export type ImportView = ImportName & {
  state: ImportState;
  createdAt: number;
  modifiedAt: number;
  uploadedBytes: number;
  settings: ImportSettings;
  progress: ImportProgress;
};

export type PreviewRow = {
  line: number;
  rows: readonly (readonly string[])[];
  order: unknown;
  problems: readonly RowProblem[];
};
export type ImportPreview = { sample: readonly PreviewRow[]; refused: readonly PreviewRow[] };

export type ImportCall = 'complete' | 'commit' | 'pause' | 'resume' | 'cancel' | 'undo';

/** `unfit`: it is in another state than the call needs. */
export type Done =
  | { kind: 'done'; view: ImportView }
  | { kind: 'unknown' }
  | { kind: 'unfit'; view: ImportView; note: string };

export type ResultAsked = { format: 'ndjson' | 'csv'; isRefusedOnly: boolean };

export interface ImportDesk {
  /** `asked`: the call's idempotency key. Under one key there is one import; one whose upload was cut begins anew. */
  create(
    account: Account,
    settings: ImportSettings,
    asked: { key: string; firstAt: number } | null,
  ): Promise<ImportView>;
  find(name: ImportName): Promise<ImportView | null>;
  list(accountId: number, asked: { after: string | null; limit: number }): Promise<readonly ImportView[]>;
  /** What arrived of bytes that break off is kept. Throws what `input` throws. */
  append(name: ImportName, offset: number, input: AsyncIterable<Buffer>): Promise<Done>;
  call(name: ImportName, call: ImportCall): Promise<Done>;
  remap(name: ImportName, mapping: TableMapping): Promise<Done>;
  preview(account: Account, name: ImportName): Promise<ImportPreview | null>;
  /** Rows in the order of the file, some at a time. Of one that is validated it tells what would be refused. */
  result(account: Account, view: ImportView, asked: ResultAsked): AsyncIterable<string>;
  remove(name: ImportName): Promise<Done>;
}

/** How the orders of one wire are read outside of a request. */
export type RowReader = {
  read(value: unknown, place: { label: number; pointer: string }, account: Account): BatchItem;
  /** Fields that a column of a table may be mapped to. */
  fields?: Readonly<Record<string, FieldKind>> | undefined;
  /** Tables that callers of this wire have at hand. */
  tables?: readonly KnownTable[] | undefined;
};
