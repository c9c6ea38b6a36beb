// Lists of parcels are answered from an index: no filter walks the parcels of another account, or documents it does not show.
import { readFileSync } from 'node:fs';
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { beforeAll, expect, test } from 'vitest';
import type { ParcelQuery } from '../../core/shipments/parcel-query.ts';
import { ParcelTable } from './parcel-table.ts';

type Step = { detail: string };

const db = new DatabaseSync(':memory:');
const asked: string[] = [];
let table: ParcelTable;

beforeAll(() => {
  for (const name of ['009-parcels', '016-parcels-by-code']) {
    db.exec(readFileSync(new URL(`./migrations/${name}.sql`, import.meta.url), 'utf8'));
  }
  // The statements as they are, and a note of each.
  const prepare = db.prepare.bind(db);
  const noting = (sql: string): StatementSync => {
    asked.push(sql);
    return prepare(sql);
  };
  table = new ParcelTable(Object.assign(Object.create(db), { prepare: noting, exec: (sql: string) => db.exec(sql) }));
});

function plansOf(fields: Partial<ParcelQuery>): string[] {
  asked.length = 0;
  table.list(1, { kind: 'label', sort: 'parcelId', isDescending: false, offset: 0, limit: 10, ...fields });
  return asked.map((sql) => {
    const values = [...sql.matchAll(/\?/g)].map(() => 1);
    const steps = db.prepare(`EXPLAIN QUERY PLAN ${sql}`).all(...values) as Step[];
    return steps.map(({ detail }) => detail).join('\n');
  });
}

test.each<[string, Partial<ParcelQuery>]>([
  ['parcels_by_id', {}],
  ['parcels_by_id', { isDescending: true, offset: 50_000 }],
  ['parcels_by_created', { sort: 'createdAt' }],
  ['parcels_by_shipped', { sort: 'shippedAt', isDescending: true }],
  ['parcels_by_order', { orderId: 1 }],
  ['parcels_by_number', { number: 'x' }],
  ['parcels_by_recipient', { recipient: 'x' }],
  ['parcels_by_country', { country: 'SE' }],
  ['parcels_by_carrier', { carrierCode: 'x' }],
  ['parcels_by_service', { serviceCode: 'x' }],
  ['parcels_by_service', { carrierCode: 'x', serviceCode: 'x' }],
  ['parcels_by_tracking', { trackingNumber: 'x' }],
  ['parcels_by_store', { storeId: 1 }],
  ['parcels_by_batch', { batchId: 'x' }],
  ['parcels_by_origin', { originCountry: 'SE' }],
  ['parcels_by_created', { created: { from: 1, to: 2 } }],
  ['parcels_by_shipped', { shipped: { from: 1 } }],
  ['parcels_by_voided', { voided: { to: 2 } }],
])('%s answers %j', (index, fields) => {
  const [total = '', page = ''] = plansOf(fields);
  // To count all of them one index is as good as another.
  expect(total).toMatch(/COVERING INDEX parcels_by_\w+ \(account_id=\? AND kind=\?/);
  expect(page).toContain(`COVERING INDEX ${index} (account_id=? AND kind=?`);
  expect(page).toContain('SEARCH parcels USING INTEGER PRIMARY KEY (rowid=?)');
});
