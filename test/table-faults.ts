/**
 * A table of orders with planted faults of two dozen kinds: quotes, widths, encodings, decimals, dates of five styles,
 * words, formulas, keys. Says of every planted row in which line and column it is to be refused, and as what.
 * Used by native-import-faults.test.ts, and by scripts/imports-trial.ts with a hundred thousand rows.
 */

import type { Mapping } from '../sdk/src/index.ts';

export type Planted = { line: number; code: string; column: number | null };
export type FaultyTable = {
  bytes: Buffer;
  planted: readonly Planted[];
  /** The row of every line as it should be. */
  rightByLine: ReadonlyMap<number, string>;
  kinds: number;
};

const HEADER =
  'Order No,Placed,Paid,Ship by,Deliver by,Ship on,Name,Country,Currency,Status,Gift,Note,SKU,Qty,Price,Tax';

export const MAPPING: Mapping = {
  columns: {
    'Order No': 'number',
    Placed: { field: 'placed_at', dates: 'iso' },
    Paid: { field: 'paid_at', dates: 'dmy' },
    'Ship by': { field: 'ship_by', dates: 'mdy' },
    'Deliver by': { field: 'deliver_by', dates: 'unix' },
    'Ship on': { field: 'ship_on', dates: 'ymd' },
    Name: 'ship_to.name',
    Country: 'ship_to.country',
    Currency: 'currency',
    Status: { field: 'status', values: { betald: 'open' } },
    Gift: 'is_gift',
    Note: 'customer_note',
    SKU: 'lines.sku',
    Qty: 'lines.quantity',
    Price: 'lines.unit_price',
    Tax: 'lines.tax_amount',
  },
  decimals: 'point',
  zone: 'Europe/Stockholm',
};

/** How the file is written. Of these, only UTF-8 can hold bytes that are none. */
export type TableBytes = 'utf-8 with a mark' | 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252';

type Fault = { code: string; column: number | null; plant(cells: readonly string[]): string };

const cell = (code: string, column: number, text: string): Fault => ({
  code,
  column,
  plant: (cells) => cells.with(column - 1, text).join(','),
});

const FAULTS: readonly Fault[] = [
  { code: 'row_quoting', column: null, plant: (cells) => cells.with(11, '"left open').join(',') },
  cell('row_quoting', 12, '"closed" and more'),
  cell('row_quoting', 12, 'within "a cell"'),
  { code: 'row_width', column: 16, plant: (cells) => cells.slice(0, -1).join(',') },
  { code: 'row_width', column: 17, plant: (cells) => [...cells, 'x'].join(',') },
  cell('row_encoding', 7, '\xe5ke'),
  cell('field_type', 15, '"14,50"'),
  cell('amount_inexact', 15, '1.23456'),
  cell('field_type', 15, 'free'),
  cell('field_value', 2, '03/04/2026'),
  cell('field_value', 3, '31/02/2026'),
  cell('field_value', 4, '20/11/2026'),
  cell('field_value', 5, 'tomorrow'),
  cell('field_value', 6, '2026/13/01'),
  cell('field_value', 8, 'Sweden'),
  cell('field_value', 9, 'EURO'),
  cell('field_value', 10, 'perhaps'),
  cell('field_type', 11, 'maybe'),
  cell('field_type', 14, 'two'),
  cell('field_required', 14, ''),
  cell('field_type', 14, '=1+1'),
  cell('field_required', 1, ''),
  cell('order_scattered', 1, 'N2'),
  { code: 'field_value', column: 1, plant: (cells) => cells.with(0, `${cells[0]}${'x'.repeat(300)}`).join(',') },
];

/** One row in `every` is wrong; orders of two rows stand between. */
export function faultyTable(rows: number, every: number, as: TableBytes = 'utf-8 with a mark'): FaultyTable {
  const faults = as.startsWith('utf-8') ? FAULTS : FAULTS.filter(({ code }) => code !== 'row_encoding');
  const planted: Planted[] = [];
  const rightByLine = new Map<number, string>();
  const lines = [HEADER];
  for (let line = 2; line <= rows + 1; line++) {
    const cells = cellsOf(line);
    const right = cells.join(',');
    rightByLine.set(line, right);
    const isFaulty = line > 3 && line % every === 0;
    const fault = isFaulty ? faults[(line / every) % faults.length] : undefined;
    lines.push(fault === undefined ? right : fault.plant(cells));
    if (fault !== undefined) planted.push({ line, code: fault.code, column: fault.column });
  }
  return { bytes: encoded(lines, as), planted, rightByLine, kinds: faults.length };
}

function encoded(lines: readonly string[], as: TableBytes): Buffer {
  const text = lines.map((line) => `${line}\r\n`);
  if (as === 'windows-1252') return Buffer.from(text.join(''), 'latin1');
  if (as === 'utf-16le') return Buffer.from(`\ufeff${text.join('')}`, 'utf16le');
  if (as === 'utf-16be') return Buffer.from(`\ufeff${text.join('')}`, 'utf16le').swap16();
  const mark = as === 'utf-8' ? '' : '\ufeff';
  // Bytes of another encoding in a file that is UTF-8.
  const bodies = text.map((line) => Buffer.from(line, line.includes('\xe5ke') ? 'latin1' : 'utf8'));
  return Buffer.concat([Buffer.from(mark), ...bodies]);
}

function cellsOf(line: number): readonly string[] {
  const note = line % 50 === 1 ? '=SUM(A1)' : `note ${line}`;
  const unix = String(1_780_000_000 + line);
  const dates = ['2026-11-20T09:30:00', '20/11/2026 09:30', '11/20/2026', unix, '2026/11/24'];
  return [`N${line}`, ...dates, 'Åsa Berg', 'SE', 'EUR', 'Betald', 'no', note, 'MUG', '2', '1234.50', '0.5'];
}
