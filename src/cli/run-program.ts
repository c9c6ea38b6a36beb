/**
 * A command line as one function: what was typed in, an exit code out. 0 done, 1 could not be done (said in one
 * line), 2 not understood (said with what would be), or what the command says. A fault of ours keeps its stack.
 * Called by run-command.ts and run-remote.ts, which differ in the commands they know.
 */
import { Command, CommanderError } from 'commander';
import { CommandError } from './print.ts';

export type Program = {
  commands: readonly ((program: Command) => void)[];
  version?: string;
  /** What a person can mend: it is said in one line. */
  isExpected?: (error: Error) => boolean;
};

/** `args` as typed after the name of the program. */
export async function runProgram(
  { commands, version, isExpected = () => false }: Program,
  args: readonly string[],
): Promise<number> {
  const program = new Command('bulkhead')
    .description('A self-hosted order intake server: orders in bulk over HTTP, an answer for every order.')
    .showHelpAfterError('Add --help to see what there is.')
    .exitOverride();
  if (version !== undefined) program.version(version);
  for (const add of commands) add(program);
  try {
    await program.parseAsync(args, { from: 'user' });
    return 0;
  } catch (error) {
    return exitCodeOf(error, isExpected);
  }
}

/** Says what went wrong; commander has already said what it did not understand. */
function exitCodeOf(error: unknown, isExpected: (error: Error) => boolean): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  if (error instanceof CommandError || (error instanceof Error && isExpected(error))) {
    for (const line of error.message.split('\n')) console.error(`bulkhead: ${line}`);
    return error instanceof CommandError ? error.exitCode : 1;
  }
  console.error('bulkhead:', error);
  return 1;
}
