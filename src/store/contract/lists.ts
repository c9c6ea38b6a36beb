/**
 * Contract: every filter, sort and page of a list as one table over one small shop. The totals are exact, prepared
 * orders are hidden unless asked for, no character of the caller's is a wildcard, and "without regard to case" holds
 * beyond ASCII. Orders of one instant stand in the order of their ids, in the direction of the sort.
 */
import { beforeAll, expect, test } from 'vitest';
import type { OrderContent } from '../../core/order.ts';
import type { OrderQuery } from '../../core/queries.ts';
import { deletionOf, type Entry, idsOf, type OpenShop, type Shop } from './shop.ts';

const at = (ms: number) => ({ at: ms, wall: '2020-01-01T00:00:00', zone: 'UTC' });
const named = (number: string, content: Partial<OrderContent> = {}): Entry => ({
  orderKey: number,
  content: { number, ...content },
});
const line = (fields: Partial<OrderContent['lines'][number]>) => ({ lines: [{ quantity: 1, ...fields }] });

const customs = { customs: { lines: [{ description: 'SE' }, { originCountry: 'Se' }] } };

/** One batch a row; the clock reads 1000 at the first and moves by 1000. */
const BATCHES: readonly (readonly Entry[])[] = [
  [
    named('A-1', { placedAt: at(50), paidAt: at(60), storeId: 7, shipTo: { name: 'Åsa Öberg' } }),
    named('a-2', { placedAt: at(40), storeId: 7, billTo: { name: 'Bo' }, customer: { id: 9_007_199_254_740_991 } }),
    named('B-1', { placedAt: at(40), shipTo: { name: 'Bo' }, billTo: { name: 'Cy' }, status: 'held', tagIds: [51, 5] }),
  ],
  [
    named('A%1', { placedAt: at(30), ...line({ sku: '100%' }), status: 'shipped' }),
    named('A_1', { placedAt: at(20), tagIds: [5], ...line({ name: 'Große Tasse "L"' }), customer: { id: 5 } }),
    named('AX1', { placedAt: at(10), shipping: customs, ...line({ options: [{ name: 'Färg', value: 'Röd\\blå' }] }) }),
  ],
  [
    named('P-1', { status: 'prepared', placedAt: at(70), ...line({ sku: '1000' }) }),
    named('DEL', { placedAt: at(70) }),
    named('å-9', { placedAt: at(0), giftMessage: 'sku 1000', ...line({ sku: '10_0', comment: 'tasse' }) }),
  ],
];

const ALL = ['A-1', 'a-2', 'B-1', 'A%1', 'A_1', 'AX1', 'å-9'];

