#!/usr/bin/env -S node --max-semi-space-size=32
/**
 * The program `bulkhead`, as npm links it.
 * It runs one command and passes on its exit code; a server that is asked to start sets its own.
 * The commands are in files of their own, put together in run-command.ts.
 */
import { runCommand } from './run-command.ts';

const exitCode = await runCommand(process.argv.slice(2));
if (exitCode !== 0) process.exitCode = exitCode;
