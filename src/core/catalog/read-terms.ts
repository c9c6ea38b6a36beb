/**
 * Lines of a catalog file that say on which terms goods are sold: taxes, vouchers and bundles.
 * Read like every other line, field by field; what is wrong is said by the field's path and never thrown.
 * Called by read-line.ts.
 */

import { type TaxRule, WHOLE_RATE_E4 } from '../pricing/taxes.ts';
import type { VoucherDraft, VoucherWorth } from '../vouchers/voucher.ts';
import type { Bundle } from './catalog.ts';
import type { RecordReader } from './record.ts';

/** What no country asks for is a slip of the pen. */
const TAX_RATE_MAX_E4 = WHOLE_RATE_E4;
/** An order of bundles must stay within the lines of an order. */
const BUNDLE_PARTS_MAX = 50;
const BUNDLE_UNITS_MAX = 1_000;

export function taxOf(reader: RecordReader): TaxRule {
  return {
    id: reader.needed('id', reader.id('id'), 0),
    name: reader.needed('name', reader.text('name'), ''),
    rateE4: rateOf(reader, TAX_RATE_MAX_E4) ?? 0,
    isAdded: reader.flag('isAdded') ?? false,
    countries: countriesOf(reader),
    markets: reader.ids('markets'),
    taxClass: reader.text('class'),
  };
}

/** Without a code a voucher applies by itself. */
export function voucherOf(reader: RecordReader): VoucherDraft {
  return {
    voucherId: reader.id('id') ?? null,
    name: reader.needed('name', reader.text('name'), ''),
    code: reader.text('code') || null,
    worth: worthOf(reader),
    isFreeShipping: reader.flag('isFreeShipping') ?? false,
    from: reader.instant('from'),
    until: reader.instant('until'),
    markets: reader.ids('markets'),
    usesMax: reader.count('limit') ?? 0,
    isActive: reader.flag('isActive') ?? true,
    priority: reader.count('priority') ?? 0,
  };
}

/** The bundle is a product of its own, by the same joined SKU, that nobody counts; here is what it is made of. */
export function bundleOf(reader: RecordReader): Bundle {
  const parts = reader.list('parts', (part) => ({
    sku: part.needed('sku', part.text('sku'), ''),
    quantity: part.id('quantity') ?? 1,
  }));
  if (parts.length === 0) reader.reject('parts', 'at least one part');
  const tooMany = parts.some(({ quantity }) => quantity > BUNDLE_UNITS_MAX);
  if (parts.length > BUNDLE_PARTS_MAX || tooMany) {
    reader.reject('parts', `at most ${BUNDLE_PARTS_MAX} parts of at most ${BUNDLE_UNITS_MAX} units`);
  }
  const { sku, itemId } = { sku: reader.needed('sku', reader.text('sku'), ''), itemId: reader.id('id') };
  return { sku, itemId, ean: reader.text('ean') || undefined, upc: reader.text('upc') || undefined, parts };
}

/** Absent when none is stated; upper case. */
export function countriesOf(reader: RecordReader): readonly string[] | undefined {
  const countries = reader.texts('countries')?.map((country) => country.toUpperCase());
  if (countries?.every((country) => /^[A-Z]{2}$/.test(country)) === false) {
    reader.reject('countries', 'two-letter country codes (ISO 3166)');
  }
  return countries;
}

function worthOf(reader: RecordReader): VoucherWorth {
  const amounts = reader.list('amounts', (entry) => ({
    priceListId: entry.needed('priceList', entry.id('priceList'), 0),
    amountE4: entry.needed('amount', entry.amount('amount'), 0),
  }));
  const isPercent = reader.raw('percent') != null;
  if (isPercent === amounts.length > 0) {
    reader.reject('percent', 'a percentage, or amounts by price list in its place');
  }
  return isPercent ? { kind: 'percent', rateE4: rateOf(reader, WHOLE_RATE_E4) ?? 0 } : { kind: 'amount', amounts };
}

function rateOf(reader: RecordReader, maxE4: number): number | undefined {
  const rateE4 = reader.needed('percent', reader.amount('percent'), 0);
  if (rateE4 > maxE4) reader.reject('percent', 'a percentage from 0 to 100');
  return rateE4;
}
