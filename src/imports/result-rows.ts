/**
 * The result of an import: the rows as they were sent, in their order, each with what became of it and why. As a table
 * it has the columns of the file and ours behind them; as NDJSON a row stands in its line. Made slice by slice, as fast
 * as it is taken; rows that have not been reached say `waiting`.
 * Called by the desk.
 */
import { type ImportView, isRetryableRow, type ResultAsked, type RowProblem } from '../core/imports/desk.ts';
import type { ImportStore } from '../core/imports/import.ts';
import { csvLine } from './escape-cell.ts';
import { unpackJson } from './packing.ts';
import { RESULT_COLUMNS } from './read-table.ts';
import type { SourceItem, SourceRow } from './source.ts';
import type { ItemOutcome } from './take-slice.ts';

type ToldRow = { row: SourceRow; outcome: string; told: ItemOutcome | null };
export type ResultOf = {
  store: Pick<ImportStore, 'findSlice'>;
  view: ImportView;
  /** What would become of rows that were not taken in. */
  foretell?: ((sources: readonly SourceItem[]) => Promise<readonly ItemOutcome[]>) | undefined;
};

export async function* resultRows({ store, view, foretell }: ResultOf, asked: ResultAsked): AsyncGenerator<string> {
  const { mapping, columns } = view.progress;
  const delimiter = mapping?.delimiter ?? ',';
  const shown = columns ?? ['row'];
  // Spreadsheets know UTF-8 by its mark.
  if (asked.format === 'csv') yield `\ufeff${csvLine([...shown, ...RESULT_COLUMNS], delimiter)}`;
  for (let sliceNo = 0; ; sliceNo++) {
    const slice = await store.findSlice(view, sliceNo);
    if (slice === null) return;
    const sources = await unpackJson<SourceItem[]>(slice.items);
    const outcomes =
      slice.outcomes !== null
        ? await unpackJson<ItemOutcome[]>(slice.outcomes)
        : ((await foretell?.(sources)) ?? []).map((told) => (told.kind === 'refused' ? told : null));
    const rows = toldRows(sources, outcomes).filter(({ outcome }) => !asked.isRefusedOnly || outcome === 'refused');
    const texts = rows.map((row) =>
      asked.format === 'csv' ? tableLine(row, shown.length, delimiter) : jsonLine(row, columns),
    );
    if (texts.length > 0) yield texts.join('');
  }
}

/** Sorted by their lines: a row that cannot be read may stand within the rows of an order. */
function toldRows(sources: readonly SourceItem[], outcomes: readonly (ItemOutcome | null)[]): readonly ToldRow[] {
  const rows = sources.flatMap((source, index) => {
    const told = outcomes[index] ?? null;
    return source.rows.map((row): ToldRow => ({ row, outcome: told?.kind ?? 'waiting', told }));
  });
  return rows.sort((a, b) => a.row.line - b.row.line);
}

/** Of an order of several rows every row has its own problems; one without any is refused for those of another. */
function problemsOf({ row, told }: Pick<ToldRow, 'row' | 'told'>): readonly RowProblem[] {
  if (told === null || told.kind !== 'refused') return [];
  const own = told.problems.filter(({ line }) => line === row.line);
  const [other] = told.problems;
  if (own.length > 0 || other === undefined) return own;
  const given = `${other.code} in line ${other.line}`;
  const place = { column: null, columnNumber: null, character: null, pointer: '' };
  return [
    { code: 'order_row_refused', line: row.line, ...place, expected: 'an order all of whose rows can be taken', given },
  ];
}

function tableLine(told: ToldRow, width: number, delimiter: string): string {
  const { row, outcome } = told;
  const cells = row.cells ?? [row.text ?? ''];
  const padded = Array.from({ length: Math.max(width, cells.length) }, (_, index) => cells[index] ?? '');
  const errors = problemsOf(told).map(sentenceOf).join(' ');
  return csvLine([...padded.slice(0, width), outcome, orderIdOf(told), String(row.line), errors], delimiter);
}

function jsonLine(told: ToldRow, columns: readonly string[] | null): string {
  const { row, outcome } = told;
  const [order] = told.told?.orders ?? [];
  return `${JSON.stringify({
    line: row.line,
    outcome,
    id: order?.orderId ?? null,
    key: order?.orderKey || null,
    number: order?.number || null,
    errors: problemsOf(told).map(wireProblem),
    row: statedRow(row, columns),
  })}\n`;
}

function statedRow({ cells, text }: SourceRow, columns: readonly string[] | null): unknown {
  if (cells !== undefined && columns !== null)
    return Object.fromEntries(cells.map((cell, index) => [columns[index] ?? String(index + 1), cell]));
  try {
    return JSON.parse(text ?? '');
  } catch {
    return text ?? null;
  }
}

function orderIdOf({ told }: ToldRow): string {
  const [order] = told?.orders ?? [];
  return order === undefined ? '' : String(order.orderId);
}

/** As the wire tells it; the names are those of the native contract. */
function wireProblem(problem: RowProblem) {
  const { code, line, column, columnNumber, character, pointer, expected, given } = problem;
  const place = { line, column, column_number: columnNumber, character, pointer };
  return { code, ...place, expected, given, detail: sentenceOf(problem), retryable: isRetryableRow(code) };
}

function sentenceOf({ code, line, column, columnNumber, pointer, expected, given }: RowProblem): string {
  const cell = columnNumber === null ? '' : `, column ${columnNumber} (${column ?? 'without a header'})`;
  // A row that is no row of a table has its places in the order.
  const place = cell === '' && pointer !== '' ? `, ${pointer}` : cell;
  return `${code}: line ${line}${place}: expected ${expected}, got ${given}.`;
}
