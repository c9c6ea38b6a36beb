/**
 * Which orders a delivery is for: units that orders wait for are promised to deliveries in the order in which they
 * come, the oldest order first. Nothing is kept of it: it is worked out anew whenever somebody asks, and what has come
 * is taken by whoever ships first.
 * Pure; fed order by order, so that nobody holds all that wait.
 */
import type { Order } from '../order.ts';
import type { SupplierDelivery, SupplierUnits } from './supplier-order.ts';

export class Reservation {
  /** By item: units that earlier deliveries bring, and units of this one that are promised to nobody. */
  readonly #ahead = new Map<number, number>();
  readonly #free = new Map<number, number>();

  /** `open`: all that come to the same warehouse. */
  constructor(delivery: SupplierDelivery, open: readonly SupplierDelivery[]) {
    for (const { itemId, quantity } of delivery.units) this.#free.set(itemId, quantity);
    const earlier = open.filter((other) => comesBefore(other, delivery));
    for (const { itemId, quantity } of earlier.flatMap(({ units }) => units)) {
      if (this.#free.has(itemId)) this.#ahead.set(itemId, (this.#ahead.get(itemId) ?? 0) + quantity);
    }
  }

  get isFull(): boolean {
    return [...this.#free.values()].every((units) => units === 0);
  }

  /** What the order gets of the delivery; each item once. Called with the oldest order first. */
  reserve({ state }: Pick<Order, 'state'>): readonly SupplierUnits[] {
    const reserved = new Map<number, number>();
    for (const { stock } of state.lines) {
      if (stock === undefined || stock.short === 0) continue;
      const left = stock.short - taken(this.#ahead, stock.itemId, stock.short);
      const units = taken(this.#free, stock.itemId, left);
      if (units > 0) reserved.set(stock.itemId, (reserved.get(stock.itemId) ?? 0) + units);
    }
    return [...reserved].map(([itemId, quantity]) => ({ itemId, quantity }));
  }
}

function taken(from: Map<number, number>, itemId: number, wanted: number): number {
  const there = from.get(itemId) ?? 0;
  const units = Math.min(there, wanted);
  if (units > 0) from.set(itemId, there - units);
  return units;
}

/** What states no date comes last. */
function comesBefore(one: SupplierDelivery, other: SupplierDelivery): boolean {
  const [a, b] = [one.arrivesAt ?? Infinity, other.arrivesAt ?? Infinity];
  return a < b || (a === b && one.deliveryId < other.deliveryId);
}
