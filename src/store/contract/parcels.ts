/**
 * Contract: what leaves an order becomes a parcel with a number of its own, by a label or because somebody says so; labels
 * are voided once; lists find parcels by everything they are known by, page by page, and never another account's.
 * Goods are invented in goods.ts.
 */
import { expect, test } from 'vitest';
import type { BatchItem } from '../../core/batch.ts';
import type { OrderContent } from '../../core/order.ts';
import type { Outcome } from '../../core/outcome.ts';
import type { LabelWish, ParcelOperation } from '../../core/shipments/parcel.ts';
import type { ParcelQuery } from '../../core/shipments/parcel-query.ts';
import { momentFromInstant } from '../../core/time.ts';
import { shelfOf, stockUp, wanting } from './goods.ts';
import { deletionOf, type OpenShop, type Shop, told } from './shop.ts';

type Fields = Partial<Omit<ParcelQuery, 'kind'>>;

function on(orderId: number, operation: ParcelOperation): BatchItem {
  return { label: 0, operation: { pointer: '', target: { orderId }, ...operation } };
}

function labeling(shop: Shop, fields: Partial<LabelWish> = {}): ParcelOperation {
  const shippedAt = momentFromInstant(shop.now, 'UTC');
  return { kind: 'label', wish: { carrierCode: 'test_carrier', serviceCode: 'test_ground', shippedAt, ...fields } };
}

function parcelIdOf([outcome]: readonly Outcome[]): number {
  if (outcome === undefined || outcome.kind === 'refused' || outcome.parcelId === undefined) {
    throw new Error(`a parcel expected: ${JSON.stringify(outcome)}`);
  }
  return outcome.parcelId;
}

async function label(shop: Shop, orderId: number, fields: Partial<LabelWish> = {}): Promise<number> {
  return parcelIdOf(await shop.take([on(orderId, labeling(shop, fields))]));
}

async function listed(shop: Shop, kind: 'label' | 'told', fields: Fields = {}): Promise<number[]> {
  const query = { kind, sort: 'parcelId', isDescending: false, offset: 0, limit: 10, ...fields } as const;
  return (await shop.store.listParcels(shop.accountId, query)).parcels.map(({ parcelId }) => parcelId);
}

const to = (name: string, country = 'US'): Partial<OrderContent> => ({ shipTo: { name, country } });

