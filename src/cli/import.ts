/**
 * `bulkhead import <file>`: a file of orders into a server, near or far, over the SDK. NDJSON goes through the stream
 * route line by line; CSV, JSON and orders of other contracts are sent and taken in by the server itself. What was
 * refused is in the result file, what went wrong in one line and the exit code.
 * Exit codes: 0 all was taken, 1 it could not be done, 2 not understood, 3 done, and some orders were refused.
 */
import { randomUUID } from 'node:crypto';
import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { type Command, Option } from 'commander';
import { type Import, RefusedError } from '../../sdk/src/index.ts';
import { importFile, mappingOf, writeResult } from './import-file.ts';
import { importLines } from './import-lines.ts';
import {
  digestOf,
  type FileRecord,
  type ImportRecord,
  type LinesRecord,
  placeOf,
  readRecord,
  removeRecord,
  writeRecord,
} from './import-record.ts';
import { CommandError } from './print.ts';
import { type Counts, countsText, type ProgressPlace, showProgress, sumOf } from './progress.ts';
import { addRemoteOptions, clientOf, type RemoteOptions, remoteError, urlOf } from './remote.ts';
import { showStages } from './stages.ts';

type Format = 'ndjson' | 'json' | 'csv';
type ImportOptions = RemoteOptions & {
  format?: Format;
  mapping?: string;
  shape?: string;
  dryRun?: boolean;
  ifClean?: boolean;
  resume?: boolean;
  restart?: boolean;
  result?: string;
  tellAll?: boolean;
  json?: boolean;
};

const REFUSED = 3;
const INTERRUPTED = 130;
const HELP = `
Exit codes: 0 all was taken, 1 it could not be done, 2 not understood, 3 done, and some orders were refused.
A file may end in .gz. See docs/cli.md.`;
const FORMAT_BY_ENDING: Readonly<Record<string, Format>> = {
  ndjson: 'ndjson',
  jsonl: 'ndjson',
  json: 'json',
  csv: 'csv',
  tsv: 'csv',
  tab: 'csv',
  txt: 'csv',
};

export function addImport(program: Command): void {
  addRemoteOptions(program.command('import <file>').description('take in a file of orders: NDJSON, JSON or CSV'))
    .addOption(
      new Option('--format <format>', 'what the file is (else told by its name)').choices(['ndjson', 'json', 'csv']),
    )
    .option('--mapping <name>', 'what the columns of a CSV mean: a saved mapping, or a .json file (else guessed)')
    .option('--shape <name>', 'whose orders NDJSON and JSON hold: native, or another contract of the server')
    .option('--dry-run', 'every check of a real import; nothing is kept')
    .option('--if-clean', 'CSV and JSON: take in all or, when a row would be refused, nothing')
    .option('--resume', 'go on where an import of this file was cut')
    .option('--restart', 'begin anew, whatever an earlier import of this file had come to')
    .option('--result <file>', 'where refused orders are told (else <file>.result.ndjson, or .csv of a CSV)')
    .option('--tell-all', 'tell what became of every order there, not of refused ones alone')
    .option('--json', 'the summary for programs')
    .addHelpText('after', HELP)
    .action(runImport);
}

async function runImport(file: string, options: ImportOptions): Promise<void> {
  const format = formatOf(file, options);
  const isByLines = format === 'ndjson' && (options.shape ?? 'native') === 'native';
  assertFit(file, { format, isByLines, options });
  const head = recordOf(file, isByLines, options);
  if ('line' in head) return runLines(file, head, options);
  return runFile(file, { record: head, format, options });
}

function formatOf(file: string, { format, mapping }: ImportOptions): Format {
  const [, ending = ''] = /\.(\w+?)(?:\.gz)?$/i.exec(file) ?? [];
  const known = FORMAT_BY_ENDING[ending.toLowerCase()];
  if (/^xlsx?$|^ods$/i.test(ending)) {
    throw new CommandError(`${file}: expected NDJSON, JSON or CSV, got a spreadsheet: save it as CSV (UTF-8)`, 2);
  }
  return format ?? known ?? (mapping === undefined ? 'ndjson' : 'csv');
}

