/**
 * `GET /orders`: one order by its number, or a page of placed orders. A parameter that cannot be understood is an
 * error that names it: an ignored filter would hand the caller orders that were not asked for.
 * Dates are order dates in the merchant's zone; newer_than is inclusive, older_than is not (quirk 37).
 */

import { LIMITS } from '../../core/limits.ts';
import type { Order } from '../../core/order.ts';
import type { TimeRange } from '../../core/time.ts';
import type { RouteContext, WireAnswer } from '../dialect.ts';
import { describeValue } from '../schema.ts';
import { placedAtOf } from './order-dates.ts';
import { orderObject, printOf } from './order-object.ts';
import { instant, invalid, wholeNumber } from './parameters.ts';
import { pageOfOrders, visibilityOf } from './plugin.ts';
import { requestObject } from './request-object.ts';
import { settingsOf } from './settings.ts';
import { jsonAnswer } from './write.ts';

const LIMIT_BY_DEFAULT = 20;

type Filter = { placed: TimeRange; customerId: number | undefined; offset: number; limit: number };

export async function listOrders(context: RouteContext): Promise<WireAnswer> {
  const { account } = context.caller;
  const settings = settingsOf(account);
  const query = context.request.query;
  const isWithRequest = includesRequest(query);
  const filter = filterFromQuery(query, settings.timeZone);
  const number = wholeNumber(query, 'order', { min: 1, max: Number.MAX_SAFE_INTEGER });
  const orders = number === undefined ? await pageOf(filter, context) : await namedOrders(number, filter, context);
  const print = await printOf(orders, context);
  const printed = orders.map((order) => ({
    ...orderObject(order, print),
    request: isWithRequest ? requestObject(order, settings) : undefined,
  }));
  return jsonAnswer({ status: 'ok', orders: printed });
}

/** Our extension (quirk 39). */
function includesRequest(query: URLSearchParams): boolean {
  const include = query.get('include') ?? '';
  if (include === '' || include === 'request') return include !== '';
  throw invalid('include', { expected: 'request, or nothing', given: describeValue(include) });
}

function filterFromQuery(query: URLSearchParams, timeZone: string): Filter {
  return {
    placed: {
      from: instant(query, 'newer_than', timeZone),
      to: instant(query, 'older_than', timeZone),
      isToExclusive: true,
    },
    customerId: wholeNumber(query, 'customer_id', { min: 0, max: Number.MAX_SAFE_INTEGER }),
    offset: wholeNumber(query, 'offset', { min: 0, max: Number.MAX_SAFE_INTEGER }) ?? 0,
    limit: wholeNumber(query, 'limit', { min: 1, max: LIMITS.pageItemsMax }) ?? LIMIT_BY_DEFAULT,
  };
}

/** By id: orders that come in while a caller pages cannot shift the pages, whatever dates they state. */
async function pageOf(filter: Filter, { orders, caller }: RouteContext): Promise<readonly Order[]> {
  const { account } = caller;
  const { statuses } = visibilityOf(caller);
  const sorting = { sort: 'orderId', isDescending: settingsOf(account).isNewestFirst } as const;
  return pageOfOrders(caller, filter, async (slice) => {
    const page = await orders.listOrders(account.accountId, { ...filter, ...slice, ...sorting, statuses });
    return page.orders;
  });
}

/** A prepared order is in no list, but whoever knows its number may read it (quirk 38). */
async function namedOrders(number: number, filter: Filter, context: RouteContext): Promise<readonly Order[]> {
  const found = await context.orders.findOrders(context.caller.account.accountId, { number: String(number) });
  const { isVisible } = visibilityOf(context.caller);
  const matching = found.filter((order) => isVisible(order) && isMatch(order, filter));
  return matching.slice(filter.offset, filter.offset + filter.limit);
}

function isMatch(order: Order, { placed, customerId }: Filter): boolean {
  const { at } = placedAtOf(order);
  const isAfter = placed.from === undefined || at >= placed.from;
  const isBefore = placed.to === undefined || at < placed.to;
  return isAfter && isBefore && (customerId === undefined || order.content.customer?.id === customerId);
}
