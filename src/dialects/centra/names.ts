/**
 * The names of a keyed batch exactly as sent: in their order, repeated ones included. `JSON.parse` keeps neither:
 * it moves names such as "7" to the front and lets the last of two equal names win.
 * One walk over the bytes of a text that JSON.parse has accepted, so it never judges and never looks into an order.
 * Called by read.ts on every batch; it must stay cheaper than parsing.
 */

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN_LIST = 0x5b;
const CLOSE_LIST = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

/** Names of the outermost object, unescaped. `json` is valid UTF-8 JSON whose value is an object. */
export function topLevelNames(json: Buffer): string[] {
  const names: string[] = [];
  let depth = 0;
  let isNameNext = true;
  for (let at = 0; at < json.length; at++) {
    const byte = json[at];
    if (byte === QUOTE) {
      const end = closingQuote(json, at);
      if (depth === 1 && isNameNext) names.push(unescaped(json.toString('utf8', at, end + 1)));
      at = end;
    } else if (byte === OPEN_OBJECT || byte === OPEN_LIST) depth++;
    else if (byte === CLOSE_OBJECT || byte === CLOSE_LIST) depth--;
    else if (depth === 1 && byte === COLON) isNameNext = false;
    else if (depth === 1 && byte === COMMA) isNameNext = true;
  }
  return names;
}

/** Names that stand more than once. */
export function repeatedNames(names: readonly string[]): ReadonlySet<string> {
  const seen = new Set<string>();
  const repeated = new Set<string>();
  for (const name of names) (seen.has(name) ? repeated : seen).add(name);
  return repeated;
}

function closingQuote(json: Buffer, openingQuote: number): number {
  let at = openingQuote + 1;
  for (let byte = json[at]; byte !== QUOTE; byte = json[at]) at += byte === BACKSLASH ? 2 : 1;
  return at;
}

function unescaped(quoted: string): string {
  return quoted.includes('\\') ? (JSON.parse(quoted) as string) : quoted.slice(1, -1);
}