const ROWS: readonly (readonly [string, Partial<OrderQuery>, readonly string[]])[] = [
  ['no filter: all that are placed', {}, ALL],
  ['the newest first', { isDescending: true }, ALL.toReversed()],
  ['by date placed', { sort: 'placedAt' }, ['å-9', 'AX1', 'A_1', 'A%1', 'a-2', 'B-1', 'A-1']],
  [
    'by date placed, latest first',
    { sort: 'placedAt', isDescending: true },
    ['A-1', 'B-1', 'a-2', 'A%1', 'A_1', 'AX1', 'å-9'],
  ],
  ['by creation', { sort: 'createdAt' }, ALL],
  ['by creation, latest first', { sort: 'createdAt', isDescending: true }, ALL.toReversed()],
  ['by change', { sort: 'modifiedAt' }, ['A-1', 'B-1', 'A%1', 'A_1', 'AX1', 'å-9', 'a-2']],
  [
    'by change, latest first',
    { sort: 'modifiedAt', isDescending: true },
    ['a-2', 'å-9', 'AX1', 'A_1', 'A%1', 'B-1', 'A-1'],
  ],
  ['a whole name in any case', { customerName: 'åSA öBERG' }, ['A-1']],
  ['a part of a name is no name', { customerName: 'Åsa' }, []],
  ["the recipient's name, else the payer's", { customerName: 'bo' }, ['a-2', 'B-1']],
  ['no name', { customerName: '' }, []],
  ['the start of a number in any case', { numberPrefix: 'a' }, ['A-1', 'a-2', 'A%1', 'A_1', 'AX1']],
  ['the start of a number beyond ASCII', { numberPrefix: 'Å-' }, ['å-9']],
  ['a percent sign is a percent sign', { numberPrefix: 'A%' }, ['A%1']],
  ['an underscore is an underscore', { numberPrefix: 'a_' }, ['A_1']],
  ['a whole number is its own start', { numberPrefix: 'AX1' }, ['AX1']],
  ['longer than the number', { numberPrefix: 'AX12' }, []],
  ['the empty start', { numberPrefix: '' }, ALL],
  ['a whole number', { number: 'A-1' }, ['A-1']],
  ['a whole number in another case', { number: 'a-1' }, []],
  ['the start of a number is no whole number', { number: 'AX' }, []],
  ['a key', { orderKey: 'a-2' }, ['a-2']],
  ['the key of a deleted order', { orderKey: 'DEL' }, []],
  ['a keyword in a SKU', { lineKeyword: 'sku-1' }, ['A-1', 'a-2', 'B-1']],
  ['a keyword with a percent sign', { lineKeyword: '0%' }, ['A%1']],
  ['a keyword with an underscore', { lineKeyword: '0_' }, ['å-9']],
  ['a keyword in a name, not in a comment', { lineKeyword: 'TASSE' }, ['A_1']],
  ['a keyword with quotes', { lineKeyword: '"l"' }, ['A_1']],
  ['a keyword whose letters double in capitals', { lineKeyword: 'GROSSE' }, ['A_1']],
  ["a keyword in an option's name", { lineKeyword: 'färG' }, ['AX1']],
  ["a keyword in an option's value, with a backslash", { lineKeyword: 'RÖD\\B' }, ['AX1']],
  ['a keyword that stands beside the lines only', { lineKeyword: 'sku 1000' }, []],
  ['a keyword that is a word of the document', { lineKeyword: 'quantity' }, []],
  ['created from', { created: { from: 2_000 } }, ['A%1', 'A_1', 'AX1', 'å-9']],
  ['created until, inclusive', { created: { to: 2_000 } }, ['A-1', 'a-2', 'B-1', 'A%1', 'A_1', 'AX1']],
  ['created until, exclusive', { created: { to: 2_000, isToExclusive: true } }, ['A-1', 'a-2', 'B-1']],
  ['created from until', { created: { from: 1_001, to: 2_999 } }, ['A%1', 'A_1', 'AX1']],
  ['modified from', { modified: { from: 3_000 } }, ['a-2', 'å-9']],
  ['placed between', { placed: { from: 20, to: 40 } }, ['a-2', 'B-1', 'A%1', 'A_1']],
  ['paid: those without a payment are out', { paid: { from: 0 } }, ['A-1']],
  ['paid until', { paid: { to: 59 } }, []],
  ['a store', { storeId: 7 }, ['A-1', 'a-2']],
  ['another store', { storeId: 0 }, []],
  ["the caller's customer id", { customerId: 5 }, ['A_1']],
  ['of no ids none', { orderIds: [] }, []],
  ['a tag', { tagId: 5 }, ['B-1', 'A_1']],
  ['a tag that stands first', { tagId: 51 }, ['B-1']],
  ['a tag that nothing bears', { tagId: 1 }, []],
  ['the largest customer id', { customerId: 9_007_199_254_740_991 }, ['a-2']],
  ['the country of origin of a customs line, in any case', { originCountry: 'sE' }, ['AX1']],
  ['another country of origin', { originCountry: 'NO' }, []],
  ['one status', { statuses: ['held'] }, ['B-1']],
  ['several statuses', { statuses: ['held', 'shipped', 'prepared'] }, ['B-1', 'A%1', 'P-1']],
  ['prepared', { statuses: ['prepared'] }, ['P-1']],
  ['no status at all', { statuses: [] }, []],
  ['several filters', { storeId: 7, numberPrefix: 'a-', customerName: 'Bo', lineKeyword: 'sku' }, ['a-2']],
  ['filters that contradict', { storeId: 7, statuses: ['shipped'] }, []],
];

