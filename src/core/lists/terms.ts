/**
 * The terms of an order: short texts, each with a letter that says what it is, under which an index finds the order.
 * They follow from what was stated, so that most of what happens to an order changes none of them.
 * Words are what full-text search matches; the others stand for one filter each. The same terms in every driver, which
 * put the account before them and write them as their index wants them. Pure.
 */
import { hash } from 'node:crypto';
import type { OrderRow } from '../command.ts';
import type { Address, OrderContent, OrderLine } from '../order.ts';
import type { OrderFilter } from '../queries.ts';
import { foldCase, storable } from '../storable.ts';

/** Of each group an order must bear one term, or one that begins so. */
export type TermGroup = {
  anyOf: readonly string[];
  isPrefix: boolean;
  /** So much bears it that it had better be looked for in what another group leads to. */
  isBroad?: boolean;
};

/** Longer names and words are told apart by their beginning alone, or by a digest. */
const TERM_CHARS_MAX = 150;
const NUMBER_CHARS_MAX = 600;
/** A PostgreSQL text index takes a megabyte of one order; a character takes three bytes at most, an account its digits. */
const TERMS_CHARS_MAX = 300_000;
const TERM_CHARS_BESIDE = 6;
const TEXT_NAME_CHARS = 64;
/** A word: letters, their marks and digits without anything between. */
const WORD = /[\p{L}\p{M}\p{N}]+/gu;
/** More words find nothing that these do not. */
export const SEARCH_WORDS_MAX = 10;

/** A text of a line: folded, and the term that stands for it. */
export type LineText = { text: string; term: string };
type Seen = { content: OrderContent; tagIds: readonly number[]; texts: readonly LineText[] };
type Named = Pick<OrderRow, 'number' | 'facts'>;

/** A catalog's worth. */
const TEXTS_KEPT = 20_000;

export function termsOf(row: Named, { content, tagIds, texts }: Seen): readonly string[] {
  const { customerName } = row.facts;
  const terms = new Set([numberTerm(row.number)]);
  if (customerName !== null) terms.add(customerTerm(customerName));
  if (content.customer?.id !== undefined) terms.add(customerIdTerm(content.customer.id));
  for (const tagId of tagIds) terms.add(tagTerm(tagId));
  for (const { originCountry } of content.shipping?.customs?.lines ?? []) {
    if (originCountry !== undefined) terms.add(originTerm(originCountry));
  }
  for (const word of searchedWords(row.number, content)) terms.add(wordTerm(word));
  for (const { term } of texts) terms.add(term);
  return bounded([...terms]);
}

/** Only an order of thousands of lines, each with long texts of its own, bears more. */
function bounded(terms: readonly string[]): readonly string[] {
  let left = TERMS_CHARS_MAX;
  return terms.filter((term) => {
    left -= term.length + TERM_CHARS_BESIDE;
    return left >= 0;
  });
}

/** What a keyword is looked for in: SKUs, names and options, folded. They come again with every order, so they are kept. */
export class LineTexts {
  readonly #known = new Map<string, LineText>();

  /** Each once. */
  of(lines: readonly OrderLine[]): readonly LineText[] {
    const texts = new Map<string, LineText>();
    const add = (stated: string | undefined) => {
      if (stated === undefined) return;
      const made = this.#made(stated);
      texts.set(made.text, made);
    };
    for (const { sku, name, options } of lines) {
      add(sku);
      add(name);
      for (const option of options ?? []) {
        add(option.name);
        add(option.value);
      }
    }
    return [...texts.values()];
  }

  #made(stated: string): LineText {
    const known = this.#known.get(stated);
    if (known !== undefined) return known;
    const text = storable(foldCase(stated));
    const made = { text, term: textTerm(text) };
    if (this.#known.size >= TEXTS_KEPT) this.#known.clear();
    this.#known.set(stated, made);
    return made;
  }
}

/** Null when the filter asks for nothing that terms tell; `texts` are those that hold the filter's keyword. */
export function termGroupsOf(filter: OrderFilter, texts: readonly string[]): readonly TermGroup[] {
  const { customerName, customerId, tagId, originCountry, lineKeyword, number, numberPrefix, words } = filter;
  const exact = (terms: readonly string[]): TermGroup => ({ anyOf: terms, isPrefix: false });
  const groups: TermGroup[] = [];
  if (number !== undefined) groups.push(exact([numberTerm(number)]));
  if (customerName !== undefined) groups.push(exact([customerTerm(customerName)]));
  if (customerId !== undefined) groups.push(exact([customerIdTerm(customerId)]));
  if (tagId !== undefined) groups.push(exact([tagTerm(tagId)]));
  if (originCountry !== undefined) groups.push(exact([originTerm(originCountry)]));
  if (lineKeyword !== undefined) groups.push(exact(texts.map(textTerm)));
  // Every order has a number, so the empty start asks for nothing.
  if (numberPrefix !== undefined && numberPrefix !== '') {
    groups.push({ anyOf: [numberTerm(numberPrefix)], isPrefix: true });
  }
  for (const word of words ?? []) groups.push({ anyOf: [wordTerm(word)], isPrefix: true });
  return groups;
}

/** The words of a text, folded, each once. */
export function wordsOf(text: string): readonly string[] {
  return [...new Set(wordsIn(text))];
}

function wordsIn(text: string): readonly string[] {
  return foldCase(text.normalize('NFC')).match(WORD) ?? [];
}

const customerIdTerm = (customerId: number): string => `i${customerId}`;
const tagTerm = (tagId: number): string => `t${tagId}`;
const customerTerm = (name: string): string => `c${shortened(storable(foldCase(name)))}`;
const originTerm = (country: string): string => `o${shortened(storable(foldCase(country)))}`;
const numberTerm = (number: string): string => `n${storable(foldCase(number)).slice(0, NUMBER_CHARS_MAX)}`;
/** A word holds nothing that a database could not, unless it is cut. */
const wordTerm = (word: string): string =>
  word.length <= TERM_CHARS_MAX ? `w${word}` : `w${storable(word.slice(0, TERM_CHARS_MAX))}`;
const textTerm = (text: string): string => `x${textName(text)}`;
export const isTextTerm = (term: string): boolean => term.startsWith('x');

/** What a folded text is known by: itself, unless it is long. */
export function textName(text: string): string {
  return text.length < TEXT_NAME_CHARS ? text : hash('sha256', text).slice(0, TEXT_NAME_CHARS);
}

function shortened(text: string): string {
  return text.length <= TERM_CHARS_MAX ? text : `${text.slice(0, TERM_CHARS_MAX / 2)} ${hash('sha256', text)}`;
}

/** What full-text search looks into; a word as often as it stands there. */
export function searchedWords(number: string, content: OrderContent): readonly string[] {
  const { customer, shipTo, billTo, lines } = content;
  const texts = [
    number,
    customer?.email,
    ...addressTexts(shipTo),
    ...addressTexts(billTo),
    ...lines.map(({ sku }) => sku),
  ];
  return wordsIn(texts.filter((text) => text !== undefined).join(' '));
}

function addressTexts(address: Address | undefined): (string | undefined)[] {
  if (address === undefined) return [];
  const { name, firstName, lastName, company, email } = address;
  return [name, firstName, lastName, company, email];
}
