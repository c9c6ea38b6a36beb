/**
 * The program `bulkhead` as a person starts it, in a folder of its own, against a server: what it printed on both
 * outputs and its exit code. Ends with the program.
 * Used by the tests of the commands that speak to a server.
 */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { SECRET } from './native-server.ts';

export const program = join(import.meta.dirname, '../src/cli/bulkhead.ts');
export type Ran = { code: number; out: string; err: string };

export function programIn(folder: string, url: () => string) {
  const environment = () => ({ PATH: process.env.PATH ?? '', BULKHEAD_URL: url(), BULKHEAD_SECRET: SECRET });
  const run = (args: readonly string[], env: Record<string, string> = {}): Promise<Ran> => {
    const { promise, resolve } = Promise.withResolvers<Ran>();
    const options = { env: { ...environment(), ...env }, cwd: folder, maxBuffer: 64 * 1024 * 1024 };
    execFile(process.execPath, [program, ...args], options, (error, out, err) =>
      resolve({ code: error === null ? 0 : Number(error.code), out, err }),
    );
    return promise;
  };
  return { environment, run };
}
