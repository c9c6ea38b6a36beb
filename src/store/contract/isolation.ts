/**
 * Contract: two accounts never see each other: the same keys, numbers and idempotency keys, and the other's ids.
 * Part of the suite in src/store/contract.ts, which calls it once for every way a driver can be opened.
 * No test here asks which driver it is on.
 */
import { expect, test } from 'vitest';
import { deletionOf, noteOf, type OpenShop, onlyId, told } from './shop.ts';

const claimed = { orderKey: 'k', isNumberClaimed: true, content: { number: 'N' } };

export function describeIsolation(open: OpenShop): void {
  test('the same keys, numbers and idempotency keys name different orders', async () => {
    const [one, other] = [await open(), await open()];
    const [first] = await one.send([claimed], 'r');
    const [second] = await other.send([claimed], 'r');
    expect(told([first, second].filter((outcome) => outcome !== undefined))).toEqual(['created r1', 'created r1']);
    expect(onlyId(first)).not.toBe(onlyId(second));
    expect((await one.find({ orderKey: 'k' })).map((order) => order.orderId)).toEqual([onlyId(first)]);
    expect((await other.find({ number: 'N' })).map((order) => order.orderId)).toEqual([onlyId(second)]);
    expect((await one.list()).total).toBe(1);
    expect((await other.events()).map((event) => event.orderId)).toEqual([onlyId(second)]);
  });

  test("the other's id names nothing", async () => {
    const [one, other] = [await open(), await open()];
    const orderId = await one.create({ orderKey: 'k' });
    const before = await one.order(orderId);
    expect(await other.find({ orderId })).toEqual([]);
    expect(await other.find({ number: String(orderId) })).toEqual([]);
    expect(await other.revisions(orderId)).toEqual([]);
    expect(told(await other.send([{ orderId }, { orderId, orderKey: 'k' }]))).toEqual([
      'order_unknown',
      'order_unknown',
    ]);
    const operations = [deletionOf({ orderId }), noteOf({ orderId }, 'x'), deletionOf({ number: String(orderId) })];
    for (const operation of operations) expect(told(await other.take([operation]))).toEqual(['order_unknown']);
    expect(await one.order(orderId)).toEqual(before);
    expect(await one.revisions(orderId)).toEqual([]);
  });

  test("the digits of the other's id may be claimed", async () => {
    const [one, other] = [await open(), await open()];
    const orderId = await one.create({});
    const number = String(orderId);
    expect(told(await other.send([{ isNumberClaimed: true, content: { number } }]))).toEqual(['created r1']);
    expect((await one.find({ number })).map((order) => order.orderId)).toEqual([orderId]);
  });

  test('each reads its own events, in pages that hold nothing of the other', async () => {
    const [one, other] = [await open(), await open()];
    for (let round = 0; round < 5; round += 1) {
      await one.send([{}]);
      await other.send([{}, {}]);
    }
    const [first] = await one.events();
    expect(await one.store.listEvents(one.accountId, { eventId: first?.eventId ?? 0, limit: 100 })).toHaveLength(4);
    expect(await other.store.listEvents(other.accountId, { eventId: first?.eventId ?? 0, limit: 100 })).toHaveLength(
      10,
    );
  });
}
