/**
 * The quantities a command works with: items as they were found, changed by its orders one after the other. What a
 * refused order has changed is undone. Each item that changed is written once, in its final form.
 * Part of the desk of a plan; the rules that take and let go are in fit-lines.ts and settle.ts.
 */

import type { Offer } from '../catalog/catalog.ts';
import type { LineAsk } from './ask.ts';
import { consume, giveBack, receive, type StockLevel, type Taking, take } from './levels.ts';

/** An item as the plan sees it. */
export type ShelfItem = {
  itemId: number;
  sku: string;
  ean: string | null;
  upc: string | null;
  isActive: boolean;
  isCounted: boolean;
  /** Serialized, for few commands look into it. */
  offer: string;
  levels: readonly StockLevel[];
};

/** In the order of their ids. */
export type Shelf = readonly ShelfItem[];

export function offerOf({ offer }: ShelfItem): Offer {
  return JSON.parse(offer) as Offer;
}

/** What is to be written of an item. */
export type StockChange = { itemId: number; levels: readonly StockLevel[] };

export class StockDesk {
  readonly #items = new Map<number, ShelfItem>();
  readonly #byEan = new Map<string, ShelfItem>();
  readonly #byUpc = new Map<string, ShelfItem>();
  readonly #bySku = new Map<string, ShelfItem>();
  readonly #touched = new Set<number>();
  readonly #askedFirst: ReadonlySet<number>;
  /** Former states, so that a change can be undone. */
  readonly #journal: ShelfItem[] = [];

  constructor(shelf: Shelf, askedFirst: ReadonlySet<number> = new Set()) {
    this.#askedFirst = askedFirst;
    // Where two items bear one name, the one with the lower id is meant.
    for (const item of [...shelf].reverse()) {
      this.#items.set(item.itemId, item);
      if (item.ean !== null) this.#byEan.set(item.ean, item);
      if (item.upc !== null) this.#byUpc.set(item.upc, item);
      if (item.sku !== '') this.#bySku.set(item.sku, item);
    }
  }

  /** The first name that is known decides: id, EAN, UPC, SKU. */
  find({ itemId, ean, upc, sku }: LineAsk): ShelfItem | null {
    const found =
      (itemId === undefined ? undefined : this.#items.get(itemId)) ??
      (ean === undefined ? undefined : this.#byEan.get(ean)) ??
      (upc === undefined ? undefined : this.#byUpc.get(upc)) ??
      (sku === undefined ? undefined : this.#bySku.get(sku));
    return found === undefined ? null : this.item(found.itemId);
  }

  /** As the command has left it so far. */
  item(itemId: number): ShelfItem {
    const item = this.#items.get(itemId);
    if (item === undefined) throw new Error(`item ${itemId} must be loaded with the orders that hold it`);
    return item;
  }

  /** As many as there are, up to `quantity`; from a warehouse that is asked first only when it alone is meant. */
  take(
    itemId: number,
    quantity: number,
    from: { only?: number; except?: ReadonlySet<number> } = {},
  ): readonly Taking[] {
    const { only, except } = from;
    const isOpen = ({ warehouseId }: StockLevel) =>
      only === undefined
        ? !this.#askedFirst.has(warehouseId) && except?.has(warehouseId) !== true
        : warehouseId === only;
    const { levels, takings } = take(this.item(itemId).levels, quantity, isOpen);
    if (takings.length > 0) this.#put(itemId, levels);
    return takings;
  }

  giveBack(itemId: number, takings: readonly Taking[]): void {
    if (takings.length > 0) this.#put(itemId, giveBack(this.item(itemId).levels, takings));
  }

  consume(itemId: number, takings: readonly Taking[]): void {
    if (takings.length > 0) this.#put(itemId, consume(this.item(itemId).levels, takings));
  }

  /** Units that come into the house. */
  receive(itemId: number, { warehouseId, quantity }: Taking): void {
    this.#put(itemId, receive(this.item(itemId).levels, { warehouseId, quantity }));
  }

  mark(): number {
    return this.#journal.length;
  }

  undo(mark: number): void {
    for (const former of this.#journal.splice(mark).reverse()) this.#items.set(former.itemId, former);
  }

  changes(): readonly StockChange[] {
    const ids = [...this.#touched].sort((a, b) => a - b);
    return ids.map((itemId) => ({ itemId, levels: this.item(itemId).levels }));
  }

  #put(itemId: number, levels: readonly StockLevel[]): void {
    const former = this.item(itemId);
    this.#journal.push(former);
    this.#touched.add(itemId);
    this.#items.set(itemId, { ...former, levels });
  }
}
