/**
 * Runs one check as a child process in a given tree.
 * Gives back whether it held, what it said and how long it took; prints nothing.
 * A check that cannot be started has failed; it is never skipped. Called by scripts/check.ts and by its test.
 */
import { spawn } from 'node:child_process';
import type { Check } from './checks.ts';

export type CheckResult = { name: string; about: string; isPassed: boolean; output: string; seconds: number };

/** Longer than any check takes on two busy cores; a check that hangs must not hang CI. */
const timeoutMs = 300_000;

export function runCheck(check: Check, root: string): Promise<CheckResult> {
  const { name, about, command } = check;
  const startedAt = performance.now();
  return new Promise((resolve) => {
    const finish = (isPassed: boolean, output: string) =>
      resolve({ name, about, isPassed, output, seconds: (performance.now() - startedAt) / 1000 });
    const child = spawn(process.execPath, command, {
      cwd: root,
      timeout: timeoutMs,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const chunks: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => chunks.push(chunk));
    child.on('error', (error) => finish(false, error.message));
    child.on('close', (code, signal) => {
      const text = Buffer.concat(chunks).toString();
      finish(code === 0, signal === null ? text : `${text}\nended by ${signal}`);
    });
  });
}
