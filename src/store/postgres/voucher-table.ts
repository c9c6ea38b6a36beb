/**
 * Vouchers as rows: saved by import and through dialects, loaded for the orders that name their codes, counted by
 * those that use them. Those with a limit are locked when they are loaded, in the order of their ids and after orders
 * and stock, so that nobody is promised a use that somebody else takes; of the others a use is added when the command
 * commits, and orders do not wait for one another. Every rule is in core/vouchers.
 * Called by apply.ts and driver.ts.
 */
import { foldCase } from '../../core/queries.ts';
import { storable } from '../../core/storable.ts';
import {
  type Voucher,
  type VoucherDraft,
  type VoucherLookup,
  type VoucherStore,
  type VoucherUse,
  voucherDocument,
} from '../../core/vouchers/voucher.ts';
import { bigintArray, textArray } from './arrays.ts';
import type { Connections, Session, Statement } from './connections.ts';

const COLUMNS = `voucher_id AS "voucherId", uses, created_at AS "createdAt", modified_at AS "modifiedAt", document`;
type Flat = Pick<Voucher, 'voucherId' | 'uses' | 'createdAt' | 'modifiedAt'> & { document: string };

const ASKED = `FROM vouchers WHERE account_id = $1 AND (code_fold = ANY ($2::text[]) OR ($3::boolean AND code_fold IS NULL))`;
const LOCK: Statement = {
  name: 'lock_vouchers',
  text: `SELECT ${COLUMNS} ${ASKED} AND uses_max > 0 ORDER BY voucher_id FOR UPDATE`,
};
const READ: Statement = { name: 'read_vouchers', text: `SELECT ${COLUMNS} ${ASKED} AND uses_max = 0` };
const FIND: Statement = {
  name: 'find_voucher',
  text: `SELECT ${COLUMNS} FROM vouchers WHERE account_id = $1 AND voucher_id = $2`,
};
const FIND_BY_CODE: Statement = {
  name: 'find_voucher_by_code',
  text: `SELECT ${COLUMNS} FROM vouchers WHERE account_id = $1 AND code_fold = $2`,
};
/** Rows are locked in one order first: two commands that use the same ones wait for each other in a line. */
const USE: Statement = {
  name: 'use_vouchers',
  text: `WITH used AS (
      SELECT voucher_id, r.by FROM vouchers JOIN unnest($2::bigint[], $3::bigint[]) AS r (id, by) ON voucher_id = r.id
      WHERE account_id = $1 ORDER BY voucher_id FOR UPDATE OF vouchers
    )
    UPDATE vouchers SET uses = greatest(0, uses + used.by) FROM used
    WHERE vouchers.account_id = $1 AND vouchers.voucher_id = used.voucher_id`,
};
/** One saves after the other, so that ids follow and a code is given once. */
const HOLD: Statement = {
  name: 'hold_vouchers',
  text: `SELECT pg_advisory_xact_lock(hashtextextended('vouchers of account ' || $1::bigint, 0)) AS account_id`,
};
const NEXT: Statement = {
  name: 'next_voucher',
  text: 'SELECT coalesce(max(voucher_id), 0) + 1 AS next FROM vouchers WHERE account_id = $1',
};
const SAVE: Statement = {
  name: 'save_voucher',
  text: `INSERT INTO vouchers (account_id, voucher_id, created_at, modified_at, uses_max, uses, code_fold, document)
    VALUES ($1, $2, $3, $3, $4, 0, $5, $6)
    ON CONFLICT (account_id, voucher_id) DO UPDATE SET modified_at = excluded.modified_at,
      uses_max = excluded.uses_max, code_fold = excluded.code_fold, document = excluded.document
    RETURNING ${COLUMNS}`,
};

export async function loadVouchers(
  session: Session,
  accountId: number,
  { codes, hasAutomatic }: VoucherLookup,
): Promise<readonly Voucher[]> {
  const values = [accountId, textArray(codes.map(storable)), hasAutomatic];
  const [locked, read] = await Promise.all([session.send<Flat>(LOCK, values), session.send<Flat>(READ, values)]);
  return [...locked.rows, ...read.rows].map(voucherOf);
}

export async function useVouchers(session: Session, accountId: number, uses: readonly VoucherUse[]): Promise<void> {
  if (uses.length === 0) return;
  const ids = bigintArray(uses.map(({ voucherId }) => voucherId));
  await session.send(USE, [accountId, ids, bigintArray(uses.map(({ by }) => by))]);
}

export class VoucherTable implements VoucherStore {
  readonly #connections: Connections;

  constructor(connections: Connections) {
    this.#connections = connections;
  }

  async findVoucher(accountId: number, voucherId: number): Promise<Voucher | null> {
    const { rows } = await this.#connections.step('read', (session) =>
      session.send<Flat>(FIND, [accountId, voucherId]),
    );
    return rows[0] === undefined ? null : voucherOf(rows[0]);
  }

  saveVoucher(accountId: number, draft: VoucherDraft, at: number): Promise<Voucher | null> {
    return this.#connections.run('write', async (session) => {
      await session.send(HOLD, [accountId]);
      const fold = draft.code === null ? null : storable(foldCase(draft.code));
      const bearers = fold === null ? [] : (await session.send<Flat>(FIND_BY_CODE, [accountId, fold])).rows;
      const [bearer] = bearers;
      if (bearer !== undefined && draft.voucherId !== null && bearer.voucherId !== draft.voucherId) return null;
      const known = draft.voucherId === 'new' ? undefined : (draft.voucherId ?? bearer?.voucherId);
      const voucherId = known ?? (await session.send<{ next: number }>(NEXT, [accountId])).rows[0]?.next ?? 1;
      const values = [accountId, voucherId, at, draft.usesMax, fold, storable(voucherDocument(draft))];
      const [saved] = (await session.send<Flat>(SAVE, values)).rows;
      if (saved === undefined) throw new Error('what was saved must stand');
      return voucherOf(saved);
    });
  }
}

function voucherOf({ document, ...flat }: Flat): Voucher {
  return { ...(JSON.parse(document) as Omit<VoucherDraft, 'voucherId'>), ...flat };
}
