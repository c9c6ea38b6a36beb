/**
 * What the server worked out for one line, or for the shipping: the tax, and what each voucher takes off. It stands
 * in the order's state beside what it belongs to and moves along with it, so that whatever divides or joins orders
 * keeps every sum: the tax of an order is the sum of its charges, and so is every entry of its breakdown.
 * Pure; made by appraise.ts, read by the rules of splitting and by the dialects.
 */

import type { AmountE4 } from '../amount.ts';
import type { LineState, OrderState } from '../order.ts';
import type { Charge, ChargedTax } from '../sale.ts';
import { apportion } from './apportion.ts';

type Charged = { lines: readonly Pick<LineState, 'charge'>[]; sale?: OrderState['sale'] };

export function chargesOf({ lines, sale }: Charged): readonly Charge[] {
  return [...lines.flatMap(({ charge }) => charge ?? []), ...(sale?.shipping ?? [])];
}

export function offOf(charges: readonly Charge[], voucherId?: number): AmountE4 {
  const offs = charges.flatMap((charge) => charge.offs ?? []);
  return sumOf(offs.filter((off) => voucherId === undefined || off.voucherId === voucherId));
}

export function taxOf(charges: readonly Charge[], isAdded: boolean): AmountE4 {
  return sumOf(charges.flatMap(({ tax }) => (tax !== undefined && tax.isAdded === isAdded ? [tax] : [])));
}

/** By name, rate and kind, in the order in which they first appear; adds up to both taxes together. */
export function taxBreakdownOf(charges: readonly Charge[]): readonly ChargedTax[] {
  const taxes = new Map<string, ChargedTax>();
  for (const { tax } of charges) {
    if (tax === undefined) continue;
    const key = JSON.stringify([tax.name, tax.rateE4, tax.isAdded]);
    taxes.set(key, { ...tax, amountE4: tax.amountE4 + (taxes.get(key)?.amountE4 ?? 0) });
  }
  return [...taxes.values()];
}

/**
 * What an order states of discount and tax when its charges say so; a key is left out where none of them does, so that
 * a stated amount stays what it was.
 */
export function chargedAmounts(charged: Charged): { discountE4?: AmountE4; taxE4?: AmountE4 } {
  const charges = chargesOf(charged);
  const hasOffs = charges.some(({ offs }) => offs !== undefined);
  const hasAdded = charges.some(({ tax }) => tax?.isAdded === true);
  return { ...(hasOffs ? { discountE4: offOf(charges) } : {}), ...(hasAdded ? { taxE4: taxOf(charges, true) } : {}) };
}

/** Of a part, the amounts that the charges of the whole speak for: also when none of them is the part's. */
export function partAmounts(whole: Charged, part: Charged): { discountE4?: AmountE4; taxE4?: AmountE4 } {
  const spoken = chargedAmounts(whole);
  const charges = chargesOf(part);
  return {
    ...(spoken.discountE4 === undefined ? {} : { discountE4: offOf(charges) }),
    ...(spoken.taxE4 === undefined ? {} : { taxE4: taxOf(charges, true) }),
  };
}

/** One charge into as many as there are weights; the parts add up to it figure by figure. */
export function dividedCharge(charge: Charge, weights: readonly number[]): readonly Charge[] {
  const { tax, offs } = charge;
  const taxes = tax === undefined ? [] : apportion(tax.amountE4, weights);
  const shares = (offs ?? []).map((off) => apportion(off.amountE4, weights));
  return weights.map((_, index) => ({
    tax: tax === undefined ? undefined : { ...tax, amountE4: taxes[index] ?? 0 },
    offs: offs?.map((off, at) => ({ ...off, amountE4: shares[at]?.[index] ?? 0 })),
  }));
}

/** Of some units of the line, counted from `before`: whoever asks for all of them in turn is told the whole charge. */
export function chargeOfUnits(charge: Charge, span: { before: number; units: number; of: number }): Charge {
  const { before, units, of } = span;
  const upTo = (amountE4: AmountE4, count: number) =>
    Number((BigInt(amountE4) * BigInt(count)) / BigInt(Math.max(1, of)));
  const part = (amountE4: AmountE4) => upTo(amountE4, before + units) - upTo(amountE4, before);
  const { tax, offs } = charge;
  return {
    tax: tax === undefined ? undefined : { ...tax, amountE4: part(tax.amountE4) },
    offs: offs?.map((off) => ({ ...off, amountE4: part(off.amountE4) })),
  };
}

function sumOf(amounts: readonly { amountE4: AmountE4 }[]): AmountE4 {
  return amounts.reduce((sum, { amountE4 }) => sum + amountE4, 0);
}
