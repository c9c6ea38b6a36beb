// What an order costs: taxes and vouchers as tables, and as a property for any lines, rates and vouchers.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { OrderContent, OrderLine } from '../order.ts';
import type { SealedWish } from '../stock/ask.ts';
import { sealWish } from '../stock/wish.ts';
import type { Voucher } from '../vouchers/voucher.ts';
import { VoucherDesk } from '../vouchers/voucher-desk.ts';
import { appraise } from './appraise.ts';
import { chargesOf, offOf, taxBreakdownOf, taxOf } from './charge.ts';
import type { TaxRule } from './taxes.ts';

const vat: TaxRule = { id: 1, name: 'VAT', rateE4: 250_000, isAdded: false, countries: ['SE'] };
const books: TaxRule = { id: 2, name: 'VAT', rateE4: 60_000, isAdded: false, countries: ['SE'], taxClass: 'books' };
const local: TaxRule = { id: 3, name: 'Sales tax', rateE4: 88_750, isAdded: true, countries: ['US'] };
const special: TaxRule = { id: 4, name: 'Market tax', rateE4: 100_000, isAdded: false, markets: [7] };
const catalog = {
  taxes: [vat, books, local, special],
  markets: [{ id: 7, name: 'Club', countries: [] }],
};

function voucherOf(fields: Partial<Voucher>): Voucher {
  return {
    ...{ voucherId: 1, name: 'V', code: 'V', worth: { kind: 'percent', rateE4: 100_000 }, isFreeShipping: false },
    ...{ usesMax: 0, uses: 0, isActive: true, priority: 0, createdAt: 1, modifiedAt: 1, ...fields },
  };
}

type Asked = { country?: string; marketId?: number; codes?: readonly string[]; classes?: readonly string[] };

function appraised(content: Partial<OrderContent> & { lines: OrderLine[] }, asked: Asked, vouchers: Voucher[] = []) {
  const whole: OrderContent = { status: 'open', shipTo: { country: asked.country }, ...content };
  const codes = { codes: asked.codes ?? [], isAutomatic: false };
  const stated = { takes: 'none', isForced: false, market: { id: asked.marketId }, priceList: {}, lines: [] } as const;
  const wish = sealWish(whole, { ...stated, isTaxed: true, vouchers: codes }, catalog) as SealedWish;
  const fits = whole.lines.map((_, index) => {
    const offer = JSON.stringify({ prices: [], taxClass: asked.classes?.[index] });
    return { itemId: 1, sku: '', ean: null, upc: null, isActive: true, isCounted: true, offer, levels: [] };
  });
  const desk = new VoucherDesk(vouchers);
  const made = appraise(JSON.stringify(whole), { wish, fits, vouchers: desk, at: 10 });
  const charged = {
    lines: made.lines.map((charge) => ({ charge })),
    sale: made.shipping && { shipping: [made.shipping] },
  };
  return { content: JSON.parse(made.content) as OrderContent, charges: chargesOf(charged), made, desk };
}

const goods = (unitPriceE4: number, quantity = 1): OrderLine => ({ quantity, unitPriceE4 });

test.each([
  ['inside the price', { country: 'se' }, [['VAT', 25, 200_000]], undefined],
  ['by the class of the goods', { country: 'SE', classes: ['books'] }, [['VAT', 6, 56_600]], undefined],
  ['a class nobody knows is none', { country: 'SE', classes: ['x'] }, [['VAT', 25, 200_000]], undefined],
  ['on top', { country: 'US' }, [['Sales tax', 8.875, 88_800]], 88_800],
  ['of the market before the country', { country: 'SE', marketId: 7 }, [['Market tax', 10, 90_900]], undefined],
  ['of no country', {}, [], undefined],
  ['of another country', { country: 'NO' }, [], undefined],
] as [string, Asked, [string, number, number][], number | undefined][])(
  'a tax %s',
  (_name, asked, breakdown, taxE4) => {
    const { content, charges } = appraised({ lines: [goods(1_000_000)] }, asked);
    expect(taxBreakdownOf(charges).map((tax) => [tax.name, tax.rateE4 / 10_000, tax.amountE4])).toEqual(breakdown);
    expect([content.taxE4, content.lines[0]?.taxE4]).toEqual([taxE4, taxE4]);
  },
);

test('shipping bears the tax of goods without a class; each rate is an entry of its own', () => {
  const { charges } = appraised(
    { lines: [goods(1_000_000), goods(1_060_000)], shippingE4: 500_000 },
    { country: 'SE', classes: ['', 'books'] },
  );
  expect(taxBreakdownOf(charges).map(({ rateE4, amountE4 }) => [rateE4, amountE4])).toEqual([
    [250_000, 300_000],
    [60_000, 60_000],
  ]);
});

