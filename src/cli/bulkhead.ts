#!/usr/bin/env node
/**
 * The command line: one file a command, put together here. Exit codes: 0 done, 1 could not be done (said in one
 * line), 2 not understood (said with what would be). A fault of ours keeps its stack.
 */
import { Command, CommanderError } from 'commander';
import { isExpected, VERSION } from '../main.ts';
import { addAccounts } from './accounts.ts';
import { addConfig } from './config.ts';
import { addKeys } from './keys.ts';
import { addMigrate } from './migrate.ts';
import { CommandError } from './print.ts';
import { addRoutes } from './routes.ts';
import { addServe } from './serve.ts';
import { addSettings } from './settings.ts';
import { addSplitRules } from './split-rules.ts';

const program = new Command('bulkhead')
  .description('A self-hosted order intake server: orders in bulk over HTTP, an answer for every order.')
  .version(VERSION)
  .showHelpAfterError('Add --help to see what there is.')
  .exitOverride();

for (const add of [addServe, addKeys, addAccounts, addSplitRules, addSettings, addConfig, addRoutes, addMigrate]) {
  add(program);
}

try {
  await program.parseAsync();
} catch (error) {
  process.exitCode = exitCodeOf(error);
}

/** Says what went wrong; commander has already said what it did not understand. */
function exitCodeOf(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  const isPlain = error instanceof CommandError || isExpected(error);
  const text = error instanceof Error ? (isPlain ? error.message : error.stack) : String(error);
  for (const line of text?.split(isPlain ? '\n' : '\0') ?? []) console.error(`bulkhead: ${line}`);
  return 1;
}
