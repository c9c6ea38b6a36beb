/**
 * An NDJSON file through the stream route: its bytes go out as they are, and what becomes of every line is counted,
 * written to the result file when it was refused, and remembered, so that a kill costs a second of work at most.
 * Memory holds what is on its way, however large the file is.
 */
import { closeSync, createReadStream, openSync, truncateSync, writeSync } from 'node:fs';
import { createGunzip } from 'node:zlib';
import type { Bulkhead, StreamedLine } from '../../sdk/src/index.ts';
import { type LinesRecord, writeRecord } from './import-record.ts';
import type { Counts, Progress } from './progress.ts';

export type LinesPlan = {
  client: Bulkhead;
  file: string;
  resultFile: string;
  /** Also what became of lines that were not refused. */
  isAllTold: boolean;
  /** Where to begin, and what was counted until then. */
  record: LinesRecord;
  progress: Progress;
};

/** How often it is remembered and shown how far it came. */
const REMEMBER_MS = 500;
const GATHERED_CHARS = 64 * 1024;
const NEWLINE = 10;
const CHUNK_BYTES = 64 * 1024;

/** What became of all lines, with those of the runs before. */
export async function importLines(plan: LinesPlan): Promise<Counts> {
  const { client, file, record, progress } = plan;
  const read = { bytes: 0 };
  const lines = client.orders.streamText(linesFrom(file, record.line + 1, read), {
    idempotencyKey: record.idempotencyKey,
    firstLine: record.line + 1,
    dryRun: record.isDryRun,
  });
  const results = new ResultFile(plan);
  const counts = { ...record.counts };
  let { line } = record;
  let rememberedAt = performance.now();
  const remember = () => {
    rememberedAt = performance.now();
    results.flush();
    writeRecord(file, { ...record, line, counts, resultBytes: results.bytes });
    progress.update(read.bytes, counts);
  };
  try {
    for await (const told of lines) {
      line = told.line;
      if (told.outcome === 'acknowledged') continue;
      counts[told.outcome] += 1;
      results.add(told);
      if (performance.now() - rememberedAt > REMEMBER_MS) remember();
    }
  } finally {
    remember();
    results.close();
  }
  return counts;
}

/** The bytes of the file from a line on; `read` counts those of the file itself, also while it is packed. */
async function* linesFrom(file: string, line: number, read: { bytes: number }): AsyncGenerator<Uint8Array> {
  const source = createReadStream(file, { highWaterMark: CHUNK_BYTES });
  source.on('data', (chunk) => {
    read.bytes += chunk.length;
  });
  const chunks = file.endsWith('.gz') ? source.pipe(createGunzip()) : source;
  source.on('error', (error) => chunks.destroy(error));
  let skip = line - 1;
  for await (const chunk of chunks as AsyncIterable<Buffer>) {
    let from = 0;
    for (; skip > 0; skip -= 1) {
      const end = chunk.indexOf(NEWLINE, from);
      if (end < 0) break;
      from = end + 1;
    }
    if (skip === 0 && from < chunk.length) yield from === 0 ? chunk : chunk.subarray(from);
  }
}

/**
 * What is told of lines, gathered and written whole. The record says how long the file is: what a killed run told
 * behind that is told again by the one that goes on.
 */
class ResultFile {
  readonly #plan: LinesPlan;
  #descriptor: number | undefined;
  #texts: string[] = [];
  #chars = 0;
  bytes: number;

  constructor(plan: LinesPlan) {
    this.#plan = plan;
    this.bytes = plan.record.resultBytes;
  }

  add(told: StreamedLine): void {
    if (!this.#plan.isAllTold && told.outcome !== 'refused') return;
    const text = `${JSON.stringify(rowOf(told))}\n`;
    this.#texts.push(text);
    this.#chars += text.length;
    if (this.#chars > GATHERED_CHARS) this.flush();
  }

  flush(): void {
    if (this.#texts.length === 0) return;
    this.#descriptor ??= this.#open();
    this.bytes += writeSync(this.#descriptor, this.#texts.join(''));
    [this.#texts, this.#chars] = [[], 0];
  }

  close(): void {
    if (this.#descriptor !== undefined) closeSync(this.#descriptor);
  }

  #open(): number {
    if (this.bytes === 0) return openSync(this.#plan.resultFile, 'w');
    truncateSync(this.#plan.resultFile, this.bytes);
    return openSync(this.#plan.resultFile, 'a');
  }
}

/** A refused line with the order as it was sent: mended, it can be sent again. */
function rowOf(told: StreamedLine): object {
  if (told.outcome !== 'refused') return told;
  const { text, ...rest } = told;
  try {
    return { ...rest, row: JSON.parse(text) as unknown };
  } catch {
    return { ...rest, row: text };
  }
}
