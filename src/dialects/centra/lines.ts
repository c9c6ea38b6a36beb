/**
 * Order lines both ways: a product of the create call to the core's line, and a line to a product of an order that is
 * read. The shown texts become the line's name and its options, so that every wire can show them (quirk 16); what only
 * this wire knows lies in the line's extras. Every figure is a sum of whole 1/10,000; nothing is divided but a percentage.
 */

import { amountFromNumber, numberFromAmount } from '../../core/amount.ts';
import type { CatalogItem, Warehouse } from '../../core/catalog/catalog.ts';
import type { JsonObject, LineOption, LineState, OrderLine, Weight } from '../../core/order.ts';
import { groupOf, type SplitRule } from '../../core/plan/split.ts';
import { offOf } from '../../core/pricing/charge.ts';
import type { Charge } from '../../core/sale.ts';
import { divided } from '../../core/stock/levels.ts';
import { extrasFrom, lineExtrasOf, textOf } from './extras.ts';
import type { LineItems } from './line-items.ts';
import type { LocalizedSizeBody, ProductBody } from './wire.ts';

const SHOWN_AS_OPTION = ['brand', 'variant', 'size'] as const;

export function lineFromWire(body: ProductBody): OrderLine {
  const unitPriceE4 = priceFromWire(body.unitPrice ?? body.originalPrice);
  return {
    sku: body.sku ?? undefined,
    ean: body.ean ?? undefined,
    upc: body.upc ?? undefined,
    name: body.itemText?.product ?? undefined,
    quantity: body.qty,
    unitPriceE4,
    originalPriceE4: priceFromWire(body.originalPrice),
    options: optionsFromWire(body),
    comment: body.comment ?? undefined,
    extras: extrasFrom(fieldsOfThisWire(body)),
  };
}

function priceFromWire(price: number | null | undefined): number | undefined {
  return price === null || price === undefined ? undefined : (amountFromNumber(price) ?? 0);
}

function optionsFromWire({ itemText }: ProductBody): LineOption[] | undefined {
  if (itemText == null) return undefined;
  const options: LineOption[] = [];
  for (const name of SHOWN_AS_OPTION) {
    const value = itemText[name];
    if (value != null) options.push({ name, value });
  }
  return options.length === 0 ? undefined : options;
}

function fieldsOfThisWire(body: ProductBody): JsonObject {
  const localized = body.localizedProdSize ?? body.itemText?.localizedProdSize;
  return {
    id: body.id ?? undefined,
    item: body.item ?? undefined,
    shownSku: body.itemText?.sku ?? undefined,
    localizedSize: localized == null ? undefined : localizedFromWire(localized),
    otherComment: body.otherComment ?? undefined,
  };
}

function localizedFromWire({ localizedSize, localizationDefinitionName }: LocalizedSizeBody): JsonObject {
  return {
    localizedSize: localizedSize ?? undefined,
    localizationDefinitionName: localizationDefinitionName ?? undefined,
  };
}

/** What a line costs: per unit, and all of them. */
export type LineFigures = {
  priceE4: number;
  originalE4: number;
  totalE4: number;
  discountE4: number;
  taxE4: number;
  /** As a percentage; 0 when nobody here worked the tax out. */
  rateE4: number;
  isTaxAdded: boolean;
  /** What vouchers take off. */
  offE4: number;
};

export function figuresOf(line: OrderLine, charge: Charge = {}): LineFigures {
  const priceE4 = line.unitPriceE4 ?? 0;
  const originalE4 = line.originalPriceE4 ?? priceE4;
  const totalE4 = priceE4 * line.quantity;
  const { tax } = charge;
  return {
    ...{ priceE4, originalE4, totalE4, discountE4: originalE4 * line.quantity - totalE4 },
    taxE4: tax?.amountE4 ?? line.taxE4 ?? 0,
    rateE4: tax?.rateE4 ?? 0,
    isTaxAdded: tax?.isAdded ?? true,
    offE4: offOf([charge]),
  };
}

