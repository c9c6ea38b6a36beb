/**
 * A whole number that stands in a text, read digit by digit, without the cost of an expression. For what is spelled
 * plainly, as nearly all amounts and times are; whoever reads other spellings falls back on an expression of his own.
 * Pure; called by amount.ts and wall-text.ts.
 */
const ZERO = 48;

/** Of the characters from `from` up to `to`; NaN when there is none, one is no digit, or the text ends before. */
export function digitsAt(text: string, from: number, to: number): number {
  let value = from < to ? 0 : Number.NaN;
  for (let at = from; at < to; at += 1) {
    const digit = text.charCodeAt(at) - ZERO;
    if (!(digit >= 0 && digit <= 9)) return Number.NaN;
    value = value * 10 + digit;
  }
  return value;
}
