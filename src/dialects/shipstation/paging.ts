/**
 * The page of a list: which one is asked for, and the envelope it is answered in (quirk 20).
 * More than a page may hold is as much as it may hold, and an empty list is one page too.
 * Used by every route that answers a paged list.
 */
import { LIMITS } from '../../core/limits.ts';
import type { WireAnswer } from '../dialect.ts';
import { jsonAnswer } from './failures.ts';
import type { Parameters } from './parameters.ts';

const PAGE_ITEMS_BY_DEFAULT = 100;

/** `offset`: of the page's first entry. */
export type Paging = { page: number; offset: number; limit: number };

export function pagingOf(given: Parameters): Paging {
  const page = given.whole('page', { min: 1, max: Number.MAX_SAFE_INTEGER / LIMITS.pageItemsMax }) ?? 1;
  const pageSize = given.whole('pageSize', { min: 1, max: Number.MAX_SAFE_INTEGER }) ?? PAGE_ITEMS_BY_DEFAULT;
  const limit = Math.min(pageSize, LIMITS.pageItemsMax);
  return { page, offset: (page - 1) * limit, limit };
}

export function isDescending(given: Parameters): boolean {
  return given.choice('sortDir', ['ASC', 'DESC']) === 'DESC';
}

/** `name`: of the collection; `total`: of all pages. */
export function pageAnswer(
  name: string,
  found: { entries: readonly object[]; total: number },
  { page, limit }: Pick<Paging, 'page' | 'limit'>,
): WireAnswer {
  const { entries, total } = found;
  return jsonAnswer(200, { [name]: entries, total, page, pages: Math.max(1, Math.ceil(total / limit)) });
}
