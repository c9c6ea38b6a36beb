/**
 * The command line as one function: what was typed in, an exit code out. 0 done, 1 could not be done (said in one
 * line), 2 not understood (said with what would be). A fault of ours keeps its stack.
 * Called by bulkhead.ts, and by tests in their own process.
 */
import { Command, CommanderError } from 'commander';
import { isExpected, VERSION } from '../main.ts';
import { addAccounts } from './accounts.ts';
import { addBackup } from './backup.ts';
import { addCatalog } from './catalog.ts';
import { addConfig } from './config.ts';
import { addKeys } from './keys.ts';
import { addMasters } from './masters.ts';
import { addMigrate } from './migrate.ts';
import { CommandError } from './print.ts';
import { addRoutes } from './routes.ts';
import { addServe } from './serve.ts';
import { addSettings } from './settings.ts';
import { addShipments } from './shipments.ts';
import { addSplitRules } from './split-rules.ts';
import { addWebhooks } from './webhooks.ts';

const COMMANDS = [
  addServe,
  addKeys,
  addAccounts,
  addSplitRules,
  addCatalog,
  addShipments,
  addSettings,
  addConfig,
  addRoutes,
  addMasters,
  addWebhooks,
  addMigrate,
  addBackup,
];

/** `args` as typed after the name of the program. */
export async function runCommand(args: readonly string[]): Promise<number> {
  const program = new Command('bulkhead')
    .description('A self-hosted order intake server: orders in bulk over HTTP, an answer for every order.')
    .version(VERSION)
    .showHelpAfterError('Add --help to see what there is.')
    .exitOverride();
  for (const add of COMMANDS) add(program);
  try {
    await program.parseAsync(args, { from: 'user' });
    return 0;
  } catch (error) {
    return exitCodeOf(error);
  }
}

/** Says what went wrong; commander has already said what it did not understand. */
function exitCodeOf(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  if (error instanceof CommandError || (error instanceof Error && isExpected(error))) {
    for (const line of error.message.split('\n')) console.error(`bulkhead: ${line}`);
  } else {
    console.error('bulkhead:', error);
  }
  return 1;
}
