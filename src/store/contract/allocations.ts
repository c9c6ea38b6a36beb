/**
 * Contract: warehouses that have a say confirm or reject what was taken from them, or accept before anything is; what
 * they do not give is looked for elsewhere, and never more is held than is there.
 * Goods are invented in goods.ts.
 */
import { expect, test } from 'vitest';
import type { Operation } from '../../core/operation.ts';
import { type AllocationOperation, END_ASKING } from '../../core/stock/allocation.ts';
import { shelfOf, stockUp, wanting } from './goods.ts';
import { deletionOf, type OpenShop, type Shop, told } from './shop.ts';

const MINUTE_MS = 60_000;

/** Warehouse 1 confirms, 2 is asked first, 3 has no say; so many units of A in each. */
async function openHouse(open: OpenShop, [one, two, three]: readonly [number, number, number]): Promise<Shop> {
  const shop = await open();
  shop.settings = {
    catalog: {
      warehouses: [
        { id: 1, name: 'One', flow: 'confirm', answerMinutes: 5 },
        { id: 2, name: 'Two', flow: 'check_first', answerMinutes: 5 },
        { id: 3, name: 'Three' },
      ],
    },
  };
  const counted = [one, two, three].map((physical, index) => ({ warehouseId: index + 1, physical }));
  await stockUp(shop, [{ sku: 'A', counted }]);
  return shop;
}

async function order(shop: Shop, quantity: number, takes: 'all' | 'some' = 'all') {
  const orderId = await shop.create(wanting([{ sku: 'A', quantity }], takes));
  const state = async () => (await shop.order(orderId)).state;
  const answer = async (operation: AllocationOperation) => {
    const aimed = { pointer: '', target: { orderId }, ...operation } as Operation;
    return told(await shop.take([{ label: 0, operation: aimed }]))[0];
  };
  const request = async () => (await state()).allocations?.at(-1);
  return { orderId, state, answer, request };
}

/** By warehouse, and what the order waits for. */
async function holds({ state }: Awaited<ReturnType<typeof order>>): Promise<string> {
  const held = (await state()).lines[0]?.stock;
  return [
    ...(held?.takings ?? []).map((taking) => `${taking.warehouseId}:${taking.quantity}`),
    `short ${held?.short}`,
  ].join(' ');
}

async function slips(shop: Shop, statuses: readonly string[]): Promise<number[]> {
  const query = { kind: 'allocation', statuses, isNewestFirst: false, offset: 0, limit: 10 } as const;
  return (await shop.store.listSlips(shop.accountId, query)).map(({ slipId }) => slipId);
}

