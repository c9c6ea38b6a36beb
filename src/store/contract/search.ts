/**
 * Contract: full-text search. Every word of a search begins a word of the order's number, of a SKU, or of the name,
 * company or e-mail of whoever buys, pays or receives, in any case; what was stated before and is no longer is not
 * found. The same orders in every driver, alone and beside other filters, in a page and in a scan.
 */
import { beforeAll, expect, test } from 'vitest';
import { wordsOf } from '../../core/lists/terms.ts';
import type { OrderContent } from '../../core/order.ts';
import type { OrderQuery } from '../../core/queries.ts';
import { deletionOf, type Entry, type OpenShop, type Shop } from './shop.ts';

const named = (number: string, content: Partial<OrderContent> = {}): Entry => ({
  orderKey: number,
  content: { number, lines: [], ...content },
});
const sold = (sku: string) => [{ quantity: 1, sku, name: 'Hidden words' }];

const ENTRIES: readonly Entry[] = [
  named('W-100', { shipTo: { name: 'Åsa Öberg-Lind' }, customer: { email: 'asa.oberg@post.example' } }),
  named('W-101', { billTo: { name: "Bo O'Neil", company: 'Straße & Söhne' }, lines: sold('MUG-01/blue') }),
  named('X-100', { shipTo: { name: 'Bo Lind', email: 'lind@example.com' }, lines: sold('MUG-02') }),
  named('Y-1', { shipTo: { firstName: 'Čeněk', lastName: '木村 拓哉' }, lines: sold("it's\\here:*") }),
  named('Z-9', { status: 'prepared', shipTo: { name: 'Bo Lind' } }),
];

const ROWS: readonly (readonly [string, string, Partial<OrderQuery>, readonly string[]])[] = [
  ['a word of a name', 'Lind', {}, ['W-100', 'X-100']],
  ['in any case, beyond ASCII', 'öBERG', {}, ['W-100']],
  ['the start of a word', 'ob', {}, ['W-100']],
  ['the end of a word is none', 'berg', {}, []],
  ['all words must be there', 'bo lind', {}, ['X-100']],
  ['in any order, of any field', 'mug w', {}, ['W-101']],
  ['an e-mail as a whole', 'lind@example.com', {}, ['X-100']],
  ['a number', 'w-10', {}, ['W-100', 'W-101']],
  ['a part of a number', '100', {}, ['W-100', 'X-100']],
  ['a SKU', 'mug-01', {}, ['W-101']],
  ['a SKU with marks that mean something elsewhere', `it's\\here:*`, {}, ['Y-1']],
  ['a company, whose letters double in capitals', 'strasse', {}, ['W-101']],
  ['letters of any script', '木村', {}, ['Y-1']],
  ['a letter whose mark stands apart', 'c\u030Cene\u030Ck', {}, ['Y-1']],
  ['quotes and operators are no words', '"lind" OR NOT* (bo)', {}, []],
  ['names of lines are not searched', 'hidden', {}, []],
  ['beside a filter', 'lind', { numberPrefix: 'x' }, ['X-100']],
  ['prepared orders, asked for', 'lind', { statuses: ['prepared'] }, ['Z-9']],
  ['what was stated before', 'former', {}, []],
  ['what a deleted order stated', 'gone', {}, []],
  ['nothing like it', 'zzz', {}, []],
];

export function describeSearch(open: OpenShop): void {
  let shop: Shop;
  beforeAll(async () => {
    shop = await open();
    const neighbor = await open();
    await shop.send([named('W-100', { shipTo: { name: 'Former' } }), named('GONE', { shipTo: { name: 'Gone' } })]);
    await shop.list();
    await shop.send(ENTRIES);
    await neighbor.send(ENTRIES);
    const [gone] = await shop.find({ orderKey: 'GONE' });
    await shop.take([deletionOf({ orderId: gone?.orderId ?? 0 })]);
  });

  test.each(ROWS)('%s', async (_name, search, query, expected) => {
    const asked = { ...query, words: wordsOf(search) };
    const { orders, total } = await shop.list(asked);
    expect(orders.map((order) => order.number)).toEqual(expected);
    expect(total).toBe(expected.length);
  });

  test.each(ROWS)('the same in pages of a scan: %s', async (_name, search, query, expected) => {
    const asked = { ...query, words: wordsOf(search), limit: 1 };
    expect((await shop.scan(asked)).map((order) => order.number)).toEqual(expected);
    const reversed = await shop.scan({ ...asked, sort: 'placedAt', isDescending: true });
    expect(reversed.map((order) => order.number).sort()).toEqual([...expected].sort());
  });

  test('a start that begins more words than are looked for one by one', async () => {
    const names = Array.from({ length: 40 }, (_, index) => `Many${index}`);
    await shop.send(names.map((name) => named(`M-${name}`, { shipTo: { name } })));
    for (const [start, expected] of [
      ['MANY', 40],
      ['MANY1', 11],
      ['MANY39', 1],
    ] as const) {
      expect((await shop.list({ words: [start] })).total).toBe(expected);
    }
    expect((await shop.list({ words: ['MANY', 'MANY2'] })).total).toBe(11);
  });

  test('an order that changes its words again and again is found by the last', async () => {
    for (let step = 0; step < 5; step++) {
      await shop.send([named('CHANGING', { shipTo: { name: `Step${step}` } })]);
      expect((await shop.list({ words: [`STEP${step}`] })).total).toBe(1);
      expect((await shop.list({ words: ['STEP'] })).total).toBe(1);
    }
  });
}
