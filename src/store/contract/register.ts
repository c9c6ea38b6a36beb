/**
 * Contract: a command enters the names that its orders mention into the register, in its own transaction: each once,
 * whoever else mentions it at the same moment, and none for an order that was not taken.
 * Called by contract.ts.
 */
import { expect, test } from 'vitest';
import type { OrderContent, OrderLine } from '../../core/order.ts';
import type { DatedChange, RegisterQuery } from '../../core/register/register.ts';
import { momentFromInstant } from '../../core/time.ts';
import { idsOf, itemOf, type OpenShop, Shop } from './shop.ts';

const line = (sku: string, fields: Partial<OrderLine> = {}): OrderLine => ({ sku, quantity: 1, ...fields });
const naming = (skus: readonly string[], content: Partial<OrderContent> = {}) => ({
  content: { lines: skus.map((sku) => line(sku)), ...content },
});

function listed({ store, accountId }: Shop, query: Partial<RegisterQuery> = {}) {
  const asked = { kind: 'product', sort: 'entryId', isDescending: false, offset: 0, limit: 100, ...query } as const;
  return store.listEntries(accountId, asked);
}

async function names(shop: Shop, query: Partial<RegisterQuery> = {}): Promise<readonly string[]> {
  return (await listed(shop, query)).entries.map(({ name }) => name);
}

