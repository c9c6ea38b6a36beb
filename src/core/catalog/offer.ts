/**
 * Which market and which price list an order is for, and what an item costs in it. A stated id wins over a stated
 * name, either over the country; what is stated and does not exist is told apart from what was left open.
 * Pure; called when a draft is sealed and when its lines are fitted.
 */
import type { AmountE4 } from '../amount.ts';
import type { CatalogSettings, DeliveryWindow, Offer, PriceList } from './catalog.ts';

type Named = { id?: number | undefined; name?: string | undefined };

/** Stated, but the account has none of that name. */
export const UNKNOWN_ID = -1;
const UNKNOWN_PRICE_LIST: PriceList = { id: UNKNOWN_ID, name: '', currency: '', countries: [] };
const UNKNOWN_WINDOW: DeliveryWindow = { id: UNKNOWN_ID, name: '', isPreorder: false };

/** Null while the account has no markets, and for a country that none of them lists. */
export function marketIdOf(stated: Named, country: string | undefined, settings: CatalogSettings): number | null {
  const { markets = [] } = settings;
  if (markets.length === 0) return null;
  if (isStated(stated)) return namedAmong(markets, stated)?.id ?? UNKNOWN_ID;
  return byCountry(markets, country)?.id ?? null;
}

/** Stated, else the market's own, else that of the country. Null while the account has none that fits. */
export function priceListOf(
  stated: Named,
  place: { country: string | undefined; marketId: number | null },
  settings: CatalogSettings,
): PriceList | null {
  const { priceLists = [], markets = [] } = settings;
  if (priceLists.length === 0) return null;
  if (isStated(stated)) return namedAmong(priceLists, stated) ?? UNKNOWN_PRICE_LIST;
  const ofMarket = markets.find(({ id }) => id === place.marketId)?.priceListId;
  return priceLists.find(({ id }) => id === ofMarket) ?? byCountry(priceLists, place.country) ?? null;
}

/** The one that is stated; an order without one goes by its goods. */
export function windowOf(name: string | undefined, { windows = [] }: CatalogSettings): DeliveryWindow | null {
  if (name === undefined || windows.length === 0) return null;
  return namedAmong(windows, { name }) ?? { ...UNKNOWN_WINDOW, name };
}

export function isInMarket({ markets }: Offer, marketId: number): boolean {
  return marketId !== UNKNOWN_ID && (markets === undefined || markets.includes(marketId));
}

/** With the lowest of the campaigns that run; null when the list does not have it. */
export function priceOf(
  { prices }: Offer,
  priceListId: number,
  at: number,
): { priceE4: AmountE4; originalE4: AmountE4 } | null {
  const price = prices.find((entry) => entry.priceListId === priceListId);
  if (price === undefined) return null;
  const running = price.campaigns.filter(({ from = 0, until = Infinity }) => from <= at && at < until);
  const priceE4 = Math.min(price.priceE4, ...running.map((campaign) => campaign.priceE4));
  return { priceE4, originalE4: price.priceE4 };
}

function isStated({ id, name }: Named): boolean {
  return id !== undefined || name !== undefined;
}

/** Undefined when nothing is stated or nothing has that id or name. */
function namedAmong<T extends { id: number; name: string }>(entries: readonly T[], { id, name }: Named): T | undefined {
  if (id !== undefined) return entries.find((entry) => entry.id === id);
  return name === undefined ? undefined : entries.find((entry) => entry.name.toLowerCase() === name.toLowerCase());
}

function byCountry<T extends { countries: readonly string[] }>(entries: readonly T[], country: string | undefined) {
  const code = country?.toUpperCase();
  return code === undefined ? undefined : entries.find(({ countries }) => countries.includes(code));
}
