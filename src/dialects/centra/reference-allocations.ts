/**
 * The rows of the reference about warehouses that are asked, with the schemas of what they answer. Their errors have
 * shapes of their own.
 * A part of reference.ts.
 */
import { each, listOf, shape } from '../answer-shape.ts';
import type { RouteDoc } from '../reference.ts';
import { type TSchema, Type } from '../type-box.ts';
import { headers, text, whole } from './reference-rows.ts';
import { AllocationBody, CheckFirstBody } from './write-allocations.ts';

const ok = { status: Type.Literal('ok') };
const Texts = Type.Record(Type.String(), Type.String());
const CheckRefused = shape({ status: Type.Literal('no'), msg: Type.Union([Type.String(), Texts]), 'code?': 'whole' });
const Answered = shape({ success: 'flag', errorMessages: Type.Union([Type.Array(Type.String()), Texts]) });
const Malformed = shape({ status: Type.Literal('no'), code: 'whole', msg: 'text' });
const Refused = shape({ status: Type.Literal('no'), errorMessages: Texts });

const AllocationRequest = shape(
  {
    id: 'whole',
    status: 'text',
    warehouseId: 'whole',
    ...each('text', 'warehouseName expirationDate'),
    order: shape({ id: 'text', number: 'whole' }),
    lines: listOf(shape(each('whole', 'lineId quantity stockItemId'))),
    createdAt: 'text',
  },
  'AllocationRequest',
);

const answering = (...schemas: TSchema[]): RouteDoc['answers'] => ({
  200: { about: 'As asked, or what is wrong.', schema: Type.Union(schemas) },
});

export const allocationRoutes: Record<string, RouteDoc> = {
  'POST /check-first': {
    summary: 'Accept or reject an order before its stock is allocated',
    headers,
    body: { schema: CheckFirstBody },
    answers: answering(shape(ok), CheckRefused),
  },
  'GET /allocation-requests': {
    summary: 'List allocation requests',
    query: {
      status: text('A status, several with commas between them, or all; what can be answered by default.'),
      order: whole('Of this order.'),
      warehouse: text('Of this warehouse, or of several with commas between them.'),
      page: whole('From 1 on; a hundred each.'),
    },
    answers: answering(shape({ ...ok, allocation_requests: listOf(AllocationRequest) }), Refused, Malformed),
  },
  'PUT /allocation-request': {
    summary: 'Confirm or reject an allocation request',
    headers,
    body: { schema: AllocationBody },
    answers: answering(Answered, Malformed),
  },
};

export const allocationSchemas = [AllocationRequest];