export function describeRegister(open: OpenShop): void {
  test('the first order that names something enters it; the next one changes nothing', async () => {
    const shop = await open();
    shop.now = 1_000;
    const first = line('MUG', { name: 'Mug', unitPriceE4: 145_000, upc: '012' });
    const adjustment = line('OFF', { isAdjustment: true });
    const customer = { username: 'ada', email: 'ada@example.com' };
    const shipTo = { name: 'Ada Berg', country: 'us', state: 'OR' };
    await shop.create({ content: { lines: [first, adjustment, { quantity: 1 }], customer, shipTo, storeId: 7 } });
    shop.now = 2_000;
    await shop.create({ content: { lines: [line('MUG', { name: 'Other' }), line('TEE')], customer } });
    const { entries, total } = await listed(shop);
    expect([total, entries.map(({ name, title, createdAt }) => [name, title, createdAt])]).toEqual([
      2,
      [
        ['MUG', 'Mug', 1_000],
        ['TEE', 'TEE', 2_000],
      ],
    ]);
    expect(entries[0]).toMatchObject({ modifiedAt: null, isActive: true, details: null });
    expect(JSON.parse(entries[0]?.document ?? '')).toEqual({ name: 'Mug', priceE4: 145_000, upc: '012' });
    const [ada, ...others] = (await listed(shop, { kind: 'customer' })).entries;
    expect([ada?.name, ada?.title, others]).toEqual(['ada', 'Ada Berg', []]);
    expect(JSON.parse(ada?.document ?? '')).toEqual({ email: 'ada@example.com', storeId: 7, address: shipTo });
  });

  test('what was refused, only tried or withdrawn with its batch has named nothing', async () => {
    const shop = await open();
    const rules = { policy: 'independent', isDryRun: false, onDuplicate: 'sequence', isRecorded: false } as const;
    const refused = { orderId: 999_999_999, ...naming(['NO']) };
    await shop.send([refused, naming(['YES'])]);
    const itemOf = (sku: string) => ({
      label: sku,
      draft: {
        ...{ pointer: '', linesPointer: '', orderKey: null, isNumberClaimed: false, isSplittable: false },
        orderId: sku === 'BAD' ? 999_999_999 : null,
        content: { status: 'open', lines: [line(sku)] } as OrderContent,
      },
    });
    await shop.takeBatch({ items: [itemOf('DRY')], receiptKey: null, rules: { ...rules, isDryRun: true } });
    const whole = { ...rules, policy: 'all_or_nothing' } as const;
    await shop.takeBatch({ items: [itemOf('WITH'), itemOf('BAD')], receiptKey: null, rules: whole });
    expect(await names(shop)).toEqual(['YES']);
    await shop.send([naming(['DRY', 'WITH', 'NO'])]);
    expect((await names(shop)).toSorted()).toEqual(['DRY', 'NO', 'WITH', 'YES']);
  });

  test('names are found by themselves, in any form, and only within their account', async () => {
    const [shop, other] = [await open(), await open()];
    const odd = ["'; DROP", ' two  words ', 'Ünï\u0000', '__proto__', 'lone \ud800'];
    await shop.create(naming(odd, { customer: { username: 'MUG' } }));
    await other.create(naming(['MUG']));
    const asked = { product: [...odd, 'MUG', 'mug'], customer: ['MUG', odd[0] ?? ''] };
    const refs = await shop.store.findEntryRefs(shop.accountId, asked);
    expect(refs.map(({ kind, name }) => `${kind} ${name}`).toSorted()).toEqual(
      ['customer MUG', ...odd.map((name) => `product ${name.toWellFormed().replace('\0', '\ufffd')}`)].toSorted(),
    );
    expect(new Set(refs.map(({ entryId }) => entryId)).size).toBe(6);
    expect(await shop.store.findEntryRefs(shop.accountId, { product: [], customer: [] })).toEqual([]);
    expect(await names(other)).toEqual(['MUG']);
    await shop.create(naming(['x'.repeat(256), '  ', '']));
    expect((await listed(shop)).total).toBe(odd.length);
  });

  test('many that name the same at once make one entry each', async () => {
    const shop = await open();
    // Each remembers its own commits alone, as processes do.
    const others = Array.from({ length: 4 }, () => new Shop(shop.store, shop.account));
    const skus = Array.from({ length: 20 }, (_, index) => `S-${index}`);
    const rounds = others.flatMap((one, index) => [
      one.create(naming(index % 2 === 0 ? skus : skus.toReversed())),
      one.create(naming(skus.slice(5))),
    ]);
    expect(new Set(await Promise.all(rounds)).size).toBe(8);
    expect((await names(shop)).toSorted()).toEqual(skus.toSorted());
  });

  test('lists filter, sort and page', async () => {
    const shop = await open();
    for (const [at, sku, name] of [
      [10, 'b', 'Cup'],
      [20, 'C', 'cup'],
      [30, 'a', 'Tray'],
    ] as const) {
      shop.now = at;
      await shop.create({ content: { lines: [line(sku, { name, upc: `u ${sku}` })] } });
    }
    const change = { title: 'Tray', isActive: false, labels: ['tag:1', 'tag:12'], details: '{"x":1}', at: 40 };
    const changed = async (name: string, fields: Partial<DatedChange> = {}) => {
      const [entry] = (await listed(shop, { name })).entries;
      const named = { kind: 'product', entryId: entry?.entryId ?? 0 } as const;
      return shop.store.changeEntry(shop.accountId, named, { ...change, ...fields });
    };
    expect([await changed('a'), await changed('none')]).toEqual([true, false]);
    expect((await listed(shop, { name: 'a' })).entries[0]).toMatchObject({
      ...{ modifiedAt: 40, isActive: false, details: '{"x":1}', createdAt: 30 },
    });
    const rows: [Partial<RegisterQuery>, string][] = [
      [{}, 'b C a'],
      [{ isDescending: true }, 'a C b'],
      [{ sort: 'name' }, 'C a b'],
      [{ sort: 'title' }, 'b C a'],
      [{ sort: 'title', isDescending: true }, 'a C b'],
      [{ sort: 'modifiedAt' }, 'b C a'],
      [{ sort: 'createdAt', isDescending: true }, 'a C b'],
      [{ title: 'CUP' }, 'b C'],
      [{ name: 'c' }, ''],
      [{ isActive: true }, 'b C'],
      [{ created: { from: 10, to: 20 } }, 'b C'],
      [{ created: { from: 10, to: 20, isToExclusive: true } }, 'b'],
      [{ labels: [['upc:U%20B', 'tag:12']] }, 'b a'],
      [{ labels: [['tag:1'], ['tag:12']] }, 'a'],
      [{ labels: [['tag']] }, ''],
      [{ labels: [[]] }, ''],
      [{ offset: 1, limit: 1 }, 'C'],
    ];
    for (const [query, expected] of rows) expect((await names(shop, query)).join(' ')).toBe(expected);
    expect((await listed(shop, { offset: 5, limit: 1 })).total).toBe(3);
    expect((await listed(shop, { kind: 'customer' })).total).toBe(0);
  });

  test('a change made from what no longer stands changes nothing', async () => {
    const shop = await open();
    const [ref] = await shop.store.enterNames(
      shop.accountId,
      [{ kind: 'shopper', name: 'ada', title: 'ada', labels: [], document: '{}' }],
      1,
    );
    const named = { kind: 'shopper', entryId: ref?.entryId ?? 0 } as const;
    const change = (details: string, from?: DatedChange['from']) =>
      shop.store.changeEntry(shop.accountId, named, {
        ...{ title: 'ada', isActive: true, labels: [], at: 10, details, from },
      });
    const fresh = { modifiedAt: null, details: null };
    expect(await change('{"a":1}', fresh)).toBe(true);
    expect(await change('{"b":1}', fresh)).toBe(false);
    expect(await change('{"a":1,"b":1}', { modifiedAt: 10, details: '{"a":1}' })).toBe(true);
    await shop.store.forgetEntry(shop.accountId, named, 10);
    expect(await change('{"a":2}', { modifiedAt: 10, details: '{"a":1,"b":1}' })).toBe(false);
    expect((await listed(shop, { kind: 'shopper' })).entries).toMatchObject([{ title: '', details: null }]);
  });

  test('names are entered by themselves, each once, with an id for every one', async () => {
    const shop = await open();
    const of = (email: string) => ({ kind: 'shopper' as const, name: email, title: email, labels: [], document: '{}' });
    const enter = (...emails: string[]) => shop.store.enterNames(shop.accountId, emails.map(of), shop.now);
    const [first, second] = (await enter('ada', 'bo')).toSorted((a, b) => (a.name < b.name ? -1 : 1));
    const again = await enter('bo', 'cy', 'bo');
    expect(again.map(({ name }) => name).toSorted()).toEqual(['bo', 'cy']);
    expect(again.find(({ name }) => name === 'bo')?.entryId).toBe(second?.entryId);
    expect(await names(shop, { kind: 'shopper', title: 'ADA' })).toEqual(['ada']);
    expect(await names(shop, { kind: 'shopper', changedFrom: shop.now + 1 })).toEqual([]);
    const named = { kind: 'shopper', entryId: first?.entryId ?? 0 } as const;
    expect(await shop.store.forgetEntry(shop.accountId, named, shop.now + 1)).toBe(true);
    const { entries } = await listed(shop, { kind: 'shopper', changedFrom: shop.now + 1 });
    expect(entries).toMatchObject([{ name: `forgotten ${named.entryId}`, title: '', document: '{}', isActive: false }]);
    expect((await enter('ada'))[0]?.entryId).not.toBe(named.entryId);
    expect(await shop.store.forgetEntry(shop.accountId, { ...named, entryId: 4_711 }, 1)).toBe(false);
  });

  test('a person is forgotten in orders, in their former documents and in deleted orders; nobody else is', async () => {
    const shop = await open();
    const person = { name: 'Ada Berg', street1: '1 Harbor', city: 'Uppsala', email: 'ada@example.com', country: 'SE' };
    const content = (id: number): Partial<OrderContent> => ({
      ...{ customer: { id, email: 'ada@example.com' }, billTo: person, shipTo: person, giftMessage: 'Dear Ada' },
      ...{ customerNote: 'Ada again', internalNote: 'Ada', extras: { wire: { buyer: 'Ada', number: 3 } } },
    });
    const orderId = await shop.create({ orderKey: 'k', content: content(7) });
    await shop.send([{ orderKey: 'k', content: { ...content(7), voucherCodes: ['X'] } }]);
    const deletedId = await shop.create({ content: content(7) });
    await shop.take([{ label: 0, operation: { kind: 'delete', pointer: '', target: { orderId: deletedId } } }]);
    const otherId = await shop.create({ content: content(8) });
    const anonymize = { label: 0, operation: { kind: 'anonymize', pointer: '', target: { orderId } } } as const;
    expect((await shop.take([anonymize]))[0]?.kind).toBe('replaced');
    expect((await shop.take([anonymize]))[0]?.kind).toBe('kept');
    await shop.store.forgetHistory(shop.accountId, { orderIds: [orderId], customerId: 7, words: [] }, shop.now);
    const order = await shop.order(orderId);
    expect(order.content).toMatchObject({ customer: { id: 7 }, billTo: { country: 'SE' }, voucherCodes: ['X'] });
    expect(order.content.extras).toEqual({ wire: { number: 3 } });
    const former = [...(await shop.revisions(orderId)), ...(await shop.revisions(deletedId))];
    expect(former.length).toBeGreaterThan(1);
    expect(JSON.stringify([order, former])).not.toMatch(/Ada|Harbor|Uppsala|ada@/);
    expect((await shop.list({ customerName: 'Ada Berg' })).orders.map((one) => one.orderId)).toEqual([otherId]);
    expect((await shop.events()).filter(({ kind }) => kind === 'order.anonymized')).toHaveLength(1);
  });
  test('a person is forgotten in parcels, as a username, in records of batches and in receipts', async () => {
    const shop = await open();
    const words = ['ada@example.com', 'Ada Berg', 'Berg'];
    const person = { name: 'Ada Berg', email: 'ada@example.com', country: 'SE' };
    const content = (id: number, username: string): Partial<OrderContent> => ({
      customer: { id, username, email: 'ada@example.com' },
      ...{ billTo: person, shipTo: person },
      lines: [{ sku: 'A', quantity: 1, comment: 'Ada', extras: { wire: { text: 'Ada', number: 3 } } }],
    });
    const refused = { orderId: 4_711_000, label: 'for ADA@example.com' };
    const rules = { policy: 'independent', isDryRun: false, onDuplicate: 'sequence', isRecorded: true } as const;
    const items = [
      itemOf({ label: 'ada@example.com', content: content(7, 'ada') }, 0),
      itemOf({ label: 'Berg', content: content(8, 'bo') }, 1),
      itemOf(refused, 2),
    ];
    const { batchId, outcomes } = await shop.takeBatch({ items, receiptKey: 'once', rules });
    const [orderId = 0, otherId = 0] = outcomes.map((outcome) => idsOf(outcome)[0]);
    const shippedAt = momentFromInstant(7, 'UTC');
    const wish = { carrierCode: 'test_carrier', serviceCode: 'test_ground', shippedAt };
    for (const id of [orderId, otherId]) {
      await shop.take([{ label: 0, operation: { kind: 'label', pointer: '', target: { orderId: id }, wish } }]);
    }
    await shop.take([{ label: 0, operation: { kind: 'anonymize', pointer: '', target: { orderId } } }]);
    await shop.store.forgetHistory(shop.accountId, { orderIds: [orderId], customerId: 7, words }, shop.now);
    const sorting = { kind: 'label', sort: 'parcelId', isDescending: false, offset: 0, limit: 10 } as const;
    const { parcels } = await shop.store.listParcels(shop.accountId, sorting);
    const told = parcels.map(({ orderId: of, shipTo, email, lines }) => [
      of,
      shipTo?.name,
      email,
      lines[0]?.line.comment,
    ]);
    expect(told).toEqual([
      [orderId, undefined, undefined, undefined],
      [otherId, 'Ada Berg', 'ada@example.com', 'Ada'],
    ]);
    expect(parcels[0]?.shipTo).toEqual({ country: 'SE' });
    expect(parcels[0]?.lines[0]?.line.extras).toEqual({ wire: { number: 3 } });
    const found = await shop.store.listParcels(shop.accountId, { ...sorting, recipient: 'ada berg' });
    expect(found.parcels.map((parcel) => parcel.orderId)).toEqual([otherId]);
    expect((await names(shop, { kind: 'customer' })).toSorted()).toEqual([
      'bo',
      expect.stringMatching(/^forgotten \d+$/),
    ]);
    const record = await shop.store.findBatch(shop.accountId, batchId);
    expect(record?.counts).toMatchObject({ created: 2, refused: 1 });
    expect(record?.refused).toMatchObject([{ label: 'forgotten', refusal: { problems: [{ given: 'forgotten' }] } }]);
    // What is left of the receipt: a word alone may stand in anybody's label.
    const [again, kept] = (await shop.takeBatch({ items: items.slice(0, 2), receiptKey: 'once' })).outcomes;
    expect(idsOf(kept)).toEqual([otherId]);
    expect(idsOf(again)).not.toEqual([orderId]);
    expect(await names(shop, { kind: 'customer', name: 'ada' })).toEqual(['ada']);
  });
}
