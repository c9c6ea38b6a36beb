/**
 * What one credential may do and see: in the vendor's product the settings of a plug-in instance, here those of an API
 * key, or of its account where the key has none of its own (quirk 58). A route that is switched off answers 403; orders
 * of markets that are not the key's are touched by nobody, and in no list.
 * Every route passes through `guarded`; lists ask `visibilityOf`.
 */
import type { Account, Caller } from '../../core/accounts.ts';
import type { Batch, BatchItem } from '../../core/batch.ts';
import type { Order, OrderStatus } from '../../core/order.ts';
import { type Problem, refusalOf } from '../../core/outcome.ts';
import {
  type DialectSetting,
  dialectSettings,
  type QueryContext,
  RequestError,
  type Route,
  type RouteContext,
} from '../dialect.ts';
import { extrasOf, numberOf } from './extras.ts';

const STATUS_WORDS = ['pending', 'confirmed', 'processing', 'completed', 'cancelled'] as const;
type StatusWord = (typeof STATUS_WORDS)[number];

export const pluginSettings: Readonly<Record<string, DialectSetting>> = {
  markets: { kind: 'ids', about: 'orders of other markets are neither listed nor touched; all by default' },
  orderStatuses: { kind: 'choices', choices: STATUS_WORDS, about: 'orders of other statuses are not listed' },
  showsHeld: { kind: 'flag', about: 'orders on hold are listed; not by default' },
  showsWaitingForPayment: { kind: 'flag', about: 'orders that wait for payment are listed; not by default' },
};

/** Absent: all. */
type Plugin = {
  markets: readonly number[] | undefined;
  endpoints: readonly string[] | undefined;
  orderStatuses: readonly StatusWord[];
  showsHeld: boolean;
  showsWaitingForPayment: boolean;
};

/** An account object stands for one reading of the store, so a changed setting comes with a new one. */
const pluginByAccount = new WeakMap<Account, Plugin>();

function pluginOf({ account }: Caller): Plugin {
  const known = pluginByAccount.get(account);
  if (known !== undefined) return known;
  const { markets, endpoints, orderStatuses, showsHeld, showsWaitingForPayment } = dialectSettings(account, 'centra');
  const plugin: Plugin = {
    markets: Array.isArray(markets) ? (markets as number[]) : undefined,
    endpoints: Array.isArray(endpoints) ? (endpoints as string[]) : undefined,
    orderStatuses: Array.isArray(orderStatuses) ? (orderStatuses as StatusWord[]) : STATUS_WORDS,
    showsHeld: showsHeld === true,
    showsWaitingForPayment: showsWaitingForPayment === true,
  };
  pluginByAccount.set(account, plugin);
  return plugin;
}

export function nameOfRoute({ method, path }: Pick<Route, 'method' | 'path'>): string {
  return `${method} ${path}`;
}

/** The route as this credential meets it. */
export function guarded(route: Route): Route {
  const assertAllowed = ({ caller }: RouteContext) => {
    if (pluginOf(caller).endpoints?.includes(nameOfRoute(route)) !== false) return;
    throw new RequestError('scope_missing', `${nameOfRoute(route)} is switched off for this key`);
  };
  if (route.kind === 'batch') {
    return {
      ...route,
      read: async (context) => {
        assertAllowed(context);
        return withinMarkets(await route.read(context), context);
      },
    };
  }
  if (route.kind !== 'query') return route;
  return {
    ...route,
    answer: (context: QueryContext) => {
      assertAllowed(context);
      return route.answer(context);
    },
  };
}

/** What is said of an order that the credential does not see; refusals.ts tells it in the vendor's words. */
export const OTHER_MARKET = 'an order of another market';

async function withinMarkets(batch: Batch, context: RouteContext): Promise<Batch> {
  if (pluginOf(context.caller).markets === undefined) return batch;
  const items = await Promise.all(batch.items.map((item) => itemWithinMarkets(item, context)));
  return { ...batch, items };
}

