/**
 * Contract: vouchers are saved under the ids they state or are given, found by code without regard to case, and used in
 * the transaction of the order that names them: a limit holds for whoever comes at once, and what an order used comes
 * back when it ends.
 * Part of the suite in src/store/contract.ts, which calls it once for every way a driver can be opened.
 */
import { expect, test } from 'vitest';
import type { OrderLine } from '../../core/order.ts';
import type { VoucherDraft } from '../../core/vouchers/voucher.ts';
import { wanting } from './goods.ts';
import { deletionOf, type Entry, itemOf, type OpenShop, type Shop, told } from './shop.ts';

const price = 1_000_000;
const lines: readonly OrderLine[] = [{ sku: 'A', quantity: 1, unitPriceE4: price }];
const catalog = { mode: 'open', hasAutomaticVouchers: true } as const;

export function voucherDraftOf(fields: Partial<VoucherDraft> = {}): VoucherDraft {
  return {
    ...{ voucherId: null, name: 'Ten off', code: 'TEN', worth: { kind: 'percent', rateE4: 100_000 } },
    ...{ isFreeShipping: false, usesMax: 0, isActive: true, priority: 0 },
    ...fields,
  };
}

function using(codes: readonly string[], isRequired = true): Entry {
  const entry = wanting(lines, 'none');
  const wish = { takes: 'none', isForced: false, market: {}, priceList: {}, lines: [{ isFree: true }] } as const;
  return { ...entry, wish: { ...wish, vouchers: { codes, isAutomatic: !isRequired } } };
}

async function usesOf(shop: Shop, voucherId: number): Promise<number | undefined> {
  return (await shop.store.findVoucher(shop.accountId, voucherId))?.uses;
}

export function describeVouchers(open: OpenShop): void {
  test('a voucher is found again by its id or its code; a code that another bears is taken', async () => {
    const shop = await open();
    const save = (fields: Partial<VoucherDraft>) =>
      shop.store.saveVoucher(shop.accountId, voucherDraftOf(fields), shop.now);
    const first = await save({});
    expect(first).toEqual({ ...voucherDraftOf({ voucherId: 1 }), uses: 0, createdAt: shop.now, modifiedAt: shop.now });
    shop.now += 5;
    expect(await save({ code: 'ten', name: 'New' })).toMatchObject({ voucherId: 1, name: 'New', code: 'ten' });
    expect(await save({ voucherId: 7, code: 'TEN' })).toBeNull();
    expect(await save({ voucherId: 'new', code: 'TEN' })).toBeNull();
    expect(await save({ voucherId: 7, code: null })).toMatchObject({ voucherId: 7, code: null });
    expect(await save({ code: 'OTHER' })).toMatchObject({ voucherId: 8 });
    expect(await save({ voucherId: 'new', code: 'LAST' })).toMatchObject({ voucherId: 9 });
    expect(await shop.store.findVoucher(shop.accountId, 1)).toMatchObject({ createdAt: shop.now - 5, name: 'New' });
    expect(await shop.store.findVoucher(shop.accountId, 2)).toBeNull();
    expect(await shop.store.findVoucher(shop.accountId + 1_000_000, 1)).toBeNull();
  });

  test('an order uses what it names and what applies by itself; what ends gives back, once', async () => {
    const shop = await open();
    shop.settings = { catalog };
    const save = (fields: Partial<VoucherDraft>) =>
      shop.store.saveVoucher(shop.accountId, voucherDraftOf(fields), shop.now);
    await save({ usesMax: 2 });
    await save({ code: null, priority: 1, name: 'Always' });
    const orderId = await shop.create(using(['ten', 'nobody'], false));
    expect((await shop.order(orderId)).content.discountE4).toBe(190_000);
    expect([await usesOf(shop, 1), await usesOf(shop, 2)]).toEqual([1, 1]);
    await shop.take([itemOf({ orderId, ...using(['ten']), content: { lines, giftMessage: 'x' } }, 0)]);
    expect([await usesOf(shop, 1), await usesOf(shop, 2)]).toEqual([1, 0]);
    const cancel = { label: 0, operation: { kind: 'cancel', pointer: '', target: { orderId } } } as const;
    await shop.take([cancel]);
    expect(await usesOf(shop, 1)).toBe(0);
    await shop.take([cancel]);
    await shop.take([deletionOf({ orderId })]);
    expect(await usesOf(shop, 1)).toBe(0);
    expect((await shop.order(await shop.create(using(['TEN'])))).state.sale?.vouchers).toEqual([
      { voucherId: 1, name: 'Ten off', code: 'TEN', isCounted: true },
    ]);
  });

  test('a refused order uses nothing, and orders of one batch see one another', async () => {
    const shop = await open();
    shop.settings = { catalog: { mode: 'required' } };
    await shop.store.saveVoucher(shop.accountId, voucherDraftOf({ usesMax: 2 }), shop.now);
    const entries = [using(['TEN', 'NONE']), using(['TEN']), using(['TEN']), using(['TEN'])];
    expect(told(await shop.send(entries))).toEqual(['voucher_unfit', 'created r1', 'created r1', 'voucher_unfit']);
    expect(await usesOf(shop, 1)).toBe(2);
  });

  test('twenty batches of ten at once after the last 30 uses: exactly 30 get it, and unlimited ones are all counted', async () => {
    const shop = await open();
    shop.settings = { catalog: { mode: 'required' } };
    await shop.store.saveVoucher(shop.accountId, voucherDraftOf({ usesMax: 30 }), shop.now);
    await shop.store.saveVoucher(shop.accountId, voucherDraftOf({ code: 'MANY' }), shop.now);
    const batch = Array.from({ length: 10 }, (_, turn) => using([turn % 2 === 0 ? 'TEN' : 'MANY']));
    const answers = await Promise.all(Array.from({ length: 20 }, () => shop.send(batch)));
    const words = answers.flatMap(told);
    expect(words.filter((word) => word === 'created r1')).toHaveLength(130);
    expect(words.filter((word) => word === 'voucher_unfit')).toHaveLength(70);
    expect([await usesOf(shop, 1), await usesOf(shop, 2)]).toEqual([30, 100]);
  });
}
