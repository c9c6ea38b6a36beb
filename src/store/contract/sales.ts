/**
 * Contract: whatever is sold at whatever price, with whatever vouchers and taxes, the parts of a split order add up to
 * the order sold whole, breakdowns add up to the tax, and canceling everything returns stock and uses to where they began.
 * Part of the suite in src/store/contract.ts, which calls it once for every way a driver can be opened; a test of a wire
 * prints what is sold here and adds it up.
 */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Order } from '../../core/order.ts';
import { chargesOf, offOf, taxBreakdownOf, taxOf } from '../../core/pricing/charge.ts';
import { shelfOf, stockUp, wanting } from './goods.ts';
import { type Entry, idsOf, type OpenShop, type Shop } from './shop.ts';
import { voucherDraftOf } from './vouchers.ts';

const SKUS = ['A', 'B', 'C', 'D'] as const;
const amount = fc.integer({ min: 0, max: 9_999_999 });

const goods = fc.tuple(
  ...SKUS.map((sku) =>
    fc.record({
      sku: fc.constant(sku),
      priceE4: amount,
      windowId: fc.constantFrom(undefined, 1, 2),
      isPreorder: fc.constantFrom(undefined, true as const),
      taxClass: fc.constantFrom(undefined, 'books'),
      warehouseId: fc.constantFrom(1, 2),
      physical: fc.integer({ min: 0, max: 20 }),
    }),
  ),
);
const voucher = fc.record({
  worth: fc.oneof(
    fc.record({ kind: fc.constant('percent' as const), rateE4: fc.integer({ min: 0, max: 1_000_000 }) }),
    fc.record({
      kind: fc.constant('amount' as const),
      amounts: fc.tuple(fc.record({ priceListId: fc.constant(1), amountE4: amount })),
    }),
  ),
  isFreeShipping: fc.boolean(),
  priority: fc.nat(3),
});
const line = fc.record({ sku: fc.constantFrom(...SKUS, 'SET'), quantity: fc.integer({ min: 1, max: 5 }) });
const tax = fc.record({ rateE4: fc.integer({ min: 0, max: 300_000 }), isAdded: fc.boolean() });
export const sale = fc.record({
  goods,
  vouchers: fc.array(voucher, { maxLength: 3 }),
  taxes: fc.tuple(tax, tax),
  lines: fc.array(line, { minLength: 1, maxLength: 6 }),
  shippingE4: amount,
});
export type Sale = typeof sale extends fc.Arbitrary<infer T> ? T : never;

export async function prepare(shop: Shop, { goods: items, vouchers, taxes: [plain, books] }: Sale): Promise<void> {
  shop.settings = {
    splitBy: ['window', 'preorder', 'warehouse'],
    catalog: {
      mode: 'open',
      priceLists: [{ id: 1, name: 'SEK', currency: 'SEK', countries: ['SE'] }],
      windows: [1, 2].map((id) => ({ id, name: `W${id}`, isPreorder: false })),
      warehouses: [1, 2].map((id) => ({ id, name: `H${id}` })),
      taxes: [
        { id: 1, name: 'VAT', ...plain },
        { id: 2, name: 'Books', ...books, taxClass: 'books' },
      ],
      bundles: [
        {
          sku: 'SET',
          parts: [
            { sku: 'A', quantity: 1 },
            { sku: 'B', quantity: 3 },
          ],
        },
      ],
    },
  };
  await stockUp(
    shop,
    items.map(({ sku, priceE4, warehouseId, physical, ...offer }) => ({
      sku,
      counted: [{ warehouseId, physical }],
      offer: { ...offer, prices: [{ priceListId: 1, priceE4, campaigns: [] }] },
    })),
  );
  for (const [index, draft] of vouchers.entries()) {
    await shop.store.saveVoucher(shop.accountId, voucherDraftOf({ ...draft, code: `V${index}` }), shop.now);
  }
}

export function entryOf({ lines, vouchers, shippingE4 }: Sale, isSplittable: boolean): Entry {
  const codes = vouchers.map((_, index) => `V${index}`);
  const entry = wanting(lines, 'some', { isSplittable });
  const wish = { takes: 'some', isForced: false, market: {}, priceList: {}, lines: [], isTaxed: true } as const;
  const vouched = codes.length === 0 ? wish : { ...wish, vouchers: { codes, isAutomatic: false } };
  return { ...entry, wish: vouched, content: { ...entry.content, shippingE4, shipTo: { country: 'SE' } } };
}

const sumOf = (orders: readonly Order[], of: (order: Order) => number) =>
  orders.reduce((sum, order) => sum + of(order), 0);
const goodsOf = ({ content }: Order) =>
  content.lines.reduce((sum, { quantity, unitPriceE4 = 0 }) => sum + quantity * unitPriceE4, 0);

/** Every figure that must add up. */
const FIGURES: Readonly<Record<string, (order: Order) => number>> = {
  goods: goodsOf,
  shipping: ({ content }) => content.shippingE4 ?? 0,
  discount: ({ content }) => content.discountE4 ?? 0,
  'added tax': ({ content }) => content.taxE4 ?? 0,
  tax: ({ state }) => taxOf(chargesOf(state), false) + taxOf(chargesOf(state), true),
  offs: ({ state }) => offOf(chargesOf(state)),
  'counted uses': ({ state }) => state.sale?.vouchers?.filter(({ isCounted }) => isCounted).length ?? 0,
  bundles: ({ state }) => state.sale?.bundles?.length ?? 0,
};

export async function ordersOf(shop: Shop, entry: Entry): Promise<readonly Order[]> {
  const [outcome] = await shop.send([entry]);
  return Promise.all(idsOf(outcome).map((orderId) => shop.order(orderId)));
}

export function describeSales(open: OpenShop): void {
  test('parts add up to the whole, breakdowns to the tax, and canceling all returns stock and uses', async () => {
    await fc.assert(
      fc.asyncProperty(sale, async (sold) => {
        const shop = await open();
        await prepare(shop, sold);
        const shelf = await shelfOf(shop);
        const whole = await ordersOf(shop, entryOf(sold, false));
        const parts = await ordersOf(shop, entryOf(sold, true));
        expect(whole).toHaveLength(1);
        for (const [name, figure] of Object.entries(FIGURES)) {
          expect([name, sumOf(parts, figure)]).toEqual([name, sumOf(whole, figure)]);
        }
        for (const order of [...whole, ...parts]) {
          const charges = chargesOf(order.state);
          const told = taxBreakdownOf(charges).reduce((sum, { amountE4 }) => sum + amountE4, 0);
          expect(told).toBe(taxOf(charges, false) + taxOf(charges, true));
          expect(order.content.discountE4 ?? 0).toBe(offOf(charges));
          expect(order.content.taxE4 ?? 0).toBe(taxOf(charges, true));
        }
        const cancels = [...whole, ...parts].map(({ orderId }, label) => ({
          label,
          operation: { kind: 'cancel', pointer: '', target: { orderId } } as const,
        }));
        await shop.take(cancels);
        expect(await shelfOf(shop)).toEqual(shelf);
        for (const index of sold.vouchers.keys()) {
          expect((await shop.store.findVoucher(shop.accountId, index + 1))?.uses).toBe(0);
        }
      }),
      { numRuns: 12 },
    );
  });
}
