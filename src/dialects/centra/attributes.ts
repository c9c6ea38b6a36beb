/**
 * Custom attributes: `{"<attribute>_<element>": anything}` on create and update, extra keys of the order when it is
 * read (quirk 30). Each is one entry of this dialect's extras, so that an update changes one and leaves the others.
 * Names are sorted, for the order's fingerprint is over its JSON and the names are the caller's.
 */
import type { JsonObject } from '../../core/order.ts';
import type { Problem } from '../../core/outcome.ts';
import { escapePointer } from '../schema.ts';
import { isObject } from './json-body.ts';

const PREFIX = 'attribute:';
/** Values are kept as JSON, whose writer recurses: a value nested without a bound would overflow its stack. */
const NESTING_MAX = 16;

/** Entries of the extras; null stands for an attribute that is to be removed. */
export function attributesFromWire(attributes: Readonly<Record<string, unknown>> | null | undefined): JsonObject {
  const entries = Object.entries(attributes ?? {}).map(([name, value]) => [
    `${PREFIX}${name}`,
    value === '' ? null : value,
  ]);
  return Object.fromEntries(entries.sort(([a], [b]) => (String(a) < String(b) ? -1 : 1))) as JsonObject;
}

/** On create there is nothing to remove, so an empty value is as good as none. */
export function statedAttributes(attributes: Readonly<Record<string, unknown>> | null | undefined): JsonObject {
  if (attributes === null || attributes === undefined) return {};
  return Object.fromEntries(Object.entries(attributesFromWire(attributes)).filter(([, value]) => value !== null));
}

/** Names and values as they go back to the wire. */
export function attributesOf(extras: JsonObject): (readonly [string, unknown])[] {
  return Object.entries(extras).flatMap(([name, value]) =>
    name.startsWith(PREFIX) ? [[name.slice(PREFIX.length), value] as const] : [],
  );
}

export function attributeProblems(attributes: unknown, pointer: string): Problem[] {
  if (!isObject(attributes)) return [];
  return Object.entries(attributes).flatMap(([name, value]): Problem[] => {
    if (!isDeeperThan(value, NESTING_MAX)) return [];
    const at = `${pointer}/extraAttributes/${escapePointer(name)}`;
    return [{ code: 'field_value', pointer: at, expected: `at most ${NESTING_MAX} levels`, given: 'a deeper value' }];
  });
}

function isDeeperThan(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return levels === 0 || Object.values(value).some((entry) => isDeeperThan(entry, levels - 1));
}
