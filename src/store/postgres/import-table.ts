/**
 * Imports, the parts of their files and their slices as rows. Decides nothing: a step changes a row only while that
 * row stands where the step begins.
 * Called by driver.ts.
 */
import type {
  FilePart,
  ImportChange,
  ImportDraft,
  ImportName,
  ImportRecord,
  ImportSlice,
  ImportState,
  ImportStore,
  SliceStep,
} from '../../core/imports/import.ts';
import { bigintArray, textArray } from './arrays.ts';
import type { Connections, Session, Statement } from './connections.ts';
import { saveJobs } from './job-table.ts';

const COLUMNS = `account_id AS "accountId", import_id AS "importId", state, created_at AS "createdAt",
  modified_at AS "modifiedAt", uploaded_bytes AS "uploadedBytes", slices_made AS "slicesMade", slices_done AS "slicesDone",
  slices_undone AS "slicesUndone", settings, progress`;
/** Forgotten per call; a large import is many rows. */
const FORGOTTEN_MAX = 2;

const statement = (name: string, text: string): Statement => ({ name, text });
const OF_ONE = 'account_id = $1 AND import_id = $2';

const CREATE = statement(
  'create_import',
  `INSERT INTO imports (account_id, import_id, state, created_at, modified_at, uploaded_bytes, slices_made, slices_done,
     slices_undone, settings, progress) VALUES ($1, $2, $3, $4, $4, 0, 0, 0, 0, $5, $6) ON CONFLICT DO NOTHING`,
);
const FIND = statement('find_import', `SELECT ${COLUMNS} FROM imports WHERE ${OF_ONE}`);
const LIST = statement(
  'list_imports',
  `SELECT ${COLUMNS} FROM imports WHERE account_id = $1 AND ($2::text IS NULL OR import_id < $2::text)
   ORDER BY import_id DESC LIMIT $3`,
);
const GROW = statement(
  'grow_import',
  `UPDATE imports SET uploaded_bytes = uploaded_bytes + $4, modified_at = $5
   WHERE ${OF_ONE} AND uploaded_bytes = $3 AND state = 'uploading'`,
);
const ADD_PART = statement(
  'add_import_part',
  'INSERT INTO import_parts (account_id, import_id, byte_from, byte_count, document) VALUES ($1, $2, $3, $4, $5)',
);
const FIND_PART = statement(
  'find_import_part',
  `SELECT byte_from AS "offset", byte_count AS bytes, document FROM import_parts WHERE ${OF_ONE} AND byte_from = $3`,
);
const CHANGE = statement(
  'change_import',
  `UPDATE imports SET state = $4, modified_at = $5, settings = coalesce($6, settings),
     progress = coalesce($7, progress), slices_made = CASE WHEN $8::boolean THEN 0 ELSE slices_made END
   WHERE ${OF_ONE} AND state = ANY ($3::text[])`,
);
const STEP: Readonly<Record<SliceStep['kind'], Statement>> = {
  made: stepOf('made'),
  done: stepOf('done'),
  undone: stepOf('undone'),
};
const ADD_SLICES = statement(
  'add_import_slices',
  `INSERT INTO import_slices (account_id, import_id, slice_no, items)
   SELECT $1::bigint, $2::text, slice_no, items FROM unnest($3::bigint[], $4::text[]) AS s (slice_no, items)`,
);
const TELL_SLICES = statement(
  'tell_import_slices',
  `UPDATE import_slices AS s SET outcomes = told.outcomes
   FROM unnest($3::bigint[], $4::text[]) AS told (slice_no, outcomes)
   WHERE s.account_id = $1 AND s.import_id = $2 AND s.slice_no = told.slice_no`,
);
const FIND_SLICE = statement(
  'find_import_slice',
  `SELECT slice_no AS "sliceNo", items, outcomes FROM import_slices WHERE ${OF_ONE} AND slice_no = $3`,
);
const DROP_PARTS = statement('drop_import_parts', `DELETE FROM import_parts WHERE ${OF_ONE}`);
const DROP_SLICES = statement('drop_import_slices', `DELETE FROM import_slices WHERE ${OF_ONE}`);
const DROP = statement('drop_import', `DELETE FROM imports WHERE ${OF_ONE}`);
const OLD = statement(
  'old_imports',
  `SELECT account_id AS "accountId", import_id AS "importId" FROM imports WHERE modified_at < $1
   ORDER BY modified_at LIMIT ${FORGOTTEN_MAX}`,
);