const ten = voucherOf({});
const hundred = voucherOf({ voucherId: 2, code: 'H', worth: { kind: 'amount', amounts: [] } });
test.each([
  ['a percentage, half up', [ten], ['v'], 333_400, 33_300],
  [
    'a percentage of what is left',
    [ten, voucherOf({ voucherId: 3, code: 'W', priority: 1 })],
    ['W', 'V'],
    1e6,
    190_000,
  ],
  ['a code twice counts once', [ten], ['V', 'v'], 1_000_000, 100_000],
  ['not active', [voucherOf({ isActive: false })], ['V'], 1_000_000, undefined],
  ['over', [voucherOf({ until: 10 })], ['V'], 1_000_000, undefined],
  ['to come', [voucherOf({ from: 11 })], ['V'], 1_000_000, undefined],
  ['used up', [voucherOf({ usesMax: 3, uses: 3 })], ['V'], 1_000_000, undefined],
  ['of another market', [voucherOf({ markets: [8] })], ['V'], 1_000_000, undefined],
  ['no amount in this price list', [hundred], ['H'], 1_000_000, undefined],
  ['unknown', [], ['V'], 1_000_000, undefined],
] as [string, Voucher[], string[], number, number | undefined][])(
  'a voucher: %s',
  (_name, vouchers, codes, priceE4, discountE4) => {
    const { content, made, desk } = appraised({ lines: [goods(priceE4)] }, { codes }, vouchers);
    expect(content.discountE4).toBe(discountE4);
    expect(made.unfit.length > 0).toBe(discountE4 === undefined);
    expect(desk.changes()).toHaveLength(discountE4 === undefined ? 0 : vouchers.length);
  },
);

test('free shipping takes the shipping off, and its tax with it', () => {
  const free = voucherOf({ isFreeShipping: true, worth: { kind: 'percent', rateE4: 0 } });
  const { content, charges } = appraised(
    { lines: [goods(1_000_000)], shippingE4: 49_900 },
    { country: 'SE', codes: ['V'] },
    [free],
  );
  expect([content.shippingE4, content.discountE4, taxOf(charges, false)]).toEqual([49_900, 49_900, 200_000]);
});

test('what the caller left to nobody stays the text it was', () => {
  const whole: OrderContent = { status: 'open', lines: [goods(5)] };
  const wish = sealWish(whole, undefined, { mode: 'open' }) as SealedWish;
  const text = JSON.stringify(whole);
  expect(appraise(text, { wish, fits: [null], vouchers: new VoucherDesk([]), at: 1 }).content).toBe(text);
});

test('whatever is bought: nothing costs less than nothing, offs add up to the discount, breakdowns to the tax', () => {
  const line = fc.record({
    quantity: fc.integer({ min: 1, max: 99 }),
    unitPriceE4: fc.integer({ min: 0, max: 99_999_999 }),
  });
  const voucher = fc.record({
    voucherId: fc.integer({ min: 1, max: 5 }),
    code: fc.constantFrom('A', 'B', 'C'),
    worth: fc.record({ kind: fc.constant('percent' as const), rateE4: fc.integer({ min: 0, max: 1_000_000 }) }),
    isFreeShipping: fc.boolean(),
  });
  const country = fc.constantFrom('SE', 'US', 'NO');
  const classes = fc.array(fc.constantFrom('', 'books'), { minLength: 9, maxLength: 9 });
  fc.assert(
    fc.property(
      fc.tuple(fc.array(line, { minLength: 1, maxLength: 9 }), fc.array(voucher), country, classes, fc.nat(999_999)),
      ([lines, vouchers, where, kinds, shippingE4]) => {
        const unique = [
          ...new Map(vouchers.map((one) => [one.code, { ...one, voucherId: one.code.charCodeAt(0) }])).values(),
        ];
        const { content, charges, made } = appraised(
          { lines, shippingE4 },
          { country: where, codes: ['A', 'B', 'C'], classes: kinds },
          unique.map(voucherOf),
        );
        const goodsE4 = lines.reduce((sum, one) => sum + one.quantity * one.unitPriceE4, 0);
        expect(content.discountE4 ?? 0).toBe(offOf(charges));
        expect(offOf(charges)).toBeLessThanOrEqual(goodsE4 + shippingE4);
        const perVoucher = unique.reduce((sum, one) => sum + offOf(charges, one.voucherId), 0);
        expect(perVoucher).toBe(offOf(charges));
        const both = taxOf(charges, true) + taxOf(charges, false);
        expect(taxBreakdownOf(charges).reduce((sum, { amountE4 }) => sum + amountE4, 0)).toBe(both);
        expect(content.taxE4 ?? 0).toBe(taxOf(charges, true));
        made.lines.forEach((charge, index) => {
          const cost = (lines[index]?.quantity ?? 0) * (lines[index]?.unitPriceE4 ?? 0);
          expect(offOf(charge === undefined ? [] : [charge])).toBeLessThanOrEqual(cost);
        });
      },
    ),
  );
});
