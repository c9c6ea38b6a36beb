/**
 * How commands speak: tables for people, JSON for programs, one line for what went wrong.
 * A command throws a CommandError for what it cannot do; run-command.ts turns it into the exit code.
 * Used by every command.
 */

/** Said to the person as it is, without a stack; the command exits with 1, or with a code that scripts can ask for. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
  readonly exitCode: number;

  constructor(message: string, exitCode = 1) {
    super(message);
    this.exitCode = exitCode;
  }
}

type Row = Readonly<Record<string, string | number | boolean | null | readonly string[]>>;

/** For programs as JSON, else one line a row under the names of its fields; null is a dash. */
export function printRows(rows: readonly Row[], { json, empty }: { json?: boolean; empty: string }): void {
  console.log(json ? JSON.stringify(rows, null, 2) : rows.length === 0 ? empty : tableOf(rows));
}

function tableOf(rows: readonly Row[]): string {
  const names = Object.keys(rows[0] ?? {});
  const lines = [names, ...rows.map((row) => names.map((name) => textOf(row[name])))];
  const widths = names.map((_, column) => Math.max(...lines.map((cells) => cells[column]?.length ?? 0)));
  return lines
    .map((cells) =>
      cells
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

function textOf(value: Row[string] | undefined): string {
  if (value === undefined || value === null || value === '') return '-';
  return typeof value === 'object' ? value.join(',') : String(value);
}

export function instantText(at: number | null): string | null {
  return at === null ? null : new Date(at).toISOString().replace(/\.\d+Z$/, 'Z');
}
