/**
 * The explicit operations on one order: `POST /orders/{id}:hold` and its like, and `DELETE /orders/{id}`. Each is a
 * table row: the schema of its body and the operation it means. `If-Match` states the revision the order must be at.
 * An operation that finds the order as it would leave it answers "kept".
 */
import type { Batch } from '../../core/batch.ts';
import { LIMITS } from '../../core/limits.ts';
import type { CompletionFields, Operation, SplitLine } from '../../core/operation.ts';
import { refusalOf } from '../../core/outcome.ts';
import type { RouteContext } from '../dialect.ts';
import { compileCheck, Maybe } from '../schema.ts';
import { type TSchema, Type } from '../type-box.ts';
import { closed, money, object, text, time } from './codec.ts';
import { readJson } from './json-body.ts';
import { batchOfOne, ifMatchOf, ONLY, orderIdOf } from './single.ts';
import { shipment } from './state.ts';
import { OrderId, payment } from './wire.ts';

type Body = Readonly<Record<string, unknown>>;
type Meaning = DistributiveOmit<Operation, 'pointer' | 'target' | 'ifRevision'>;
type DistributiveOmit<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;

export type OperationRow = {
  name: string;
  about: string;
  body: TSchema;
  /** The body has passed the schema. */
  mean(body: Body): Meaning;
};

const TAGS_MAX = 1_000;
const TagIds = Type.Array(Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER }), {
  minItems: 1,
  maxItems: TAGS_MAX,
});
const completion = object<Omit<CompletionFields, 'extras'>>(
  {
    payment,
    amountPaidE4: money,
    placedAt: time,
    deliverBy: time,
    cancelBy: time,
    internalNote: text,
    customerNote: text,
  },
  [],
);
const Nothing = closed({});
/** Orders one call may make or take in. */
const PARTS_MAX = 100;
const Part = Type.Array(
  closed({
    line_id: OrderId,
    quantity: Maybe(Type.Integer({ minimum: 1, description: 'The whole line when absent.' })),
  }),
  { minItems: 1, maxItems: LIMITS.orderLinesMax },
);
type StatedPart = readonly { line_id: number; quantity?: number | null }[];

function partOf(lines: StatedPart): readonly SplitLine[] {
  return lines.map(({ line_id, quantity }) => ({ lineId: line_id, quantity: quantity ?? undefined }));
}

const Assignee = Type.String({ minLength: 1, maxLength: 100 });

export const OPERATIONS: readonly OperationRow[] = [
  {
    name: 'hold',
    about:
      'Holds the order, until a time or until it is restored. Shipped, canceled, prepared and outsourced orders cannot be held.',
    body: closed({ until: Maybe(time.schema) }),
    mean: ({ until }) => ({
      kind: 'hold',
      until: until === undefined || until === null ? undefined : time.read(until),
    }),
  },
  {
    name: 'restore',
    about: 'Ends a hold: the order is again what it was before.',
    body: Nothing,
    mean: () => ({ kind: 'restore' }),
  },
  {
    name: 'cancel',
    about: 'Cancels the order, for good. A shipped order cannot be canceled.',
    body: Nothing,
    mean: () => ({ kind: 'cancel' }),
  },
  {
    name: 'ship',
    about: 'Marks the order as shipped, for good, and keeps what it has left with.',
    body: shipment.schema,
    mean: (body) => ({ kind: 'ship', shipment: shipment.read(body) }),
  },
  {
    name: 'tag',
    about: 'Adds tags, whatever the status of the order.',
    body: closed({ tag_ids: TagIds }),
    mean: ({ tag_ids }) => ({ kind: 'tag', tagIds: tag_ids as readonly number[] }),
  },
  {
    name: 'untag',
    about: 'Takes tags off, whatever the status of the order.',
    body: closed({ tag_ids: TagIds }),
    mean: ({ tag_ids }) => ({ kind: 'untag', tagIds: tag_ids as readonly number[] }),
  },
  {
    name: 'assign',
    about: 'Says who works on the order.',
    body: closed({ assignee_id: Assignee }),
    mean: ({ assignee_id }) => ({ kind: 'assign', assigneeId: assignee_id as string }),
  },
  {
    name: 'unassign',
    about: 'Says that nobody works on the order.',
    body: Nothing,
    mean: () => ({ kind: 'assign', assigneeId: null }),
  },
  {
    name: 'split',
    about:
      'Moves lines, or units of them, into orders of their own, one a part; they share the key. What is divided keeps its tax ' +
      'and shipping with what stays.',
    body: closed({ parts: Type.Array(Part, { minItems: 1, maxItems: PARTS_MAX }) }),
    mean: ({ parts }) => ({
      kind: 'split',
      parts: (parts as readonly StatedPart[]).map(partOf),
      partsPointer: '/parts',
    }),
  },
  {
    name: 'merge',
    about: 'Takes in the lines and amounts of other orders of the same status and currency, which are gone then.',
    body: closed({ order_ids: Type.Array(OrderId, { minItems: 1, maxItems: PARTS_MAX }) }),
    mean: ({ order_ids }) => ({
      kind: 'merge',
      orderIds: order_ids as readonly number[],
      orderIdsPointer: '/order_ids',
    }),
  },
  {
    name: 'complete',
    about:
      'Places a prepared order, which the split rules of the account may then divide; repeated, it records what is stated.',
    body: completion.schema,
    mean: (body) => ({ kind: 'complete', fields: completion.read(body) }),
  },
];

export function readerOf({ body, mean }: OperationRow): (context: RouteContext) => Batch {
  const check = compileCheck(body, { isExact: true });
  return (context) => {
    const stated = readJson(context.request) ?? {};
    const checked = check(stated, '');
    if ('problems' in checked) return batchOfOne({ label: ONLY, refusal: refusalOf(checked.problems) }, context);
    return batchOfOperation(mean(stated as Body), context);
  };
}

export function readDeletion(context: RouteContext): Batch {
  return batchOfOperation({ kind: 'delete' }, context);
}

function batchOfOperation(meaning: Meaning, context: RouteContext): Batch {
  const { request } = context;
  const aim = { pointer: '', target: { orderId: orderIdOf(request) }, ifRevision: ifMatchOf(request) };
  return batchOfOne({ label: ONLY, operation: { ...meaning, ...aim } }, context);
}
