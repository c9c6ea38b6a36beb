/**
 * A line of a catalog file that says what was ordered from a supplier and in which deliveries it comes. Goods are named
 * by a SKU, an EAN, a UPC or the id of a size; whether they are there is found out when the line is stored.
 * Read like every other line, field by field; what is wrong is said by the field's path and never thrown.
 * Called by read-line.ts.
 */
import { LIMITS } from '../limits.ts';
import type { NamedUnits, SupplierOrderDraft } from '../supply/supplier-order.ts';
import type { Warehouse } from './catalog.ts';
import type { RecordReader } from './record.ts';

type Lines = SupplierOrderDraft['lines'];
type Deliveries = SupplierOrderDraft['deliveries'];

/** Without deliveries all of it comes in one. */
export function supplierOrderOf(reader: RecordReader, warehouses: readonly Warehouse[]): SupplierOrderDraft {
  const lines = linesOf(reader);
  const dates = datesOf(reader);
  const whole = [{ seq: 1, ...dates, units: lines.map(({ item, quantity }) => ({ item, quantity })) }];
  const order = {
    supplierOrderId: reader.needed('id', reader.id('id'), 0),
    supplier: reader.needed('supplier', reader.text('supplier'), ''),
    country: countryOf(reader),
    message: reader.text('message') ?? '',
    isConfirmed: reader.flag('isConfirmed') ?? true,
    warehouseId: warehouseIdOf(reader, warehouses),
    createdAt: reader.instant('created'),
    ...dates,
  };
  const isStated = reader.raw('deliveries') != null;
  return { ...order, lines, deliveries: isStated ? deliveriesOf(reader, dates) : whole };
}

function linesOf(reader: RecordReader): Lines {
  const lines = reader.list('lines', (line) => ({
    ...unitsOf(line),
    costE4: line.amount('cost'),
    currency: currencyOf(line),
  }));
  if (lines.length === 0) reader.reject('lines', 'at least one line');
  if (lines.length > LIMITS.orderLinesMax) reader.reject('lines', `at most ${LIMITS.orderLinesMax} lines`);
  return lines;
}

function deliveriesOf(reader: RecordReader, dates: ReturnType<typeof datesOf>): Deliveries {
  let last = 0;
  const deliveries = reader.list('deliveries', (delivery) => {
    last = delivery.id('no') ?? last + 1;
    const stated = datesOf(delivery);
    return {
      seq: last,
      leavesAt: stated.leavesAt ?? dates.leavesAt,
      arrivesAt: stated.arrivesAt ?? dates.arrivesAt,
      units: delivery.list('lines', unitsOf),
    };
  });
  if (new Set(deliveries.map(({ seq }) => seq)).size < deliveries.length) {
    reader.reject('deliveries', 'every number once');
  }
  return deliveries;
}

function unitsOf(reader: RecordReader): NamedUnits {
  const names = [reader.text('sku'), reader.text('ean'), reader.text('upc'), reader.id('id')];
  const [item, ...others] = names.filter((name) => name !== undefined && name !== '');
  if (item === undefined || others.length > 0) reader.reject('sku', 'one of sku, ean, upc and id');
  return { item: item ?? 0, quantity: reader.needed('quantity', reader.id('quantity'), 1) };
}

function countryOf(reader: RecordReader): string {
  const country = reader.text('country')?.toUpperCase() ?? '';
  if (!/^(?:[A-Z]{2})?$/.test(country)) reader.reject('country', 'a two-letter country code (ISO 3166)');
  return country;
}

function currencyOf(reader: RecordReader): string | undefined {
  const currency = reader.text('currency')?.toUpperCase();
  if (currency !== undefined && !/^[A-Z]{3}$/.test(currency)) reader.reject('currency', 'three letters (ISO 4217)');
  return currency;
}

function datesOf(reader: RecordReader) {
  return { leavesAt: reader.instant('leaves'), arrivesAt: reader.instant('arrives') };
}

/** The main one when none is named. */
function warehouseIdOf(reader: RecordReader, warehouses: readonly Warehouse[]): number {
  const name = reader.text('warehouse');
  const warehouse = name === undefined ? warehouses[0] : warehouses.find((entry) => entry.name === name);
  if (warehouse === undefined && name !== undefined) reader.reject('warehouse', 'the name of a warehouse');
  return warehouse?.id ?? 1;
}
