/**
 * A table with planted faults through the imports of a server: every planted row must be refused with its code, line
 * and column, all others must be in, and the corrected result must import without a failure. Says what was not so.
 * Used by native-import-faults.test.ts, and with a hundred thousand rows by scripts/imports-trial.ts.
 */
import { Bulkhead, type Import } from '../sdk/src/index.ts';
import { SECRET } from './native-server.ts';
import { faultyTable, MAPPING, type TableBytes } from './table-faults.ts';

export type TableTrial = { rows: number; planted: number; kinds: number; firstSeconds: number; secondSeconds: number };

/** Throws with the first of what is not as planted. */
export async function runTableTrial(
  url: string,
  { rows, every, as }: { rows: number; every: number; as: TableBytes },
): Promise<TableTrial> {
  const { imports } = new Bulkhead({ url, secret: SECRET });
  const { bytes, planted, rightByLine, kinds } = faultyTable(rows, every, as);
  const [first, firstSeconds] = await timed(() => take(imports, bytes));
  assertSame('what was taken', first.progress, {
    rows,
    created: rows - planted.length,
    kept: 0,
    refused: planted.length,
  });
  let index = 0;
  for await (const { line, errors } of imports.result(first.id, { only: 'refused' })) {
    const expected = planted[index++];
    const [{ code, column_number: column } = { code: '', column_number: null }] = errors;
    const isRight =
      line === expected?.line && code === expected.code && (expected.column === null || expected.column === column);
    if (!isRight) throw new Error(`expected ${JSON.stringify(expected)}, got ${JSON.stringify({ line, errors })}`);
  }
  if (index !== planted.length) throw new Error(`expected ${planted.length} refused rows, got ${index}`);
  const corrected = await correct(imports, first.id, rightByLine);
  const [second, secondSeconds] = await timed(() => take(imports, corrected));
  const kept = rows - planted.length;
  assertSame('the corrected result', second.progress, { rows, created: planted.length, kept, refused: 0 });
  await assertFormulaKept(new Bulkhead({ url, secret: SECRET }));
  return { rows, planted: planted.length, kinds, firstSeconds, secondSeconds };
}

async function take(imports: Bulkhead['imports'], bytes: Uint8Array): Promise<Import> {
  const { id } = await imports.upload(bytes, { format: 'csv', mapping: MAPPING, onValidated: 'commit' });
  const done = await imports.settled(id);
  if (done.state !== 'done') throw new Error(`the import must be done, but it is ${done.state}: ${done.note}`);
  return done;
}

/** As somebody corrects it in an editor: what was refused is written anew, all else stays as it was told. */
async function correct(imports: Bulkhead['imports'], id: string, rightByLine: ReadonlyMap<number, string>) {
  const csv = await new Response(ReadableStream.from(imports.resultBytes(id, { format: 'csv' }))).text();
  if (!csv.includes(`,'=SUM(A1),`)) throw new Error('cells that a spreadsheet would run must bear an apostrophe');
  const rows = csv.split('\r\n').map((row) => {
    const line = /,refused,,(\d+),/.exec(row)?.[1];
    return line === undefined ? row : `${rightByLine.get(Number(line))},refused,,${line},`;
  });
  return Buffer.from(rows.join('\r\n'));
}

function assertSame(what: string, { rows, row_counts }: Import['progress'], expected: Record<string, number>): void {
  const { created, kept, refused } = row_counts;
  const given = JSON.stringify({ rows, created, kept, refused });
  if (given !== JSON.stringify(expected))
    throw new Error(`${what}: expected ${JSON.stringify(expected)}, got ${given}`);
}

async function assertFormulaKept({ orders }: Bulkhead): Promise<void> {
  for await (const { customer_note } of orders.list({ key: 'N51' })) {
    if (customer_note === '=SUM(A1)') return;
  }
  throw new Error('the order N51 must be there, its note without the apostrophe');
}

async function timed<T>(work: () => Promise<T>): Promise<[T, number]> {
  const startedAt = performance.now();
  const value = await work();
  return [value, Math.round((performance.now() - startedAt) / 100) / 10];
}
