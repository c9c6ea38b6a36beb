/**
 * `GET /orders`: orders by filters, in a sort, page after page. A page begins after the last order of the one before,
 * wherever that stands by now, so nothing is skipped or told twice because of what came in meanwhile.
 * Times are instants; `…_from` is inclusive, `…_before` is not.
 */

import { LIMITS } from '../../core/limits.ts';
import { SEARCH_WORDS_MAX, wordsOf } from '../../core/lists/terms.ts';
import { ORDER_STATUSES } from '../../core/order.ts';
import type { OrderFilter, OrderSort } from '../../core/queries.ts';
import type { TimeRange } from '../../core/time.ts';
import type { RouteContext, WireAnswer } from '../dialect.ts';
import { Type } from '../type-box.ts';
import { closed } from './codec.ts';
import { cursorOf, positionOf } from './cursor.ts';
import {
  choiceParameter,
  choicesParameter,
  numberParameter,
  type Parameter,
  readQuery,
  textParameter,
  timeParameter,
} from './parameters.ts';
import { OrderAnswer } from './wire.ts';
import { jsonAnswer, orderObject } from './write.ts';

const LIMIT_BY_DEFAULT = 100;
const ID = { from: 0, to: Number.MAX_SAFE_INTEGER };
const SORTS = [
  'id',
  'placed_at',
  'created_at',
  'modified_at',
  '-id',
  '-placed_at',
  '-created_at',
  '-modified_at',
] as const;
const SORT_BY_NAME: Readonly<Record<string, OrderSort>> = {
  id: 'orderId',
  placed_at: 'placedAt',
  created_at: 'createdAt',
  modified_at: 'modifiedAt',
};

const SEARCH: Parameter<readonly string[]> = {
  ...textParameter(
    'Words, of which each begins a word of the number, of a SKU, or of the name, company or e-mail of whoever buys, pays or receives; in any case.',
  ),
  expected: `1 to ${SEARCH_WORDS_MAX} words of letters and digits`,
  read(text) {
    const words = wordsOf(text);
    return words.length === 0 || words.length > SEARCH_WORDS_MAX ? undefined : words;
  },
};

export const listParameters = {
  q: SEARCH,
  key: textParameter('The key, exactly; the parts of a split order share one.'),
  number: textParameter('The number, exactly.'),
  number_prefix: textParameter('The start of the number, in any case.'),
  status: choicesParameter(
    'Any of these; without it all that were placed, which leaves out the prepared ones.',
    ORDER_STATUSES,
  ),
  customer_name: textParameter("The recipient's name, else the payer's, as a whole, in any case."),
  line: textParameter("Part of a line's SKU, name or option, in any case."),
  store_id: numberParameter('The sales channel.', ID),
  customer_id: numberParameter("The customer's id, as stated.", ID),
  origin_country: textParameter('The country of origin of a customs line.'),
  batch_id: textParameter('The batch that created or changed the order last.'),
  placed_from: timeParameter('Placed then or later.'),
  placed_before: timeParameter('Placed before then.'),
  paid_from: timeParameter('Paid then or later.'),
  paid_before: timeParameter('Paid before then.'),
  created_from: timeParameter('Created then or later.'),
  created_before: timeParameter('Created before then.'),
  modified_from: timeParameter('Changed then or later.'),
  modified_before: timeParameter('Changed before then.'),
  sort: choiceParameter('What to sort by; with a minus the last first.', SORTS),
  limit: numberParameter(`Orders of a page; ${LIMIT_BY_DEFAULT} by default.`, { from: 1, to: LIMITS.pageItemsMax }),
  cursor: textParameter('`next` of the page before.'),
};

export const ListAnswer = closed(
  {
    orders: Type.Array(OrderAnswer),
    next: Type.Unsafe<string | null>({
      type: ['string', 'null'],
      description: 'The cursor of the next page; null on the last.',
    }),
  },
  { title: 'Page' },
);

export async function listOrders({ request, caller, orders }: RouteContext): Promise<WireAnswer> {
  const { cursor, limit = LIMIT_BY_DEFAULT, sort = 'id', ...stated } = readQuery(request.query, listParameters);
  const filter = filterOf(stated);
  const list = [sort, filter];
  const page = await orders.scanOrders(caller.account.accountId, {
    ...filter,
    sort: SORT_BY_NAME[sort.replace('-', '')] ?? 'orderId',
    isDescending: sort.startsWith('-'),
    after: cursor === undefined ? null : positionOf(cursor, list),
    limit,
  });
  const next = page.next === null ? null : cursorOf(page.next, list);
  return jsonAnswer({ orders: page.orders.map(orderObject), next });
}

type Stated = Omit<ReturnType<typeof readQuery<typeof listParameters>>, 'cursor' | 'limit' | 'sort'>;

function filterOf(stated: Stated): OrderFilter {
  return {
    words: stated.q,
    orderKey: stated.key,
    number: stated.number,
    numberPrefix: stated.number_prefix,
    statuses: stated.status,
    customerName: stated.customer_name,
    lineKeyword: stated.line,
    storeId: stated.store_id,
    customerId: stated.customer_id,
    originCountry: stated.origin_country,
    batchId: stated.batch_id,
    placed: rangeOf(stated.placed_from, stated.placed_before),
    paid: rangeOf(stated.paid_from, stated.paid_before),
    created: rangeOf(stated.created_from, stated.created_before),
    modified: rangeOf(stated.modified_from, stated.modified_before),
  };
}

function rangeOf(from: number | undefined, to: number | undefined): TimeRange | undefined {
  return from === undefined && to === undefined ? undefined : { from, to, isToExclusive: true };
}
