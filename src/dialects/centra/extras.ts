/**
 * This dialect's own fields of an order or a line: what the core has no field for, under the dialect's name.
 * The key order of what is passed in is kept, for the fingerprint is over its JSON. Used by every file here that
 * reads or prints such a field.
 */
import type { Extras, JsonObject, Order, OrderLine } from '../../core/order.ts';

/** Undefined when nothing is stated, so that saying nothing changes nothing. */
export function extrasFrom(fields: JsonObject): Extras | undefined {
  for (const name in fields) if (fields[name] !== undefined) return { centra: fields };
  return undefined;
}

export function extrasOf({ content }: Pick<Order, 'content'>): JsonObject {
  return content.extras?.centra ?? {};
}

export function lineExtrasOf(line: OrderLine): JsonObject {
  return line.extras?.centra ?? {};
}

export function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

export function numberOf(value: unknown): number | undefined {
  return typeof value === 'number' ? value : undefined;
}
