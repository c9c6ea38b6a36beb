/**
 * The rows of the reference about vouchers, with the schemas of what they take and answer. Their errors say what is
 * wrong field by field.
 * A part of reference.ts.
 */
import { each, shape } from '../answer-shape.ts';
import type { RouteDoc } from '../reference.ts';
import { Choice, Maybe } from '../schema.ts';
import { type TSchema, Type } from '../type-box.ts';

const Day = Type.String({ description: 'YYYY-mm-dd, in the zone of the merchant.' });
const Flag = Type.Unsafe<boolean | number>({ type: ['boolean', 'integer'] });
const Amount = Type.Unsafe<number | string>({ type: ['number', 'string'] });
const Texts = Type.Record(Type.String(), Type.String());

const VoucherBody = Type.Object({
  name: Type.String(),
  code: Maybe(Type.String()),
  startDate: Maybe(Day),
  stopDate: Day,
  type: Choice(['percentoff', 'priceoff']),
  value: Maybe(Amount),
  valueByPricelist: Maybe(Type.Record(Type.String(), Amount)),
  store: Type.Integer(),
  markets: Type.Unsafe<number | number[]>({ type: ['integer', 'array'] }),
  limit: Maybe(Type.Integer({ minimum: 0 })),
  status: Flag,
  conversionHtml: Maybe(Type.String()),
  freeShipping: Maybe(Flag),
});
const CloneBody = Type.Object({
  name: Maybe(Type.String()),
  code: Maybe(Type.String()),
  startDate: Maybe(Day),
  stopDate: Day,
  conversionHtml: Maybe(Type.String()),
  replaceExisting: Maybe(Flag),
});

const Made = shape({ status: Type.Literal('ok'), voucher: 'whole', code: 'text' });
const Refused = shape({ status: Type.Literal('no'), 'voucher?': 'text', msg: Texts });
const Malformed = shape({ status: Type.Literal('no'), code: 'whole', msg: 'text' });
const VoucherAnswer = shape(
  {
    id: 'whole',
    ...each('text', 'name code conversionHtml startDate stopDate type'),
    value: 'text?',
    'valueByPricelist?': Type.Record(Type.String(), Type.Number()),
    store: 'whole',
    markets: Type.Array(Type.Integer()),
    limit: 'whole',
    status: 'text',
    priority: 'whole',
    createdAt: 'text',
  },
  'Voucher',
);

const answering = (...schemas: TSchema[]): RouteDoc['answers'] => ({
  200: { about: 'As asked, or what is wrong.', schema: Type.Union(schemas) },
});

export const voucherRoutes: Record<string, RouteDoc> = {
  'POST /voucher': {
    summary: 'Create a voucher with a code',
    body: { schema: VoucherBody },
    answers: answering(Made, Refused, Malformed),
  },
  'PUT /voucher/{voucherId}/clone': {
    summary: 'Make a voucher like another one',
    body: { schema: CloneBody },
    answers: answering(Made, Refused, Malformed),
  },
  'GET /vouchers/{voucherId}': {
    summary: 'Get a voucher',
    answers: answering(shape({ status: Type.Literal('ok'), voucher: VoucherAnswer }), Refused),
  },
};

export const voucherSchemas = [VoucherAnswer];
