// A JSON value as XML: every kind of value, names that are none, and whatever a caller may have put into a text.

import fc from 'fast-check';
import { XMLParser } from 'fast-xml-parser';
import { expect, test } from 'vitest';
import { xmlOf } from './xml.ts';

test.each<[unknown, string]>([
  [{ status: 'ok', order: 7 }, '<status>ok</status><order>7</order>'],
  [{ orders: [{ a: 1 }, 'b'], none: [] }, '<orders><item><a>1</a></item><item>b</item></orders><none/>'],
  [{ a: true, b: 0, c: -1.5, d: '' }, '<a>true</a><b>0</b><c>-1.5</c><d/>'],
  [{ a: null, b: {} }, '<a nil="true"/><b/>'],
  [{ 7: 'x', 'a b': 1, 'x:y': 2 }, '<entry key="7">x</entry><entry key="a b">1</entry><entry key="x:y">2</entry>'],
  [{ t: `<&>"'` }, '<t>&lt;&amp;&gt;&quot;&apos;</t>'],
  [{ t: 'a\u0000b\ud800' }, '<t>a\ufffdb\ufffd</t>'],
])('%j', (value, expected) => {
  expect(xmlOf(value, 'response')).toBe(`<?xml version="1.0" encoding="UTF-8"?><response>${expected}</response>`);
});

test('texts and keys come back from a parser as they were', () => {
  const parser = new XMLParser({ ignoreAttributes: false, parseTagValue: false, trimValues: false });
  const text = fc.string({ unit: fc.integer({ min: 0x20, max: 0xd7ff }).map((code) => String.fromCharCode(code)) });
  fc.assert(
    fc.property(text, fc.stringMatching(/^\d[\w &<"]*$/), (value, key) => {
      const { response } = parser.parse(xmlOf({ text: value, [key]: 'x' }, 'response'));
      expect(response.entry['@_key']).toBe(key);
      expect(response.text).toBe(value);
    }),
  );
});
