/**
 * What one order's fields cannot be together, or cannot be for the sake of the store: rules that no schema of one
 * field can say. Returns problems, never throws, and knows nothing of what is stored.
 * Called by read.ts for every order whose fields are right.
 */
import type { OrderContent } from '../../core/order.ts';
import type { Problem } from '../../core/outcome.ts';
import { describeValue } from '../schema.ts';
import { orderTotal } from './total.ts';
import type { WireOrder } from './wire.ts';

export function problemsBetween(wire: WireOrder, content: OrderContent, pointer: string): Problem[] {
  const problems = areStorable(wire) ? [] : unstorableTexts(wire, pointer);
  if (lacksPostalCode(wire)) problems.push(postalCodeProblem(wire, pointer));
  if (orderTotal(content) === null) problems.push(totalProblem(pointer));
  return problems;
}

function areStorable({ orderNumber, orderKey, billTo, shipTo }: WireOrder): boolean {
  return isStorable(orderNumber) && isStorable(orderKey ?? '') && isStorable(billTo.name) && isStorable(shipTo.name);
}

function unstorableTexts(wire: WireOrder, pointer: string): Problem[] {
  return searchedTexts(wire).flatMap(([path, text]) => (isStorable(text) ? [] : [unstorable(pointer + path, text)]));
}

/** Texts that are compared and searched in columns of their own, not only kept in the document. */
function searchedTexts(wire: WireOrder): readonly [string, string][] {
  return [
    ['/orderNumber', wire.orderNumber],
    ['/orderKey', wire.orderKey ?? ''],
    ['/billTo/name', wire.billTo.name],
    ['/shipTo/name', wire.shipTo.name],
  ];
}

/** A half character would be stored as another one, and two keys become one; some databases take no NUL. */
function isStorable(text: string): boolean {
  return text.isWellFormed() && !text.includes('\0');
}

function unstorable(pointer: string, text: string): Problem {
  const expected = 'a text of whole Unicode characters without NUL';
  return { code: 'field_value', pointer, expected, given: describeValue(text) };
}

/** Only where the caller says that it is the United States: many countries have no postal codes (quirk 11). */
function lacksPostalCode({ shipTo }: WireOrder): boolean {
  return shipTo.country?.toUpperCase() === 'US' && (shipTo.postalCode ?? '').trim() === '';
}

function postalCodeProblem({ shipTo }: WireOrder, pointer: string): Problem {
  const given = describeValue(shipTo.postalCode);
  return { code: 'field_required', pointer: `${pointer}/shipTo/postalCode`, expected: 'a postal code for US', given };
}

function totalProblem(pointer: string): Problem {
  const expected = 'quantities and prices that come to an amount within 100 billion';
  return { code: 'amount_inexact', pointer: `${pointer}/items`, expected, given: 'more' };
}