export function describeAllocations(open: OpenShop): void {
  test('a warehouse confirms what was taken from it; an answer stands', async () => {
    const shop = await openHouse(open, [5, 0, 5]);
    const one = await order(shop, 3);
    const request = await one.request();
    expect(request).toMatchObject({
      ...{ warehouseId: 1, status: 'allocated', createdAt: shop.now, expiresAt: shop.now + 5 * MINUTE_MS },
      lines: [{ lineId: (await one.state()).lines[0]?.id, quantity: 3 }],
    });
    const requestId = request?.id ?? 0;
    expect(await slips(shop, ['allocated'])).toEqual([requestId]);
    expect(await one.answer({ kind: 'answer_allocation', requestId, answer: 'confirmed' })).toBe('replaced r2');
    expect(await one.answer({ kind: 'answer_allocation', requestId, answer: 'rejected' })).toBe('allocation_answered');
    expect(await one.answer({ kind: 'answer_allocation', requestId: 4_711, answer: 'rejected' })).toBe(
      'allocation_unknown',
    );
    expect([await slips(shop, ['allocated']), await slips(shop, ['confirmed'])]).toEqual([[], [requestId]]);
    expect(await shelfOf(shop)).toEqual(['A 10/3']);
    const kinds = (await shop.events()).map(({ kind, about }) => [kind, about]);
    expect(kinds).toEqual([
      ['order.created', null],
      ['allocation.created', requestId],
      ['allocation.changed', requestId],
    ]);
  });

  test('what it rejects is taken from those that have not, and waited for where there is none', async () => {
    const shop = await openHouse(open, [5, 0, 2]);
    const one = await order(shop, 3);
    expect(await holds(one)).toBe('1:3 short 0');
    const requestId = (await one.request())?.id ?? 0;
    expect(await one.answer({ kind: 'answer_allocation', requestId, answer: 'rejected' })).toBe('replaced r2');
    expect(await holds(one)).toBe('3:2 short 1');
    expect(await shelfOf(shop)).toEqual(['A 7/2']);
    expect((await one.state()).checks).toMatchObject([{ warehouseId: 2, status: 'asked' }]);
  });

  test('one that does not answer in time lets go; a late word holds while the order waits and the units are there', async () => {
    const shop = await openHouse(open, [5, 0, 0]);
    const one = await order(shop, 3);
    const requestId = (await one.request())?.id ?? 0;
    const asked = { kinds: [END_ASKING], at: shop.now + 5 * MINUTE_MS, leaseMs: 1, limit: 1_000 };
    const jobs = (await shop.store.claimJobs(asked)).filter(({ accountId }) => accountId === shop.accountId);
    expect(jobs.map(({ payload }) => JSON.parse(payload))).toEqual([{ orderId: one.orderId, requestId }]);
    const late = { kind: 'answer_allocation', requestId, answer: 'confirmed' } as const;
    expect(await one.answer({ ...late, answer: 'timed_out' })).toBe('replaced r2');
    expect(await holds(one)).toBe('short 3');
    const other = await order(shop, 4);
    expect(await one.answer(late)).toBe('line_short_of_stock');
    await shop.take([deletionOf({ orderId: other.orderId })]);
    expect(await one.answer(late)).toBe('replaced r3');
    expect(await holds(one)).toBe('1:3 short 0');
    expect(await shelfOf(shop)).toEqual(['A 5/3']);
    const lost = await order(shop, 2);
    const last = { kind: 'answer_allocation', requestId: (await lost.request())?.id ?? 0 } as const;
    await lost.answer({ ...last, answer: 'timed_out' });
    await shop.take([{ label: 0, operation: { kind: 'cancel', pointer: '', target: { orderId: lost.orderId } } }]);
    expect(await lost.answer({ ...last, answer: 'confirmed' })).toBe('allocation_failed');
  });

  test('a shipment, a replacement and an end outdate a request that is open', async () => {
    const shop = await openHouse(open, [9, 0, 0]);
    const shipped = await order(shop, 2);
    const lines = [{ lineId: (await shipped.state()).lines[0]?.id ?? 0, quantity: 2 }];
    const flags = { isGoodToGo: false, isShipped: false, isCapturing: false, isAlways: false, carriage: {} };
    await shop.take([
      {
        label: 0,
        operation: { kind: 'add_shipment', pointer: '', target: { orderId: shipped.orderId }, lines, ...flags },
      },
    ]);
    expect((await shipped.request())?.status).toBe('outdated');
    const replaced = await order(shop, 3);
    await shop.send([{ ...wanting([{ sku: 'A', quantity: 2 }]), orderId: replaced.orderId }]);
    expect((await replaced.state()).allocations?.map(({ status }) => status)).toEqual(['outdated', 'allocated']);
    const canceled = await order(shop, 1);
    await shop.take([{ label: 0, operation: { kind: 'cancel', pointer: '', target: { orderId: canceled.orderId } } }]);
    expect((await canceled.request())?.status).toBe('outdated');
  });

  test('a warehouse that is asked first gives nothing until it accepts, and then all or nothing', async () => {
    const shop = await openHouse(open, [0, 4, 1]);
    const one = await order(shop, 3);
    expect(await holds(one)).toBe('3:1 short 2');
    expect((await one.state()).checks).toEqual([
      { warehouseId: 2, status: 'asked', askedAt: shop.now, expiresAt: shop.now + 5 * MINUTE_MS },
    ]);
    expect(await one.answer({ kind: 'answer_check', warehouseId: 2, answer: 'accepted' })).toBe('replaced r2');
    expect(await holds(one)).toBe('3:1 2:2 short 0');
    expect(await one.answer({ kind: 'answer_check', warehouseId: 2, answer: 'accepted' })).toBe('kept r2');
    expect(await one.answer({ kind: 'answer_check', warehouseId: 2, answer: 'rejected' })).toBe('allocation_answered');
    expect(await one.answer({ kind: 'answer_check', warehouseId: 3, answer: 'accepted' })).toBe('allocation_failed');
    const other = await order(shop, 3, 'some');
    expect(await other.answer({ kind: 'answer_check', warehouseId: 2, answer: 'accepted' })).toBe(
      'line_short_of_stock',
    );
    expect(await other.answer({ kind: 'answer_check', warehouseId: 2, answer: 'rejected' })).toBe('replaced r2');
    expect(await shelfOf(shop)).toEqual(['A 5/3']);
  });

  test('many answers at once never hold more than there is', async () => {
    const shop = await openHouse(open, [0, 10, 0]);
    const orders = await Promise.all(Array.from({ length: 8 }, () => order(shop, 2, 'some')));
    const words = await Promise.all(
      orders.map((one) => one.answer({ kind: 'answer_check', warehouseId: 2, answer: 'accepted' })),
    );
    expect(words.filter((word) => word === 'replaced r2')).toHaveLength(5);
    expect(await shelfOf(shop)).toEqual(['A 10/10']);
  });
}
