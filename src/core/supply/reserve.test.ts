// Whom a delivery is for: the oldest order first, behind what comes earlier.
import { expect, test } from 'vitest';
import type { OrderState } from '../order.ts';
import { Reservation } from './reserve.ts';
import type { SupplierDelivery } from './supplier-order.ts';

type Units = Record<number, number>;
const unitsOf = (units: Units) =>
  Object.entries(units).map(([itemId, quantity]) => ({ itemId: Number(itemId), quantity }));
const delivery = (deliveryId: number, units: Units, arrivesAt?: number): SupplierDelivery => ({
  ...{ deliveryId, supplierOrderId: 1, seq: deliveryId, createdAt: 0, arrivesAt },
  units: unitsOf(units),
});
const waiting = (...lines: Units[]) => ({
  state: {
    lines: lines.flatMap(unitsOf).map(({ itemId, quantity }, id) => ({
      ...{ id, createdAt: 0, stock: { itemId, takings: [], short: quantity } },
    })),
  } as unknown as OrderState,
});

test.each([
  [
    'the oldest first, as far as it goes',
    delivery(1, { 1: 5 }),
    [],
    [{ 1: 3 }, { 1: 4 }, { 1: 1 }],
    [{ 1: 3 }, { 1: 2 }, {}],
  ],
  ['goods that are not in it', delivery(1, { 1: 5 }), [], [{ 2: 9 }], [{}]],
  [
    'what comes earlier goes first',
    delivery(2, { 1: 5 }, 20),
    [delivery(3, { 1: 4 }, 10)],
    [{ 1: 3 }, { 1: 3 }],
    [{}, { 1: 2 }],
  ],
  ['what comes later takes nothing', delivery(2, { 1: 5 }, 20), [delivery(3, { 1: 4 }, 30)], [{ 1: 3 }], [{ 1: 3 }]],
  ['on one day by their ids', delivery(2, { 1: 5 }, 20), [delivery(1, { 1: 1 }, 20)], [{ 1: 3 }], [{ 1: 2 }]],
  ['without a date last', delivery(1, { 1: 5 }), [delivery(2, { 1: 1 }, 99)], [{ 1: 3 }], [{ 1: 2 }]],
] as [string, SupplierDelivery, SupplierDelivery[], Units[], Units[]][])('%s', (_name, one, open, orders, expected) => {
  const reservation = new Reservation(one, [...open, one]);
  expect(orders.map((order) => reservation.reserve(waiting(order)))).toEqual(expected.map(unitsOf));
});

test('lines of one item count together, and a full one says so', () => {
  const reservation = new Reservation(delivery(1, { 1: 3, 2: 1 }), []);
  expect(reservation.reserve(waiting({ 1: 2 }, { 1: 2 }))).toEqual([{ itemId: 1, quantity: 3 }]);
  expect(reservation.isFull).toBe(false);
  expect(reservation.reserve(waiting({ 2: 1 }))).toEqual([{ itemId: 2, quantity: 1 }]);
  expect(reservation.isFull).toBe(true);
});
