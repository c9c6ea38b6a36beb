// A table with planted faults of all kinds: each planted row is refused as what it is, where it is; the rest are in;
// the corrected result leaves nothing.
import { expect, test } from 'vitest';
import { startNativeServer } from './native-server.ts';
import type { TableBytes } from './table-faults.ts';
import { runTableTrial } from './table-trial.ts';

test.each<[TableBytes, number, number]>([
  ['utf-8 with a mark', 2_000, 24],
  ['utf-8', 600, 24],
  ['utf-16le', 600, 23],
  ['utf-16be', 600, 23],
  ['windows-1252', 600, 23],
])(
  'a table in %s: every planted row is told with its code, line and column; the corrected result imports without a failure',
  { timeout: 120_000 },
  async (as, rows, kinds) => {
    const server = await startNativeServer();
    const trial = await runTableTrial(server.url, { rows, every: 20, as });
    expect(trial).toMatchObject({ rows, kinds, planted: rows / 20 });
    const { body } = await server.call('GET', '/orders?key=N51');
    expect(body.orders).toMatchObject([
      {
        customer_note: '=SUM(A1)',
        ship_to: { name: 'Åsa Berg' },
        placed_at: '2026-11-20T09:30:00+01:00[Europe/Stockholm]',
        paid_at: '2026-11-20T09:30:00+01:00[Europe/Stockholm]',
        ship_on: '2026-11-24',
        is_gift: false,
        status: 'open',
        lines: [{ quantity: 2, unit_price: '1234.50', tax_amount: '0.50' }],
      },
    ]);
    await server.drain('end of the test');
  },
);
