/**
 * What an order asks of the catalog and of stock. A dialect states the wish with a draft; sealing resolves it against
 * the account's settings, so that deciding needs neither the content nor the settings any more.
 * Pure; called by intake.ts for every draft.
 */

import { bundlesAsked } from '../catalog/bundles.ts';
import type { CatalogSettings } from '../catalog/catalog.ts';
import { marketIdOf, priceListOf, windowOf } from '../catalog/offer.ts';
import type { OrderContent } from '../order.ts';
import { taxesFor } from '../pricing/taxes.ts';
import type { VoucherWish } from '../vouchers/voucher.ts';
import type { SealedWish, Takes } from './ask.ts';

/** By id or by name; neither: what the recipient's country says. */
export type Named = { id?: number | undefined; name?: string | undefined };

export type ShelfWish = {
  takes: Takes;
  /** Products that do not exist, or are short, are taken all the same and wait for stock. */
  isForced: boolean;
  market: Named;
  priceList: Named;
  /** Name of the delivery window of the whole order. */
  window?: string | undefined;
  /** The account's tax rules hold for it: the caller states no tax. */
  isTaxed?: boolean | undefined;
  /** Absent: the caller has worked out what comes off. */
  vouchers?: VoucherWish | undefined;
  /** By the position of the line: the item's own id, and whether it may be a product nobody knows. */
  lines: readonly { itemId?: number | undefined; isFree: boolean }[];
};

const NO_WISH: ShelfWish = { takes: 'none', isForced: false, market: {}, priceList: {}, lines: [] };

/** Undefined when neither the account nor the draft asks anything of the catalog. */
export function sealWish(
  content: OrderContent,
  stated: ShelfWish | undefined,
  settings: CatalogSettings | undefined,
): SealedWish | undefined {
  const vouchers = stated?.vouchers === undefined ? undefined : vouchersAsked(stated.vouchers, settings);
  const isTaxed = stated?.isTaxed === true && (settings?.taxes?.length ?? 0) > 0;
  const isTaking = stated !== undefined && stated.takes !== 'none';
  const hasBundles = stated !== undefined && settings?.bundles !== undefined;
  const isAsking = isTaking || isTaxed || vouchers !== undefined || hasBundles;
  if (settings?.mode === undefined && !isAsking) return undefined;
  const wish = stated ?? NO_WISH;
  const country = (content.shipTo ?? content.billTo)?.country;
  const marketId = marketIdOf(wish.market, country, settings ?? {});
  const priceList = priceListOf(wish.priceList, { country, marketId }, settings ?? {});
  const asks = asksOf(content, wish);
  const bundles = hasBundles ? bundlesAsked(asks, settings?.bundles ?? []) : [];
  const window = windowOf(wish.window, settings ?? {});
  return {
    takes: wish.isForced && wish.takes === 'all' ? 'some' : wish.takes,
    isForced: wish.isForced,
    isRequired: settings?.mode === 'required',
    marketId,
    priceListId: priceList?.id ?? null,
    currency: priceList?.currency ?? null,
    window: window === null ? undefined : { id: window.id, isPreorder: window.isPreorder },
    taxes: isTaxed ? taxesFor(settings?.taxes ?? [], { country, marketId }) : undefined,
    vouchers,
    bundles: bundles.length === 0 ? undefined : bundles,
    asks,
  };
}

function asksOf(content: OrderContent, wish: ShelfWish): SealedWish['asks'] {
  return content.lines.map((line, index) => {
    if (line.isAdjustment === true) return null;
    const { itemId, isFree } = wish.lines[index] ?? {};
    const { ean, upc, sku, quantity } = line;
    // Flags that do not hold are left out: asks cross threads by the thousand.
    const flags = { isFree: isFree || undefined, isUnpriced: line.unitPriceE4 === undefined || undefined };
    return { itemId, ean, upc, sku, quantity, ...flags };
  });
}

/** Those that apply by themselves are looked for only where there are some. */
function vouchersAsked(
  { codes, isAutomatic }: VoucherWish,
  settings: CatalogSettings | undefined,
): VoucherWish | undefined {
  const isLooking = isAutomatic && settings?.hasAutomaticVouchers === true;
  return codes.length > 0 || isLooking ? { codes, isAutomatic: isLooking } : undefined;
}