type Way = { format: Format; isByLines: boolean; options: ImportOptions };

function assertFit(file: string, { format, isByLines, options }: Way): void {
  const { mapping, shape, ifClean, result } = options;
  const wrong =
    mapping !== undefined && format !== 'csv'
      ? `--mapping: expected a CSV, got ${format}`
      : shape !== undefined && format === 'csv'
        ? '--shape: expected NDJSON or JSON; the columns of a CSV are told by --mapping'
        : ifClean === true && isByLines
          ? '--if-clean: expected CSV or JSON; NDJSON is taken in while it is read'
          : result !== undefined && resolve(result) === resolve(file)
            ? '--result: expected another file than the one that is imported'
            : undefined;
  if (wrong !== undefined) throw new CommandError(wrong, 2);
}

async function runLines(file: string, record: LinesRecord, options: ImportOptions): Promise<void> {
  const client = clientOf(options);
  const resultFile = options.result ?? `${file}.result.ndjson`;
  const progress = showProgress(statSync(file).size, terminal(), record.counts);
  const startedAt = performance.now();
  const undoInterrupt = onInterrupt(progress, 'what was taken in until now stays; go on with --resume');
  try {
    writeRecord(file, record);
    const isAllTold = options.tellAll === true;
    const counts = await importLines({ client, file, resultFile, isAllTold, record, progress });
    progress.end();
    removeRecord(file);
    summarize(counts, { options, resultFile, milliseconds: performance.now() - startedAt });
    assertAllTaken(counts, resultFile);
  } catch (error) {
    progress.end();
    throw remoteError(error, `\nwhat was taken in until then stays; go on with --resume`);
  } finally {
    undoInterrupt();
  }
}

type FileRun = { record: FileRecord; format: Format; options: ImportOptions };

async function runFile(file: string, { record, format, options }: FileRun): Promise<void> {
  const client = clientOf(options);
  const settings = {
    format,
    ...(options.shape === undefined ? {} : { shape: options.shape }),
    ...(options.mapping === undefined ? {} : { mapping: mappingOf(options.mapping) }),
  };
  const stages = showStages(terminal());
  const startedAt = performance.now();
  const undoInterrupt = onInterrupt(
    stages,
    'what the server has of the file it goes on with; look on with --resume, or see `bulkhead imports list`',
  );
  try {
    writeRecord(file, record);
    const isTakenOnlyWhenClean = options.ifClean === true;
    const plan = { client, file, record, settings, isTakenOnlyWhenClean, stages, fileBytes: statSync(file).size };
    const ended = await importFile(plan);
    const resultFile = options.result ?? `${file}.result.${ended.format === 'csv' ? 'csv' : 'ndjson'}`;
    const { counts, isCanceled } = endOf(ended, file);
    const isTold = counts.refused > 0 || options.tellAll === true;
    if (isTold) await writeResult(client, ended, { resultFile, only: options.tellAll === true ? 'all' : 'refused' });
    if (ended.state === 'validated') await forget(client, ended);
    removeRecord(file);
    const isKept = ended.state !== 'validated';
    summarize(counts, { options, resultFile, milliseconds: performance.now() - startedAt, ended, isKept });
    if (isCanceled) throw new CommandError('somebody has canceled the import: the rest of it was not taken in');
    assertAllTaken(counts, resultFile);
  } catch (error) {
    stages.end();
    // It was not even begun: there is nothing to go on with.
    if (error instanceof RefusedError && !error.isRetryable && isUnmade(readRecord(file))) removeRecord(file);
    throw remoteError(error, hintOf(error));
  } finally {
    undoInterrupt();
  }
}

function isUnmade(record: ImportRecord | null): boolean {
  return record !== null && 'importId' in record && record.importId === null;
}

function hintOf(error: unknown): string {
  if (error instanceof RefusedError && error.code === 'record_unknown') return '\nbegin anew with --restart';
  return error instanceof RefusedError && !error.isRetryable ? '' : '\nnothing is lost; go on with --resume';
}

