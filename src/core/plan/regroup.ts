/**
 * Orders that are divided and orders that are joined. The parts add up to the whole exactly: a line keeps its price
 * per unit, what it states beside that (tax, shipping) stays with its rest, and so does what the order states; joined,
 * amounts are added. What the lines hold of stock moves along, and so do the tax and the vouchers that the server has
 * worked out for them (pricing/charge.ts).
 * The fingerprint stays that of the last draft, so whoever sends that again undoes nothing. Pure; called by plan.ts.
 */

import { type AmountE4, amountFromNumber, numberFromAmount } from '../amount.ts';
import type { IdSource, OrderRow } from '../command.ts';
import { fingerprintOf } from '../fingerprint.ts';
import { LIMITS } from '../limits.ts';
import type { Operation, SplitLine } from '../operation.ts';
import { type LineState, linesTotal, type OrderContent, type OrderState, type Sale } from '../order.ts';
import type { Problem } from '../outcome.ts';
import { dividedCharge, partAmounts } from '../pricing/charge.ts';
import type { Charge, UsedVoucher } from '../sale.ts';
import { divided, heldOf, type LineStock } from '../stock/levels.ts';
import { hasShipments, isLocked, lockedProblem, shipmentsProblem, unknownProblem } from './decide.ts';
import { type Held, laterPart, type Piece, partOfSale } from './split.ts';

export type Regrouping = Extract<Operation, { kind: 'split' | 'merge' }>;

/** The order itself, orders that are new, and orders that went into it. */
export type Regrouped = {
  row: OrderRow;
  parts: readonly OrderRow[];
  mergedAway: readonly { before: OrderRow; after: OrderRow }[];
};

export function divide(
  row: OrderRow,
  { pointer, parts, partsPointer }: Regrouping & { kind: 'split' },
  { at, ids }: { at: number; ids: IdSource },
): Regrouped | Problem {
  const unfit = unfitProblem(row, pointer) ?? childProblem(row, pointer);
  if (unfit !== null) return unfit;
  const { content, state } = heldOfRow(row);
  const problem = partsProblem({ content, state }, parts, partsPointer);
  if (problem !== null) return problem;
  const left = piecesOf({ content, state });
  const cut = parts.map((lines) => lines.map((line) => takeOut(left, line, { at, ids })));
  const torn = new Set(cut.flat().flatMap((piece) => piece.state.bundleId ?? []));
  const taken = cut.map((pieces) => pieces.map((piece) => withoutBundle(piece, torn)));
  const stays = [...left.values()].map((piece) => withoutBundle(piece, torn));
  const orderIds = parts.map(() => ids.nextOrderId());
  const members = state.family?.memberIds ?? [];
  const family = { ...state.family, parentId: null, memberIds: [...members, ...orderIds] };
  return {
    row: changed(row, at, { ...contentAndState({ content, state }, stays), family }),
    parts: taken.map((pieces, index) => {
      const orderId = orderIds[index] as number;
      return partOf(row, { orderId, part: members.length + index + 1, pieces, at });
    }),
    mergedAway: [],
  };
}

export function join(
  row: OrderRow,
  { pointer, orderIds, orderIdsPointer }: Regrouping & { kind: 'merge' },
  { at, rowById }: { at: number; rowById: ReadonlyMap<number, OrderRow> },
): Regrouped | Problem {
  const unfit = unfitProblem(row, pointer);
  if (unfit !== null) return unfit;
  const others: OrderRow[] = [];
  for (const [index, orderId] of orderIds.entries()) {
    const place = `${orderIdsPointer}/${index}`;
    const other = rowById.get(orderId);
    if (other === undefined) return unknownProblem(String(orderId), place);
    const problem = unfitProblem(other, place) ?? strangerProblem(row, others, { other, place });
    if (problem !== null) return problem;
    others.push(other);
  }
  const whole = joined(heldOfRow(row), others.map(heldOfRow));
  const problem = sizeProblem(whole.content, orderIdsPointer);
  if (problem !== null) return problem;
  const { family } = whole.state;
  const memberIds = [...new Set([...(family?.memberIds ?? []), ...orderIds])];
  const mergedIds = [...new Set([...(family?.mergedIds ?? []), ...orderIds])];
  return {
    row: changed(row, at, { ...whole, family: { parentId: family?.parentId ?? null, memberIds, mergedIds } }),
    parts: [],
    mergedAway: others.map((before) => ({ before, after: emptied(before, at) })),
  };
}

