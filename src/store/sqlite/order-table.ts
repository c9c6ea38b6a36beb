/**
 * The writer's statements on orders and what hangs on them: loads what a command needs, writes what its plan
 * changes. Decides nothing. Reads take all names in one statement, which costs a fifth of asking one by one; writes
 * take prepared single rows, which beat one set-based statement. Used by group.ts, inside a transaction.
 */
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { Changes, Command, Found, Lookup, OrderRow, ReceiptItem, RevisionRow } from '../../core/command.ts';
import {
  INSERT_ORDER,
  insertCells,
  ORDER_ID_DIGITS,
  orderRowOf,
  prepareRows,
  UPDATE_ORDER,
  updateCells,
  WITH_CONTENT,
  WITHOUT_CONTENT,
} from './rows.ts';
import type { Sequences } from './sequences.ts';

const REVISION_COLUMNS =
  'account_id, order_id, revision, status, fingerprint, replaced_at, batch_id, modified_at, state';

type Finders = { byId: StatementSync; byKey: StatementSync; byClaimedNumber: StatementSync };

export class OrderTable {
  readonly #withContent: Finders;
  readonly #withoutContent: Finders;
  readonly #isClaimed: StatementSync;
  readonly #hasClaims: StatementSync;
  readonly #insertOrder: StatementSync;
  readonly #updateOrder: StatementSync;
  readonly #insertRevision: StatementSync;
  readonly #copyRevision: StatementSync;
  readonly #insertEvent: StatementSync;
  readonly #findReceipt: StatementSync;
  readonly #saveReceipt: StatementSync;
  readonly #saveBatch: StatementSync;

  constructor(db: DatabaseSync) {
    this.#withContent = findersOf(db, WITH_CONTENT);
    this.#withoutContent = findersOf(db, WITHOUT_CONTENT);
    this.#isClaimed = db.prepare(
      'SELECT 1 FROM orders WHERE account_id = ? AND number = ? AND is_number_claimed = 1 AND deleted_at IS NULL',
    );
    this.#hasClaims = db.prepare(
      `SELECT 1 FROM orders INDEXED BY orders_by_claimed_number
       WHERE account_id = ? AND is_number_claimed = 1 AND deleted_at IS NULL LIMIT 1`,
    );
    this.#insertOrder = db.prepare(INSERT_ORDER);
    this.#updateOrder = db.prepare(UPDATE_ORDER);
    this.#insertRevision = db.prepare(
      `INSERT INTO revisions (${REVISION_COLUMNS}, content) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    );
    this.#copyRevision = db.prepare(
      `INSERT INTO revisions (${REVISION_COLUMNS}, content)
       SELECT account_id, order_id, ?, ?, ?, ?, ?, ?, ?, content FROM orders WHERE account_id = ? AND order_id = ?`,
    );
    this.#insertEvent = db.prepare(
      `INSERT INTO events (account_id, event_id, order_id, kind, revision, batch_id, at, about)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
    );
    this.#findReceipt = db.prepare('SELECT items FROM receipts WHERE account_id = ? AND receipt_key = ?');
    this.#saveReceipt = db.prepare(
      `INSERT INTO receipts (account_id, receipt_key, written_at, items) VALUES (?, ?, ?, ?)
       ON CONFLICT (account_id, receipt_key) DO UPDATE SET written_at = excluded.written_at, items = excluded.items`,
    );
    this.#saveBatch = db.prepare(
      `INSERT INTO batches (account_id, batch_id, written_at, record) VALUES (?, ?, ?, ?)
       ON CONFLICT (account_id, batch_id) DO UPDATE SET written_at = excluded.written_at, record = excluded.record`,
    );
  }

  load(accountId: number, lookup: Lookup): Omit<Found, 'shelf'> {
    const find = lookup.hasContent ? this.#withContent : this.#withoutContent;
    const load = (statement: StatementSync, names: readonly (string | number)[]): OrderRow[] =>
      names.length === 0 ? [] : statement.all(accountId, JSON.stringify(names)).map(orderRowOf);
    const claiming = load(find.byClaimedNumber, lookup.numbers);
    const inDigits = load(find.byId, lookup.numbers.filter((number) => ORDER_ID_DIGITS.test(number)).map(Number));
    return {
      orders: [...load(find.byKey, lookup.orderKeys), ...load(find.byId, lookup.orderIds), ...claiming, ...inDigits],
      takenNumbers: new Set([...claiming.map((row) => row.number), ...inDigits.map((row) => String(row.orderId))]),
      receipt: this.#receipt(accountId, lookup.receiptKey),
    };
  }

  /** Whether a number is claimed. Where nobody claims any, one look at the index says so for all fresh ids. */
  claimsOf(accountId: number): (number: string) => boolean {
    let hasClaims: boolean | null = null;
    return (number) => {
      hasClaims ??= this.#hasClaims.get(accountId) !== undefined;
      return hasClaims && this.#isClaimed.get(accountId, number) !== undefined;
    };
  }

  /** Former documents are copied before the rows that hold them change; a key is freed before it is taken again. */
  write(command: Command, changes: Changes, sequences: Sequences): void {
    const { accountId, batchId, at } = command;
    for (const revision of changes.revisions) this.#keep(accountId, revision);
    for (const row of changes.replaced) assertOne(this.#updateOrder.run(...updateCells(accountId, row)), row);
    for (const row of changes.created) assertOne(this.#insertOrder.run(...insertCells(accountId, row)), row);
    for (const { orderId, kind, revision, about } of changes.events) {
      this.#insertEvent.run(accountId, sequences.draw('event'), orderId, kind, revision, batchId, at, about);
    }
    if (changes.batch !== null) this.#saveBatch.run(accountId, batchId, at, JSON.stringify(changes.batch));
    if (changes.receipt === null || command.receiptKey === null) return;
    this.#saveReceipt.run(accountId, command.receiptKey, at, JSON.stringify(changes.receipt));
  }

  #keep(accountId: number, former: RevisionRow): void {
    const { orderId, revision, status, fingerprint, replacedAt, batchId, modifiedAt, state, content } = former;
    const cells = [revision, status, fingerprint, replacedAt, batchId, modifiedAt, state] as const;
    const result =
      content === null
        ? this.#copyRevision.run(...cells, accountId, orderId)
        : this.#insertRevision.run(accountId, orderId, ...cells, content);
    assertOne(result, former);
  }

  #receipt(accountId: number, receiptKey: string | null): readonly ReceiptItem[] | null {
    if (receiptKey === null) return null;
    const record = this.#findReceipt.get(accountId, receiptKey) as { items: string } | undefined;
    return record === undefined ? null : (JSON.parse(record.items) as ReceiptItem[]);
  }
}

/** Each takes the account and a JSON array of names. */
function findersOf(db: DatabaseSync, columns: string): Finders {
  const prepare = (condition: string) =>
    prepareRows(
      db,
      `SELECT ${columns} FROM json_each(?2) AS name CROSS JOIN orders
       ON account_id = ?1 AND ${condition} AND deleted_at IS NULL`,
    );
  return {
    byId: prepare('order_id = name.value'),
    byKey: prepare('order_key = name.value'),
    byClaimedNumber: prepare('number = name.value AND is_number_claimed = 1'),
  };
}

function assertOne(result: { changes: number | bigint }, row: { orderId: number }): void {
  if (result.changes !== 1) throw new Error(`order ${row.orderId} must stand in the table when it is written`);
}
