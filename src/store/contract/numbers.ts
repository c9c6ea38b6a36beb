/**
 * Contract: a claimed number belongs to one order of the account, an order id in digits counts as one, and no order
 * id is given whose digits somebody has claimed. Numbers that nobody claims may repeat.
 * Part of the suite in src/store/contract.ts, which calls it once for every way a driver can be opened.
 */
import { expect, test } from 'vitest';
import { deletionOf, idsOf, itemOf, type OpenShop, onlyId, told } from './shop.ts';

const claim = (number: string | undefined, orderKey: string | null = null) => ({
  orderKey,
  isNumberClaimed: true,
  content: { number },
});

export function describeNumbers(open: OpenShop): void {
  test('a claimed number is refused to another order, in one batch and later', async () => {
    const shop = await open();
    expect(told(await shop.send([claim('A-1'), claim('A-1'), claim('a-1')]))).toEqual([
      'created r1',
      'order_number_taken',
      'created r1',
    ]);
    expect(told(await shop.send([claim('A-1'), claim('A-2')]))).toEqual(['order_number_taken', 'created r1']);
  });

  test('an order may keep its number, change it, and the old one is free then', async () => {
    const shop = await open();
    await shop.send([claim('A-1', 'k'), claim('B-1', 'other')]);
    const changed = (number: string, giftMessage: string) => ({
      ...claim(number, 'k'),
      content: { number, giftMessage },
    });
    expect(told(await shop.send([changed('A-1', 'x')]))).toEqual(['replaced r2']);
    expect(told(await shop.send([changed('B-1', 'y')]))).toEqual(['order_number_taken']);
    expect(told(await shop.send([changed('A-2', 'y')]))).toEqual(['replaced r3']);
    expect(told(await shop.send([claim('A-1')]))).toEqual(['created r1']);
  });

  test('a number is free again once its order is deleted', async () => {
    const shop = await open();
    await shop.send([claim('A-1')]);
    expect(told(await shop.take([deletionOf({ number: 'A-1' })]))).toEqual(['replaced r2']);
    expect(told(await shop.send([claim('A-1')]))).toEqual(['created r1']);
  });

  test('numbers that nobody claims repeat, and stand in nobody’s way', async () => {
    const shop = await open();
    const plain = { content: { number: 'A-1' } };
    expect(told(await shop.send([plain, plain, claim('A-1'), plain]))).toEqual(Array(4).fill('created r1'));
    expect(await shop.find({ number: 'A-1' })).toHaveLength(1);
  });

  test('the digits of an order id are taken', async () => {
    const shop = await open();
    const orderId = await shop.create({});
    expect(told(await shop.send([claim(String(orderId))]))).toEqual(['order_number_taken']);
    await shop.take([deletionOf({ orderId })]);
    expect(told(await shop.send([claim(String(orderId))]))).toEqual(['created r1']);
  });

  test('no order id is given whose digits are claimed, in the store or in the same batch', async () => {
    const shop = await open();
    const last = await shop.create({});
    const soon = [2, 3, 4, 5, 9].map((step) => String(last + step));
    const claimed = await shop.send([{}, ...soon.map((number) => claim(number))]);
    expect(told(claimed)).toEqual(Array(6).fill('created r1'));
    const later = [10, 20, 21, 22].map((step) => String(last + step));
    await shop.send(later.map((number) => claim(number)));
    const made = await shop.send(Array.from({ length: 30 }, () => ({})));
    const ids = [...claimed, ...made].flatMap(idsOf).map(String);
    expect(ids.filter((id) => soon.includes(id))).toEqual([]);
    expect(made.flatMap(idsOf).filter((id) => later.includes(String(id)))).toEqual([]);
  });

  test('by number one order is found: the one that claims it, else the one whose id it is', async () => {
    const shop = await open();
    const plain = await shop.create({});
    const claiming = await shop.create(claim('A-1'));
    const [given] = await shop.send([claim(undefined)]);
    const found = async (number: string) => (await shop.find({ number })).map((order) => order.orderId);
    expect(await found(String(plain))).toEqual([plain]);
    expect(await found('A-1')).toEqual([claiming]);
    expect(await found(String(claiming))).toEqual([]);
    expect(await found(String(onlyId(given)))).toEqual([onlyId(given)]);
    for (const digits of [`0${plain}`, ` ${plain}`, `${plain}.0`, `${plain}e0`, `0x${plain.toString(16)}`, '-1', '']) {
      expect(await found(digits)).toEqual([]);
    }
  });

  test('a replacement that states no number claims none: it keeps the number and the claim it had', async () => {
    const shop = await open();
    const plain = await shop.create({ content: { number: 'N' } });
    const holder = await shop.create(claim('N'));
    const unstated = { isNumberClaimed: true, content: { giftMessage: 'x' } };
    expect(
      told(
        await shop.send([
          { ...unstated, orderId: plain },
          { ...unstated, orderId: holder },
        ]),
      ),
    ).toEqual(['replaced r2', 'replaced r2']);
    expect((await shop.find({ number: 'N' })).map((order) => order.orderId)).toEqual([holder]);
    expect((await shop.order(plain)).isNumberClaimed).toBe(false);
  });

  test('the digits of the largest ids name nothing and break nothing', async () => {
    const shop = await open();
    for (const number of ['9007199254740991', '9007199254740993', '1'.repeat(255)]) {
      expect(await shop.find({ number })).toEqual([]);
      expect(told(await shop.take([deletionOf({ number })]))).toEqual(['order_unknown']);
      expect(told(await shop.send([claim(number)]))).toEqual(['created r1']);
    }
  });

  test('an operation by other digits of the same value does not name the order', async () => {
    const shop = await open();
    const orderId = await shop.create({});
    const items = [
      deletionOf({ number: `0${orderId}` }, 'digits'),
      itemOf({ orderId, content: { giftMessage: 'x' } }, 1),
    ];
    expect(told(await shop.take(items))).toEqual(['order_unknown', 'replaced r2']);
  });
}
