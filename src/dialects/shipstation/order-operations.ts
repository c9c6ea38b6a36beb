/**
 * What is done to orders that exist: tags, holds, marking as shipped, assigning. Each is a row of one table: the body,
 * the operation it means, the vendor's answer. Orders named together are changed together or not at all, and an order
 * that is not placed yet does not exist here (quirk 6).
 * Every operation is an item of a batch like any write, so it has the transaction, the events and the receipts.
 */
import type { Batch, BatchItem, BatchRules } from '../../core/batch.ts';
import type { Operation } from '../../core/operation.ts';
import { type Outcome, type Refusal, refusalOf } from '../../core/outcome.ts';
import { type BatchRoute, RequestError, type RouteContext, receiptKeyOf, type WireAnswer } from '../dialect.ts';
import { compileCheck, Maybe, MomentText } from '../schema.ts';
import { type Static, type TObject, type TProperties, Type } from '../type-box.ts';
import { exceptionAnswer, jsonAnswer, messageAnswer, modelAnswer } from './failures.ts';
import { findOrder, orderUnknown } from './find-order.ts';
import { readJson } from './json-body.ts';
import { trueOrAbsent } from './read-parts.ts';
import { kindOf, messageOf, modelStateOf } from './refusals.ts';
import { settingsOf } from './settings.ts';
import { type Surroundings, surroundingsOf } from './surroundings.ts';
import { isoFromOther, momentOf } from './times.ts';

type DistributiveOmit<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;
type Meaning = DistributiveOmit<Operation, 'pointer' | 'target' | 'ifRevision'>;

/** Large enough for a day's work in one call, small enough for one transaction. */
const ORDERS_MAX = 500;
/** As the vendor's framework calls the body of these routes. */
const PARAMETER = 'request';

const Id = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER });
const Ids = Type.Array(Id, { minItems: 1, maxItems: ORDERS_MAX });
const NotBlank = Type.String({ pattern: '\\S', maxLength: 100, expected: 'a text that is not blank' });
const Text = Maybe(Type.String({ maxLength: 1_000 }));
const Flag = Maybe(Type.Boolean());

/** Only these names: others take the slow path, where another case is put right and unknown ones are left out. */
function Fields<const P extends TProperties>(properties: P) {
  return Type.Object(properties, { additionalProperties: false });
}

/** The body of a call about one order, or about several. */
type Row<S extends TObject> = {
  path: string;
  body: S;
  /** What the account's masters must know of it; throws 'record_unknown'. */
  assertKnown?(body: Static<S>, around: Surroundings): void;
  mean(body: Static<S>, zone: string): Meaning;
  answer(first: { orderId: number; number: string }): object;
};

function said(message: string): () => object {
  return () => ({ success: true, message });
}

/** `body`: for the reference. */
export type OperationRoute = BatchRoute & { body: TObject };

function rowOf<S extends TObject>(row: Row<S>): OperationRoute {
  const check = compileCheck(row.body, { isCaseInsensitive: true, hasEmptyNulls: true, momentFromOther: isoFromOther });
  return {
    kind: 'batch',
    method: 'POST',
    path: row.path,
    scope: 'write',
    read: async (context) => {
      const checked = check(readJson(context.request).value, '');
      if ('problems' in checked) return batchOf([{ label: 0, refusal: refusalOf(checked.problems) }], context);
      row.assertKnown?.(checked.value as Static<S>, await surroundingsOf(context));
      const meaning = row.mean(checked.value as Static<S>, settingsOf(context.caller.account).timeZone);
      const items = aimsOf(checked.value as Aims).map(({ pointer, orderId }, label): BatchItem => {
        return { label, operation: { ...meaning, pointer, target: { orderId } } };
      });
      await assertPlaced(items, context);
      return batchOf(items, context);
    },
    write: (outcomes) => writeOperated(outcomes, row.answer),
    body: row.body,
  };
}

