/**
 * Vouchers as rows: saved by import and through dialects, loaded for the orders that name their codes, counted by
 * those that use them. Decides nothing but the next free id of an account; every rule is in core/vouchers.
 * Used by group.ts, inside a transaction, so nothing can change between loading and counting, and by the reader.
 */
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { foldCase } from '../../core/queries.ts';
import {
  type Voucher,
  type VoucherDraft,
  type VoucherLookup,
  type VoucherUse,
  voucherDocument,
} from '../../core/vouchers/voucher.ts';

const COLUMNS = 'voucher_id AS voucherId, uses, created_at AS createdAt, modified_at AS modifiedAt, document';
type Flat = Pick<Voucher, 'voucherId' | 'uses' | 'createdAt' | 'modifiedAt'> & { document: string };

export class VoucherTable {
  readonly #byCode: StatementSync;
  readonly #automatic: StatementSync;
  readonly #byId: StatementSync;
  readonly #next: StatementSync;
  readonly #save: StatementSync;
  readonly #use: StatementSync;

  constructor(db: DatabaseSync) {
    this.#byCode = db.prepare(
      `SELECT ${COLUMNS} FROM json_each(?2) AS name CROSS JOIN vouchers
       WHERE account_id = ?1 AND code_fold = name.value`,
    );
    this.#automatic = db.prepare(
      `SELECT ${COLUMNS} FROM vouchers INDEXED BY vouchers_automatic WHERE account_id = ? AND code_fold IS NULL`,
    );
    this.#byId = db.prepare(`SELECT ${COLUMNS} FROM vouchers WHERE account_id = ? AND voucher_id = ?`);
    this.#next = db.prepare('SELECT coalesce(max(voucher_id), 0) + 1 AS next FROM vouchers WHERE account_id = ?');
    this.#save = db.prepare(
      `INSERT INTO vouchers (account_id, voucher_id, created_at, modified_at, uses_max, uses, code_fold, document)
       VALUES (?1, ?2, ?3, ?3, ?4, 0, ?5, ?6)
       ON CONFLICT (account_id, voucher_id) DO UPDATE SET modified_at = ?3, uses_max = ?4, code_fold = ?5, document = ?6
       RETURNING ${COLUMNS}`,
    );
    this.#use = db.prepare('UPDATE vouchers SET uses = max(0, uses + ?) WHERE account_id = ? AND voucher_id = ?');
  }

  load(accountId: number, lookup: VoucherLookup | null): readonly Voucher[] {
    if (lookup === null) return [];
    const named = lookup.codes.length === 0 ? [] : this.#byCode.all(accountId, JSON.stringify(lookup.codes));
    const automatic = lookup.hasAutomatic ? this.#automatic.all(accountId) : [];
    return ([...named, ...automatic] as Flat[]).map(voucherOf);
  }

  find(accountId: number, voucherId: number): Voucher | null {
    const found = this.#byId.get(accountId, voucherId) as Flat | undefined;
    return found === undefined ? null : voucherOf(found);
  }

  save(accountId: number, draft: VoucherDraft, at: number): Voucher | null {
    const fold = draft.code === null ? null : foldCase(draft.code);
    const bearer =
      fold === null ? undefined : (this.#byCode.get(accountId, JSON.stringify([fold])) as Flat | undefined);
    if (bearer !== undefined && draft.voucherId !== null && bearer.voucherId !== draft.voucherId) return null;
    const known = draft.voucherId === 'new' ? undefined : (draft.voucherId ?? bearer?.voucherId);
    const voucherId = known ?? this.#nextId(accountId);
    const saved = this.#save.get(accountId, voucherId, at, draft.usesMax, fold, voucherDocument(draft));
    return voucherOf(saved as Flat);
  }

  use(accountId: number, uses: readonly VoucherUse[]): void {
    for (const { voucherId, by } of uses) this.#use.run(by, accountId, voucherId);
  }

  #nextId(accountId: number): number {
    return (this.#next.get(accountId) as { next: number }).next;
  }
}

function voucherOf({ document, ...flat }: Flat): Voucher {
  return { ...(JSON.parse(document) as Omit<VoucherDraft, 'voucherId'>), ...flat };
}
