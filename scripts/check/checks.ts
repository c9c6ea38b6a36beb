/**
 * The list of checks: a name, and the program that answers it with its exit code.
 * Every program is run from the root of the tree it judges and found beside this checkout's own packages, so the same
 * list can be pointed at a planted tree by a test. A check prints what is wrong itself; nothing here reads its output.
 */
import { fileURLToPath } from 'node:url';

export type Check = {
  name: string;
  /** What it holds the tree to, for the report. */
  about: string;
  /** Program and arguments, for Node. */
  command: readonly string[];
};

const biome = import.meta.resolve('@biomejs/biome/bin/biome');
const knip = new URL('../bin/knip.js', import.meta.resolve('knip'));
// TypeScript 7 checks several times faster; the tools that read syntax trees stay on 6, the last with an API.
const tsc = new URL('bin/tsc', import.meta.resolve('tsc7/package.json'));
const script = (name: string) => new URL(`../${name}`, import.meta.url);

function check(name: string, about: string, [program, ...options]: readonly [URL | string, ...string[]]): Check {
  return { name, about, command: [fileURLToPath(program), ...options] };
}

export const checks: readonly Check[] = [
  check('biome', 'format and lint', [biome, 'ci', '--error-on-warnings', '--colors=off', '--max-diagnostics=200']),
  check('types', 'TypeScript', [tsc, '--project', '.', '--pretty', 'false']),
  check('imports', 'import table', [script('imports.ts')]),
  check('knip', 'dead code', [knip, '--no-progress', '--no-config-hints']),
  check('tidy', 'sizes, names, words', [script('tidy.ts')]),
];
