/**
 * How many units of one item stand in each warehouse, and the five ways they change. Every function answers new levels
 * and keeps 0 <= allocated <= physical; what would break that is cut or is a fault, never a negative number.
 *
 *   take      available -> allocated            an order is placed
 *   giveBack  allocated -> available            canceled, deleted, replaced
 *   consume   allocated and physical fall       it has left the warehouse
 *   receive   physical rises                    returned, delivered
 *   count     physical is set                   somebody has counted
 *
 * Called by stock-desk.ts and by the rules of setting stock.
 */

export type StockLevel = { warehouseId: number; physical: number; allocated: number };
/** Units of one item that an order holds in a warehouse. */
export type Taking = { warehouseId: number; quantity: number };

/** What a line holds of its item, and how many units it still waits for. */
export type LineStock = { itemId: number; takings: readonly Taking[]; short: number };

export type Totals = { physical: number; allocated: number; available: number };

export function totalsOf(levels: readonly StockLevel[]): Totals {
  const physical = levels.reduce((sum, level) => sum + level.physical, 0);
  const allocated = levels.reduce((sum, level) => sum + level.allocated, 0);
  return { physical, allocated, available: physical - allocated };
}

/** As many as there are, up to `quantity`; warehouses in the order they stand, which is that of their ids. */
export function take(
  levels: readonly StockLevel[],
  quantity: number,
  isOpen: (level: StockLevel) => boolean = () => true,
): { levels: readonly StockLevel[]; takings: readonly Taking[] } {
  let left = quantity;
  const takings: Taking[] = [];
  const after = levels.map((level) => {
    const taken = isOpen(level) ? Math.min(left, level.physical - level.allocated) : 0;
    if (taken <= 0) return level;
    left -= taken;
    takings.push({ warehouseId: level.warehouseId, quantity: taken });
    return { ...level, allocated: level.allocated + taken };
  });
  return { levels: after, takings };
}

export function giveBack(levels: readonly StockLevel[], takings: readonly Taking[]): readonly StockLevel[] {
  return changed(levels, takings, (level, quantity) => ({ ...level, allocated: level.allocated - quantity }));
}

export function consume(levels: readonly StockLevel[], takings: readonly Taking[]): readonly StockLevel[] {
  return changed(levels, takings, (level, quantity) => ({
    ...level,
    physical: level.physical - quantity,
    allocated: level.allocated - quantity,
  }));
}

/** Into a warehouse that may not have had any. */
export function receive(levels: readonly StockLevel[], { warehouseId, quantity }: Taking): readonly StockLevel[] {
  const before = levels.find((level) => level.warehouseId === warehouseId);
  return count(levels, { warehouseId, physical: (before?.physical ?? 0) + quantity });
}

/** What orders hold cannot be counted away: fewer than are allocated become as many. */
export function count(levels: readonly StockLevel[], counted: { warehouseId: number; physical: number }) {
  const { warehouseId } = counted;
  const before = levels.find((level) => level.warehouseId === warehouseId);
  const allocated = before?.allocated ?? 0;
  const after: StockLevel = { warehouseId, physical: Math.max(counted.physical, allocated), allocated };
  const others = levels.filter((level) => level !== before);
  return [...others, after].sort((a, b) => a.warehouseId - b.warehouseId);
}

/** The first `quantity` units of what is held, and the rest. */
export function divided(
  takings: readonly Taking[],
  quantity: number,
): { first: readonly Taking[]; rest: readonly Taking[] } {
  let left = quantity;
  const first: Taking[] = [];
  const rest: Taking[] = [];
  for (const { warehouseId, quantity: held } of takings) {
    const part = Math.min(left, held);
    left -= part;
    if (part > 0) first.push({ warehouseId, quantity: part });
    if (held > part) rest.push({ warehouseId, quantity: held - part });
  }
  return { first, rest };
}

export function heldOf(takings: readonly Taking[]): number {
  return takings.reduce((sum, { quantity }) => sum + quantity, 0);
}

function changed(
  levels: readonly StockLevel[],
  takings: readonly Taking[],
  change: (level: StockLevel, quantity: number) => StockLevel,
): readonly StockLevel[] {
  let after = levels;
  for (const { warehouseId, quantity } of takings) {
    const before = after.find((level) => level.warehouseId === warehouseId);
    if (before === undefined || before.allocated < quantity) {
      throw new Error(`${quantity} units must be allocated in warehouse ${warehouseId} before they are let go`);
    }
    after = after.map((level) => (level === before ? change(level, quantity) : level));
  }
  return after;
}

type Moved = Readonly<Record<'read' | 'planned' | 'current', readonly StockLevel[]>>;

/**
 * What a plan made of the levels it had read, done to those that there are now: what it takes and lets go. Null when
 * they no longer bear it, for then the plan might have been another one.
 */
export function movedLevels({ read, planned, current }: Moved): readonly StockLevel[] | null {
  const of = (levels: readonly StockLevel[], id: number) => levels.find(({ warehouseId }) => warehouseId === id);
  const isThere = ({ warehouseId: id }: StockLevel) => of(read, id) !== undefined && of(current, id) !== undefined;
  if (!planned.every(isThere)) return null;
  const moved = current.map((level): StockLevel => {
    const before = of(read, level.warehouseId) ?? level;
    const after = of(planned, level.warehouseId) ?? before;
    return {
      warehouseId: level.warehouseId,
      physical: level.physical + after.physical - before.physical,
      allocated: level.allocated + after.allocated - before.allocated,
    };
  });
  return moved.every(({ physical, allocated }) => allocated >= 0 && physical >= allocated) ? moved : null;
}
