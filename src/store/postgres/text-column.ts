/**
 * Names and numbers as PostgreSQL can keep them. Its text holds neither the character NUL nor half a surrogate pair,
 * both of which JSON may state; they and the backslash that marks them are written as escapes, so that two names
 * that differ stay different. Almost every text passes through untouched. Documents need none of this: they are JSON.
 */

// biome-ignore lint/suspicious/noControlCharactersInRegex: NUL is the very character looked for.
const UNKEPT = /[\u0000\\]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;
const NEEDS_CARE = /[\0\\\ud800-\udfff]/;
const ESCAPE = /\\([0-9a-f]{4})/g;

export function storedText(text: string): string {
  if (!NEEDS_CARE.test(text)) return text;
  return text.replace(UNKEPT, (unit) => `\\${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

export function readText(stored: string): string {
  if (!stored.includes('\\')) return stored;
  return stored.replace(ESCAPE, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}
