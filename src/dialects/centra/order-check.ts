/**
 * Whether one order of a request can become a draft: its schema, and the rules that join several fields or need a
 * code of their own. All problems are found at once, so that a caller mends an order in one go.
 * Says nothing about stored orders, products or stock: those are the core's. Called by read.ts for every order.
 */
import { linesTotal, type OrderLine } from '../../core/order.ts';
import type { Problem } from '../../core/outcome.ts';
import { type Checked, compileCheck, describeValue } from '../schema.ts';
import { attributeProblems } from './attributes.ts';
import { isEmptyList, isObject } from './json-body.ts';
import { CompletionBody, OrderBody, UpdateBody } from './wire.ts';

const LENIENCY = { hasNumericBooleans: true, hasEmptyNulls: true };
const DATES = ['orderDate', 'deliveryDate', 'cancelDate'];
const OBJECTS = ['invoiceAddress', 'deliveryAddress', 'address', 'payment', 'extraAttributes', 'createdFromOrigin'];
/** A date that is none: what the vendor itself prints for an empty one (quirk 12). */
const NO_DATE = /^0000-00-00(?: 00:00(?::00)?)?$/;
const IDENTIFIERS = ['id', 'ean', 'upc', 'sku', 'item'];

const orderSchema = compileCheck(OrderBody, LENIENCY);
const completionSchema = compileCheck(CompletionBody, LENIENCY);
const updateSchema = compileCheck(UpdateBody, LENIENCY);

export function checkOrder(body: unknown, pointer: string): Checked<OrderBody> {
  const value = withoutEmpties(body);
  const checked = orderSchema(value, pointer);
  const problems = 'problems' in checked ? [...checked.problems] : [];
  return withProblems(checked, [...problems, ...(isObject(value) ? joinedProblems(value, pointer) : [])]);
}

export function checkCompletion(body: unknown): Checked<CompletionBody> {
  return completionSchema(withoutEmpties(body), '');
}

export function checkUpdate(body: unknown): Checked<UpdateBody> {
  const checked = updateSchema(withoutEmpties(body), '');
  const problems = 'problems' in checked ? [...checked.problems] : [];
  return withProblems(checked, [...problems, ...(isObject(body) ? attributeProblems(body.extraAttributes, '') : [])]);
}

/** The body with dates that are none, and objects written as empty lists, taken as absent. */
function withoutEmpties(body: unknown): unknown {
  if (!isObject(body)) return body;
  const dates = DATES.filter((name) => typeof body[name] === 'string' && NO_DATE.test(body[name].trim()));
  const empty = [...dates, ...OBJECTS.filter((name) => isEmptyList(body[name]))];
  if (empty.length === 0) return body;
  return { ...body, ...Object.fromEntries(empty.map((name) => [name, null])) };
}

function withProblems<T>(checked: Checked<T>, [first, ...rest]: readonly Problem[]): Checked<T> {
  return first === undefined ? checked : { problems: [first, ...rest] };
}

/** Of lines that were read already, so that no price is converted twice. */
export function totalProblems(lines: readonly OrderLine[], pointer: string): Problem[] {
  const before = lines.map((line) => ({ ...line, unitPriceE4: line.originalPriceE4 ?? line.unitPriceE4 }));
  if (linesTotal(lines) !== null && linesTotal(before) !== null) return [];
  return [{ code: 'amount_inexact', pointer, expected: 'products that cost less than 100 billion', given: 'more' }];
}

/** On the body as sent, because its fields may be of any type while other problems are being listed. */
function joinedProblems(order: Readonly<Record<string, unknown>>, pointer: string): Problem[] {
  const { products } = order;
  const lines = Array.isArray(products) ? products : [];
  const empty: Problem[] = isEmptyList(products)
    ? [{ code: 'order_empty', pointer: `${pointer}/products`, expected: 'at least one product', given: 'none' }]
    : [];
  return [
    ...addressProblems(order, pointer),
    ...empty,
    ...lines.flatMap((line: unknown, index) => (isIdentified(line) ? [] : [unnamedProblem(line, pointer, index)])),
    ...attributeProblems(order.extraAttributes, pointer),
  ];
}

/** Wholesale orders may fall back on their account's address, all others state who pays (quirk 14). */
function addressProblems(order: Readonly<Record<string, unknown>>, pointer: string): Problem[] {
  const isWholesale = Number(order.accountId ?? 0) !== 0;
  if (isWholesale || (order.invoiceAddress ?? order.address ?? null) !== null) return [];
  const expected = 'an object (or address in its place, or accountId for a wholesale order)';
  return [{ code: 'field_required', pointer: `${pointer}/invoiceAddress`, expected, given: 'nothing' }];
}

/** What is no object has a problem of its own already. */
function isIdentified(line: unknown): boolean {
  return !isObject(line) || IDENTIFIERS.some((name) => (line[name] ?? '') !== '');
}

function unnamedProblem(line: unknown, pointer: string, index: number): Problem {
  const stated = Object.entries(isObject(line) ? line : {}).filter(([name]) => IDENTIFIERS.includes(name));
  return {
    code: 'field_required',
    pointer: `${pointer}/products/${index}`,
    expected: `one of ${IDENTIFIERS.join(', ')}`,
    given: stated.map(([name, value]) => `${name} ${describeValue(value)}`).join(', ') || 'none of them',
  };
}