export function describeParcels(open: OpenShop): void {
  test('a label ships its order with what is in it; a second one is empty; the last voided brings it back', async () => {
    const shop = await open();
    const orderId = await shop.create({ content: { number: 'A-1', customer: { email: 'a@b.c' }, ...to('Ada') } });
    const first = await label(shop, orderId);
    shop.now += 1;
    const second = await label(shop, orderId, { serviceCode: 'test_express' });
    expect(await shop.order(orderId)).toMatchObject({ status: 'shipped', revision: 3 });
    expect(await shop.store.findParcel(shop.accountId, first)).toMatchObject({
      ...{ parcelId: first, kind: 'label', orderId, number: 'A-1', email: 'a@b.c', shipTo: { name: 'Ada' } },
      ...{ costE4: 45_000, voidedAt: null, trackingNumber: expect.stringMatching(/^TEST\d{13}$/) },
      lines: [{ lineId: expect.any(Number), line: { sku: 'SKU-1', quantity: 2 } }],
    });
    expect(await shop.store.findParcel(shop.accountId, second)).toMatchObject({ costE4: 130_000, lines: [] });

    expect(told(await shop.take([on(orderId, { kind: 'void', parcelId: first })]))).toEqual(['replaced r4']);
    expect(told(await shop.take([on(orderId, { kind: 'void', parcelId: first })]))).toEqual(['kept r4']);
    expect((await shop.order(orderId)).status).toBe('shipped');
    expect(told(await shop.take([on(orderId, { kind: 'void', parcelId: second })]))).toEqual(['replaced r5']);
    expect(await shop.order(orderId)).toMatchObject({
      status: 'open',
      state: { parcels: [{ voidedAt: shop.now }, {}] },
    });
    expect((await shop.store.findParcel(shop.accountId, second))?.voidedAt).toBe(shop.now);
    const events = (await shop.events()).map(({ kind, about }) => [kind, about]);
    expect(events.slice(1)).toEqual([
      ['label.created', first],
      ['label.created', second],
      ['label.voided', first],
      ['label.voided', second],
    ]);
    const third = await label(shop, orderId);
    expect((await shop.store.findParcel(shop.accountId, third))?.lines).toHaveLength(1);
  });

  test('marking as shipped makes a parcel without a label, once; a label voided then does not bring the order back', async () => {
    const shop = await open();
    const orderId = await shop.create({ content: to('Ada') });
    const shipping = { kind: 'ship', shipment: { carrierCode: 'Post', trackingNumber: 'T1' } } as const;
    expect(told(await shop.take([on(orderId, shipping)]))).toEqual(['replaced r2']);
    expect(told(await shop.take([on(orderId, shipping)]))).toEqual(['kept r2']);
    const [parcelId = 0] = await listed(shop, 'told');
    expect(await shop.store.findParcel(shop.accountId, parcelId)).toMatchObject({
      ...{ kind: 'told', orderId, carrierCode: 'Post', trackingNumber: 'T1', costE4: 0, lines: [] },
      shippedAt: { at: shop.now },
    });
    const extra = await label(shop, orderId);
    await shop.take([on(orderId, { kind: 'void', parcelId: extra })]);
    const order = await shop.order(orderId);
    expect([order.status, order.state.shipment]).toEqual(['shipped', shipping.shipment]);
  });

  test('goods leave with the first label', async () => {
    const shop = await open();
    await stockUp(shop, [{ sku: 'A', units: 5 }]);
    const orderId = await shop.create(wanting([{ sku: 'A', quantity: 3 }], 'all'));
    expect(await shelfOf(shop)).toEqual(['A 5/3']);
    await label(shop, orderId);
    await label(shop, orderId);
    expect(await shelfOf(shop)).toEqual(['A 2/0']);
  });

  test('only an order that was placed and not canceled gets a label, and only its own are voided', async () => {
    const shop = await open();
    const rows = [
      ['prepared', 'order_status_unfit'],
      ['canceled', 'order_locked'],
      ['held', 'replaced r2'],
      ['unpaid', 'replaced r2'],
    ] as const;
    for (const [status, expected] of rows) {
      const orderId = await shop.create({ content: { status } });
      expect(told(await shop.take([on(orderId, labeling(shop))]))).toEqual([expected]);
    }
    const orderId = await shop.create({});
    expect(told(await shop.take([on(orderId, { kind: 'void', parcelId: 1 })]))).toEqual(['shipment_unknown']);
    expect(told(await shop.take([on(999_999, labeling(shop))]))).toEqual(['order_unknown']);
  });

  test('a label may be of no order, and is told of as one; events of orders do not name it', async () => {
    const shop = await open();
    const outcomes = await shop.take([on(0, labeling(shop, { shipTo: { name: 'Bo' }, storeId: 7 }))]);
    expect(outcomes).toMatchObject([{ kind: 'created', orders: [{ orderId: 0 }] }]);
    const parcelId = parcelIdOf(outcomes);
    expect(await shop.store.findParcel(shop.accountId, parcelId)).toMatchObject({
      orderId: null,
      storeId: 7,
      lines: [],
    });
    await shop.take([on(0, { kind: 'void', parcelId })]);
    expect((await shop.store.findParcel(shop.accountId, parcelId))?.voidedAt).toBe(shop.now);
    expect(await shop.events()).toEqual([]);
    const facts = await shop.store.listFacts(shop.accountId, { eventId: 0, limit: 10 });
    expect(facts).toMatchObject([
      { kind: 'label.created', orderId: 0, about: parcelId, status: 'shipped', statusBefore: null, storeId: 7 },
      { kind: 'label.voided', orderId: 0, about: parcelId },
    ]);
  });

  test('the same call under one receipt makes one label, wherever it is sent from by then', async () => {
    const shop = await open();
    const orderId = await shop.create({});
    const first = await shop.take([on(orderId, labeling(shop))], 'once');
    const again = { ...labeling(shop), shipFrom: { name: 'Elsewhere' } } as ParcelOperation;
    expect(await shop.take([on(orderId, again)], 'once')).toEqual(first);
    expect(await listed(shop, 'label')).toEqual([parcelIdOf(first)]);
  });

  test('lists by everything a parcel is known by, in either direction, page by page', async () => {
    const shop = await open();
    const customs = { lines: [{ originCountry: 'SE' }] };
    const one = await shop.create({ content: { number: 'N-1', storeId: 5, ...to('Ada Berg'), shipping: { customs } } });
    const two = await shop.create({ content: { number: 'N-2', ...to('Bo Ek', 'se') } });
    const start = shop.now;
    const later = { shippedAt: momentFromInstant(start - 5_000, 'UTC') };
    const a = await label(shop, one);
    shop.now += 10;
    const b = await label(shop, two, { serviceCode: 'test_express', ...later });
    shop.now += 10;
    const c = await label(shop, one, { shippedAt: momentFromInstant(start + 5_000, 'UTC') });
    await shop.take([on(two, { kind: 'void', parcelId: b })]);
    const told = await shop.create({ content: to('Ada Berg') });
    await shop.take([on(told, { kind: 'ship', shipment: {} })]);
    const parcel = await shop.store.findParcel(shop.accountId, a);
    const rows: readonly [Fields, number[]][] = [
      [{}, [a, b, c]],
      [{ isDescending: true }, [c, b, a]],
      [{ sort: 'createdAt', isDescending: true }, [c, b, a]],
      [{ sort: 'shippedAt' }, [b, a, c]],
      [{ sort: 'shippedAt', offset: 1, limit: 1 }, [a]],
      [{ parcelId: b }, [b]],
      [{ orderId: one }, [a, c]],
      [{ number: 'n-1' }, [a, c]],
      [{ number: 'N' }, []],
      [{ recipient: 'ADA BERG' }, [a, c]],
      [{ country: 'SE' }, [b]],
      [{ carrierCode: 'Test_Carrier' }, [a, b, c]],
      [{ serviceCode: 'test_express' }, [b]],
      [{ trackingNumber: parcel?.trackingNumber }, [a]],
      [{ storeId: 5 }, [a, c]],
      [{ originCountry: 'se' }, [a, c]],
      [{ batchId: parcel?.batchId }, [a]],
      [{ created: { from: start + 10, to: start + 20 } }, [b, c]],
      [{ created: { to: start + 9 } }, [a]],
      [{ shipped: { from: start, to: start + 5_000 } }, [a, c]],
      [{ voided: { from: start } }, [b]],
      [{ voided: { to: start } }, []],
      [{ recipient: 'Ada Berg', orderId: two }, []],
    ];
    for (const [fields, expected] of rows)
      expect([fields, await listed(shop, 'label', fields)]).toEqual([fields, expected]);
    expect(await listed(shop, 'told', { recipient: 'ada berg' })).toHaveLength(1);
    expect(await listed(await open(), 'label')).toEqual([]);
    const page = { kind: 'label', sort: 'parcelId', isDescending: false, offset: 0, limit: 2 } as const;
    expect(await shop.store.listParcels(shop.accountId, page)).toMatchObject({ total: 3, parcels: [{}, {}] });
    expect(await (await open()).store.findParcel((await open()).accountId, a)).toBeNull();
  });

  test('a parcel stays when its order goes, and its label can still be voided', async () => {
    const shop = await open();
    const orderId = await shop.create({});
    const parcelId = await label(shop, orderId);
    await shop.take([deletionOf({ orderId })]);
    expect(await listed(shop, 'label')).toEqual([parcelId]);
    await shop.take([on(0, { kind: 'void', parcelId })]);
    expect(await listed(shop, 'label', { voided: { from: shop.now } })).toEqual([parcelId]);
  });

  test('texts of any kind and length are kept and found', async () => {
    const shop = await open();
    const name = `\0\ud800${'Ж'.repeat(4_000)}`;
    const orderId = await shop.create({ content: to(name) });
    const parcelId = await label(shop, orderId);
    expect(await listed(shop, 'label', { recipient: name })).toEqual([parcelId]);
    expect((await shop.store.findParcel(shop.accountId, parcelId))?.shipTo?.name).toBe(name);
  });
}
