/**
 * `bulkhead routes`: every route of every contract, with the scope a key needs for it.
 * Read from the dialects themselves, so it cannot be out of date.
 * Needs no database and no configuration.
 */
import type { Command } from 'commander';
import { dialects } from '../main.ts';
import { printRows } from './print.ts';

export function addRoutes(program: Command): void {
  program
    .command('routes')
    .description('every route of every contract and the scope it needs')
    .option('--json', 'for programs')
    .action(({ json = false }: { json?: boolean }) => {
      const rows = dialects.flatMap(({ name, prefix = name, routes }) =>
        routes.map(({ method, path, scope, kind }) => ({ method, path: `/${prefix}${path}`, scope, kind })),
      );
      printRows(rows, { json, empty: 'There are no routes.' });
    });
}
