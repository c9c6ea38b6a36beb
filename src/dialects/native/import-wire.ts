/**
 * Imports on this wire: what is answered of one, of its preview and of its rows, and from the core's words to these.
 * The names here are promised to callers: a member may be added, none may change.
 * Used by imports.ts and the reference.
 */
import {
  IMPORT_FORMATS,
  type ImportTally,
  type ImportView,
  isRetryableRow,
  type PreviewRow,
  ROW_REFUSALS,
  type RowProblem,
} from '../../core/imports/desk.ts';
import { IMPORT_STATES } from '../../core/imports/import.ts';
import { REFUSALS } from '../../core/outcome.ts';
import { textFromInstant } from '../../core/zoned-time.ts';
import { Choice, Nullable } from '../schema.ts';
import { Type } from '../type-box.ts';
import { closed, Stamp } from './codec.ts';
import { MappingBody, wireFromMapping } from './mapping.ts';
import { Counts } from './write-batch.ts';

const Count = Type.Integer({ minimum: 0 });
const MaybeText = Nullable(Type.String());
const MaybeCount = Nullable(Count);

const RowError = closed(
  {
    code: Type.String({
      description: 'Stable; more may come.',
      'x-extensible-enum': [...Object.keys(REFUSALS), ...Object.keys(ROW_REFUSALS)],
    }),
    line: Type.Integer({ minimum: 0, description: 'In the file, from 1; the header is line 1.' }),
    column: MaybeText,
    column_number: MaybeCount,
    character: MaybeCount,
    pointer: Type.String({ description: 'JSON Pointer into the order.' }),
    expected: Type.String(),
    given: Type.String(),
    detail: Type.String(),
    retryable: Type.Boolean(),
  },
  { title: 'RowError' },
);

const tally = { rows: Count, orders: Count, counts: Counts, refused_by_code: Type.Record(Type.String(), Count) };
const Validation = closed(tally, { title: 'ImportValidation' });
const Progress = closed({ ...tally, row_counts: Counts }, { title: 'ImportProgress' });
const Undo = closed({ deleted: Count, restored: Count, refused: Count }, { title: 'ImportUndo' });

export const ImportAnswer = closed(
  {
    id: Type.String({ description: 'Also the `batch_id` of its orders.' }),
    state: Choice(IMPORT_STATES),
    format: Nullable(Choice(IMPORT_FORMATS)),
    shape: Type.String(),
    file_name: MaybeText,
    on_validated: Choice(['wait', 'commit', 'commit_if_clean'] as const),
    on_duplicate: Choice(['sequence', 'first_wins', 'refuse'] as const),
    created_at: Stamp,
    modified_at: Stamp,
    uploaded_bytes: Count,
    note: Nullable(Type.String({ description: 'For a person: why it failed.' })),
    mapping: Nullable(MappingBody),
    validation: Nullable(Validation),
    progress: Progress,
    undo: Nullable(Undo),
  },
  { title: 'Import' },
);

export const ImportsAnswer = closed({ imports: Type.Array(ImportAnswer), next: MaybeText }, { title: 'Imports' });

const PreviewRowAnswer = closed(
  {
    line: Count,
    rows: Type.Array(Type.Array(Type.String()), { description: 'The cells of its rows, or the text of its one row.' }),
    order: Type.Unknown({ description: 'What they became; null when they could not be read.' }),
    errors: Type.Array(RowError),
  },
  { title: 'PreviewRow' },
);
export const PreviewAnswer = closed(
  {
    columns: Nullable(Type.Array(Type.String())),
    mapping: Nullable(MappingBody),
    sample: Type.Array(PreviewRowAnswer),
    refused: Type.Array(PreviewRowAnswer),
  },
  { title: 'ImportPreview' },
);

/** One line of a result as NDJSON. */
export const ResultRow = closed(
  {
    line: Count,
    outcome: Choice(['created', 'replaced', 'kept', 'refused', 'waiting'] as const),
    id: MaybeCount,
    key: MaybeText,
    number: MaybeText,
    errors: Type.Array(RowError),
    row: Type.Unknown({ description: 'As it was sent; of a table, its cells by their headers.' }),
  },
  { title: 'ResultRow' },
);
export const importSchemas = [
  ImportAnswer,
  ImportsAnswer,
  Validation,
  Progress,
  Undo,
  RowError,
  PreviewRowAnswer,
  PreviewAnswer,
  ResultRow,
  MappingBody,
];

export function wireFromImport(view: ImportView): object {
  const { settings, progress } = view;
  return {
    id: view.importId,
    state: view.state,
    format: progress.format ?? settings.format,
    shape: settings.shape,
    file_name: settings.fileName,
    on_validated: settings.onValidated,
    on_duplicate: settings.onDuplicate,
    created_at: textFromInstant(view.createdAt),
    modified_at: textFromInstant(view.modifiedAt),
    uploaded_bytes: view.uploadedBytes,
    note: progress.note,
    mapping: shownMapping(view),
    validation: progress.validation === null ? null : wireTally(progress.validation),
    progress: { ...wireTally(progress.run ?? NOTHING), row_counts: (progress.run ?? NOTHING).rowCounts },
    undo: progress.undo,
  };
}

export function shownMapping({ progress, settings }: ImportView): object | null {
  const mapping = progress.mapping ?? settings.mapping;
  return mapping === null ? null : wireFromMapping(mapping);
}

export function wireFromPreview({ line, rows, order, problems }: PreviewRow): object {
  return { line, rows, order, errors: problems.map(wireFromRowProblem) };
}

function wireFromRowProblem(problem: RowProblem): object {
  const { code, line, column, columnNumber, character, pointer, expected, given } = problem;
  const detail = `line ${line}${column === null ? '' : `, ${column}`}: expected ${expected}, got ${given}.`;
  return {
    code,
    line,
    column,
    column_number: columnNumber,
    character,
    pointer,
    expected,
    given,
    detail,
    retryable: isRetryableRow(code),
  };
}

function wireTally({ rows, orders, counts, refusedByCode }: ImportTally) {
  return { rows, orders, counts, refused_by_code: refusedByCode };
}

const NO_COUNTS = { created: 0, replaced: 0, kept: 0, refused: 0 };
const NOTHING: ImportTally = { rows: 0, orders: 0, counts: NO_COUNTS, rowCounts: NO_COUNTS, refusedByCode: {} };
