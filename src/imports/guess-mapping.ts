/**
 * A mapping guessed from the headers of a table and its first rows, and the styles of dates and decimals that a mapping
 * leaves open. A style is told only when nearly all that speaks for one speaks for the same: what is left open is
 * refused cell by cell when it can be read in two ways.
 * Called by read-table.ts. The guess is shown before anything is taken in.
 */
import type { ColumnMeaning, FieldKind, KnownTable, TableMapping } from '../core/imports/mapping.ts';
import { dateEvidence, decimalEvidence } from './convert-cell.ts';
import { FIELD_BY_WORD, KNOWN_TABLES } from './known-tables.ts';

type Fields = Readonly<Record<string, FieldKind>>;

/** One cell in ten may speak against the rest: such a cell is a mistake, not a style. */
const AGREEMENT = 0.9;

/** `tables`: those that dialects know besides. */
export function guessMapping(
  header: readonly string[],
  fields: Fields,
  tables: readonly KnownTable[] = [],
): TableMapping {
  const known = [...KNOWN_TABLES, ...tables].find(({ signature }) => signature.every((name) => header.includes(name)));
  return known === undefined ? guessByWords(header, fields) : mappingOfKnown(known, header);
}

/** What it says first stands first; a column it says nothing of is not read. */
function mappingOfKnown({ columns, values = {}, groupBy, dates }: KnownTable, header: readonly string[]): TableMapping {
  const read = Object.entries(columns).filter(([name]) => header.includes(name));
  const meanings = read.map(([name, field]) => [name, { field, values: values[name] }]);
  const unread = header.filter((name) => !Object.hasOwn(columns, name)).map((name) => [name, null]);
  const mapping: TableMapping = { columns: Object.fromEntries([...meanings, ...unread]), groupBy };
  return dates === undefined ? mapping : { ...mapping, dates };
}

function guessByWords(header: readonly string[], fields: Fields): TableMapping {
  const taken = new Set<string>();
  const columns: Record<string, ColumnMeaning | null> = {};
  for (const name of header) {
    const field = fieldOf(name, fields);
    const isNew = field !== undefined && Object.hasOwn(fields, field) && !taken.has(field);
    if (isNew) taken.add(field);
    columns[name] = isNew ? { field } : null;
  }
  return { columns, groupBy: groupOf(columns) };
}

function fieldOf(name: string, fields: Fields): string | undefined {
  const lower = name.trim().toLowerCase();
  if (Object.hasOwn(fields, lower)) return lower;
  const word = lower.replaceAll(/[^\p{L}\p{N}]/gu, '');
  if (Object.hasOwn(FIELD_BY_WORD, word)) return FIELD_BY_WORD[word];
  return Object.keys(fields).find((field) => field.replaceAll(/[^a-z0-9]/g, '') === word);
}

/** The column that names an order: its key, else its number. */
export function groupOf(columns: TableMapping['columns']): string | undefined {
  const named = (field: string) => Object.entries(columns).find(([, meaning]) => meaning?.field === field)?.[0];
  return named('key') ?? named('number');
}

/** `rows`: the first of the file. */
export function withStyles(
  mapping: TableMapping,
  table: { header: readonly string[]; rows: readonly (readonly string[])[] },
  fields: Fields,
): TableMapping {
  const columns = Object.entries(mapping.columns).map(([name, meaning]): [string, ColumnMeaning | null] => {
    const kind = meaning === null ? undefined : fields[meaning.field];
    const isDate = kind === 'time' || kind === 'date';
    if (meaning === null || !isDate || (meaning.dates ?? mapping.dates) !== undefined) return [name, meaning];
    const dates = agreed(cellsOf(table, [name]).map(dateEvidence));
    return [name, dates === undefined ? meaning : { ...meaning, dates }];
  });
  const amounts = Object.entries(mapping.columns).flatMap(([name, meaning]) =>
    meaning !== null && fields[meaning.field] === 'amount' ? [name] : [],
  );
  const decimals = mapping.decimals ?? agreed(cellsOf(table, amounts).map(decimalEvidence));
  return { ...mapping, columns: Object.fromEntries(columns), ...(decimals === undefined ? {} : { decimals }) };
}

function cellsOf(
  { header, rows }: { header: readonly string[]; rows: readonly (readonly string[])[] },
  names: readonly string[],
) {
  const indexes = names.map((name) => header.indexOf(name));
  return rows.flatMap((row) => indexes.map((index) => row[index] ?? '').filter((cell) => cell.trim() !== ''));
}

function agreed<T extends string>(evidence: readonly (T | null)[]): T | undefined {
  const counts = new Map<T, number>();
  for (const style of evidence) if (style !== null) counts.set(style, (counts.get(style) ?? 0) + 1);
  const total = [...counts.values()].reduce((sum, count) => sum + count, 0);
  return [...counts].find(([, count]) => count >= total * AGREEMENT)?.[0];
}