async function itemWithinMarkets(item: BatchItem, { orders, caller }: RouteContext): Promise<BatchItem> {
  if (!('operation' in item)) return item;
  const [order] = await orders.findOrders(caller.account.accountId, item.operation.target);
  if (order === undefined || isInMarkets(order, caller)) return item;
  const problem: Problem = {
    code: 'order_unknown',
    pointer: item.operation.pointer,
    expected: 'an order of a market of the key',
    given: OTHER_MARKET,
  };
  return { label: item.label, refusal: refusalOf([problem]) };
}

export function isInMarkets(order: Order, caller: Caller): boolean {
  const { markets } = pluginOf(caller);
  return markets === undefined || markets.includes(marketOf(order));
}

/** The stated one, else that of the catalog, else 0. */
export function marketOf(order: Order): number {
  return numberOf(extrasOf(order).marketId) ?? order.state.sale?.marketId ?? 0;
}

export type Visibility = {
  /** Those that the store lists; `isVisible` looks closer. */
  statuses: readonly OrderStatus[];
  isVisible(order: Order): boolean;
};

const STATUSES_BY_WORD: Readonly<Record<StatusWord, readonly OrderStatus[]>> = {
  pending: [],
  confirmed: ['open', 'rejected'],
  processing: ['open', 'outsourced'],
  completed: ['shipped'],
  cancelled: ['canceled'],
};

export function visibilityOf(caller: Caller): Visibility {
  const { orderStatuses, showsHeld, showsWaitingForPayment } = pluginOf(caller);
  const statuses: OrderStatus[] = [
    ...new Set(orderStatuses.flatMap((word) => STATUSES_BY_WORD[word])),
    ...(showsHeld && orderStatuses.includes('confirmed') ? (['held'] as const) : []),
    ...(showsWaitingForPayment && orderStatuses.includes('pending') ? (['unpaid'] as const) : []),
  ];
  // An open order is confirmed until it has shipments, and processed from then on.
  const isOpenVisible = (order: Order) =>
    orderStatuses.includes(order.state.shipments === undefined ? 'confirmed' : 'processing');
  const isVisible = (order: Order) =>
    isInMarkets(order, caller) &&
    (statuses.includes(order.status) || order.status === 'prepared') &&
    (order.status !== 'open' || isOpenVisible(order));
  return { statuses, isVisible };
}

/** So many rows are asked for at once when some of them may not be seen. */
const SLICE_MAX = 500;

type Page = { offset: number; limit: number };
type List<T> = (slice: Page) => Promise<readonly T[]>;

/** A page of shipments, returns or requests: those of orders in the markets of the credential. */
export function pageInMarkets<T extends { order: Order }>(caller: Caller, page: Page, list: List<T>) {
  if (pluginOf(caller).markets === undefined) return list(page);
  return visiblePage(page, list, ({ order }) => isInMarkets(order, caller));
}

/** A page of orders; `list` asks the store for orders of the statuses of `visibilityOf`. */
export function pageOfOrders(caller: Caller, page: Page, list: List<Order>): Promise<readonly Order[]> {
  const { markets, orderStatuses } = pluginOf(caller);
  const isExact = markets === undefined && orderStatuses.includes('confirmed') === orderStatuses.includes('processing');
  return isExact ? list(page) : visiblePage(page, list, visibilityOf(caller).isVisible);
}

/** Out of a list that holds more than can be seen. */
async function visiblePage<T>(page: Page, list: List<T>, isVisible: (row: T) => boolean): Promise<readonly T[]> {
  const wanted = page.offset + page.limit;
  const limit = Math.min(wanted, SLICE_MAX);
  const seen: T[] = [];
  for (let offset = 0; seen.length < wanted; offset += limit) {
    const rows = await list({ offset, limit });
    seen.push(...rows.filter(isVisible));
    if (rows.length < limit) break;
  }
  return seen.slice(page.offset, wanted);
}
