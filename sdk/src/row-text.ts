/**
 * Rows of a result, mended, as a file to import: an order a line, or a table with the columns of the file before.
 * Nothing is held but the row under way.
 * Used by imports.ts.
 */
import type { ResultRow } from './answer-types.ts';

type Rows = AsyncIterable<ResultRow>;
type Mend = (row: ResultRow) => unknown;

export async function* jsonOfRows(rows: Rows, mend: Mend): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const encoder = new TextEncoder();
  for await (const row of rows) {
    const mended = mend(row);
    if (mended !== null && mended !== undefined) yield encoder.encode(`${JSON.stringify(mended)}\n`);
  }
}

export async function* csvOfRows(
  rows: Rows,
  columns: readonly string[],
  mend: Mend,
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const encoder = new TextEncoder();
  yield encoder.encode(lineOf(columns));
  for await (const row of rows) {
    const mended = mend(row);
    if (mended === null || mended === undefined) continue;
    const cells = mended as Readonly<Record<string, unknown>>;
    yield encoder.encode(lineOf(columns.map((name) => (Object.hasOwn(cells, name) ? cells[name] : ''))));
  }
}

function lineOf(cells: readonly unknown[]): string {
  return `${cells.map((cell) => quoted(String(cell ?? ''))).join(',')}\r\n`;
}

function quoted(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
