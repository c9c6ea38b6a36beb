/**
 * The lines of a catalog file: JSON lines, or the rows of a CSV file whose first row names the fields. Either comes with
 * the number of its line, so that a mistake can be found. Knows nothing of what a line says.
 * Used by catalog.ts; reads the file and nothing else.
 */
import { createReadStream, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { parse } from 'csv-parse/sync';
import { columnsOf, recordOfCells } from '../main.ts';
import { CommandError } from './print.ts';

/** A text is JSON; an object is a row, whose values are texts. */
export type CatalogRow = { line: number; content: string | object };

export async function* catalogRows(file: string): AsyncGenerator<CatalogRow> {
  if (file.toLowerCase().endsWith('.csv')) {
    yield* tableRows(file);
    return;
  }
  let line = 0;
  for await (const text of createInterface({ input: createReadStream(file), crlfDelay: Number.POSITIVE_INFINITY })) {
    line += 1;
    if (text.trim() !== '') yield { line, content: text.replace(/^\ufeff/, '') };
  }
}

type Parsed = { info: { lines: number }; record: string[] };

function* tableRows(file: string): Generator<CatalogRow> {
  const options = { bom: true, info: true, skip_empty_lines: true, relax_column_count_less: true } as const;
  const [head, ...rows] = parse(readFileSync(file), options) as unknown as Parsed[];
  if (head === undefined) return;
  const header = head.record.map((name) => name.trim());
  const columns = columnsOf(header);
  if ('problem' in columns) throw new CommandError(`${file}:1: ${columns.problem}`);
  for (const { info, record } of rows) yield { line: info.lines, content: recordOfCells(header, columns, record) };
}
