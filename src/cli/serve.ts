/**
 * `bulkhead serve`: the server, as `npm start` runs it, with flags for what is set most often.
 * A flag wins over its variable, and what is wrong with either is told in the same words.
 * Everything else about it is in main.ts.
 */
import type { Command } from 'commander';
import { runServer } from '../main.ts';
import { addDatabaseOption } from './offline.ts';

type ServeOptions = { host?: string; port?: string; database?: string; logLevel?: string; rootDialect?: string };

export function addServe(program: Command): void {
  const command = program.command('serve').description('start the server and serve until it is told to stop');
  addDatabaseOption(command)
    .option('--host <address>', 'where to listen (HOST)')
    .option('--port <number>', 'where to listen (PORT)')
    .option('--root-dialect <name>', 'a contract to serve at / as well (BULKHEAD_ROOT_DIALECT)')
    .option('--log-level <level>', 'from which level on to log (BULKHEAD_LOG_LEVEL)')
    .action(({ database, ...flags }: ServeOptions) =>
      runServer({ env: process.env, flags: { ...flags, databaseUrl: database } }),
    );
}
