// A table with planted faults of all kinds: each planted row is refused as what it is, where it is; the rest are in;
// the corrected result leaves nothing.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type NativeServer, SECRET, startNativeServer, type Told } from './native-server.ts';
import { faultyTable, MAPPING } from './table-faults.ts';

let server: NativeServer;
beforeAll(async () => {
  server = await startNativeServer();
});
afterAll(() => server.drain('end of the test'));

const HEADERS = { authorization: `Bearer ${SECRET}` };
const ROWS = 2_000;
const EVERY = 20;

type Import = { id: string; state: string; note: string | null; progress: Told };
type Row = {
  line: number;
  outcome: string;
  errors: readonly { code: string; line: number; column_number: number | null }[];
};

async function importTable(bytes: Buffer): Promise<Import> {
  const url = `${server.url}/v1/imports?mapping=faults&on_validated=commit&format=csv`;
  const made = await fetch(url, { method: 'POST', headers: HEADERS, body: new Uint8Array(bytes) });
  const { id } = (await made.json()) as Import;
  for (;;) {
    const { body } = await server.call('GET', `/imports/${id}`);
    if (body.state === 'done' || body.state === 'failed') return body as Import;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

async function result(id: string, query: string): Promise<string> {
  return (await fetch(`${server.url}/v1/imports/${id}/result?${query}`, { headers: HEADERS })).text();
}

test('every planted row is told with its code, line and column; the corrected result imports without a failure', async () => {
  await server.call('PUT', '/mappings/faults', MAPPING);
  const { bytes, planted, rightByLine, kinds } = faultyTable(ROWS, EVERY);
  expect(planted.length).toBeGreaterThan(kinds * 4);
  const first = await importTable(bytes);
  expect(first.note).toBeNull();
  const rows = (await result(first.id, 'format=ndjson&only=refused')).trim().split('\n');
  const told = rows.map((row) => {
    const { line, errors } = JSON.parse(row) as Row;
    return { line, code: errors[0]?.code, column: errors[0]?.column_number };
  });
  const expected = planted.map(({ column, ...rest }) => ({ ...rest, column: column ?? expect.toSatisfy(() => true) }));
  expect(told).toEqual(expected);
  expect(first.progress).toMatchObject({
    rows: ROWS,
    row_counts: { created: ROWS - planted.length, refused: planted.length },
  });
  const csv = await result(first.id, 'format=csv');
  const corrected = csv.split('\r\n').map((row) => {
    const line = /,refused,,(\d+),/.exec(row)?.[1];
    return line === undefined ? row : `${rightByLine.get(Number(line))},refused,,${line},`;
  });
  expect(csv).toContain(",'=SUM(A1),");
  const second = await importTable(Buffer.from(corrected.join('\r\n')));
  expect(second.progress).toMatchObject({
    rows: ROWS,
    row_counts: { created: planted.length, replaced: 0, kept: ROWS - planted.length, refused: 0 },
  });
  const { body } = await server.call('GET', '/orders?key=N51');
  expect(body.orders).toMatchObject([
    {
      customer_note: '=SUM(A1)',
      placed_at: '2026-11-20T09:30:00+01:00[Europe/Stockholm]',
      paid_at: '2026-11-20T09:30:00+01:00[Europe/Stockholm]',
      ship_on: '2026-11-24',
      is_gift: false,
      status: 'open',
      lines: [{ quantity: 2, unit_price: '1234.50', tax_amount: '0.50' }],
    },
  ]);
});
