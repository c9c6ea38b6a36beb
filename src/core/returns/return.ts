/**
 * Returns of an order, in the core's own words: units of one complete shipment that came back, what is paid back for
 * them and whether it was. They stand in the order's state; the store keeps a slip of each beside it, for lists.
 *
 *   add ---> open ---complete---> completed          the refund is recorded once, before or after
 *     '----- refunded when it is made: completed at once
 */
import type { AmountE4 } from '../amount.ts';
import type { WantedLine } from '../shipments/shipment.ts';

export type ReturnLine = {
  id: number;
  lineId: number;
  quantity: number;
  /** What one unit had cost. */
  priceE4: AmountE4;
  /** Of all its units: on top of what they had cost, unless it is said to be inside. */
  taxE4: AmountE4;
  isTaxIncluded?: true | undefined;
  /** Where the units stand again; absent for what nobody counts, and when stock was not asked for. */
  itemId?: number | undefined;
};

export type Refund = { at: number; amountE4: AmountE4 };

export type Return = {
  id: number;
  /** Of which shipment. */
  seq: number;
  /** When it was made, or when the caller says that it was. */
  returnedAt: number;
  /** The order's revision that it was made by: how a caller finds it again, also when he repeats the call. */
  revision: number;
  lines: readonly ReturnLine[];
  isRestocked: boolean;
  /** What the customer pays for sending it back: lowers the refund. */
  costE4: AmountE4;
  /** Parts of the order's own costs that are paid back, and of its discount that is taken off. */
  shippingE4: AmountE4;
  handlingE4: AmountE4;
  discountE4: AmountE4;
  comment?: string | undefined;
  isCompleted: boolean;
  refund?: Refund | undefined;
};

/** An amount, or what stands on the shipment and no earlier return has taken. */
export type CostAsked = AmountE4 | 'of_shipment';

export type ReturnOperation =
  | {
      kind: 'add_return';
      seq: number;
      /** Null: every unit that is left. */
      lines: readonly WantedLine[] | null;
      /** The warehouse that the units go to; null: they do not become stock again. */
      restockTo: number | null;
      costE4: AmountE4;
      shipping: CostAsked;
      handling: CostAsked;
      discount: CostAsked;
      comment?: string | undefined;
      returnedAt?: number | undefined;
      isRefunding: boolean;
    }
  | { kind: 'change_return'; returnId: number; isCompleted: boolean; isRefunding: boolean };

/** Units of a line of a shipment that have come back. */
export function returnedQuantity(returns: readonly Return[], of: { seq: number; lineId: number }): number {
  const lines = returns.filter(({ seq }) => seq === of.seq).flatMap((one) => one.lines);
  return lines.filter(({ lineId }) => lineId === of.lineId).reduce((sum, { quantity }) => sum + quantity, 0);
}

/** What is to be paid back; below zero when the costs are more than the goods. */
export function refundableAmount(one: Pick<Return, 'lines' | 'costE4' | 'shippingE4' | 'handlingE4' | 'discountE4'>) {
  const goodsE4 = one.lines.reduce((sum, line) => sum + worthOf(line), 0);
  return goodsE4 + one.shippingE4 + one.handlingE4 - one.discountE4 - one.costE4;
}

function worthOf({ priceE4, quantity, taxE4, isTaxIncluded }: ReturnLine): AmountE4 {
  return priceE4 * quantity + (isTaxIncluded === true ? 0 : taxE4);
}
