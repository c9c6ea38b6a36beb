/**
 * Exact amounts: every price, weight, measure and total is an integer of 1/10,000 of its unit ("E4").
 * Nothing here rounds: what does not fit exactly is null, and the caller refuses it by name.
 * A product of two amounts never exists; an amount times a whole count stays a whole number.
 * Called by every dialect's read and write; the rule is decision 7 of the house.
 */
import { digitsAt } from './digits.ts';

/** An integer of 1/10,000 of a unit, of at most fifteen digits. */
export type AmountE4 = number;

const SCALE = 10_000;
/** Fifteen digits: the most that every double holds, so a number, its JSON text and the amount never part ways. */
const AMOUNT_MAX = 999_999_999_999_999;
/** So many digits fit with four decimals behind them. */
const PLAIN_CHARS_MAX = 11;
/** What a fraction is taken times, by its digits. */
const TENS = [Number.NaN, 1_000, 100, 10, 1];
const DECIMAL_TEXT = /^([+-]?)(\d{1,15})(?:\.(\d{1,15}))?$/;

/** 99.99 -> 999900; null when the number has more than four decimals or is too large to be exact. */
export function amountFromNumber(value: number): AmountE4 | null {
  const scaled = Math.round(value * SCALE);
  if (!isAmount(scaled) || scaled / SCALE !== value) return null;
  return scaled === 0 ? 0 : scaled;
}

/** "99.990" -> 999900, digit by digit; null when it is no plain decimal or does not fit. */
export function amountFromText(text: string): AmountE4 | null {
  const plain = plainAmount(text);
  return Number.isNaN(plain) ? amountFromDecimal(text) : plain;
}

/** Of `12`, `12.5` and `-12.5000`, as nearly all are spelled, without the cost of the expression. NaN for every other text. */
function plainAmount(text: string): AmountE4 {
  if (text.length > PLAIN_CHARS_MAX) return Number.NaN;
  const from = text.startsWith('-') ? 1 : 0;
  const dot = text.indexOf('.');
  const end = dot < 0 ? text.length : dot;
  const fraction = dot < 0 ? 0 : digitsAt(text, end + 1, text.length) * (TENS[text.length - end - 1] ?? Number.NaN);
  const amount = digitsAt(text, from, end) * SCALE + fraction;
  return from === 1 && amount !== 0 ? -amount : amount;
}

function amountFromDecimal(text: string): AmountE4 | null {
  const match = DECIMAL_TEXT.exec(text.trim());
  if (match === null) return null;
  const fraction = (match[3] ?? '').replace(/0+$/, '');
  if (fraction.length > 4) return null;
  const magnitude = Number(`${match[2]}${fraction.padEnd(4, '0')}`);
  if (!isAmount(magnitude)) return null;
  return match[1] === '-' && magnitude !== 0 ? -magnitude : magnitude;
}

/** 999900 -> 99.99: one correctly rounded division, so JSON prints the decimal that was stated. */
export function numberFromAmount(amount: AmountE4): number {
  return amount / SCALE;
}

/** 999900 -> "99.99"; at least two decimals, never an exponent. */
export function textFromAmount(amount: AmountE4): string {
  const digits = String(Math.abs(amount)).padStart(5, '0');
  const fraction = digits.slice(-4).replace(/0{1,2}$/, '');
  return `${amount < 0 ? '-' : ''}${digits.slice(0, -4)}.${fraction}`;
}

/** A price times a whole count; null when the product is too large to be exact. */
export function multipliedAmount(amount: AmountE4, count: number): AmountE4 | null {
  const product = amount * count;
  return isAmount(product) ? product : null;
}

function isAmount(value: number): boolean {
  return Number.isSafeInteger(value) && Math.abs(value) <= AMOUNT_MAX;
}
