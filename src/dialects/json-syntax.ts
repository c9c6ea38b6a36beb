/**
 * Where a text stops being JSON, and inside which objects and arrays; shared by all dialects, each of which tells it
 * in its vendor's notation. The engine's own message names no place in some cases and quotes the caller's data in
 * others. Runs only after JSON.parse has failed: speed does not matter, depth does, for a body of a million brackets
 * must not overflow the stack.
 */

/** One object or array that is open where the text breaks: the name or the index it was at. */
export type Level = { isObject: boolean; name: string; index: number };
type Expected = 'value' | 'value or end' | 'name' | 'name or end' | 'colon' | 'comma or end';
type Walk = { text: string; at: number; expected: Expected; levels: Level[] };

const LITERAL = /true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const ESCAPE = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y;

/** `at`: the first character that cannot stand where it stands; the text's length when it ends too early. */
export function findSyntaxError(text: string): { at: number; levels: readonly Level[] } {
  const walk: Walk = { text, at: 0, expected: 'value', levels: [] };
  do walk.at = skipBlanks(text, walk.at);
  while (walk.at < text.length && !isWhole(walk) && takeToken(walk));
  return { at: walk.at, levels: walk.levels };
}

function isWhole({ levels, expected }: Walk): boolean {
  return levels.length === 0 && expected === 'comma or end';
}

/** False when the token cannot stand here; then `at` is the offending character. */
function takeToken(walk: Walk): boolean {
  const token = walk.text.charAt(walk.at);
  const level = walk.levels.at(-1);
  if (token === '}' || token === ']') return takeEnd(walk, token, level);
  if (walk.expected === 'colon') return token === ':' && advance(walk, 'value');
  if (walk.expected === 'comma or end') return token === ',' && level !== undefined && takeComma(walk, level);
  if (walk.expected.startsWith('name')) return token === '"' && level !== undefined && takeName(walk, level);
  return takeValue(walk, token);
}

function takeEnd(walk: Walk, token: string, level: Level | undefined): boolean {
  const isOwn = level !== undefined && level.isObject === (token === '}');
  if (!isOwn || !walk.expected.endsWith('end')) return false;
  walk.levels.pop();
  return advance(walk, 'comma or end');
}

function takeComma(walk: Walk, level: Level): boolean {
  level.index += 1;
  return advance(walk, level.isObject ? 'name' : 'value');
}

function takeName(walk: Walk, level: Level): boolean {
  const from = walk.at;
  if (!takeText(walk)) return false;
  level.name = JSON.parse(walk.text.slice(from, walk.at)) as string;
  walk.expected = 'colon';
  return true;
}

function takeValue(walk: Walk, token: string): boolean {
  if (token === '{' || token === '[') {
    const isObject = token === '{';
    walk.levels.push({ isObject, name: '', index: 0 });
    return advance(walk, isObject ? 'name or end' : 'value or end');
  }
  LITERAL.lastIndex = walk.at;
  if (token === '"') {
    if (!takeText(walk)) return false;
  } else if (LITERAL.test(walk.text)) walk.at = LITERAL.lastIndex;
  else return false;
  walk.expected = 'comma or end';
  return true;
}

/** To behind the closing quote. */
function takeText(walk: Walk): boolean {
  walk.at += 1;
  for (let char = walk.text.charAt(walk.at); char !== '"'; char = walk.text.charAt(walk.at)) {
    ESCAPE.lastIndex = walk.at;
    if (char < ' ' || (char === '\\' && !ESCAPE.test(walk.text))) return false;
    walk.at = char === '\\' ? ESCAPE.lastIndex : walk.at + 1;
  }
  walk.at += 1;
  return true;
}

function advance(walk: Walk, expected: Expected): true {
  walk.at += 1;
  walk.expected = expected;
  return true;
}

function skipBlanks(text: string, from: number): number {
  let at = from;
  while (' \t\n\r'.includes(text.charAt(at)) && at < text.length) at += 1;
  return at;
}
