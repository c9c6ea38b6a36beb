/**
 * Where a text stops being JSON. The engine's own message names no place in some cases and quotes the caller's data
 * in others, so the place is found here, after JSON.parse has already failed: speed does not matter, depth does, for
 * a body of a million brackets must not overflow the stack.
 *
 *   value -> after      '[' -> value or end      '{' -> name or end -> colon -> value      after -> ',' or end
 */

type Expected = 'value' | 'valueOrEnd' | 'name' | 'nameOrEnd' | 'colon' | 'after';
type Walk = { text: string; at: number; expected: Expected; open: string[] };

const LITERAL = /true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const ESCAPE = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y;

/** The offset of the first character that cannot stand where it stands; the text's length when it ends too early. */
export function findSyntaxError(text: string): number {
  const walk: Walk = { text, at: 0, expected: 'value', open: [] };
  for (;;) {
    while (/[ \t\n\r]/.test(text.charAt(walk.at))) walk.at++;
    const isWhole = walk.expected === 'after' && walk.open.length === 0;
    if (isWhole || walk.at >= text.length || !step(walk)) return walk.at;
  }
}

/** Takes one token; false when it cannot stand here, and then `at` is the offending character. */
function step(walk: Walk): boolean {
  const token = walk.text.charAt(walk.at);
  if (walk.expected === 'colon') return token === ':' && advance(walk, 'value');
  if (walk.expected === 'after' && token === ',') return advance(walk, walk.open.at(-1) === '{' ? 'name' : 'value');
  if (token === '}' || token === ']') return close(walk, token);
  if (walk.expected === 'name' || walk.expected === 'nameOrEnd') return token === '"' && takeText(walk, 'colon');
  return walk.expected !== 'after' && takeValue(walk, token);
}

function close(walk: Walk, token: string): boolean {
  const isEmpty = walk.expected === (token === '}' ? 'nameOrEnd' : 'valueOrEnd');
  const isOwn = walk.open.at(-1) === (token === '}' ? '{' : '[');
  if (!isOwn || !(isEmpty || walk.expected === 'after')) return false;
  walk.open.pop();
  return advance(walk, 'after');
}

function takeValue(walk: Walk, token: string): boolean {
  if (token === '{' || token === '[') {
    walk.open.push(token);
    return advance(walk, token === '{' ? 'nameOrEnd' : 'valueOrEnd');
  }
  if (token === '"') return takeText(walk, 'after');
  LITERAL.lastIndex = walk.at;
  if (!LITERAL.test(walk.text)) return false;
  walk.at = LITERAL.lastIndex;
  walk.expected = 'after';
  return true;
}

function takeText(walk: Walk, then: Expected): boolean {
  walk.at++;
  for (let char = walk.text.charAt(walk.at); char !== '"'; char = walk.text.charAt(walk.at)) {
    if (char < ' ') return false;
    ESCAPE.lastIndex = walk.at;
    if (char === '\\' && !ESCAPE.test(walk.text)) return false;
    walk.at = char === '\\' ? ESCAPE.lastIndex : walk.at + 1;
  }
  return advance(walk, then);
}

function advance(walk: Walk, expected: Expected): true {
  walk.at++;
  walk.expected = expected;
  return true;
}
