#!/usr/bin/env node
/**
 * The program `bulkhead`, as npm links it.
 * It runs one command and passes on its exit code; a server that is asked to start sets its own.
 * The commands are in files of their own, put together in run-command.ts and, for those that need no server, run-remote.ts.
 */
import { beginAgain } from './begin-again.ts';

beginAgain();
const args = process.argv.slice(2);
const isRemote = ['import', 'imports', 'mappings', 'export'].includes(args[0] ?? '');
const run = isRemote ? (await import('./run-remote.ts')).runRemote : (await import('./run-command.ts')).runCommand;

const exitCode = await run(args);
if (exitCode !== 0) process.exitCode = exitCode;