export const orderOperations: readonly OperationRoute[] = [
  rowOf({
    path: '/orders/addtag',
    body: Fields({ orderId: Id, tagId: Id }),
    assertKnown: ({ tagId }, { tagIds }) => assertAmong(tagIds, tagId, 'tagId: expected the id of a tag'),
    mean: ({ tagId }) => ({ kind: 'tag', tagIds: [tagId] }),
    answer: said('Tag added successfully.'),
  }),
  rowOf({
    path: '/orders/removetag',
    body: Fields({ orderId: Id, tagId: Id }),
    mean: ({ tagId }) => ({ kind: 'untag', tagIds: [tagId] }),
    answer: said('Tag removed successfully.'),
  }),
  rowOf({
    path: '/orders/holduntil',
    body: Fields({ orderId: Id, holdUntilDate: MomentText }),
    mean: ({ holdUntilDate }, zone) => ({ kind: 'hold', until: momentOf(holdUntilDate, zone) }),
    answer: said('Order held successfully.'),
  }),
  rowOf({
    path: '/orders/restorefromhold',
    body: Fields({ orderId: Id }),
    mean: () => ({ kind: 'restore' }),
    answer: said('The requested order has been restored'),
  }),
  // Both names are in use (quirk 27).
  ...['/orders/markasshipped', '/orders/markshipped'].map((path) =>
    rowOf({
      path,
      body: Fields({
        orderId: Id,
        carrierCode: NotBlank,
        shipDate: Maybe(MomentText),
        trackingNumber: Text,
        notifyCustomer: Flag,
        // Nobody is told by us, which the fulfillment says (quirk 28).
        notifySalesChannel: Flag,
      }),
      mean: ({ carrierCode, shipDate, trackingNumber, notifySalesChannel }, zone) => {
        const shippedAt = shipDate ? momentOf(shipDate, zone) : undefined;
        const shipment = { shippedAt, carrierCode, trackingNumber: trackingNumber ?? undefined };
        return { kind: 'ship', shipment, isChannelTold: trueOrAbsent(notifySalesChannel) };
      },
      answer: ({ orderId, number }) => ({ orderId, orderNumber: number }),
    }),
  ),
  rowOf({
    path: '/orders/assignuser',
    body: Fields({ orderIds: Ids, userId: NotBlank }),
    assertKnown: ({ userId }, { userIds }) => {
      assertAmong(userIds, userId.toLowerCase(), 'userId: expected the id of a user');
    },
    mean: ({ userId }) => ({ kind: 'assign', assigneeId: userId }),
    answer: said('User assigned successfully.'),
  }),
  rowOf({
    path: '/orders/unassignuser',
    body: Fields({ orderIds: Ids }),
    mean: () => ({ kind: 'assign', assigneeId: null }),
    answer: said('User unassigned successfully.'),
  }),
];

/** Where none are set up any will do (quirk 38). */
function assertAmong<T>(known: ReadonlySet<T> | null, given: T, expected: string): void {
  if (known === null || known.has(given)) return;
  throw new RequestError('record_unknown', `${expected}, but ${given} names none.`);
}

type Aims = { orderId: number } | { orderIds: readonly number[] };

function aimsOf(body: Aims): { pointer: string; orderId: number }[] {
  if ('orderId' in body) return [{ pointer: '', orderId: body.orderId }];
  return body.orderIds.map((orderId, index) => ({ pointer: `/orderIds/${index}`, orderId }));
}

function batchOf(items: readonly BatchItem[], { request }: RouteContext): Batch {
  const rules: BatchRules = {
    policy: 'all_or_nothing',
    isDryRun: false,
    onDuplicate: 'sequence',
    isRecorded: false,
  };
  return { items, receiptKey: receiptKeyOf(request), rules };
}

async function assertPlaced(items: readonly BatchItem[], context: RouteContext): Promise<void> {
  const targets = items.flatMap((item) => ('operation' in item ? [item.operation.target] : []));
  const ids = [...new Set(targets.flatMap((target) => ('orderId' in target ? [target.orderId] : [])))];
  const found = await Promise.all(ids.map((orderId) => findOrder(orderId, context)));
  const unknown = ids.find((_, index) => found[index] === null);
  if (unknown !== undefined) throw orderUnknown(String(unknown));
}

function writeOperated(outcomes: readonly Outcome[], answer: Row<TObject>['answer']): WireAnswer {
  const refusals = outcomes.flatMap((outcome) => (outcome.kind === 'refused' ? [outcome.refusal] : []));
  // The one to blame, not those that were refused along with it.
  const refusal = refusals.find(({ code }) => code !== 'batch_refused') ?? refusals[0];
  if (refusal !== undefined) return refusalAnswer(refusal);
  const [first] = outcomes;
  if (first === undefined || first.kind === 'refused') throw new Error('a call about orders must have an outcome');
  return jsonAnswer(200, answer(first.orders[0]));
}

/** Of a call about one order that is not its draft. */
export function refusalAnswer(refusal: Refusal): WireAnswer {
  switch (kindOf(refusal)) {
    case 'model':
      return modelAnswer(400, modelStateOf(refusal, PARAMETER));
    case 'unknown':
      return messageAnswer(404, messageOf(refusal, ''));
    case 'business':
      return exceptionAnswer(500, messageOf(refusal, ''));
  }
}
