/**
 * `bulkhead migrate`: brings the database to this version's schema and says so; with `--distributed` it also spreads
 * the tables over a cluster, with `--from` and `--to` it moves a SQLite file into an empty PostgreSQL database.
 * A server brings the schema up to date when it starts; this is for those who want it done before.
 */
import type { Command } from 'commander';
import { distributeDatabase, type MoveProgress, moveDatabase } from '../main.ts';
import { addDatabaseOption, configOf, type OfflineOptions, withStore } from './offline.ts';
import { CommandError } from './print.ts';

type MigrateOptions = OfflineOptions & { distributed?: true; from?: string; to?: string };

const BAR_WIDTH = 30;

export function addMigrate(program: Command): void {
  const command = program.command('migrate').description("bring the database to this version's schema");
  addDatabaseOption(command)
    .option('--distributed', 'also spread the tables over a cluster (PostgreSQL with the extension citus)')
    .option('--from <url>', 'move everything out of this database: sqlite:<path>')
    .option('--to <url>', 'into this one, which is empty: postgres://…')
    .action(migrate);
}

async function migrate(options: MigrateOptions): Promise<void> {
  const { distributed, from, to } = options;
  if (from !== undefined || to !== undefined) return move(from, to);
  if (distributed === true) return distribute(options);
  await withStore(options, async (store) => {
    await store.ping();
    console.log('The database is up to date.');
  });
}

async function distribute(options: OfflineOptions): Promise<void> {
  const { databaseUrl } = configOf(options);
  if (!isPostgres(databaseUrl)) {
    throw new CommandError('DATABASE_URL: expected postgres://…, for only PostgreSQL has tables to distribute');
  }
  const { distributed, reference } = await distributeDatabase(databaseUrl);
  console.log(`Distributed by account: ${distributed.join(', ') || 'nothing that was not already'}.`);
  console.log(`On every node: ${reference.join(', ') || 'nothing that was not already'}.`);
}

async function move(from: string | undefined, to: string | undefined): Promise<void> {
  if (from === undefined || !/^sqlite:(?!:)/.test(from)) throw new CommandError('--from: expected sqlite:<path>');
  if (to === undefined || !isPostgres(to)) throw new CommandError('--to: expected postgres://…');
  const totals = await moveDatabase({ from, to }, showProgress);
  process.stderr.write('\n');
  for (const { table, count, digest } of totals)
    console.log(`${table.padEnd(12)} ${String(count).padStart(10)}  ${digest}`);
  console.log('Everything was moved, and read back as it was.');
}

function isPostgres(url: string): boolean {
  return /^postgres(ql)?:\/\//.test(url);
}

function showProgress({ table, doing, done, total }: MoveProgress): void {
  const filled = total === 0 ? BAR_WIDTH : Math.floor((done / total) * BAR_WIDTH);
  const bar = '#'.repeat(filled).padEnd(BAR_WIDTH, '.');
  process.stderr.write(
    `\r${doing === 'copy' ? 'moving' : 'checking'} ${table.padEnd(12)} [${bar}] ${done} of ${total}   `,
  );
}
