/**
 * `GET /orders/{id}` with its entity tag, and `GET /orders/{id}/history`: every revision, when and by which batch it
 * was made, and what it changed. Former documents are kept whole, so the differences are made here.
 * A deleted order is found by neither.
 */
import type { RevisionRow } from '../../core/command.ts';
import { LIMITS } from '../../core/limits.ts';
import { ORDER_STATUSES, type Order, type OrderContent, type OrderState } from '../../core/order.ts';
import { textFromInstant } from '../../core/zoned-time.ts';
import { RequestError, type RouteContext, type WireAnswer } from '../dialect.ts';
import { Choice } from '../schema.ts';
import { Type } from '../type-box.ts';
import { closed, Stamp } from './codec.ts';
import { differencesOf } from './differences.ts';
import { numberParameter, readQuery } from './parameters.ts';
import { orderIdOf } from './single.ts';
import { OrderId, Revision } from './wire.ts';
import { documentObject, entityTag, jsonAnswer, orderObject } from './write.ts';

const Difference = closed({
  pointer: Type.String({ description: 'JSON Pointer into the order.' }),
  before: Type.Optional(Type.Unknown({ description: 'Absent when there was nothing.' })),
  after: Type.Optional(Type.Unknown({ description: 'Absent when it is gone.' })),
});

export const HistoryAnswer = closed(
  {
    id: OrderId,
    revisions: Type.Array(
      closed({
        revision: Revision,
        status: Choice(ORDER_STATUSES),
        batch_id: Type.String(),
        at: Stamp,
        changes: Type.Array(Difference, { description: 'Against the revision before; none for the first one told.' }),
      }),
      { description: 'The latest, oldest first.' },
    ),
  },
  { title: 'History' },
);

const LIMIT_BY_DEFAULT = 100;
export const historyParameters = {
  limit: numberParameter(`The latest revisions; ${LIMIT_BY_DEFAULT} by default.`, { from: 1, to: LIMITS.pageItemsMax }),
};

export async function getOrder(context: RouteContext): Promise<WireAnswer> {
  readQuery(context.request.query, {});
  const order = await findOne(context);
  const etag = entityTag(order);
  const known = (context.request.headers['if-none-match'] ?? '').split(',').map((tag) => tag.trim());
  // A proxy that compresses calls a tag weak; for a look that is the same.
  const isKnown = known.some((tag) => tag === '*' || tag === etag || tag === `W/${etag}`);
  return isKnown ? { status: 304, headers: { etag } } : jsonAnswer(orderObject(order), { etag });
}

export async function getHistory(context: RouteContext): Promise<WireAnswer> {
  const { limit = LIMIT_BY_DEFAULT } = readQuery(context.request.query, historyParameters);
  const order = await findOne(context);
  const formers = await context.orders.listRevisions(context.caller.account.accountId, order.orderId);
  const known = formers.filter(({ revision }) => revision < order.revision).map(madeFromRow);
  const told = [...known, madeFromOrder(order)].slice(-limit - 1);
  const revisions = told.map(({ document, ...made }, index) => {
    const before = told[index - 1]?.document;
    return { ...made, changes: before === undefined ? [] : differencesOf(before, document) };
  });
  return jsonAnswer({ id: order.orderId, revisions: revisions.slice(-limit) });
}

async function findOne({ request, caller, orders }: RouteContext): Promise<Order> {
  const orderId = orderIdOf(request);
  const [order] = await orders.findOrders(caller.account.accountId, { orderId });
  if (order !== undefined) return order;
  throw new RequestError('record_unknown', `Expected the id of an order, got ${orderId}.`, { field: 'id' });
}

function madeFromOrder(order: Order) {
  const { revision, status, batchId, modifiedAt } = order;
  const document = plainJson(documentObject(order));
  return { revision, status, batch_id: batchId, at: textFromInstant(modifiedAt), document };
}

function madeFromRow({ revision, status, batchId, modifiedAt, ...row }: RevisionRow) {
  const content = JSON.parse(row.content ?? '') as OrderContent;
  const state = JSON.parse(row.state) as OrderState;
  const document = plainJson(documentObject({ content, state, status }));
  return { revision, status, batch_id: batchId, at: textFromInstant(modifiedAt), document };
}

/** As it is sent, so that a field left out and one that is undefined are the same. */
function plainJson(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}
