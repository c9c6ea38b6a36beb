/**
 * What vouchers take off an order: those whose codes it states and those that apply by themselves, the lowest priority
 * first, each of what the ones before have left of the goods. A percentage is rounded half up to the hundredth on the
 * whole; what comes off is shared out over the lines by what they cost (pricing/apportion.ts), so that it adds up.
 *
 *   code unknown, not valid, used up    refused where the catalog is required, else recorded and worth nothing
 *   automatic, not valid or used up     does not apply
 *
 * Pure but for the desk it is given; called by appraise.ts.
 */

import type { AmountE4 } from '../amount.ts';
import { apportion, portion } from '../pricing/apportion.ts';
import { WHOLE_RATE_E4 } from '../pricing/taxes.ts';
import type { Off } from '../sale.ts';
import type { Voucher, VoucherWish } from './voucher.ts';
import type { VoucherDesk } from './voucher-desk.ts';

export type Redeeming = {
  desk: VoucherDesk;
  wish: VoucherWish;
  marketId: number | null;
  priceListId: number | null;
  at: number;
};
/** What the goods cost, line by line, and the shipping; from 0. */
export type Bill = { lines: readonly AmountE4[]; shippingE4: AmountE4 };
export type Redeemed = {
  vouchers: readonly Voucher[];
  lines: readonly (readonly Off[])[];
  shipping: readonly Off[];
  /** Codes that are worth nothing, with why. */
  unfit: readonly { code: string; reason: string }[];
};

export function redeem(bill: Bill, redeeming: Redeeming): Redeemed {
  const { vouchers, unfit } = vouchersOf(redeeming);
  const left = [...bill.lines];
  let shippingLeft = bill.shippingE4;
  const lines: Off[][] = bill.lines.map(() => []);
  const shipping: Off[] = [];
  for (const voucher of vouchers) {
    const { voucherId } = voucher;
    const shares = apportion(worthOf(voucher, sum(left), redeeming), left);
    shares.forEach((amountE4, index) => {
      if (amountE4 === 0) return;
      lines[index]?.push({ voucherId, amountE4 });
      left[index] = (left[index] ?? 0) - amountE4;
    });
    if (!voucher.isFreeShipping || shippingLeft === 0) continue;
    shipping.push({ voucherId, amountE4: shippingLeft });
    shippingLeft = 0;
  }
  return { vouchers, lines, shipping, unfit };
}

function worthOf({ worth }: Voucher, goodsE4: AmountE4, { priceListId }: Redeeming): AmountE4 {
  if (worth.kind === 'percent') return Math.min(goodsE4, portion(goodsE4, worth.rateE4, WHOLE_RATE_E4));
  const amount = worth.amounts.find((entry) => entry.priceListId === priceListId);
  return Math.min(goodsE4, amount?.amountE4 ?? 0);
}

function vouchersOf(redeeming: Redeeming): Pick<Redeemed, 'vouchers' | 'unfit'> {
  const { desk, wish } = redeeming;
  const found = new Map<number, Voucher>();
  const unfit: { code: string; reason: string }[] = [];
  for (const code of wish.codes) {
    const voucher = desk.find(code);
    const reason = voucher === undefined ? 'nobody knows' : reasonAgainst(voucher, redeeming);
    if (reason !== null) unfit.push({ code, reason });
    else if (voucher !== undefined) found.set(voucher.voucherId, voucher);
  }
  const automatic = wish.isAutomatic ? desk.automatic() : [];
  for (const voucher of automatic) {
    if (reasonAgainst(voucher, redeeming) === null) found.set(voucher.voucherId, voucher);
  }
  const vouchers = [...found.values()].sort((a, b) => a.priority - b.priority || a.voucherId - b.voucherId);
  return { vouchers, unfit };
}

function reasonAgainst(voucher: Voucher, { desk, marketId, priceListId, at }: Redeeming): string | null {
  const { isActive, from = 0, until = Infinity, markets, worth } = voucher;
  if (!isActive) return 'is not active';
  if (at < from || at >= until) return 'is not valid now';
  if (markets !== undefined && (marketId === null || !markets.includes(marketId))) return 'is of another market';
  if (worth.kind === 'amount' && !worth.amounts.some((entry) => entry.priceListId === priceListId)) {
    return 'is worth nothing in this price list';
  }
  return desk.isUsedUp(voucher) ? 'is used up' : null;
}

function sum(amounts: readonly AmountE4[]): AmountE4 {
  return amounts.reduce((total, amount) => total + amount, 0);
}
