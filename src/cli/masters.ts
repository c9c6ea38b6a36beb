/**
 * `bulkhead masters`: what a contract keeps beside orders and its own wire cannot make, such as tags and carriers. Which
 * kinds there are each dialect says itself; this command knows none by name.
 * A file is JSON lines, one `{"<kind>": {…}}` each; all are checked before the first is stored, and a file can be
 * imported again. A running server follows at once.
 */
import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import { type Dialect, dialects } from '../main.ts';
import { addAccountOptions, type OfflineOptions, withAccount } from './offline.ts';
import { CommandError } from './print.ts';

type Kinds = NonNullable<Dialect['masters']>;
type Line = { kind: string; name: string | null; document: string };

/** Mistakes told at once; the rest is likely to be the same mistake. */
const PROBLEMS_TOLD_MAX = 20;

export function addMasters(program: Command): void {
  const masters = program
    .command('masters')
    .description('what a contract keeps beside orders: tags, carriers and such');
  addAccountOptions(masters.command('import <dialect> <file>').description('JSON lines, each {"<kind>": {…}}')).action(
    importFile,
  );
}

async function importFile(name: string, file: string, options: OfflineOptions): Promise<void> {
  const dialect = dialects.find((known) => known.name === name && known.masters !== undefined);
  if (dialect?.masters === undefined) {
    const known = dialects.filter(({ masters }) => masters !== undefined).map((other) => other.name);
    throw new CommandError(`expected one of ${known.join(', ')}, got ${JSON.stringify(name)}`);
  }
  const lines = readLines(textOf(file), dialect.masters);
  await withAccount(options, async (store, { accountId }) => {
    for (const line of lines) await store.saveMaster(accountId, { dialect: name, ...line }, Date.now());
  });
  console.log(`Imported ${lines.length} into ${name}.`);
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new CommandError(`${file}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function readLines(text: string, kinds: Kinds): Line[] {
  const problems: string[] = [];
  const lines = text.split('\n').flatMap((line, index): Line[] => {
    if (line.trim() === '') return [];
    const read = readLine(line, kinds);
    if (!Array.isArray(read)) return [read];
    problems.push(...read.map((problem) => `line ${index + 1}: ${problem}`));
    return [];
  });
  if (problems.length > 0) throw new CommandError(problems.slice(0, PROBLEMS_TOLD_MAX).join('\n'));
  return lines;
}

/** The line, or what is wrong with it. */
function readLine(line: string, kinds: Kinds): Line | string[] {
  const expected = `expected {"<kind>": {…}} with one of ${Object.keys(kinds).join(', ')}`;
  let stated: unknown;
  try {
    stated = JSON.parse(line);
  } catch {
    return [`${expected}, got no JSON`];
  }
  const [entry, ...others] = typeof stated === 'object' && stated !== null ? Object.entries(stated) : [];
  if (entry === undefined || others.length > 0) return [expected];
  const [kind, value] = entry;
  const known = Object.hasOwn(kinds, kind) ? kinds[kind] : undefined;
  if (known === undefined) return [`${expected}, got ${JSON.stringify(kind)}`];
  const read = known(value);
  if ('problems' in read) return [...read.problems];
  return { kind, name: read.name, document: JSON.stringify(read.value) };
}
