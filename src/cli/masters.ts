/**
 * `bulkhead masters import`, and `masters` below each contract's own name: what a contract keeps beside orders and its
 * own wire cannot make, such as tags and carriers. Which kinds there are each dialect says itself; this command knows
 * none by name.
 * A file is JSON lines, one `{"<kind>": {…}}` each; all are checked before the first is stored, and a file can be
 * imported again. A running server follows within a second.
 */
import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import { type Dialect, dialects } from '../main.ts';
import { addAccountOptions, type OfflineOptions, withAccount } from './offline.ts';
import { CommandError, printRows } from './print.ts';

type Kinds = NonNullable<Dialect['masters']>;
type Keeping = { name: string; kinds: Kinds };
type Line = { kind: string; name: string | null; document: string };

/** Mistakes told at once; the rest is likely to be the same mistake. */
const PROBLEMS_TOLD_MAX = 20;

export function addMasters(program: Command): void {
  const about = 'what a contract keeps beside orders: tags, carriers and such';
  const all = program.command('masters').description(about);
  addAccountOptions(all.command('import <dialect> <file>').description('JSON lines, each {"<kind>": {…}}')).action(
    (name: string, file: string, options: OfflineOptions) => importFile(keepingNamed(name), file, options),
  );
  for (const { name, masters: kinds } of dialects) {
    if (kinds !== undefined) addOwn(ownCommand(program, name).command('masters').description(about), { name, kinds });
  }
}

/** A dialect's own command, which other commands may have made already. */
function ownCommand(program: Command, name: string): Command {
  const known = program.commands.find((command) => command.name() === name);
  return known ?? program.command(name).description(`the contract ${name}`);
}

function addOwn(parent: Command, keeping: Keeping): void {
  const kinds = Object.keys(keeping.kinds).join(', ');
  const add = (words: string, about: string) => addAccountOptions(parent.command(words).description(about));
  add('import <file>', 'JSON lines, each {"<kind>": {…}}').action((file: string, options: OfflineOptions) =>
    importFile(keeping, file, options),
  );
  add('save <kind> <json>', `one of ${kinds}, made or replaced`).action(
    (kind: string, stated: string, options: OfflineOptions) => saveOne(keeping, { kind, stated }, options),
  );
  add('list [kind]', `all of ${kinds}`)
    .option('--json', 'for programs')
    .action((kind: string | undefined, options: OfflineOptions & { json?: boolean }) =>
      listKept(keeping, kind, options),
    );
  add('remove <kind> <name>', 'by the name that list shows').action(
    (kind: string, name: string, options: OfflineOptions) => removeOne(keeping, { kind, name }, options),
  );
}

function keepingNamed(name: string): Keeping {
  const kinds = dialects.find((known) => known.name === name)?.masters;
  if (kinds !== undefined) return { name, kinds };
  const known = dialects.filter(({ masters }) => masters !== undefined).map((other) => other.name);
  throw new CommandError(`expected one of ${known.join(', ')}, got ${JSON.stringify(name)}`);
}

async function importFile({ name, kinds }: Keeping, file: string, options: OfflineOptions): Promise<void> {
  const lines = readLines(textOf(file), kinds);
  await withAccount(options, async (store, { accountId }) => {
    for (const line of lines) await store.saveMaster(accountId, { dialect: name, ...line }, Date.now());
  });
  console.log(`Imported ${lines.length} into ${name}.`);
}

async function saveOne(
  { name: dialect, kinds }: Keeping,
  { kind, stated }: { kind: string; stated: string },
  options: OfflineOptions,
): Promise<void> {
  const line = readLine(`{${JSON.stringify(kind)}:${stated}}`, kinds);
  if (Array.isArray(line)) throw new CommandError(line.slice(0, PROBLEMS_TOLD_MAX).join('\n'));
  await withAccount(options, async (store, { accountId }) => {
    const { name } = await store.saveMaster(accountId, { dialect, ...line }, Date.now());
    console.log(`Saved ${kind} ${name}.`);
  });
}

async function listKept(
  { name: dialect, kinds }: Keeping,
  asked: string | undefined,
  { json = false, ...options }: OfflineOptions & { json?: boolean },
): Promise<void> {
  const wanted = asked === undefined ? Object.keys(kinds) : [assertKind(kinds, asked)];
  await withAccount(options, async (store, { accountId }) => {
    const found = await Promise.all(wanted.map((kind) => store.listMasters(accountId, { dialect, kind })));
    const rows = found.flatMap((masters, index) =>
      masters.map(({ name, document }) => ({ kind: wanted[index] ?? '', name, document })),
    );
    printRows(rows, { json, empty: `Nothing is kept for ${dialect}.` });
  });
}

async function removeOne(
  { name: dialect, kinds }: Keeping,
  { kind, name }: { kind: string; name: string },
  options: OfflineOptions,
): Promise<void> {
  assertKind(kinds, kind);
  await withAccount(options, async (store, { accountId }) => {
    if (await store.removeMaster(accountId, { dialect, kind, name })) return console.log(`Removed ${kind} ${name}.`);
    throw new CommandError(`expected the name of a ${kind}, got ${JSON.stringify(name)}`);
  });
}

function assertKind(kinds: Kinds, kind: string): string {
  if (Object.hasOwn(kinds, kind)) return kind;
  throw new CommandError(`expected one of ${Object.keys(kinds).join(', ')}, got ${JSON.stringify(kind)}`);
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
