/**
 * The customs declaration of an order that goes abroad and states none (quirk 39): merchandise, returned to its sender,
 * one line for every item. It is made from the lines whenever it is shown, never stored, and what was shown is as good
 * as not stated when it comes back.
 * Used by read.ts and write.ts.
 */
import { type AmountE4, amountFromNumber, numberFromAmount } from '../../core/amount.ts';
import type { Order, OrderContent } from '../../core/order.ts';
import type { WireItem, WireOrder } from './wire.ts';

const CONTENTS = 'merchandise';
const NON_DELIVERY = 'return_to_sender';
/** Observed, whatever the goods are. */
const ORIGIN = 'US';

type Item = { name: string; quantity: number; priceE4: AmountE4 };

/** Null where nothing is to be declared, or something was. `hasLines`: not yet in the answer that takes an order in. */
export function declarationOf(
  { content, state }: Order,
  { homeCountry, hasLines }: { homeCountry: string; hasLines: boolean },
): object | null {
  if (content.shipping?.customs !== undefined || !isForeign(content.shipTo?.country, homeCountry)) return null;
  const lines = content.lines.flatMap((line, index) => {
    if (line.isAdjustment === true) return [];
    const id = state.lines[index]?.id ?? null;
    return [customsItemWire(itemOf(line), id)];
  });
  return { contents: CONTENTS, customsItems: hasLines ? lines : null, nonDelivery: NON_DELIVERY };
}

/** Whether what is stated is what would be shown if nothing were. */
export function isAsShown({ internationalOptions: stated, items, shipTo }: WireOrder, homeCountry: string): boolean {
  if (stated?.contents !== CONTENTS || stated.nonDelivery !== NON_DELIVERY) return false;
  if (!isForeign(shipTo.country, homeCountry)) return false;
  const lines = (items ?? []).filter(({ adjustment }) => adjustment !== true);
  const { customsItems } = stated;
  if (customsItems === undefined || customsItems === null) return true;
  if (customsItems.length !== lines.length) return false;
  return lines.every((line, index) => {
    const { customsItemId, ...shown } = customsItems[index] ?? {};
    const expected = customsItemWire(statedItemOf(line), null);
    return JSON.stringify(inOrder(shown)) === JSON.stringify(inOrder(expected));
  });
}

function isForeign(country: string | null | undefined, homeCountry: string): boolean {
  const code = country?.trim().toUpperCase() ?? '';
  return code !== '' && code !== homeCountry;
}

function itemOf({ name, sku, quantity, unitPriceE4 }: OrderContent['lines'][number]): Item {
  return { name: name ?? sku ?? '', quantity, priceE4: unitPriceE4 ?? 0 };
}

function statedItemOf({ name, quantity, unitPrice }: WireItem): Item {
  return { name, quantity, priceE4: amountFromNumber(unitPrice ?? 0) ?? 0 };
}

function customsItemWire({ name, quantity, priceE4 }: Item, customsItemId: number | null): object {
  return {
    customsItemId,
    description: name,
    quantity,
    value: numberFromAmount(priceE4),
    harmonizedTariffCode: null,
    countryOfOrigin: ORIGIN,
  };
}

function inOrder(item: object): unknown[] {
  const { description, quantity, value, harmonizedTariffCode, countryOfOrigin } = item as Record<string, unknown>;
  return [description ?? null, quantity ?? null, value ?? null, harmonizedTariffCode ?? null, countryOfOrigin ?? null];
}
