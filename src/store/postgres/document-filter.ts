/**
 * Filters on what only the document tells. PostgreSQL compares letters by the rules of its locale and cannot read
 * every text that JSON may hold, so it is only asked for the documents that might match, by a pattern that never
 * misses one; whether they do is decided here, by the same rules as in every driver. Used by list-whole.ts.
 */
import { searchedWords } from '../../core/lists/terms.ts';
import type { Order, OrderContent, OrderLine } from '../../core/order.ts';
import { foldCase, type OrderFilter } from '../../core/queries.ts';

export type DocumentFilter = {
  /** Regular expressions; a document that matches the query matches them all. */
  patterns: readonly string[];
  isMatch(order: Order): boolean;
};

type Test = (content: OrderContent, number: string) => boolean;

/** Null when the query asks nothing of the document. */
export function documentFilterOf(query: OrderFilter): DocumentFilter | null {
  const { lineKeyword, customerId, originCountry, words } = query;
  const patterns: string[] = [];
  const tests: Test[] = [];
  if (lineKeyword !== undefined) {
    patterns.push(patternOf(lineKeyword));
    tests.push((content) => hasLineKeyword(content, foldCase(lineKeyword)));
  }
  if (originCountry !== undefined) {
    patterns.push(patternOf(originCountry));
    tests.push((content) => hasOrigin(content, foldCase(originCountry)));
  }
  if (customerId !== undefined) {
    patterns.push(`"id":${customerId}[,}]`);
    tests.push((content) => content.customer?.id === customerId);
  }
  if (words !== undefined) tests.push((content, number) => hasWords(searchedWords(number, content), words));
  if (tests.length === 0) return null;
  return { patterns, isMatch: ({ content, number }) => tests.every((test) => test(content, number)) };
}

function hasLineKeyword({ lines }: OrderContent, folded: string): boolean {
  return lines.some((line) => textsOf(line).some((text) => text !== undefined && foldCase(text).includes(folded)));
}

function textsOf(line: OrderLine): (string | undefined)[] {
  return [line.sku, line.name, ...(line.options ?? []).flatMap(({ name, value }) => [name, value])];
}

/** No pattern narrows them down: what is searched is not all one text. */
function hasWords(own: readonly string[], sought: readonly string[]): boolean {
  return sought.every((word) => own.some((one) => one.startsWith(word)));
}

function hasOrigin(content: OrderContent, folded: string): boolean {
  const lines = content.shipping?.customs?.lines ?? [];
  return lines.some(({ originCountry }) => originCountry !== undefined && foldCase(originCountry) === folded);
}

const LETTER = /[A-Z]/;
const BEYOND_ASCII = /[^\0-\x7f]+/;
const PIECE = /[^\0-\x7f]+|[\0-\x7f]/g;

/**
 * Finds the text in a document whatever its case: letters of ASCII in both cases, what is beyond ASCII as anything
 * beyond ASCII. Letters that become ASCII only when folded ("ß" is "SS") let a document pass on their own.
 */
function patternOf(text: string): string {
  const folded = foldCase(JSON.stringify(text).slice(1, -1));
  const pieces = folded.match(PIECE) ?? [];
  return `(${pieces.map(piecePattern).join('')}|[${foldingToAscii()}])`;
}

function piecePattern(piece: string): string {
  if (LETTER.test(piece)) return `[${piece}${piece.toLowerCase()}]`;
  // Marked as such: no character of the caller's has a meaning of its own.
  return BEYOND_ASCII.test(piece) ? '[^\\x01-\\x7f]*' : `\\x${piece.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

let foldingLetters: string | null = null;

function foldingToAscii(): string {
  foldingLetters ??= Array.from({ length: 0xffff - 0x80 }, (_, index) => String.fromCharCode(0x80 + index))
    .filter((letter) => /[\0-\x7f]/.test(foldCase(letter)))
    .join('');
  return foldingLetters;
}
