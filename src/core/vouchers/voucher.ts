/**
 * Vouchers in the core's own words: a code a customer enters, or a discount that applies by itself, of a percentage of
 * the goods or of an amount in each price list. How often one was used is counted in the transaction of the order
 * that uses it, so that a limit holds whoever is asking.
 * Rows of the store, because codes are many; written by import and through the dialects.
 */
import type { AmountE4 } from '../amount.ts';
import type { Extras } from '../order.ts';

export type VoucherWorth =
  /** 10 % is 100,000. */
  | { kind: 'percent'; rateE4: number }
  | { kind: 'amount'; amounts: readonly { priceListId: number; amountE4: AmountE4 }[] };

export type VoucherDraft = {
  /** Null: the one of the same code, else a new one. `new`: never one that is there. */
  voucherId: number | 'new' | null;
  name: string;
  /** Null: it applies by itself. Found without regard to case. */
  code: string | null;
  worth: VoucherWorth;
  /** The cost of shipping is taken off as well. */
  isFreeShipping: boolean;
  /** Milliseconds since the epoch; `until` is exclusive. */
  from?: number | undefined;
  until?: number | undefined;
  /** Absent: in every market. */
  markets?: readonly number[] | undefined;
  /** How many orders may use it; 0: any number. */
  usesMax: number;
  isActive: boolean;
  /** The lowest is applied first. */
  priority: number;
  extras?: Extras | undefined;
};

export type Voucher = Omit<VoucherDraft, 'voucherId'> & {
  voucherId: number;
  uses: number;
  createdAt: number;
  modifiedAt: number;
};

/** Orders that use it now: one more, or one less. */
export type VoucherUse = { voucherId: number; by: number };

/** Which of the account's vouchers an order asks for. */
export type VoucherWish = { codes: readonly string[]; isAutomatic: boolean };

/** Which vouchers a command needs. Codes are folded. */
export type VoucherLookup = { codes: readonly string[]; hasAutomatic: boolean };

export interface VoucherStore {
  /** Makes or replaces; the count of uses stays. Null when another voucher bears the code. */
  saveVoucher(accountId: number, draft: VoucherDraft, at: number): Promise<Voucher | null>;
  /** By id; null when there is none. */
  findVoucher(accountId: number, voucherId: number): Promise<Voucher | null>;
}

/** In every driver: what is kept as one document beside the columns that are looked up or counted. */
export function voucherDocument(draft: VoucherDraft): string {
  const { voucherId, ...document } = draft;
  return JSON.stringify(document);
}
