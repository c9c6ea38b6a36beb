/**
 * A file that the server takes in by itself: CSV, JSON, orders of another contract. It is sent in parts, checked to its
 * end, taken in, and its result is fetched. What the server has is remembered by the id of the import, so that a kill
 * costs nothing: the server goes on, and `--resume` looks on.
 * Memory holds a part of the file. Called by import.ts.
 */
import { createReadStream, createWriteStream, readFileSync, renameSync, rmSync } from 'node:fs';
import { basename } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type Bulkhead, ConnectionError, type Import, type ImportOptions, type Mapping } from '../../sdk/src/index.ts';
import { type FileRecord, writeRecord } from './import-record.ts';
import { CommandError } from './print.ts';
import { type Stages, stageOf } from './stages.ts';

export type FilePlan = {
  client: Bulkhead;
  file: string;
  record: FileRecord;
  settings: Pick<ImportOptions, 'format' | 'shape' | 'mapping'>;
  isTakenOnlyWhenClean: boolean;
  stages: Stages;
  fileBytes: number;
};

const CHUNK_BYTES = 256 * 1024;
const RESULT_TRIES = 5;

/** The import once the server is through with it; throws what prevents that. */
export async function importFile(plan: FilePlan): Promise<Import> {
  const { client, file, record, stages } = plan;
  const begun = await beginOrFind(plan);
  const { id } = begun;
  writeRecord(file, { ...record, importId: id });
  if (begun.state === 'uploading') await send(plan, id);
  if (begun.state === 'paused') await client.imports.resume(id);
  return lookOn(client, begun, stages);
}

/** Until the server is through with what it is at. */
export async function lookOn({ imports }: Bulkhead, begun: Import, stages: Stages): Promise<Import> {
  let last = begun;
  for await (const seen of imports.watch(begun.id)) {
    // The stage before has ended unseen: its bar is told how.
    const ended = last.state === 'validating' ? stageOf({ ...seen, state: 'validated' }) : null;
    for (const stage of [ended, stageOf(seen)]) if (stage !== null) stages.update(stage);
    last = seen;
  }
  stages.end();
  return last;
}

async function beginOrFind({ client, file, record, settings, isTakenOnlyWhenClean }: FilePlan): Promise<Import> {
  if (record.importId !== null) return client.imports.get(record.importId);
  const onValidated = record.isDryRun ? 'wait' : isTakenOnlyWhenClean ? 'commit_if_clean' : 'commit';
  const { idempotencyKey } = record;
  return client.imports.create({ ...settings, fileName: basename(file), onValidated, idempotencyKey });
}

async function send({ client, file, stages, fileBytes }: FilePlan, id: string): Promise<void> {
  await client.imports.continueUpload(id, createReadStream(file, { highWaterMark: CHUNK_BYTES }), {
    onUploaded: (done) => stages.update({ name: 'sending', done, total: fileBytes }),
  });
}

/** A mapping saved at the server by its name, or one in a file of its own, whose name ends in .json. */
export function mappingOf(stated: string): string | Mapping {
  return /\.json$/i.test(stated) ? mappingIn(stated) : stated;
}

export function mappingIn(file: string): Mapping {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Mapping;
  } catch (error) {
    const isMissing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    const what = isMissing ? 'there is no such file' : (error as Error).message;
    throw new CommandError(`${file}: expected a mapping as JSON: ${what}`, 2);
  }
}

/** Written beside and renamed, so that a result is whole or not there. */
export async function writeResult(
  client: Bulkhead,
  { id }: Import,
  { resultFile, only }: { resultFile: string; only: 'all' | 'refused' },
): Promise<void> {
  const part = `${resultFile}.new`;
  for (let tries = 1; ; tries += 1) {
    try {
      await pipeline(Readable.from(client.imports.resultBytes(id, { only })), createWriteStream(part));
      renameSync(part, resultFile);
      return;
    } catch (error) {
      rmSync(part, { force: true });
      if (!(error instanceof ConnectionError) || tries >= RESULT_TRIES) throw error;
    }
  }
}
