/**
 * The rows of a table in CSV, from UTF-8 in pieces. A row whose quotes do not fit together is told with its line and
 * column, and reading goes on with the next line: an open quote must not swallow what follows. The library reads one
 * row after the other and stops at what it cannot read; where to go on is decided here (decision 066).
 * Called by table-file.ts.
 */
import { CsvError, parse } from 'csv-parse/sync';
import type { Delimiter } from '../core/imports/mapping.ts';

export type TableFault = {
  code: 'row_quoting' | 'row_too_long';
  columnNumber: number | null;
  expected: string;
  given: string;
};
export type TableRow = { line: number; cells: readonly string[] } | { line: number; text: string; fault: TableFault };

const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;
/** A row that is longer is told as such, and so is a quote that is still open then. */
const ROW_BYTES_MAX = 256 * 1024;
/** Read at once, so that a fault costs no more than this much again. */
const WINDOW_BYTES = 64 * 1024;

type Parsed = { rows: { cells: string[]; end: number }[]; fault: TableFault | 'open' | null };

export class RowSplitter {
  readonly #delimiter: Delimiter;
  #pending: Buffer = Buffer.alloc(0);
  #line = 1;
  #width = 0;
  /** Within a line that was refused before its end came. */
  #isSkipping = false;

  constructor(delimiter: Delimiter) {
    this.#delimiter = delimiter;
  }

  push(piece: Buffer): TableRow[] {
    if (this.#isSkipping) return this.#skip(piece);
    this.#pending = this.#pending.length === 0 ? piece : Buffer.concat([this.#pending, piece]);
    if (this.#pending.length < WINDOW_BYTES) return [];
    return this.#read(this.#pending.lastIndexOf(LINE_FEED) + 1, false);
  }

  end(): TableRow[] {
    return this.#read(this.#pending.length, true);
  }

  /** Of what is pending, up to the end of a line. */
  #read(to: number, isLast: boolean): TableRow[] {
    const rows: TableRow[] = [];
    let from = 0;
    while (from < to) {
      const window = this.#pending.subarray(from, to);
      const { rows: read, fault } = this.#parse(window);
      let at = 0;
      for (const { cells, end } of read) {
        rows.push({ line: this.#lineOfRow(window, at), cells });
        this.#countLines(window, at, end);
        at = end;
      }
      from += at;
      if (fault === null) break;
      const isHopeless = isLast || to - from > ROW_BYTES_MAX;
      if (fault === 'open' && !isHopeless) break;
      from += this.#refuseLine(rows, this.#pending.subarray(from, to), fault === 'open' ? OPEN : fault);
    }
    this.#pending = this.#pending.subarray(from);
    if (this.#pending.length > ROW_BYTES_MAX && !this.#pending.includes(LINE_FEED)) rows.push(...this.#refuseRest());
    return rows;
  }

  #parse(window: Buffer): Parsed {
    const rows: Parsed['rows'] = [];
    try {
      parse(window, {
        delimiter: this.#delimiter,
        record_delimiter: ['\r\n', '\n'],
        relax_column_count: true,
        skip_empty_lines: true,
        on_record: (cells: string[], { bytes }: { bytes: number }) => {
          const isTorn = this.#width > 0 && cells.length !== this.#width && hasLineFeed(cells);
          if (isTorn) throw new TornRow();
          if (this.#width === 0) this.#width = cells.length;
          rows.push({ cells, end: bytes });
          return null;
        },
      });
      return { rows, fault: null };
    } catch (error) {
      if (error instanceof TornRow) return { rows, fault: OPEN };
      if (error instanceof CsvError) return { rows, fault: faultOf(error) };
      throw error;
    }
  }

  #skip(piece: Buffer): TableRow[] {
    const feed = piece.indexOf(LINE_FEED);
    if (feed === -1) return [];
    this.#isSkipping = false;
    this.#line += 1;
    return this.push(piece.subarray(feed + 1));
  }

  /** How many bytes the first line of what cannot be read takes. */
  #refuseLine(rows: TableRow[], rest: Buffer, fault: TableFault): number {
    const skipped = blanksOf(rest);
    this.#countLines(rest, 0, skipped);
    const feed = rest.indexOf(LINE_FEED, skipped);
    const end = feed === -1 ? rest.length : feed + 1;
    const text = rest.toString('utf8', skipped, end).replace(/\r?\n$/, '');
    rows.push({ line: this.#line, text, fault });
    this.#countLines(rest, skipped, end);
    return end;
  }

  /** A line that has no end yet and is too long already. */
  #refuseRest(): TableRow[] {
    const text = this.#pending.toString('utf8', 0, 1_000);
    this.#pending = Buffer.alloc(0);
    this.#isSkipping = true;
    const expected = `a row of at most ${ROW_BYTES_MAX} bytes`;
    return [
      { line: this.#line, text, fault: { code: 'row_too_long', columnNumber: null, expected, given: 'a longer one' } },
    ];
  }

  /** Empty lines before a row are no part of it. */
  #lineOfRow(window: Buffer, at: number): number {
    const skipped = blanksOf(window.subarray(at));
    let line = this.#line;
    for (let index = at; index < at + skipped; index++) if (window[index] === LINE_FEED) line += 1;
    return line;
  }

  #countLines(bytes: Buffer, from: number, to: number): void {
    for (let at = bytes.indexOf(LINE_FEED, from); at !== -1 && at < to; at = bytes.indexOf(LINE_FEED, at + 1))
      this.#line += 1;
  }
}

/** A row with another number of cells that goes over several lines: a quote was left open and met another one. */
class TornRow extends Error {}

const OPEN: TableFault = {
  code: 'row_quoting',
  columnNumber: null,
  expected: 'a quote at the end of the cell that begins with one',
  given: 'none in this line',
};

function faultOf({ code, column }: CsvError): TableFault | 'open' {
  if (code === 'CSV_QUOTE_NOT_CLOSED') return 'open';
  const columnNumber = typeof column === 'number' ? column + 1 : null;
  const expected =
    code === 'INVALID_OPENING_QUOTE'
      ? 'quotes around the whole cell, and quotes within it doubled'
      : 'a delimiter or the end of the row behind the quote that ends the cell';
  return { code: 'row_quoting', columnNumber, expected, given: 'something else' };
}

function hasLineFeed(cells: readonly string[]): boolean {
  return cells.some((cell) => cell.includes('\n'));
}

function blanksOf(bytes: Buffer): number {
  let at = 0;
  while (bytes[at] === LINE_FEED || bytes[at] === CARRIAGE_RETURN) at += 1;
  return at;
}
