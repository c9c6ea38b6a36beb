/**
 * `GET /orders` and its alias `/orders/list`: a page of placed orders. A parameter that cannot be understood is an
 * error that names it: a filter that is ignored would hand the caller orders that were not asked for (quirk 20).
 * Names are matched in any case, an empty value is no value, and unknown names are ignored.
 */
import type { OrderStatus } from '../../core/order.ts';
import type { OrderQuery, OrderSort } from '../../core/queries.ts';
import type { RouteContext, WireAnswer } from '../dialect.ts';
import { isDescending, pageAnswer, pagingOf } from './paging.ts';
import { Parameters } from './parameters.ts';
import { settingsOf } from './settings.ts';
import { showOrders } from './show-orders.ts';
import { STATUS_BY_ANSWER } from './write.ts';

const SORTS: Readonly<Record<string, OrderSort>> = {
  OrderDate: 'placedAt',
  ModifyDate: 'modifiedAt',
  CreateDate: 'createdAt',
};

export async function listOrders(context: RouteContext): Promise<WireAnswer> {
  const { request, caller, endpoints } = context;
  const { timeZone } = settingsOf(caller.account);
  const { query, page } = queryFromParameters(new Parameters(request.query, timeZone));
  const { batchId } = query;
  const told = batchId === undefined ? [] : await endpoints.ordersOfNotices(caller.account.accountId, batchId);
  // What a webhook has told of is found whatever became of it since (quirk 31).
  const asked = told.length === 0 ? query : { ...query, batchId: undefined, orderIds: told };
  return answerPage({ query: asked, page }, context);
}

type Reading = Pick<RouteContext, 'caller' | 'orders' | 'register' | 'masters' | 'clock'>;

export async function answerPage(
  { query, page }: { query: OrderQuery; page: number },
  context: Reading,
): Promise<WireAnswer> {
  const found = await context.orders.listOrders(context.caller.account.accountId, query);
  const entries = await showOrders(found.orders, context);
  return pageAnswer('orders', { entries, total: found.total }, { page, limit: query.limit });
}

export function queryFromParameters(given: Parameters): { query: OrderQuery; page: number } {
  const { page, offset, limit } = pagingOf(given);
  const status = given.choice('orderStatus', Object.keys(STATUS_BY_ANSWER));
  const sortBy = given.choice('sortBy', Object.keys(SORTS));
  const query: OrderQuery = {
    customerName: given.text('customerName'),
    lineKeyword: given.text('itemKeyword'),
    created: given.range('createDate'),
    modified: given.range('modifyDate'),
    placed: given.range('orderDate'),
    paid: given.range('paymentDate'),
    numberPrefix: given.text('orderNumber'),
    statuses: status === undefined ? undefined : [STATUS_BY_ANSWER[status] as OrderStatus],
    storeId: given.whole('storeId', { min: 0, max: Number.MAX_SAFE_INTEGER }),
    originCountry: given.country('customsCountryCode'),
    batchId: given.guid('importBatch'),
    sort: sortBy === undefined ? 'orderId' : (SORTS[sortBy] as OrderSort),
    isDescending: isDescending(given),
    offset,
    limit,
  };
  return { query, page };
}
