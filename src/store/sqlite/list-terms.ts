/**
 * Terms as the full-text index of SQLite holds them: one token each, with the account before it. Its tokenizer breaks
 * at characters of ASCII that are no letter and no digit, so those are written as their number.
 * Used by list-index.ts to write, by list-query.ts to search, by history-table.ts to forget.
 */
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { isTextTerm, type TermGroup } from '../../core/lists/terms.ts';

/** Rows that the terms of one order may take in turn, until the first is written over. */
export const TERM_PARTS = 1_024;

const PAGES_MERGED = 32;

const PLAIN = /^[A-Za-z0-9]+$/;
const BREAKING = /[^A-Za-z0-9\u{80}-\u{10ffff}]|·/gu;

/** A catalog's worth. */
const WRITTEN_KEPT = 20_000;

/** Texts of lines come again with every order: how they are written is kept. */
export class Tokens {
  readonly #written = new Map<string, string>();

  of(accountId: number, terms: readonly string[]): string {
    return `${accountId}${terms.map((term) => this.#of(term)).join(` ${accountId}`)}`;
  }

  #of(term: string): string {
    if (!isTextTerm(term)) return written(term);
    const known = this.#written.get(term);
    if (known !== undefined) return known;
    if (this.#written.size >= WRITTEN_KEPT) this.#written.clear();
    const made = written(term);
    this.#written.set(term, made);
    return made;
  }
}

/** Null when a group is empty, which nothing matches. */
export function matchOf(accountId: number, groups: readonly TermGroup[]): string | null {
  if (groups.some(({ anyOf }) => anyOf.length === 0)) return null;
  const sought = (term: string, isPrefix: boolean) => `"${tokenOf(accountId, term)}"${isPrefix ? '*' : ''}`;
  return groups
    .map(({ anyOf, isPrefix }) => `(${anyOf.map((term) => sought(term, isPrefix)).join(' OR ')})`)
    .join(' AND ');
}

/** A start that begins more tokens than these is looked for as it is. */
const WHOLE_MAX = 32;
/** Behind a token, before every other that begins with it. */
const NEXT = '\u0001';
const WRITTEN = /·([0-9a-f]{2})/g;

/**
 * The starts of words as whole words. The full-text index gathers all that begins with a start before it tells the
 * first of it; of a whole word it reads on from order to order, and only as far as it is asked to.
 */
export class Vocabulary {
  readonly #next: StatementSync;

  constructor(db: DatabaseSync) {
    db.exec(
      `CREATE VIRTUAL TABLE IF NOT EXISTS temp.list_vocabulary USING fts5vocab('main', 'list_terms', 'instance')`,
    );
    this.#next = db.prepare('SELECT term FROM temp.list_vocabulary WHERE term >= ? LIMIT 1');
  }

  /** The same orders bear one of them. */
  wholeGroups(accountId: number, groups: readonly TermGroup[]): readonly TermGroup[] {
    return groups.map((group) => {
      const [start] = group.anyOf;
      const isStart = group.isPrefix && group.anyOf.length === 1 && start !== undefined;
      const terms = isStart ? this.#beginning(accountId, start) : null;
      return terms === null ? group : { anyOf: terms, isPrefix: false };
    });
  }

  /** Null when they are many. */
  #beginning(accountId: number, start: string): readonly string[] | null {
    const first = lowered(tokenOf(accountId, start));
    const terms: string[] = [];
    for (let token = this.#from(first); token?.startsWith(first) === true; token = this.#from(token + NEXT)) {
      if (terms.length === WHOLE_MAX) return null;
      terms.push(termOf(accountId, token));
    }
    return terms;
  }

  #from(token: string): string | undefined {
    return (this.#next.get(token) as { term: string } | undefined)?.term;
  }
}

/** As the tokenizer leaves it: it knows the case of no other letters. */
function lowered(token: string): string {
  return token.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
}

function termOf(accountId: number, token: string): string {
  const term = token.slice(String(accountId).length);
  return term.replace(WRITTEN, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));
}

/** Rows that no entry meets any more go as well when the person in them is forgotten. */
export function forgetTerms(db: DatabaseSync, accountId: number, orderIds: readonly number[]): void {
  const own = db.prepare('SELECT terms_part AS part FROM list_entries WHERE account_id = ? AND order_id = ?');
  const forget = db.prepare(
    `DELETE FROM list_terms WHERE rowid BETWEEN CAST(?1 AS INTEGER) * ${TERM_PARTS}
     AND CAST(?1 AS INTEGER) * ${TERM_PARTS} + ${TERM_PARTS - 1} AND rowid % ${TERM_PARTS} <> ?2`,
  );
  for (const orderId of orderIds) {
    const { part = -1 } = (own.get(accountId, orderId) as { part: number } | undefined) ?? {};
    forget.run(orderId, part);
  }
}

/**
 * Rows that went leave their terms in the index until its parts are merged: here all of them are, some pages a call, so
 * that the writer is held for some ten milliseconds. The index's own `secure-delete` does nothing for a table without
 * texts. True when there may be more to do.
 */
export function mergeTerms(db: DatabaseSync): boolean {
  const changes = db.prepare('SELECT total_changes() AS changes');
  const count = () => (changes.get() as { changes: number }).changes;
  const before = count();
  db.prepare(`INSERT INTO list_terms (list_terms, rank) VALUES ('merge', ?)`).run(-PAGES_MERGED);
  // What is merged already changes one row: the command's own.
  return count() - before > 1;
}

function tokenOf(accountId: number, term: string): string {
  return `${accountId}${written(term)}`;
}

function written(term: string): string {
  // Most terms are words, in which nothing breaks.
  if (PLAIN.test(term)) return term;
  return term.replace(BREAKING, (character) => `·${character.charCodeAt(0).toString(16).padStart(2, '0')}`);
}