function unfitProblem(row: OrderRow, pointer: string): Problem | null {
  if (isLocked(row)) return lockedProblem(row, pointer);
  if (hasShipments(row)) return shipmentsProblem(row, pointer);
  if (row.status === 'open' || row.status === 'unpaid') return null;
  const given = `order ${row.orderId}, which is ${row.status}`;
  return { code: 'order_status_unfit', pointer, expected: 'an order that is open or unpaid', given };
}

/** Parts are counted within their family by its first order alone. */
function childProblem(row: OrderRow, pointer: string): Problem | null {
  const { family } = JSON.parse(row.state) as OrderState;
  if (family === undefined || family.parentId === null) return null;
  const expected = `an order that was not split from another: order ${family.parentId} is the first of these`;
  return { code: 'order_status_unfit', pointer, expected, given: `order ${row.orderId}` };
}

function strangerProblem(
  row: OrderRow,
  others: readonly OrderRow[],
  { other, place }: { other: OrderRow; place: string },
): Problem | null {
  const isTwice = other.orderId === row.orderId || others.includes(other);
  if (isTwice) {
    const given = String(other.orderId);
    return { code: 'field_value', pointer: place, expected: 'the id of another order, each once', given };
  }
  const [stays, goes] = [currencyOf(row), currencyOf(other)];
  if (row.status === other.status && stays === goes) return null;
  return {
    code: 'order_status_unfit',
    pointer: place,
    expected: `an order that is ${row.status} like the one it goes into, in the same currency${told(stays)}`,
    given: `order ${other.orderId}, which is ${other.status}${told(goes)}`,
  };
}

function told(currency: string | undefined): string {
  return currency === undefined ? '' : ` (${currency})`;
}

function currencyOf(row: OrderRow): string | undefined {
  return heldOfRow(row).content.currency;
}

/** Every line that is asked for is there, as often as it is asked for, and something stays. */
function partsProblem({ content, state }: Held, parts: readonly (readonly SplitLine[])[], at: string): Problem | null {
  const left = new Map(state.lines.map(({ id }, index) => [id, content.lines[index]?.quantity ?? 0]));
  for (const [part, lines] of parts.entries()) {
    for (const [index, { lineId, quantity }] of lines.entries()) {
      const pointer = `${at}/${part}/${index}`;
      const units = left.get(lineId);
      if (units === undefined) {
        const expected = `the id of a line that is still there: ${[...left.keys()].join(', ')}`;
        return { code: 'field_value', pointer, expected, given: String(lineId) };
      }
      if (quantity !== undefined && (quantity < 1 || quantity > units)) {
        const expected = `a quantity of at most ${units}`;
        return { code: 'field_value', pointer, expected, given: String(quantity) };
      }
      if (quantity === undefined || quantity === units) left.delete(lineId);
      else left.set(lineId, units - quantity);
    }
  }
  if (left.size > 0) return null;
  return {
    code: 'field_value',
    pointer: at,
    expected: 'parts that leave a line in the order',
    given: 'all of its lines',
  };
}

/** More than one order may hold. */
function sizeProblem(content: OrderContent, pointer: string): Problem | null {
  const { lines } = content;
  if (lines.length > LIMITS.orderLinesMax) {
    const expected = `orders of at most ${LIMITS.orderLinesMax} lines together`;
    return { code: 'field_value', pointer, expected, given: `${lines.length} lines` };
  }
  const sums = [content.amountPaidE4, content.taxE4, content.shippingE4, content.discountE4];
  if (linesTotal(lines) !== null && sums.every(isStorable)) return null;
  return {
    code: 'amount_inexact',
    pointer,
    expected: 'orders whose amounts come to less than 100 billion',
    given: 'more',
  };
}

