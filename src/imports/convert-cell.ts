/**
 * One cell as the value a field takes: amounts with the decimals of the file, dates of five styles, flags, lists.
 * What can be read in two ways is refused unless the mapping or the file says which is meant; nothing is rounded and
 * nothing is bent beyond that. What is no number or no date is told here, everything else by the schema of the order.
 * Called by row-value.ts.
 */
import type { ColumnMeaning, DateStyle, DecimalStyle, FieldKind, TableMapping } from '../core/imports/mapping.ts';
import { isCalendarDate } from '../core/wall-text.ts';
import { quoted } from './source.ts';

export type CellFault = {
  code: 'field_type' | 'field_value' | 'date_ambiguous' | 'number_ambiguous';
  expected: string;
  given: string;
};
/** A value that is undefined: the cell says nothing. */
export type Converted = { value: unknown } | { fault: CellFault };
/** How the cells of a column are read. */
export type CellTerms = Pick<ColumnMeaning, 'values'> &
  Pick<TableMapping, 'zone'> & {
    kind: FieldKind;
    dates?: DateStyle | undefined;
    decimals?: DecimalStyle | undefined;
  };

const FLAGS: Readonly<Record<string, boolean>> = {
  true: true,
  yes: true,
  y: true,
  1: true,
  false: false,
  no: false,
  n: false,
  0: false,
};

/** `cell` is not empty. */
export function convertCell(cell: string, terms: CellTerms): Converted {
  const meant = terms.values === undefined ? undefined : meaningOf(cell, terms.values);
  if (meant === '') return { value: undefined };
  const text = meant ?? cell.trim();
  switch (terms.kind) {
    case 'text':
      return { value: meant ?? cell };
    case 'integer':
      return integerOf(text);
    case 'amount':
      return amountOf(text, terms.decimals);
    case 'flag':
      return flagOf(text);
    case 'date':
      return dateOf(text, terms, (date) => date.split('T')[0] ?? date);
    case 'time':
      return dateOf(text, terms, (date) => withZone(date, terms.zone ?? 'UTC'));
    case 'texts':
      return { value: listOf(text) };
    case 'integers':
      return collected(listOf(text).map(integerOf));
  }
}

function meaningOf(cell: string, values: Readonly<Record<string, string>>): string | undefined {
  const word = cell.trim().toLowerCase();
  return (Object.entries(values).find(([name]) => name.toLowerCase() === word) ??
    Object.entries(values).find(([name]) => name === '*'))?.[1];
}

function integerOf(text: string): Converted {
  if (/^[+-]?\d{1,15}$/.test(text)) return { value: Number(text) };
  return faultOf('field_type', 'a whole number', text);
}

function flagOf(text: string): Converted {
  const word = text.toLowerCase();
  if (Object.hasOwn(FLAGS, word)) return { value: FLAGS[word] };
  return faultOf('field_type', 'true or false', text);
}

function listOf(text: string): string[] {
  return text
    .split(',')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '');
}

function collected(entries: readonly Converted[]): Converted {
  const faulty = entries.find((entry) => 'fault' in entry);
  return faulty ?? { value: entries.map((entry) => ('value' in entry ? entry.value : null)) };
}

const POINT = /^[+-]?(?:\d+|\d{1,3}(?:,\d{3})+|\d{1,3}(?:[ \u00a0\u202f]\d{3})+)(?:\.\d+)?$/;
const COMMA = /^[+-]?(?:\d+|\d{1,3}(?:\.\d{3})+|\d{1,3}(?:[ \u00a0\u202f]\d{3})+)(?:,\d+)?$/;
/** One separator and three digits behind it: thousands, or three decimals. */
const EITHER = /^[+-]?\d{1,3}[.,]\d{3}$/;

function amountOf(text: string, style: DecimalStyle | undefined): Converted {
  const isPoint = POINT.test(text);
  const isComma = COMMA.test(text);
  if (!isPoint && !isComma) return faultOf('field_type', 'a number', text);
  if (style === undefined && EITHER.test(text)) {
    return faultOf('number_ambiguous', 'a number whose decimals can be told, or `decimals` in the mapping', text);
  }
  const read = style ?? (isPoint ? 'point' : 'comma');
  if (read === 'point' && !isPoint) return faultOf('field_type', 'a number with a decimal point', text);
  if (read === 'comma' && !isComma) return faultOf('field_type', 'a number with a decimal comma', text);
  const digits = text.replaceAll(read === 'point' ? /[+, \u00a0\u202f]/g : /[+. \u00a0\u202f]/g, '');
  return { value: digits.replace(',', '.') };
}

/** For guessing: which styles a cell speaks for. */
export function decimalEvidence(cell: string): DecimalStyle | null {
  const text = cell.trim();
  if (EITHER.test(text) || !/[.,]/.test(text)) return null;
  const isPoint = POINT.test(text);
  const isComma = COMMA.test(text);
  return isPoint === isComma ? null : isPoint ? 'point' : 'comma';
}

