/**
 * `bulkhead migrate`: brings the database to this version's schema and says so.
 * A server does the same when it starts; this is for those who want it done before.
 * Where something is to be changed, it is refused while a server holds the database.
 */
import type { Command } from 'commander';
import { addDatabaseOption, type OfflineOptions, withStore } from './offline.ts';

export function addMigrate(program: Command): void {
  const command = program.command('migrate').description("bring the database to this version's schema");
  addDatabaseOption(command).action((options: OfflineOptions) =>
    withStore(options, async (store) => {
      await store.ping();
      console.log('The database is up to date.');
    }),
  );
}
