/**
 * One line of a catalog file: a warehouse, a market, a price list, a delivery window, a tax, a voucher, a bundle, an
 * order to a supplier, or a product with its variants and sizes, as JSON.
 * What is wrong comes back as sentences; a line is taken as a whole or not at all.
 * Called by the import command for every line. `bulkhead catalog example` prints lines that it takes.
 */
import type { WeightUnit } from '../order.ts';
import type { TaxRule } from '../pricing/taxes.ts';
import { WAREHOUSE_FLOWS } from '../stock/allocation.ts';
import type { SupplierOrderDraft } from '../supply/supplier-order.ts';
import type { VoucherDraft } from '../vouchers/voucher.ts';
import type {
  Bundle,
  Campaign,
  DeliveryWindow,
  ItemDraft,
  ItemTexts,
  Market,
  Offer,
  Price,
  PriceList,
  Warehouse,
} from './catalog.ts';
import { supplierOrderOf } from './read-supply.ts';
import { bundleOf, countriesOf, taxOf, voucherOf } from './read-terms.ts';
import { RecordReader } from './record.ts';

export type CatalogLine =
  | { kind: 'warehouse'; warehouse: Warehouse }
  | { kind: 'market'; market: Market }
  | { kind: 'priceList'; priceList: PriceList }
  | { kind: 'window'; window: DeliveryWindow }
  | { kind: 'tax'; tax: TaxRule }
  | { kind: 'voucher'; voucher: VoucherDraft }
  | { kind: 'bundle'; bundle: Bundle }
  | { kind: 'supplierOrder'; supplierOrder: SupplierOrderDraft }
  | { kind: 'product'; items: readonly ItemDraft[] };

const KINDS = [
  ...(['warehouse', 'market', 'priceList', 'window', 'tax', 'voucher', 'bundle'] as const),
  ...(['supplierOrder', 'product'] as const),
] as const;
const WEIGHT_UNITS = { kg: 'kilograms', g: 'grams', lb: 'pounds', oz: 'ounces' } as const satisfies Record<
  string,
  WeightUnit
>;

