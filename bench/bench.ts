/**
 * `npm run bench`: our server beside the floor of each driver in one run on this machine. Options: --driver sqlite or
 * postgres (both when absent), --rounds N (default 5), --orders N (default 20000), --only TEXT (phases whose title
 * holds it). Prints the page and writes it, and its plot, to bench/results/. Other measurements have files of their
 * own: each option below stands for one; --lists is lists.ts. No network but loopback; bounded by its orders.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { compare, PHASES } from './compare.ts';
import { removePostgresServer } from './databases.ts';
import { floor } from './floors.ts';
import { ours } from './ours.ts';
import { plotOf } from './plot.ts';
import { reportOf, titleOf } from './report.ts';

const DRIVERS = ['sqlite', 'postgres'] as const;

if (process.argv.includes('--lists')) {
  await import('./lists.ts');
  process.exit();
}
const { values } = parseArgs({
  options: {
    driver: { type: 'string' },
    rounds: { type: 'string', default: '5' },
    orders: { type: 'string', default: '20000' },
    only: { type: 'string', default: '' },
  },
});
const drivers = DRIVERS.filter((driver) => (values.driver ?? driver) === driver);
if (drivers.length === 0) throw new Error(`--driver: expected ${DRIVERS.join(' or ')}, got ${values.driver}`);
const run = { rounds: Number(values.rounds), orders: Number(values.orders) };
const phases = PHASES.filter((phase) => titleOf(phase).includes(values.only));
const folder = join(import.meta.dirname, 'results');
mkdirSync(folder, { recursive: true });

try {
  for (const driver of drivers) {
    const results = await compare({ contestants: [...ours(driver), floor(driver)], phases, ...run });
    const report = reportOf(driver, results, run);
    process.stdout.write(report);
    writeFileSync(join(folder, `${driver}.md`), report);
    writeFileSync(join(folder, `${driver}.svg`), plotOf(`Orders a second, ${driver}`, results));
  }
} finally {
  await removePostgresServer();
}
