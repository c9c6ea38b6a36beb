/**
 * What an order amounts to on this wire (quirk 12): its lines, its tax and its shipping, less a discount that an
 * order of another wire may bear. Taxes and shipping of single lines are not added, as the vendor does not.
 * Called by rules.ts, so that no order is taken whose total cannot be said exactly, and by write.ts.
 */
import { type AmountE4, amountFromNumber, numberFromAmount } from '../../core/amount.ts';
import { linesTotal, type OrderContent } from '../../core/order.ts';

/** Null when the sum is no exact amount. */
export function orderTotal(content: OrderContent): AmountE4 | null {
  const lines = linesTotal(content.lines);
  if (lines === null) return null;
  const total = lines + (content.taxE4 ?? 0) + (content.shippingE4 ?? 0) - (content.discountE4 ?? 0);
  return amountFromNumber(numberFromAmount(total)) === total ? total : null;
}
