/**
 * The sums of an order, in whole 1/10,000 of the currency (quirk 35). The vendor's examples hold invented figures, so
 * the rules are ours: prices hold no tax, a tax that is stated comes on top, a voucher lowers the total.
 * Pure; called by order-object.ts.
 */
import type { OrderContent } from '../../core/order.ts';
import { figuresOf } from './lines.ts';

export type Totals = {
  itemsE4: number;
  itemsDiscountE4: number;
  shippingE4: number;
  voucherE4: number;
  taxE4: number;
  grandTotalE4: number;
};

/** items + shipping + tax - voucher. The parts of a split order add up to the whole, figure by figure. */
export function totalsOf(content: OrderContent): Totals {
  const figures = content.lines.map(figuresOf);
  const itemsE4 = figures.reduce((sum, line) => sum + line.totalE4, 0);
  const { shippingE4 = 0, discountE4: voucherE4 = 0, taxE4 = 0 } = content;
  return {
    itemsE4,
    itemsDiscountE4: figures.reduce((sum, line) => sum + line.discountE4, 0),
    shippingE4,
    voucherE4,
    taxE4,
    grandTotalE4: itemsE4 + shippingE4 + taxE4 - voucherE4,
  };
}
