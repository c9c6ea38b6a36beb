/**
 * The lines of a shipment beside the lines of its order: which units it may have, which of the order's stock is set
 * aside for it, what it takes besides for units the order waited for, and what leaves when it is complete.
 * Pure but for the stock desk it is given; called by operate-shipment.ts.
 */
import type { LineState, OrderLine, OrderState } from '../order.ts';
import type { Problem } from '../outcome.ts';
import { divided, heldOf, type Taking } from '../stock/levels.ts';
import type { StockDesk } from '../stock/stock-desk.ts';
import { isComplete, type Shipment, type ShipmentLine, shippedQuantity, type WantedLine } from './shipment.ts';

/** `shipments`: the others of the order. */
type Place = {
  stock: StockDesk;
  lines: readonly OrderLine[];
  state: OrderState;
  others: readonly Shipment[];
  pointer: string;
};
type Aside = { lines: readonly ShipmentLine[]; states: readonly LineState[] };

/** A bundle is wanted as its parts: so many of each as so many bundles have. */
export function openedWants(
  wanted: readonly WantedLine[],
  { lines, state }: { lines: readonly OrderLine[]; state: OrderState },
): readonly WantedLine[] {
  const bundles = state.sale?.bundles ?? [];
  if (bundles.length === 0) return wanted;
  return wanted.flatMap((want) => {
    const bundle = bundles.find(({ id }) => id === want.lineId);
    if (bundle === undefined) return [want];
    return state.lines.flatMap(({ id, bundleId }, index) => {
      const each = (lines[index]?.quantity ?? 0) / bundle.quantity;
      return bundleId === bundle.id ? [{ lineId: id, quantity: each * want.quantity }] : [];
    });
  });
}

/** Every wanted unit, or why one cannot be had. */
export function setAside(place: Place, wanted: readonly WantedLine[]): Aside | Problem {
  let states = place.state.lines;
  const lines: ShipmentLine[] = [];
  for (const want of wanted) {
    const index = states.findIndex(({ id }) => id === want.lineId);
    const state = states[index];
    const problem = lineProblem(place, want, place.lines[index]);
    if (problem !== null) return problem;
    if (state === undefined) continue;
    const filled = fill(place, want, state);
    if (filled === null) return shortProblem(place, want);
    const counted = state.stock === undefined ? {} : { itemId: state.stock.itemId };
    lines.push({ ...want, ...(filled.takings.length > 0 ? { filled: filled.takings } : {}), ...counted });
    states = states.map((line) => (line === state ? filled.state : line));
  }
  return { lines, states };
}

/** What the shipment took besides goes back, and the order waits for it again. */
export function putBack(stock: StockDesk, shipment: Shipment, states: readonly LineState[]): readonly LineState[] {
  return states.map((line) => {
    const filled = shipment.lines.find(({ lineId }) => lineId === line.id)?.filled;
    if (line.stock === undefined || filled === undefined) return line;
    const { itemId, takings, short } = line.stock;
    stock.giveBack(itemId, filled);
    const left = filled.reduce((all, { warehouseId, quantity }) => without(all, warehouseId, quantity), takings);
    return { ...line, stock: { itemId, takings: left, short: short + heldOf(filled) } };
  });
}

/** The units of a complete shipment have left the house; it keeps where they stood. */
export function sendOff(
  stock: StockDesk,
  shipment: Shipment,
  states: readonly LineState[],
): { shipment: Shipment; states: readonly LineState[] } {
  const sentFrom = new Map<number, readonly Taking[]>();
  const after = states.map((line) => {
    const sent = shipment.lines.find(({ lineId }) => lineId === line.id);
    if (line.stock === undefined || sent === undefined) return line;
    const { first, rest } = divided(line.stock.takings, sent.quantity);
    stock.consume(line.stock.itemId, first);
    if (first.length > 0) sentFrom.set(line.id, first);
    return { ...line, stock: { ...line.stock, takings: rest } };
  });
  const lines = shipment.lines.map((line) => {
    const from = sentFrom.get(line.lineId);
    return from === undefined ? line : { ...line, sentFrom: from };
  });
  return { shipment: { ...shipment, lines }, states: after };
}

function lineProblem({ others, pointer }: Place, want: WantedLine, line: OrderLine | undefined): Problem | null {
  const at = { code: 'field_value', pointer: `${pointer}/products/${want.lineId}` } as const;
  if (line === undefined) return { ...at, expected: 'the id of a line of the order', given: String(want.lineId) };
  const left = line.quantity - shippedQuantity(others, want.lineId);
  if (want.quantity >= 1 && want.quantity <= left) return null;
  const expected = left < 1 ? 'a line that is not in shipments already' : `a quantity from 1 to ${left}`;
  return { ...at, expected, given: String(want.quantity) };
}

/** Units set aside for other open shipments are not there for this one. Null when stock is short. */
function fill({ stock, others }: Place, want: WantedLine, state: LineState) {
  if (state.stock === undefined) return { state, takings: [] };
  const { itemId, takings, short } = state.stock;
  const open = others.filter((shipment) => !isComplete(shipment));
  const missing = want.quantity - (heldOf(takings) - shippedQuantity(open, want.lineId));
  if (missing <= 0) return { state, takings: [] };
  const taken = stock.take(itemId, Math.min(missing, short));
  if (heldOf(taken) < missing) return null;
  const after = { itemId, takings: [...takings, ...taken], short: short - heldOf(taken) };
  return { state: { ...state, stock: after }, takings: taken };
}

function shortProblem({ pointer }: Place, { lineId, quantity }: WantedLine): Problem {
  return {
    code: 'line_short_of_stock',
    pointer: `${pointer}/products/${lineId}`,
    expected: 'units that are in stock',
    given: String(quantity),
  };
}

/** From the end, where what was taken last stands. */
function without(takings: readonly { warehouseId: number; quantity: number }[], warehouseId: number, quantity: number) {
  let left = quantity;
  const kept = takings.toReversed().flatMap((taking) => {
    if (taking.warehouseId !== warehouseId) return [taking];
    const cut = Math.min(left, taking.quantity);
    left -= cut;
    return cut === taking.quantity ? [] : [{ ...taking, quantity: taking.quantity - cut }];
  });
  return kept.toReversed();
}
