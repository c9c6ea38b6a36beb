/**
 * Contract: what was sent comes back, never more than was; stock rises where it was asked for, a refund is recorded
 * once, and slips are found by their number and listed. Events tell what they were about.
 * Goods are invented in goods.ts.
 */
import { expect, test } from 'vitest';
import type { Operation } from '../../core/operation.ts';
import type { OrderContent } from '../../core/order.ts';
import type { SlipQuery } from '../../core/queries.ts';
import type { ReturnOperation } from '../../core/returns/return.ts';
import { shelfOf, stockUp, wanting } from './goods.ts';
import { deletionOf, type OpenShop, type Shop, told } from './shop.ts';

type Fields = { [key: string]: unknown };

const costs = { costE4: 0, shipping: 0, handling: 0, discount: 0 };

function returning(quantities: Record<number, number> | null, fields: Fields = {}): ReturnOperation {
  const lines =
    quantities &&
    Object.entries(quantities).map(([lineId, quantity]) => ({ lineId: Number(lineId), quantity: quantity }));
  return {
    kind: 'add_return',
    seq: 1,
    lines,
    restockTo: 1,
    ...costs,
    isRefunding: false,
    ...fields,
  } as ReturnOperation;
}

/** An order of three A and two B, all of it sent but for the units that stay. */
async function sent(shop: Shop, { keep = 0, ...content }: Partial<OrderContent> & { keep?: number } = {}) {
  await stockUp(shop, [
    { sku: 'A', units: 5 },
    { sku: 'B', units: 5 },
  ]);
  const lines = [
    { sku: 'A', quantity: 3, unitPriceE4: 100_000, taxE4: 100 },
    { sku: 'B', quantity: 2, unitPriceE4: 50_000 },
  ];
  const orderId = await shop.create(wanting(lines, 'all', { content: { shippingE4: 30_000, ...content } }));
  const [a = 0, b = 0] = (await shop.order(orderId)).state.lines.map(({ id }) => id);
  const take = async (operation: object) =>
    told(
      await shop.take([{ label: 0, operation: { pointer: '', target: { orderId }, ...operation } as Operation }]),
    )[0];
  const flags = { isGoodToGo: true, isShipped: true, isCapturing: true, isAlways: false, carriage: {} };
  const parts = [
    { lineId: a, quantity: 3 - keep },
    { lineId: b, quantity: 2 },
  ];
  await take({ kind: 'add_shipment', lines: parts, ...flags });
  const returns = async () => (await shop.order(orderId)).state.returns ?? [];
  return { orderId, a, b, take, returns };
}

async function slips(shop: Shop, fields: Partial<SlipQuery> = {}): Promise<number[]> {
  const query = { kind: 'return', isNewestFirst: false, offset: 0, limit: 10, ...fields } as const;
  return (await shop.store.listSlips(shop.accountId, query)).map(({ slipId }) => slipId);
}