export function productFromLine(line: OrderLine, state: LineState | undefined, print: LinePrint) {
  const extras = lineExtrasOf(line);
  const figures = figuresOf(line, state?.charge);
  const isCommentedTwice = typeof extras.otherComment === 'string';
  const item = print.itemOf(line, state);
  return {
    lineId: state === undefined ? '' : String(state.id),
    ...skuFields(line, textOf(extras.shownSku), item),
    ean: line.ean ?? item?.ean ?? '',
    upc: line.upc ?? item?.upc ?? '',
    name: line.name ?? item?.texts.name ?? '',
    variant: optionOf(line, 'variant', 'color') ?? item?.texts.variant ?? '',
    brand: optionOf(line, 'brand') ?? item?.texts.brand ?? '',
    size: optionOf(line, 'size') ?? item?.texts.size ?? '',
    qty: line.quantity,
    ...priceFields(figures),
    ...weightFields(line.weight ?? item?.texts.weight),
    countryOfOrigin: item?.texts.originCountry ?? '',
    harmCode: item?.texts.harmCode ?? '',
    comment: line.comment ?? '',
    ...(isCommentedTwice ? { otherComment: extras.otherComment } : {}),
    ...taxAndTotalFields(line, figures),
    warehouses: warehousesOf(line, state, print),
    isBundle: false,
    ...(state?.bundleId === undefined ? {} : { isPartOfBundle: String(state.bundleId) }),
    ...(extras.localizedSize === undefined ? {} : { localizedSize: localizedOf(extras.localizedSize as JsonObject) }),
    ...(item === undefined ? {} : { productId: String(item.productId) }),
    ...(item === undefined && extras.id === undefined ? {} : { stockItemId: String(item?.itemId ?? extras.id) }),
  };
}

/** In the three parts that the catalog knows, which joined are one; in one where a text is to be shown in its place. */
function skuFields({ sku = '' }: OrderLine, shown: string | undefined, item: CatalogItem | undefined) {
  if (item === undefined || shown !== undefined) return { sku: shown ?? sku, variantSku: '', sizeSku: '' };
  const { productSku, variantSku, sizeSku } = item.texts;
  return { sku: productSku, variantSku, sizeSku };
}

/** `itemOf`: what the catalog knows of the goods; what the line states comes first. */
export type LinePrint = { splitRules: readonly SplitRule[]; warehouses: readonly Warehouse[]; itemOf: LineItems };

/** Where its units are held; what waits for stock, or holds none, by the fulfillment group (quirk 41). */
function warehousesOf(line: OrderLine, state: LineState | undefined, { splitRules, warehouses }: LinePrint) {
  const held = divided(state?.stock?.takings ?? [], line.quantity).first.map(({ warehouseId, quantity }) => ({
    name: warehouses.find(({ id }) => id === warehouseId)?.name ?? 'Default',
    itemQty: quantity,
  }));
  const left = line.quantity - held.reduce((sum, { itemQty }) => sum + itemQty, 0);
  return left === 0 ? held : [...held, { name: groupOf(line, splitRules) || 'Default', itemQty: left }];
}

function priceFields({ originalE4, priceE4 }: LineFigures) {
  return { originalPrice: numberFromAmount(originalE4), price: numberFromAmount(priceE4) };
}

/** A tax is inside the price or comes on top (quirk 35), as one does that another wire states on the line. */
function taxAndTotalFields(line: OrderLine, figures: LineFigures) {
  const { priceE4, originalE4, totalE4, taxE4, rateE4, isTaxAdded, offE4 } = figures;
  const withoutE4 = isTaxAdded ? totalE4 : totalE4 - taxE4;
  const perUnit = (amountE4: number) => (line.quantity === 0 ? 0 : Math.round(amountE4 / line.quantity));
  return {
    taxPercent: numberFromAmount(rateE4),
    priceDiscount: numberFromAmount(originalE4 - priceE4),
    priceDiscountAsPercent: percentOf(originalE4 - priceE4, originalE4),
    taxValue: numberFromAmount(perUnit(taxE4)),
    totalTaxValue: numberFromAmount(taxE4),
    totalPrice: numberFromAmount(totalE4),
    totalPriceWithoutTax: numberFromAmount(withoutE4),
    totalPriceWithTax: numberFromAmount(withoutE4 + taxE4),
    anyDiscount: originalE4 > priceE4 || offE4 > 0,
    priceEachWithoutTax: numberFromAmount(perUnit(withoutE4)),
    priceEachReduction: numberFromAmount(perUnit(offE4)),
  };
}

/** Whole percents, half up. */
function percentOf(part: number, whole: number): number {
  if (part <= 0 || whole <= 0) return 0;
  return Number((200n * BigInt(part) + BigInt(whole)) / (2n * BigInt(whole)));
}

function weightFields(weight: Weight | undefined) {
  if (weight === undefined) return { weight: 0, weightUnit: 'kg' };
  const perUnit = { grams: 1_000, kilograms: 1, ounces: 16, pounds: 1 }[weight.unit];
  const weightUnit = weight.unit === 'grams' || weight.unit === 'kilograms' ? 'kg' : 'lb';
  return { weight: weight.valueE4 / (perUnit * 10_000), weightUnit };
}

export function optionOf(line: OrderLine, ...names: readonly string[]): string | undefined {
  return line.options?.find((option) => names.includes((option.name ?? '').toLowerCase()))?.value;
}

function localizedOf(stated: JsonObject) {
  return {
    localizedSize: textOf(stated.localizedSize) ?? '',
    localizationDefinitionName: textOf(stated.localizationDefinitionName) ?? '',
  };
}
