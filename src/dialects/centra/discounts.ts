/**
 * The `discounts` of an order that is read (quirk 36): what each voucher has taken off, as the order's charges say it.
 * Where the caller stated the discount, what a code is worth is not known: the stated amount stands on the first code,
 * the others are worth nothing, and the sum is right. Called by order-object.ts.
 */

import { numberFromAmount, textFromAmount } from '../../core/amount.ts';
import type { Order } from '../../core/order.ts';
import { chargesOf, offOf } from '../../core/pricing/charge.ts';
import type { UsedVoucher } from '../../core/sale.ts';
import type { Totals } from './totals.ts';

export function discountsOf({ content, state }: Pick<Order, 'content' | 'state'>, totals: Totals) {
  const priced = (amountE4: number) => pricedIn(amountE4, content.currency);
  const charges = chargesOf(state);
  const used = [...new Map((state.sale?.vouchers ?? []).map((voucher) => [voucher.voucherId, voucher])).values()];
  const offOfVoucher = ({ voucherId }: UsedVoucher) => 0 - offOf(charges, voucherId);
  const known = used.flatMap((voucher) =>
    voucher.code === undefined ? [] : [{ code: voucher.code, name: voucher.name, offE4: offOfVoucher(voucher) }],
  );
  const isWorkedOut = used.length > 0;
  const others = (content.voucherCodes ?? []).filter((code) => !known.some((one) => isSameCode(one.code, code)));
  const recorded = others.map((code, index) => ({
    ...{ code, name: '' },
    offE4: index === 0 && !isWorkedOut ? 0 - totals.voucherE4 : 0,
  }));
  return {
    anyDiscount: totals.voucherE4 > 0 || totals.itemsDiscountE4 > 0,
    discount: priced(0 - totals.voucherE4),
    discountAsNumber: numberFromAmount(0 - totals.voucherE4),
    vouchers: [...known, ...recorded].map(({ code, name, offE4 }) => ({
      voucher: code,
      name,
      priceOff: priced(offE4),
      priceOffAsANumber: numberFromAmount(offE4),
      description: '',
      isCredit: false,
      originalPriceOff: priced(offE4),
      originalPriceOffAsNumber: numberFromAmount(offE4),
    })),
    automaticDiscounts: used.flatMap((voucher) =>
      voucher.code === undefined ? [automaticOf(voucher, offOfVoucher(voucher), priced)] : [],
    ),
  };
}

function automaticOf({ voucherId, name }: UsedVoucher, offE4: number, priced: (amountE4: number) => string) {
  return {
    automaticDiscount: String(voucherId),
    name,
    priceOff: priced(offE4),
    priceOffAsANumber: numberFromAmount(offE4),
  };
}

function isSameCode(a: string, b: string): boolean {
  return a.toUpperCase() === b.toUpperCase();
}

/** "-150.00 USD"; without a currency the amount alone. */
function pricedIn(amountE4: number, currency: string | undefined): string {
  return `${textFromAmount(amountE4)} ${currency ?? ''}`.trimEnd();
}
