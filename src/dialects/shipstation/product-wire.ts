/**
 * A product as the wire states and answers it. The answer has the keys of 2021, each always there, null where nothing
 * was stated (quirk 35); what an update states is kept whole in the wire's own words.
 * Used by products.ts and by the reference.
 */
import { numberFromAmount } from '../../core/amount.ts';
import { labelOf, type ProductFacts } from '../../core/register/mentions.ts';
import type { Entry } from '../../core/register/register.ts';
import { Amount, compileCheck, Maybe } from '../schema.ts';
import { type Static, type TProperties, Type } from '../type-box.ts';
import { wireItemStamp } from './times.ts';

/** Only these names: others take the slow path, where another case is put right and unknown ones are left out. */
function Fields<const P extends TProperties>(properties: P) {
  return Type.Object(properties, { additionalProperties: false });
}

const ReadOnly = Type.Optional(Type.Unknown());
const Text = Maybe(Type.String({ maxLength: 1_000 }));
const Id = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER });
const Money = Maybe(Amount);
const Name = Type.String({ pattern: '\\S', maxLength: 1_000, expected: 'a text that is not blank' });
const LISTED_MAX = 100;

export const StatedProduct = Fields({
  aliases: Maybe(Type.Array(Type.Unknown(), { maxItems: LISTED_MAX })),
  productId: ReadOnly,
  sku: Text,
  name: Name,
  price: Money,
  defaultCost: Money,
  length: Money,
  width: Money,
  height: Money,
  weightOz: Money,
  internalNotes: Text,
  fulfillmentSku: Text,
  createDate: ReadOnly,
  modifyDate: ReadOnly,
  active: Maybe(Type.Boolean()),
  productCategory: Maybe(Fields({ categoryId: Maybe(Id), name: Text })),
  productType: Maybe(Fields({ productTypeId: Maybe(Id), name: Text })),
  warehouseLocation: Text,
  defaultCarrierCode: Text,
  defaultServiceCode: Text,
  defaultPackageCode: Text,
  defaultIntlCarrierCode: Text,
  defaultIntlServiceCode: Text,
  defaultIntlPackageCode: Text,
  defaultConfirmation: Text,
  defaultIntlConfirmation: Text,
  customsDescription: Text,
  customsValue: Money,
  customsTariffNo: Text,
  customsCountryCode: Text,
  noCustoms: Maybe(Type.Boolean()),
  tags: Maybe(Type.Array(Fields({ tagId: Maybe(Id), name: Text }), { maxItems: LISTED_MAX })),
  upc: Text,
  thumbnailUrl: Text,
});
export type WireProduct = Static<typeof StatedProduct>;

export const checkProduct = compileCheck(StatedProduct, { isCaseInsensitive: true, hasEmptyNulls: true });

/** What the list's filters find it by. */
export function labelsOfProduct({ productCategory, productType, tags, upc }: WireProduct): readonly string[] {
  return [
    ...labelsOf('category', [productCategory?.categoryId]),
    ...labelsOf('type', [productType?.productTypeId]),
    ...labelsOf(
      'tag',
      (tags ?? []).map(({ tagId }) => tagId),
    ),
    ...labelsOf('upc', [upc]),
  ];
}

function labelsOf(kind: string, values: readonly (string | number | null | undefined)[]): readonly string[] {
  return values.flatMap((value) => (value === undefined || value === null || value === '' ? [] : labelOf(kind, value)));
}

export function productWire(entry: Entry, zone: string): object {
  const stated = statedOf(entry);
  return {
    aliases: stated.aliases ?? null,
    productId: entry.entryId,
    sku: entry.name,
    name: entry.title,
    price: stated.price ?? 0,
    defaultCost: stated.defaultCost ?? null,
    length: stated.length ?? null,
    width: stated.width ?? null,
    height: stated.height ?? null,
    weightOz: stated.weightOz ?? null,
    internalNotes: stated.internalNotes ?? null,
    fulfillmentSku: stated.fulfillmentSku ?? null,
    createDate: wireItemStamp(entry.createdAt, zone),
    modifyDate: entry.modifiedAt === null ? null : wireItemStamp(entry.modifiedAt, zone),
    active: entry.isActive,
    productCategory: stated.productCategory ?? null,
    productType: stated.productType ?? null,
    warehouseLocation: stated.warehouseLocation ?? null,
    defaultCarrierCode: stated.defaultCarrierCode ?? null,
    defaultServiceCode: stated.defaultServiceCode ?? null,
    defaultPackageCode: stated.defaultPackageCode ?? null,
    defaultIntlCarrierCode: stated.defaultIntlCarrierCode ?? null,
    defaultIntlServiceCode: stated.defaultIntlServiceCode ?? null,
    defaultIntlPackageCode: stated.defaultIntlPackageCode ?? null,
    defaultConfirmation: stated.defaultConfirmation ?? null,
    defaultIntlConfirmation: stated.defaultIntlConfirmation ?? null,
    customsDescription: stated.customsDescription ?? null,
    customsValue: stated.customsValue ?? null,
    customsTariffNo: stated.customsTariffNo ?? null,
    customsCountryCode: stated.customsCountryCode ?? null,
    noCustoms: stated.noCustoms ?? null,
    tags: stated.tags ?? null,
  };
}

/** What the last update said, else what the first order said. */
function statedOf({ details, document, title }: Entry): WireProduct {
  if (details !== null) return JSON.parse(details) as WireProduct;
  const { priceE4 = 0 } = JSON.parse(document) as ProductFacts;
  return { name: title, price: numberFromAmount(priceE4) };
}
