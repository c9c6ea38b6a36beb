/**
 * `GET /orders` and its alias `/orders/list`: a page of placed orders. A parameter that cannot be understood is an
 * error that names it: a filter that is ignored would hand the caller orders that were not asked for (quirk 20).
 * Names are matched in any case, an empty value is no value, and unknown names are ignored.
 */
import { LIMITS } from '../../core/limits.ts';
import type { OrderStatus } from '../../core/order.ts';
import type { OrderQuery, OrderSort, TimeRange } from '../../core/queries.ts';
import type { RouteContext, WireAnswer } from '../dialect.ts';
import { jsonAnswer } from './failures.ts';
import { Parameters } from './parameters.ts';
import { settingsOf } from './settings.ts';
import { STATUS_BY_ANSWER, wireFromOrder } from './write.ts';

const PAGE_ITEMS_BY_DEFAULT = 100;
const SORTS: Readonly<Record<string, OrderSort>> = {
  OrderDate: 'placedAt',
  ModifyDate: 'modifiedAt',
  CreateDate: 'createdAt',
};

export async function listOrders({ request, caller, orders, endpoints }: RouteContext): Promise<WireAnswer> {
  const { timeZone } = settingsOf(caller.account);
  const { query, page } = queryFromParameters(new Parameters(request.query, timeZone));
  const { batchId } = query;
  const told = batchId === undefined ? [] : await endpoints.ordersOfNotices(caller.account.accountId, batchId);
  // What a webhook has told of is found whatever became of it since (quirk 31).
  const asked = told.length === 0 ? query : { ...query, batchId: undefined, orderIds: told };
  return answerPage({ query: asked, page }, { caller, orders });
}

type Reading = Pick<RouteContext, 'caller' | 'orders'>;

export async function answerPage(
  { query, page }: { query: OrderQuery; page: number },
  { caller, orders }: Reading,
): Promise<WireAnswer> {
  const { timeZone } = settingsOf(caller.account);
  const found = await orders.listOrders(caller.account.accountId, query);
  return jsonAnswer(200, {
    orders: found.orders.map((order) => wireFromOrder(order, timeZone)),
    total: found.total,
    page,
    // An empty list is one page too.
    pages: Math.max(1, Math.ceil(found.total / query.limit)),
  });
}

export function queryFromParameters(given: Parameters): { query: OrderQuery; page: number } {
  const page = given.whole('page', { min: 1, max: Number.MAX_SAFE_INTEGER / LIMITS.pageItemsMax }) ?? 1;
  // More than a page may hold is as much as it may hold.
  const pageSize = given.whole('pageSize', { min: 1, max: Number.MAX_SAFE_INTEGER }) ?? PAGE_ITEMS_BY_DEFAULT;
  const limit = Math.min(pageSize, LIMITS.pageItemsMax);
  const status = given.choice('orderStatus', Object.keys(STATUS_BY_ANSWER));
  const sortBy = given.choice('sortBy', Object.keys(SORTS));
  const query: OrderQuery = {
    customerName: given.text('customerName'),
    lineKeyword: given.text('itemKeyword'),
    created: range(given, 'createDate'),
    modified: range(given, 'modifyDate'),
    placed: range(given, 'orderDate'),
    paid: range(given, 'paymentDate'),
    numberPrefix: given.text('orderNumber'),
    statuses: status === undefined ? undefined : [STATUS_BY_ANSWER[status] as OrderStatus],
    storeId: given.whole('storeId', { min: 0, max: Number.MAX_SAFE_INTEGER }),
    originCountry: given.country('customsCountryCode'),
    batchId: given.guid('importBatch'),
    sort: sortBy === undefined ? 'orderId' : (SORTS[sortBy] as OrderSort),
    isDescending: given.choice('sortDir', ['ASC', 'DESC']) === 'DESC',
    offset: (page - 1) * limit,
    limit,
  };
  return { query, page };
}

/** Both ends inclusive; a date alone is its midnight, at either end (quirk 20). */
function range(given: Parameters, name: string): TimeRange | undefined {
  const from = given.instant(`${name}Start`);
  const to = given.instant(`${name}End`);
  return from === undefined && to === undefined ? undefined : { from, to };
}
