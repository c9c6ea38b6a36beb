/**
 * A CSV file as items: the rows of one order stand together and become one item. Rows of an order that stand apart are
 * refused, for the second group would replace the first; a row that cannot be read refuses the order it stands in.
 * Our own result is known by its columns: they are passed over, and what was taken in then is not sent again.
 * Called by read-file.ts.
 */
import type { RowProblem } from '../core/imports/desk.ts';
import type { FieldKind, KnownTable, TableMapping } from '../core/imports/mapping.ts';
import { LIMITS } from '../core/limits.ts';
import { unescapeFormula } from './escape-cell.ts';
import { groupOf, guessMapping, withStyles } from './guess-mapping.ts';
import { tableOf } from './row-value.ts';
import { quoted, rowProblem, type SourceItem, type SourceRow, UnreadableFile } from './source.ts';
import { openTable, type TableFile } from './table-file.ts';
import type { TableRow } from './table-rows.ts';

/** What our result has besides the columns of the file. */
export const RESULT_COLUMNS = ['bulkhead_outcome', 'bulkhead_order_id', 'bulkhead_line', 'bulkhead_errors'] as const;
const TAKEN: ReadonlySet<string> = new Set(['created', 'replaced', 'kept']);

export type TableFacts = { columns: readonly string[]; mapping: TableMapping };
export type TableReading = TableFacts & { items: AsyncIterable<SourceItem> };

/** What columns may mean, and tables that are known by their headers. */
export type TableTerms = { fields: Readonly<Record<string, FieldKind>>; tables: readonly KnownTable[] };

/** Rows that are looked at for a guess. */
const SAMPLE_ROWS = 1_000;

/** Throws an UnreadableFile when the file, or the mapping for it, cannot be used. */
export async function readTable(
  input: AsyncIterable<Buffer>,
  stated: TableMapping | null,
  { fields, tables }: TableTerms,
): Promise<TableReading> {
  const file = await openTable(input, stated ?? {});
  const ours = RESULT_COLUMNS.map((name) => file.header.indexOf(name));
  const isOurs = ours.some((index) => index !== -1);
  const kept = file.header.map((_, index) => index).filter((index) => !ours.includes(index));
  const columns = kept.map((index) => file.header[index] ?? '');
  const batches = file.rows[Symbol.asyncIterator]();
  const sample = await firstRows(batches);
  const cellRows = sample.flatMap((row) => ('cells' in row ? [kept.map((index) => row.cells[index] ?? '')] : []));
  const guessed = withStyles(
    stated ?? guessMapping(columns, fields, tables),
    { header: columns, rows: cellRows },
    fields,
  );
  const groupBy = guessed.groupBy ?? groupOf(guessed.columns);
  const { encoding, delimiter } = file;
  const mapping = {
    ...guessed,
    encoding,
    delimiter,
    zone: guessed.zone ?? 'UTC',
    ...(groupBy === undefined ? {} : { groupBy }),
  };
  tableOf(mapping, columns, fields);
  const terms: GroupTerms = {
    file,
    kept,
    isOurs,
    columns,
    keyIndex: groupBy === undefined ? -1 : columns.indexOf(groupBy),
    outcomeIndex: file.header.indexOf('bulkhead_outcome'),
    orderIdIndex: file.header.indexOf('bulkhead_order_id'),
  };
  return { columns, mapping, items: groupRows(joined(sample, batches), terms) };
}

async function firstRows(batches: AsyncIterator<readonly TableRow[]>): Promise<readonly TableRow[]> {
  const rows: TableRow[] = [];
  while (rows.length < SAMPLE_ROWS) {
    const { done, value } = await batches.next();
    if (done) break;
    rows.push(...value);
  }
  return rows;
}

async function* joined(first: readonly TableRow[], rest: AsyncIterator<readonly TableRow[]>): AsyncGenerator<TableRow> {
  yield* first;
  for (let next = await rest.next(); next.done !== true; next = await rest.next()) yield* next.value;
}

type GroupTerms = {
  file: Pick<TableFile, 'header'>;
  /** The columns that are not our own. */
  kept: readonly number[];
  isOurs: boolean;
  columns: readonly string[];
  /** -1: every row is an order. */
  keyIndex: number;
  outcomeIndex: number;
  orderIdIndex: number;
};

type Group = { key: string | null; rows: SourceRow[]; problems: RowProblem[]; taken: (number | null)[] };
type ReadRow = {
  key: string | null;
  row: SourceRow;
  problems: readonly RowProblem[];
  taken: number | null;
  isBroken: boolean;
};

