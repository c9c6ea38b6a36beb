/**
 * Parcels as rows: written by the command that makes or voids one, read by id and as a list. Decides nothing.
 * A list first finds the ids, in an index alone where one serves, and then reads the documents of its page.
 * Used by group.ts to write, inside a transaction, and by the reader to look up.
 */
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { type ParcelChange, parcelRowOf } from '../../core/shipments/parcel.ts';
import type { ParcelQuery } from '../../core/shipments/parcel-query.ts';
import { parcelConditions, parcelOrder } from '../parcel-conditions.ts';

/** A document as it was written, and when it was voided. */
export type StoredParcel = { document: string; voidedAt: number | null };

/** The first half is what the index of those few is asked by. */
const HAS_ORIGIN = `origins IS NOT NULL AND instr(origins, ' ' || ? || ' ') > 0`;

export class ParcelTable {
  readonly #db: DatabaseSync;
  readonly #add: StatementSync;
  readonly #void: StatementSync;
  readonly #find: StatementSync;

  constructor(db: DatabaseSync) {
    this.#db = db;
    this.#add = db.prepare(
      `INSERT INTO parcels (account_id, parcel_id, kind, order_id, batch_id, created_at, shipped_at, store_id, number,
         recipient, country, carrier_code, service_code, tracking, origins, document)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    );
    this.#void = db.prepare(
      'UPDATE parcels SET voided_at = ? WHERE account_id = ? AND parcel_id = ? AND voided_at IS NULL',
    );
    this.#find = db.prepare(
      'SELECT document, voided_at AS voidedAt FROM parcels WHERE account_id = ? AND parcel_id = ?',
    );
  }

  write(accountId: number, changes: readonly ParcelChange[]): void {
    for (const change of changes) {
      if (change.kind === 'void') this.#void.run(change.at, accountId, change.parcelId);
      else this.#add.run(accountId, ...Object.values(parcelRowOf(change.parcel)));
    }
  }

  find(accountId: number, parcelId: number): StoredParcel | null {
    return (this.#find.get(accountId, parcelId) as StoredParcel | undefined) ?? null;
  }

  /** The page and the total in one transaction, so that they agree. */
  list(accountId: number, query: ParcelQuery): { parcels: readonly StoredParcel[]; total: number } {
    const conditions = parcelConditions(accountId, query, HAS_ORIGIN);
    const where = conditions.map(([sql]) => sql).join(' AND ');
    const values = conditions.map(([, value]) => value);
    const orderBy = parcelOrder(query);
    this.#db.exec('BEGIN');
    try {
      const counted = this.#db.prepare(`SELECT count(*) AS total FROM parcels WHERE ${where}`).get(...values);
      const page = this.#db.prepare(
        `SELECT document, voided_at AS voidedAt
         FROM (SELECT parcel_id AS found FROM parcels WHERE ${where} ORDER BY ${orderBy} LIMIT ? OFFSET ?)
         CROSS JOIN parcels ON parcel_id = found AND account_id = ? ORDER BY ${orderBy}`,
      );
      const parcels = page.all(...values, query.limit, query.offset, accountId) as StoredParcel[];
      return { parcels, total: (counted as { total: number }).total };
    } finally {
      this.#db.exec('COMMIT');
    }
  }
}
