/**
 * The products of an order or a shipment, with its bundles in the mode that is set (quirk 64). What is stored are the
 * parts: they hold the stock and bear the price; the bundle is kept beside them.
 *
 *   items     the parts alone, each with `isPartOfBundle`              both     the bundle at price 0, then its parts
 *   nested    the bundle with its real price, the parts inside it      bundles  the bundle alone, at price 0
 *
 * A bundle that is not whole any more (its parts were divided) is shown as its parts. The second comment of a bundle's
 * line stands on its parts, where they are shown. Used by the order and the shipment object.
 */

import type { LineState, Order, OrderLine, OrderState } from '../../core/order.ts';
import { offOf, taxBreakdownOf } from '../../core/pricing/charge.ts';
import type { Charge, SoldBundle } from '../../core/sale.ts';
import type { ShipmentLine } from '../../core/shipments/shipment.ts';
import { type LinePrint, productFromLine } from './lines.ts';

export const BUNDLE_MODES = ['items', 'nested', 'bundles', 'both'] as const;
export type BundleMode = (typeof BUNDLE_MODES)[number];

type Product = Readonly<Record<string, unknown>>;
type Piece = { line: OrderLine; state: LineState | undefined };
type Print = LinePrint & { mode: BundleMode; shown?: (product: Product) => Product };

export function productsOf({ content, state }: Pick<Order, 'content' | 'state'>, print: Print): readonly Product[] {
  const { mode, shown = (product: Product) => product } = print;
  const pieces = content.lines.map(
    (line, index): Piece => ({ line, state: withSent(state.lines[index], state.shipments) }),
  );
  const sold = new Map((state.sale?.bundles ?? []).map((bundle) => [bundle.id, bundle]));
  const item = ({ line, state: lineState }: Piece) => {
    const comment = sold.get(lineState?.bundleId ?? -1)?.extras?.centra?.otherComment;
    const commented = comment === undefined ? line : { ...line, extras: { centra: { otherComment: comment } } };
    return shown(productFromLine(commented, lineState, print));
  };
  const bundles = mode === 'items' ? [] : (state.sale?.bundles ?? []);
  const seen = new Set<number>();
  return pieces.flatMap((piece) => {
    const bundle = bundles.find(({ id }) => id === piece.state?.bundleId);
    if (bundle === undefined) return [item(piece)];
    if (seen.has(bundle.id)) return [];
    seen.add(bundle.id);
    const parts = pieces.filter((one) => one.state?.bundleId === bundle.id);
    const whole = { ...shown(productOfBundle(bundle, parts, print)), isBundle: true };
    if (mode === 'nested') return [{ ...whole, bundle: parts.map(item) }];
    return mode === 'bundles' ? [whole] : [whole, ...parts.map(item)];
  });
}

/** Units that have left are shown in the warehouse they left. */
function withSent(state: LineState | undefined, shipments: OrderState['shipments'] = []): LineState | undefined {
  const sent = shipments
    .flatMap(({ lines }) => lines)
    .filter(({ lineId, sentFrom }) => lineId === state?.id && sentFrom);
  return sent.reduce((before, line) => before && sentAs(line, before), state);
}

/** The line as it held the units of the shipment before they left, and what it holds besides. */
export function sentAs({ itemId, sentFrom }: ShipmentLine, state: LineState): LineState {
  const { stock } = state;
  if (itemId === undefined || sentFrom === undefined) return state;
  const units = new Map<number, number>();
  for (const { warehouseId, quantity } of [...sentFrom, ...(stock?.takings ?? [])]) {
    units.set(warehouseId, (units.get(warehouseId) ?? 0) + quantity);
  }
  const takings = [...units].map(([warehouseId, quantity]) => ({ warehouseId, quantity }));
  return { ...state, stock: { itemId, takings, short: stock?.short ?? 0 } };
}

/** Only where its parts stand inside it does it cost what it costs: elsewhere they do, or nobody does. */
function productOfBundle(bundle: SoldBundle, parts: readonly Piece[], print: Print): Product {
  const { id, unitPriceE4, originalPriceE4, itemId, extras, ...named } = bundle;
  const isPriced = print.mode === 'nested';
  const { otherComment, ...others } = extras?.centra ?? {};
  const own = print.mode === 'bundles' ? extras?.centra : others;
  const line: OrderLine = {
    ...named,
    extras: own && { centra: own },
    unitPriceE4: isPriced ? unitPriceE4 : 0,
    originalPriceE4: isPriced ? originalPriceE4 : unitPriceE4,
  };
  const state: LineState = { id, createdAt: 0, ...(isPriced ? { charge: sumOf(parts) } : {}) };
  const product = productFromLine(line, state, print);
  return itemId === undefined ? product : { ...product, stockItemId: String(itemId) };
}

/** The rate is told where all parts have the same. */
function sumOf(parts: readonly Piece[]): Charge | undefined {
  const charges = parts.flatMap(({ state }) => state?.charge ?? []);
  if (charges.length === 0) return undefined;
  const [first, ...others] = taxBreakdownOf(charges);
  const amountE4 = [first, ...others].reduce((sum, tax) => sum + (tax?.amountE4 ?? 0), 0);
  const tax = first && { ...first, rateE4: others.length === 0 ? first.rateE4 : 0, amountE4 };
  return { tax, offs: [{ voucherId: 0, amountE4: offOf(charges) }] };
}
