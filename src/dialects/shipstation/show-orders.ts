/**
 * Stored orders as answers, with the ids that the server has given to what they name: the products of their SKUs, the
 * customers of their usernames (quirk 23). All orders of an answer are looked up together.
 * Called by every route that answers orders.
 */
import type { Order } from '../../core/order.ts';
import type { EntryRef } from '../../core/register/register.ts';
import { storable } from '../../core/storable.ts';
import type { RouteContext } from '../dialect.ts';
import { settingsOf } from './settings.ts';
import { surroundingsOf } from './surroundings.ts';
import { type Showing, wireFromOrder } from './write.ts';

type Reading = Pick<RouteContext, 'caller' | 'register' | 'masters' | 'clock'>;

export async function showOrders(orders: readonly Order[], context: Reading): Promise<object[]> {
  const [refs, { homeCountry }] = await Promise.all([refsOf(orders, context), surroundingsOf(context)]);
  const { timeZone } = settingsOf(context.caller.account);
  const showing = { ...idsAmong(refs), homeCountry, isFilledIn: true };
  return orders.map((order) => wireFromOrder(order, timeZone, showing));
}

export async function showOrder(order: Order, context: Reading): Promise<object> {
  const [shown] = await showOrders([order], context);
  if (shown === undefined) throw new Error('an order that is shown must have an answer');
  return shown;
}

/**
 * The answer that takes the order in: what this very call was the first to name has no id yet, and nothing is filled
 * in (quirks 23 and 38). `isKept`: it has changed nothing.
 */
export async function showTakenOrder(order: Order, context: Reading, { isKept }: { isKept: boolean }): Promise<object> {
  const [refs, { homeCountry }] = await Promise.all([refsOf([order], context), surroundingsOf(context)]);
  const ids = idsAmong(refs.filter(({ createdAt }) => isKept || createdAt < order.modifiedAt));
  return wireFromOrder(order, settingsOf(context.caller.account).timeZone, { ...ids, homeCountry, isFilledIn: false });
}

function refsOf(orders: readonly Order[], { caller, register }: Reading): Promise<readonly EntryRef[]> {
  const product = new Set<string>();
  const customer = new Set<string>();
  for (const { content } of orders) {
    for (const { sku } of content.lines) if (sku !== undefined) product.add(sku);
    if (content.customer?.username !== undefined) customer.add(content.customer.username);
  }
  return register.findEntryRefs(caller.account.accountId, { product: [...product], customer: [...customer] });
}

function idsAmong(refs: readonly EntryRef[]): Pick<Showing, 'productIdOf' | 'customerIdOf'> {
  const ids = {
    product: new Map<string, number>(),
    customer: new Map<string, number>(),
    shopper: new Map<string, number>(),
  };
  for (const { kind, name, entryId } of refs) ids[kind].set(name, entryId);
  return {
    productIdOf: (sku) => ids.product.get(storable(sku)) ?? null,
    customerIdOf: (username) => ids.customer.get(storable(username)) ?? null,
  };
}