function stepOf(kind: SliceStep['kind']): Statement {
  const column = `slices_${kind}`;
  const text = `UPDATE imports SET ${column} = $4, modified_at = $5, progress = $6
    WHERE ${OF_ONE} AND ${column} = $3 RETURNING state`;
  return statement(`step_import_${kind}`, text);
}

export class ImportTable implements ImportStore {
  readonly #connections: Connections;

  constructor(connections: Connections) {
    this.#connections = connections;
  }

  async createImport(accountId: number, { importId, state, settings, progress }: ImportDraft, at: number) {
    const { count } = await this.#connections.step('write', (session) =>
      session.send(CREATE, [accountId, importId, state, at, settings, progress]),
    );
    return count === 1;
  }

  findImport({ accountId, importId }: ImportName) {
    return this.#first<ImportRecord>(FIND, [accountId, importId]);
  }

  async listImports(accountId: number, { after, limit }: { after: string | null; limit: number }) {
    const { rows } = await this.#connections.step('read', (session) =>
      session.send<ImportRecord>(LIST, [accountId, after, limit]),
    );
    return rows;
  }

  appendPart({ accountId, importId }: ImportName, { offset, bytes, document }: FilePart, at: number) {
    return this.#connections.run('write', async (session) => {
      const { count } = await session.send(GROW, [accountId, importId, offset, bytes, at]);
      if (count !== 1) return false;
      await session.send(ADD_PART, [accountId, importId, offset, bytes, document]);
      return true;
    });
  }

  findPart({ accountId, importId }: ImportName, offset: number) {
    return this.#first<FilePart>(FIND_PART, [accountId, importId, offset]);
  }

  changeImport({ accountId, importId }: ImportName, change: ImportChange) {
    const { from, to, at, settings = null, progress = null, job, dropsFile = false, dropsSlices = false } = change;
    return this.#connections.run('write', async (session) => {
      const values = [accountId, importId, textArray(from), to, at, settings, progress, String(dropsSlices)];
      const { count } = await session.send(CHANGE, values);
      if (count !== 1) return false;
      if (dropsFile) await session.send(DROP_PARTS, [accountId, importId]);
      if (dropsSlices) await session.send(DROP_SLICES, [accountId, importId]);
      if (job !== undefined) await saveJobs(session, { accountId, at }, [job]);
      return true;
    });
  }

  stepImport({ accountId, importId }: ImportName, step: SliceStep): Promise<ImportState | null> {
    const documents = step.kind === 'made' ? step.items : step.kind === 'done' ? step.outcomes : [];
    const count = step.kind === 'undone' ? step.count : documents.length;
    const numbers = bigintArray(documents.map((_, index) => step.from + index));
    return this.#connections.run('write', async (session) => {
      const values = [accountId, importId, step.from, step.from + count, step.at, step.progress];
      const [found] = (await session.send<{ state: ImportState }>(STEP[step.kind], values)).rows;
      if (found === undefined) return null;
      const write = step.kind === 'made' ? ADD_SLICES : TELL_SLICES;
      if (documents.length > 0) await session.send(write, [accountId, importId, numbers, textArray(documents)]);
      return found.state;
    });
  }

  findSlice({ accountId, importId }: ImportName, sliceNo: number) {
    return this.#first<ImportSlice>(FIND_SLICE, [accountId, importId, sliceNo]);
  }

  removeImport(name: ImportName) {
    return this.#connections.run('write', (session) => remove(session, name));
  }

  forgetImports(olderThan: number) {
    return this.#connections.run('write', async (session) => {
      const { rows } = await session.send<ImportName>(OLD, [olderThan]);
      for (const name of rows) await remove(session, name);
      return rows.length;
    });
  }

  async #first<T extends object>(asked: Statement, values: readonly (string | number)[]): Promise<T | null> {
    const { rows } = await this.#connections.step('read', (session) => session.send<T>(asked, [...values]));
    return rows[0] ?? null;
  }
}

async function remove(session: Session, { accountId, importId }: ImportName): Promise<boolean> {
  await session.send(DROP_PARTS, [accountId, importId]);
  await session.send(DROP_SLICES, [accountId, importId]);
  return (await session.send(DROP, [accountId, importId])).count === 1;
}
