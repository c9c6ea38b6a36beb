/**
 * Compares JSON values and says where they differ, as pointers with what was expected and what was found.
 * For printed answers: the same keys in the same order and the same types. For orders read back: every field sent.
 * Used by wires.ts; knows nothing of any wire itself.
 */

type IsSame = (sent: unknown, found: unknown) => boolean;

/**
 * Every field of `sent` that `found` does not hold; what `found` holds besides is its own. Numbers may be sent as
 * text; `isSame` knows of other ways to say one thing.
 */
export function fieldsLost(sent: unknown, found: unknown, isSame: IsSame = () => false): string[] {
  if (typeof sent !== 'object' || sent === null) {
    const isKept = Object.is(sent, found) || isSameNumber(sent, found) || isSame(sent, found);
    return isKept ? [] : [`: sent ${JSON.stringify(sent)}, found ${JSON.stringify(found)}`];
  }
  const other = isObject(found) ? found : {};
  return Object.entries(sent).flatMap(([key, value]) =>
    fieldsLost(value, other[key], isSame).map((line) => `/${key}${line}`),
  );
}

function isSameNumber(sent: unknown, found: unknown): boolean {
  return typeof sent === 'string' && typeof found === 'number' && sent !== '' && Number(sent) === found;
}

/** Where two values differ in keys, in the order of their keys, or in types. */
export function shapesApart(printed: unknown, found: unknown, at = ''): string[] {
  if (typeOf(printed) !== typeOf(found)) return [`${at}: expected ${typeOf(printed)}, found ${typeOf(found)}`];
  if (!isObject(printed) || !isObject(found)) return [];
  const [expected, given] = [Object.keys(printed).join(), Object.keys(found).join()];
  if (expected !== given) return [`${at}: expected the keys ${expected}, found ${given}`];
  return Object.entries(printed).flatMap(([key, value]) => shapesApart(value, found[key], `${at}/${key}`));
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function typeOf(value: unknown): string {
  if (Array.isArray(value)) return 'an array';
  return value === null ? 'null' : typeof value;
}
