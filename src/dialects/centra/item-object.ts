/**
 * An item of the catalog as this wire prints it: one row a size, with the product's and the variant's facts repeated,
 * the documented keys in the documented order (quirks 42 and 43).
 * Called by list-products.ts; reads nothing and decides nothing.
 */
import { numberFromAmount, textFromAmount } from '../../core/amount.ts';
import type { CatalogItem, PriceList } from '../../core/catalog/catalog.ts';
import type { Weight } from '../../core/order.ts';
import { totalsOf } from '../../core/stock/levels.ts';

export function productRow(item: CatalogItem, priceLists: readonly PriceList[]) {
  const { texts } = item;
  return {
    ...namedFields(item),
    ean: item.ean ?? '',
    ...customsFields(item),
    ...(texts.folder === '' ? {} : { folder: texts.folder }),
    name: texts.name,
    description: texts.description,
    shortDescription: texts.shortDescription,
    comment: texts.comment,
    store: texts.channel,
    categories: texts.categories,
    images: texts.images,
    prices: pricesOf(item, priceLists),
  };
}

export function stockRow(item: CatalogItem, isWithPhysical: boolean) {
  const { physical, allocated, available } = totalsOf(item.levels);
  return {
    ...goodsFields(item),
    ...(isWithPhysical ? { physicalStock: physical } : {}),
    allocatedStock: allocated,
    availableStock: available,
  };
}

/** What a row of stock says of the goods themselves. */
export function goodsFields(item: CatalogItem) {
  return { ...namedFields(item), ean: item.ean ?? '', upc: item.upc ?? '', ...customsFields(item) };
}

function namedFields({ texts, productId, variantId, itemId }: CatalogItem) {
  return {
    sku: texts.productSku,
    productId,
    variantSku: texts.variantSku,
    variantId,
    sizeSku: texts.sizeSku,
    brand: texts.brand ?? null,
    collection: texts.collection ?? null,
    product: texts.internalName,
    variant: texts.variant,
    size: texts.size,
    stockItemId: itemId,
  };
}

function customsFields({ texts, isActive }: CatalogItem) {
  return {
    ...weightFields(texts.weight),
    countryOfOrigin: texts.originCountry,
    harmCode: texts.harmCode,
    harmDescription: texts.harmDescription,
    active: isActive ? 1 : 0,
  };
}

function weightFields(weight: Weight | undefined) {
  if (weight === undefined) return { weight: 0, weightUnit: 'kg' };
  const perUnit = { grams: 1_000, kilograms: 1, ounces: 16, pounds: 1 }[weight.unit];
  const weightUnit = weight.unit === 'grams' || weight.unit === 'kilograms' ? 'kg' : 'lb';
  return { weight: numberFromAmount(weight.valueE4) / perUnit, weightUnit };
}

/** A price is a text and a campaign's price a number, as documented. */
function pricesOf({ offer }: CatalogItem, priceLists: readonly PriceList[]) {
  return offer.prices.map(({ priceListId, priceE4, campaigns }) => {
    const list = priceLists.find(({ id }) => id === priceListId);
    return {
      id: String(priceListId),
      price: textFromAmount(priceE4),
      pricelist: list?.name ?? '',
      currency: list?.currency ?? '',
      campaigns: campaigns.map((campaign) => ({
        id: String(campaign.id),
        campaign: campaign.name,
        price: numberFromAmount(campaign.priceE4),
      })),
    };
  });
}
