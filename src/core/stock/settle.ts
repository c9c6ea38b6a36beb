/**
 * What an order holds, when the order itself changes: a canceled or deleted one lets go, a shipped one has taken its
 * goods along, a prepared one that is placed takes what there is by then and waits for the rest.
 * Pure but for the stock desk it is given; called by plan.ts for every operation and every replacement.
 */
import type { OrderRow } from '../command.ts';
import type { LineState, OrderState, OrderStatus } from '../order.ts';
import { heldOf, type LineStock } from './levels.ts';
import { holdsStock } from './shelf.ts';
import type { StockDesk } from './stock-desk.ts';
import { isWaiting } from './supply.ts';

/** Orders of these hold nothing. */
const ENDED: ReadonlySet<OrderStatus> = new Set(['shipped', 'canceled', 'rejected']);

export function mayHold(status: OrderStatus): boolean {
  return !ENDED.has(status);
}

/** The row as it is to be stored; the row itself when its stock does not change. */
export function settleStock(stock: StockDesk, before: OrderRow, after: OrderRow): OrderRow {
  if (!holdsStock(after)) return after;
  if (after.deletedAt !== null || after.status === 'canceled' || after.status === 'rejected') {
    return withLines(after, (line) => letGo(stock, line, 'giveBack'));
  }
  if (after.status === 'shipped') return withLines(after, (line) => letGo(stock, line, 'consume'));
  return before.status === 'prepared' && after.status !== 'prepared'
    ? withLines(after, (line) => filled(stock, line))
    : after;
}

/** Everything a row holds goes back: its replacement takes anew. */
export function releaseRow(stock: StockDesk, row: OrderRow): void {
  if (!holdsStock(row)) return;
  for (const line of (JSON.parse(row.state) as OrderState).lines) letGo(stock, line, 'giveBack');
}

/** What the line waits for, as far as it is there by now. */
function filled(stock: StockDesk, line: LineState): LineState {
  if (line.stock === undefined || line.stock.short === 0 || isWaiting(line.supply)) return line;
  const { itemId, takings, short } = line.stock;
  const more = stock.take(itemId, short);
  const after: LineStock = { itemId, takings: [...takings, ...more], short: short - heldOf(more) };
  return { ...line, stock: after };
}

function letGo(stock: StockDesk, { stock: held, ...line }: LineState, how: 'giveBack' | 'consume'): LineState {
  if (held !== undefined) stock[how](held.itemId, held.takings);
  return line;
}

function withLines(row: OrderRow, change: (line: LineState) => LineState): OrderRow {
  const state = JSON.parse(row.state) as OrderState;
  return { ...row, state: JSON.stringify({ ...state, lines: state.lines.map(change) }) };
}
