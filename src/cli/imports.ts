/**
 * `bulkhead imports`: what the server is importing and has imported: seen, paused, resumed, canceled, undone, and its
 * result fetched, from whichever machine. Exit codes are those of `bulkhead import`.
 * The import of a file is in import.ts.
 */
import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type Command, Option } from 'commander';
import type { Import } from '../../sdk/src/index.ts';
import { lookOn } from './import-file.ts';
import { CommandError, printRows } from './print.ts';
import { countsText } from './progress.ts';
import { addRemoteOptions, asked, type RemoteOptions } from './remote.ts';
import { showStages } from './stages.ts';

type ListOptions = RemoteOptions & { limit: string; json?: boolean };
type OneOptions = RemoteOptions & { json?: boolean };
type ResultOptions = RemoteOptions & { only: 'all' | 'refused'; format?: 'ndjson' | 'csv'; output?: string };

const STEPS = {
  commit: 'take in an import that was validated',
  pause: 'take in nothing more of it until it is resumed',
  resume: 'go on with a paused import',
  cancel: 'take in nothing more of it; what was taken in stays',
  undo: 'delete what it created and put back what it replaced, while nothing of it has shipped or changed since',
} as const;
type Step = keyof typeof STEPS;
/** Where a step may lead; anything else is somebody else's doing. */
const ENDS: Readonly<Record<Step, readonly Import['state'][]>> = {
  commit: ['done'],
  pause: ['paused', 'done'],
  resume: ['done'],
  cancel: ['canceled', 'done'],
  undo: ['undone'],
};

export function addImports(program: Command): void {
  const imports = program.command('imports').description('imports at the server: seen, paused, canceled, undone');
  addRemoteOptions(imports.command('list').description('the latest first'))
    .option('--limit <count>', 'how many', '20')
    .option('--json', 'for programs')
    .action(listImports);
  addRemoteOptions(imports.command('show <id>').description('one, with its counts'))
    .option('--json', 'for programs')
    .action(showImport);
  addRemoteOptions(imports.command('result <id>').description('its rows, each with what became of it'))
    .addOption(new Option('--only <rows>', 'which').choices(['all', 'refused']).default('all'))
    .addOption(new Option('--format <format>', 'what to write (else as the file was)').choices(['ndjson', 'csv']))
    .option('--output <file>', 'where to (else standard output)')
    .action(writeResult);
  for (const [step, about] of Object.entries(STEPS)) {
    addRemoteOptions(imports.command(`${step} <id>`).description(about))
      .option('--json', 'for programs')
      .action((id: string, options: OneOptions) => takeStep(step as Step, id, options));
  }
}

async function listImports({ limit, json = false, ...remote }: ListOptions): Promise<void> {
  const count = /^[1-9]\d{0,4}$/.test(limit) ? Number(limit) : Number.NaN;
  if (Number.isNaN(count)) throw new CommandError(`--limit: expected a number, got ${JSON.stringify(limit)}`, 2);
  const rows = await asked(remote, async ({ imports }) => {
    const found: Import[] = [];
    for await (const one of imports.list({ limit: Math.min(count, 500) })) {
      found.push(one);
      if (found.length >= count) break;
    }
    return found;
  });
  if (json) console.log(JSON.stringify(rows, null, 2));
  else printRows(rows.map(rowOf), { empty: 'There are no imports.' });
}

function rowOf({ id, state, created_at, file_name, validation, progress }: Import) {
  const counts = state === 'validated' ? (validation?.counts ?? progress.counts) : progress.counts;
  return { id, state, begun: created_at, file: file_name, rows: validation?.rows ?? 0, orders: countsText(counts) };
}

async function showImport(id: string, { json = false, ...remote }: OneOptions): Promise<void> {
  const found = await asked(remote, ({ imports }) => imports.get(id));
  console.log(json ? JSON.stringify(found, null, 2) : sentenceOf(found));
}

async function takeStep(step: Step, id: string, { json = false, ...remote }: OneOptions): Promise<void> {
  const stages = showStages({ stream: process.stderr, isTerminal: process.stderr.isTTY === true });
  const ended = await asked(remote, async (client) => lookOn(client, await client.imports[step](id), stages));
  console.log(json ? JSON.stringify(ended, null, 2) : sentenceOf(ended));
  if (!ENDS[step].includes(ended.state)) throw new CommandError(`the import ${id} is ${ended.state}`);
  if (step === 'undo' && (ended.undo?.refused ?? 0) > 0) {
    throw new CommandError(`${ended.undo?.refused} orders have changed since and stay as they are`, 3);
  }
}

function sentenceOf({ id, state, note, file_name, validation, progress, undo }: Import): string {
  const file = file_name === null ? '' : ` of ${file_name}`;
  const rows = validation === null ? '' : `, ${progress.rows} of ${validation.rows} rows`;
  const foretold = state === 'validated' ? ` (foretold: ${countsText(validation?.counts ?? progress.counts)})` : '';
  const undone = undo === null ? '' : `; deleted ${undo.deleted}, put back ${undo.restored}, left ${undo.refused}`;
  const why = note === null ? '' : `: ${note}`;
  return `Import ${id}${file} is ${state}${why}${rows}: ${countsText(progress.counts)}${foretold}${undone}.`;
}

async function writeResult(id: string, { only, format, output, ...remote }: ResultOptions): Promise<void> {
  await asked(remote, async ({ imports }) => {
    const rows = Readable.from(imports.resultBytes(id, { only, ...(format === undefined ? {} : { format }) }));
    if (output === undefined) await pipeline(rows, process.stdout, { end: false }).catch(unlessEnough);
    else await pipeline(rows, createWriteStream(output));
  });
}

/** Whoever reads standard output has had enough. */
function unlessEnough(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error;
}
