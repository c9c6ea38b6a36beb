/**
 * Moves all that one database holds into another: table by table, some rows at a time, each step with the record of
 * how far it came, so that a move that was cut goes on where it was. Then every table is read back and held against
 * where it came from, by count and by digest. Knows neither database; main.ts puts the two ends together.
 */
import { hash } from 'node:crypto';
import { StoreFault } from '../core/store.ts';

export type Cell = string | number | boolean | null;
/** In the order of the table's columns. */
export type Row = readonly Cell[];
export type MovedColumn = { name: string; type: string };
/** `keys` name a row. */
export type MovedTable = { name: string; columns: readonly MovedColumn[]; keys: readonly string[] };

export interface MoveSource {
  /** How many parts the rows of a table come from; a fault when there is a table that none of these stands for. */
  partsOf(tables: readonly MovedTable[]): ReadonlyMap<string, number>;
  count(table: MovedTable, part: number): number;
  /** Always in the same order. */
  rows(table: MovedTable, part: { index: number; skip: number }): Iterable<Row>;
  /** The next id of every kind that is drawn from a sequence. */
  nextIds(): ReadonlyMap<string, number>;
  close(): void;
}

export interface MoveTarget {
  /** A fault when it holds anything that this move has not brought. */
  begin(): Promise<readonly MovedTable[]>;
  done(table: MovedTable, part: number): Promise<number>;
  write(table: MovedTable, step: { part: number; rows: readonly Row[]; done: number }): Promise<void>;
  digest(table: MovedTable, onRows: (count: number) => void): Promise<TableDigest>;
  finish(nextIds: ReadonlyMap<string, number>): Promise<void>;
  close(): Promise<void>;
}

export type TableDigest = { count: number; digest: string };
export type MoveProgress = { table: string; doing: 'copy' | 'check'; done: number; total: number };
export type MovedTotal = { table: string } & TableDigest;

const ROWS_AT_ONCE = 1_000;
const BYTES_AT_ONCE = 4 * 1024 * 1024;
const DIGEST_BITS = 256n;

/** Rows in any order: the sum of their digests. */
export class RowDigest {
  count = 0;
  #sum = 0n;

  add(row: Row): void {
    this.count += 1;
    this.#sum = BigInt.asUintN(Number(DIGEST_BITS), this.#sum + BigInt(`0x${hash('sha256', JSON.stringify(row))}`));
  }

  total(): TableDigest {
    return { count: this.count, digest: this.#sum.toString(16).padStart(64, '0') };
  }
}

export async function moveEverything(
  source: MoveSource,
  target: MoveTarget,
  onProgress: (progress: MoveProgress) => void,
): Promise<readonly MovedTotal[]> {
  const tables = await target.begin();
  const parts = source.partsOf(tables);
  const totals: MovedTotal[] = [];
  for (const table of tables) await copyTable(table, parts.get(table.name) ?? 0, { source, target, onProgress });
  for (const table of tables) {
    totals.push(await checkTable(table, parts.get(table.name) ?? 0, { source, target, onProgress }));
  }
  await target.finish(source.nextIds());
  return totals;
}

type Ends = { source: MoveSource; target: MoveTarget; onProgress: (progress: MoveProgress) => void };

async function copyTable(table: MovedTable, parts: number, { source, target, onProgress }: Ends): Promise<void> {
  const indexes = Array.from({ length: parts }, (_, index) => index);
  const total = indexes.reduce((sum, index) => sum + source.count(table, index), 0);
  let before = 0;
  for (const index of indexes) {
    let done = await target.done(table, index);
    for (const rows of slices(source.rows(table, { index, skip: done }))) {
      done += rows.length;
      await target.write(table, { part: index, rows, done });
      onProgress({ table: table.name, doing: 'copy', done: before + done, total });
    }
    before += done;
  }
}

async function checkTable(table: MovedTable, parts: number, { source, target, onProgress }: Ends): Promise<MovedTotal> {
  const expected = new RowDigest();
  for (let index = 0; index < parts; index++) {
    for (const row of source.rows(table, { index, skip: 0 })) expected.add(row);
  }
  const { count, digest } = expected.total();
  const found = await target.digest(table, (done) =>
    onProgress({ table: table.name, doing: 'check', done, total: count }),
  );
  if (found.count === count && found.digest === digest) return { table: table.name, count, digest };
  throw new StoreFault(
    `the table ${table.name} must hold ${count} rows with the digest ${digest}, but holds ${found.count} with ${found.digest}; drop the new database and move again`,
    { isRetryable: false },
  );
}

function* slices(rows: Iterable<Row>): Generator<readonly Row[]> {
  let slice: Row[] = [];
  let bytes = 0;
  for (const row of rows) {
    slice.push(row);
    for (const cell of row) bytes += typeof cell === 'string' ? cell.length : 8;
    if (slice.length < ROWS_AT_ONCE && bytes < BYTES_AT_ONCE) continue;
    yield slice;
    slice = [];
    bytes = 0;
  }
  if (slice.length > 0) yield slice;
}
