/**
 * Terms as the text index of PostgreSQL holds them: lexemes as they are, with the account before them, so that one
 * account's terms never lead to another's orders.
 * Used by list-index.ts to write, by list-query.ts to search.
 */
import type { TermGroup } from '../../core/lists/terms.ts';

/** Between the lexemes of one order on their way. */
export const SEPARATOR = '\u0001';

export function lexemesOf(accountId: number, terms: readonly string[]): string {
  const isPlain = terms.every((term) => !term.includes(SEPARATOR));
  if (!isPlain) return terms.map((term) => lexemeOf(accountId, term)).join(SEPARATOR);
  return `${accountId}${terms.join(`${SEPARATOR}${accountId}`)}`;
}

/** A text of the type tsquery; null when a group is empty, which nothing matches. */
export function searchOf(accountId: number, groups: readonly TermGroup[]): string | null {
  if (groups.some(({ anyOf }) => anyOf.length === 0)) return null;
  return groups
    .map(({ anyOf, isPrefix }) => `(${anyOf.map((term) => quoted(lexemeOf(accountId, term), isPrefix)).join(' | ')})`)
    .join(' & ');
}

function lexemeOf(accountId: number, term: string): string {
  return `${accountId}${term.replaceAll(SEPARATOR, ' ')}`;
}

function quoted(lexeme: string, isPrefix: boolean): string {
  return `'${lexeme.replace(/['\\]/g, '$&$&')}'${isPrefix ? ':*' : ''}`;
}
