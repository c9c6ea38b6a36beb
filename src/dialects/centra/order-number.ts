/**
 * The number that names an order on this wire (quirk 21): the one it claims, else its id. Every order that came in
 * here claims its number, so nothing else of the account bears it; orders of other wires have numbers that are not
 * unique or no digits, and are named by their id.
 */
import type { Order, OrderRef } from '../../core/order.ts';

const DIGITS = /^\d{1,15}$/;

export function orderNumberOf(order: Order): number {
  return order.isNumberClaimed && DIGITS.test(order.number) ? Number(order.number) : order.orderId;
}

/** Only for orders created here: their number is claimed. */
export function numberOfRef(ref: OrderRef): number {
  return Number(ref.number);
}

/** As callers state it, in a path or a query: the same digits an order bears, or null when it can name none. */
export function numberFromText(text: string): string | null {
  return DIGITS.test(text) ? String(Number(text)) : null;
}
