/**
 * What an order keeps of how it was sold: bundles that were opened, tax and discounts that were worked out, when goods
 * can leave, which vouchers were used. Shapes alone, so that the order may name them; the rules are in catalog/,
 * pricing/, stock/ and vouchers/.
 */
import type { AmountE4 } from './amount.ts';
import type { Extras } from './extras.ts';

/** What is kept of a bundle that was sold: the line as it would be without its parts. */
export type SoldBundle = {
  /** A line id, which its parts name. */
  id: number;
  quantity: number;
  unitPriceE4: AmountE4;
  originalPriceE4?: AmountE4 | undefined;
  itemId?: number | undefined;
  sku?: string | undefined;
  ean?: string | undefined;
  upc?: string | undefined;
  name?: string | undefined;
  comment?: string | undefined;
  /** What a dialect keeps of the line. */
  extras?: Extras | undefined;
};

/** `isAdded`: the tax comes on top; else it is in the price. `rateE4` is a percentage: 25 % is 250,000. */
export type ChargedTax = { name: string; rateE4: number; isAdded: boolean; amountE4: AmountE4 };
/** What a voucher takes off, as a number from 0. */
export type Off = { voucherId: number; amountE4: AmountE4 };
/** Of all units of the line together. */
export type Charge = { tax?: ChargedTax | undefined; offs?: readonly Off[] | undefined };

/** Lines of pre-order goods hold nothing: they wait until somebody fills them. */
export type Supply = { windowId?: number | undefined; isPreorder?: true | undefined };

/** What an order keeps of a voucher. */
export type UsedVoucher = {
  voucherId: number;
  name: string;
  code?: string | undefined;
  /** Set on the one order that counts as its use: parts split off are no use of their own. */
  isCounted?: true | undefined;
};
