/**
 * `npm run check`: every check of scripts/check/checks.ts, two at a time, on the tree in the working directory.
 * Prints one line a check, `ok` or `FAIL`, and below a failed one what it said; exits 1 when any failed.
 * .ci/run counts those lines. Names after the command run only those: `npm run check -- tidy types`.
 */
import { checks } from './check/checks.ts';
import { type CheckResult, runCheck } from './check/run-check.ts';

/** The machines of this project have two cores. */
const checksAtOnceMax = 2;

function print({ name, about, isPassed, output, seconds }: CheckResult): void {
  console.log(`${isPassed ? 'ok  ' : 'FAIL'}  ${name.padEnd(8)} ${about.padEnd(20)} ${seconds.toFixed(1)} s`);
  if (!isPassed) console.log(output.trimEnd().replaceAll(/^/gm, '      '));
}

const names = process.argv.slice(2);
const unknown = names.filter((name) => !checks.some((check) => check.name === name));
if (unknown.length > 0) throw new Error(`no such check: ${unknown.join(', ')}`);
const waiting = checks.filter(({ name }) => names.length === 0 || names.includes(name));

async function runWaiting(): Promise<void> {
  for (let check = waiting.shift(); check !== undefined; check = waiting.shift()) {
    const result = await runCheck(check, process.cwd());
    print(result);
    if (!result.isPassed) process.exitCode = 1;
  }
}

await Promise.all(Array.from({ length: checksAtOnceMax }, runWaiting));
