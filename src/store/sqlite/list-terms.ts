/**
 * Terms as the full-text index of SQLite holds them: one token each, with the account before it. Its tokenizer breaks
 * at characters of ASCII that are no letter and no digit, so those are written as their number.
 * Used by list-index.ts to write, by list-table.ts to search.
 */
import type { TermGroup } from '../../core/lists/terms.ts';

/** Rows that the terms of one order may take in turn, until the first is written over. */
export const TERM_PARTS = 1_024;

const BREAKING = /[^A-Za-z0-9\u{80}-\u{10ffff}]|·/gu;

export function tokensOf(accountId: number, terms: readonly string[]): string {
  return terms.map((term) => tokenOf(accountId, term)).join(' ');
}

/** Null when a group is empty, which nothing matches. */
export function matchOf(accountId: number, groups: readonly TermGroup[]): string | null {
  if (groups.some(({ anyOf }) => anyOf.length === 0)) return null;
  const sought = (term: string, isPrefix: boolean) => `"${tokenOf(accountId, term)}"${isPrefix ? '*' : ''}`;
  return groups
    .map(({ anyOf, isPrefix }) => `(${anyOf.map((term) => sought(term, isPrefix)).join(' OR ')})`)
    .join(' AND ');
}

function tokenOf(accountId: number, term: string): string {
  return `${accountId}${term.replace(BREAKING, (character) => `·${character.charCodeAt(0).toString(16).padStart(2, '0')}`)}`;
}