function isStorable(amount: AmountE4 | undefined): boolean {
  return amount === undefined || amountFromNumber(numberFromAmount(amount)) === amount;
}

function piecesOf({ content, state }: Held): Map<number, Piece> {
  return new Map(
    content.lines.map((line, index) => {
      const lineState = state.lines[index] as LineState;
      return [lineState.id, { line, state: lineState }];
    }),
  );
}

/** Takes a line, or units of it, out of what is left. */
function takeOut(left: Map<number, Piece>, wanted: SplitLine, stamp: { at: number; ids: IdSource }): Piece {
  const { lineId, quantity } = wanted;
  const piece = left.get(lineId);
  if (piece === undefined) throw new Error(`line ${lineId} must have been found before it is taken`);
  if (quantity === undefined || quantity === piece.line.quantity) {
    left.delete(lineId);
    return piece;
  }
  const [id = 0] = stamp.ids.nextLineIds(1);
  const stock = dividedStock(piece.state.stock, quantity);
  const rest = piece.line.quantity - quantity;
  const [taken, kept] = piece.state.charge === undefined ? [] : dividedCharge(piece.state.charge, [quantity, rest]);
  left.set(lineId, {
    line: { ...piece.line, quantity: rest, ...addedTax(kept) },
    state: { ...piece.state, stock: stock?.rest, charge: kept },
  });
  return {
    line: { ...piece.line, quantity, taxE4: undefined, shippingE4: undefined, ...addedTax(taken) },
    state: { ...piece.state, id, createdAt: stamp.at, stock: stock?.first, charge: taken },
  };
}

/** A bundle of which a part leaves is one no longer: all its parts are lines like any other. */
function withoutBundle(piece: Piece, torn: ReadonlySet<number>): Piece {
  const { bundleId, ...state } = piece.state;
  return bundleId === undefined || !torn.has(bundleId) ? piece : { ...piece, state };
}

/** A tax that comes on top is stated by its line. */
function addedTax(charge: Charge | undefined): { taxE4?: AmountE4 } {
  return charge?.tax?.isAdded === true ? { taxE4: charge.tax.amountE4 } : {};
}

function dividedStock(
  stock: LineStock | undefined,
  quantity: number,
): { first: LineStock; rest: LineStock } | undefined {
  if (stock === undefined) return undefined;
  const { first, rest } = divided(stock.takings, quantity);
  const short = Math.min(stock.short, quantity - heldOf(first));
  const { itemId } = stock;
  return { first: { itemId, takings: first, short }, rest: { itemId, takings: rest, short: stock.short - short } };
}

function joined(target: Held, others: readonly Held[]): Held {
  const all = [target, ...others];
  const contents = all.map(({ content }) => content);
  const tagIds = [...new Set(all.flatMap(({ state }) => state.tagIds ?? []))];
  const vouchers = [...new Set(contents.flatMap(({ voucherCodes }) => voucherCodes ?? []))];
  return {
    content: {
      ...target.content,
      lines: contents.flatMap(({ lines }) => lines),
      amountPaidE4: sumOf(contents.map(({ amountPaidE4 }) => amountPaidE4)),
      taxE4: sumOf(contents.map(({ taxE4 }) => taxE4)),
      shippingE4: sumOf(contents.map(({ shippingE4 }) => shippingE4)),
      discountE4: sumOf(contents.map(({ discountE4 }) => discountE4)),
      voucherCodes: vouchers.length === 0 ? undefined : vouchers,
      customerNote: textsOf(contents.map(({ customerNote }) => customerNote)),
      internalNote: textsOf(contents.map(({ internalNote }) => internalNote)),
    },
    state: {
      ...target.state,
      lines: all.flatMap(({ state }) => state.lines),
      tagIds: tagIds.length === 0 ? undefined : tagIds,
      sale: joinedSale(all.map(({ state }) => state.sale)),
    },
  };
}

