/**
 * What callers send about returns, as schemas, and the costs of a return as the core takes them (quirk 53). Flags may be
 * 1 and 0, numbers may be texts; unknown fields are ignored. Line quantities are keyed by line id.
 * Used by write-returns.ts and the reference; the core never sees them.
 */
import { amountFromNumber } from '../../core/amount.ts';
import type { Problem } from '../../core/outcome.ts';
import type { CostAsked } from '../../core/returns/return.ts';
import { type Checked, compileCheck, Maybe, MomentText } from '../schema.ts';
import { type Static, Type } from '../type-box.ts';

const LENIENCY = { hasNumericBooleans: true, hasEmptyNulls: true };
const Text = Type.String();
const Flag = Type.Boolean();
const Cost = Type.Number({ format: 'amount', minimum: 0 });

export const ReturnBody = Type.Object({
  shipment: Text,
  order: Maybe(Type.Integer({ minimum: 1, maximum: 999_999_999_999_999 })),
  products: Type.Optional(Type.Unsafe<unknown>({ type: ['object', 'array', 'null'] })),
  returnStock: Maybe(Flag),
  handlingCost: Maybe(Cost),
  handlingCostFromShipment: Maybe(Flag),
  shippingCost: Maybe(Cost),
  shippingCostFromShipment: Maybe(Flag),
  returnCost: Maybe(Cost),
  voucherValue: Maybe(Cost),
  voucherValueFromShipment: Maybe(Flag),
  comment: Maybe(Text),
  createdAt: Maybe(MomentText),
  refund: Maybe(Type.Object({ refundPayment: Maybe(Flag), sendEmail: Maybe(Flag) })),
  xml: Maybe(Flag),
});
export type ReturnBody = Static<typeof ReturnBody>;

export const ReturnChangeBody = Type.Object({
  completed: Maybe(Flag),
  refundPayment: Maybe(Flag),
  sendEmail: Maybe(Flag),
  xml: Maybe(Flag),
});

export const checkReturn = compileCheck(ReturnBody, LENIENCY);
export const checkReturnChange = compileCheck(ReturnChangeBody, LENIENCY);

type Costs = { costE4: number; shipping: CostAsked; handling: CostAsked; discount: CostAsked };
const PAIRED = ['handlingCost', 'shippingCost', 'voucherValue'] as const;

/** Each cost is stated or taken from the shipment, never both. */
export function costsFromWire(body: ReturnBody): Checked<Costs> {
  const both = PAIRED.filter((name) => body[name] != null && body[`${name}FromShipment`] === true);
  const [first, ...rest] = both.map((name): Problem => {
    const given = `${name} and ${name}FromShipment`;
    return { code: 'field_value', pointer: `/${name}`, expected: 'one of the two', given };
  });
  if (first !== undefined) return { problems: [first, ...rest] };
  const costOf = (name: (typeof PAIRED)[number]): CostAsked =>
    body[`${name}FromShipment`] === true ? 'of_shipment' : amountOf(body[name]);
  return {
    value: {
      costE4: amountOf(body.returnCost),
      shipping: costOf('shippingCost'),
      handling: costOf('handlingCost'),
      discount: costOf('voucherValue'),
    },
  };
}

function amountOf(value: number | null | undefined): number {
  return value == null ? 0 : (amountFromNumber(value) ?? 0);
}
