/** The names of a keyed batch come back exactly as sent, in their order, whatever they and the orders hold. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { repeatedNames, topLevelNames } from './names.ts';

test.each([
  ['{}', []],
  [' \n{ "a" : 1 , "b" : [ "c", {"d":"e"} ] }\t', ['a', 'b']],
  ['{"10":1,"9":2,"a":3,"1":4}', ['10', '9', 'a', '1']],
  ['{"__proto__":{},"constructor":{},"":{},"x.y":{}}', ['__proto__', 'constructor', '', 'x.y']],
  ['{"a":1,"\\u0061":2}', ['a', 'a']],
  ['{"a\\"b":"c\\\\","d\\\\":"\\\\\\"{["}', ['a"b', 'd\\']],
  ['{"\\ud83d\\ude00":1,"\\ud800":2,"å":3,"😀":4}', ['😀', '\ud800', 'å', '😀']],
  ['{"a":"}]","b":"{[,:","c":{"d":[{"e":{}}]},"f":[]}', ['a', 'b', 'c', 'f']],
  ['{"a":{"b":1,"c":2},"d":["e","f"],"g":null}', ['a', 'd', 'g']],
])('%s names %j', (json, expected) => {
  expect(topLevelNames(Buffer.from(json))).toEqual(expected);
});

test('a name may have 10,000 characters', () => {
  const name = `${'n'.repeat(9_998)}"\\`;
  expect(topLevelNames(Buffer.from(JSON.stringify({ [name]: [name] })))).toEqual([name]);
});

test.each([
  [['a', 'b'], []],
  [['a', 'b', 'a', 'A'], ['a']],
  [
    ['a', 'a', 'a', 'b', 'b', '__proto__', '__proto__'],
    ['a', 'b', '__proto__'],
  ],
] as const)('of %j, %j stand more than once', (names, expected) => {
  expect([...repeatedNames(names)]).toEqual(expected);
});

test('any names and values, written with or without space, are found in their order', () => {
  const entries = fc.array(fc.tuple(fc.string({ unit: 'binary' }), fc.jsonValue()));
  fc.assert(
    fc.property(entries, fc.constantFrom('', ' ', '\n\t'), (pairs, space) => {
      const members = pairs.map(([name, value]) => `${space}${JSON.stringify(name)}${space}:${JSON.stringify(value)}`);
      const json = Buffer.from(`{${members.join(`${space},`)}}`);
      expect(topLevelNames(json)).toEqual(pairs.map(([name]) => name));
    }),
  );
});
