/**
 * Query parameters of the lists. One that cannot be understood is an error that names it: an ignored filter would hand
 * the caller rows that were not asked for. An empty parameter is an absent one.
 * Used by every listing route; throws RequestErrors and nothing else.
 */
import { LIMITS } from '../../core/limits.ts';
import { momentFromText } from '../../core/time.ts';
import { RequestError } from '../dialect.ts';
import { describeValue } from '../schema.ts';

export const ID = { min: 0, max: Number.MAX_SAFE_INTEGER };

export function wholeNumber(
  query: URLSearchParams,
  name: string,
  bounds: { min: number; max: number },
): number | undefined {
  const text = query.get(name)?.trim() ?? '';
  if (text === '') return undefined;
  const value = /^\d{1,16}$/.test(text) ? Number(text) : Number.NaN;
  if (value >= bounds.min && value <= bounds.max) return value;
  const most = bounds.max === Number.MAX_SAFE_INTEGER ? 'on' : `to ${bounds.max}`;
  throw invalid(name, { expected: `a whole number from ${bounds.min} ${most}`, given: describeValue(text) });
}

/** An empty date, or the vendor's own word for none, is no filter. */
export function instant(query: URLSearchParams, name: string, timeZone: string): number | undefined {
  const text = query.get(name)?.trim() ?? '';
  if (text === '' || text.startsWith('0000-00-00')) return undefined;
  const moment = momentFromText(text, timeZone);
  if (moment !== null) return moment.at;
  throw invalid(name, { expected: 'YYYY-mm-dd or YYYY-mm-dd HH:MM:SS', given: describeValue(text) });
}

export function textOfQuery(query: URLSearchParams, name: string): string | undefined {
  return query.get(name) || undefined;
}

export type Page = { limit: number; page: number; offset: number };

/** Pages are counted from 1. */
export function pageOfQuery(query: URLSearchParams, limitByDefault: number): Page {
  const limit = wholeNumber(query, 'limit', { min: 1, max: LIMITS.pageItemsMax }) ?? limitByDefault;
  const page = wholeNumber(query, 'page', { min: 1, max: 1_000_000_000 }) ?? 1;
  return { limit, page, offset: (page - 1) * limit };
}

/** The neighbors as relative queries, with every other parameter as it was sent; absent where there is none. */
export function neighborsOf(query: URLSearchParams, { limit, page }: Page, hasMore: boolean) {
  const others = [...query].filter(([name]) => name !== 'limit' && name !== 'page');
  const to = (number: number) => {
    const all: [string, string][] = [['limit', String(limit)], ['page', String(number)], ...others];
    return `?${new URLSearchParams(all)}`;
  };
  return { ...(page > 1 ? { previous: to(page - 1) } : {}), ...(hasMore ? { next: to(page + 1) } : {}) };
}

export function invalid(name: string, { expected, given }: { expected: string; given: string }): RequestError {
  return new RequestError('parameter_invalid', `${name}: expected ${expected}, got ${given}`, { field: name });
}
