/**
 * Every command of the command line, as one function: what was typed in, an exit code out.
 * Those that work on the database itself bring the whole server with them; run-remote.ts has the others alone.
 * Called by bulkhead.ts, and by tests in their own process.
 */
import { isExpected, VERSION } from '../main.ts';
import { addAccounts } from './accounts.ts';
import { addBackup } from './backup.ts';
import { addCatalog } from './catalog.ts';
import { addConfig } from './config.ts';
import { addKeys } from './keys.ts';
import { addMasters } from './masters.ts';
import { addMigrate } from './migrate.ts';
import { addRoutes } from './routes.ts';
import { runProgram } from './run-program.ts';
import { remoteCommands } from './run-remote.ts';
import { addServe } from './serve.ts';
import { addSettings } from './settings.ts';
import { addShipments } from './shipments.ts';
import { addSplitRules } from './split-rules.ts';
import { addWebhooks } from './webhooks.ts';

const COMMANDS = [
  addServe,
  ...remoteCommands,
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
export function runCommand(args: readonly string[]): Promise<number> {
  return runProgram({ commands: COMMANDS, version: VERSION, isExpected }, args);
}