export function describeLists(open: OpenShop): void {
  let shop: Shop;
  beforeAll(async () => {
    shop = await open();
    const neighbor = await open();
    for (const [index, entries] of BATCHES.entries()) {
      shop.now = (index + 1) * 1_000;
      await shop.send(entries);
      await neighbor.send(entries);
    }
    shop.now = 5_000;
    const [deleted] = await shop.find({ orderKey: 'DEL' });
    await shop.take([deletionOf({ orderId: deleted?.orderId ?? 0 })]);
    await shop.send([
      named('a-2', {
        placedAt: at(40),
        storeId: 7,
        billTo: { name: 'Bo' },
        customer: { id: 9_007_199_254_740_991 },
        internalNote: 'x',
      }),
    ]);
  });

  test.each(ROWS)('%s', async (_name, query, expected) => {
    const { orders, total } = await shop.list(query);
    expect(orders.map((order) => order.number)).toEqual(expected);
    expect(total).toBe(expected.length);
  });

  test.each(ROWS)('the same in pages of a scan: %s', async (_name, query, expected) => {
    expect((await shop.scan(query)).map((order) => order.number)).toEqual(expected);
  });

  test('a scan goes on where it was, whatever has come in and gone since', async () => {
    const busy = await open();
    const sent = await busy.send(['1', '2', '3', '4', '5'].map((number) => named(number, { placedAt: at(7) })));
    const [first] = sent.flatMap(idsOf);
    const by = { sort: 'placedAt', isDescending: false, limit: 2 } as const;
    const page = await busy.store.scanOrders(busy.accountId, { ...by, after: null });
    await busy.send([named('0', { placedAt: at(6) }), named('6', { placedAt: at(8) })]);
    await busy.take([deletionOf({ orderId: first ?? 0 })]);
    const rest = await busy.store.scanOrders(busy.accountId, { ...by, limit: 9, after: page.next });
    expect([...page.orders, ...rest.orders].map((order) => order.number)).toEqual(['1', '2', '3', '4', '5', '6']);
    expect(rest.next).toBeNull();
  });

  test('a page that holds all there is says that nothing follows', async () => {
    const whole = { sort: 'orderId', isDescending: false, after: null, limit: ALL.length } as const;
    expect((await shop.store.scanOrders(shop.accountId, whole)).next).toBeNull();
    expect((await shop.store.scanOrders(shop.accountId, { ...whole, limit: 1 })).next).not.toBeNull();
  });

  test('a page is a window of the whole, and the total is that of the whole', async () => {
    for (let offset = 0; offset <= ALL.length + 1; offset += 3) {
      const { orders, total } = await shop.list({ offset, limit: 3 });
      expect(orders.map((order) => order.number)).toEqual(ALL.slice(offset, offset + 3));
      expect(total).toBe(ALL.length);
    }
    expect(await shop.list({ limit: 0 })).toEqual({ orders: [], total: ALL.length });
  });

  test('orders that a batch created or changed last', async () => {
    const { orders } = await shop.list();
    const batchOf = (number: string) => orders.find((order) => order.number === number)?.batchId ?? '';
    const listed = async (batchId: string) => (await shop.list({ batchId })).orders.map((order) => order.number);
    expect(await listed(batchOf('A-1'))).toEqual(['A-1', 'B-1']);
    expect(await listed(batchOf('a-2'))).toEqual(['a-2']);
    expect(await listed('nothing')).toEqual([]);
  });

  test('a listed order is the order that is found by its id', async () => {
    const { orders } = await shop.list({ statuses: ['held', 'prepared'] });
    expect(orders).toHaveLength(2);
    for (const order of orders) expect(await shop.order(order.orderId)).toEqual(order);
  });
}