async function* groupRows(rows: AsyncIterable<TableRow>, terms: GroupTerms): AsyncGenerator<SourceItem> {
  const firstLineByKey = new Map<string, number>();
  let group: Group | null = null;
  /** Rows that cannot be read, until it is known whether they stand within an order. */
  let broken: ReadRow[] = [];
  let count = 0;
  for await (const tableRow of rows) {
    count += 1;
    if (count > LIMITS.importTableRowsMax)
      throw new UnreadableFile(`expected at most ${LIMITS.importTableRowsMax} rows, got more`);
    const read = readRow(tableRow, terms);
    if (read.isBroken) {
      broken.push(read);
      continue;
    }
    if (group !== null && read.key !== null && group.key === read.key) {
      for (const one of [...broken, read]) addTo(group, one);
      broken = [];
      continue;
    }
    if (group !== null) yield itemOf(group);
    for (const one of broken) yield itemOf(groupOfOne(one));
    broken = [];
    group = groupOfOne(read);
    const earlier = read.key === null ? undefined : firstLineByKey.get(read.key);
    if (earlier !== undefined) group.problems.push(scattered(read, earlier, terms));
    else if (read.key !== null) firstLineByKey.set(read.key, read.row.line);
  }
  if (group !== null) yield itemOf(group);
  for (const one of broken) yield itemOf(groupOfOne(one));
}

function groupOfOne(read: ReadRow): Group {
  return { key: read.key, rows: [read.row], problems: [...read.problems], taken: [read.taken] };
}

function addTo(group: Group, read: ReadRow): void {
  group.rows.push(read.row);
  group.problems.push(...read.problems);
  group.taken.push(read.taken);
}

/** Sent again as a whole when one of its rows was refused then. */
function itemOf({ rows, problems, taken }: Group): SourceItem {
  const [orderId] = taken;
  const wasTaken = orderId !== null && orderId !== undefined && taken.every((one) => one !== null);
  return { rows, ...(problems.length > 0 ? { problems } : {}), ...(wasTaken ? { taken: orderId } : {}) };
}

function readRow(tableRow: TableRow, terms: GroupTerms): ReadRow {
  const { line } = tableRow;
  const { header } = terms.file;
  if ('fault' in tableRow) {
    const { code, columnNumber, expected, given } = tableRow.fault;
    const column = columnNumber === null ? null : (header[columnNumber - 1] ?? null);
    const problem = rowProblem({ code, line, column, columnNumber, expected, given });
    return { key: null, row: { line, text: tableRow.text }, problems: [problem], taken: null, isBroken: true };
  }
  const { kept, isOurs, keyIndex, outcomeIndex, orderIdIndex } = terms;
  const all = tableRow.cells;
  // A row of another width has its cells where they stand: nobody can tell which one is missing.
  const own = all.length === header.length ? kept.map((index) => all[index] ?? '') : all;
  const cells = isOurs ? own.map(unescapeFormula) : own;
  const wasTaken = outcomeIndex !== -1 && TAKEN.has(all[outcomeIndex] ?? '');
  const key = keyIndex === -1 ? null : (cells[keyIndex] ?? '').trim() || null;
  const problems = [
    ...cellProblems(all, line, header),
    ...(keyIndex === -1 || key !== null ? [] : [nameless(line, terms)]),
  ];
  const taken = wasTaken ? Number(all[orderIdIndex] ?? 0) : null;
  return { key, row: { line, cells }, problems, taken, isBroken: false };
}

function cellProblems(cells: readonly string[], line: number, header: readonly string[]): readonly RowProblem[] {
  const torn = cells.findIndex((cell) => cell.includes('\ufffd'));
  if (torn !== -1) {
    const character = (cells[torn] ?? '').indexOf('\ufffd') + 1;
    const place = { column: header[torn] ?? null, columnNumber: torn + 1, character };
    return [
      rowProblem({
        code: 'row_encoding',
        line,
        ...place,
        expected: 'text in the encoding of the file',
        given: quoted(cells[torn] ?? ''),
      }),
    ];
  }
  if (cells.length === header.length) return [];
  const at = Math.min(cells.length, header.length);
  const place = { column: header[at] ?? null, columnNumber: at + 1 };
  return [
    rowProblem({ code: 'row_width', line, ...place, expected: `${header.length} cells`, given: `${cells.length}` }),
  ];
}

function nameless(line: number, { columns, keyIndex }: GroupTerms): RowProblem {
  const place = { column: columns[keyIndex] ?? null, columnNumber: keyIndex + 1 };
  return rowProblem({ code: 'field_required', line, ...place, expected: 'what names the order', given: 'nothing' });
}

function scattered({ row, key }: ReadRow, earlier: number, { columns, keyIndex }: GroupTerms): RowProblem {
  const expected = 'the rows of an order one behind the other';
  const given = `${quoted(key ?? '')}, whose rows begin in line ${earlier}`;
  return rowProblem({
    code: 'order_scattered',
    line: row.line,
    column: columns[keyIndex] ?? null,
    columnNumber: keyIndex + 1,
    expected,
    given,
  });
}