const TIME =
  '(?:[T ]+(\\d{1,2}):(\\d{2})(?::(\\d{2})(?:\\.\\d+)?)?(?:\\s*([AaPp])\\.?[Mm]\\.?)?\\s*(Z|UTC|[+-]\\d{2}:?\\d{2})?)?';
const YEAR_FIRST = new RegExp(`^(\\d{4})([-/.])(\\d{1,2})\\2(\\d{1,2})${TIME}$`);
const YEAR_LAST = new RegExp(`^(\\d{1,2})([-/.])(\\d{1,2})\\2(\\d{4})${TIME}$`);
const UNIX = /^\d{9,10}(?:\d{3})?$/;

type DateParts = { year: string; month: string; day: string; clock: readonly (string | undefined)[] };

function dateOf(text: string, { dates }: CellTerms, finish: (date: string) => string): Converted {
  if (dates === 'unix') {
    if (UNIX.test(text)) return { value: finish(new Date(Number(text.padEnd(13, '0'))).toISOString()) };
    return faultOf('field_value', EXPECTED_DATE.unix, text);
  }
  const first = YEAR_FIRST.exec(text);
  if (first !== null && dates !== 'dmy' && dates !== 'mdy') {
    const [, year = '', , month = '', day = '', ...clock] = first;
    return checkedDate({ year, month, day, clock }, text, finish);
  }
  // Written as the standard says, a date can be read in one way only, whatever the others look like.
  if (first?.[2] === '-') {
    const [, year = '', , month = '', day = '', ...clock] = first;
    return checkedDate({ year, month, day, clock }, text, finish);
  }
  const last = YEAR_LAST.exec(text);
  if (last === null || dates === 'iso' || dates === 'ymd')
    return faultOf('field_value', EXPECTED_DATE[dates ?? 'iso'], text);
  const [, one = '', , two = '', year = '', ...clock] = last;
  const style = dates ?? styleOf(Number(one), Number(two));
  if (style === null) {
    return faultOf('date_ambiguous', 'a date whose day and month can be told, or `dates` in the mapping', text);
  }
  const parts = style === 'dmy' ? { day: one, month: two } : { month: one, day: two };
  return checkedDate({ ...parts, year, clock }, text, finish);
}

const EXPECTED_DATE: Readonly<Record<DateStyle, string>> = {
  iso: 'a date such as 2026-11-20 or 2026-11-20T09:30:00+01:00',
  ymd: 'a date such as 2026/11/20',
  dmy: 'a date such as 20/11/2026 or 20.11.2026',
  mdy: 'a date such as 11/20/2026',
  unix: 'seconds or milliseconds since 1970',
};

function styleOf(one: number, two: number): 'dmy' | 'mdy' | null {
  if (one > 12 || one === two) return 'dmy';
  return two > 12 ? 'mdy' : null;
}

/** For guessing: which style a cell speaks for. */
export function dateEvidence(cell: string): DateStyle | null {
  const text = cell.trim();
  const first = YEAR_FIRST.exec(text);
  if (first !== null) return first[2] === '-' ? 'iso' : 'ymd';
  const last = YEAR_LAST.exec(text);
  if (last !== null) return last[1] === last[3] ? null : styleOf(Number(last[1]), Number(last[3]));
  return UNIX.test(text) ? 'unix' : null;
}

function checkedDate(
  { year, month, day, clock }: DateParts,
  text: string,
  finish: (date: string) => string,
): Converted {
  const date = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  if (!isCalendarDate(date)) return faultOf('field_value', 'a day that the calendar has', text);
  const [stated = '0', minutes = '00', seconds = '00', half, offset = ''] = clock;
  const hours = half === undefined ? stated : fullHours(Number(stated), half.toLowerCase() === 'p');
  if (Number(hours) > 23 || Number(minutes) > 59 || Number(seconds) > 59) {
    return faultOf('field_value', 'a time of the day', text);
  }
  const zone = offset === 'UTC' ? 'Z' : offset.replace(/^([+-]\d{2})(\d{2})$/, '$1:$2');
  return { value: finish(`${date}T${hours.padStart(2, '0')}:${minutes}:${seconds}${zone}`) };
}

/** Of a clock of twelve hours; one that it does not have stays too large for any clock. */
function fullHours(hours: number, isAfternoon: boolean): string {
  if (hours < 1 || hours > 12) return '24';
  return String((hours % 12) + (isAfternoon ? 12 : 0));
}

function withZone(date: string, zone: string): string {
  if (/(Z|[+-]\d{2}:\d{2})$/.test(date)) return date;
  return zone === 'UTC' ? `${date}Z` : `${date}[${zone}]`;
}

function faultOf(code: CellFault['code'], expected: string, text: string): { fault: CellFault } {
  return { fault: { code, expected, given: quoted(text) } };
}
