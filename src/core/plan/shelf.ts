/**
 * The seam between taking an order and the catalog and stock behind it: what a line may ask for.
 * A driver loads the shelf of a batch together with its orders; null means that the account has no catalog and any
 * product is accepted. The catalog itself comes later; these rules are what it will be asked.
 */
import type { OrderLine } from '../order.ts';
import type { Problem } from '../outcome.ts';

export type ShelfEntry = {
  isSellable: boolean /** Units that may be taken; null: not counted. */;
  available: number | null;
};

/** By SKU, else by EAN. */
export type Shelf = ReadonlyMap<string, ShelfEntry>;

/** Every line that cannot be added or is short; lines of one product share its units. Adjustment lines take nothing. */
export function shelfProblems(lines: readonly OrderLine[], shelf: Shelf | null, pointer: string): Problem[] {
  if (shelf === null) return [];
  const taken = new Map<string, number>();
  return lines.flatMap((line, index) => {
    if (line.isAdjustment === true) return [];
    const name = line.sku ?? line.ean ?? '';
    const before = taken.get(name) ?? 0;
    taken.set(name, before + line.quantity);
    return lineProblem(line, shelf.get(name), { before, pointer: `${pointer}/${index}` });
  });
}

function lineProblem(
  line: OrderLine,
  entry: ShelfEntry | undefined,
  at: { before: number; pointer: string },
): Problem[] {
  const name = JSON.stringify(line.sku ?? line.ean ?? null);
  if (entry === undefined || !entry.isSellable) {
    return [{ code: 'line_not_sellable', pointer: at.pointer, expected: 'a product that can be sold', given: name }];
  }
  if (entry.available === null || at.before + line.quantity <= entry.available) return [];
  const left = Math.max(0, entry.available - at.before);
  return [
    {
      code: 'line_short_of_stock',
      pointer: at.pointer,
      expected: `at most ${left} of ${name}`,
      given: String(line.quantity),
    },
  ];
}
