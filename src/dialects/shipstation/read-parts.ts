/**
 * The parts of an order as the core's: addresses, lines, and all that is about shipping. Keys stand in a fixed order,
 * absent fields stay absent, and a part of which nothing is left is absent as a whole.
 * Only called with values that their schema has passed; called by read.ts for every order.
 */
import { type AmountE4, amountFromNumber } from '../../core/amount.ts';
import type { Address, Customs, Dimensions, Insurance, OrderLine, Shipping, Weight } from '../../core/order.ts';
import type { WireAddress, WireAdvancedOptions, WireItem, WireOrder, WireWeight } from './wire.ts';

/** The fields, or nothing when none of them is there. */
export function given<T extends object>(fields: T): T | undefined {
  for (const name in fields) if (fields[name] !== undefined) return fields;
  return undefined;
}

export function trueOrAbsent(flag: boolean | null | undefined): true | undefined {
  return flag === true ? true : undefined;
}

export function amountOf(value: number | null | undefined): AmountE4 | undefined {
  if (value === null || value === undefined) return undefined;
  const amount = amountFromNumber(value);
  if (amount === null) throw new Error('the schema must have checked that the number is an amount');
  return amount;
}

export function addressOf(wire: WireAddress): Address {
  return {
    name: wire.name,
    company: wire.company ?? undefined,
    street1: wire.street1 ?? undefined,
    street2: wire.street2 ?? undefined,
    street3: wire.street3 ?? undefined,
    city: wire.city ?? undefined,
    state: wire.state ?? undefined,
    postalCode: wire.postalCode ?? undefined,
    country: wire.country ?? undefined,
    phone: wire.phone ?? undefined,
    isResidential: undefined,
  };
}

export function linesOf(items: readonly WireItem[]): OrderLine[] {
  return items.map(lineOf);
}

function lineOf(wire: WireItem): OrderLine {
  const isAdjustment = trueOrAbsent(wire.adjustment);
  return {
    key: wire.lineItemKey ?? undefined,
    sku: wire.sku ?? undefined,
    upc: wire.upc ?? undefined,
    name: wire.name,
    quantity: wire.quantity,
    // A price that is not stated is none, not one for the server to find.
    unitPriceE4: amountOf(wire.unitPrice) ?? 0,
    taxE4: amountOf(wire.taxAmount),
    shippingE4: amountOf(wire.shippingAmount),
    imageUrl: wire.imageUrl ?? undefined,
    weight: weightOf(wire.weight),
    location: wire.warehouseLocation ?? undefined,
    options: optionsOf(wire.options),
    fulfillmentSku: wire.fulfillmentSku ?? undefined,
    isAdjustment,
  };
}

function optionsOf(options: WireItem['options']): OrderLine['options'] {
  if (options === undefined || options === null || options.length === 0) return undefined;
  return options.map(({ name, value }) => ({ name: name ?? undefined, value: value ?? undefined }));
}

/** Ounces where no unit is stated: that is the vendor's unit for an order without a weight (quirk 13). */
export function weightOf(wire: WireWeight | null | undefined): Weight | undefined {
  if (wire === null || wire === undefined) return undefined;
  return { valueE4: amountOf(wire.value) ?? 0, unit: wire.units ?? 'ounces' };
}

/** What an order and a label state alike. */
type WireShipping = Pick<
  WireOrder,
  | ('requestedShippingService' | 'carrierCode' | 'serviceCode' | 'packageCode' | 'confirmation')
  | ('weight' | 'dimensions' | 'insuranceOptions' | 'internationalOptions')
>;

/** `warehouseId`: another one than is stated. */
export function shippingOf(
  wire: WireShipping,
  advanced: WireAdvancedOptions,
  warehouseId = advanced.warehouseId,
): Shipping | undefined {
  return given({
    requestedService: wire.requestedShippingService ?? undefined,
    carrierCode: wire.carrierCode ?? undefined,
    serviceCode: wire.serviceCode ?? undefined,
    packageCode: wire.packageCode ?? undefined,
    confirmation: wire.confirmation === 'none' ? undefined : (wire.confirmation ?? undefined),
    weight: orderWeightOf(wire.weight),
    dimensions: dimensionsOf(wire.dimensions),
    insurance: insuranceOf(wire.insuranceOptions),
    customs: customsOf(wire.internationalOptions),
    billing: billingOf(advanced),
    warehouseId: warehouseId || undefined,
    isNonMachinable: trueOrAbsent(advanced.nonMachinable),
    isSaturdayDelivery: trueOrAbsent(advanced.saturdayDelivery),
    containsAlcohol: trueOrAbsent(advanced.containsAlcohol),
  });
}

/** No ounces are what the vendor answers for an order without a weight. */
function orderWeightOf(wire: WireOrder['weight']): Weight | undefined {
  const weight = weightOf(wire);
  return weight?.valueE4 === 0 && weight.unit === 'ounces' ? undefined : weight;
}

function dimensionsOf(wire: WireOrder['dimensions']): Dimensions | undefined {
  if (wire === null || wire === undefined) return undefined;
  return {
    lengthE4: amountOf(wire.length) ?? 0,
    widthE4: amountOf(wire.width) ?? 0,
    heightE4: amountOf(wire.height) ?? 0,
    unit: wire.units ?? 'inches',
  };
}

function insuranceOf(wire: WireOrder['insuranceOptions']): Insurance | undefined {
  const provider = wire?.provider ?? undefined;
  const isInsured = wire?.insureShipment ?? false;
  const valueE4 = amountOf(wire?.insuredValue) ?? 0;
  if (provider === undefined && !isInsured && valueE4 === 0) return undefined;
  return { provider, isInsured, valueE4 };
}

function customsOf(wire: WireOrder['internationalOptions']): Customs | undefined {
  return given({
    contents: wire?.contents ?? undefined,
    nonDelivery: wire?.nonDelivery ?? undefined,
    lines: wire?.customsItems?.map((line) => ({
      id: line.customsItemId || undefined,
      description: line.description ?? undefined,
      quantity: line.quantity ?? undefined,
      valueE4: amountOf(line.value),
      tariffCode: line.harmonizedTariffCode ?? undefined,
      originCountry: line.countryOfOrigin ?? undefined,
    })),
  });
}

function billingOf(advanced: WireAdvancedOptions): Shipping['billing'] {
  return given({
    party: advanced.billToParty ?? undefined,
    account: advanced.billToAccount ?? undefined,
    postalCode: advanced.billToPostalCode ?? undefined,
    country: advanced.billToCountryCode ?? undefined,
    otherAccountId: advanced.billToMyOtherAccount || undefined,
  });
}
