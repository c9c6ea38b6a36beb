/**
 * The rows of one order as the object a wire would state it by: columns become members, every row states a line anew,
 * what belongs to the order as a whole must be the same in every row that states it. And the way back: which cell a
 * problem of the order is about.
 * Called by read-item.ts; what a cell means is in convert-cell.ts.
 */
import type { RowProblem } from '../core/imports/desk.ts';
import type { FieldKind, TableMapping } from '../core/imports/mapping.ts';
import type { Problem } from '../core/outcome.ts';
import { type CellTerms, convertCell } from './convert-cell.ts';
import { quoted, rowProblem, type SourceRow, UnreadableFile } from './source.ts';

type Column = {
  index: number;
  name: string;
  field: string;
  path: readonly string[];
  isLine: boolean;
  terms: CellTerms;
};
export type Table = {
  columns: readonly Column[];
  constants: readonly (readonly [string, unknown])[];
  isKeyed: boolean;
};
type Json = Record<string, unknown>;
export type RowValue = { value: Json; problems: readonly RowProblem[]; locate(problem: Problem): RowProblem };

const LINES = 'lines.';

/** Throws an UnreadableFile for a mapping that does not fit the file or the orders. */
export function tableOf(
  mapping: TableMapping,
  header: readonly string[],
  fields: Readonly<Record<string, FieldKind>>,
): Table {
  const strange = Object.keys(mapping.columns).filter((name) => !header.includes(name));
  if (strange.length > 0)
    throw new UnreadableFile(
      `the mapping names columns that the file does not have: ${strange.map(quoted).join(', ')}`,
    );
  if (mapping.groupBy !== undefined && !header.includes(mapping.groupBy)) {
    throw new UnreadableFile(`group_by: expected a column of the file, got ${quoted(mapping.groupBy)}`);
  }
  const columns = Object.entries(mapping.columns).flatMap(([name, meaning]): Column[] => {
    if (meaning === null) return [];
    const index = header.indexOf(name);
    const { field, values, dates = mapping.dates, decimals = mapping.decimals } = meaning;
    const isLine = field.startsWith(LINES);
    const path = (isLine ? field.slice(LINES.length) : field).split('.');
    const terms = { kind: kindOf(field, fields), values, dates, decimals, zone: mapping.zone };
    return [{ index, name, field, path, isLine, terms }];
  });
  if (columns.length === 0)
    throw new UnreadableFile('no column of the file is mapped to a field of an order; state a mapping');
  const constants = Object.entries(mapping.constants ?? {}).map(([field, text]) => {
    const read = convertCell(text, { kind: kindOf(field, fields), zone: mapping.zone });
    if ('fault' in read)
      throw new UnreadableFile(`constants: ${field}: expected ${read.fault.expected}, got ${read.fault.given}`);
    return [field, read.value] as const;
  });
  return { columns, constants, isKeyed: columns.some(({ field }) => field === 'key') };
}

function kindOf(field: string, fields: Readonly<Record<string, FieldKind>>): FieldKind {
  const kind = Object.hasOwn(fields, field) ? fields[field] : undefined;
  if (kind === undefined)
    throw new UnreadableFile(`the mapping names a field that orders do not have: ${quoted(field)}`);
  return kind;
}

export function rowValueOf(rows: readonly SourceRow[], table: Table): RowValue {
  const problems: RowProblem[] = [];
  const value: Json = {};
  for (const [field, constant] of table.constants) {
    if (!field.startsWith(LINES)) put(value, field.split('.'), constant);
  }
  for (const column of table.columns) if (!column.isLine) stateOnce(value, { column, rows, problems });
  const lineRows: SourceRow[] = [];
  const lines: Json[] = [];
  for (const row of rows) {
    const line = lineOf(row, table, problems);
    if (line === null) continue;
    lines.push(line);
    lineRows.push(row);
  }
  value.lines = lines;
  if (!table.isKeyed && typeof value.number === 'string') value.key = value.number;
  return { value, problems, locate: (problem) => locate(problem, { rows, lineRows, table }) };
}

type Stating = { column: Column; rows: readonly SourceRow[]; problems: RowProblem[] };

function stateOnce(value: Json, { column, rows, problems }: Stating): void {
  let stated: { cell: string; line: number } | null = null;
  for (const row of rows) {
    const cell = row.cells?.[column.index] ?? '';
    if (cell.trim() === '') continue;
    if (stated === null) {
      stated = { cell, line: row.line };
      convertInto(value, { column, row, cell, problems });
    } else if (cell !== stated.cell) {
      const expected = `${quoted(stated.cell)}, as in line ${stated.line}`;
      problems.push(cellProblem({ code: 'rows_differ', expected, given: quoted(cell) }, column, row));
    }
  }
}

/** Null for a row that states nothing of a line. */
function lineOf(row: SourceRow, { columns, constants }: Table, problems: RowProblem[]): Json | null {
  const line: Json = {};
  let isStated = false;
  for (const column of columns) {
    const cell = column.isLine ? (row.cells?.[column.index] ?? '') : '';
    if (cell.trim() === '') continue;
    isStated = true;
    convertInto(line, { column, row, cell, problems });
  }
  if (!isStated) return null;
  for (const [field, constant] of constants) {
    if (field.startsWith(LINES)) put(line, field.slice(LINES.length).split('.'), constant);
  }
  return line;
}

type Converting = { column: Column; row: SourceRow; cell: string; problems: RowProblem[] };

function convertInto(target: Json, { column, row, cell, problems }: Converting): void {
  const read = convertCell(cell, column.terms);
  if ('fault' in read) problems.push(cellProblem(read.fault, column, row));
  else if (read.value !== undefined) put(target, column.path, read.value);
}

function cellProblem(
  fault: Pick<RowProblem, 'code' | 'expected' | 'given'>,
  column: Column,
  row: SourceRow,
): RowProblem {
  const pointer = `/${column.field.replaceAll('.', '/')}`;
  return rowProblem({ ...fault, line: row.line, column: column.name, columnNumber: column.index + 1, pointer });
}

function put(target: Json, path: readonly string[], value: unknown): void {
  const [name = '', ...rest] = path;
  if (rest.length === 0) {
    target[name] ??= value;
    return;
  }
  const inner = (target[name] ?? {}) as Json;
  target[name] = inner;
  put(inner, rest, value);
}

type Located = { rows: readonly SourceRow[]; lineRows: readonly SourceRow[]; table: Table };

/** A problem of a line is one of the row that stated it; of the order, one of the first row that states the field. */
function locate({ code, pointer, expected, given }: Problem, { rows, lineRows, table }: Located): RowProblem {
  const [, lineIndex] = /^\/lines\/(\d+)/.exec(pointer) ?? [];
  const field = pointer
    .slice(1)
    .replaceAll(/\/\d+(?=\/|$)/g, '')
    .replaceAll('/', '.');
  // Without a key of its own an order has its number as its key.
  const stated = field === 'key' && !table.isKeyed ? 'number' : field;
  const column = table.columns.find((one) => one.field === stated);
  const row = lineIndex === undefined ? rowStating(rows, column) : lineRows[Number(lineIndex)];
  return rowProblem({
    code,
    pointer,
    expected,
    given,
    line: row?.line ?? rows[0]?.line ?? 0,
    column: column?.name ?? null,
    columnNumber: column === undefined ? null : column.index + 1,
  });
}

function rowStating(rows: readonly SourceRow[], column: Column | undefined): SourceRow | undefined {
  return rows.find(({ cells }) => column !== undefined && (cells?.[column.index] ?? '').trim() !== '') ?? rows[0];
}