/** What has become of the orders, or why the server could do nothing with the file. */
function endOf(ended: Import, file: string): { counts: Counts; isCanceled: boolean } {
  const { id, state, note, validation, progress } = ended;
  if (state === 'failed') {
    removeRecord(file);
    throw new CommandError(`${file}: ${note ?? 'it could not be read'}`);
  }
  if (state === 'paused') {
    throw new CommandError(`somebody has paused the import ${id}: go on with --resume, or \`bulkhead imports\``);
  }
  if (state === 'undone') {
    removeRecord(file);
    throw new CommandError(`somebody has undone the import ${id}: begin anew with --restart`);
  }
  const counts = state === 'validated' ? validation?.counts : progress.counts;
  return { counts: counts ?? progress.counts, isCanceled: state === 'canceled' };
}

/** It was for looking at. */
async function forget(client: ReturnType<typeof clientOf>, { id }: Import): Promise<void> {
  await client.imports.cancel(id);
  await client.imports.remove(id);
}

/** Where to begin: at the beginning, or where the one before had come to. */
function recordOf(file: string, isByLines: boolean, options: ImportOptions): ImportRecord {
  const { dryRun = false, resume = false, restart = false } = options;
  const digest = fileDigest(file);
  const known = restart ? null : readRecord(file);
  const head = { digest, url: urlOf(options), idempotencyKey: randomUUID(), isDryRun: dryRun };
  if (known === null) {
    const counts = { created: 0, replaced: 0, kept: 0, refused: 0 };
    return isByLines ? { ...head, line: 0, counts, resultBytes: 0 } : { ...head, importId: null };
  }
  const place = placeOf(file, known);
  if (!resume) throw new CommandError(`${place}: go on with --resume, or begin anew with --restart`, 2);
  const different = [
    known.digest === digest ? '' : 'the file',
    known.url === head.url ? '' : `the server (${known.url})`,
    known.isDryRun === dryRun ? '' : '--dry-run',
    'line' in known === isByLines ? '' : '--format or --shape',
  ].find((what) => what !== '');
  if (different === undefined) return known;
  throw new CommandError(`${place}, but ${different} is another now: begin anew with --restart`, 2);
}

function fileDigest(file: string): string {
  try {
    return digestOf(file);
  } catch (error) {
    throw remoteError(error);
  }
}

function terminal(): ProgressPlace {
  return { stream: process.stderr, isTerminal: process.stderr.isTTY === true };
}

/** A terminal gets its cursor back, and whoever pressed the keys learns what they have ended. Undone by what it returns. */
function onInterrupt(shown: { end(): void }, note: string): () => void {
  const interrupt = () => {
    shown.end();
    console.error(`bulkhead: interrupted: ${note}`);
    process.exit(INTERRUPTED);
  };
  process.once('SIGINT', interrupt);
  process.once('SIGTERM', interrupt);
  return () => {
    process.removeListener('SIGINT', interrupt);
    process.removeListener('SIGTERM', interrupt);
  };
}

type Summary = { options: ImportOptions; resultFile: string; milliseconds: number; ended?: Import; isKept?: boolean };

function summarize(counts: Counts, { options, resultFile, milliseconds, ended, isKept = true }: Summary): void {
  const seconds = Math.round(milliseconds / 100) / 10;
  const isDryRun = options.dryRun === true;
  const isTold = counts.refused > 0 || options.tellAll === true;
  if (options.json === true) {
    const result = isTold ? resultFile : null;
    const one = ended === undefined ? {} : { import: isKept ? ended.id : null, rows: ended.validation?.rows ?? 0 };
    console.log(JSON.stringify({ orders: sumOf(counts), ...counts, dryRun: isDryRun, seconds, result, ...one }));
  } else {
    const what = isDryRun || !isKept ? 'orders checked, nothing kept' : 'orders';
    console.log(`${sumOf(counts)} ${what} in ${seconds} s: ${countsText(counts)}.`);
  }
}

function assertAllTaken({ refused }: Counts, resultFile: string): void {
  if (refused > 0) throw new CommandError(`${refused} orders were refused: see ${resultFile}`, REFUSED);
}
