/**
 * Exact amounts: every price, weight, measure and total is an integer of 1/10,000 of its unit ("E4").
 * Nothing here rounds: what does not fit exactly is null, and the caller refuses it by name.
 * A product of two amounts never exists; an amount times a whole count stays a whole number.
 * Called by every dialect's read and write; the rule is decision 7 of the house.
 */

/** An integer of 1/10,000 of a unit, within the safe integers. */
export type AmountE4 = number;

const SCALE = 10_000;
const DECIMAL_TEXT = /^([+-]?)(\d{1,15})(?:\.(\d{1,15}))?$/;

/** 99.99 -> 999900; null when the number has more than four decimals or is too large to be exact. */
export function amountFromNumber(value: number): AmountE4 | null {
  const scaled = Math.round(value * SCALE);
  if (!Number.isSafeInteger(scaled) || scaled / SCALE !== value) return null;
  return scaled === 0 ? 0 : scaled;
}

/** "99.990" -> 999900, digit by digit; null when it is no plain decimal or does not fit. */
export function amountFromText(text: string): AmountE4 | null {
  const match = DECIMAL_TEXT.exec(text.trim());
  if (match === null) return null;
  const fraction = (match[3] ?? '').replace(/0+$/, '');
  if (fraction.length > 4) return null;
  const magnitude = Number(`${match[2]}${fraction.padEnd(4, '0')}`);
  if (!Number.isSafeInteger(magnitude)) return null;
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

/** A price times a whole count; null when the product leaves the safe integers. */
export function multipliedAmount(amount: AmountE4, count: number): AmountE4 | null {
  const product = amount * count;
  return Number.isSafeInteger(product) ? product : null;
}
