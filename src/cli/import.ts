/**
 * `bulkhead import <file>`: a file of orders into a server, near or far, over the SDK. NDJSON goes through the stream
 * route line by line. What was refused is in the result file, what went wrong in one line and the exit code.
 * Exit codes: 0 all was taken, 1 it could not be done, 2 not understood, 3 done, and some orders were refused.
 */
import { randomUUID } from 'node:crypto';
import { statSync } from 'node:fs';
import type { Command } from 'commander';
import { importLines } from './import-lines.ts';
import { digestOf, type ImportRecord, readRecord, recordPath, removeRecord, writeRecord } from './import-record.ts';
import { CommandError } from './print.ts';
import { type Counts, countsText, type ProgressPlace, showProgress, sumOf } from './progress.ts';
import { addRemoteOptions, clientOf, type RemoteOptions, remoteError, urlOf } from './remote.ts';

type ImportOptions = RemoteOptions & {
  dryRun?: boolean;
  resume?: boolean;
  restart?: boolean;
  result?: string;
  tellAll?: boolean;
  json?: boolean;
};

const REFUSED = 3;
const HELP = `
Exit codes: 0 all was taken, 1 it could not be done, 2 not understood, 3 done, and some orders were refused.
A file that ends in .gz is unpacked on the way. See docs/cli.md.`;

export function addImport(program: Command): void {
  addRemoteOptions(program.command('import <file>').description('take in a file of orders: NDJSON, an order a line'))
    .option('--dry-run', 'every check of a real import; nothing is kept')
    .option('--resume', 'go on where an import of this file was cut')
    .option('--restart', 'begin anew, whatever an earlier import of this file had come to')
    .option('--result <file>', 'where refused orders are told (else <file>.result.ndjson)')
    .option('--tell-all', 'tell what became of every order there, not of refused ones alone')
    .option('--json', 'the summary for programs')
    .addHelpText('after', HELP)
    .action(runImport);
}

async function runImport(file: string, options: ImportOptions): Promise<void> {
  assertLines(file);
  const client = clientOf(options);
  const record = recordOf(file, options);
  const resultFile = options.result ?? `${file}.result.ndjson`;
  const progress = showProgress(statSync(file).size, placeOf());
  const startedAt = performance.now();
  try {
    writeRecord(file, record);
    const isAllTold = options.tellAll === true;
    const counts = await importLines({ client, file, resultFile, isAllTold, record, progress });
    progress.end();
    removeRecord(file);
    summarize(counts, { options, resultFile, milliseconds: performance.now() - startedAt });
  } catch (error) {
    progress.end();
    throw remoteError(error, `\nwhat was taken in until then stays; go on with --resume`);
  }
}

/** Line by line each of their lines would be refused. */
function assertLines(file: string): void {
  const [, kind] = /\.(csv|tsv|json|xlsx)(\.gz)?$/i.exec(file) ?? [];
  if (kind === undefined) return;
  throw new CommandError(`${file}: expected NDJSON, an order a line, got a file named ${kind.toLowerCase()}`, 2);
}

/** Where to begin: at the first line, or where the one before had come to. */
function recordOf(file: string, options: ImportOptions): ImportRecord {
  const { dryRun = false, resume = false, restart = false } = options;
  const digest = fileDigest(file);
  const known = restart ? null : readRecord(file);
  const url = urlOf(options);
  const counts = { created: 0, replaced: 0, kept: 0, refused: 0 };
  const fresh = { digest, url, idempotencyKey: randomUUID(), isDryRun: dryRun, line: 0, counts, resultBytes: 0 };
  if (known === null) return fresh;
  const place = `an import of this file was cut after line ${known.line} (${recordPath(file)})`;
  if (!resume) throw new CommandError(`${place}: go on with --resume, or begin anew with --restart`, 2);
  const different = [
    known.digest === digest ? '' : 'the file',
    known.url === url ? '' : `the server (${known.url})`,
    known.isDryRun === dryRun ? '' : '--dry-run',
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

function placeOf(): ProgressPlace {
  return { stream: process.stderr, isTerminal: process.stderr.isTTY === true };
}

type Summary = { options: ImportOptions; resultFile: string; milliseconds: number };

function summarize(counts: Counts, { options, resultFile, milliseconds }: Summary): void {
  const seconds = Math.round(milliseconds / 100) / 10;
  const isDryRun = options.dryRun === true;
  const isTold = counts.refused > 0 || options.tellAll === true;
  if (options.json === true) {
    const result = isTold ? resultFile : null;
    console.log(JSON.stringify({ orders: sumOf(counts), ...counts, dryRun: isDryRun, seconds, result }));
  } else {
    const what = isDryRun ? 'orders checked, nothing kept' : 'orders';
    console.log(`${sumOf(counts)} ${what} in ${seconds} s: ${countsText(counts)}.`);
  }
  if (counts.refused === 0) return;
  throw new CommandError(`${counts.refused} orders were refused: see ${resultFile}`, REFUSED);
}
