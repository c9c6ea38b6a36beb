/**
 * The register as rows: entered by the command that first names something, read by name and as a list, changed by id.
 * Names are entered in one order by every command of every node, so that two that meet wait for each other in a line.
 * Called by apply.ts to enter, by driver.ts for all the rest.
 */
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
  type RegisterKind,
  type RegisterQuery,
  type ShopperEvent,
  shopperEvents,
} from '../../core/register/register.ts';
import { storable } from '../../core/storable.ts';
import { textArray } from './arrays.ts';
import type { Connections, Session, Statement, Value } from './connections.ts';
import { writeEvents } from './write.ts';

/** What stands draws no number of the sequence. */
const ENTER: Statement = {
  name: 'enter_register',
  text: `INSERT INTO register (account_id, created_at, is_active, kind, name, title, title_fold, labels, document)
    SELECT $1::bigint, $2::bigint, true, named.* FROM unnest($3::text[], $4::text[], $5::text[], $6::text[], $7::text[],
      $8::text[]) AS named (kind, name, title, title_fold, labels, document)
    WHERE NOT EXISTS (
      SELECT 1 FROM register WHERE account_id = $1 AND register.kind = named.kind AND register.name = named.name
    )
    ON CONFLICT (account_id, kind, name) DO NOTHING`,
};
const ENTER_TOLD: Statement = { name: 'enter_told', text: `${ENTER.text} RETURNING kind, entry_id AS "entryId"` };
const FIND_REFS: Statement = {
  name: 'find_entry_refs',
  text: `SELECT found.* FROM unnest($2::text[], $3::text[]) AS asked (kind, name) CROSS JOIN LATERAL (
      SELECT kind, name, entry_id AS "entryId", created_at AS "createdAt" FROM register
      WHERE account_id = $1 AND kind = asked.kind AND name = asked.name OFFSET 0
    ) AS found`,
};
const CHANGE: Statement = {
  name: 'change_entry',
  text: `UPDATE register SET title = $4, title_fold = $5, is_active = $6, labels = $7, details = $8, modified_at = $9
    WHERE account_id = $1 AND kind = $2 AND entry_id = $3
      AND ($10 OR (modified_at IS NOT DISTINCT FROM $11 AND details IS NOT DISTINCT FROM $12))`,
};
const FORGET: Statement = {
  name: 'forget_entry',
  text: `UPDATE register SET name = $4, title = '', title_fold = '', labels = '', document = '{}', details = NULL,
    is_active = false, modified_at = $5 WHERE account_id = $1 AND kind = $2 AND entry_id = $3`,
};
const COLUMNS = `entry_id AS "entryId", name, title, created_at AS "createdAt", modified_at AS "modifiedAt",
  is_active AS "isActive", document, details`;
const COLUMN_BY_SORT: Readonly<Record<EntrySort, string>> = {
  entryId: 'entry_id',
  name: 'name',
  title: 'title_fold',
  createdAt: 'created_at',
  modifiedAt: 'modified_at',
};

/** `?` stands for the value. */
type Condition = { sql: string; value: Value };

type Dated = { accountId: number; at: number };

export async function enterMentions(session: Session, dated: Dated, mentions: readonly Mention[]): Promise<void> {
  if (mentions.length > 0) await session.send(ENTER, valuesOf(dated, mentions));
}

function valuesOf({ accountId, at }: Dated, mentions: readonly Mention[]): readonly Value[] {
  const rows = mentions.toSorted((a, b) => order(a.kind, b.kind) || order(a.name, b.name));
  const titles = rows.map(({ title }) => storable(title));
  return [
    accountId,
    at,
    textArray(rows.map(({ kind }) => kind)),
    textArray(rows.map(({ name }) => name)),
    textArray(titles),
    textArray(titles.map(foldCase)),
    textArray(rows.map(({ labels }) => labelText(labels))),
    textArray(rows.map(({ document }) => document)),
  ];
}

/** Last of a transaction, behind every lock (decision 020). No batch did it. */
function tell(session: Session, { accountId, at }: Dated, events: readonly ShopperEvent[]): Promise<void> {
  return writeEvents(
    session,
    accountId,
    events.map((event) => ({ ...event, at, batchId: '' })),
  );
}

/** Of these names, those that have an entry, each once. */
async function refsOf(
  session: Session,
  accountId: number,
  asked: readonly { kind: RegisterKind; name: string }[],
): Promise<readonly EntryRef[]> {
  const names = new Map(asked.map((one) => [JSON.stringify([one.kind, storable(one.name)]), one]));
  const once = [...names.values()];
  const kinds = textArray(once.map(({ kind }) => kind));
  const { rows } = await session.send<EntryRef>(FIND_REFS, [
    accountId,
    kinds,
    textArray(once.map(({ name }) => storable(name))),
  ]);
  return rows;
}

/** Of usernames. */
export async function forgetNames(
  session: Session,
  { accountId, at }: { accountId: number; at: number },
  names: readonly string[],
): Promise<void> {
  if (names.length === 0) return;
  const refs = await refsOf(
    session,
    accountId,
    names.map((name) => ({ kind: 'customer' as const, name })),
  );
  const ids = refs.map(({ entryId }) => entryId).toSorted((a, b) => a - b);
  for (const entryId of ids)
    await session.send(FORGET, [accountId, 'customer', entryId, `${FORGOTTEN_NAME}${entryId}`, at]);
}

