/**
 * A CSV file as a table: its encoding, its delimiter and its header told from its beginning unless they are stated, and
 * then its rows as they come.
 * Called by read-table.ts.
 */
import { DELIMITERS, type Delimiter, type Encoding, type TableMapping } from '../core/imports/mapping.ts';
import { asUtf8, ENCODING_SAMPLE_BYTES, encodingOf } from './encoding.ts';
import { UnreadableFile } from './source.ts';
import { RowSplitter, type TableRow } from './table-rows.ts';

export type TableFile = {
  encoding: Encoding;
  delimiter: Delimiter;
  /** As they stand; a name that stands there before has a number behind it. */
  header: readonly string[];
  /** Without the header. */
  rows: AsyncIterable<readonly TableRow[]>;
};

/** A header is shorter. */
const HEAD_BYTES_MAX = 256 * 1024;

/** Throws an UnreadableFile for a file without a header. */
export async function openTable(input: AsyncIterable<Buffer>, stated: Partial<TableMapping>): Promise<TableFile> {
  const pieces = input[Symbol.asyncIterator]();
  const raw = await gather(pieces, (held) => held.length >= ENCODING_SAMPLE_BYTES);
  const encoding = stated.encoding ?? encodingOf(raw);
  const text = asUtf8(rejoin(raw, pieces), encoding);
  const head = await gather(text, (held) => isWholeHeader(held) || held.length > HEAD_BYTES_MAX);
  const delimiter = stated.delimiter ?? delimiterOf(head);
  const batches = rowsOf(rejoin(head, text), new RowSplitter(delimiter));
  const { value: first } = await batches.next();
  const [header, ...rest] = first ?? [];
  if (header === undefined) throw new UnreadableFile('expected a header and rows, got an empty file');
  if ('fault' in header)
    throw new UnreadableFile(`the quotes of the header in line ${header.line} do not fit together`);
  return { encoding, delimiter, header: uniqueNames(header.cells), rows: withRest(rest, batches) };
}

async function* rowsOf(text: AsyncIterable<Buffer>, splitter: RowSplitter): AsyncGenerator<readonly TableRow[]> {
  for await (const piece of text) {
    const rows = splitter.push(piece);
    if (rows.length > 0) yield rows;
  }
  const rows = splitter.end();
  if (rows.length > 0) yield rows;
}

async function* withRest(rest: readonly TableRow[], batches: AsyncIterable<readonly TableRow[]>) {
  if (rest.length > 0) yield rest;
  yield* batches;
}

async function gather(pieces: AsyncIterator<Buffer>, isEnough: (held: Buffer) => boolean): Promise<Buffer> {
  let held: Buffer = Buffer.alloc(0);
  while (!isEnough(held)) {
    const { done, value } = await pieces.next();
    if (done) return held;
    held = held.length === 0 ? value : Buffer.concat([held, value]);
  }
  return held;
}

async function* rejoin(first: Buffer, rest: AsyncIterator<Buffer>): AsyncGenerator<Buffer> {
  if (first.length > 0) yield first;
  for (let next = await rest.next(); next.done !== true; next = await rest.next()) yield next.value;
}

function isWholeHeader(head: Buffer): boolean {
  return headerEnd(head) < head.length;
}

/** The first line feed outside of quotes, behind which something stands. */
function headerEnd(head: Buffer): number {
  let isQuoted = false;
  for (let at = 0; at < head.length; at++) {
    if (head[at] === 0x22) isQuoted = !isQuoted;
    if (head[at] === 0x0a && !isQuoted && at > 1) return at;
  }
  return head.length;
}

function delimiterOf(head: Buffer): Delimiter {
  const line = head.toString('utf8', 0, headerEnd(head)).replaceAll(/"(?:[^"]|"")*"/g, '');
  const counts = DELIMITERS.map((delimiter) => [delimiter, line.split(delimiter).length] as const);
  return counts.reduce((most, one) => (one[1] > most[1] ? one : most))[0];
}

function uniqueNames(cells: readonly string[]): readonly string[] {
  const seen = new Map<string, number>();
  return cells.map((cell) => {
    const name = cell.trim();
    const count = (seen.get(name) ?? 0) + 1;
    seen.set(name, count);
    return count === 1 ? name : `${name} (${count})`;
  });
}
