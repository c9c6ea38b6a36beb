/**
 * The vouchers a command works with, and how often its orders use them, one after the other: a later order sees the
 * use of an earlier one. What a refused order has used is undone. Each voucher that was used is written once.
 * Part of the desk of a plan; a driver loads and locks what `voucherLookupOf` names, after orders and stock.
 */

import type { Command, OrderRow } from '../command.ts';
import type { OrderState } from '../order.ts';
import type { UsedVoucher } from '../sale.ts';
import { mayHold } from '../stock/settle.ts';
import { foldCase } from '../storable.ts';
import type { Voucher, VoucherLookup, VoucherUse } from './voucher.ts';

/** Null when no draft asks for any: nothing is loaded then. */
export function voucherLookupOf(command: Command): VoucherLookup | null {
  const wishes = command.items.flatMap((item) => ('draft' in item ? (item.draft.wish?.vouchers ?? []) : []));
  if (wishes.length === 0) return null;
  const codes = [...new Set(wishes.flatMap((wish) => wish.codes.map(foldCase)))].filter((code) => code !== '');
  return { codes, hasAutomatic: wishes.some(({ isAutomatic }) => isAutomatic) };
}

export class VoucherDesk {
  readonly #vouchers: readonly Voucher[];
  readonly #byCode = new Map<string, Voucher>();
  readonly #uses = new Map<number, number>();
  readonly #journal: VoucherUse[] = [];

  constructor(vouchers: readonly Voucher[]) {
    this.#vouchers = vouchers;
    for (const voucher of vouchers) if (voucher.code !== null) this.#byCode.set(foldCase(voucher.code), voucher);
  }

  automatic(): readonly Voucher[] {
    return this.#vouchers.filter(({ code }) => code === null);
  }

  find(code: string): Voucher | undefined {
    return this.#byCode.get(foldCase(code));
  }

  isUsedUp({ voucherId, uses, usesMax }: Voucher): boolean {
    return usesMax > 0 && uses + (this.#uses.get(voucherId) ?? 0) >= usesMax;
  }

  use(voucherId: number, by: 1 | -1): void {
    this.#uses.set(voucherId, (this.#uses.get(voucherId) ?? 0) + by);
    this.#journal.push({ voucherId, by });
  }

  mark(): number {
    return this.#journal.length;
  }

  undo(mark: number): void {
    for (const { voucherId, by } of this.#journal.splice(mark)) {
      this.#uses.set(voucherId, (this.#uses.get(voucherId) ?? 0) - by);
    }
  }

  /** In the order of their ids. */
  changes(): readonly VoucherUse[] {
    const changed = [...this.#uses].filter(([, by]) => by !== 0);
    return changed.map(([voucherId, by]) => ({ voucherId, by })).sort((a, b) => a.voucherId - b.voucherId);
  }
}

/** An order that has ended gives its uses back, once; the row itself when there is nothing to give back. */
export function settleVouchers(desk: VoucherDesk, row: OrderRow): OrderRow {
  const isEnded = row.deletedAt !== null || (!mayHold(row.status) && row.status !== 'shipped');
  if (!isEnded || !usesVouchers(row)) return row;
  releaseVouchers(desk, row);
  const state = JSON.parse(row.state) as OrderState;
  const vouchers = state.sale?.vouchers?.map(({ isCounted, ...kept }): UsedVoucher => kept);
  return { ...row, state: JSON.stringify({ ...state, sale: { ...state.sale, vouchers } }) };
}

/** What a row has used is free again: its replacement asks anew. */
export function releaseVouchers(desk: VoucherDesk, row: OrderRow): void {
  if (!usesVouchers(row)) return;
  for (const { voucherId, isCounted } of (JSON.parse(row.state) as OrderState).sale?.vouchers ?? []) {
    if (isCounted === true) desk.use(voucherId, -1);
  }
}

/** Few orders use any, so most states are not parsed. */
function usesVouchers({ state }: OrderRow): boolean {
  return state.includes('"isCounted":true');
}
