/**
 * The parts of an answered order: addresses, weights, measures, insurance, customs and the advanced options, each with
 * all of its keys in the vendor's order. Nothing here reads the clock or the account.
 * Called by write.ts and write-items.ts.
 */
import { multipliedAmount, numberFromAmount } from '../../core/amount.ts';
import type { Address, Customs, CustomsLine, Dimensions, Insurance, Order, Weight } from '../../core/order.ts';

/** Ounces are observed; the others are told by a third party (quirk 13). */
const UNIT_NUMBERS = { ounces: 1, grams: 2, pounds: 3 } as const;
const GRAMS_PER_KILOGRAM = 1_000;

export function addressWire(
  address: Address | undefined,
  ends: { residential: boolean | null; addressVerified: string | null },
): object {
  return {
    name: nameOf(address ?? {}),
    company: address?.company ?? null,
    street1: address?.street1 ?? null,
    street2: address?.street2 ?? null,
    street3: address?.street3 ?? null,
    city: address?.city ?? null,
    state: address?.state ?? null,
    postalCode: address?.postalCode ?? null,
    country: address?.country ?? null,
    phone: address?.phone ?? address?.mobile ?? null,
    residential: ends.residential,
    addressVerified: ends.addressVerified,
  };
}

/** One name where another wire has two. */
function nameOf({ name, firstName, lastName }: Address): string | null {
  if (name !== undefined) return name;
  const parts = [firstName, lastName].filter((part) => part !== undefined && part !== '');
  return parts.length === 0 ? null : parts.join(' ');
}

export function weightWire(weight: Weight): object {
  const { valueE4, unit } = weight;
  if (unit !== 'kilograms') return { value: numberFromAmount(valueE4), units: unit, WeightUnits: UNIT_NUMBERS[unit] };
  const grams = multipliedAmount(valueE4, GRAMS_PER_KILOGRAM);
  const value = grams === null ? numberFromAmount(valueE4) * GRAMS_PER_KILOGRAM : numberFromAmount(grams);
  return { value, units: 'grams', WeightUnits: UNIT_NUMBERS.grams };
}

export function dimensionsWire(dimensions: Dimensions | undefined): object | null {
  if (dimensions === undefined) return null;
  const { unit, lengthE4 = 0, widthE4 = 0, heightE4 = 0 } = dimensions;
  return {
    units: unit,
    length: numberFromAmount(lengthE4),
    width: numberFromAmount(widthE4),
    height: numberFromAmount(heightE4),
  };
}

export function insuranceWire(insurance: Insurance | undefined): object {
  return {
    provider: insurance?.provider ?? null,
    insureShipment: insurance?.isInsured ?? false,
    insuredValue: numberFromAmount(insurance?.valueE4 ?? 0),
  };
}

export function internationalWire(customs: Customs | undefined): object {
  return {
    contents: customs?.contents ?? null,
    customsItems: customs?.lines?.map(customsItemWire) ?? null,
    nonDelivery: customs?.nonDelivery ?? null,
  };
}

function customsItemWire(line: CustomsLine): object {
  return {
    customsItemId: line.id ?? null,
    description: line.description ?? null,
    quantity: line.quantity ?? 0,
    value: numberFromAmount(line.valueE4 ?? 0),
    harmonizedTariffCode: line.tariffCode ?? null,
    countryOfOrigin: line.originCountry ?? null,
  };
}

export function advancedWire({ content, state }: Order, { isFilledIn }: { isFilledIn: boolean }): object {
  const { shipping, customFields = [] } = content;
  const billing = shipping?.billing;
  return {
    warehouseId: shipping?.warehouseId ?? (isFilledIn ? (state.given?.warehouseId ?? null) : null),
    nonMachinable: shipping?.isNonMachinable ?? false,
    saturdayDelivery: shipping?.isSaturdayDelivery ?? false,
    containsAlcohol: shipping?.containsAlcohol ?? false,
    mergedOrSplit: state.family !== undefined,
    // Only what went into it; what was split from it names it as its parent (quirk 46).
    mergedIds: state.family?.mergedIds ?? [],
    parentId: state.family?.parentId ?? null,
    storeId: state.given?.storeId ?? content.storeId ?? null,
    customField1: customFields[0] ?? null,
    customField2: customFields[1] ?? null,
    customField3: customFields[2] ?? null,
    source: content.channel ?? null,
    billToParty: billing?.party ?? null,
    billToAccount: billing?.account ?? null,
    billToPostalCode: billing?.postalCode ?? null,
    billToCountryCode: billing?.country ?? null,
    billToMyOtherAccount: billing?.otherAccountId ?? null,
  };
}
