/**
 * What a file is cut into: items, each the rows that one order was stated by, in the words of the file. They stand in
 * the slices of an import and come back in its result.
 * Made by read-file.ts; read-item.ts makes orders of them.
 */
import type { RowProblem } from '../core/imports/desk.ts';

/** A row of a table has cells; one that could not be read, and every other format, its text. */
export type SourceRow = { line: number; cells?: readonly string[]; text?: string };

export type SourceItem = {
  rows: readonly SourceRow[];
  /** What is wrong with them before they are read as an order. */
  problems?: readonly RowProblem[];
  /** It comes from the result of an earlier import, and was taken in then: by this order. */
  taken?: number;
};

/** A file that cannot be read as a whole; the message is for the caller. */
export class UnreadableFile extends Error {
  override readonly name = 'UnreadableFile';
}

export function rowProblem(
  fields: Pick<RowProblem, 'code' | 'line' | 'expected' | 'given'> & Partial<RowProblem>,
): RowProblem {
  return { column: null, columnNumber: null, character: null, pointer: '', ...fields };
}

/** Short enough for a message. */
export function quoted(text: string): string {
  const shown = JSON.stringify(text);
  return shown.length <= 80 ? shown : `${shown.slice(0, 76)}..."`;
}
