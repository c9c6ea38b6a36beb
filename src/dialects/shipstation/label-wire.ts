/**
 * What callers send to make, price and void labels: the schemas, and the label they mean. Parts of an order's wire are the
 * parts of these (wire.ts); names match in any case and unknown ones are left out, as everywhere (quirk 2).
 * Nothing here asks the store. Used by labels.ts, rates.ts and the reference.
 */
import type { Problem } from '../../core/outcome.ts';
import type { LabelWish } from '../../core/shipments/parcel.ts';
import { TEST_CARRIER, TEST_PACKAGES, TEST_TRANSPORTS } from '../../core/shipments/test-carrier.ts';
import { compileCheck, describeValue, Maybe, MomentText } from '../schema.ts';
import { type Static, type TProperties, Type } from '../type-box.ts';
import { addressOf, shippingOf } from './read-parts.ts';
import { isoFromOther, momentOf } from './times.ts';
import { Order, Weight, type WireAddress } from './wire.ts';

/** Only these names: others take the slow path, where another case is put right and unknown ones are left out. */
function Fields<const P extends TProperties>(properties: P) {
  return Type.Object(properties, { additionalProperties: false });
}

const Id = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER });
const NotBlank = Type.String({ pattern: '\\S', maxLength: 100, expected: 'a text that is not blank' });
const Text = Maybe(Type.String({ maxLength: 1_000 }));
const Flag = Maybe(Type.Boolean());
const { shipTo: Address, confirmation, weight, dimensions } = Order.properties;
const { insuranceOptions, internationalOptions, advancedOptions } = Order.properties;

const label = {
  carrierCode: NotBlank,
  serviceCode: NotBlank,
  packageCode: Maybe(Type.String({ maxLength: 100 })),
  confirmation,
  shipDate: MomentText,
  weight,
  dimensions,
  insuranceOptions,
  internationalOptions,
  advancedOptions,
  // Every label of ours is one (quirk 41).
  testLabel: Flag,
};

export const LabelOfOrder = Fields({ orderId: Id, ...label });
export const LabelAlone = Fields({ ...label, shipFrom: Address, shipTo: Address });
export const LabelToVoid = Fields({ shipmentId: Id });
export const RatesAsked = Fields({
  carrierCode: NotBlank,
  serviceCode: Text,
  packageCode: Text,
  fromPostalCode: NotBlank,
  fromCity: Text,
  fromState: Text,
  fromWarehouseId: Text,
  toState: Text,
  toCountry: NotBlank,
  toPostalCode: NotBlank,
  toCity: Text,
  weight: Weight,
  dimensions,
  confirmation,
  residential: Flag,
});

export type WireRatesAsked = Static<typeof RatesAsked>;
export type WireLabel = Omit<Static<typeof LabelOfOrder>, 'orderId'>;

const lenient = { isCaseInsensitive: true, hasEmptyNulls: true, momentFromOther: isoFromOther };
export const checkLabelOfOrder = compileCheck(LabelOfOrder, lenient);
export const checkLabelAlone = compileCheck(LabelAlone, lenient);
export const checkLabelToVoid = compileCheck(LabelToVoid, lenient);
export const checkRatesAsked = compileCheck(RatesAsked, lenient);

export function wishOf(wire: WireLabel & { shipTo?: WireAddress }, zone: string): LabelWish {
  const { carrierCode, serviceCode, shipDate, shipTo } = wire;
  const { storeId = null } = wire.advancedOptions ?? {};
  const { requestedService, ...shipping } = shippingOf(wire, wire.advancedOptions ?? {}) ?? {};
  return {
    ...shipping,
    carrierCode,
    serviceCode,
    packageCode: wire.packageCode || undefined,
    shippedAt: momentOf(shipDate, zone),
    storeId: storeId || undefined,
    shipTo: shipTo === undefined ? undefined : addressOf(shipTo),
  };
}

/** Null when the test carrier sells it; codes are matched exactly, as the carriers are listed. */
export function unofferedIn(wire: Pick<WireLabel, 'carrierCode' | 'serviceCode' | 'packageCode'>): Problem | null {
  const { carrierCode, serviceCode, packageCode } = wire;
  if (carrierCode !== TEST_CARRIER) {
    return unoffered('carrierCode', `${TEST_CARRIER}, the only carrier that labels are bought from here`, carrierCode);
  }
  const services = TEST_TRANSPORTS.map(({ code }) => code);
  const packages = TEST_PACKAGES.map(({ code }) => code);
  if (!services.includes(serviceCode)) return unoffered('serviceCode', `one of ${services.join(', ')}`, serviceCode);
  if (!packageCode || packages.includes(packageCode)) return null;
  return unoffered('packageCode', `one of ${packages.join(', ')}`, packageCode);
}

export function unoffered(field: string, expected: string, given: string): Problem {
  return { code: 'field_value', pointer: `/${field}`, expected, given: describeValue(given) };
}