export class RegisterTable {
  readonly #connections: Connections;

  constructor(connections: Connections) {
    this.#connections = connections;
  }

  async refs(accountId: number, names: EntryNames): Promise<readonly EntryRef[]> {
    const asked = REGISTER_KINDS.flatMap((kind) => (names[kind] ?? []).map((name) => ({ kind, name })));
    return asked.length === 0 ? [] : this.#connections.step('read', (session) => refsOf(session, accountId, asked));
  }

  async enterNames(accountId: number, mentions: readonly Mention[], at: number): Promise<readonly EntryRef[]> {
    if (mentions.length === 0) return [];
    return this.#connections.run('write', async (session) => {
      const { rows } = await session.send<NamedEntry>(ENTER_TOLD, valuesOf({ accountId, at }, mentions));
      const refs = await refsOf(session, accountId, mentions);
      await tell(session, { accountId, at }, shopperEvents('shopper.entered', rows));
      return refs;
    });
  }

  forget(accountId: number, named: NamedEntry, at: number): Promise<boolean> {
    const { kind, entryId } = named;
    const values = [accountId, kind, entryId, `${FORGOTTEN_NAME}${entryId}`, at];
    return this.#told({ accountId, at }, { statement: FORGET, values }, shopperEvents('shopper.forgotten', [named]));
  }

  /** The page and the total in one snapshot, so that they agree. */
  async list(accountId: number, query: RegisterQuery): Promise<{ entries: readonly Entry[]; total: number }> {
    const conditions = conditionsOf(accountId, query);
    const where = conditions.map(({ sql }, index) => sql.replace('?', `$${index + 1}`)).join(' AND ');
    const values = conditions.map(({ value }) => value);
    const window = `LIMIT $${values.length + 1} OFFSET $${values.length + 2}`;
    const unnamed = (text: string): Statement => ({ name: '', text });
    const [counted, page] = await this.#connections.step('snapshot', (session) =>
      Promise.all([
        session.send<{ total: number }>(unnamed(`SELECT count(*) AS total FROM register WHERE ${where}`), values),
        session.send<Entry>(
          unnamed(`SELECT ${COLUMNS} FROM register WHERE ${where} ORDER BY ${orderOf(query)} ${window}`),
          [...values, query.limit, query.offset],
        ),
      ]),
    );
    return { entries: page.rows, total: counted.rows[0]?.total ?? 0 };
  }

  change(accountId: number, named: NamedEntry, change: DatedChange): Promise<boolean> {
    const { kind, entryId } = named;
    const { isActive, labels, details, at, from } = change;
    const title = storable(change.title);
    const cells = [title, foldCase(title), isActive, labelText(labels), details, at];
    const before = [from === undefined, from?.modifiedAt ?? null, from?.details ?? null];
    const values = [accountId, kind, entryId, ...cells, ...before];
    return this.#told({ accountId, at }, { statement: CHANGE, values }, shopperEvents('shopper.changed', [named]));
  }

  /** Changes an entry and tells it; false, and nothing is told, when there is none. */
  #told(
    dated: Dated,
    { statement, values }: { statement: Statement; values: readonly Value[] },
    events: readonly ShopperEvent[],
  ): Promise<boolean> {
    return this.#connections.run('write', async (session) => {
      const { count } = await session.send(statement, values);
      if (count === 1) await tell(session, dated, events);
      return count === 1;
    });
  }
}

function order(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

function labelText(labels: readonly string[]): string {
  return labels.length === 0 ? '' : ` ${labels.join(' ')} `;
}

/** What was never modified stands as the oldest, as in every driver. */
function orderOf({ sort, isDescending }: RegisterQuery): string {
  const direction = isDescending ? 'DESC' : 'ASC';
  if (sort === 'entryId') return `entry_id ${direction}`;
  const nulls = isDescending ? 'NULLS LAST' : 'NULLS FIRST';
  return `${COLUMN_BY_SORT[sort]} ${direction} ${nulls}, entry_id ${direction}`;
}

function conditionsOf(accountId: number, query: RegisterQuery): readonly Condition[] {
  const { kind, entryId, name, title, created, isActive, labels = [] } = query;
  const stated: [string, Value | undefined][] = [
    ['account_id = ?', accountId],
    ['kind = ?', kind],
    ['entry_id = ?', entryId],
    ['name = ?', name === undefined ? undefined : storable(name)],
    ['title_fold = ?', title === undefined ? undefined : foldCase(storable(title))],
    ['created_at >= ?', created?.from],
    [`created_at ${created?.isToExclusive === true ? '<' : '<='} ?`, created?.to],
    ['coalesce(modified_at, created_at) >= ?', query.changedFrom],
    ['is_active = ?', isActive],
    ...labels.map((group): [string, Value] => [
      'EXISTS (SELECT 1 FROM unnest(?::text[]) AS wanted (label) WHERE position(label IN labels) > 0)',
      textArray(group.map((label) => ` ${label} `)),
    ]),
  ];
  return stated.flatMap(([sql, value]) => (value === undefined ? [] : [{ sql, value }]));
}
