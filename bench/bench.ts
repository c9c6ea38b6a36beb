/**
 * `npm run bench`: our server beside the floor of each driver in one run on this machine. Options: --driver sqlite or
 * postgres (both when absent), --rounds N (default 5), --orders N (default 20000), --only TEXT (phases whose title
 * holds it, as a section of its own), --sync-ms N (as on a disk whose syncs take as much longer; SQLite). Prints the page
 * and writes it, and its plot, where publish.ts tells. Other measurements, each in a file of its own: --import,
 * --scale SIZES, --profile, --lists, --stock, --peers. No network but loopback; bounded by its orders.
 */
import { parseArgs } from 'node:util';
import { compare, PHASES } from './compare.ts';
import { removePostgresServer } from './databases.ts';
import { floor } from './floors.ts';
import { benchImport } from './import.ts';
import { ours } from './ours.ts';
import { plotOf } from './plot.ts';
import { benchProfile } from './profile.ts';
import { publish } from './publish.ts';
import { reportOf, titleOf } from './report.ts';
import { benchScale, type ScaleOptions } from './scale.ts';
import { slowSyncs } from './slow-disk.ts';

const DRIVERS = ['sqlite', 'postgres'] as const;

/** Programs with options of their own. */
const OTHERS: Readonly<Record<string, () => Promise<unknown>>> = {
  '--lists': () => import('./lists.ts'),
  '--stock': () => import('./stock.ts'),
  '--peers': () => import('./peers/try.ts'),
};
const [other] = process.argv.flatMap((argument) => OTHERS[argument] ?? []);
if (other !== undefined) {
  await other();
  process.exit();
}
const { values } = parseArgs({
  options: {
    driver: { type: 'string' },
    rounds: { type: 'string', default: '5' },
    orders: { type: 'string' },
    only: { type: 'string', default: '' },
    'sync-ms': { type: 'string' },
    import: { type: 'boolean', default: false },
    scale: { type: 'string' },
    keep: { type: 'string' },
    profile: { type: 'boolean', default: false },
  },
});
const drivers = DRIVERS.filter((driver) => (values.driver ?? driver) === driver);
if (drivers.length === 0) throw new Error(`--driver: expected ${DRIVERS.join(' or ')}, got ${values.driver}`);
const run = { rounds: Number(values.rounds), orders: Number(values.orders ?? 20_000) };
const syncMs = values['sync-ms'];
const slower = syncMs === undefined ? undefined : `a sync ${syncMs} ms longer`;
if (syncMs !== undefined) {
  if (drivers.includes('postgres')) throw new Error('--sync-ms: expected --driver sqlite');
  slowSyncs(Number(syncMs));
}
const phases = PHASES.filter((phase) => titleOf(phase).includes(values.only));

try {
  for (const driver of drivers) {
    if (values.import) publish(`import-${driver}`, await benchImport(driver, Number(values.orders ?? 1_000_000)));
    else if (values.scale !== undefined) publish(`scale-${driver}`, await benchScale(driver, scaleOf(values.scale)));
    else if (values.profile) publish(`profile-${driver}`, await benchProfile(driver, run.orders));
    else await compareAll(driver);
  }
} finally {
  await removePostgresServer();
}

async function compareAll(driver: (typeof DRIVERS)[number]): Promise<void> {
  const results = await compare({ contestants: [...ours(driver), floor(driver)], phases, ...run });
  const parts = [driver, ...(values.only === '' ? [] : [values.only]), ...(slower === undefined ? [] : [slower])];
  const title = parts.join(', ');
  // A plot is of all phases.
  const plot = parts.length > 1 ? undefined : plotOf(`Orders a second, ${title}`, results);
  publish(title.replaceAll(/[^a-z0-9]+/gi, '-'), reportOf(title, results, run), plot);
}

function scaleOf(sizes: string): ScaleOptions {
  if (values.keep !== undefined && values.driver !== 'sqlite') throw new Error('--keep: expected --driver sqlite');
  return { sizes: sizes.split(',').map(Number), rounds: run.rounds, keep: values.keep };
}
