/**
 * An item of a file as an item of a batch, or all that is wrong with it. The same before an import is committed and
 * after, so that what was shown is what is done.
 * Called by take-slice.ts, and by the desk for a preview.
 */
import type { Account } from '../core/accounts.ts';
import type { BatchItem } from '../core/batch.ts';
import type { RowProblem, RowReader } from '../core/imports/desk.ts';
import type { Problem } from '../core/outcome.ts';
import { rowValueOf, type Table } from './row-value.ts';
import { quoted, rowProblem, type SourceItem } from './source.ts';

/** `table` null: the rows are objects of the reader's wire. */
export type ReadTerms = { reader: RowReader; table: Table | null; account: Account };

export type ReadItem =
  | { kind: 'send'; item: BatchItem; value: unknown; problemOf(problem: Problem): RowProblem }
  | { kind: 'taken'; orderId: number; value: unknown }
  | { kind: 'refused'; problems: readonly RowProblem[]; value: unknown };

export function readItem(source: SourceItem, label: number, terms: ReadTerms): ReadItem {
  if (source.taken !== undefined) return { kind: 'taken', orderId: source.taken, value: null };
  if (source.problems !== undefined) return { kind: 'refused', problems: source.problems, value: null };
  return terms.table === null
    ? readObject(source, label, terms)
    : readRows(source, label, { ...terms, table: terms.table });
}

function readRows(
  { rows }: SourceItem,
  label: number,
  { reader, table, account }: ReadTerms & { table: Table },
): ReadItem {
  const { value, problems, locate } = rowValueOf(rows, table);
  if (problems.length > 0) return { kind: 'refused', problems, value };
  return sending(reader.read(value, { label, pointer: '' }, account), value, locate);
}

function sending(item: BatchItem, value: unknown, problemOf: (problem: Problem) => RowProblem): ReadItem {
  if ('refusal' in item) return { kind: 'refused', problems: item.refusal.problems.map(problemOf), value };
  return { kind: 'send', item, value, problemOf };
}

function readObject({ rows }: SourceItem, label: number, { reader, account }: ReadTerms): ReadItem {
  const [row] = rows;
  const { line, text = '' } = row ?? { line: 0 };
  let stated: unknown;
  try {
    stated = JSON.parse(text);
  } catch (error) {
    const given = error instanceof SyntaxError ? quoted(text.slice(0, 60)) : 'something else';
    return {
      kind: 'refused',
      problems: [rowProblem({ code: 'row_malformed', line, expected: 'JSON', given })],
      value: null,
    };
  }
  const opened = openResult(stated);
  if (opened.taken !== null) return { kind: 'taken', orderId: opened.taken, value: opened.value };
  const item = reader.read(opened.value, { label, pointer: '' }, account);
  return sending(item, opened.value, (problem) => rowProblem({ ...problem, line }));
}

const TAKEN: ReadonlySet<unknown> = new Set(['created', 'replaced', 'kept']);

/** A row of our own result bears the row that was sent, and what became of it. */
function openResult(stated: unknown): { value: unknown; taken: number | null } {
  const isOurs =
    typeof stated === 'object' && stated !== null && 'row' in stated && 'outcome' in stated && 'line' in stated;
  if (!isOurs) return { value: stated, taken: null };
  const { row, outcome, id } = stated as { row: unknown; outcome: unknown; id?: unknown };
  return { value: row, taken: TAKEN.has(outcome) && typeof id === 'number' ? id : null };
}
