/**
 * Which tax a line bears, by the market and the country of the order and by the class of the goods, and how much of it
 * there is. A tax is worked out line by line on what is left after vouchers, half up to the hundredth; nothing is
 * worked out again on a sum, so breakdowns add up to the tax.
 * Pure; the rules are settings of the account, resolved when a draft is sealed.
 */

import type { AmountE4 } from '../amount.ts';
import type { ChargedTax } from '../sale.ts';
import { portion } from './apportion.ts';

/** `isAdded`: prices are without it. Without countries, markets or a class it holds for all of them. */
export type TaxRule = {
  id: number;
  name: string;
  /** 25 % is 250,000. */
  rateE4: number;
  isAdded: boolean;
  countries?: readonly string[] | undefined;
  markets?: readonly number[] | undefined;
  taxClass?: string | undefined;
};

/** What is left of a rule once country and market are known. */
export type Tax = Pick<TaxRule, 'name' | 'rateE4' | 'isAdded' | 'taxClass'>;

export const WHOLE_RATE_E4 = 1_000_000;

/** One for every class at most: the rule that names a market comes before one that does not, then one that names a country. */
export function taxesFor(
  rules: readonly TaxRule[],
  { country, marketId }: { country: string | undefined; marketId: number | null },
): readonly Tax[] {
  const code = country?.toUpperCase();
  const fitting = rules.filter(({ countries, markets }) => {
    const isHere = countries === undefined || (code !== undefined && countries.includes(code));
    return isHere && (markets === undefined || (marketId !== null && markets.includes(marketId)));
  });
  const ranked = fitting.toSorted((a, b) => rankOf(b) - rankOf(a));
  const classes = new Set(ranked.map(({ taxClass }) => taxClass));
  return [...classes].flatMap((taxClass) => {
    const rule = ranked.find((one) => one.taxClass === taxClass);
    return rule === undefined ? [] : [{ name: rule.name, rateE4: rule.rateE4, isAdded: rule.isAdded, taxClass }];
  });
}

/** Goods without a class, and shipping, bear the tax without one. */
export function taxFor(taxes: readonly Tax[], taxClass: string | undefined): Tax | undefined {
  return taxes.find((tax) => tax.taxClass === taxClass) ?? taxes.find((tax) => tax.taxClass === undefined);
}

/** In a price of 125.00 a tax of 25 % is 25.00; on top of 100.00 as well. */
export function chargedTax({ name, rateE4, isAdded }: Tax, baseE4: AmountE4): ChargedTax {
  const whole = isAdded ? WHOLE_RATE_E4 : WHOLE_RATE_E4 + rateE4;
  return { name, rateE4, isAdded, amountE4: portion(baseE4, rateE4, whole) };
}

function rankOf({ countries, markets }: TaxRule): number {
  return (markets === undefined ? 0 : 2) + (countries === undefined ? 0 : 1);
}
