/**
 * Begins this program anew, in the same process, as `npm start` begins the server: with its flags, and with compiled code
 * at hand. The start script of package.json is the one place where they are stated. Where a program cannot begin anew
 * (Windows), it goes on as it is: slower, and with a larger heap.
 * Called by bulkhead.ts before anything else is loaded.
 */
import { join } from 'node:path';
import packageFile from '../../package.json' with { type: 'json' };

const ROOT = join(import.meta.dirname, '../..');
/** Between `node` and the file to run. */
const FLAGS = packageFile.scripts.start
  .split(' ')
  .slice(1, -1)
  .map((flag) => (flag.startsWith('./') ? join(ROOT, flag) : flag));

/** A program that only sends and reads needs little of either heap; what is said last wins. */
const SMALL = ['--max-semi-space-size=4', '--initial-old-space-size=16', '--heap-growing-percent=40'];

export function beginAgain(): void {
  const { execve, execArgv, execPath, argv, env } = process;
  const flags = argv[2] === 'serve' ? FLAGS : [...FLAGS, ...SMALL];
  const isBegun = flags.every((flag) => execArgv.includes(flag));
  if (isBegun || execve === undefined || process.platform === 'win32') return;
  const cache = { NODE_COMPILE_CACHE: join(ROOT, '.cache/compile') };
  execve(execPath, [execPath, ...execArgv, ...flags, ...argv.slice(1)], { ...cache, ...env });
}
