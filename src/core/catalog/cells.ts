/**
 * A row of a table as the record that a line of JSON would be: a column is named by the path of its field, as it is told
 * when something is wrong with it (`product.prices[0].price`). Short names stand for the fields of a size, so that
 * a plain table of goods needs no paths; `price:7` is the price in price list 7. An empty cell states nothing.
 * Pure; called by the import command for every row, beside read-line.ts.
 */

const SIZE = 'product.variants[0].sizes[0]';
const SHORT: Readonly<Record<string, string>> = {
  variant: 'product.variants[0].name',
  variantSku: 'product.variants[0].sku',
  variantId: 'product.variants[0].id',
  size: `${SIZE}.name`,
  sizeSku: `${SIZE}.sku`,
  sizeId: `${SIZE}.id`,
  ean: `${SIZE}.ean`,
  upc: `${SIZE}.upc`,
  stock: `${SIZE}.stock`,
};
/** Deeper or longer is no field of ours. */
const PATH = /^[A-Za-z]+(?:\[\d{1,3}\])?(?:\.[A-Za-z]+(?:\[\d{1,3}\])?){1,6}$/;

type Field = readonly (string | number)[];
/** By the position of the column. */
export type Columns = readonly Field[];

export function columnsOf(header: readonly string[]): Columns | { problem: string } {
  const lists = header.filter((name) => name.startsWith('price:'));
  const columns: Field[] = [];
  for (const name of header) {
    const list = lists.indexOf(name);
    const path =
      list >= 0 ? `product.prices[${list}].price` : (SHORT[name] ?? (name.includes('.') ? name : `product.${name}`));
    if (!PATH.test(path) || (list >= 0 && !/^price:\d{1,15}$/.test(name))) {
      return { problem: `expected columns named by fields, such as sku or product.name, got ${JSON.stringify(name)}` };
    }
    columns.push(
      path.split(/[.[\]]+/).flatMap((part) => (part === '' ? [] : [/^\d+$/.test(part) ? Number(part) : part])),
    );
  }
  if (new Set(columns.map((column) => column.join('.'))).size === columns.length) return columns;
  return { problem: 'expected every column once' };
}

/** Texts throughout: who reads the record knows which are numbers. */
export function recordOfCells(header: readonly string[], columns: Columns, cells: readonly string[]): object {
  const record: { product?: Product } = {};
  for (const [index, field] of columns.entries()) {
    const cell = cells[index]?.trim() ?? '';
    if (cell === '') continue;
    put(record, field, cell);
    const list = /^price:(\d+)$/.exec(header[index] ?? '')?.[1];
    if (list !== undefined) put(record, [...field.slice(0, -1), 'priceList'], list);
  }
  if (record.product !== undefined) withSize(record.product);
  return dense(record) as object;
}

type Product = { variants?: { sizes?: object[] }[] };

/** A row of goods is a size, also when nothing is said of the size itself. */
function withSize(product: Product): void {
  product.variants ??= [{}];
  for (const variant of product.variants) variant.sizes ??= [{}];
}

function put(record: object, field: Field, cell: string): void {
  let place = record as Record<string | number, unknown>;
  for (const [index, name] of field.slice(0, -1).entries()) {
    place[name] ??= typeof field[index + 1] === 'number' ? [] : {};
    place = place[name] as Record<string | number, unknown>;
  }
  place[field.at(-1) ?? ''] = cell;
}

/** Entries of a list that no cell has stated are not there. */
function dense(value: unknown): unknown {
  if (Array.isArray(value)) return value.filter((entry) => entry !== undefined).map(dense);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, entry]) => [name, dense(entry)]));
}
