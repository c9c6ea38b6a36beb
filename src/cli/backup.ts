/**
 * `bulkhead backup <file>`: a copy of the SQLite database as it stands, made while the server runs.
 * PostgreSQL brings programs of its own for that; docs/backup.md says which and how.
 * Never replaces a file.
 */
import type { Command } from 'commander';
import { backUpDatabase } from '../main.ts';
import { addDatabaseOption, configOf, type OfflineOptions } from './offline.ts';

export function addBackup(program: Command): void {
  const command = program.command('backup <file>').description('copy the database while the server runs');
  addDatabaseOption(command).action(async (file: string, options: OfflineOptions) => {
    const orders = await backUpDatabase(configOf(options), file);
    console.log(`${file} holds ${orders} orders, and was read through.`);
  });
}