export function describeReturns(open: OpenShop): void {
  test('units come back once, lines that have none left are skipped, and stock rises where it was asked for', async () => {
    const shop = await open();
    const { orderId, a, b, take, returns } = await sent(shop);
    expect(await shelfOf(shop)).toEqual(['A 2/0', 'B 3/0']);
    expect(await take(returning({ [a]: 2, [b]: 3 }, { comment: 'too big' }))).toBe('replaced r3');
    expect(await shelfOf(shop)).toEqual(['A 4/0', 'B 3/0']);
    const [first] = await returns();
    expect(first).toMatchObject({ seq: 1, isRestocked: true, isCompleted: false, comment: 'too big', revision: 3 });
    expect(first?.lines).toMatchObject([{ lineId: a, quantity: 2, priceE4: 100_000, taxE4: 66 }]);
    expect(await take(returning({ [a]: 2 }))).toBe('nothing_to_return');
    expect(await take(returning(null, { restockTo: null }))).toBe('replaced r4');
    expect(await shelfOf(shop)).toEqual(['A 4/0', 'B 3/0']);
    const [, second] = await returns();
    expect(second?.lines).toMatchObject([
      { lineId: a, quantity: 1, taxE4: 34 },
      { lineId: b, quantity: 2, taxE4: 0 },
    ]);
    expect(await take(returning(null))).toBe('nothing_to_return');
    expect(await take(returning(null, { seq: 2 }))).toBe('shipment_unknown');
    expect((await shop.order(orderId)).status).toBe('shipped');
    const events = (await shop.events()).filter(({ kind }) => kind === 'return.created');
    expect(events.map(({ about }) => about)).toEqual([first?.id, second?.id]);
  });

  test('of a shipment that has not left nothing comes back', async () => {
    const shop = await open();
    const { a, take } = await sent(shop, { keep: 1 });
    const flags = { isGoodToGo: false, isShipped: false, isCapturing: false, isAlways: false, carriage: {} };
    expect(await take({ kind: 'add_shipment', lines: [{ lineId: a, quantity: 1 }], ...flags })).toBe('replaced r3');
    expect(await take(returning(null, { seq: 2 }))).toBe('nothing_to_return');
  });

  test('a refund is recorded once, with the costs of the shipment, and never beyond what the order came to', async () => {
    const shop = await open();
    const { a, b, take, returns } = await sent(shop);
    const asked = { costE4: 5_000, shipping: 'of_shipment', isRefunding: true };
    expect(await take(returning({ [a]: 1 }, asked))).toBe('replaced r3');
    expect(await returns()).toMatchObject([
      { isCompleted: true, shippingE4: 30_000, refund: { at: shop.now, amountE4: 100_000 + 33 + 30_000 - 5_000 } },
    ]);
    expect(await take(returning({ [b]: 1 }, { shipping: 'of_shipment' }))).toBe('replaced r4');
    const [, other] = await returns();
    expect(other?.shippingE4).toBe(0);
    const change = { kind: 'change_return', returnId: other?.id };
    expect(await take({ ...change, isCompleted: true, isRefunding: false })).toBe('replaced r5');
    expect(await take({ ...change, isCompleted: true, isRefunding: false })).toBe('kept r5');
    expect(await take({ ...change, isCompleted: false, isRefunding: true })).toBe('replaced r6');
    expect(await take({ ...change, isCompleted: false, isRefunding: true })).toBe('kept r6');
    expect((await returns())[1]).toMatchObject({ isCompleted: true, refund: { amountE4: 50_000 } });
    expect(await take({ ...change, returnId: 4711, isCompleted: true, isRefunding: false })).toBe('return_unknown');
    expect(await take(returning({ [b]: 1 }, { handling: 9_000_000, isRefunding: true }))).toBe('replaced r7');
    expect((await returns())[2]).toMatchObject({ isCompleted: false, handlingE4: 9_000_000 });
    expect((await returns())[2]?.refund).toBeUndefined();
    const last = { kind: 'change_return', returnId: (await returns())[2]?.id };
    expect(await take({ ...last, isCompleted: false, isRefunding: true })).toBe('refund_failed');
    const lines = [{ lineId: a, quantity: 1 }];
    expect(await take({ kind: 'change_shipment', seq: 1, lines })).toBe('shipment_locked');
  });

  test('where the provider pays back, the return is made and the refund is not', async () => {
    const shop = await open();
    const { take, returns } = await sent(shop);
    shop.settings = { captureProvider: 'external' };
    expect(await take(returning(null, { isRefunding: true }))).toBe('replaced r3');
    const [made] = await returns();
    expect(made?.refund).toBeUndefined();
    expect(await take({ kind: 'change_return', returnId: made?.id, isCompleted: true, isRefunding: true })).toBe(
      'refund_failed',
    );
  });

  test('two at once never return more than was sent', async () => {
    const shop = await open();
    const { a, take } = await sent(shop);
    const words = await Promise.all([0, 1, 2, 3].map(() => take(returning({ [a]: 1 }))));
    expect(words.filter((word) => word === 'nothing_to_return')).toHaveLength(1);
    expect(await shelfOf(shop)).toEqual(['A 5/0', 'B 3/0']);
  });

  test('slips are found by number, order, shipment, customer, status and time, page by page', async () => {
    const shop = await open();
    const one = await sent(shop, { customer: { id: 7 } });
    await one.take(returning({ [one.a]: 1 }));
    shop.now += 10;
    await one.take(returning({ [one.a]: 1 }, { isRefunding: true }));
    const other = await sent(shop);
    shop.now += 10;
    await other.take(returning({ [other.a]: 1 }));
    const [first, second] = (await one.returns()).map(({ id }) => id);
    const [third] = (await other.returns()).map(({ id }) => id);
    const rows: [Partial<SlipQuery>, (number | undefined)[]][] = [
      [{}, [first, second, third]],
      [{ isNewestFirst: true }, [third, second, first]],
      [{ slipId: second ?? 0 }, [second]],
      [{ orderIds: [one.orderId] }, [first, second]],
      [{ orderIds: [one.orderId], seq: 2 }, []],
      [{ customerId: 7 }, [first, second]],
      [{ statuses: ['completed'] }, [second]],
      [{ statuses: [] }, []],
      [{ created: { from: shop.now - 10, to: shop.now, isToExclusive: true } }, [second]],
      [{ offset: 1, limit: 1 }, [second]],
      [{ kind: 'allocation' }, []],
      [{ warehouseIds: [1] }, []],
    ];
    for (const [fields, expected] of rows) expect(await slips(shop, fields)).toEqual(expected);
    expect(await slips(await open())).toEqual([]);
    expect(told(await shop.take([deletionOf({ orderId: one.orderId })]))).toEqual(['order_has_shipments']);
  });
}
