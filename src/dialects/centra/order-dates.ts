/**
 * Dates of an order that is read: `YYYY-MM-DD HH:MM:SS` in the merchant's zone, zeros where there is none (quirk 12).
 * And when an order counts as placed. Never the machine's own zone.
 * Used by the order object, the filters of the list and the request object.
 */
import type { Order } from '../../core/order.ts';
import { type Moment, momentFromInstant, wallIn } from '../../core/time.ts';
import type { Settings } from './settings.ts';

const NO_DATE = '0000-00-00 00:00:00';

export function dateText(moment: Moment | undefined, { timeZone }: Settings): string {
  return moment === undefined ? NO_DATE : wallIn(moment, timeZone).slice(0, 19).replace('T', ' ');
}

/** The stated moment, else when the order came in. */
export function placedAtOf(order: Order): Moment {
  return order.content.placedAt ?? momentFromInstant(order.createdAt, 'UTC');
}
