/**
 * What an order costs, where the caller left it to the server: a line without a price costs what the price list says,
 * with the campaigns that run at that moment, and the order is in the list's currency; vouchers are taken off; tax is
 * worked out on what is left. What the caller stated is never changed, and the fingerprint stays that of what was
 * stated, so sending the same order again is still the same order.
 *
 *   prices -> vouchers (redeem.ts) -> taxes (taxes.ts) -> the content, a charge for every line and for shipping
 *
 * Pure but for the voucher desk, on which uses are counted; called by plan/sell.ts before an order is placed.
 */

import { multipliedAmount } from '../amount.ts';
import { priceOf } from '../catalog/offer.ts';
import { linesTotal, type OrderContent, type OrderLine } from '../order.ts';
import type { Charge, Off, UsedVoucher } from '../sale.ts';
import type { SealedWish } from '../stock/ask.ts';
import type { Fits } from '../stock/fit-lines.ts';
import { offerOf, type ShelfItem } from '../stock/stock-desk.ts';
import { type Redeemed, redeem } from '../vouchers/redeem.ts';
import type { VoucherDesk } from '../vouchers/voucher-desk.ts';
import { chargedAmounts } from './charge.ts';
import { chargedTax, type Tax, taxFor } from './taxes.ts';

type Selling = { wish: SealedWish; fits: Fits; vouchers: VoucherDesk; at: number };

/** `isTooMuch`: the prices of the lists come to more than an order can hold. */
export type Appraised = {
  content: string;
  lines: readonly (Charge | undefined)[];
  shipping?: Charge | undefined;
  used?: readonly UsedVoucher[] | undefined;
  unfit: Redeemed['unfit'];
  isTooMuch: boolean;
};

export function appraise(content: string, selling: Selling): Appraised {
  if (isComplete(content, selling)) return { content, lines: [], unfit: [], isTooMuch: false };
  const priced = withPrices(JSON.parse(content) as OrderContent, selling);
  if (linesTotal(priced.lines) === null || linesTotal(priced.lines.map(asOriginal)) === null) {
    return { content, lines: [], unfit: [], isTooMuch: true };
  }
  const bill = {
    lines: priced.lines.map((line) => (line.isAdjustment === true ? 0 : Math.max(0, costOf(line)))),
    shippingE4: Math.max(0, priced.shippingE4 ?? 0),
  };
  const { vouchers, unfit, ...offs } = redeemed(bill, selling);
  const charges = bill.lines.map((costE4, index) =>
    priced.lines[index]?.isAdjustment === true
      ? undefined
      : chargeOf(costE4, offs.lines[index] ?? [], taxOfItem(selling, selling.fits[index])),
  );
  const shippingTax = taxFor(selling.wish.taxes ?? [], undefined);
  const shipping = bill.shippingE4 === 0 ? undefined : chargeOf(bill.shippingE4, offs.shipping, shippingTax);
  const charged = { lines: charges.map((charge) => ({ charge })), sale: shipping && { shipping: [shipping] } };
  const lines = priced.lines.map((line, index) => withAddedTax(line, charges[index]));
  const used = vouchers.map(({ voucherId, name, code }) => usedVoucher({ voucherId, name, code: code ?? undefined }));
  for (const { voucherId } of vouchers) selling.vouchers.use(voucherId, 1);
  return {
    content: JSON.stringify({ ...priced, lines, ...chargedAmounts(charged) }),
    lines: charges,
    shipping,
    used: used.length === 0 ? undefined : used,
    unfit,
    isTooMuch: false,
  };
}

/** Nothing is left to the server, so the document stays the text it is. */
function isComplete(content: string, { wish, fits }: Selling): boolean {
  const { asks, taxes = [], vouchers, priceListId, currency } = wish;
  if (taxes.length > 0 || vouchers !== undefined) return false;
  if (priceListId === null || currency === null) return true;
  const hasPrices = asks.every((ask, index) => ask?.isUnpriced !== true || fits[index] == null);
  return hasPrices && (currency === '' || content.includes(`"currency":${JSON.stringify(currency)}`));
}

function withPrices(content: OrderContent, { wish, fits, at }: Selling): OrderContent {
  const { priceListId, currency } = wish;
  if (priceListId === null || currency === null || currency === '') return content;
  const lines = content.lines.map((line, index) => {
    const item = fits[index];
    const price = item == null || line.unitPriceE4 !== undefined ? null : priceOf(offerOf(item), priceListId, at);
    if (price === null) return line;
    return { ...line, unitPriceE4: price.priceE4, originalPriceE4: line.originalPriceE4 ?? price.originalE4 };
  });
  return { ...content, currency, lines };
}

function asOriginal(line: OrderLine): OrderLine {
  return { ...line, unitPriceE4: line.originalPriceE4 ?? line.unitPriceE4 };
}

/** The sum was seen to fit, so each line does. */
function costOf(line: OrderLine): number {
  return multipliedAmount(line.unitPriceE4 ?? 0, line.quantity) ?? 0;
}

function redeemed(bill: Parameters<typeof redeem>[0], { wish, vouchers: desk, at }: Selling): Redeemed {
  const { vouchers, marketId, priceListId } = wish;
  if (vouchers === undefined) return { vouchers: [], lines: [], shipping: [], unfit: [] };
  return redeem(bill, { desk, wish: vouchers, marketId, priceListId, at });
}

/** Few goods have a class, so most offers are not parsed. */
function taxOfItem({ wish: { taxes = [] } }: Selling, item: ShelfItem | null | undefined): Tax | undefined {
  if (taxes.length === 0) return undefined;
  const taxClass = item?.offer.includes('"taxClass":') ? offerOf(item).taxClass : undefined;
  return taxFor(taxes, taxClass);
}

/** Undefined when there is nothing to say. */
function chargeOf(costE4: number, offs: readonly Off[], tax: Tax | undefined): Charge | undefined {
  if (tax === undefined && offs.length === 0) return undefined;
  const baseE4 = costE4 - offs.reduce((total, { amountE4 }) => total + amountE4, 0);
  return {
    tax: tax === undefined ? undefined : chargedTax(tax, baseE4),
    offs: offs.length === 0 ? undefined : offs,
  };
}

/** A tax that comes on top counts in the total, so the line states it. */
function withAddedTax(line: OrderLine, charge: Charge | undefined): OrderLine {
  return charge?.tax?.isAdded === true ? { ...line, taxE4: charge.tax.amountE4 } : line;
}

function usedVoucher(voucher: UsedVoucher): UsedVoucher {
  return { ...voucher, isCounted: true };
}
