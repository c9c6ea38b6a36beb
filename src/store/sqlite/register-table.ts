/**
 * The register as rows: entered by the command that first names something, read by name and as a list, changed by id.
 * Decides nothing; a name that stands already is left as it is.
 * Used by group.ts inside a command's transaction, and by job-calls.ts on either connection.
 */
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { foldCase } from '../../core/queries.ts';
import {
  type DatedChange,
  type Entry,
  type EntryNames,
  type EntryRef,
  type EntrySort,
  FORGOTTEN_NAME,
  type Mention,
  type NamedEntry,
  REGISTER_KINDS,
  type RegisterQuery,
} from '../../core/register/register.ts';
import { storable } from '../../core/storable.ts';

const COLUMNS = `entry_id AS entryId, name, title, created_at AS createdAt, modified_at AS modifiedAt,
  is_active AS isActive, document, details`;
const COLUMN_BY_SORT: Readonly<Record<EntrySort, string>> = {
  entryId: 'entry_id',
  name: 'name',
  title: 'title_fold',
  createdAt: 'created_at',
  modifiedAt: 'modified_at',
};

type FlatEntry = Omit<Entry, 'isActive'> & { isActive: number };
type Condition = { sql: string; values: readonly (string | number)[] };

export class RegisterTable {
  readonly #db: DatabaseSync;
  readonly #enter: StatementSync;
  readonly #refs: StatementSync;
  readonly #change: StatementSync;

  constructor(db: DatabaseSync) {
    this.#db = db;
    this.#enter = db.prepare(
      `INSERT INTO register (account_id, kind, name, title, title_fold, created_at, is_active, labels, document)
       VALUES (?, ?, ?, ?, ?, ?, 1, ?, ?) ON CONFLICT (account_id, kind, name) DO NOTHING`,
    );
    this.#refs = db.prepare(
      `SELECT kind, register.name, entry_id AS entryId, created_at AS createdAt
       FROM json_each(?3) AS named CROSS JOIN register
       ON account_id = ?1 AND kind = ?2 AND register.name = named.value`,
    );
    this.#change = db.prepare(
      `UPDATE register SET title = ?, title_fold = ?, is_active = ?, labels = ?, details = ?, modified_at = ?
       WHERE account_id = ? AND kind = ? AND entry_id = ? AND (? OR (modified_at IS ? AND details IS ?))`,
    );
  }

  /** Those that did not stand before. */
  enter(accountId: number, mentions: readonly Mention[], at: number): readonly NamedEntry[] {
    const entered: NamedEntry[] = [];
    for (const { kind, name, title, labels, document } of mentions) {
      const cells = [kind, name, title, foldCase(title), at, labelText(labels), document];
      const { changes, lastInsertRowid } = this.#enter.run(accountId, ...cells);
      if (changes === 1) entered.push({ kind, entryId: Number(lastInsertRowid) });
    }
    return entered;
  }

  refs(accountId: number, names: EntryNames): readonly EntryRef[] {
    return REGISTER_KINDS.flatMap((kind) => {
      const asked = names[kind] ?? [];
      return asked.length === 0
        ? []
        : (this.#refs.all(accountId, kind, JSON.stringify(asked.map(storable))) as EntryRef[]);
    });
  }

  /** One for every name. */
  refsOf(accountId: number, mentions: readonly Mention[]): readonly EntryRef[] {
    const byKind = Map.groupBy(mentions, ({ kind }) => kind);
    const names = [...byKind].map(([kind, some]) => [kind, [...new Set(some.map(({ name }) => name))]]);
    return this.refs(accountId, Object.fromEntries(names) as EntryNames);
  }

  forget(accountId: number, { kind, entryId }: NamedEntry, at: number): boolean {
    const statement = this.#db.prepare(
      `UPDATE register SET name = ?, title = '', title_fold = '', labels = '', document = '{}', details = NULL,
         is_active = 0, modified_at = ? WHERE account_id = ? AND kind = ? AND entry_id = ?`,
    );
    return statement.run(`${FORGOTTEN_NAME}${entryId}`, at, accountId, kind, entryId).changes === 1;
  }

  /** Of usernames. */
  forgetNames(accountId: number, names: readonly string[], at: number): void {
    const refs = this.refs(accountId, { customer: [...new Set(names)] });
    for (const { kind, entryId } of refs) this.forget(accountId, { kind, entryId }, at);
  }

  /** The page and the total in one transaction, so that they agree. */
  list(accountId: number, query: RegisterQuery): { entries: readonly Entry[]; total: number } {
    const conditions = conditionsOf(accountId, query);
    const where = conditions.map(({ sql }) => sql).join(' AND ');
    const values = conditions.flatMap((condition) => condition.values);
    this.#db.exec('BEGIN');
    try {
      const counted = this.#db.prepare(`SELECT count(*) AS total FROM register WHERE ${where}`).get(...values);
      const page = this.#db.prepare(
        `SELECT ${COLUMNS} FROM register WHERE ${where} ORDER BY ${orderOf(query)} LIMIT ? OFFSET ?`,
      );
      const rows = page.all(...values, query.limit, query.offset) as FlatEntry[];
      const entries = rows.map((row) => ({ ...row, isActive: row.isActive === 1 }));
      return { entries, total: (counted as { total: number }).total };
    } finally {
      this.#db.exec('COMMIT');
    }
  }

  change(accountId: number, { kind, entryId }: NamedEntry, change: DatedChange): boolean {
    const { title, isActive, labels, details, at, from } = change;
    const cells = [title, foldCase(title), isActive ? 1 : 0, labelText(labels), details, at];
    const before = [from === undefined ? 1 : 0, from?.modifiedAt ?? null, from?.details ?? null];
    return this.#change.run(...cells, accountId, kind, entryId, ...before).changes === 1;
  }
}

function labelText(labels: readonly string[]): string {
  return labels.length === 0 ? '' : ` ${labels.join(' ')} `;
}

function orderOf({ sort, isDescending }: RegisterQuery): string {
  const direction = isDescending ? 'DESC' : 'ASC';
  return sort === 'entryId' ? `entry_id ${direction}` : `${COLUMN_BY_SORT[sort]} ${direction}, entry_id ${direction}`;
}

function conditionsOf(accountId: number, query: RegisterQuery): readonly Condition[] {
  const { kind, entryId, name, title, created, isActive, labels = [] } = query;
  const stated: [string, string | number | undefined][] = [
    ['account_id = ?', accountId],
    ['kind = ?', kind],
    ['entry_id = ?', entryId],
    ['name = ?', name === undefined ? undefined : storable(name)],
    ['title_fold = ?', title === undefined ? undefined : foldCase(title)],
    ['created_at >= ?', created?.from],
    [`created_at ${created?.isToExclusive === true ? '<' : '<='} ?`, created?.to],
    ['coalesce(modified_at, created_at) >= ?', query.changedFrom],
    ['is_active = ?', isActive === undefined ? undefined : Number(isActive)],
  ];
  return [
    ...stated.flatMap(([sql, value]) => (value === undefined ? [] : [{ sql, values: [value] }])),
    ...labels.map((group) => ({
      sql: `(${group.map(() => 'instr(labels, ?) > 0').join(' OR ') || 'false'})`,
      values: group.map((label) => ` ${label} `),
    })),
  ];
}