/** JSON, or the record of a row (cells.ts). `warehouses`: those an item's `stock` may name, as they are by then. */
export function readCatalogLine(
  content: string | object,
  warehouses: readonly Warehouse[],
): { line: CatalogLine } | { problems: readonly string[] } {
  const problems: string[] = [];
  const isOfTexts = typeof content !== 'string';
  const reader = new RecordReader(isOfTexts ? content : parsed(content), '', { problems, isOfTexts });
  const kind = KINDS.find((name) => reader.raw(name) !== undefined);
  if (kind === undefined) return { problems: [`expected an object with one of ${KINDS.join(', ')}`] };
  const inner = new RecordReader(reader.raw(kind), kind, { problems, isOfTexts });
  const line = lineOf(kind, inner, warehouses);
  inner.end();
  reader.end();
  return problems.length > 0 ? { problems } : { line };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function lineOf(kind: (typeof KINDS)[number], reader: RecordReader, warehouses: readonly Warehouse[]): CatalogLine {
  switch (kind) {
    case 'warehouse':
      return { kind, warehouse: warehouseOf(reader) };
    case 'market': {
      const priceListId = reader.id('priceList');
      return { kind, market: { ...namedOf(reader), countries: countriesOf(reader) ?? [], priceListId } };
    }
    case 'priceList': {
      const currency = reader.needed('currency', reader.text('currency'), '').toUpperCase();
      if (currency !== '' && !/^[A-Z]{3}$/.test(currency)) reader.reject('currency', 'three letters (ISO 4217)');
      return { kind, priceList: { ...namedOf(reader), currency, countries: countriesOf(reader) ?? [] } };
    }
    case 'window':
      return { kind, window: windowOf(reader) };
    case 'tax':
      return { kind, tax: taxOf(reader) };
    case 'bundle':
      return { kind, bundle: bundleOf(reader) };
    case 'voucher':
      return { kind, voucher: voucherOf(reader) };
    case 'supplierOrder':
      return { kind, supplierOrder: supplierOrderOf(reader, warehouses) };
    case 'product':
      return { kind, items: itemsOf(reader, warehouses) };
  }
}

function warehouseOf(reader: RecordReader): Warehouse {
  const [flow, answerMinutes] = [reader.choice('flow', WAREHOUSE_FLOWS), reader.id('answerMinutes')];
  return {
    ...namedOf(reader),
    ...(flow === undefined ? {} : { flow }),
    ...(answerMinutes === undefined ? {} : { answerMinutes }),
  };
}

function namedOf(reader: RecordReader): { id: number; name: string } {
  return { id: reader.needed('id', reader.id('id'), 0), name: reader.needed('name', reader.text('name'), '') };
}

function windowOf(reader: RecordReader): DeliveryWindow {
  const isPreorder = reader.flag('isPreorder') ?? false;
  return { ...namedOf(reader), isPreorder, from: reader.instant('from'), until: reader.instant('until') };
}

/** Facts of the product, then of each variant, then of each of its sizes: one item a size. */
function itemsOf(reader: RecordReader, warehouses: readonly Warehouse[]): readonly ItemDraft[] {
  const productId = reader.id('id') ?? null;
  const isActive = reader.flag('isActive') ?? true;
  const isCounted = reader.flag('isCounted') ?? true;
  const texts = textsOf(reader);
  const offer: Offer = {
    markets: reader.ids('markets'),
    prices: reader.list('prices', priceOf),
    windowId: reader.id('window'),
    isPreorder: reader.flag('isPreorder') === true ? true : undefined,
    taxClass: reader.text('taxClass'),
  };
  const variants = reader.list('variants', (variant) => {
    const ofVariant = {
      variantId: variant.id('id') ?? null,
      variantSku: variant.text('sku') ?? '',
      variant: variant.text('name') ?? '',
      isActive: isActive && (variant.flag('isActive') ?? true),
    };
    return { ...ofVariant, sizes: variant.list('sizes', (size) => sizeOf(size, warehouses)) };
  });
  const items = variants.flatMap(({ sizes, variantId, variantSku, variant, isActive: isOn }) =>
    sizes.map(
      ({ sizeSku, size, ...ofSize }): ItemDraft => ({
        ...{ productId, variantId, isActive: isOn, isCounted, offer },
        ...ofSize,
        texts: { ...texts, variantSku, sizeSku, variant, size },
      }),
    ),
  );
  assertNamed(reader, items);
  return items;
}

/** An item is found again by its SKU or its id: without either, every import would make it anew. */
function assertNamed(reader: RecordReader, items: readonly ItemDraft[]): void {
  if (items.length === 0) reader.reject('variants', 'at least one variant with at least one size');
  const skus = items
    .filter(({ itemId }) => itemId === null)
    .map(({ texts }) => texts.productSku + texts.variantSku + texts.sizeSku);
  if (skus.some((sku) => sku === ''))
    reader.reject('sku', 'a SKU of the product, the variant or the size, or an id of the size');
  if (new Set(skus).size < skus.length) reader.reject('variants', 'sizes of different joined SKUs, or with an id each');
}

function sizeOf(reader: RecordReader, warehouses: readonly Warehouse[]) {
  return {
    itemId: reader.id('id') ?? null,
    sizeSku: reader.text('sku') ?? '',
    size: reader.text('name') ?? '',
    ean: reader.text('ean') || null,
    upc: reader.text('upc') || null,
    counted: countedOf(reader, warehouses),
  };
}

/** A number counts in the main warehouse; an object counts by the warehouse's name. */
function countedOf(reader: RecordReader, warehouses: readonly Warehouse[]): ItemDraft['counted'] {
  const stated = reader.raw('stock');
  if (typeof stated !== 'object' || stated === null) {
    const physical = reader.count('stock');
    return physical === undefined ? [] : [{ warehouseId: warehouses[0]?.id ?? 1, physical }];
  }
  return Object.entries(stated).flatMap(([name, physical]: [string, unknown]) => {
    const warehouse = warehouses.find((entry) => entry.name === name);
    if (warehouse !== undefined && Number.isSafeInteger(physical) && (physical as number) >= 0) {
      return [{ warehouseId: warehouse.id, physical: physical as number }];
    }
    reader.reject('stock', 'a whole number from 0 on, or one for each warehouse by its name');
    return [];
  });
}

function priceOf(reader: RecordReader): Price {
  return {
    priceListId: reader.needed('priceList', reader.id('priceList'), 0),
    priceE4: reader.needed('price', reader.amount('price'), 0),
    campaigns: reader.list('campaigns', campaignOf),
  };
}

function campaignOf(reader: RecordReader): Campaign {
  return {
    id: reader.needed('id', reader.id('id'), 0),
    name: reader.text('name') ?? '',
    priceE4: reader.needed('price', reader.amount('price'), 0),
    from: reader.instant('from'),
    until: reader.instant('until'),
  };
}

function textsOf(reader: RecordReader): Omit<ItemTexts, 'variantSku' | 'sizeSku' | 'variant' | 'size'> {
  const text = (name: string) => reader.text(name) ?? '';
  const name = text('name');
  const valueE4 = reader.amount('weight');
  const unit =
    WEIGHT_UNITS[reader.choice('weightUnit', Object.keys(WEIGHT_UNITS) as (keyof typeof WEIGHT_UNITS)[]) ?? 'kg'];
  return {
    productSku: text('sku'),
    internalName: reader.text('internalName') ?? name,
    name,
    brand: reader.text('brand'),
    collection: reader.text('collection'),
    weight: valueE4 === undefined ? undefined : { valueE4, unit },
    originCountry: text('originCountry'),
    harmCode: text('harmCode'),
    harmDescription: text('harmDescription'),
    folder: text('folder'),
    description: text('description'),
    shortDescription: text('shortDescription'),
    comment: text('comment'),
    channel: text('channel'),
    categories: reader.texts('categories') ?? [],
    images: reader.texts('images') ?? [],
  };
}
