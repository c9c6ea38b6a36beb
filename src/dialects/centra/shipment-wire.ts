/**
 * The bodies of the shipment calls as schemas, and the names of shipments: `<order number>-<n>` (quirk 47). Flags may
 * be 1 and 0, ids may be texts; unknown fields are ignored. Line quantities are keyed by line id, so what their values
 * are is looked at here and not by a schema.
 * Used by the files that read and write shipments; the core never sees them.
 */
import type { Problem } from '../../core/outcome.ts';
import type { WantedLine } from '../../core/shipments/shipment.ts';
import { type Checked, compileCheck, describeValue, Maybe } from '../schema.ts';
import { type Static, Type } from '../type-box.ts';
import { isObject } from './json-body.ts';

const LENIENCY = { hasNumericBooleans: true, hasEmptyNulls: true };
const Text = Type.String();
const Flag = Type.Boolean();
/** By line id: a quantity, or an object with it; an empty one may be written as a list. */
const Quantities = Type.Unsafe<unknown>({ type: ['object', 'array'] });
const OrderNumber = Type.Integer({ minimum: 1, maximum: 999_999_999_999_999 });

const carriageFields = {
  carrier: Maybe(Text),
  service: Maybe(Text),
  packages: Maybe(Type.Integer({ minimum: 0, maximum: 1_000_000 })),
  tracking: Maybe(Text),
  returnSlipTracking: Maybe(Text),
  sendEmail: Maybe(Flag),
  xml: Maybe(Flag),
};

export const CreationBody = Type.Object({
  order: OrderNumber,
  products: Quantities,
  gtg: Maybe(Flag),
  capture: Maybe(Flag),
  shipped: Maybe(Flag),
  createAlways: Maybe(Flag),
  deductPreviousCosts: Maybe(Flag),
  ...carriageFields,
});
export const ChangeBody = Type.Object({ gtg: Maybe(Flag), products: Type.Optional(Quantities), xml: Maybe(Flag) });
export const ShipmentCompletionBody = Type.Object({
  order: OrderNumber,
  shipment: Text,
  capture: Maybe(Flag),
  gtg: Maybe(Flag),
  shipped: Maybe(Flag),
  internalComment: Maybe(Text),
  ...carriageFields,
});
export const CaptureBody = Type.Object({ shipment: Text, xml: Maybe(Flag) });

export const checkCreation = compileCheck(CreationBody, LENIENCY);
export const checkChange = compileCheck(ChangeBody, LENIENCY);
export const checkShipmentCompletion = compileCheck(ShipmentCompletionBody, LENIENCY);
export const checkCapture = compileCheck(CaptureBody, LENIENCY);

export type CarriageBody = Pick<
  Static<typeof CreationBody>,
  'carrier' | 'service' | 'packages' | 'tracking' | 'returnSlipTracking'
>;

export function carriageFromWire(body: CarriageBody) {
  return {
    carrier: body.carrier ?? undefined,
    service: body.service ?? undefined,
    packages: body.packages ?? undefined,
    tracking: body.tracking ?? undefined,
    returnTracking: body.returnSlipTracking ?? undefined,
  };
}

export function wantedLines(products: unknown, isSerialTaken: boolean): Checked<WantedLine[]> {
  const lines: WantedLine[] = [];
  const problems: Problem[] = [];
  for (const [name, value] of Object.entries(isObject(products) ? products : {})) {
    const line = wantedLine(name, value, isSerialTaken);
    if ('code' in line) problems.push(line);
    else lines.push(line);
  }
  const [first, ...rest] = problems;
  return first === undefined ? { value: lines } : { problems: [first, ...rest] };
}

function wantedLine(name: string, value: unknown, isSerialTaken: boolean): WantedLine | Problem {
  const at = { code: 'field_value', pointer: `/products/${name}` } as const;
  if (!/^\d{1,15}$/.test(name)) return { ...at, expected: 'the id of a line of the order', given: describeValue(name) };
  const stated = isSerialTaken && isObject(value) ? value : { qty: value };
  const quantity = Number(stated.qty);
  const isCount = typeof stated.qty === 'number' || (typeof stated.qty === 'string' && /^\d{1,9}$/.test(stated.qty));
  if (!isCount || !Number.isSafeInteger(quantity) || quantity < 1) {
    return { ...at, expected: 'a whole number from 1 on', given: describeValue(value) };
  }
  const { serialNumber } = stated;
  const serial = typeof serialNumber === 'string' ? { serialNumber } : {};
  return { lineId: Number(name), quantity, ...serial };
}

export type ShipmentName = { number: string; seq: number };

/** Null when it can name none. */
export function shipmentNameFromText(text: string): ShipmentName | null {
  const match = /^(\d{1,15})-(\d{1,9})$/.exec(text.trim());
  return match === null ? null : { number: String(Number(match[1])), seq: Number(match[2]) };
}
