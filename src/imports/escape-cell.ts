/**
 * Cells of an exported table: one that a spreadsheet would run as a formula bears an apostrophe, which it shows as
 * text. The apostrophe is taken away when our own table is read again, so that nothing changes on the way there and
 * back. Quoted as RFC 4180 says.
 * Called by result-rows.ts, and by read-table.ts for the way back.
 */

const FORMULA = /^'*[=+\-@\t\r]/;
const ESCAPED = /^'+[=+\-@\t\r]/;

function escapeFormula(cell: string): string {
  return FORMULA.test(cell) ? `'${cell}` : cell;
}

export function unescapeFormula(cell: string): string {
  return ESCAPED.test(cell) ? cell.slice(1) : cell;
}

export function csvLine(cells: readonly string[], delimiter: string): string {
  return `${cells.map((cell) => csvCell(escapeFormula(cell), delimiter)).join(delimiter)}\r\n`;
}

function csvCell(cell: string, delimiter: string): string {
  const mustQuote = /["\r\n]/.test(cell) || cell.includes(delimiter);
  return mustQuote ? `"${cell.replaceAll('"', '""')}"` : cell;
}
