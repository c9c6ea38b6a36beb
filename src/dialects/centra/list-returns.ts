/**
 * `GET /returns`: the newest first, by page or by offset (quirk 55). Dates are when a return was made, in the merchant's
 * zone; newer_than is inclusive, older_than is not. Whatever names nothing is an empty list.
 * Only reads; how a return is printed is in return-object.ts.
 */
import { LIMITS } from '../../core/limits.ts';
import type { OrderName, SlipQuery } from '../../core/queries.ts';
import type { RouteContext, WireAnswer } from '../dialect.ts';
import { ID, instant, pageOfQuery, textOfQuery, wholeNumber } from './parameters.ts';
import { pageInMarkets } from './plugin.ts';
import { itemsOf, returnObject } from './return-object.ts';
import { settingsOf } from './settings.ts';
import { shipmentNameFromText } from './shipment-wire.ts';
import { jsonAnswer } from './write.ts';

const LIMIT_BY_DEFAULT = 20;

export async function listReturns(context: RouteContext): Promise<WireAnswer> {
  const { accountId } = context.caller.account;
  const query = await queryOf(context);
  const found =
    query === null
      ? []
      : await pageInMarkets(context.caller, query, (slice) =>
          context.orders.listSlips(accountId, { ...query, ...slice }),
        );
  const returns = found.flatMap(({ order, slipId }) => {
    const one = order.state.returns?.find(({ id }) => id === slipId);
    return one === undefined ? [] : [{ order, one }];
  });
  const items = await itemsOf(returns, { catalog: context.catalog, accountId });
  const print = { settings: settingsOf(context.caller.account), items };
  return jsonAnswer({ status: 'ok', returns: returns.map((one) => returnObject(one, print)) });
}

/** Null when what is asked for by name is not there. */
async function queryOf(context: RouteContext): Promise<SlipQuery | null> {
  const { query } = context.request;
  const { timeZone } = settingsOf(context.caller.account);
  const page = pageOfQuery(query, LIMIT_BY_DEFAULT);
  const named = await ordersNamed(context);
  if (named === null) return null;
  return {
    kind: 'return',
    ...named,
    slipId: wholeNumber(query, 'return', ID),
    customerId: wholeNumber(query, 'customer_id', ID),
    created: {
      from: instant(query, 'newer_than', timeZone),
      to: instant(query, 'older_than', timeZone),
      isToExclusive: true,
    },
    isNewestFirst: true,
    offset: wholeNumber(query, 'offset', ID) ?? page.offset,
    limit: Math.min(page.limit, LIMITS.pageItemsMax),
  };
}

type Named = Pick<SlipQuery, 'orderIds' | 'seq'>;

/** By order number, shipment and selection: all that are stated must be meant. */
async function ordersNamed({ request, caller, orders }: RouteContext): Promise<Named | null> {
  const { query } = request;
  const number = wholeNumber(query, 'order', { min: 1, max: Number.MAX_SAFE_INTEGER });
  const shipment = textOfQuery(query, 'shipment');
  const selection = textOfQuery(query, 'selection');
  const name = shipment === undefined ? undefined : shipmentNameFromText(shipment);
  if (name === null) return null;
  const names: OrderName[] = [
    ...(number === undefined ? [] : [{ number: String(number) }]),
    ...(name === undefined ? [] : [{ number: name.number }]),
    ...(selection === undefined ? [] : [{ orderKey: selection }]),
  ];
  if (names.length === 0) return {};
  const found = await Promise.all(names.map((one) => orders.findOrders(caller.account.accountId, one)));
  const [first = [], ...rest] = found.map((some) => some.map(({ orderId }) => orderId));
  const orderIds = first.filter((orderId) => rest.every((ids) => ids.includes(orderId)));
  return orderIds.length === 0 ? null : { orderIds, seq: name?.seq };
}