/** The first that is told of market and price list; a voucher that several have used counts as often as it was counted. */
function joinedSale(sales: readonly (Sale | undefined)[]): Sale | undefined {
  const told = sales.filter((sale) => sale !== undefined);
  if (told.length === 0) return undefined;
  const shipping = told.flatMap((sale) => sale.shipping ?? []);
  const vouchers = told.flatMap((sale) => sale.vouchers ?? []);
  const isNeeded = ({ voucherId, isCounted }: UsedVoucher, index: number) =>
    isCounted === true ||
    !vouchers.some((other, at) => other.voucherId === voucherId && (at < index || other.isCounted));
  const kept = vouchers.filter(isNeeded);
  const bundles = told.flatMap((sale) => sale.bundles ?? []);
  return {
    marketId: told.find(({ marketId }) => marketId !== undefined)?.marketId,
    priceListId: told.find(({ priceListId }) => priceListId !== undefined)?.priceListId,
    shipping: shipping.length === 0 ? undefined : shipping,
    vouchers: kept.length === 0 ? undefined : kept,
    bundles: bundles.length === 0 ? undefined : bundles,
  };
}

function sumOf(amounts: readonly (AmountE4 | undefined)[]): AmountE4 | undefined {
  const stated = amounts.filter((amount) => amount !== undefined);
  return stated.length === 0 ? undefined : stated.reduce((sum, amount) => sum + amount, 0);
}

/** Each on a line of its own, the same one once. */
function textsOf(texts: readonly (string | undefined)[]): string | undefined {
  const stated = [...new Set(texts.filter((text) => text !== undefined && text !== ''))];
  return stated.length === 0 ? texts[0] : stated.join('\n');
}

function contentAndState({ content, state }: Held, pieces: readonly Piece[]): Held {
  const states = pieces.map((piece) => piece.state);
  const amounts = partAmounts(state, { lines: states, sale: state.sale });
  return {
    content: { ...content, ...amounts, lines: pieces.map(({ line }) => line) },
    state: {
      ...state,
      lines: states,
      ...(state.sale === undefined
        ? {}
        : { sale: partOfSale(state.sale, { shipping: state.sale.shipping, isFirst: true, lines: states }) }),
    },
  };
}

function changed(row: OrderRow, at: number, after: Held & { family: OrderState['family'] }): OrderRow {
  const { content, state, family } = after;
  return {
    ...row,
    revision: row.revision + 1,
    modifiedAt: at,
    state: JSON.stringify({ ...state, family }),
    content: JSON.stringify(content),
  };
}

function partOf(
  row: OrderRow,
  { orderId, part, pieces, at }: { orderId: number; part: number; pieces: readonly Piece[]; at: number },
): OrderRow {
  const { content, state } = heldOfRow(row);
  const lines = pieces.map(({ line }) => line);
  const states = pieces.map((piece) => piece.state);
  const sale = partOfSale(state.sale, { shipping: undefined, isFirst: false, lines: states });
  const amounts = partAmounts(state, { lines: states, sale });
  const serialized = JSON.stringify({ ...laterPart(content, lines), ...amounts });
  const { tagIds, assigneeId } = state;
  const family = { parentId: row.orderId, memberIds: [] };
  return {
    ...row,
    orderId,
    part,
    number: String(orderId),
    revision: 1,
    fingerprint: fingerprintOf(serialized),
    createdAt: at,
    modifiedAt: at,
    state: JSON.stringify({ lines: states, tagIds, assigneeId, family, sale }),
    content: serialized,
  };
}

/** What it held has gone into another order. */
function emptied(row: OrderRow, at: number): OrderRow {
  const state = JSON.parse(row.state) as OrderState;
  const gone = { ...state, lines: state.lines.map(({ stock, ...line }) => line) };
  return { ...row, revision: row.revision + 1, modifiedAt: at, deletedAt: at, state: JSON.stringify(gone) };
}

function heldOfRow(row: OrderRow): Held {
  if (row.content === null) throw new Error(`the content of order ${row.orderId} must be loaded`);
  return { content: JSON.parse(row.content) as OrderContent, state: JSON.parse(row.state) as OrderState };
}
