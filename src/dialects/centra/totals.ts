/**
 * The sums of an order, in whole 1/10,000 of the currency (quirk 35). What the server worked out of tax stands in the
 * order's charges, line by line: inside the prices or on top of them; a tax that another dialect states comes on top.
 * A voucher lowers the total. Pure; called by order-object.ts.
 */

import type { Order, OrderContent } from '../../core/order.ts';
import { chargesOf, taxBreakdownOf, taxOf } from '../../core/pricing/charge.ts';
import type { ChargedTax } from '../../core/sale.ts';
import { figuresOf } from './lines.ts';

export type Totals = {
  itemsE4: number;
  /** Of the items alone, inside their prices. */
  itemsTaxE4: number;
  itemsDiscountE4: number;
  shippingE4: number;
  voucherE4: number;
  /** On top of the prices; below zero it is taken off them. */
  taxAddedE4: number;
  /** Inside the prices or on top. */
  taxE4: number;
  taxes: readonly ChargedTax[];
  grandTotalE4: number;
};

/** items + shipping + added tax - voucher. The parts of a split order add up to the whole, figure by figure. */
export function totalsOf(content: OrderContent, state: Pick<Order['state'], 'lines' | 'sale'>): Totals {
  const figures = content.lines.map((line) => figuresOf(line));
  const itemsE4 = figures.reduce((sum, line) => sum + line.totalE4, 0);
  const { shippingE4 = 0, discountE4: voucherE4 = 0, taxE4: taxAddedE4 = 0 } = content;
  const charges = chargesOf(state);
  const includedE4 = taxOf(charges, false);
  return {
    itemsE4,
    itemsTaxE4: taxOf(chargesOf({ lines: state.lines }), false),
    itemsDiscountE4: figures.reduce((sum, line) => sum + line.discountE4, 0),
    shippingE4,
    voucherE4,
    taxAddedE4,
    taxE4: includedE4 + taxAddedE4,
    taxes: [...taxBreakdownOf(charges), ...statedTax(taxAddedE4 - taxOf(charges, true))],
    grandTotalE4: itemsE4 + shippingE4 + taxAddedE4 - voucherE4,
  };
}

/** What nobody here worked out; its rate is not known. */
function statedTax(amountE4: number): readonly ChargedTax[] {
  return amountE4 === 0 ? [] : [{ name: 'Tax', rateE4: 0, isAdded: true, amountE4 }];
}
