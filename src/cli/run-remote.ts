/**
 * The commands that speak to a server over the SDK, without the server's own code: a client of a million orders needs
 * a tenth of its memory. Nothing here, and nothing it imports, may import main.ts.
 * Called by bulkhead.ts when such a command was typed, and by run-command.ts among the others.
 */
import { addExport } from './export.ts';
import { addImport } from './import.ts';
import { addImports } from './imports.ts';
import { addMappings } from './mappings.ts';
import { runProgram } from './run-program.ts';

export const remoteCommands = [addImport, addImports, addMappings, addExport];

export function runRemote(args: readonly string[]): Promise<number> {
  return runProgram({ commands: remoteCommands }, args);
}
