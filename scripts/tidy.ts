/**
 * The `tidy` check: holds the tree below the working directory to the house's sizes, names and words.
 * Prints one line a finding, `path:line  rule: what`, and exits 1 when there is any.
 * Run by `npm run check`, or alone from the root of the checkout: `node scripts/tidy.ts`.
 */
import { judgeTree } from './tidy/rules.ts';
import { readTree } from './tidy/source-file.ts';

const findings = judgeTree(readTree(process.cwd()));
for (const { path, line, rule, message } of findings) console.log(`${path}:${line}  ${rule}: ${message}`);
process.exitCode = findings.length > 0 ? 1 : 0;
