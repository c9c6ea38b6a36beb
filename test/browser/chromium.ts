/**
 * The browser of the tests: Debian's chromium, driven by playwright-core. Where there is none, tests say aloud that
 * they were skipped (`describe.skipIf(chromium === null)` after `tellSkipped`).
 * Used by the tests of this folder; whoever opens a browser closes it.
 */
import { existsSync } from 'node:fs';

const PATHS = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** Where the program is, or null; BULKHEAD_CHROMIUM names another. */
export const chromiumPath =
  [process.env.BULKHEAD_CHROMIUM, ...PATHS].find((path): path is string => path !== undefined && existsSync(path)) ??
  null;

/** Root has no sandbox to put a browser into. */
export const launchOptions = {
  executablePath: chromiumPath ?? '',
  args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
};

export function tellSkipped(what: string): void {
  if (chromiumPath === null) process.stderr.write(`SKIPPED: ${what}: there is no chromium on this machine.\n`);
}
