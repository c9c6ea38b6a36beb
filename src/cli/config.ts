/**
 * `bulkhead config`: every setting of the server with its value and where it comes from; secrets are masked.
 * What is doubtful goes to standard error. All that is wrong is said at once, and then the exit code is 1.
 * What settings there are is in src/config.ts.
 */
import type { Command } from 'commander';
import { loadConfig } from '../main.ts';
import { addDatabaseOption, type OfflineOptions } from './offline.ts';
import { CommandError, printRows } from './print.ts';

export function addConfig(program: Command): void {
  const command = program.command('config').description('every setting, its value and where it comes from');
  addDatabaseOption(command).option('--json', 'for programs').action(showConfig);
}

function showConfig({ database, json = false }: OfflineOptions & { json?: boolean }): void {
  const { settings, problems, warnings } = loadConfig({ env: process.env, flags: { databaseUrl: database } });
  printRows([...settings], { json, empty: '' });
  for (const warning of warnings) console.error(`bulkhead: ${warning}`);
  if (problems.length > 0) throw new CommandError(problems.join('\n'));
}
