// The label as a reader of PDF finds it: one page, its size, what stands on it, and the same bytes for the same parcel.
import { inflateSync } from 'node:zlib';
import { expect, test } from 'vitest';
import type { Parcel } from '../core/shipments/parcel.ts';
import { code128 } from './bars.ts';
import { printable } from './printable.ts';
import { drawTestLabel } from './test-label.ts';

const parcel: Parcel = {
  ...{ parcelId: 1234, kind: 'label', batchId: 'b', createdAt: Date.UTC(2026, 10, 22), orderId: 77, number: 'A-1001' },
  shippedAt: { at: 0, wall: '2026-11-23T00:00:00', zone: 'UTC' },
  ...{ serviceCode: 'test_ground', packageCode: 'package', trackingNumber: 'TEST0000000012344' },
  ...{ costE4: 1, insuranceCostE4: 0, weight: { valueE4: 240_000, unit: 'ounces' }, lines: [] },
  shipFrom: { name: 'Harbor Goods', street1: '12 Dock Road', city: 'Portland', state: 'OR', postalCode: '97201' },
  shipTo: { name: 'Åsa Łuk', company: '東京', street1: `${'long '.repeat(40)}`, city: 'Göteborg', country: 'SE' },
};

/** Every piece of text, as it was drawn. */
function textOf(pdf: Buffer): string {
  const streams = pdf.toString('latin1').matchAll(/stream\n([\s\S]*?)\nendstream/g);
  const drawn = [...streams].map(([, piece = '']) => inflateSync(Buffer.from(piece, 'latin1')).toString('latin1'));
  const lines = drawn.join('\n').matchAll(/\[(.*?)\] TJ/g);
  return [...lines]
    .map(([, pieces = '']) =>
      [...pieces.matchAll(/<([0-9a-f]*)>/g)].map(([, hex = '']) => Buffer.from(hex, 'hex').toString('latin1')).join(''),
    )
    .join('\n');
}

test('says from whom, to whom, which number, and that nothing is carried with it, on one page of four by six', async () => {
  const pdf = await drawTestLabel(parcel);
  const raw = pdf.toString('latin1');
  expect(raw.startsWith('%PDF-')).toBe(true);
  expect(raw.match(/\/Type \/Page\n/g)).toHaveLength(1);
  expect(raw).toContain('/MediaBox [0 0 288 432]');
  const text = textOf(pdf).split('\n');
  expect(text.filter((line) => line === 'TEST LABEL - DO NOT SHIP')).toHaveLength(2);
  expect(text).toEqual(
    expect.arrayContaining([
      ...['Test Carrier: Test Ground', 'Package   Ship date 2026-11-23   Weight 24 ounces'],
      ...['Harbor Goods', '12 Dock Road', 'Portland OR 97201', 'Åsa Luk', '??', 'Göteborg', 'SE'],
      ...['TEST0000000012344', 'Shipment 1234   Order A-1001'],
    ]),
  );
  expect(text.find((line) => line.startsWith('long'))?.length).toBeLessThan(60);
});

test('the same parcel gives the same bytes', async () => {
  const [first, second] = await Promise.all([drawTestLabel(parcel), drawTestLabel(parcel)]);
  expect(first.equals(second)).toBe(true);
  expect((await drawTestLabel({ ...parcel, parcelId: 1235 })).equals(first)).toBe(false);
});

test('a parcel of which little is known has a label too', async () => {
  const { shipFrom, shipTo, weight, serviceCode, packageCode, number, ...bare } = parcel;
  const text = textOf(await drawTestLabel({ ...bare, orderId: null }));
  expect(text).toContain('(no ship-from address is set up)');
  expect(text).toContain('Shipment 1234\n');
});

test('bars begin and end a Code 128 symbol: eleven modules a character, thirteen to stop', () => {
  const { bars, modules } = code128('TEST0000000012344');
  const pattern = bars.map(({ at, width }) => [at, width]);
  // Start in set B, and the stop that every symbol ends with.
  expect(pattern.slice(0, 3)).toEqual([
    [0, 2],
    [3, 1],
    [6, 1],
  ]);
  expect(pattern.slice(-4)).toEqual([
    [modules - 13, 2],
    [modules - 8, 3],
    [modules - 4, 1],
    [modules - 2, 2],
  ]);
  expect((modules - 13) % 11).toBe(0);
});

test.each([
  ['Åse Ünal, 12 € “x”', 'Åse Ünal, 12 € “x”'],
  ['Łódź Đorđe Iğdır', 'Lódz Dorde Igdir'],
  ['e\u0301', 'é'],
  ['東京 😀\t\0', '?? ???'],
  ['ﬁn – ½', 'fin – ½'],
])('%j is shown as %j', (text, expected) => {
  expect(printable(text)).toBe(expected);
});
