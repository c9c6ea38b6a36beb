/**
 * How an answer of ours differs from a documented example: keys, their order and JSON types, all the way down. What
 * we are known to print more or less of is named by the caller as `place: key`.
 * Used by test/*-samples.test.ts.
 */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
type JsonObject = { [key: string]: Json };
type Place = { at: string; more: ReadonlySet<string>; less: ReadonlySet<string> };

export function differences(ours: Json, theirs: Json, place: Place): string[] {
  if (Array.isArray(ours) && Array.isArray(theirs)) {
    return ours.flatMap((entry, index) => differences(entry, theirs[index] ?? theirs[0] ?? entry, place));
  }
  if (isObject(ours) && isObject(theirs)) return objectDifferences(ours, theirs, place);
  return typeOf(ours) === typeOf(theirs) ? [] : [`${place.at}: expected ${typeOf(theirs)}, got ${typeOf(ours)}`];
}

function objectDifferences(ours: JsonObject, theirs: JsonObject, place: Place): string[] {
  const { at, more, less } = place;
  const printed = Object.keys(ours).filter((key) => key in theirs || !more.has(`${at}: ${key}`));
  const expected = Object.keys(theirs).filter((key) => key in ours || !less.has(`${at}: ${key}`));
  const order = printed.join() === expected.join() ? [] : [`${at}: expected keys ${expected}, got ${printed}`];
  const both = printed.filter((key) => key in theirs);
  return [...order, ...both.flatMap((key) => differences(ours[key] ?? null, theirs[key] ?? null, place))];
}

function isObject(value: Json): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function typeOf(value: Json): string {
  return value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value;
}
