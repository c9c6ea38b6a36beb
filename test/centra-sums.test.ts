// Generated sales as this wire prints them: what is printed of one order agrees with itself, the parts of a split order add
// up to the order sold whole, and the shipments of an order add up to it, however its units were divided among them.
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Operation } from '../src/core/operation.ts';
import type { Order } from '../src/core/order.ts';
import { NO_ITEMS } from '../src/dialects/centra/line-items.ts';
import { orderObject, type Print } from '../src/dialects/centra/order-object.ts';
import { settingsOf } from '../src/dialects/centra/settings.ts';
import { shipmentObject } from '../src/dialects/centra/shipment-object.ts';
import { entryOf, ordersOf, prepare, sale } from '../src/store/contract/sales.ts';
import { openShop, type Shop, told } from '../src/store/contract/shop.ts';
import { openSqliteStore, type SqliteStore } from '../src/store/sqlite/driver.ts';

type Printed = Readonly<Record<string, number>> & {
  taxBreakdown: { description: string; taxPercent: number; value: number }[];
  products: Readonly<Record<string, number>>[];
  discounts: { discountAsNumber: number; vouchers: { priceOffAsANumber: number }[] };
};

let store: SqliteStore;
beforeAll(async () => {
  store = await openSqliteStore({ path: ':memory:' });
});
afterAll(() => store.close());

/** Exact, of figures with four decimals at most. */
const e4 = (value = 0) => Math.round(value * 10_000);
const sumOf = <T>(all: readonly T[], of: (one: T) => number | undefined) =>
  all.reduce((sum, one) => sum + e4(of(one)), 0);

const OF_SHIPMENTS = ['shippingValue', 'voucherValue', 'grandTotalValue', 'grandTotalTaxValue', 'taxAdded'] as const;
const FIGURES = [...OF_SHIPMENTS, 'totalItemsPrice', 'totalItemsPriceTax', 'totalItemsWithoutTax'] as const;

function figuresOf(all: readonly Printed[], names: readonly string[]) {
  const taxes = new Map<string, number>();
  for (const { description, taxPercent, value } of all.flatMap(({ taxBreakdown }) => taxBreakdown)) {
    const name = `${description} ${taxPercent}`;
    taxes.set(name, (taxes.get(name) ?? 0) + e4(value));
  }
  const summed = names.map((name) => [name, sumOf(all, (one) => one[name])]);
  return { ...Object.fromEntries(summed), taxes: Object.fromEntries([...taxes].filter(([, value]) => value !== 0)) };
}

function assertAgreed(one: Printed): void {
  const { taxAdded, taxDeducted, shippingValue, voucherValue, totalItemsPrice, grandTotalValue, grandTotalTaxValue } =
    one;
  const added = e4(taxAdded) - e4(taxDeducted);
  expect(e4(grandTotalValue)).toBe(e4(totalItemsPrice) + e4(shippingValue) + added - e4(voucherValue));
  expect(sumOf(one.taxBreakdown, ({ value }) => value)).toBe(e4(grandTotalTaxValue));
  expect(sumOf(one.products, ({ totalPrice }) => totalPrice)).toBe(e4(totalItemsPrice));
  expect(e4(one.totalItemsWithoutTax)).toBe(e4(totalItemsPrice) + e4(one.totalItemsPriceTax));
  expect(e4(one.discounts.discountAsNumber)).toBe(0 - e4(voucherValue));
  expect(sumOf(one.discounts.vouchers, ({ priceOffAsANumber }) => priceOffAsANumber)).toBe(0 - e4(voucherValue));
  for (const line of one.products) {
    expect(e4(line.totalPriceWithTax)).toBe(e4(line.totalPriceWithoutTax) + e4(line.totalTaxValue));
  }
}

function printing({ account, settings }: Shop): (order: Order) => Printed {
  const print = printOf({ account: { ...account, settings } });
  return (order) => orderObject(order, print) as Printed;
}

function printOf({ account }: Pick<Shop, 'account'>): Print {
  return { settings: settingsOf(account), splitRules: [], warehouses: [], itemOf: NO_ITEMS };
}

test('an order agrees with itself, and its parts add up to it', async () => {
  await fc.assert(
    fc.asyncProperty(sale, async (sold) => {
      const shop = await openShop(store);
      await prepare(shop, sold);
      const print = printing(shop);
      const whole = (await ordersOf(shop, entryOf(sold, false))).map(print);
      const parts = (await ordersOf(shop, entryOf(sold, true))).map(print);
      for (const one of [...whole, ...parts]) assertAgreed(one);
      expect(figuresOf(parts, FIGURES)).toEqual(figuresOf(whole, FIGURES));
    }),
    { numRuns: 60 },
  );
});

const division = fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 8 });

test('the shipments of an order add up to it, also when one is removed and its units leave with another', async () => {
  await fc.assert(
    fc.asyncProperty(sale, division, fc.boolean(), async (sold, sizes, isRemoving) => {
      const shop = await openShop(store);
      await prepare(shop, {
        ...sold,
        goods: sold.goods.map((one) => ({ ...one, physical: 500 })) as typeof sold.goods,
      });
      const [made] = await ordersOf(shop, entryOf(sold, false));
      if (made === undefined) throw new Error('the order must be made');
      const { orderId } = made;
      const take = async (operation: Partial<Operation>) => {
        const whole = { pointer: '', target: { orderId }, ...operation } as Operation;
        return told(await shop.take([{ label: 0, operation: whole }]))[0];
      };
      const add = (lines: readonly { lineId: number; quantity: number }[]) =>
        take({
          ...{ kind: 'add_shipment', lines, carriage: {}, isAlways: true },
          ...{ isGoodToGo: true, isShipped: false, isCapturing: false },
        } as Partial<Operation>);
      const left = new Map(made.state.lines.map(({ id }, index) => [id, made.content.lines[index]?.quantity ?? 0]));
      const next = (size: number) => {
        const wanted = [...left].filter(([, units]) => units > 0);
        const lines = wanted.map(([lineId, units]) => ({ lineId, quantity: Math.min(size, units) }));
        for (const { lineId, quantity } of lines) left.set(lineId, (left.get(lineId) ?? 0) - quantity);
        return lines;
      };
      for (let turn = 0; [...left.values()].some((units) => units > 0); turn += 1) {
        const lines = next(sizes[turn % sizes.length] ?? 1);
        expect(await add(lines)).toMatch(/^replaced/);
        if (isRemoving && turn === 1) {
          expect(await take({ kind: 'remove_shipment', seq: 1 } as Partial<Operation>)).toMatch(/^replaced/);
          const first = (await shop.order(orderId)).state.shipments ?? [];
          for (const { id } of made.state.lines) {
            const units = made.content.lines[made.state.lines.findIndex((line) => line.id === id)]?.quantity ?? 0;
            const shipped = first.flatMap(({ lines: some }) => some).filter(({ lineId }) => lineId === id);
            left.set(id, units - shipped.reduce((sum, { quantity }) => sum + quantity, 0));
          }
        }
      }
      const order = await shop.order(orderId);
      const print = printOf({ account: { ...shop.account, settings: shop.settings } });
      const shipments = (order.state.shipments ?? []).map((one) => shipmentObject(order, one, print) as Printed);
      const whole = [orderObject(order, print) as Printed];
      expect(figuresOf(shipments, OF_SHIPMENTS)).toEqual(figuresOf(whole, OF_SHIPMENTS));
    }),
    { numRuns: 40 },
  );
});
