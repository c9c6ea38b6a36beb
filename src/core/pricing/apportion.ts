/**
 * Sharing an amount exactly: by largest remainder, so that the shares add up to the amount to the last unit and none
 * is off by more than one unit from its proportion. Where two remainders are equal the first is served first.
 * Shares are whole hundredths where the amount and all weights are, else 1/10,000: what is paid stays payable.
 * Never divides in floating arithmetic. Used for parts of a split order, for vouchers and for bundles.
 */
import type { AmountE4 } from '../amount.ts';

/** One hundredth of the currency unit: what the server works out by itself is rounded to it. */
export const HUNDREDTH_E4 = 100;

/** Weights are whole numbers from 0; when all are 0 the first share is the whole amount. */
export function apportion(amountE4: AmountE4, weights: readonly number[]): readonly AmountE4[] {
  const total = weights.reduce((sum, weight) => sum + BigInt(weight), 0n);
  if (total === 0n) return weights.map((_, index) => (index === 0 ? amountE4 : 0));
  const isWhole = [amountE4, ...weights].every((value) => value % HUNDREDTH_E4 === 0);
  const unit = isWhole ? BigInt(HUNDREDTH_E4) : 1n;
  const units = BigInt(Math.abs(amountE4)) / unit;
  const sign = amountE4 < 0 ? -1n : 1n;
  const products = weights.map((weight) => units * BigInt(weight));
  const shares = products.map((product) => product / total);
  const left = Number(units - shares.reduce((sum, share) => sum + share, 0n));
  const byRemainder = products
    .map((product, index) => ({ index, remainder: product % total }))
    .sort((a, b) => (a.remainder === b.remainder ? a.index - b.index : a.remainder < b.remainder ? 1 : -1));
  for (const { index } of byRemainder.slice(0, left)) shares[index] = (shares[index] ?? 0n) + 1n;
  return shares.map((share) => Number(share * unit * sign) || 0);
}

/** `amount x part / whole`, half away from zero, to a whole hundredth. */
export function portion(amountE4: AmountE4, part: number, whole: number): AmountE4 {
  const numerator = BigInt(Math.abs(amountE4)) * BigInt(part);
  const denominator = BigInt(whole) * BigInt(HUNDREDTH_E4);
  const hundredths = (2n * numerator + denominator) / (2n * denominator);
  return Number(hundredths) * HUNDREDTH_E4 * (amountE4 < 0 ? -1 : 1) || 0;
}
