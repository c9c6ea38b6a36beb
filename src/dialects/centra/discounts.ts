/**
 * The `discounts` of an order that is read (quirk 36). Vouchers are only recorded, so what a code is worth is not
 * known: the stated discount stands on the first code, the others are worth nothing, and the sum is right.
 * Called by order-object.ts.
 */
import { numberFromAmount, textFromAmount } from '../../core/amount.ts';
import type { OrderContent } from '../../core/order.ts';
import type { Totals } from './totals.ts';

export function discountsOf(content: OrderContent, totals: Totals) {
  const priced = (amountE4: number) => pricedIn(amountE4, content.currency);
  return {
    anyDiscount: totals.voucherE4 > 0 || totals.itemsDiscountE4 > 0,
    discount: priced(-totals.voucherE4),
    discountAsNumber: numberFromAmount(0 - totals.voucherE4),
    vouchers: (content.voucherCodes ?? []).map((code, index) => {
      const offE4 = index === 0 ? 0 - totals.voucherE4 : 0;
      return {
        voucher: code,
        name: '',
        priceOff: priced(offE4),
        priceOffAsANumber: numberFromAmount(offE4),
        description: '',
        isCredit: false,
        originalPriceOff: priced(offE4),
        originalPriceOffAsNumber: numberFromAmount(offE4),
      };
    }),
    automaticDiscounts: [],
  };
}

/** "-150.00 USD"; without a currency the amount alone. */
function pricedIn(amountE4: number, currency: string | undefined): string {
  return `${textFromAmount(amountE4)} ${currency ?? ''}`.trimEnd();
}
